import { createTestClient, erc20Abi, formatUnits, http, pad, parseEventLogs } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bucketPriceFeedAbi, bucketPriceFeedBytecode } from '../../../contracts/abi/BucketPriceFeed.ts'
import { collateralVaultAbi } from '../../../contracts/abi/CollateralVault.ts'
import { endpointV2Abi } from '../../../contracts/abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { testPriceFeedAbi, testPriceFeedBytecode } from '../../../contracts/abi/TestPriceFeed.ts'
import { apply } from '../../../contracts/deploy/apply.ts'
import { plan } from '../../../contracts/deploy/plan.ts'
import type { Topology } from '../../../contracts/deploy/topology.ts'
import { type TestAccount, testAccounts } from '../../../devnet/accounts.ts'
import { beginSequence } from '../../../devnet/anvil/contract-sequence.ts'
import { localChainExecutor } from '../../../devnet/chain-executor.ts'
import { chainDeployment } from '../../../devnet/topology.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import { type Address, address, type Guid, unixSeconds, zeroAddress } from '../../../domain/identifiers.ts'
import { type Clock, systemClock } from '../../../observability/clock.ts'
import { sendCall } from '../../../relayer/evm/send.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { burnReceipts, lockCollateral, type SentTransfer } from '../../../relayer/evm/transfer.ts'
import { eventually } from '../../support/eventually.ts'
import { passTime } from '../../support/pass-time.ts'
import { type RelayStage, type StageChain, type StageRelayer, startRelayStage } from '../../support/relay-stage.ts'
import { throughTimelock } from '../../support/timelock.ts'

/** One whole tUSDC. */
const dollar = 10n ** 6n
const noLocking = 1
const noMinting = 1

const [ada, bea, cyd, dan] = testAccounts.visitors
const [eve, anybody, secondRelayer] = testAccounts.traders
const { owner, guardian, guard, steward } = testAccounts
const people = { ada, bea, cyd, dan, eve }

/** The chains' clocks are moved on below, by less than this; what the attestors sign has to count even then. */
const aheadSeconds = 40n * 86_400n
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + Number(aheadSeconds) * 1_000,
  nowSeconds: () => unixSeconds(systemClock.nowSeconds() + aheadSeconds),
}

/** One generation of the bucket of alpha's tUSDC on beta. */
interface Bucket {
  readonly relayer: StageRelayer
  readonly home: StageChain
  readonly host: StageChain
  readonly vault: { readonly address: Address; readonly abi: typeof collateralVaultAbi }
  readonly buckets: { readonly address: Address; readonly abi: typeof receiptBucketsAbi }
  /** What the vault calls it, and what the buckets do. */
  readonly compartment: readonly [hostEid: number, asset: Address]
  readonly key: readonly [homeEid: number, asset: Address]
  readonly receipt: Address
  readonly escrow: Address
}

let stage: RelayStage
let usdc: Address
let old: Bucket
let start: Readonly<Record<string, bigint>>

beforeAll(async () => {
  stage = await startRelayStage({ clock })
  const asset = stage.chains[0].deployed.assets.find(({ symbol }) => symbol === 'tUSDC')
  if (asset === undefined) throw new TypeError('alpha is the home of tUSDC')
  usdc = asset.address
  old = await bucketOf(stage)
  start = await wallets()
  // From here on blocks come with transactions, and where the test mines them.
  for (const { node } of stage.devnet.nodes) {
    await nodeAt(node.rpcUrl).setIntervalMining({ interval: 0 })
    await nodeAt(node.rpcUrl).setAutomine(true)
  }
})
afterAll(() => stage?.close())

async function bucketOf(relayer: StageRelayer): Promise<Bucket> {
  const [home, host] = relayer.chains
  const vault = { address: home.deployed.vault, abi: collateralVaultAbi } as const
  const buckets = { address: host.deployed.buckets, abi: receiptBucketsAbi } as const
  const compartment = [host.chain.eid, usdc] as const
  const key = [home.chain.eid, usdc] as const
  const [receipt, escrow] = await Promise.all([
    host.client.readContract({ ...buckets, functionName: 'receiptOf', args: key }),
    home.client.readContract({ ...vault, functionName: 'escrowOf', args: compartment }),
  ])
  return { relayer, home, host, vault, buckets, compartment, key, receipt: address(receipt), escrow: address(escrow) }
}

const nodeAt = (rpcUrl: string) => createTestClient({ mode: 'anvil', transport: http(rpcUrl) })
const rpcUrlOf = ({ deployed }: StageChain): string => deployed.rpcUrl ?? ''

/** New limiters begin empty. */
async function untilRefilled({ home, host, vault, buckets, compartment, key }: Bucket, amount: bigint): Promise<void> {
  const lock = { ...vault, functionName: 'previewLock', args: [...compartment, amount] } as const
  const [, , wait] = await home.client.readContract(lock)
  await passTime(rpcUrlOf(home), Number(wait))
  const mint = { ...buckets, functionName: 'previewMint', args: [...key, amount] } as const
  await passTime(rpcUrlOf(host), Number(await host.client.readContract(mint)))
}

const balance = ({ client }: StageChain, token: Address, account: Address): Promise<bigint> =>
  client.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [account] })

const byName = async (read: (account: TestAccount) => Promise<bigint>): Promise<Readonly<Record<string, bigint>>> =>
  Object.fromEntries(
    await Promise.all(Object.entries(people).map(async ([name, account]) => [name, await read(account)] as const)),
  )
/** What everybody has at home. */
const wallets = () => byName((account) => balance(stage.chains[0], usdc, account.address))
const receipts = ({ host, receipt }: Bucket) => byName((account) => balance(host, receipt, account.address))
const sum = (amounts: Readonly<Record<string, bigint>>): bigint => Object.values(amounts).reduce((a, b) => a + b, 0n)

/** Everything that a bucket owes, and what it has, in dollars. */
async function books({ home, host, vault, buckets, compartment, key, receipt, escrow }: Bucket) {
  const [locked, escrowed, [, , , heldAtHome], claims, supply, [, , , waitingOnHost]] = await Promise.all([
    home.client.readContract({ ...vault, functionName: 'locked', args: compartment }),
    balance(home, usdc, escrow),
    home.client.readContract({ ...vault, functionName: 'queue', args: compartment }),
    byName((account) =>
      home.client.readContract({ ...vault, functionName: 'claimable', args: [...compartment, account.address] }),
    ),
    host.client.readContract({ address: receipt, abi: erc20Abi, functionName: 'totalSupply' }),
    host.client.readContract({ ...buckets, functionName: 'queue', args: key }),
  ])
  const amounts = { supply, waitingOnHost, locked, heldAtHome, claims: sum(claims), escrowed }
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, formatUnits(amount, 6)]))
}

const act = (by: TestAccount, { client }: StageChain, write: Parameters<typeof sendCall>[0]['write']) =>
  sendCall({ client, signer: localSigner(by.privateKey), write })

const lock = ({ home, host }: Bucket, by: TestAccount, dollars: bigint, receiver = by): Promise<SentTransfer> =>
  lockCollateral(
    { client: home.client, deployed: home.deployed, signer: localSigner(by.privateKey) },
    { hostEid: host.chain.eid, asset: usdc, amount: rawAmount(dollars * dollar), receiver: receiver.address },
  )

/** Locks, and lets the relayer know. */
async function send(bucket: Bucket, by: TestAccount, dollars: bigint, receiver = by): Promise<Guid> {
  const sent = await lock(bucket, by, dollars, receiver)
  await bucket.relayer.track(bucket.home, sent.txHash)
  return sent.guid
}

async function burn({ relayer, home, host }: Bucket, by: TestAccount, dollars: bigint, receiver = by): Promise<Guid> {
  const sent = await burnReceipts(
    { client: host.client, deployed: host.deployed, signer: localSigner(by.privateKey) },
    { homeEid: home.chain.eid, asset: usdc, amount: rawAmount(dollars * dollar), receiver: receiver.address },
  )
  await relayer.track(host, sent.txHash)
  return sent.guid
}

/** Every message that a relayer knows of is executed. */
const arrive = ({ relayer, home, host }: Bucket): Promise<true> =>
  eventually('everything arrived', async () => {
    for (const chain of [home, host]) await nodeAt(rpcUrlOf(chain)).mine({ blocks: 2 })
    for (const chain of [home, host]) await relayer.passSource(chain)
    for (const chain of [home, host]) await relayer.passDestination(chain)
    const underWay = await relayer.sql`select 1 from bulkhead.packet where executed_at is null`
    return underWay.length === 0 ? true : undefined
  })

/** The id of a hold and its particulars, from its last event. */
async function holdOf({ client }: StageChain, contract: Address, guid: Guid) {
  const logs = await client.getLogs({ address: contract, fromBlock: 0n })
  const event = parseEventLogs({ abi: receiptBucketsAbi, eventName: ['Held', 'HoldChanged'], logs })
    .filter(({ args }) => args.guid === guid)
    .at(-1)
  if (event === undefined) throw new TypeError(`${guid} is not held`)
  return [event.args.id, event.args.hold] as const
}

/** The books of a bucket that owes nothing. */
const nothing = { supply: '0', waitingOnHost: '0', locked: '0', heldAtHome: '0', claims: '0', escrowed: '0' }

/** What becomes of the messages that are not minted when the bucket closes, the last never delivered at all. */
let held: Guid
let inFlight: Guid
let lost: SentTransfer

describe('moving a live bucket to new contracts', () => {
  test('default: receipts in several hands, one message held, two on their way', async () => {
    await send(old, ada, 400n)
    await send(old, bea, 300n, dan)
    await send(old, cyd, 200n)
    await arrive(old)
    expect(await receipts(old)).toEqual({
      ada: 400n * dollar,
      bea: 0n,
      cyd: 200n * dollar,
      dan: 300n * dollar,
      eve: 0n,
    })

    const { host, buckets, key } = old
    const limits = await host.client.readContract({ ...buckets, functionName: 'limits', args: key })
    const capacity = 950n * dollar
    const args = [...key, capacity, { ...limits, burst: capacity, maxAmount: capacity }]
    await act(steward, host, { ...buckets, functionName: 'setBucketLimits', args })
    held = await send(old, ada, 100n)
    await arrive(old)

    inFlight = await send(old, bea, 60n)
    lost = await lock(old, eve, 30n)
    // 900 in receipts, 100 held, 60 and 30 on their way.
    expect(await books(old)).toEqual({
      ...nothing,
      supply: '900',
      waitingOnHost: '100',
      locked: '1090',
      escrowed: '1090',
    })
  })

  test('behavior: close: nothing is locked or minted any more, and what arrives is held', async () => {
    const { home, host, vault, buckets, compartment, key } = old
    // At once, for as long as it lasts; the owner's word, which stays, has to wait at the timelock.
    await act(guard, home, { ...vault, functionName: 'tightenCompartment', args: [...compartment, noLocking] })
    await act(guard, host, { ...buckets, functionName: 'tightenBucket', args: [...key, noMinting] })
    await expect(lock(old, ada, 1n)).rejects.toMatchObject({ code: 'CompartmentClosed' })
    await Promise.all([
      throughTimelock(home, {
        owned: vault.address,
        write: { ...vault, functionName: 'setCompartmentState', args: [...compartment, noLocking] },
      }),
      throughTimelock(host, {
        owned: buckets.address,
        write: { ...buckets, functionName: 'setBucketState', args: [...key, noMinting] },
      }),
    ])
    const [, own] = await home.client.readContract({ ...vault, functionName: 'states', args: compartment })
    const [ownOnHost] = await host.client.readContract({ ...buckets, functionName: 'states', args: key })
    expect([own, ownOnHost]).toEqual([noLocking, noMinting])

    await arrive(old)
    expect(await books(old)).toMatchObject({ supply: '900', waitingOnHost: '160', locked: '1090' })
    const release = {
      ...buckets,
      functionName: 'releaseHold',
      args: [...key, ...(await holdOf(host, buckets.address, held))],
    }
    await expect(act(anybody, host, release)).rejects.toMatchObject({ code: 'BucketNotMinting' })
    // Markets that have the receipt go on: they can still liquidate.
    const sound = { ...buckets, functionName: 'isSound', args: [old.receipt] } as const
    expect(await host.client.readContract(sound)).toBe(true)
  })

  test('behavior: drain: receipts are burned and paid, large ones in parts, refused ones as claims', async () => {
    const { home, host, vault, buckets, compartment, key } = old
    const limits = await host.client.readContract({ ...buckets, functionName: 'limits', args: key })
    const exit = await home.client.readContract({ ...vault, functionName: 'exitLimits', args: compartment })
    const tight = { ...exit, burst: 302n * dollar, maxAmount: 300n * dollar, refillPerSecond: 100n * dollar }
    const args = [...compartment, 950n * dollar, limits, tight]
    await act(steward, home, { ...vault, functionName: 'setCompartmentLimits', args })

    // The token pays nobody for a while, as if its issuer had paused it.
    const code = (await home.client.getCode({ address: usdc })) ?? '0x'
    await burn(old, dan, 300n, bea)
    await nodeAt(rpcUrlOf(home)).setCode({ address: usdc, bytecode: '0xfe' })
    await arrive(old)
    await nodeAt(rpcUrlOf(home)).setCode({ address: usdc, bytecode: code })
    expect(await books(old)).toMatchObject({ supply: '600', locked: '790', claims: '300', escrowed: '1090' })
    await act(anybody, home, { ...vault, functionName: 'retryPayout', args: [...compartment, bea.address] })

    const large = await burn(old, ada, 400n)
    await arrive(old)
    expect(await books(old)).toMatchObject({
      supply: '200',
      locked: '390',
      heldAtHome: '400',
      claims: '0',
      escrowed: '790',
    })
    const [id, hold] = await holdOf(home, vault.address, large)
    for (const [amount, seconds] of [
      [400n, 3],
      [100n, 1],
    ] as const) {
      await passTime(rpcUrlOf(home), seconds)
      const part = { ...hold, amount: amount * dollar }
      await act(anybody, home, { ...vault, functionName: 'releaseHold', args: [...compartment, id, part] })
    }
    expect(await books(old)).toMatchObject({ supply: '200', locked: '390', heldAtHome: '0', escrowed: '390' })
  })

  test('behavior: drain: what was never minted goes home, and so does what was never delivered', async () => {
    const { home, host, vault, buckets, key } = old
    const refund = async (by: TestAccount, guid: Guid): Promise<void> => {
      const fee = await host.client.readContract({ ...buckets, functionName: 'quoteRefund', args: [home.chain.eid] })
      const args = [...key, ...(await holdOf(host, buckets.address, guid))]
      const sent = await act(by, host, { ...buckets, functionName: 'refundHold', args, value: fee.nativeFee })
      await old.relayer.track(host, sent.txHash)
    }
    // The guardian spares ada the wait. Bea waits.
    const voided = [...key, ...(await holdOf(host, buckets.address, held))]
    await act(guardian, host, { ...buckets, functionName: 'voidHold', args: voided })
    await refund(ada, held)
    await expect(refund(bea, inFlight)).rejects.toMatchObject({ code: 'HoldNotDue' })
    const longest = await host.client.readContract({ ...buckets, functionName: 'MAX_HOLD' })
    await passTime(rpcUrlOf(host), Number(longest))
    await refund(bea, inFlight)
    // Refunds leave by the same exit, which the payouts above have emptied.
    await passTime(rpcUrlOf(home), 3)
    await arrive(old)
    expect(await books(old)).toMatchObject({
      supply: '200',
      waitingOnHost: '0',
      locked: '230',
      heldAtHome: '0',
      escrowed: '230',
    })

    // Nobody attested eve's message. Its nonce is skipped, so that nothing can be minted for it, and its lock undone.
    const [locked] = parseEventLogs({ abi: collateralVaultAbi, eventName: 'Locked', logs: [...lost.logs] })
    if (locked === undefined) throw new TypeError('Eve locked')
    const { nonce, guid, amount, receiver, refundTo } = locked.args
    const endpoint = { address: host.deployed.endpoint, abi: endpointV2Abi } as const
    const origin = { srcEid: home.chain.eid, sender: pad(vault.address, { size: 32 }), nonce }
    const verifiable = { ...endpoint, functionName: 'verifiable', args: [origin, buckets.address] } as const
    expect(await host.client.readContract(verifiable)).toBe(true)
    await throughTimelock(host, {
      owned: buckets.address,
      write: { ...endpoint, functionName: 'skip', args: [buckets.address, origin.srcEid, origin.sender, nonce] },
    })
    expect(await host.client.readContract(verifiable)).toBe(false)
    const rescueDelay = await home.client.readContract({ ...vault, functionName: 'RESCUE_DELAY' })
    await passTime(rpcUrlOf(home), Number(rescueDelay))
    const record = { dstEid: host.chain.eid, asset: usdc, amount, receiver, refundTo }
    await throughTimelock(home, {
      owned: vault.address,
      write: { ...vault, functionName: 'rescueLock', args: [guid, record] },
    })

    // Everybody has what they came with, but cyd, who has not burned yet.
    expect(await books(old)).toEqual({ ...nothing, supply: '200', locked: '200', escrowed: '200' })
    expect(await wallets()).toEqual({ ...start, cyd: (start['cyd'] ?? 0n) - 200n * dollar })
  })

  test('behavior: reopen: the successor takes what the old one refuses, and late burns on the old one are paid in full', async () => {
    const topology: Topology = {
      ...stage.devnet.topology,
      generation: 2,
      buckets: stage.devnet.topology.buckets.map((bucket) => ({
        ...bucket,
        receiptName: `${bucket.receiptName}, second`,
        receiptSymbol: `${bucket.receiptSymbol}.2`,
      })),
    }
    const { nodes } = stage.devnet
    const deploy = () =>
      apply(plan(topology), (chainId) => {
        const found = nodes.find(({ chain }) => chain.chainId === chainId)
        if (found === undefined) throw new TypeError(`The devnet has no chain ${chainId}`)
        return localChainExecutor(found.node, privateKeyToAccount(owner.privateKey))
      })
    const sent = await deploy()
    expect(sent.filter(({ name }) => /deploy (Compartments|Buckets) /.test(name))).toEqual([])
    expect(await deploy()).toEqual([])
    const relayer = await stage.openRelayer({
      deployment: {
        chains: nodes.map(({ chain, node }) =>
          chainDeployment(topology, chain, { rpcUrl: node.rpcUrl, startBlock: 0 }),
        ),
      },
      signer: localSigner(secondRelayer.privateKey),
      databaseName: 'generation_2',
    })
    const successor = await bucketOf(relayer)
    await untilRefilled(successor, 450n * dollar)

    await send(successor, ada, 400n)
    await send(successor, dan, 50n)
    await expect(lock(old, ada, 1n)).rejects.toMatchObject({ code: 'CompartmentClosed' })
    await arrive(successor)
    expect(await receipts(successor)).toMatchObject({ ada: 400n * dollar, dan: 50n * dollar })
    expect(await priceOf(successor)).toBe(95_000_000n)

    await burn(successor, ada, 150n)
    await burn(old, cyd, 200n)
    await Promise.all([arrive(successor), arrive(old)])
    expect(await books(old)).toEqual(nothing)
    expect(await books(successor)).toEqual({ ...nothing, supply: '300', locked: '300', escrowed: '300' })
    const now = await wallets()
    const moved = { ada: (start['ada'] ?? 0n) - 250n * dollar, dan: (start['dan'] ?? 0n) - 50n * dollar }
    expect(now).toEqual({ ...start, ...moved })
    expect(sum(now) + (await balance(successor.home, usdc, successor.escrow))).toBe(sum(start))
  })
})

/** What a new feed says of a receipt, less five percent, eight decimals; the old feed has the old receipt for good. */
async function priceOf({ host, receipt }: Bucket): Promise<bigint> {
  const account = privateKeyToAccount(owner.privateKey)
  const sequence = await beginSequence({
    chain: { chainId: host.chain.chainId, rpcUrl: rpcUrlOf(host) },
    account,
  })
  const source = sequence.deploy({
    name: 'source',
    abi: testPriceFeedAbi,
    bytecode: testPriceFeedBytecode,
    args: [account.address, 8, 'tUSDC / USD', 100_000_000n],
  })
  const settings = { receipt, source, haircutBps: 500, maxAgeSeconds: 86_400, isStrict: true }
  const feed = sequence.deploy({
    name: 'BucketPriceFeed',
    abi: bucketPriceFeedAbi,
    bytecode: bucketPriceFeedBytecode,
    args: [{ ...settings, sequencerUptimeFeed: zeroAddress, sequencerGraceSeconds: 0 }],
  })
  await sequence.send()
  const read = { address: feed, abi: bucketPriceFeedAbi } as const
  const buckets = await host.client.readContract({ ...read, functionName: 'buckets' })
  expect(address(buckets)).toBe(host.deployed.buckets)
  const [, answer] = await host.client.readContract({ ...read, functionName: 'latestRoundData' })
  return answer
}
