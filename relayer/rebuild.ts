import type { Deployment } from '../chains/deployment.ts'
import type { ChainRegistry } from '../chains/registry.ts'
import { DomainError } from '../domain/errors.ts'
import { type ChainId, unixSeconds } from '../domain/identifiers.ts'
import type { Clock } from '../observability/clock.ts'
import type { Logger } from '../observability/logger.ts'
import { claimedPacket } from './claimed-packet.ts'
import { destinationOf } from './deliver.ts'
import { createFinalityWatch, type FinalityWatch } from './finality.ts'
import { postLedger } from './ledger.ts'
import type { LedgerChain, LedgerStore } from './ledger-ports.ts'
import { deliveryPolicy, look, noSignatures } from './look.ts'
import { isOurPathway } from './pathways.ts'
import type { BlockObservation, FinalityStore, PacketHint, ProviderFault, ReadChainPort } from './ports.ts'
import { createReported } from './reported.ts'
import { settleOn } from './settle.ts'
import { createSourceKnowledge } from './source-knowledge.ts'
import type { RelayStore } from './store.ts'

/** A chain cannot be read as far as rebuilding needs; what was found before is kept, and it can be run again. */
export class RebuildUnreadError extends DomainError {
  readonly code = 'REBUILD_UNREAD'
  readonly retryable = true
  constructor(readonly facts: { readonly chainId: ChainId; readonly reason: string }) {
    super(`Chain ${facts.chainId} cannot be read: ${facts.reason}.`, {
      hint: '`bulkhead doctor` examines its providers. Nothing is lost: run it again.',
    })
  }
}

/** What rebuilding works with. */
export interface RebuildOptions {
  readonly chains: readonly ReadChainPort[]
  readonly ledgerChains: readonly LedgerChain[]
  readonly deployment: Deployment
  readonly registry: ChainRegistry
  readonly store: RelayStore
  readonly ledger: LedgerStore
  readonly finalityStore: FinalityStore
  readonly clock: Clock
  readonly log: Logger
}

/** What was found. */
export interface Rebuilt {
  /** Messages of ours that final blocks hold, and those of them that were not on record. */
  readonly messages: number
  readonly added: number
  readonly executed: number
  readonly settled: number
  /** Rounds of the ledger that posted something. */
  readonly ledgerRounds: number
}

/** Blocks of one request for what an endpoint sent; providers refuse wide ranges. */
const span = 1_000n
/** Messages looked at together. */
const batch = 200

/**
 * Puts messages and ledger on record from final blocks of the chains alone: no index, no other table and nobody's word. What
 * is on record already stays, so it may be repeated, and may run beside relayers. What we did ourselves (attempts, signatures,
 * times of our own) no chain can give back.
 *
 * @throws {@link RebuildUnreadError}; whatever the database throws.
 */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const { chains, deployment, store, log } = options
  const watched = await Promise.all(chains.map((chain) => watch(options, chain)))
  const sent = (await Promise.all(watched.map((one) => sentBy(options, one)))).flat()
  const added = await store.recordSent(sent)
  log.info({ event: 'rebuild.sent', messages: sent.length, added }, 'Read what was sent')

  const sources = createSourceKnowledge({ sources: watched, deployment })
  let executed = 0
  for (const { chain, finality, final } of watched) {
    const context = { chain, finality, store, log, policy: deliveryPolicy, reported: createReported() }
    const known = await store.tracked(sent.filter(({ destinationChainId }) => destinationChainId === chain.chainId))
    const waiting = known.filter((packet) => packet.executed === undefined)
    for (let from = 0; from < waiting.length; from += batch) {
      const packets = waiting.slice(from, from + batch)
      const [evidence, observations] = await Promise.all([chain.readDestinations(packets), sources.of(packets)])
      for (const [index, packet] of packets.entries()) {
        const [found, source] = [evidence[index], observations[index]]
        if (found === undefined || source === undefined) continue
        if (found.kind === 'executed') executed += 1
        await look(context, packet, {
          source,
          destination: destinationOf(found),
          execution: found.kind === 'executed' ? found : undefined,
          signatures: noSignatures,
          inFlight: false,
          now: unixSeconds(final.time),
        })
      }
    }
    await settleAll(context)
  }
  const settled = (await store.tracked(sent)).filter(
    ({ record: { facts } }) => facts.execution.kind !== 'none' && facts.execution.final,
  ).length
  return { messages: sent.length, added, executed, settled, ledgerRounds: await postAll(options) }
}

interface WatchedFinal {
  readonly chain: ReadChainPort
  readonly finality: FinalityWatch
  readonly final: BlockObservation
}

async function watch(
  { registry, finalityStore: store, clock, log }: RebuildOptions,
  chain: ReadChainPort,
): Promise<WatchedFinal> {
  const { blockTimeSeconds } = registry.byId(chain.chainId)
  const finality = createFinalityWatch({ chain, blockTimeSeconds, store, clock, log })
  const pinned = await finality.pin()
  if (pinned.kind === 'pinned') return { chain, finality, final: pinned.block }
  const reason = pinned.kind === 'unread' ? inWords(pinned.faults) : `its final block is ${pinned.kind}`
  throw new RebuildUnreadError({ chainId: chain.chainId, reason })
}

/** Every message between our contracts in the final blocks of a chain. */
async function sentBy({ deployment }: RebuildOptions, { chain, final }: WatchedFinal): Promise<readonly PacketHint[]> {
  const { chainId } = chain
  const start = deployment.chains.find((one) => one.chainId === chainId)?.startBlock ?? 0
  const found: PacketHint[] = []
  for (let fromBlock = BigInt(start); fromBlock <= final.number; fromBlock += span) {
    const last = fromBlock + span - 1n
    const toBlock = last < final.number ? last : final.number
    const reading = await chain.readSentRange({ fromBlock, toBlock })
    if (reading.kind === 'disagreed') throw new RebuildUnreadError({ chainId, reason: inWords(reading.faults) })
    for (const { blockNumber, blockHash, packets } of reading.value) {
      for (const { encoded, txHash } of packets) {
        const packet = claimedPacket(encoded)
        if (packet === undefined || packet.srcEid !== chain.eid || !isOurPathway(deployment, packet)) continue
        const destination = deployment.chains.find(({ eid }) => eid === packet.dstEid)
        if (destination === undefined) continue
        const { guid, payloadHash, nonce } = packet
        found.push({
          guid,
          payloadHash,
          sourceBlockHash: blockHash,
          sourceChainId: chainId,
          destinationChainId: destination.chainId,
          sourceBlockNumber: blockNumber,
          sourceTxHash: txHash,
          nonce,
          encoded,
        })
      }
    }
  }
  return found
}

/** Settles what is final, as many at a time as the store hands out, until nothing more is. */
async function settleAll(context: Parameters<typeof settleOn>[0]): Promise<void> {
  const { chain, store } = context
  let before = -1
  for (;;) {
    const waiting = (await store.awaitingSettlement(chain.chainId)).length
    if (waiting === 0 || waiting === before) return
    before = waiting
    await settleOn(context)
  }
}

/** Posts the ledger until there is nothing left to post. */
async function postAll({ ledgerChains: chains, ledger: store, deployment, log }: RebuildOptions): Promise<number> {
  for (let rounds = 0; ; rounds += 1) {
    const { posted } = await postLedger({ chains, store, deployment, log })
    if (posted === 0) return rounds
  }
}

const inWords = (faults: readonly ProviderFault[]): string =>
  `its providers do not agree (${faults.map(({ provider, kind }) => `${provider} ${kind}`).join(', ')})`
