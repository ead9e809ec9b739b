import { isRecord, type Outcome, type RpcError } from './call.ts'

/** What one element of a JSON-RPC response says. */
export function readAnswer(element: unknown): Outcome {
  if (!isRecord(element)) return { kind: 'failed', reason: 'malformed' }
  const { error, result } = element
  if (error !== undefined && error !== null) {
    const read = readError(error)
    return isTooFast(read) ? { kind: 'limited' } : { kind: 'error', error: read }
  }
  return result === undefined ? { kind: 'failed', reason: 'malformed' } : { kind: 'result', result }
}

function readError(error: unknown): RpcError {
  if (!isRecord(error)) return { code: -32_000, message: String(error) }
  const { code, message, data } = error
  return {
    code: typeof code === 'number' ? code : -32_000,
    message: typeof message === 'string' ? message : 'no message',
    ...(data === undefined ? {} : { data }),
  }
}

/** -32005 means this to some providers, and too many logs to others. */
const isTooFast = ({ code, message }: RpcError): boolean =>
  code === 429 ||
  /rate.?limit|too many requests|requests? per|per second|compute units|throughput|request limit|quota/i.test(
    message,
  ) ||
  (code === -32_005 && !/log|result|range|block|size/i.test(message))

/** Whether an element of a batch says that the batch asked for too much at once. */
export const isBatchTooLarge = ({ code, message }: RpcError): boolean =>
  code === -32_003 || /batch|response (?:is )?too (?:large|big)/i.test(message)

/** Whether an error is about the question: any other provider would say the same. */
export const isAboutTheQuestion = ({ code, message }: RpcError): boolean =>
  code === 3 || code === -32_602 || /revert/i.test(message)

/** Milliseconds that a `Retry-After` header asks for: seconds or a date. `undefined` without one that can be read. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined
  const ms = /^\d+(?:\.\d+)?$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), 60_000) : undefined
}
