import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTestClient, encodeFunctionData, http, pad } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collateralReceiptAbi } from '../../../contracts/abi/CollateralReceipt.ts'
import { collateralVaultAbi } from '../../../contracts/abi/CollateralVault.ts'
import { endpointV2Abi } from '../../../contracts/abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { topologyToJson } from '../../../contracts/deploy/topology-file.ts'
import { createGuardStore } from '../../../database/guard-store.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import { holdKinds } from '../../../domain/hold.ts'
import { type Address, address } from '../../../domain/identifiers.ts'
import { createLogger } from '../../../observability/logger.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { burnReceipts, lockCollateral, type SentTransfer } from '../../../relayer/evm/transfer.ts'
import { actOn } from '../../../relayer/guard/act.ts'
import { type AlertBody, deliverAlerts } from '../../../relayer/guard/alerts.ts'
import { bucketsOf } from '../../../relayer/guard/buckets.ts'
import { plannedCall } from '../../../relayer/guard/calls.ts'
import { createGuard, runGuard } from '../../../relayer/guard/guard.ts'
import type { GuardStore } from '../../../relayer/guard/ports.ts'
import { webhook } from '../../../relayer/guard/webhook.ts'
import { breakerParameters, defaultBreakerParameters } from '../../../risk/breaker/parameters.ts'
import { type BucketKey, bucketId } from '../../../risk/breaker/scope.ts'
import { callAs } from '../../support/as-contract.ts'
import { runCli } from '../../support/cli.ts'
import { eventually } from '../../support/eventually.ts'
import { anyPace, forgeMint, forgeRelease, guardOf, untilFinal } from '../../support/guard-stage.ts'
import { type RelayStage, type StageChain, startRelayStage } from '../../support/relay-stage.ts'
import { reorg } from '../../support/reorg.ts'
import { startRpcProxy } from '../../support/rpc-proxy.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { throughTimelock } from '../../support/timelock.ts'

let stage: RelayStage
let alpha: StageChain
let beta: StageChain
let gamma: StageChain
let store: GuardStore
const user = localSigner(testAccounts.visitors[0].privateKey)

beforeAll(async () => {
  stage = await startRelayStage()
  ;[alpha, beta, gamma] = stage.chains
  store = createGuardStore(stage.sql)
})
afterAll(() => stage?.close())

const assetOf = ({ deployed }: StageChain, symbol: string): Address => {
  const asset = deployed.assets.find((candidate) => candidate.symbol === symbol)
  if (asset === undefined) throw new TypeError(`${deployed.name} is not the home of ${symbol}`)
  return asset.address
}
const bucketOf = (home: StageChain, host: StageChain, symbol: string): BucketKey => ({
  host: host.chain.chainId,
  home: home.chain.chainId,
  asset: assetOf(home, symbol),
})
const guardNonces = () =>
  Promise.all(stage.chains.map(({ client }) => client.getTransactionCount({ address: testAccounts.guard.address })))
/** Levels in force: what the host's bucket and the home's compartment have laid over them. */
async function overlays(home: StageChain, host: StageChain, asset: Address): Promise<readonly [number, number]> {
  const [[, onHost], [, , atHome]] = await Promise.all([
    host.client.readContract({
      address: host.deployed.buckets,
      abi: receiptBucketsAbi,
      functionName: 'states',
      args: [home.chain.eid, asset],
    }),
    home.client.readContract({
      address: home.deployed.vault,
      abi: collateralVaultAbi,
      functionName: 'states',
      args: [host.chain.eid, asset],
    }),
  ])
  return [onHost, atHome]
}
/** Every bucket with something laid over either end. */
async function tightened(): Promise<readonly string[]> {
  const chainOf = (id: number) => stage.chains.find(({ chain }) => chain.chainId === id) ?? alpha
  const all = await Promise.all(
    bucketsOf(stage.deployment).map(async ({ bucket }) => {
      const levels = await overlays(chainOf(bucket.home), chainOf(bucket.host), bucket.asset)
      return levels.some((level) => level > 0) ? [`${bucketId(bucket)} ${levels.join(' ')}`] : []
    }),
  )
  return all.flat()
}
async function deliver(source: StageChain, destination: StageChain, sent: SentTransfer): Promise<void> {
  const hint = await stage.track(source, sent.txHash)
  await eventually('executed', async () => {
    await stage.passSource(source)
    await stage.passDestination(destination)
    return (await destination.port.readDestinations([hint]))[0]?.kind === 'executed' ? true : undefined
  })
}

const noMinting = 1
const notEligible = 2
const noLocking = 1

describe('a guard over real chains', () => {
  test('default: honest transfers trip nothing, and everything that the rules read is read', async () => {
    const asset = assetOf(alpha, 'tUSDC')
    const amount = rawAmount(5_000_000n)
    const [out, back] = [
      { client: alpha.client, deployed: alpha.deployed, signer: user },
      { client: beta.client, deployed: beta.deployed, signer: user },
    ]
    const receiver = user.address
    await deliver(alpha, beta, await lockCollateral(out, { hostEid: beta.chain.eid, asset, amount, receiver }))
    const part = { homeEid: alpha.chain.eid, asset, amount: rawAmount(2_000_000n), receiver }
    await deliver(beta, alpha, await burnReceipts(back, part))
    await Promise.all(stage.chains.map(untilFinal))

    const guard = createGuard(guardOf(stage))
    await guard.round()
    const round = await guard.round()
    expect(round).toMatchObject({ trips: [], calls: [], renewals: [], proposals: [], sent: [] })
    expect(await stage.sql`select subject from bulkhead.guard_condition where state <> 'fresh'`).toEqual([])
    expect(await guardNonces()).toEqual([0, 0, 0])
    // The books that the rules saw, by hand: 5 locked and minted, 2 burned and released.
    const flows = await stage.sql`select direction, amount, tx_hash from bulkhead.guard_flow order by direction`
    expect(flows).toMatchObject([
      { direction: 'minted', amount: '5000000' },
      { direction: 'released', amount: '2000000' },
    ])
    expect(await stage.sql`select count(*)::int as prices from bulkhead.guard_price`).toEqual([{ prices: 6 }])
  })

  test('behavior: a pace above the windows trips for its own bucket, and only stops minting and locks', async () => {
    const parameters = breakerParameters({
      velocityWindows: [{ windowSeconds: 3_600n, mintedShareBps: 1n, releasedShareBps: 1n }],
      releasedBaseShareBps: 1n,
    })
    // 5 of a capacity of 5,000,000 is 0.01 basis points: one more round trip of 1,000 is 2.
    const asset = assetOf(alpha, 'tUSDC')
    const from = { client: alpha.client, deployed: alpha.deployed, signer: user }
    const much = { hostEid: beta.chain.eid, asset, amount: rawAmount(1_000_000_000n), receiver: user.address }
    await deliver(alpha, beta, await lockCollateral(from, much))
    await untilFinal(beta)
    const { trips, calls } = await createGuard(guardOf(stage, { parameters })).look()
    const bucket = bucketId(bucketOf(alpha, beta, 'tUSDC'))
    expect(trips.map(({ fingerprint }) => fingerprint)).toEqual([
      `outflow-velocity/bucket:${bucket}/minted`,
      `outflow-velocity/compartment:${bucket}/released`,
    ])
    expect(calls).toMatchObject([
      { kind: 'tightenBucket', state: 'noMinting' },
      { kind: 'tightenCompartment', state: 'noLocking' },
    ])
  })

  test('behavior: a stale price asks for no minting, in every bucket, and never for eligibility', async () => {
    const price = { ...defaultBreakerParameters.price, maxAgeSeconds: 1n }
    const parameters = breakerParameters({ velocityWindows: anyPace, price, priceSignalSeconds: 0n })
    const guard = createGuard(guardOf(stage, { parameters }))
    await guard.look()
    const { trips, calls } = await eventually('two seconds later', async () => {
      const look = await guard.look()
      return look.trips.length > 0 ? look : undefined
    })
    expect(new Set(trips.map(({ rule, severity }) => `${rule} ${severity}`))).toEqual(new Set(['price-signal warning']))
    expect(calls).toHaveLength(bucketsOf(stage.deployment).length)
    expect(new Set(calls.map((call) => `${call.kind} ${'state' in call ? call.state : ''}`))).toEqual(
      new Set(['tightenBucket noMinting']),
    )
    expect(await store.trips({ open: false })).toEqual([])
    expect(await guardNonces()).toEqual([0, 0, 0])
  })

  test('behavior: a forged mint: a look sends nothing; a guard killed after signing goes on with the same transaction', async () => {
    const asset = assetOf(alpha, 'tWETH')
    const bucket = bucketId(bucketOf(alpha, gamma, 'tWETH'))
    const guid = await forgeMint(alpha, gamma, { asset, amount: 10n ** 18n, nonce: 777n })
    const dry = await createGuard(guardOf(stage, { senders: new Map() })).look()
    expect(dry.calls.map(({ kind, because }) => ({ kind, because }))).toEqual([
      {
        kind: 'tightenBucket',
        because: [`backing-shortfall/bucket:${bucket}/arrivals`, `mint-without-lock/bucket:${bucket}/mint`],
      },
      {
        kind: 'tightenCompartment',
        because: [`backing-shortfall/bucket:${bucket}/arrivals`, `mint-without-lock/bucket:${bucket}/mint`],
      },
    ])
    expect(dry.proposals).toMatchObject([{ kind: 'stop' }])
    expect(await guardNonces()).toEqual([0, 0, 0])
    expect(await store.trips({ open: false })).toEqual([])

    // The first one signs, and is killed before anything leaves.
    const options = guardOf(stage)
    const senders = new Map(
      [...options.senders].map(([id, sender]) => [id, { ...sender, broadcast: () => Promise.resolve() }]),
    )
    await createGuard({ ...options, senders, times: { patienceMs: 0 } }).round()
    expect(await guardNonces()).toEqual([0, 0, 0])
    const round = await createGuard(guardOf(stage)).round()
    expect(round.sent.map(({ id, chainId }) => `${chainId} ${id}`).sort()).toEqual([
      `${alpha.chain.chainId} tightenCompartment ${bucket} noLocking`,
      `${gamma.chain.chainId} tightenBucket ${bucket} notEligible`,
    ])
    await createGuard(guardOf(stage)).round()
    expect(await guardNonces()).toEqual([1, 0, 1])
    expect(await tightened()).toEqual([`${bucket} ${notEligible} ${noLocking}`])

    const [mint] = (await store.trips({ open: true })).filter(({ rule }) => rule === 'mint-without-lock')
    expect(mint).toMatchObject({ severity: 'critical', txHashes: { length: 2 } })
    expect(mint?.evidence).toEqual(
      expect.arrayContaining([
        { kind: 'text', name: 'no-lock', value: guid },
        { kind: 'figure', name: 'amount', value: 10n ** 18n, unit: 'raw' },
      ]),
    )
    expect(await store.trips({ open: true })).toHaveLength(2)
  })

  test('behavior: alerts arrive once each, after the webhook had failed, and its URL is nowhere', async () => {
    const taken: AlertBody[] = []
    let refusals = 3
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const isRefused = refusals > 0
      refusals -= 1
      if (!isRefused) taken.push(JSON.parse(Buffer.concat(chunks).toString('utf8')))
      response.writeHead(isRefused ? 503 : 204).end()
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const { port } = server.address() as AddressInfo
    const lines: string[] = []
    const note = (...line: unknown[]): void => void lines.push(JSON.stringify(line))
    const log = { ...createLogger({ name: 'test', level: 'silent' }), warn: note, error: note, info: note, debug: note }
    const post = webhook(`http://127.0.0.1:${port}/hooks/c4n4ry?token=c4n4ry`)
    const delivery = { post, pollMs: 50, retrySeconds: 0.05 }
    await eventually('both taken', async () => {
      await deliverAlerts(store, delivery, log)
      return taken.length >= 2 ? true : undefined
    })
    await deliverAlerts(store, delivery, log)
    server.close()
    const trips = await store.trips({ open: true })
    expect(taken.map(({ id }) => id).sort()).toEqual(trips.map(({ id }) => String(id)).sort())
    expect(taken.find(({ rule }) => rule === 'mint-without-lock')).toMatchObject({
      severity: 'critical',
      txHashes: { length: 2 },
      evidence: expect.arrayContaining([{ kind: 'figure', name: 'amount', value: String(10n ** 18n), unit: 'raw' }]),
    })
    expect(lines).toHaveLength(3)
    expect(lines.join()).toContain('status 503')
    expect(lines.join()).not.toContain('c4n4ry')
  })

  test('behavior: an alert about what was read in a block that is not final waits until it is', async () => {
    const trip = {
      rule: 'price-signal',
      scope: { kind: 'bucket', bucket: bucketOf(beta, gamma, 'tUSDT') },
      severity: 'warning',
      measures: [],
      evidence: [],
      fingerprint: 'price-signal/test',
    } as const
    const pending = { chainId: beta.chain.chainId, block: 1_000_000n }
    expect(await store.recordTrips([{ ...trip, pending }], { clearAfterSeconds: 600 })).toEqual(['price-signal/test'])
    await store.releaseAlerts([{ chainId: beta.chain.chainId, number: 999_999n }])
    expect(await store.takeAlerts(() => 0)).toEqual([])
    await store.releaseAlerts([{ chainId: beta.chain.chainId, number: 1_000_000n }])
    const [alert] = await store.takeAlerts(() => 0)
    expect(alert?.trip.fingerprint).toBe('price-signal/test')
    if (alert !== undefined) await store.alertDelivered(alert.alertId)
    expect(await store.takeAlerts(() => 0)).toEqual([])
  })

  test('behavior: one chain does not answer: the others are guarded, and it is told after a while', async () => {
    const proxy = await startRpcProxy(beta.deployed.rpcUrl ?? '')
    proxy.behave({ kind: 'dead' })
    const asset = assetOf(alpha, 'tUSDC')
    const bucket = bucketId(bucketOf(alpha, gamma, 'tUSDC'))
    await forgeMint(alpha, gamma, { asset, amount: 1n, nonce: 778n })
    const parameters = breakerParameters({ velocityWindows: anyPace, unreadSeconds: 1n })
    const rpcUrl = (url: string, { chain }: StageChain): string => (chain === beta.chain ? proxy.url : url)
    const stop = new AbortController()
    const running = runGuard(guardOf(stage, { rpcUrl, parameters }), stop.signal)
    await eventually('tightened', async () =>
      (await tightened()).includes(`${bucket} ${notEligible} ${noLocking}`) ? true : undefined,
    )
    await eventually('told', async () => {
      const open = await store.trips({ open: true })
      return open.some(({ fingerprint }) => fingerprint === `stalled-head/chain:${beta.chain.chainId}/head unread`)
        ? true
        : undefined
    })
    stop.abort()
    await running
    await proxy.close()
    expect(await tightened()).toHaveLength(2)
    expect(await guardNonces()).toEqual([2, 0, 2])
  })

  test('behavior: a forged message that is held is voided, so that it never passes, and only once', async () => {
    // This bucket mints nothing any more: what arrives waits.
    const asset = assetOf(alpha, 'tWETH')
    const bucket = bucketId(bucketOf(alpha, gamma, 'tWETH'))
    const guid = await forgeMint(alpha, gamma, { asset, amount: 10n ** 18n, nonce: 779n })
    const { sent } = await createGuard(guardOf(stage)).round()
    expect(sent.map(({ id, chainId }) => `${chainId} ${id}`)).toEqual([
      expect.stringMatching(new RegExp(`^${gamma.chain.chainId} voidHold ${bucket} \\d+$`)),
    ])
    const [changed] = await gamma.client.getContractEvents({
      address: gamma.deployed.buckets,
      abi: receiptBucketsAbi,
      eventName: 'HoldChanged',
      args: { guid },
      fromBlock: 0n,
    })
    expect(holdKinds[changed?.args.hold?.kind ?? 0]).toBe('refund-only')
    // Its block is not final yet, so the ledger still has it waiting: the contract refuses a second time.
    expect((await createGuard(guardOf(stage)).round()).sent).toEqual([])
    await untilFinal(gamma)
    const later = await createGuard(guardOf(stage)).round()
    expect(later.calls).toEqual([])
    expect(later.trips.map(({ fingerprint }) => fingerprint)).toContain(`mint-without-lock/bucket:${bucket}/mint`)
  })

  test('behavior: limits that the owner loosens are named; acknowledged, what the owner lifts is not laid again', async () => {
    const asset = assetOf(gamma, 'tUSDC')
    const bucket = bucketId(bucketOf(gamma, beta, 'tUSDC'))
    const planned = stage.devnet.topology.buckets.find(
      (candidate) => candidate.asset === asset && candidate.host === beta.chain.chainId,
    )
    if (planned === undefined) throw new TypeError('The bucket is in the plan')
    const { limits, bucketCapacity } = planned
    const write = {
      address: beta.deployed.buckets,
      abi: receiptBucketsAbi,
      functionName: 'setBucketLimits',
      args: [gamma.chain.eid, asset, bucketCapacity + 1n, { ...limits, delaySeconds: Number(limits.delaySeconds) }],
    }
    await throughTimelock(beta, { owned: beta.deployed.buckets, write })
    await untilFinal(beta)
    const { sent } = await createGuard(guardOf(stage)).round()
    expect(sent.map(({ id }) => id)).toEqual([`tightenBucket ${bucket} noMinting`])
    const fingerprint = `configuration-drift/bucket:${bucket}/bucket limits`
    const [trip] = (await store.trips({ open: true })).filter((candidate) => candidate.fingerprint === fingerprint)
    expect(trip?.evidence).toEqual([
      { kind: 'text', name: 'planned', value: `bucketCapacity ${bucketCapacity}` },
      { kind: 'text', name: 'found', value: `bucketCapacity ${bucketCapacity + 1n}` },
    ])
    expect(await overlays(gamma, beta, asset)).toEqual([noMinting, 0])

    expect(await store.acknowledge(fingerprint, 'an operator')).toBe(true)
    const lift = { ...write, functionName: 'setTightening', args: [gamma.chain.eid, asset, 0, 0] }
    await throughTimelock(beta, { owned: beta.deployed.buckets, write: lift })
    const after = await createGuard(guardOf(stage)).round()
    expect(after.acknowledged.map((found) => found.fingerprint)).toEqual([fingerprint])
    expect(after.sent).toEqual([])
    expect(await overlays(gamma, beta, asset)).toEqual([0, 0])
    const [row] = (await store.trips({ open: true })).filter((candidate) => candidate.fingerprint === fingerprint)
    expect(row).toMatchObject({ acknowledged: { by: 'an operator' }, id: trip?.id })
  })

  test('behavior: a transaction that is not mined is replaced with higher fees; one of the two is', async () => {
    const bucket = bucketOf(beta, alpha, 'tUSDT')
    const call = { kind: 'tightenBucket', bucket, state: 'noMinting', because: ['a test'] } as const
    const planned = plannedCall(call, bucketsOf(stage.deployment))
    const { chainId } = alpha.chain
    const sender = guardOf(stage).senders.get(chainId)
    if (sender === undefined || planned === undefined) throw new TypeError('The bucket and the key are there')
    const node = createTestClient({ mode: 'anvil', transport: http(alpha.deployed.rpcUrl) })
    const log = createLogger({ name: 'test', level: 'silent' })
    const times = { receiptPollMs: 10, patienceMs: 10, stuckMs: 0 }
    const options = { chainId, sender, store, log, times }
    const before = await alpha.client.getTransactionCount({ address: testAccounts.guard.address })
    await node.setIntervalMining({ interval: 0 })
    try {
      expect(await actOn(options, [planned])).toEqual([])
      expect(await actOn(options, [planned])).toEqual([])
    } finally {
      await node.setIntervalMining({ interval: alpha.chain.blockTimeSeconds })
    }
    const [sent] = await eventually('mined', async () => {
      const mined = await actOn({ ...options, times: { ...times, stuckMs: 60_000 } }, [])
      return mined.length > 0 ? mined : undefined
    })
    expect(sent?.id).toBe(planned.id)
    const rows = await stage.sql`
      select state, nonce::int as nonce, max_fee_per_gas from bulkhead.guard_call where call = ${planned.id} order by id`
    expect(rows.length).toBeGreaterThan(1)
    expect(new Set(rows.map(({ nonce }) => nonce))).toEqual(new Set([before]))
    expect(rows.filter(({ state }) => state === 'succeeded')).toHaveLength(1)
    expect(rows.filter(({ state }) => state === 'superseded')).toHaveLength(rows.length - 1)
    const fees = rows.map(({ max_fee_per_gas }) => BigInt(max_fee_per_gas))
    expect(fees).toEqual([...fees].sort((a, b) => (a < b ? -1 : 1)))
    expect(await alpha.client.getTransactionCount({ address: testAccounts.guard.address })).toBe(before + 1)
  })

  test('behavior: an exit without a burn is found while burns on their way cover it in the sums', async () => {
    const asset = assetOf(gamma, 'tUSDC')
    const bucket = bucketId(bucketOf(gamma, alpha, 'tUSDC'))
    const [out, back] = [
      { client: gamma.client, deployed: gamma.deployed, signer: user },
      { client: alpha.client, deployed: alpha.deployed, signer: user },
    ]
    const amount = rawAmount(5_000_000n)
    const receiver = user.address
    await deliver(gamma, alpha, await lockCollateral(out, { hostEid: alpha.chain.eid, asset, amount, receiver }))
    await burnReceipts(back, { homeEid: gamma.chain.eid, asset, amount, receiver })
    await untilFinal(alpha)
    const guid = await forgeRelease(gamma, alpha, { asset, amount: 2_000_000n, nonce: 900n })
    const { trips, proposals } = await createGuard(guardOf(stage, { senders: new Map() })).look()
    const ofBucket = trips.filter(({ fingerprint }) => fingerprint.includes(bucket))
    expect(ofBucket.map(({ fingerprint }) => fingerprint)).toEqual([`exit-without-burn/compartment:${bucket}/exit`])
    expect(ofBucket[0]?.evidence).toMatchObject([
      { name: 'no-burn', value: guid },
      { name: 'amount', value: 2_000_000n },
      { kind: 'block', chainId: gamma.chain.chainId },
      { kind: 'transaction', hash: expect.stringMatching(/^0x[0-9a-f]{64}$/) },
    ])
    expect(proposals).toContainEqual(
      expect.objectContaining({ kind: 'review', bucket: bucketOf(gamma, alpha, 'tUSDC') }),
    )
  })

  test('behavior: supply that changes without an event is drift: nothing new is taken there', async () => {
    const asset = assetOf(alpha, 'tUSDC')
    const bucket = bucketId(bucketOf(alpha, beta, 'tUSDC'))
    const { receipt, bucketLevel } = await beta.client.readContract({
      address: beta.deployed.buckets,
      abi: receiptBucketsAbi,
      functionName: 'bucket',
      args: [alpha.chain.eid, asset],
    })
    const data = encodeFunctionData({ abi: collateralReceiptAbi, functionName: 'burn', args: [user.address, 7n] })
    await callAs(beta, { from: beta.deployed.buckets, to: address(receipt), data })
    await untilFinal(beta)
    const { trips, calls } = await createGuard(guardOf(stage, { senders: new Map() })).look()
    expect(trips.filter(({ rule }) => rule === 'ledger-drift')).toMatchObject([
      {
        fingerprint: `ledger-drift/bucket:${bucket}/host`,
        evidence: [
          { name: 'reserved', value: '0 in the ledger, 7 on chain' },
          { name: 'bucketLevel', value: `${bucketLevel} in the ledger, ${bucketLevel - 7n} on chain` },
        ],
      },
    ])
    expect(calls.filter((call) => bucketId(call.bucket) === bucket)).toMatchObject([
      { kind: 'tightenBucket', state: 'noMinting' },
      { kind: 'tightenCompartment', state: 'noLocking' },
    ])
  })

  test('behavior: a lock whose nonce the host has used up is listed for its rescue, in its lane', async () => {
    const asset = assetOf(beta, 'tUSDT')
    const other = beta.deployed.assets.find(({ symbol }) => symbol !== 'tUSDT')?.address ?? asset
    const outboundNonce = () =>
      beta.client.readContract({
        address: beta.deployed.endpoint,
        abi: endpointV2Abi,
        functionName: 'outboundNonce',
        args: [beta.deployed.vault, alpha.chain.eid, pad(alpha.deployed.buckets, { size: 32 })],
      })
    const next = (await outboundNonce()) + 1n
    // Of the same asset and amount, for somebody else; and of another asset.
    const guids = [
      await forgeMint(beta, alpha, { asset, amount: 1_000_000n, nonce: next }),
      await forgeMint(beta, alpha, { asset: other, amount: 3n, nonce: next + 1n }),
    ]
    const from = { client: beta.client, deployed: beta.deployed, signer: user }
    const lock = { hostEid: alpha.chain.eid, asset, amount: rawAmount(1_000_000n), receiver: user.address }
    await lockCollateral(from, lock)
    await lockCollateral(from, lock)
    expect(await outboundNonce()).toBe(next + 1n)
    await untilFinal(beta)
    const { trips } = await createGuard(guardOf(stage, { senders: new Map() })).look()
    expect(trips.filter(({ rule }) => rule === 'outbound-nonce')).toEqual([
      expect.objectContaining({
        fingerprint: `outbound-nonce/lane:${beta.chain.chainId}>${alpha.chain.chainId}/swallowed`,
        severity: 'warning',
        measures: [],
        evidence: [...guids].sort().map((value) => ({ kind: 'text', name: 'swallowed', value })),
      }),
    ])
    // The same is found again, and nothing is left to do about it.
    await createGuard(guardOf(stage)).round()
    await Promise.all(stage.chains.map(untilFinal))
    expect((await createGuard(guardOf(stage)).round()).calls).toEqual([])
  })

  test('behavior: the command line: a dry run without a key, and the acknowledgement of what there never was', async () => {
    const folder = temporaryFolder()
    const file = `${folder.path}/deployment.json`
    writeFileSync(file, JSON.stringify({ ...stage.deployment, topology: topologyToJson(stage.devnet.topology) }))
    const env = {
      DATABASE_URL: stage.databaseUrl,
      BULKHEAD_DEPLOYMENT: file,
      BULKHEAD_GUARD_PARAMETERS:
        '{"velocityWindows":[{"windowSeconds":3600,"mintedShareBps":1e7,"releasedShareBps":1e7}]}',
    }
    const nonces = await guardNonces()
    const [dry, unknown, keyless] = await Promise.all([
      runCli(['guard', '--dry-run', '--json'], env),
      runCli(['guard', 'ack', 'no such trip'], env),
      runCli(['guard', '--once'], env),
    ])
    folder.remove()
    expect(dry.status).toBe(0)
    const printed = JSON.parse(dry.stdout)
    expect(printed).toMatchObject({ calls: [], sent: [], acknowledged: [{ rule: 'configuration-drift' }] })
    expect(printed.trips.map(({ rule }: { rule: string }) => rule)).toContain('mint-without-lock')
    expect(printed.renewals.length).toBeGreaterThan(0)
    expect(unknown.status).toBe(3)
    expect(keyless).toMatchObject({ status: 2, stderr: expect.stringContaining('BULKHEAD_GUARD_KEY') })
    expect(await guardNonces()).toEqual(nonces)
  })

  test('behavior: a final block that changes stops minting and locks where its chain is named, and nowhere else', async () => {
    const { chainId } = gamma.chain
    const final = await gamma.port.readFinal()
    const finalBlock = final.kind === 'agreed' ? final.value?.number : undefined
    await reorg(gamma.deployed.rpcUrl ?? '', { from: (finalBlock ?? 0n) - 3n })
    const guard = createGuard(guardOf(stage))
    const { trips, calls } = await eventually('found', async () => {
      const look = await guard.look()
      return look.trips.some(({ rule }) => rule === 'deep-reorg') ? look : undefined
    })
    const [trip] = trips.filter(({ rule }) => rule === 'deep-reorg')
    expect(trip).toMatchObject({ scope: { kind: 'chain', chainId }, severity: 'critical' })
    expect(calls.length).toBeGreaterThan(8)
    expect(calls.filter(({ bucket }) => bucket.host !== chainId && bucket.home !== chainId)).toEqual([])
  })
})
