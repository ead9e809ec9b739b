import type { BlockObservation, OutboundPathway, Reading, SourceChainPort } from './ports.ts'

/** Newest outbound nonces of pathways at one pinned block; one that was not asked for has sent nothing. */
export type OutboundNonces = (pathway: OutboundPathway) => bigint

/**
 * Reads the outbound nonce of each pathway once, by quorum, from the endpoint's storage: it stands by itself beside the
 * events, which can be forged by whoever answers for them.
 */
export async function readOutboundNonces(
  chain: Pick<SourceChainPort, 'readOutboundNonces'>,
  pathways: readonly OutboundPathway[],
  at: BlockObservation,
): Promise<Reading<OutboundNonces>> {
  const distinct = [...new Map(pathways.map((pathway) => [keyOf(pathway), pathway])).values()]
  if (distinct.length === 0) return { kind: 'agreed', value: () => 0n, faults: [] }
  const reading = await chain.readOutboundNonces(distinct, at)
  if (reading.kind === 'disagreed') return reading
  const nonces = new Map(distinct.map((pathway, index) => [keyOf(pathway), reading.value[index] ?? 0n]))
  return { ...reading, value: (pathway) => nonces.get(keyOf(pathway)) ?? 0n }
}

const keyOf = ({ sender, dstEid, receiver }: OutboundPathway): string => `${sender} ${dstEid} ${receiver}`
