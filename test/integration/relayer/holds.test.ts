import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import { sendCall } from '../../../relayer/evm/send.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { lockCollateral, type SentTransfer } from '../../../relayer/evm/transfer.ts'
import type { PacketHint } from '../../../relayer/ports.ts'
import { eventually } from '../../support/eventually.ts'
import { createHoldIndex, indexHolds } from '../../support/hold-index.ts'
import { passTime } from '../../support/pass-time.ts'
import { type RelayStage, type StageChain, startRelayStage } from '../../support/relay-stage.ts'

let stage: RelayStage
let home: StageChain
let host: StageChain
const user = localSigner(testAccounts.visitors[0].privateKey)
const steward = localSigner(testAccounts.steward.privateKey)
const tether = 1_000_000n

beforeAll(async () => {
  stage = await startRelayStage()
  ;[home, host] = stage.chains
  await createHoldIndex(stage, [home, host])
})
afterAll(() => stage?.close())

const usdc = () => {
  const asset = home.deployed.assets.find((candidate) => candidate.symbol === 'tUSDC')
  if (asset === undefined) throw new TypeError('alpha is the home of tUSDC')
  return asset.address
}

interface Row {
  readonly executed_at: Date | null
  readonly execution: string
  readonly outcome: string | null
  readonly paid_back: boolean
  readonly settled_at: Date | null
  readonly releasable_at: bigint | null
  readonly failure: string | null
}

async function row({ guid }: PacketHint): Promise<Row> {
  const [found] = await stage.sql<Row[]>`
    select executed_at, execution, outcome, paid_back, settled_at, releasable_at, failure from bulkhead.packet where guid = ${guid}`
  if (found === undefined) throw new TypeError(`No packet ${guid}`)
  return found
}

const attempts = ({ guid }: PacketHint, purpose: string) =>
  stage.sql<{ state: string }[]>`
    select state from bulkhead.attempt join bulkhead.attempt_packet on attempt_id = id
    where guid = ${guid} and purpose = ${purpose} order by id`

const lock = (amount: bigint): Promise<SentTransfer> =>
  lockCollateral(
    { client: home.client, deployed: home.deployed, signer: user },
    { hostEid: host.chain.eid, asset: usdc(), amount: rawAmount(amount), receiver: user.address },
  )

async function deliver(
  source: StageChain,
  destination: StageChain,
  sent: Pick<SentTransfer, 'txHash'>,
): Promise<PacketHint> {
  const hint = await stage.track(source, sent.txHash)
  await eventually('executed', async () => {
    await stage.passSource(source)
    await stage.passDestination(destination)
    return (await row(hint)).executed_at ?? undefined
  })
  return hint
}

const bucket = () => ({ address: host.deployed.buckets, abi: receiptBucketsAbi }) as const
const key = () => [home.chain.eid, usdc()] as const

/** Time of the first event of a name that names the message. */
async function timeOf(eventName: 'Held' | 'Minted', { guid }: PacketHint): Promise<bigint> {
  const [event] = await host.client.getContractEvents({ ...bucket(), eventName, args: { guid }, fromBlock: 0n })
  if (event === undefined) throw new TypeError(`${guid} was not ${eventName}`)
  return (await host.client.getBlock({ blockNumber: event.blockNumber })).timestamp
}

describe('a hold on a host', () => {
  test('behavior: is released in the second in which the refill has made room for it, and not tried before', async () => {
    const limits = await host.client.readContract({ ...bucket(), functionName: 'limits', args: key() })
    const { bucketCapacity } = await host.client.readContract({ ...bucket(), functionName: 'bucket', args: key() })
    const tight = { ...limits, burst: 20n * tether, maxAmount: 20n * tether, refillPerSecond: tether / 2n }
    await sendCall({
      client: host.client,
      signer: steward,
      write: { ...bucket(), functionName: 'setBucketLimits', args: [...key(), bucketCapacity, tight] },
    })
    // Stored up: 20. The first takes 18 of them; the second, of 16, has to wait for 14 at one half a second.
    const first = await deliver(home, host, await lock(18n * tether))
    const second = await deliver(home, host, await lock(16n * tether))
    const due = (await timeOf('Minted', first)) + 28n
    expect((await row(second)).execution).toBe('held')
    await eventually('looked at', async () => {
      await indexHolds(stage, host)
      await stage.passDestination(host)
      return (await row(second)).releasable_at ?? undefined
    })
    expect((await row(second)).releasable_at).toBe(due)
    expect(await attempts(second, 'release')).toEqual([])

    await eventually('released', async () => {
      await indexHolds(stage, host)
      await stage.passDestination(host)
      return (await row(second)).execution === 'passed' ? true : undefined
    })
    expect(await attempts(second, 'release')).toEqual([{ state: 'succeeded' }])
    expect(await timeOf('Minted', second)).toBeGreaterThanOrEqual(due)
  })

  test('behavior: that somebody else lets through is on record as minted, once that is final', async () => {
    const held = await deliver(home, host, await lock(16n * tether))
    expect((await row(held)).execution).toBe('held')
    await indexHolds(stage, host)
    const [event] = await host.client.getContractEvents({
      ...bucket(),
      eventName: 'Held',
      args: { guid: held.guid },
      fromBlock: 0n,
    })
    const { id, hold } = event?.args ?? {}
    if (id === undefined || hold === undefined) throw new TypeError('It is held')
    await passTime(host.deployed.rpcUrl ?? '', 60)
    await sendCall({
      client: host.client,
      signer: user,
      write: { ...bucket(), functionName: 'releaseHold', args: [...key(), id, hold] },
    })
    // The indexer says so before the chain's quorum has it in a final block.
    await indexHolds(stage, host)
    await stage.passDestination(host)
    expect((await row(held)).execution).toBe('held')
    await eventually('minted', async () => {
      await stage.passDestination(host)
      return (await row(held)).execution === 'passed' ? true : undefined
    })
    expect(await row(held)).toMatchObject({ outcome: 'minted', settled_at: expect.any(Date) })
    expect(await attempts(held, 'release')).toEqual([])
  })

  test('behavior: that can only go home is sent there once its owners had their time, for no more than the maximum', async () => {
    const held = await deliver(home, host, await lock(20n * tether))
    expect((await row(held)).execution).toBe('held')
    const [event] = await host.client.getContractEvents({
      ...bucket(),
      eventName: 'Held',
      args: { guid: held.guid },
      fromBlock: 0n,
    })
    const { id, hold } = event?.args ?? {}
    if (id === undefined || hold === undefined) throw new TypeError('It is held')
    await sendCall({
      client: host.client,
      signer: localSigner(testAccounts.guardian.privateKey),
      write: { ...bucket(), functionName: 'voidHold', args: [...key(), id, hold] },
    })
    await indexHolds(stage, host)
    for (let pass = 0; pass < 3; pass += 1) await stage.passDestination(host)
    expect(await attempts(held, 'refund')).toEqual([])

    await passTime(host.deployed.rpcUrl ?? '', 3 * 86_400 + 60)
    await eventually('too dear', async () => {
      await stage.passDestination(host, host.port, { maxRefundFee: 1n })
      return (await row(held)).failure?.includes('more than the maximum of 1') === true ? true : undefined
    })
    expect(await attempts(held, 'refund')).toEqual([])

    await eventually('sent home', async () => {
      await stage.passDestination(host)
      return (await attempts(held, 'refund'))[0]?.state === 'succeeded' ? true : undefined
    })
    const refunds = await host.client.getContractEvents({ ...bucket(), eventName: 'HoldRefunded', fromBlock: 0n })
    expect(refunds.map(({ args: refund }) => refund)).toMatchObject([{ lockGuid: held.guid, amount: 20n * tether }])

    // On its way home, and back once home has paid it in a final block.
    await indexHolds(stage, host)
    await eventually('on its way home', async () => {
      await stage.passDestination(host)
      return (await row(held)).execution === 'sent-home' ? true : undefined
    })
    expect((await row(held)).paid_back).toBe(false)
    const [sentHome] = refunds
    if (sentHome === undefined) throw new TypeError('It was sent home')
    await deliver(host, home, { txHash: sentHome.transactionHash })
    expect((await row(held)).paid_back).toBe(false)
    await eventually('refunded', async () => {
      await stage.passDestination(home)
      await stage.passDestination(host)
      return (await row(held)).paid_back ? true : undefined
    })
  })
})
