import { pad } from 'viem'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { rawAmount } from '../../domain/amounts.ts'
import type { Address, Hex } from '../../domain/identifiers.ts'
import type { PacketPath } from '../../domain/packet.ts'
import { encodePayload } from '../../domain/payload.ts'
import { attackerAddress } from './attacker.ts'
import type { ReplayBucket, ReplayDeployment } from './deployment.ts'
import { expiryOf } from './fill-buckets.ts'
import { deliver, packetOf } from './forge-messages.ts'
import type { Incident } from './incident.ts'
import { blockSeconds } from './limits.ts'
import { least } from './measure.ts'
import type { StageChain } from './stage.ts'

/** How the attacker goes about it: as it was, or in pieces that the limits let through, having read them. */
export type Style = 'as it was' | 'adapted'

/** One forged message of an attack, and when it is delivered: seconds after the first. */
export interface AttackStep {
  readonly at: bigint
  readonly to: 'application' | 'relay worker'
  readonly message: Hex
  /** Which bucket it is about, if it moves value there. */
  readonly bucket?: ReplayBucket
}

/** Every forged message of a replay, ordered by time. */
export function attackOf(incident: Incident, deployment: ReplayDeployment, style: Style): readonly AttackStep[] {
  const commands = incident.commands ?? []
  const moves = deployment.buckets.flatMap((bucket) => {
    const transfers = incident.transfers.filter(({ asset }) => asset.symbol === bucket.holding.symbol)
    const listed = style === 'as it was' ? transfers : piecesOf(incident, bucket, transfers)
    return listed.map(({ at, amount, receiver }) => transfer(incident, bucket, { at, amount, receiver }))
  })
  // A message that names the other bucket's asset. Where that is an asset of the attacked lane too, nothing could tell them apart.
  const attacked = deployment.buckets.map(({ key }) => key.asset)
  const stray = deployment.others
    .filter(({ key }) => !attacked.includes(key.asset))
    .map((other) => transfer(incident, other, { at: 0n, amount: other.terms.limits.maxAmount, receiver: 0 }))
  return [...commands, ...moves, ...stray].sort((a, b) => Number(a.at - b.at))
}

interface Piece {
  readonly at: bigint
  readonly amount: bigint
  readonly receiver: number
}

/** When pieces come: each minute at first, later every ten, until the guardian has come and gone. */
const pieceTimes: readonly bigint[] = [
  ...[1n, 2n, 3n, 4n, 5n].map((minute) => minute * 60n),
  ...Array.from({ length: 8 }, (_, index) => BigInt(index + 1) * 600n),
]

/**
 * What an attacker sends who has read the limits and wants as much as he took then: as much as flows at once, then what the
 * flow brings back as time goes by. Of mints also one that has to wait, in case nobody stops it; a release that waits would
 * only take the room of those that flow, until the guardian comes.
 */
function piecesOf({ breached }: Incident, { terms }: ReplayBucket, transfers: readonly Piece[]): readonly Piece[] {
  const { delayThreshold, delaySeconds, maxAmount } = terms.limits
  const total = transfers.reduce((sum, { amount }) => sum + amount, 0n)
  const pieces: Piece[] = [{ at: 0n, amount: maxAmount, receiver: 0 }]
  if (breached === 'home') pieces.push({ at: 2n * blockSeconds, amount: maxAmount, receiver: 0 })
  let last = 0n
  for (const at of pieceTimes) {
    pieces.push({ at, amount: ((at - last) * delayThreshold) / delaySeconds, receiver: 0 })
    last = at
  }
  let left = total
  return pieces
    .map((piece) => {
      const amount = least(piece.amount, left)
      left -= amount
      return { ...piece, amount }
    })
    .filter(({ amount }) => amount > 0n)
}

function transfer({ breached }: Incident, bucket: ReplayBucket, { at, amount, receiver: index }: Piece): AttackStep {
  const { asset } = bucket.key
  const receiver = attackerAddress(index)
  const message =
    breached === 'home'
      ? encodePayload({ kind: 'mint', asset, receiver, refundTo: receiver, amount: rawAmount(amount) })
      : encodePayload({ kind: 'release', asset, receiver, amount: rawAmount(amount) })
  return { at, to: 'application', message, bucket }
}

/** The attacker's pen: gives forged messages the next nonces of their pathway and has them delivered with the next block. */
export interface Forger {
  send(steps: readonly AttackStep[]): Promise<void>
}

/** @param breached - Which end of the attacked lane the attacker speaks for. */
export function forgerOf(deployment: ReplayDeployment, { breached }: Incident): Forger {
  const { stage } = deployment
  const [source, destination] = [stage.breached, stage.partner]
  const [from, to] = [deployment.contractsOn(source), deployment.contractsOn(destination)]
  const sender = breached === 'home' ? from.vault : from.buckets
  const application = breached === 'home' ? to.buckets : to.vault
  // What the source really sent before; the filling, if it was a home.
  let nonce: bigint | undefined
  let strayNonce = 0n
  return {
    async send(steps) {
      nonce ??= await sentBefore(source, { sender, destination, receiver: application })
      const packets = []
      for (const step of steps) {
        const isApplication = step.to === 'application'
        if (isApplication) nonce += 1n
        else strayNonce += 1n
        const path: PacketPath = {
          nonce: isApplication ? nonce : strayNonce,
          srcEid: source.chain.eid,
          sender,
          dstEid: destination.chain.eid,
          receiver: isApplication ? application : to.relayWorker,
        }
        packets.push(packetOf(path, step.message))
      }
      await deliver(destination, {
        relayWorker: to.relayWorker,
        packets,
        confirmations: source.chain.finality.depth,
        expiry: expiryOf(deployment),
      })
    },
  }
}

async function sentBefore(
  source: StageChain,
  {
    sender,
    destination,
    receiver,
  }: { readonly sender: Address; readonly destination: StageChain; readonly receiver: Address },
): Promise<bigint> {
  return source.client.readContract({
    address: source.layerZero.endpoint,
    abi: endpointV2Abi,
    functionName: 'outboundNonce',
    args: [sender, destination.chain.eid, pad(receiver, { size: 32 })],
  })
}
