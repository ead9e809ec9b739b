/** One message from its lock to its mint. Times are Unix seconds of blocks, numbers of the host's blocks. */
export interface Delivered {
  /** First block of the host after the second in which its lock was final: the first that could take it. */
  readonly firstHostBlock: bigint
  readonly mintedAtHostBlock: bigint
  readonly relayTx: string
}

/** What processes had used up to some moment. */
export interface Usage {
  readonly rpcCalls: number
  readonly rpcRequests: number
  readonly cpuSeconds: number
  readonly residentMb: number
}

/** The value below which 99 of 100 lie: the smallest that at least 99 % do not exceed. @throws RangeError for none. */
export function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)]
  if (found === undefined) throw new RangeError('The 99th percentile of nothing')
  return found
}

/** Host blocks from the lock's finality to its mint: 1 is the next block after it. */
export const hostBlocks = ({ firstHostBlock, mintedAtHostBlock }: Delivered): number =>
  Number(mintedAtHostBlock - firstHostBlock) + 1

/** What was used between two moments; memory is the difference. */
export const between = (from: Usage, to: Usage): Usage => ({
  rpcCalls: to.rpcCalls - from.rpcCalls,
  rpcRequests: to.rpcRequests - from.rpcRequests,
  cpuSeconds: to.cpuSeconds - from.cpuSeconds,
  residentMb: to.residentMb - from.residentMb,
})

/** Sums the samples of Prometheus text whose name is `name`, whatever their labels. */
export function total(text: string, name: string): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}
