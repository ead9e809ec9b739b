import type { Block } from 'viem'
import type { FinalityRule } from '../../chains/chain.ts'
import { DomainError } from '../../domain/errors.ts'
import type { BlockObservation, HeadObservation } from '../ports.ts'
import type { EvmClient } from './client.ts'

/** A node answered with a block that lacks its number or hash: not a block to build on. */
export class IncompleteBlockError extends DomainError {
  readonly code = 'BLOCK_INCOMPLETE'
  readonly retryable = true
  constructor() {
    super('The node answered with a pending block where a mined one was asked for.')
  }
}

/**
 * Reads the newest and the newest final block by the chain's own rule: the node's `finalized` tag, or the head less
 * the rule's depth.
 *
 * @returns `finalized` is `undefined` while the chain is shorter than the rule's depth.
 * @throws whatever the RPC throws; a failed read is never taken for a block.
 */
export async function readHead(client: EvmClient, rule: FinalityRule): Promise<HeadObservation> {
  if (rule.kind === 'tag') {
    const [head, finalized] = await Promise.all([
      client.getBlock({ blockTag: 'latest' }),
      client.getBlock({ blockTag: 'finalized' }),
    ])
    return { head: observation(head), finalized: observation(finalized) }
  }
  const head = observation(await client.getBlock({ blockTag: 'latest' }))
  if (head.number < rule.depth) return { head, finalized: undefined }
  return { head, finalized: observation(await client.getBlock({ blockNumber: head.number - rule.depth })) }
}

function observation(block: Pick<Block, 'number' | 'hash' | 'timestamp'>): BlockObservation {
  if (block.number === null || block.hash === null) throw new IncompleteBlockError()
  return { number: block.number, hash: block.hash, time: block.timestamp }
}
