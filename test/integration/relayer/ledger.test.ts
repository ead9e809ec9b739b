import { encodeFunctionData, erc20Abi, pad } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collateralVaultAbi } from '../../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { createLedgerStore } from '../../../database/ledger-store.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import { type Address, address, type Guid } from '../../../domain/identifiers.ts'
import { type BucketKey, bucketId } from '../../../domain/ledger-event.ts'
import { packetGuid } from '../../../domain/packet.ts'
import { encodePayload } from '../../../domain/payload.ts'
import { createLogger } from '../../../observability/logger.ts'
import { evmLedgerChain } from '../../../relayer/evm/ledger-chain.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { burnReceipts, lockCollateral, type SentTransfer } from '../../../relayer/evm/transfer.ts'
import { postLedger } from '../../../relayer/ledger.ts'
import type { BucketLedger, LedgerStore, RecordedFinding } from '../../../relayer/ledger-ports.ts'
import { callAs } from '../../support/as-contract.ts'
import { eventually } from '../../support/eventually.ts'
import { type RelayStage, type StageChain, startRelayStage } from '../../support/relay-stage.ts'
import { reorg } from '../../support/reorg.ts'

let stage: RelayStage
let alpha: StageChain
let beta: StageChain
let gamma: StageChain
let store: LedgerStore
const user = localSigner(testAccounts.visitors[0].privateKey)
const log = createLogger({ name: 'test', level: 'silent' })

beforeAll(async () => {
  stage = await startRelayStage()
  ;[alpha, beta, gamma] = stage.chains
  store = createLedgerStore(stage.sql)
})
afterAll(() => stage?.close())

const assetOf = ({ deployed }: StageChain, symbol: string): Address => {
  const asset = deployed.assets.find((candidate) => candidate.symbol === symbol)
  if (asset === undefined) throw new TypeError(`${deployed.name} is not the home of ${symbol}`)
  return asset.address
}
const bucketOf = (home: StageChain, host: StageChain, symbol: string): BucketKey => ({
  hostChainId: host.chain.chainId,
  homeChainId: home.chain.chainId,
  asset: assetOf(home, symbol),
})

const round = () => {
  const chains = stage.chains.map(({ chain, deployed, client }) => evmLedgerChain({ chain, deployed, client }))
  return postLedger({ chains, store, deployment: stage.deployment, log })
}
/** Rounds until every block that is there now is booked. */
async function postAll(): Promise<void> {
  const heads = await Promise.all(stage.chains.map(({ client }) => client.getBlockNumber()))
  await eventually('all posted', async () => {
    await round()
    const isBooked = ({ bucket, cursors }: BucketLedger): boolean =>
      stage.chains.every(({ chain: { chainId } }, index) => {
        const head = heads[index] ?? 0n
        if (bucket.homeChainId === chainId) return cursors.home.booked.number >= head
        return bucket.hostChainId !== chainId || cursors.host.booked.number >= head
      })
    return (await store.buckets()).every(isBooked) ? true : undefined
  })
}
async function balancesOf(bucket: BucketKey) {
  const ledger = (await store.buckets()).find((candidate) => bucketId(candidate.bucket) === bucketId(bucket))
  if (ledger === undefined) throw new TypeError('The bucket has no ledger')
  return ledger.balances
}
const findingsOf = async (bucket: BucketKey): Promise<readonly RecordedFinding[]> =>
  (await store.findings({ open: true })).filter((found) => found.bucket && bucketId(found.bucket) === bucketId(bucket))

const lock = (home: StageChain, host: StageChain, symbol: string, amount: bigint): Promise<SentTransfer> =>
  lockCollateral(
    { client: home.client, deployed: home.deployed, signer: user },
    { hostEid: host.chain.eid, asset: assetOf(home, symbol), amount: rawAmount(amount), receiver: user.address },
  )
const burn = (home: StageChain, host: StageChain, symbol: string, amount: bigint): Promise<SentTransfer> =>
  burnReceipts(
    { client: host.client, deployed: host.deployed, signer: user },
    { homeEid: home.chain.eid, asset: assetOf(home, symbol), amount: rawAmount(amount), receiver: user.address },
  )
/** Relays a message until its receiver took it. */
async function deliver(source: StageChain, destination: StageChain, sent: SentTransfer): Promise<void> {
  const hint = await stage.track(source, sent.txHash)
  await eventually('executed', async () => {
    await stage.passSource(source)
    await stage.passDestination(destination)
    const [evidence] = await destination.port.readDestinations([hint])
    return evidence?.kind === 'executed' ? true : undefined
  })
}

/** What vault and buckets say themselves, at this moment. */
async function chainTotals(home: StageChain, host: StageChain, symbol: string) {
  const asset = assetOf(home, symbol)
  const [locked, { bucketLevel, reserved }] = await Promise.all([
    home.client.readContract({
      address: home.deployed.vault,
      abi: collateralVaultAbi,
      functionName: 'locked',
      args: [host.chain.eid, asset],
    }),
    host.client.readContract({
      address: host.deployed.buckets,
      abi: receiptBucketsAbi,
      functionName: 'bucket',
      args: [home.chain.eid, asset],
    }),
  ])
  return { locked, outstanding: bucketLevel, delayed: reserved }
}

describe('the ledger of real chains', () => {
  test('default: lock, mint, burn, release: it equals the chains to the base unit, and finds nothing', async () => {
    const locked = await lock(alpha, beta, 'tUSDC', 5_000_001n)
    await deliver(alpha, beta, locked)
    const burned = await burn(alpha, beta, 'tUSDC', 2_000_000n)
    await deliver(beta, alpha, burned)
    // Takes one percent: 990,000 of a million arrive.
    const withFee = await lock(beta, alpha, 'tFEE', 1_000_000n)
    expect(withFee.amount).toBe(990_000n)
    await deliver(beta, alpha, withFee)
    const underway = await lock(alpha, beta, 'tUSDC', 7_000_000n)
    await postAll()

    expect(await store.findings({ open: false })).toEqual([])
    const dollars = await balancesOf(bucketOf(alpha, beta, 'tUSDC'))
    expect(dollars).toMatchObject({
      depositors: -12_000_001n,
      locked: 10_000_001n,
      paid: 2_000_000n,
      'transit-out': 7_000_000n,
      outstanding: 3_000_001n,
      exited: 2_000_000n,
      'transit-release': 0n,
      departing: 0n,
    })
    expect(dollars).toMatchObject(await chainTotals(alpha, beta, 'tUSDC'))
    const fees = await balancesOf(bucketOf(beta, alpha, 'tFEE'))
    expect(fees).toMatchObject({ locked: 990_000n, outstanding: 990_000n })
    const journal = async (guid: Guid) =>
      (await store.entriesOf(guid)).map(({ phase, from, to, amount }) => `${phase} ${from} → ${to} ${amount}`).sort()
    expect(await journal(burned.guid)).toEqual([
      'announced departing → transit-release 2000000',
      'booked locked → paid 2000000',
      'booked outstanding → departing 2000000',
      'booked transit-release → exited 2000000',
    ])
    await deliver(alpha, beta, underway)
  })

  test('behavior: another process that posts at the same time adds nothing twice', async () => {
    const sent = await lock(alpha, beta, 'tWETH', 10n ** 16n)
    await deliver(alpha, beta, sent)
    await postAll()
    await Promise.all([round(), round(), round()])
    await postAll()
    expect(await store.entriesOf(sent.guid)).toHaveLength(3)
    expect(await balancesOf(bucketOf(alpha, beta, 'tWETH'))).toMatchObject(await chainTotals(alpha, beta, 'tWETH'))
  })

  test('behavior: dropped and posted again from the chains alone, it is the same', async () => {
    await postAll()
    const before = await store.buckets()
    await stage.sql`delete from bulkhead.ledger_bucket`
    await postAll()
    const after = await store.buckets()
    expect(after.map(({ balances }) => balances)).toEqual(before.map(({ balances }) => balances))
    expect(await store.findings({ open: false })).toEqual([])
  })

  test('error: the database refuses what breaks an inequality, and any change of an entry', async () => {
    await expect(
      stage.sql`update bulkhead.ledger_balance set balance = balance - 1 where account = 'transit-release'`,
    ).rejects.toThrow(/ledger_balance_side/)
    await expect(stage.sql`update bulkhead.ledger_entry set amount = amount + 1`).rejects.toThrow(/never changed/)
  })

  test('behavior: a chain that does not answer is skipped, which is no finding; the others are posted', async () => {
    const chains = stage.chains.map(({ chain, deployed, client }) => evmLedgerChain({ chain, deployed, client }))
    const [first, second, third] = chains
    if (first === undefined || second === undefined || third === undefined) throw new TypeError('There are three')
    const before = await store.buckets()
    const dead = { ...third, readFinalHead: () => Promise.reject(new Error('no answer')) }
    const heads = await Promise.all([alpha, beta].map(({ client }) => client.getBlockNumber()))
    await eventually('posted', async () => {
      const outcome = await postLedger({ chains: [first, second, dead], store, deployment: stage.deployment, log })
      expect(outcome).toMatchObject({ skipped: 1, findings: [] })
      const ledgers = await store.buckets()
      const moved = ledgers.find(({ bucket }) => bucketId(bucket) === bucketId(bucketOf(alpha, beta, 'tUSDC')))
      return (moved?.cursors.home.booked.number ?? 0n) >= (heads[0] ?? 0n) ? true : undefined
    })
    const gammas = (ledgers: readonly BucketLedger[]) =>
      ledgers.filter(({ bucket }) => bucket.homeChainId === third.chainId).map(({ cursors }) => cursors.home)
    expect(gammas(await store.buckets())).toEqual(gammas(before))
  })
})

describe('what is wrong on real chains', () => {
  test('behavior: one asset’s escrow is short: found, and the other asset of the lane mints and releases', async () => {
    const short = bucketOf(alpha, beta, 'tUSDC')
    const escrow = await alpha.client.readContract({
      address: alpha.deployed.vault,
      abi: collateralVaultAbi,
      functionName: 'escrowOf',
      args: [beta.chain.eid, short.asset],
    })
    const { locked } = await chainTotals(alpha, beta, 'tUSDC')
    const steal = { abi: erc20Abi, functionName: 'transfer', args: [testAccounts.visitors[3].address, 1n] } as const
    await callAs(alpha, { from: address(escrow), to: short.asset, data: encodeFunctionData(steal) })
    await eventually('found', async () => {
      await round()
      return (await findingsOf(short)).length > 0 ? true : undefined
    })
    expect(await findingsOf(short)).toMatchObject([
      { kind: 'escrow-shortfall', evidence: { escrow: String(locked - 1n), owed: String(locked) } },
    ])

    const sound = bucketOf(alpha, beta, 'tWETH')
    const before = await balancesOf(sound)
    await deliver(alpha, beta, await lock(alpha, beta, 'tWETH', 10n ** 16n))
    await deliver(beta, alpha, await burn(alpha, beta, 'tWETH', 4n * 10n ** 15n))
    await postAll()
    expect(await balancesOf(sound)).toMatchObject({
      outstanding: before.outstanding + 6n * 10n ** 15n,
      locked: before.locked + 6n * 10n ** 15n,
      paid: before.paid + 4n * 10n ** 15n,
    })
    expect((await store.findings({ open: true })).map(({ kind }) => kind)).toEqual(['escrow-shortfall'])
    expect(await balancesOf(short)).toMatchObject(await chainTotals(alpha, beta, 'tUSDC'))
  })

  test('behavior: a mint without a lock is found in the first round in which its block is final', async () => {
    const bucket = bucketOf(alpha, gamma, 'tWETH')
    const path = { srcEid: alpha.chain.eid, sender: alpha.deployed.vault, nonce: 777n }
    const guid = packetGuid({ ...path, dstEid: gamma.chain.eid, receiver: gamma.deployed.buckets })
    const payload = encodePayload({
      kind: 'mint',
      asset: bucket.asset,
      receiver: user.address,
      refundTo: user.address,
      amount: rawAmount(10n ** 18n),
    })
    const origin = { ...path, sender: pad(path.sender, { size: 32 }) }
    const data = encodeFunctionData({
      abi: receiptBucketsAbi,
      functionName: 'lzReceive',
      args: [origin, guid, payload, user.address, '0x'],
    })
    await callAs(gamma, { from: gamma.deployed.endpoint, to: gamma.deployed.buckets, data })
    const minted = await gamma.client.getBlockNumber()
    await eventually('final', async () => {
      const reading = await gamma.port.readFinal()
      return reading.kind === 'agreed' && (reading.value?.number ?? 0n) >= minted ? true : undefined
    })
    const { findings } = await round()
    expect(findings).toMatchObject([
      { kind: 'shortfall', bucket, evidence: { 'minted + held over locked': String(10n ** 18n) } },
      { kind: 'mint-without-lock', bucket, guid, evidence: { sent: 'nothing', arrived: String(10n ** 18n) } },
    ])
    // Once per cause, and the ledger goes on equal to the chain.
    await postAll()
    expect(await findingsOf(bucket)).toHaveLength(2)
    expect(await balancesOf(bucket)).toMatchObject({
      ...(await chainTotals(alpha, gamma, 'tWETH')),
      'unbacked-mints': -(10n ** 18n),
    })
  })

  test('behavior: a final block that changes halts that chain’s buckets, and is told by name', async () => {
    await postAll()
    const posted = (await store.buckets()).filter(({ bucket }) => bucket.hostChainId === gamma.chain.chainId)
    const [depth] = posted.map(({ cursors }) => cursors.host.announced.number)
    await reorg(gamma.deployed.rpcUrl ?? '', { from: (depth ?? 0n) - 1n })
    await eventually('found', async () => {
      await round()
      const [found] = (await store.findings({ open: true })).filter(({ kind }) => kind === 'final-block-changed')
      return found?.chainId === gamma.chain.chainId ? true : undefined
    })
    const halted = (await store.buckets()).filter(({ bucket }) => bucket.hostChainId === gamma.chain.chainId)
    await postBeta()
    expect(
      (await store.buckets())
        .filter(({ bucket }) => bucket.hostChainId === gamma.chain.chainId)
        .map(({ cursors }) => cursors.host),
    ).toEqual(halted.map(({ cursors }) => cursors.host))
  })
})

/** Rounds until alpha and beta, which nothing happened to, have moved on. */
async function postBeta(): Promise<void> {
  const head = await beta.client.getBlockNumber()
  await eventually('beta posted', async () => {
    await round()
    const ledgers = await store.buckets()
    const moved = ledgers.find(({ bucket }) => bucketId(bucket) === bucketId(bucketOf(alpha, beta, 'tUSDC')))
    return (moved?.cursors.host.booked.number ?? 0n) >= head ? true : undefined
  })
}
