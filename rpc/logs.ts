import { isRecord, type Outcome, type RpcCall } from './call.ts'
import type { SizeLimit } from './size-limit.ts'

/** The blocks that a call for logs is about, both included. */
export interface LogRange {
  readonly from: number
  readonly to: number
}

/** The range of an `eth_getLogs` between two numbered blocks; `undefined` for any other call. */
export function logRangeOf({ method, params: [filter] }: RpcCall): LogRange | undefined {
  if (method !== 'eth_getLogs' || !isRecord(filter)) return undefined
  const { fromBlock, toBlock } = filter
  if (typeof fromBlock !== 'string' || typeof toBlock !== 'string') return undefined
  if (!fromBlock.startsWith('0x') || !toBlock.startsWith('0x')) return undefined
  const range = { from: Number(fromBlock), to: Number(toBlock) }
  return range.from <= range.to ? range : undefined
}

/**
 * Asks a provider for the logs of a range in as many parts as it wants, in the order of their blocks. A range is divided
 * when it is refused with an error of any wording, when it takes too long, and when the number of logs is a round one: some
 * cut an answer short there and do not say so.
 *
 * @returns What the first part that failed came to, if one did; a refusal only of a single block.
 */
export async function askLogs(
  { ask, limit }: { readonly ask: (call: RpcCall) => Promise<Outcome>; readonly limit: SizeLimit },
  call: RpcCall,
  { from, to }: LogRange,
): Promise<Outcome> {
  const part = (range: LogRange): Promise<Outcome> => askLogs({ ask, limit }, call, range)
  const blocks = to - from + 1
  if (blocks > limit.most()) {
    // One part first: it finds out what the provider takes.
    const end = from + limit.most() - 1
    const first = await part({ from, to: end })
    if (first.kind !== 'result' || end === to) return first
    return joined([first, ...(await Promise.all(rangesOf({ from: end + 1, to }, limit.most()).map(part)))])
  }
  const outcome = await ask(within(call, { from, to }))
  if (outcome.kind === 'result') {
    if (blocks > 1 && isRound(outcome.result)) {
      const middle = Math.floor((from + to) / 2)
      return joined([await part({ from, to: middle }), await part({ from: middle + 1, to })])
    }
    limit.worked(blocks)
    return outcome
  }
  const isRefusal = outcome.kind === 'error' || (outcome.kind === 'failed' && tooMuch.has(outcome.reason))
  if (!isRefusal || blocks === 1) return outcome
  limit.refused(blocks)
  return part({ from, to })
}

/** Failures that less of the same may cure. */
const tooMuch: ReadonlySet<string> = new Set(['timeout', 'http-413', 'http-500', 'http-502', 'http-504', 'malformed'])

const isRound = (logs: unknown): boolean => Array.isArray(logs) && logs.length >= 1_000 && logs.length % 1_000 === 0

const hex = (block: number): string => `0x${block.toString(16)}`

function within({ method, params: [filter, ...more] }: RpcCall, { from, to }: LogRange): RpcCall {
  return { method, params: [{ ...(isRecord(filter) ? filter : {}), fromBlock: hex(from), toBlock: hex(to) }, ...more] }
}

function rangesOf({ from, to }: LogRange, blocks: number): readonly LogRange[] {
  const ranges: LogRange[] = []
  for (let start = from; start <= to; start += blocks)
    ranges.push({ from: start, to: Math.min(start + blocks - 1, to) })
  return ranges
}

function joined(outcomes: readonly Outcome[]): Outcome {
  const all: unknown[] = []
  for (const outcome of outcomes) {
    if (outcome.kind !== 'result') return outcome
    if (!Array.isArray(outcome.result)) return { kind: 'failed', reason: 'malformed' }
    for (const log of outcome.result) all.push(log)
  }
  return { kind: 'result', result: all }
}
