import { Readable } from 'node:stream'

/** The receiving end of a stream: one connection. */
export interface Member {
  readonly body: Readable
  send(frame: Buffer): void
  /** Sends `last` and closes. */
  end(last?: Buffer): void
}

/** Bytes that may wait for a connection: one that falls further behind is cut off, and can go on from its last id. */
const mostWaiting = 1024 * 1024
/** How long a connection may take to read what it is ended with. */
const endWithinMs = 4_000

/**
 * A member.
 *
 * @param options.cutOff - Closes the connection without sending what waits.
 * @param options.onGone - Once the connection is closed, by whomever.
 */
export function createMember(options: { readonly cutOff: () => void; readonly onGone: () => void }): Member {
  const body = new Readable({ read: () => undefined })
  let isEnded = false
  let timer: NodeJS.Timeout | undefined
  const cutOff = (): void => {
    isEnded = true
    body.destroy()
    options.cutOff()
  }
  body.once('close', () => {
    isEnded = true
    clearTimeout(timer)
    options.onGone()
  })
  return {
    body,
    send(frame) {
      if (isEnded) return
      if (body.readableLength > 0 && body.readableLength + frame.length > mostWaiting) cutOff()
      else body.push(frame)
    },
    end(last) {
      if (isEnded) return
      isEnded = true
      if (last !== undefined) body.push(last)
      body.push(null)
      timer = setTimeout(cutOff, endWithinMs)
      timer.unref()
    },
  }
}
