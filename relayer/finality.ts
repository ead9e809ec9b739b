import type { Clock } from '../observability/clock.ts'
import type { Logger } from '../observability/logger.ts'
import type { Monitor } from '../observability/monitor.ts'
import type { BlockObservation, ChainHalt, ChainPort, FinalityStore, ProviderFault } from './ports.ts'

/** What a chain's passes may rest on. Only `pinned` allows anything that money depends on. */
export type PinnedFinal =
  | { readonly kind: 'pinned'; readonly block: BlockObservation }
  /** No block of the chain is final yet. */
  | { readonly kind: 'none' }
  /** Its providers do not agree. */
  | { readonly kind: 'unread'; readonly faults: readonly ProviderFault[] }
  /** Its final block is below one that was final before: providers lag, or the chain is shorter than it was. */
  | { readonly kind: 'behind'; readonly newest: bigint }
  /** A block that was final has another hash now; an operator has to look. */
  | { readonly kind: 'halted'; readonly halt: Pick<ChainHalt, 'blockNumber' | 'knownHash' | 'foundHash'> }

/** The newest final block of one chain, shared by its loops. */
export interface FinalityWatch {
  /**
   * The final block to rest on now. The chain is not read again within `maxAgeMs`, nor before the block that the caller
   * waits for can be final: it takes a block time for each block between that one and the newest final one.
   *
   * @throws when the database cannot be read or written.
   */
  pin(options?: { readonly maxAgeMs?: number; readonly waitingFor?: bigint }): Promise<PinnedFinal>
}

/** Longest time between two looks while something waits: on some chains finality comes for many blocks at once. */
const longestWaitMs = 15_000

/**
 * Watches a chain's finality. The newest final block is on record; when a quorum later gives that block another hash,
 * the chain is halted, durably, with both hashes as the evidence. Blocks above it may come and go.
 */
export function createFinalityWatch({
  chain,
  blockTimeSeconds,
  store,
  clock,
  log,
  monitor,
}: {
  readonly chain: Pick<ChainPort, 'chainId' | 'readFinal' | 'readBlock'>
  readonly blockTimeSeconds: number
  readonly store: FinalityStore
  readonly clock: Clock
  readonly log: Logger
  readonly monitor?: Monitor | undefined
}): FinalityWatch {
  const { chainId } = chain
  let last:
    | { readonly atMs: number; readonly pinned: Promise<PinnedFinal>; readonly final: bigint | undefined }
    | undefined
  let reported = ''

  /** Says what is wrong once, not at each poll. */
  const report = (pinned: PinnedFinal, faults: readonly ProviderFault[]): void => {
    monitor?.finalSeen(chainId, pinned.kind, pinned.kind === 'pinned' ? pinned.block.number : undefined)
    const state = JSON.stringify([pinned.kind, ...faults.map(({ provider, kind }) => `${provider} ${kind}`).sort()])
    if (state === reported) return
    reported = state
    if (pinned.kind === 'halted') {
      const { blockNumber, knownHash, foundHash } = pinned.halt
      const facts = { blockNumber: blockNumber.toString(), knownHash, foundHash }
      log.error({ event: 'chain.halted', chainId, ...facts }, 'A final block has changed; the chain stands still')
    } else if (pinned.kind === 'unread') {
      log.warn({ event: 'rpc.disagreed', chainId, faults }, 'The RPC providers do not agree on a final block')
    } else if (pinned.kind === 'behind') {
      log.warn({ event: 'chain.behind', chainId, newest: pinned.newest.toString() }, 'The final block went back')
    } else if (faults.length > 0) {
      log.warn({ event: 'rpc.faulty', chainId, faults }, 'An RPC provider cannot be believed; the quorum holds')
    }
  }

  const read = async (): Promise<PinnedFinal> => {
    const halt = (await store.halts()).find((candidate) => candidate.chainId === chainId)
    if (halt !== undefined) {
      const pinned = { kind: 'halted', halt } as const
      report(pinned, [])
      return pinned
    }
    const reading = await chain.readFinal()
    const faults = [...reading.faults]
    const pinned = await judge(reading)
    report(pinned, pinned.kind === 'unread' ? pinned.faults : faults)
    return pinned
  }

  const judge = async (reading: Awaited<ReturnType<ChainPort['readFinal']>>): Promise<PinnedFinal> => {
    if (reading.kind === 'disagreed') return { kind: 'unread', faults: reading.faults }
    const finalized = reading.value
    if (finalized === undefined) return { kind: 'none' }
    const known = await store.newestFinal(chainId)
    if (known !== undefined) {
      if (finalized.number < known.number) return { kind: 'behind', newest: known.number }
      const again: Awaited<ReturnType<ChainPort['readBlock']>> =
        finalized.number === known.number
          ? { kind: 'agreed', value: finalized, faults: [] }
          : await chain.readBlock(known.number)
      if (again.kind === 'disagreed') return { kind: 'unread', faults: again.faults }
      if (again.value.hash !== known.hash) {
        const halt = { chainId, blockNumber: known.number, knownHash: known.hash, foundHash: again.value.hash }
        await store.halt(halt)
        return { kind: 'halted', halt }
      }
    }
    if (known === undefined || finalized.number > known.number) await store.recordFinal(chainId, finalized)
    return { kind: 'pinned', block: finalized }
  }

  /** How long the last reading is good enough for a caller. */
  const goodForMs = (waitingFor: bigint | undefined): number => {
    if (waitingFor === undefined || last?.final === undefined || waitingFor <= last.final) return 0
    return Math.min(Number(waitingFor - last.final - 1n) * blockTimeSeconds * 1_000, longestWaitMs)
  }

  return {
    pin({ maxAgeMs = 0, waitingFor } = {}) {
      const nowMs = clock.nowMs()
      if (last !== undefined && nowMs - last.atMs < Math.max(maxAgeMs, goodForMs(waitingFor))) return last.pinned
      const pinned = read()
      const mine = { atMs: nowMs, pinned, final: undefined }
      last = mine
      pinned.then(
        (result) => {
          if (last === mine && result.kind === 'pinned') last = { ...mine, final: result.block.number }
        },
        () => {
          // A failed read is not kept for the next caller.
          if (last === mine) last = undefined
        },
      )
      return pinned
    },
  }
}
