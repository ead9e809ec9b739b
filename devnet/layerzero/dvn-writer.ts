import {
  encodeFunctionData,
  keccak256,
  type LocalAccount,
  type PublicClient,
  parseAbi,
  parseEventLogs,
  zeroHash,
} from 'viem'
import { DomainError } from '../../domain/errors.ts'
import type { Hex } from '../../domain/identifiers.ts'
import type { Logger } from '../../observability/logger.ts'
import { devnetFees } from '../anvil/fees.ts'
import { pollReceipt } from '../anvil/poll-receipt.ts'
import { type DvnChain, finalBlock, type PendingPacket } from './dvn-chain.ts'
import { signedVerification } from './signed-verification.ts'

/** The DVN's transaction was not mined, was reverted, or left a packet unverified. */
export class DvnSubmissionError extends DomainError {
  readonly code = 'DVN_SUBMISSION'
  readonly retryable = true
  constructor(
    readonly facts: {
      readonly chainId: number
      readonly outcome: 'not mined' | 'reverted' | 'without effect'
      readonly hash: Hex
    },
  ) {
    super(`DVN.execute ${facts.hash} on chain ${facts.chainId}: ${facts.outcome}.`)
  }
}

const endpointAbi = parseAbi([
  'function inboundPayloadHash(address receiver, uint32 srcEid, bytes32 sender, uint64 nonce) view returns (bytes32)',
  'function lazyInboundNonce(address receiver, uint32 srcEid, bytes32 sender) view returns (uint64)',
])
const receiveLibraryAbi = parseAbi([
  'function hashLookup(bytes32 headerHash, bytes32 payloadHash, address dvn) view returns (bool submitted, uint64 confirmations)',
  'event PayloadVerified(address dvn, bytes header, uint256 confirmations, bytes32 proofHash)',
])
const dvnAbi = parseAbi([
  'struct ExecuteParam { uint32 vid; address target; bytes callData; uint256 expiration; bytes signatures; }',
  'function execute(ExecuteParam[] params)',
])

/** 15 million gas at most, half a block. */
const packetsPerTransaction = 100
/** One verification takes about 60,000; estimating would settle on a limit at which the inner call runs out of gas. */
const gasPerPacket = 150_000n
const gasPerTransaction = 100_000n
const minedWithinMs = 30_000
const expirationMarginSeconds = 30n * 24n * 3_600n

/**
 * Verifies what is in the inbox of `chain`; each call sends at most one transaction. What was seen to be verified is looked at
 * again once it is final, and when the chain may have been reorganised: when the new head does not follow the last one.
 */
export function verificationWriter({
  chain,
  client,
  inbox,
  signer,
  submitter,
  log,
}: {
  readonly chain: DvnChain
  readonly client: PublicClient
  readonly inbox: Map<Hex, PendingPacket>
  readonly signer: LocalAccount
  readonly submitter: LocalAccount
  readonly log: Logger
}): () => Promise<'more' | 'idle'> {
  let last: Hex | undefined
  return async () => {
    if (inbox.size === 0) return 'idle'
    const [head, final] = await Promise.all([client.getBlock(), finalBlock(client, chain.finality)])
    const follows = head.hash === last || head.parentHash === last
    last = head.hash
    const missing: PendingPacket[] = []
    await Promise.all(
      [...inbox].map(async ([guid, pending]) => {
        if (follows && pending.seenAt !== 'not yet' && final < pending.seenAt) return
        if (!(await isVerified({ client, chain, pending }))) {
          missing.push(pending)
          inbox.set(guid, { ...pending, seenAt: 'not yet' })
          return
        }
        // Mined after `head` was read at the latest in the block that follows it.
        const seenAt = pending.seenAt === 'not yet' ? head.number + 1n : pending.seenAt
        if (final >= seenAt) inbox.delete(guid)
        else inbox.set(guid, { ...pending, seenAt })
      }),
    )
    if (missing.length === 0) return 'idle'
    const batch = missing.slice(0, packetsPerTransaction)
    await submit({ chain, client, batch, expiration: head.timestamp + expirationMarginSeconds, signer, submitter, log })
    return missing.length > batch.length ? 'more' : 'idle'
  }
}

/**
 * Whether the destination needs nothing from this DVN any more: its verification is stored; or the endpoint holds the very
 * payload (committing deletes the verification); or the nonce has been executed, or skipped for good. A parked (nilified)
 * packet still needs it: without, it could never be taken up again.
 */
async function isVerified({
  client,
  chain,
  pending: { packet, confirmations },
}: {
  readonly client: PublicClient
  readonly chain: DvnChain
  readonly pending: PendingPacket
}): Promise<boolean> {
  const { receiver, srcEid, sender, nonce, header, payloadHash } = packet
  const endpoint = { address: chain.endpoint, abi: endpointAbi } as const
  const [[submitted, submittedConfirmations], inboundHash, lazyNonce] = await Promise.all([
    client.readContract({
      address: chain.receiveLibrary,
      abi: receiveLibraryAbi,
      functionName: 'hashLookup',
      args: [keccak256(header), payloadHash, chain.dvn],
    }),
    client.readContract({ ...endpoint, functionName: 'inboundPayloadHash', args: [receiver, srcEid, sender, nonce] }),
    client.readContract({ ...endpoint, functionName: 'lazyInboundNonce', args: [receiver, srcEid, sender] }),
  ])
  if (submitted && submittedConfirmations >= confirmations) return true
  return inboundHash === payloadHash || (inboundHash === zeroHash && nonce <= lazyNonce)
}

async function submit({
  chain,
  client,
  batch,
  expiration,
  signer,
  submitter,
  log,
}: {
  readonly chain: DvnChain
  readonly client: PublicClient
  readonly batch: readonly PendingPacket[]
  readonly expiration: bigint
  readonly signer: LocalAccount
  readonly submitter: LocalAccount
  readonly log: Logger
}): Promise<void> {
  const { chainId } = chain
  const params = await Promise.all(
    batch.map((pending) => signedVerification(chain, { ...pending, expiration, signer })),
  )
  const serializedTransaction = await submitter.signTransaction({
    type: 'eip1559',
    chainId,
    // Not the pending count: after a restart, a transaction that is still waiting is met again and not added to.
    nonce: await client.getTransactionCount({ address: submitter.address }),
    to: chain.dvn,
    data: encodeFunctionData({ abi: dvnAbi, functionName: 'execute', args: [params] }),
    gas: gasPerTransaction + gasPerPacket * BigInt(batch.length),
    ...devnetFees,
  })
  const hash = await client.sendRawTransaction({ serializedTransaction })
  const receipt = await pollReceipt(client, hash, performance.now() + minedWithinMs)
  if (receipt === undefined) throw new DvnSubmissionError({ chainId, outcome: 'not mined', hash })
  if (receipt.status !== 'success') throw new DvnSubmissionError({ chainId, outcome: 'reverted', hash })

  // The transaction succeeds whatever became of the calls inside it: only the library's own event counts.
  const verified = new Set(
    parseEventLogs({ abi: receiveLibraryAbi, logs: receipt.logs }).map(({ args }) => args.header + args.proofHash),
  )
  for (const { packet } of batch) {
    const facts = { guid: packet.guid, chainId, srcEid: packet.srcEid, nonce: packet.nonce.toString(), hash }
    if (verified.has(packet.header + packet.payloadHash)) log.info({ event: 'dvn.verified', ...facts }, 'Verified')
    else log.warn({ event: 'dvn.verify-failed', ...facts }, 'Will try again')
  }
  if (verified.size < batch.length) throw new DvnSubmissionError({ chainId, outcome: 'without effect', hash })
}
