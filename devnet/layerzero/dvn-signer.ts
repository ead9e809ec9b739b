import { setTimeout as sleep } from 'node:timers/promises'
import { createPublicClient, http, type PublicClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Hex } from '../../domain/identifiers.ts'
import { describeError, type Logger } from '../../observability/logger.ts'
import type { DvnChain, PendingPacket } from './dvn-chain.ts'
import { packetReader } from './dvn-reader.ts'
import { verificationWriter } from './dvn-writer.ts'

const longestPauseMs = 5_000

/**
 * Stands in for the service behind LayerZero's DVN: signs every packet from one of `chains` to another, once it is final
 * at its source, and submits `DVN.execute(verify(…))` at its destination. One loop per chain reads, one per chain writes:
 * a chain whose node is dead delays the messages from and to that chain and no others.
 *
 * Safe to restart at any time: it starts again at `startBlock`, and before it sends anything it asks the destination
 * whether the packet is verified already (by this DVN, by the endpoint, or executed). A packet is forgotten once its
 * verification is final there; one that a reorg takes away again is sent again.
 *
 * @param signerKey - the DVN contract's signer, on every chain.
 * @param submitterKey - pays for the transactions; nobody else may send from this account.
 * @param signal - ends the loops; the promise settles then, and never before.
 */
export async function runDvnSigner({
  chains,
  signerKey,
  submitterKey,
  pollMs,
  signal,
  log,
}: {
  readonly chains: readonly DvnChain[]
  readonly signerKey: Hex
  readonly submitterKey: Hex
  readonly pollMs: number
  readonly signal: AbortSignal
  readonly log: Logger
}): Promise<void> {
  const signer = privateKeyToAccount(signerKey)
  const submitter = privateKeyToAccount(submitterKey)
  const inboxes = new Map<number, Map<Hex, PendingPacket>>(chains.map((chain) => [chain.eid, new Map()]))

  const loops = chains.flatMap((chain) => {
    const client = clientOf(chain)
    const inbox = inboxes.get(chain.eid) ?? new Map()
    const read = packetReader({ chain, client, inboxes })
    const write = verificationWriter({ chain, client, inbox, signer, submitter, log })
    return [
      repeat({ work: read, what: 'dvn.read', chain, pollMs, signal, log }),
      repeat({ work: write, what: 'dvn.write', chain, pollMs, signal, log }),
    ]
  })
  await Promise.all(loops)
}

const clientOf = (chain: DvnChain): PublicClient =>
  createPublicClient({ cacheTime: 0, transport: http(chain.rpcUrl, { batch: true, retryCount: 0, timeout: 5_000 }) })

/**
 * Runs `work` every `pollMs`, and at once again while it says `'more'`. A failure is logged once, and so is its end; while it
 * lasts, the pauses grow to 5 s.
 */
async function repeat({
  work,
  what,
  chain,
  pollMs,
  signal,
  log,
}: {
  readonly work: () => Promise<'more' | 'idle'>
  readonly what: 'dvn.read' | 'dvn.write'
  readonly chain: DvnChain
  readonly pollMs: number
  readonly signal: AbortSignal
  readonly log: Logger
}): Promise<void> {
  const { chainId } = chain
  let failures = 0
  while (!signal.aborted) {
    try {
      const next = await work()
      if (failures > 0) log.info({ event: `${what}-recovered`, chainId }, 'Works again')
      failures = 0
      if (next === 'idle') await pause(pollMs, signal)
    } catch (error) {
      if (failures === 0) log.warn({ event: `${what}-failed`, chainId, error: describeError(error) }, 'Will try again')
      failures += 1
      await pause(Math.min(pollMs * 2 ** Math.min(failures, 10), longestPauseMs), signal)
    }
  }
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(durationMs, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
