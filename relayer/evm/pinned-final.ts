import type { FinalityRule } from '../../chains/chain.ts'
import type { BlockObservation, ProviderFault, Reading } from '../ports.ts'
import { askBlock } from './answer.ts'
import type { EvmClient } from './client.ts'
import type { QuorumReader } from './quorum.ts'

/** What one provider takes for its newest final block. */
export interface ProviderFinal {
  /** `-1n` while its chain is shorter than the rule's depth. */
  readonly number: bigint
  /** The block itself, where the rule makes the node name it. */
  readonly block: BlockObservation | undefined
}

/** Asks one provider for its newest final block by the chain's rule: one call. @throws as {@link askBlock}. */
export async function askFinal(client: EvmClient, rule: FinalityRule): Promise<ProviderFinal> {
  if (rule.kind === 'tag') {
    const block = await askBlock(client, 'finalized')
    return { number: block.number, block }
  }
  const { number } = await askBlock(client, 'latest')
  return { number: number < rule.depth ? -1n : number - rule.depth, block: undefined }
}

/** Two blocks are the same one when number, hash and time are. */
export const blockKey = ({ number, hash, time }: BlockObservation): string => `${number} ${hash} ${time}`

/**
 * The final block that a quorum vouches for: the highest number F such that at least k providers report a final block
 * at or above F, and the block at F on whose hash k providers agree.
 *
 * Every provider is asked, because who is behind shows only beside the others: a laggard is named, and does not lower F
 * while k others are further. Nor can a liar raise F: it is the k-th highest of the numbers, so that of the k at or
 * above it one is honest as long as fewer than k lie; and the hash is agreed on separately.
 *
 * @param lagTolerance - Blocks that a provider's final block may be below F before it counts as lagging.
 * @returns `undefined` while k providers have no final block.
 */
export async function readPinnedFinal({
  quorum,
  rule,
  lagTolerance,
}: {
  readonly quorum: QuorumReader
  readonly rule: FinalityRule
  readonly lagTolerance: bigint
}): Promise<Reading<BlockObservation | undefined>> {
  const answers = await quorum.survey((client) => askFinal(client, rule))
  const heard = answers.flatMap((answer) => (answer.kind === 'answered' ? [answer] : []))
  const number = heard.map(({ value }) => value.number).sort(descending)[quorum.size - 1]
  const faults = answers.flatMap((answer): readonly ProviderFault[] => {
    if (answer.kind === 'failed') return [{ provider: answer.provider, kind: answer.fault }]
    const isBehind = number !== undefined && number - answer.value.number > lagTolerance
    return isBehind ? [{ provider: answer.provider, kind: 'lagging' }] : []
  })
  if (number === undefined) return { kind: 'disagreed', faults }
  if (number < 0n) return { kind: 'agreed', value: undefined, faults }

  const named = heard.flatMap(({ value }) => (value.block?.number === number ? [value.block] : []))
  const [first] = named
  const isAgreed = first !== undefined && named.every((block) => blockKey(block) === blockKey(first))
  const block: Reading<BlockObservation> =
    isAgreed && named.length >= quorum.size
      ? { kind: 'agreed', value: first, faults: [] }
      : await quorum.read((client) => askBlock(client, number), blockKey)
  return { ...block, faults: onePerProvider([...block.faults, ...faults]) }
}

/** Sorts the highest number first. */
export const descending = (a: bigint, b: bigint): number => (a === b ? 0 : a > b ? -1 : 1)

/** The first fault of each provider. */
function onePerProvider(faults: readonly ProviderFault[]): readonly ProviderFault[] {
  return faults.filter((fault, index) => faults.findIndex(({ provider }) => provider === fault.provider) === index)
}
