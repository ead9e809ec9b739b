import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { DomainError } from '../../domain/errors.ts'
import { errorCode } from './process-identity.ts'

const host = '127.0.0.1'

/** A TCP port this devnet was told to use cannot be had. */
export class PortTakenError extends DomainError {
  readonly code = 'PORT_TAKEN'
  readonly retryable = false
  constructor(readonly facts: { readonly port: number; readonly reason: 'in use' | 'not permitted' }) {
    super(
      facts.reason === 'in use'
        ? `Port ${facts.port} on ${host} is already in use by another process.`
        : `This user may not listen on port ${facts.port} of ${host}.`,
      { hint: 'Choose another port, or stop the program that uses this one.' },
    )
  }
}

/** Below those that Linux (32768 on), macOS and Windows (49152 on) give to connections that go out. */
const listening = { from: 15_000, to: 32_000 } as const

/**
 * A TCP port nobody listens on at 127.0.0.1, and that no connection going out takes before somebody does. Ports that the system
 * chooses are taken that way, and some programs then move on to the next one in silence.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(listening.from, listening.to)
    try {
      await listenOnce(port)
      return port
    } catch (error) {
      if (errorCode(error) !== 'EADDRINUSE') throw error
    }
  }
}

/** @throws {@link PortTakenError} when something listens on `port` at 127.0.0.1, or this user may not. */
export async function assertPortFree(port: number): Promise<void> {
  try {
    await listenOnce(port)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EADDRINUSE') throw new PortTakenError({ port, reason: 'in use' })
    if (code === 'EACCES') throw new PortTakenError({ port, reason: 'not permitted' })
    throw error
  }
  // macOS lets 127.0.0.1 be bound beside a listener on every address: ask by connecting as well.
  if (await someoneAnswers(port)) throw new PortTakenError({ port, reason: 'in use' })
}

async function listenOnce(port: number): Promise<void> {
  const server = createServer()
  server.listen(port, host)
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
}

async function someoneAnswers(port: number): Promise<boolean> {
  const socket = connect({ port, host, timeout: 500 })
  socket.once('timeout', () => socket.destroy(new Error('Nobody answered.')))
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
