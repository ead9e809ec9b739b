import { ponder } from 'ponder:registry'
import { executedAhead, packetDelivered, packetSent, packetVerified, pathway } from 'ponder:schema'
import { chainRegistry } from '../../chains/registry.ts'
import type { Hex } from '../../domain/identifiers.ts'
import { greatest } from '../../domain/integers.ts'
import { decodeSentPacket, packetGuid } from '../../domain/packet.ts'
import { decodePayload } from '../../domain/payload.ts'
import { eventRow, lower } from './event-row.ts'

/*
 * The endpoint serves every LayerZero application of its chain and indexes none of these arguments: the handlers
 * keep what our vault or buckets sent or received.
 */
const registry = chainRegistry()

interface OurContracts {
  readonly CollateralVault: { readonly address?: Hex | readonly Hex[] | undefined }
  readonly ReceiptBuckets: { readonly address?: Hex | readonly Hex[] | undefined }
}

/** In lower case; a process has the contracts of one chain. */
let ours: readonly string[] | undefined

function isOurs({ CollateralVault, ReceiptBuckets }: OurContracts, candidate: Hex): boolean {
  ours ??= [CollateralVault.address, ReceiptBuckets.address].flat().flatMap((address) => address?.toLowerCase() ?? [])
  return ours.includes(lower(candidate))
}

/** Address in the last 20 bytes of a LayerZero bytes32 address. */
const unpad = (bytes32: Hex): Hex => `0x${bytes32.slice(-40).toLowerCase()}`

ponder.on('EndpointV2:PacketSent', async ({ event, context }) => {
  const packet = decodeSentPacket(event.args.encodedPayload)
  if (!isOurs(context.contracts, packet.sender)) return
  const payload = decodePayload(packet.message)
  const carries = payload.kind === 'noop' ? undefined : payload
  await context.db.insert(packetSent).values({
    ...eventRow(context.chain.id, event),
    guid: packet.guid,
    nonce: packet.nonce,
    srcEid: packet.srcEid,
    sender: packet.sender,
    dstEid: packet.dstEid,
    dstChainId: registry.byEid(packet.dstEid).chainId,
    receiver: packet.receiver,
    kind: payload.kind,
    asset: carries?.asset ?? null,
    amount: carries?.amount ?? null,
    account: lower(event.transaction.from),
    recipient: carries === undefined ? null : carries.kind === 'refund' ? carries.refundTo : carries.receiver,
    payloadHash: packet.payloadHash,
    encoded: lower(event.args.encodedPayload),
  })
})

ponder.on('EndpointV2:PacketVerified', async ({ event, context }) => {
  if (!isOurs(context.contracts, event.args.receiver)) return
  const arrival = arrivalOf(context.chain.id, event.args.origin, event.args.receiver)
  await context.db
    .insert(packetVerified)
    .values({ ...eventRow(context.chain.id, event), ...arrival, payloadHash: event.args.payloadHash })
})

ponder.on('EndpointV2:PacketDelivered', async ({ event, context }) => {
  if (!isOurs(context.contracts, event.args.receiver)) return
  const arrival = arrivalOf(context.chain.id, event.args.origin, event.args.receiver)
  const { srcEid, sender, receiver, nonce } = arrival
  const path = { chainId: context.chain.id, srcEid, sender, receiver }
  const before = (await context.db.find(pathway, path)) ?? { highestNonce: 0n, executedThrough: 0n }
  let { executedThrough } = before
  if (nonce === executedThrough + 1n) {
    executedThrough = nonce
    const takeNext = () => context.db.delete(executedAhead, { ...path, nonce: executedThrough + 1n })
    while (executedThrough < before.highestNonce && (await takeNext())) executedThrough += 1n
  } else await context.db.insert(executedAhead).values({ ...path, nonce })
  const now = { highestNonce: greatest(before.highestNonce, nonce), executedThrough }
  await context.db
    .insert(pathway)
    .values({ ...path, ...now })
    .onConflictDoUpdate(now)
  await context.db.insert(packetDelivered).values({ ...eventRow(context.chain.id, event), ...arrival, ...now })
})

function arrivalOf(
  chainId: number,
  origin: { readonly srcEid: number; readonly sender: Hex; readonly nonce: bigint },
  receiver: Hex,
) {
  const pathway = {
    srcEid: origin.srcEid,
    sender: unpad(origin.sender),
    nonce: origin.nonce,
    receiver: lower(receiver),
  }
  return { ...pathway, guid: packetGuid({ ...pathway, dstEid: registry.byId(chainId).eid }) }
}
