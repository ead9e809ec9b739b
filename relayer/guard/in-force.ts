import { z } from 'zod'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { type ChainId, type UnixSeconds, unixSeconds } from '../../domain/identifiers.ts'
import { bucketStates, compartmentStates } from '../../risk/breaker/measure.ts'
import type { BucketInForce, StateInForce } from '../../risk/tightenings.ts'
import type { ContractRead } from '../evm/read-contracts.ts'
import type { DeployedBucket } from './buckets.ts'
import { type ChainViews, readAt } from './views.ts'

const onHost = z.tuple([z.number(), z.number(), z.bigint()])
const atHome = z.tuple([z.number(), z.number(), z.number(), z.bigint(), z.bigint()])

/**
 * What is in force at both ends of every bucket, in the newest blocks. When a full stop ends is known as long as nothing else
 * was laid over it: no function of the contracts says it, and they refuse what comes too early.
 */
export async function readInForce(
  buckets: readonly DeployedBucket[],
  views: ChainViews,
): Promise<readonly BucketInForce[]> {
  const answers = await Promise.all(
    [...views.values()].map(async ({ chain, head }) => {
      const calls = buckets.flatMap((deployed) => readsOn(chain.chainId, deployed))
      const reading = await readAt(
        chain,
        head,
        calls.map(({ read }) => read),
      )
      return calls.map(({ key }, index) => [key, reading.kind === 'agreed' ? reading.value[index] : undefined] as const)
    }),
  )
  const found = new Map(answers.flat())
  return buckets.map((deployed) => ({
    bucket: deployed.bucket,
    onHost: hostState(found.get(keyOf('host', deployed))),
    atHome: homeState(found.get(keyOf('home', deployed))),
  }))
}

const keyOf = (end: 'home' | 'host', { bucket: { host, home, asset } }: DeployedBucket): string =>
  `${end} ${host}:${home}:${asset}`

function readsOn(
  chainId: ChainId,
  deployed: DeployedBucket,
): readonly { readonly key: string; readonly read: ContractRead }[] {
  const { bucket, home, host } = deployed
  const states = { functionName: 'states' }
  if (bucket.host === chainId) {
    const read = { ...states, address: host.buckets, abi: receiptBucketsAbi, args: [home.eid, bucket.asset] }
    return [{ key: keyOf('host', deployed), read }]
  }
  if (bucket.home === chainId) {
    const read = { ...states, address: home.vault, abi: collateralVaultAbi, args: [host.eid, bucket.asset] }
    return [{ key: keyOf('home', deployed), read }]
  }
  return []
}

function hostState(answer: unknown): BucketInForce['onHost'] {
  const parsed = onHost.safeParse(answer)
  if (!parsed.success) return { kind: 'unread' }
  const [own, overlay, until] = parsed.data
  return stateOf(bucketStates, { own, overlay, until: unixSeconds(until), full: 'stopped' })
}

function homeState(answer: unknown): BucketInForce['atHome'] {
  const parsed = atHome.safeParse(answer)
  if (!parsed.success) return { kind: 'unread' }
  const [, own, overlay, until] = parsed.data
  return stateOf(compartmentStates, { own, overlay, until: unixSeconds(until), full: 'review' })
}

function stateOf<State extends string>(
  states: readonly State[],
  given: { readonly own: number; readonly overlay: number; readonly until: UnixSeconds; readonly full: State },
): StateInForce<State> {
  const { until, full } = given
  const [own, overlay] = [states[given.own], states[given.overlay]]
  if (own === undefined || overlay === undefined) return { kind: 'unread' }
  return { kind: 'read', own, overlay, until, stopEnds: overlay === full ? until : undefined }
}
