import { encodeFunctionData } from 'viem'
import { z } from 'zod'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { type RawAmount, rawAmount } from '../../domain/amounts.ts'
import { holdKinds, type Passage, passageOf } from '../../domain/hold.ts'
import { type EndpointId, type UnixSeconds, unixSeconds } from '../../domain/identifiers.ts'
import type { Limits } from '../../domain/rate-limit.ts'
import type { Call, HoldReading, OpenHold } from '../ports.ts'
import type { EvmClient } from './client.ts'
import { type ContractRead, type Tried, tryContracts } from './read-contracts.ts'

/** Gas units of a release, whose payment a token may make dear, and of a refund, which sends a message. */
const releaseGas = 600_000n
const refundGas = 900_000n

const amount = z.bigint().transform(rawAmount)
const limits = z.object({
  burst: amount,
  refillPerSecond: amount,
  maxAmount: amount,
  minAmount: amount,
  delayThreshold: amount,
  delaySeconds: z.number().transform(BigInt),
})
const bucketRoom = z
  .object({ bucketCapacity: z.bigint(), bucketLevel: z.bigint(), reserved: z.bigint() })
  .transform(({ bucketCapacity, bucketLevel, reserved }) => {
    const room = bucketCapacity - bucketLevel - reserved
    return rawAmount(room < 0n ? 0n : room)
  })

/** The contract that holds it, and what its functions take. */
const end = (deployed: ChainDeployment, { side }: Pick<OpenHold, 'side'>) =>
  side === 'mint'
    ? ({ address: deployed.buckets, abi: receiptBucketsAbi } as const)
    : ({ address: deployed.vault, abi: collateralVaultAbi } as const)

/** What every function that acts on a hold wants repeated: the queue it is in, its id, and all of it. */
export const holdArguments = ({
  eid,
  asset,
  id,
  guid,
  receiver,
  refundTo,
  amount: held,
  kind,
  heldAt,
  dueAt,
}: OpenHold) =>
  [
    eid,
    asset,
    id,
    {
      guid,
      receiver,
      refundTo,
      amount: held,
      kind: holdKinds.indexOf(kind),
      heldAt: Number(heldAt),
      dueAt: Number(dueAt),
    },
  ] as const

/** The call that lets a hold pass. */
export function releaseCall(deployed: ChainDeployment, hold: OpenHold): Call {
  const { address: to } = end(deployed, hold)
  // Both ends have the very same function.
  const data = encodeFunctionData({ abi: receiptBucketsAbi, functionName: 'releaseHold', args: holdArguments(hold) })
  return { to, data, value: 0n, gas: releaseGas }
}

/** The call that sends a hold home. */
export function refundCall(deployed: ChainDeployment, hold: OpenHold, feeWei: bigint): Call {
  const data = encodeFunctionData({ abi: receiptBucketsAbi, functionName: 'refundHold', args: holdArguments(hold) })
  return { to: deployed.buckets, data, value: feeWei, gas: refundGas }
}

/** LayerZero fee of sending a hold home, wei. @throws whatever the RPC throws. */
export async function quoteRefund(client: EvmClient, deployed: ChainDeployment, homeEid: EndpointId): Promise<bigint> {
  const { nativeFee } = await client.readContract({
    address: deployed.buckets,
    abi: receiptBucketsAbi,
    functionName: 'quoteRefund',
    args: [homeEid],
  })
  return nativeFee
}

/**
 * Which of these the newest block holds, and when each passes. Whether one passes now is what `releaseHold` itself says
 * when it is tried without being sent, one after the other; how much is stored up, which no getter shows, is in the
 * refusal of whoever is next.
 *
 * @throws ZodError; whatever the RPC throws.
 */
export async function readHolds(
  client: EvmClient,
  {
    deployed,
    holds,
    now,
  }: { readonly deployed: ChainDeployment; readonly holds: readonly OpenHold[]; readonly now: UnixSeconds },
): Promise<readonly HoldReading[]> {
  const queues = [...new Map(holds.map((hold) => [queueOf(hold), hold])).values()]
  const limitReads = queues.flatMap((hold): ContractRead[] => {
    const at = end(deployed, hold)
    const args = [hold.eid, hold.asset]
    return hold.side === 'mint'
      ? [
          { ...at, functionName: 'limits', args },
          { ...at, functionName: 'bucket', args },
        ]
      : [{ ...at, functionName: 'exitLimits', args }]
  })
  const perHold = holds.flatMap((hold): ContractRead[] => {
    const at = end(deployed, hold)
    const args = holdArguments(hold)
    return [
      { ...at, functionName: 'isHeld', args },
      { ...at, functionName: 'releaseHold', args },
    ]
  })
  const answers = await tryContracts(client, [...limitReads, ...perHold])
  const values = [...answers.slice(0, limitReads.length)]
  const found = new Map<string, QueueFacts>()
  for (const hold of queues) {
    const [limitsAnswer, bucketAnswer] = values.splice(0, hold.side === 'mint' ? 2 : 1)
    const facts = { limits: limits.parse(answerOf(limitsAnswer)), stored: undefined, ahead: rawAmount(0n) }
    const room = hold.side === 'mint' ? bucketRoom.parse(answerOf(bucketAnswer)) : undefined
    found.set(queueOf(hold), { ...facts, room })
  }

  return holds.map((hold, index): HoldReading => {
    const [isHeld, released] = answers.slice(limitReads.length + 2 * index, limitReads.length + 2 * index + 2)
    const queue = found.get(queueOf(hold))
    if (queue === undefined || released === undefined || !z.boolean().parse(answerOf(isHeld)))
      return { kind: 'unknown' }
    const passage = passageFrom(hold, { queue, released, now })
    if (hold.kind === 'waiting') queue.ahead = rawAmount(queue.ahead + hold.amount)
    return { kind: 'open', passage }
  })
}

interface QueueFacts {
  readonly limits: Limits
  readonly room: RawAmount | undefined
  /** What the limiter has stored up now, once the refusal of the next in the queue has said so. */
  stored: RawAmount | undefined
  /** Base units of those that stand before. */
  ahead: RawAmount
}

function passageFrom(
  hold: OpenHold,
  { queue, released, now }: { readonly queue: QueueFacts; readonly released: Tried; readonly now: UnixSeconds },
): Passage {
  if (released.kind === 'value') return { kind: 'now' }
  const { name, args } = released.reason
  if (name === 'HoldNotDue') return { kind: 'from', at: unixSeconds(z.bigint().parse(args[1])) }
  if (name === 'RateLimitExceeded') queue.stored = amount.parse(args[3])
  else if (name !== 'NotNext') return { kind: 'unknown' }
  const { limits: current, room, stored, ahead } = queue
  if (stored === undefined) return { kind: 'unknown' }
  const limiter = { ...current, stored, flow: rawAmount(0n), updatedAt: now }
  return passageOf(hold, { limiter, room, ahead, suspended: false, now })
}

const queueOf = ({ side, eid, asset }: OpenHold): string => `${side} ${eid} ${asset}`

/** A view function's value. @throws TypeError when it was refused. */
function answerOf(tried: Tried | undefined): unknown {
  if (tried?.kind === 'value') return tried.value
  throw new TypeError(`A read was refused: ${tried?.reason.text}`)
}
