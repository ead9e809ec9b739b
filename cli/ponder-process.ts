import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { LogLevel } from '../observability/logger.ts'
import type { Redact } from '../observability/redaction.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const lookMs = 1_000

/** What a look at a running Ponder came to. */
export type Verdict = 'goes-on' | 'stalled' | 'dead-fork' | 'done'

/**
 * Runs Ponder until it ends, `signal` is aborted, or a look at it says that it is stalled or done.
 *
 * @returns Its exit status, or what the look said.
 */
export async function runPonder({
  schemaName,
  port,
  env,
  logLevel,
  redact,
  signal,
  look,
  onLine,
}: {
  /** Postgres schema that it fills. */
  readonly schemaName: string
  /** Of its own health and metrics, on 127.0.0.1. */
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  readonly logLevel: LogLevel
  readonly redact: Redact
  readonly signal: AbortSignal
  readonly look: () => Promise<Verdict>
  /** Told of each line that Ponder writes. */
  readonly onLine?: (line: string) => void
}): Promise<number | null | Exclude<Verdict, 'goes-on'>> {
  const ponder = spawn(
    process.execPath,
    [
      // The nursery of the heap, MiB: a batch of events is alive until it is stored.
      '--max-semi-space-size=64',
      join(root, 'node_modules/ponder/dist/esm/bin/ponder.js'),
      'start',
      ...['--root', join(root, 'indexer'), '--config', '../ponder.config.ts', '--schema', schemaName],
      ...['--hostname', '127.0.0.1', '--port', String(port)],
      ...['--log-format', 'json', '--log-level', logLevel === 'debug' ? 'debug' : 'info'],
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...env, PONDER_TELEMETRY_DISABLED: '1' } },
  )
  // Ponder writes URLs, and what providers answered, into its logs.
  passOn(ponder.stdout, process.stdout, redact, onLine)
  passOn(ponder.stderr, process.stderr, redact)
  const stop = (): boolean => ponder.kill('SIGTERM')
  signal.addEventListener('abort', stop)
  let verdict: Verdict = 'goes-on'
  const closed = new AbortController()
  const watching = (async (): Promise<void> => {
    while (!closed.signal.aborted && verdict === 'goes-on') {
      await sleep(lookMs, undefined, { signal: closed.signal }).catch(() => undefined)
      if (closed.signal.aborted) return
      verdict = await look()
      // One that stands still may be stopped, and then heeds nothing else.
      if (verdict !== 'goes-on') ponder.kill(verdict === 'done' ? 'SIGTERM' : 'SIGKILL')
    }
  })()
  // Closed, not only exited: its last lines say why.
  const [status] = await once(ponder, 'close')
  closed.abort()
  await watching
  signal.removeEventListener('abort', stop)
  return verdict === 'goes-on' ? status : verdict
}

/** Passes a program's output on, line by line. */
function passOn(from: Readable, to: Writable, redact: Redact, onLine?: (line: string) => void): void {
  createInterface({ input: from }).on('line', (line) => {
    onLine?.(line)
    to.write(`${redact(line)}\n`)
  })
}
