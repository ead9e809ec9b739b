import { encodeFunctionData, keccak256, type LocalAccount, type PublicClient, parseAbi, zeroHash } from 'viem'
import type { Hex } from '../../domain/identifiers.ts'
import type { Logger } from '../../observability/logger.ts'
import { devnetFees } from '../anvil/fees.ts'
import { type DvnChain, finalBlock, type PendingPacket } from './dvn-chain.ts'
import { signedVerification } from './signed-verification.ts'

const endpointAbi = parseAbi([
  'function inboundPayloadHash(address receiver, uint32 srcEid, bytes32 sender, uint64 nonce) view returns (bytes32)',
  'function lazyInboundNonce(address receiver, uint32 srcEid, bytes32 sender) view returns (uint64)',
])
const receiveLibraryAbi = parseAbi([
  'function hashLookup(bytes32 headerHash, bytes32 payloadHash, address dvn) view returns (bool submitted, uint64 confirmations)',
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
/** How long a verification that was sent may still be mined; sent twice, it counts once. */
const sentForMs = 5_000
const expirationMarginSeconds = 30n * 24n * 3_600n

/**
 * Verifies what is in the inbox of `chain`; each call sends at most one transaction, and waits for none. What was seen to be
 * verified is looked at again once it is final, and when the chain may have been reorganised: when the new head does not follow
 * the last one.
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

  const visit = async (
    guid: Hex,
    pending: PendingPacket,
    { head, final, follows }: { readonly head: bigint; readonly final: bigint; readonly follows: boolean },
  ): Promise<'missing' | 'done'> => {
    const { seenAt, sentAtMs, packet } = pending
    if (follows && seenAt !== undefined && final < seenAt) return 'done'
    const facts = { guid, chainId: chain.chainId, srcEid: packet.srcEid, nonce: packet.nonce.toString() }
    if (await isVerified({ client, chain, pending, head })) {
      if (seenAt === undefined) log.info({ event: 'dvn.verified', ...facts }, 'Verified')
      if (seenAt !== undefined && final >= seenAt) inbox.delete(guid)
      else inbox.set(guid, { ...pending, seenAt: seenAt ?? head })
      return 'done'
    }
    inbox.set(guid, { ...pending, seenAt: undefined })
    if (sentAtMs !== undefined && performance.now() < sentAtMs + sentForMs) return 'done'
    if (sentAtMs !== undefined) log.warn({ event: 'dvn.verify-failed', ...facts }, 'Will try again')
    return 'missing'
  }

  return async () => {
    if (inbox.size === 0) return 'idle'
    const [head, final] = await Promise.all([client.getBlock(), finalBlock(client, chain.finality)])
    const follows = head.hash === last || head.parentHash === last
    last = head.hash
    const entries = [...inbox]
    const at = { head: head.number, final, follows }
    const visits = await Promise.all(entries.map(([guid, pending]) => visit(guid, pending, at)))
    const missing = entries.filter((_, index) => visits[index] === 'missing')
    if (missing.length === 0) return 'idle'
    const batch = missing.slice(0, packetsPerTransaction)
    const expiration = head.timestamp + expirationMarginSeconds
    await submit({ chain, client, batch: batch.map(([, pending]) => pending), expiration, signer, submitter })
    for (const [guid, pending] of batch) inbox.set(guid, { ...pending, seenAt: undefined, sentAtMs: performance.now() })
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
  head: blockNumber,
}: {
  readonly client: PublicClient
  readonly chain: DvnChain
  readonly pending: PendingPacket
  /** Where it is asked: what lies beyond could leave the chain while this block stays its head. */
  readonly head: bigint
}): Promise<boolean> {
  const { receiver, srcEid, sender, nonce, header, payloadHash } = packet
  const endpoint = { address: chain.endpoint, abi: endpointAbi } as const
  const [[submitted, submittedConfirmations], inboundHash, lazyNonce] = await Promise.all([
    client.readContract({
      address: chain.receiveLibrary,
      abi: receiveLibraryAbi,
      functionName: 'hashLookup',
      args: [keccak256(header), payloadHash, chain.dvn],
      blockNumber,
    }),
    client.readContract({
      ...endpoint,
      functionName: 'inboundPayloadHash',
      args: [receiver, srcEid, sender, nonce],
      blockNumber,
    }),
    client.readContract({
      ...endpoint,
      functionName: 'lazyInboundNonce',
      args: [receiver, srcEid, sender],
      blockNumber,
    }),
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
}: {
  readonly chain: DvnChain
  readonly client: PublicClient
  readonly batch: readonly PendingPacket[]
  readonly expiration: bigint
  readonly signer: LocalAccount
  readonly submitter: LocalAccount
}): Promise<void> {
  const { chainId } = chain
  const params = await Promise.all(
    batch.map((pending) => signedVerification(chain, { ...pending, expiration, signer })),
  )
  const serializedTransaction = await submitter.signTransaction({
    type: 'eip1559',
    chainId,
    nonce: await client.getTransactionCount({ address: submitter.address, blockTag: 'pending' }),
    to: chain.dvn,
    data: encodeFunctionData({ abi: dvnAbi, functionName: 'execute', args: [params] }),
    gas: gasPerTransaction + gasPerPacket * BigInt(batch.length),
    ...devnetFees,
  })
  await client.sendRawTransaction({ serializedTransaction })
}
