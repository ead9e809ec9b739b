import { DomainError } from '../domain/errors.ts'
import type { ChainId, Hex } from '../domain/identifiers.ts'
import type { BucketKey } from '../domain/ledger-event.ts'
import type { ChainHeads, Cursor, FinalBlock } from '../domain/ledger-plan.ts'
import { describeError, type Logger } from '../observability/logger.ts'
import type { BucketLedger, LedgerChain, LedgerStore, RecordedFinding } from './ledger-ports.ts'

/** A block that had been posted as final is another now. */
export class FinalBlockChangedError extends DomainError {
  readonly code = 'FINAL_BLOCK_CHANGED'
  readonly retryable = false
  constructor(
    readonly facts: {
      readonly chainId: ChainId
      readonly blockNumber: bigint
      readonly posted: Hex
      readonly read: Hex
    },
  ) {
    super(`Block ${facts.blockNumber} of chain ${facts.chainId} was posted as final and is another now.`, {
      hint: 'Either this RPC is wrong, or the chain was reorganised below finality: then rebuild its buckets.',
    })
  }
}

/** The chain has no final block yet, or its reader's newest is older than one it had told of before. */
export class FinalHeadMissingError extends DomainError {
  readonly code = 'FINAL_HEAD_MISSING'
  readonly retryable = true
  constructor(readonly facts: { readonly chainId: ChainId }) {
    super(`Chain ${facts.chainId} shows no final block that is as new as what was posted.`)
  }
}

/**
 * Reads every chain's final head, and when all have answered, every head again; and makes sure that the blocks up to
 * which the ledgers were posted are still the same. A chain that fails in any of it is `unread`, and named in the log.
 */
export async function readHeads({
  chains,
  ledgers,
  store,
  log,
}: {
  readonly chains: readonly LedgerChain[]
  readonly ledgers: readonly BucketLedger[]
  readonly store: LedgerStore
  readonly log: Logger
}): Promise<{
  readonly heads: ReadonlyMap<ChainId, ChainHeads>
  readonly findings: readonly RecordedFinding[]
}> {
  const firsts = await Promise.allSettled(chains.map(readHead))
  const seconds = await Promise.allSettled(chains.map(readHead))
  const heads = new Map<ChainId, ChainHeads>()
  const findings: RecordedFinding[] = []
  await Promise.all(
    chains.map(async (chain, index) => {
      const { chainId } = chain
      const subject = { type: 'chain', chainId } as const
      try {
        const read = { first: headOf(firsts[index]), second: headOf(seconds[index]) }
        await assertUnchanged(chain, cursorsOf(chainId, ledgers), read.second)
        await store.record([{ subject, findings: [] }])
        heads.set(chainId, read)
      } catch (error) {
        heads.set(chainId, 'unread')
        log.warn({ event: 'ledger.chain-unread', chainId, error: describeError(error) }, 'Not posted in this round')
        if (!(error instanceof FinalBlockChangedError)) return
        const { blockNumber, posted, read } = error.facts
        const evidence = { blockNumber: String(blockNumber), posted, read }
        const finding = { kind: 'final-block-changed', subject, evidence } as const
        findings.push(...(await store.record([{ subject, findings: [finding] }])))
      }
    }),
  )
  return { heads, findings }
}

async function readHead(chain: LedgerChain): Promise<FinalBlock> {
  const head = await chain.readFinalHead()
  if (head === undefined) throw new FinalHeadMissingError({ chainId: chain.chainId })
  return head
}

function headOf(result: PromiseSettledResult<FinalBlock> | undefined): FinalBlock {
  if (result?.status === 'fulfilled') return result.value
  throw result?.reason
}

/** Compares each block up to which something was posted with the chain as it is now. */
async function assertUnchanged(chain: LedgerChain, cursors: readonly Cursor[], head: FinalBlock): Promise<void> {
  const { chainId } = chain
  const posted = new Map(cursors.map((cursor) => [`${cursor.number}:${cursor.hash}`, cursor]))
  await Promise.all(
    [...posted.values()].map(async ({ number: blockNumber, hash }) => {
      if (hash === undefined) return
      if (blockNumber > head.number) throw new FinalHeadMissingError({ chainId })
      const read = blockNumber === head.number ? head.hash : await chain.readBlockHash(blockNumber)
      if (read !== hash) throw new FinalBlockChangedError({ chainId, blockNumber, posted: hash, read })
    }),
  )
}

function cursorsOf(chainId: ChainId, ledgers: readonly BucketLedger[]): readonly Cursor[] {
  return ledgers.flatMap(({ bucket, cursors }) => {
    const { booked, announced } = cursors[endOf(bucket, chainId)]
    return bucket.homeChainId === chainId || bucket.hostChainId === chainId ? [booked, announced] : []
  })
}

const endOf = (bucket: BucketKey, chainId: ChainId) => (bucket.homeChainId === chainId ? 'home' : 'host')
