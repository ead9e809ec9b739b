import { maxUint256 } from 'viem'
import { z } from 'zod'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { type RawAmount, rawAmount } from '../../domain/amounts.ts'
import type { Address, Hex } from '../../domain/identifiers.ts'
import type { EndReading } from '../../domain/preflight.ts'
import { bucketStates, compartmentStates } from '../../risk/breaker/measure.ts'
import type { EvmClient } from './client.ts'
import { type ContractRead, readContracts } from './read-contracts.ts'

/** One end of a bucket: a client of its chain, and what is deployed there. */
export interface BucketEnd {
  readonly client: EvmClient
  readonly deployed: ChainDeployment
  /** Block to read, by its hash; the newest one when absent. */
  readonly at?: { readonly hash: Hex }
}

/** A bucket and an amount, base units of its asset. */
export interface Question {
  readonly home: BucketEnd
  readonly host: BucketEnd
  readonly asset: Address
  readonly amount: RawAmount
}

const amount = z.bigint().transform(rawAmount)
const limits = z.object({ minAmount: amount, maxAmount: amount })
const wait = z.bigint().transform((seconds) => (seconds === maxUint256 ? undefined : seconds))
const bucket = z.object({
  state: z.number(),
  bucketCapacity: z.bigint(),
  bucketLevel: z.bigint(),
  reserved: z.bigint(),
})
const compartment = z.tuple([z.number(), z.number(), z.number(), z.bigint(), z.bigint()])

const atLeastZero = (value: bigint): RawAmount => rawAmount(value < 0n ? 0n : value)

/**
 * What a lock of that amount would meet now: at home, and on the host if it arrived now. One provider: advice.
 *
 * @throws ContractRefusedError for a bucket that there is not; whatever the RPC throws.
 */
export async function readLock({ home, host, asset, amount: wanted }: Question): Promise<{
  readonly feeWei: bigint
  readonly ends: readonly [EndReading, EndReading]
}> {
  const [[preview, lockLimits, capacity, locked, states], [waits, hostLimits, available, account]] = await Promise.all([
    readEnd(home, [
      atHome(home, 'previewLock', [host.deployed.eid, asset, wanted]),
      atHome(home, 'lockLimits', [host.deployed.eid, asset]),
      atHome(home, 'bucketCapacity', [host.deployed.eid, asset]),
      atHome(home, 'locked', [host.deployed.eid, asset]),
      atHome(home, 'states', [host.deployed.eid, asset]),
    ]),
    readEnd(host, [
      onHost(host, 'previewMint', [home.deployed.eid, asset, wanted]),
      onHost(host, 'limits', [home.deployed.eid, asset]),
      onHost(host, 'available', [home.deployed.eid, asset]),
      onHost(host, 'bucket', [home.deployed.eid, asset]),
    ]),
  ])
  const [feeWei, room, waitAtHome] = z.tuple([z.bigint(), amount, wait]).parse(preview)
  const [inForce] = compartment.parse(states)
  const held = bucket.parse(account)
  const source: EndReading = {
    chainId: home.deployed.chainId,
    end: 'source',
    state: compartmentStates[inForce] ?? `state ${inForce}`,
    closed: inForce !== 0,
    ...limits.parse(lockLimits),
    capacityRoom: atLeastZero(z.bigint().parse(capacity) - z.bigint().parse(locked)),
    room,
    waitSeconds: waitAtHome,
  }
  const destination: EndReading = {
    chainId: host.deployed.chainId,
    end: 'destination',
    state: bucketStates[held.state] ?? `state ${held.state}`,
    closed: held.state !== 0,
    ...limits.parse(hostLimits),
    capacityRoom: atLeastZero(held.bucketCapacity - held.bucketLevel - held.reserved),
    room: amount.parse(available),
    waitSeconds: wait.parse(waits),
  }
  return { feeWei, ends: [source, destination] }
}

/** What a burn of that amount would meet now: on the host, and at home if it arrived now. @throws as {@link readLock}. */
export async function readBurn({ home, host, asset, amount: wanted }: Question): Promise<{
  readonly feeWei: bigint
  readonly ends: readonly [EndReading, EndReading]
}> {
  const [[preview], [exit, exitLimits, locked, states]] = await Promise.all([
    readEnd(host, [onHost(host, 'previewBurn', [home.deployed.eid, asset, wanted])]),
    readEnd(home, [
      atHome(home, 'previewExit', [host.deployed.eid, asset, wanted]),
      atHome(home, 'exitLimits', [host.deployed.eid, asset]),
      atHome(home, 'locked', [host.deployed.eid, asset]),
      atHome(home, 'states', [host.deployed.eid, asset]),
    ]),
  ])
  const [feeWei, outstanding, waitOnHost] = z.tuple([z.bigint(), amount, wait]).parse(preview)
  const [room, waitAtHome] = z.tuple([amount, wait]).parse(exit)
  const [inForce] = compartment.parse(states)
  const isUnderReview = compartmentStates[inForce] === 'review'
  return {
    feeWei,
    ends: [
      {
        chainId: host.deployed.chainId,
        end: 'source',
        // Burning is never blocked.
        state: 'open',
        closed: false,
        minAmount: rawAmount(0n),
        maxAmount: undefined,
        capacityRoom: outstanding,
        room: outstanding,
        waitSeconds: waitOnHost,
      },
      {
        chainId: home.deployed.chainId,
        end: 'destination',
        state: compartmentStates[inForce] ?? `state ${inForce}`,
        closed: isUnderReview,
        // Of one part: a larger exit is paid in several.
        ...limits.parse(exitLimits),
        capacityRoom: amount.parse(locked),
        room,
        waitSeconds: waitAtHome,
      },
    ],
  }
}

const readEnd = ({ client, at }: BucketEnd, reads: readonly ContractRead[]): Promise<readonly unknown[]> =>
  readContracts(client, { reads, ...(at !== undefined && { at }) })

const atHome = ({ deployed }: BucketEnd, functionName: string, args: readonly unknown[]): ContractRead => ({
  address: deployed.vault,
  abi: collateralVaultAbi,
  functionName,
  args,
})

const onHost = ({ deployed }: BucketEnd, functionName: string, args: readonly unknown[]): ContractRead => ({
  address: deployed.buckets,
  abi: receiptBucketsAbi,
  functionName,
  args,
})
