/** Tells a person how far a start has come. */
export interface Progress {
  /** A stage begins; the one before is done. */
  stage(name: string): void
  /** A line of its own. */
  line(text: string): void
  /** Nothing follows. */
  end(): void
}

/** Where progress is written; `isTTY` decides the form. */
export interface ProgressStream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/**
 * On a terminal one moving line per stage, elsewhere plain lines.
 *
 * @param nowMs - Milliseconds of any steady clock.
 */
export function createProgress(stream: ProgressStream, nowMs: () => number): Progress {
  const startedMs = nowMs()
  const seconds = (): string => `${((nowMs() - startedMs) / 1000).toFixed(1).padStart(5)} s`
  if (stream.isTTY !== true) {
    return {
      stage: (name) => void stream.write(`${seconds()}  starting ${name}\n`),
      line: (text) => void stream.write(`${seconds()}  ${text}\n`),
      end: () => undefined,
    }
  }
  let moving: { readonly names: string[]; readonly timer: NodeJS.Timeout } | undefined
  const draw = (): void => void stream.write(`\r\x1b[2K${seconds()}  starting ${moving?.names.join(', ') ?? ''} …`)
  const settle = (): void => {
    if (moving === undefined) return
    clearInterval(moving.timer)
    stream.write(`\r\x1b[2K${seconds()}  started ${moving.names.join(', ')}\n`)
    moving = undefined
  }
  return {
    stage: (name) => {
      moving ??= { names: [], timer: setInterval(draw, 100) }
      moving.names.push(name)
      draw()
    },
    line: (text) => {
      settle()
      stream.write(`${seconds()}  ${text}\n`)
    },
    end: settle,
  }
}
