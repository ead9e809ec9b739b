import { erc20Abi, pad } from 'viem'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { rawAmount } from '../../domain/amounts.ts'
import { fullyBacked } from '../../domain/backing.ts'
import { type Address, unixSeconds } from '../../domain/identifiers.ts'
import type { BackingReading } from '../../risk/breaker/backing-shortfall.ts'
import { bucketStates, compartmentStates } from '../../risk/breaker/measure.ts'
import type { NonceReading } from '../../risk/breaker/outbound-nonce.ts'
import type { Lane } from '../../risk/breaker/scope.ts'
import type { BucketInForce } from '../../risk/tightenings.ts'
import { chainOf, type ReplayBucket, type ReplayDeployment } from './deployment.ts'
import type { BucketBooks } from './guard-ledger.ts'
import type { StageChain } from './stage.ts'

/** The newest final block of each chain, as the guard has read up to. */
export type FinalOf = (chain: StageChain) => bigint

/** One bucket's books beside what its escrow holds in the final block. */
export async function readBacking(
  { key, home, host, escrow }: ReplayBucket,
  books: BucketBooks,
  finalOf: FinalOf,
): Promise<BackingReading> {
  const blocks = { homeBlock: finalOf(home), hostBlock: finalOf(host) }
  const sum = (amounts: Iterable<bigint>) => rawAmount([...amounts].reduce((total, amount) => total + amount, 0n))
  const raw = (name: 'minted' | 'sentHome' | 'locked' | 'rescued' | 'released' | 'refunded' | 'burned') =>
    rawAmount(books[name])
  const balance = await home.client.readContract({
    address: key.asset,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [escrow],
    blockNumber: finalOf(home),
  })
  const arrivals = {
    minted: raw('minted'),
    held: sum([...books.holds.values()].map(({ amount }) => amount)),
    sentHome: raw('sentHome'),
    locked: raw('locked'),
    rescued: raw('rescued'),
    ...blocks,
  }
  const exits = {
    released: raw('released'),
    refunded: raw('refunded'),
    burned: raw('burned'),
    sentHome: raw('sentHome'),
    ...blocks,
  }
  const inEscrow = {
    balance: rawAmount(balance),
    locked: rawAmount(books.lockedNow),
    due: sum([...books.exits.values(), books.claims]),
    backing: fullyBacked,
    homeBlock: finalOf(home),
  }
  return {
    bucket: key,
    arrivals: { kind: 'read', value: arrivals },
    exits: { kind: 'read', value: exits },
    escrow: { kind: 'read', value: inEscrow },
  }
}

/** Both pathways of a lane, in final blocks. */
export function readNonces(
  { stage, contractsOn }: ReplayDeployment,
  lane: Lane,
  finalOf: FinalOf,
): readonly Promise<NonceReading>[] {
  const [home, host] = [chainOf(stage, lane.home), chainOf(stage, lane.host)]
  const { vault } = contractsOn(home)
  const { buckets } = contractsOn(host)
  const read = async (
    direction: NonceReading['direction'],
    source: StageChain,
    sender: Address,
    destination: StageChain,
    receiver: Address,
  ): Promise<NonceReading> => {
    const [destinationBlock, sourceBlock] = [finalOf(destination), finalOf(source)]
    const inbound = await destination.client.readContract({
      address: destination.layerZero.endpoint,
      abi: endpointV2Abi,
      functionName: 'inboundNonce',
      args: [receiver, source.chain.eid, pad(sender, { size: 32 })],
      blockNumber: destinationBlock,
    })
    const outbound = await source.client.readContract({
      address: source.layerZero.endpoint,
      abi: endpointV2Abi,
      functionName: 'outboundNonce',
      args: [sender, destination.chain.eid, pad(receiver, { size: 32 })],
      blockNumber: sourceBlock,
    })
    const value = { inbound, outbound, destinationBlock, sourceBlock, verified: [], swallowed: [] }
    return { lane, direction, nonces: { kind: 'read', value } }
  }
  return [read('mint', home, vault, host, buckets), read('release', host, buckets, home, vault)]
}

/** What is in force at the newest block: a measure that is not final yet is not to be laid twice. */
export async function readStates(
  { contractsOn }: ReplayDeployment,
  { key, home, host }: ReplayBucket,
): Promise<BucketInForce> {
  const [[own, overlay, until], [, ownAtHome, overlayAtHome, untilAtHome]] = await Promise.all([
    host.client.readContract({
      address: contractsOn(host).buckets,
      abi: receiptBucketsAbi,
      functionName: 'states',
      args: [home.chain.eid, key.asset],
    }),
    home.client.readContract({
      address: contractsOn(home).vault,
      abi: collateralVaultAbi,
      functionName: 'states',
      args: [host.chain.eid, key.asset],
    }),
  ])
  return {
    bucket: key,
    onHost: {
      kind: 'read',
      own: bucketStates[own] ?? 'stopped',
      overlay: bucketStates[overlay] ?? 'stopped',
      until: unixSeconds(until),
      stopEnds: undefined,
    },
    atHome: {
      kind: 'read',
      own: compartmentStates[ownAtHome] ?? 'review',
      overlay: compartmentStates[overlayAtHome] ?? 'review',
      until: unixSeconds(untilAtHome),
      stopEnds: undefined,
    },
  }
}
