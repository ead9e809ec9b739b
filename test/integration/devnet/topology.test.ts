import { rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestClient, http } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpointV2Abi } from '../../../contracts/abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { configType, ulnConfig } from '../../../contracts/deploy/library-config.ts'
import type { Topology } from '../../../contracts/deploy/topology.ts'
import { topologyToJson } from '../../../contracts/deploy/topology-file.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { type DevnetChains, startChains } from '../../../devnet/chains.ts'
import { openSupervisor, type Supervisor } from '../../../devnet/process/supervisor.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import { evmClient } from '../../../relayer/evm/client.ts'
import { sendCall } from '../../../relayer/evm/send.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { lockCollateral } from '../../../relayer/evm/transfer.ts'
import { runCli, startCli } from '../../support/cli.ts'
import { passTime } from '../../support/pass-time.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { throughTimelock } from '../../support/timelock.ts'

const folder = temporaryFolder()
let supervisor: Supervisor
let devnet: DevnetChains
/** RPC URLs, and nothing else: no database, no key. */
let rpcs: Record<string, string>
let file: string
const deployerKey = { BULKHEAD_DEPLOYER_KEY: testAccounts.owner.privateKey }

beforeAll(async () => {
  supervisor = await openSupervisor({ dataDir: folder.path })
  devnet = await startChains(supervisor, { onStage: () => undefined })
  rpcs = Object.fromEntries(devnet.nodes.map(({ node }) => [`BULKHEAD_RPC_URL_${node.chainId}`, node.rpcUrl]))
  // From here on blocks come with transactions.
  for (const { node } of devnet.nodes) {
    const client = createTestClient({ mode: 'anvil', transport: http(node.rpcUrl) })
    await client.setIntervalMining({ interval: 0 })
    await client.setAutomine(true)
  }
  file = written('topology', devnet.topology)
})
afterAll(async () => {
  await supervisor?.close()
  folder.remove()
})

function written(name: string, topology: Topology): string {
  const path = `${folder.path}/${name}.json`
  writeFileSync(path, JSON.stringify(topologyToJson(topology)))
  return path
}

function on(name: string) {
  const found = devnet.nodes.find(({ chain }) => chain.name === name)
  const deployed = devnet.deployment.chains.find((one) => one.name === name)
  if (found === undefined || deployed === undefined) throw new TypeError(`No chain ${name}`)
  return { ...found, deployed, client: evmClient([found.node.rpcUrl]) }
}

const startBlocks = ['alpha', 'beta', 'gamma'].flatMap((name) => ['--start-block', `${name}=7`])
const json = (text: string) => JSON.parse(text)
const settle = async (seconds: number) => {
  for (const { node } of devnet.nodes) await passTime(node.rpcUrl, seconds)
}

/** A lane of two chains and one bucket, from nothing: a deployment of another generation. */
function fresh(generation: number): Topology {
  const { topology } = devnet
  const [bucket] = topology.buckets
  if (bucket === undefined) throw new TypeError('The devnet has buckets')
  const { home, host } = bucket
  return {
    ...topology,
    generation,
    chains: topology.chains.filter(({ chainId }) => chainId === home || chainId === host),
    lanes: topology.lanes.filter((lane) => lane.home === home && lane.host === host),
    buckets: [bucket],
  }
}

describe('bulkhead plan, apply and doctor', () => {
  test('default: an applied topology leaves nothing to do, and doctor finds the declared settings on chain', async () => {
    const planned = await runCli(['plan', file, '--json'], rpcs)
    expect(planned).toMatchObject({ status: 0, stderr: '' })
    expect(json(planned.stdout)).toMatchObject({
      nothingToDo: true,
      inFlight: [],
      chains: [
        { chain: 'alpha', differences: [], transactions: [] },
        { chain: 'beta', differences: [], transactions: [] },
        { chain: 'gamma', differences: [], transactions: [] },
      ],
    })
    const well = await runCli(['doctor', file], rpcs)
    expect(well.stderr).toBe('')
    expect(well.stdout).toMatch(/configuration +\d{2,} settings are as planned/)
    expect(well.stdout).toContain('not checked: database and halts: DATABASE_URL is not set')
    expect(well.stdout).toContain('not checked: key, role and balance of the guard: the environment names no key of it')
    expect(well.status).toBe(0)
  })

  test('default: the deployment file is read from the chains, and is what the devnet wrote', async () => {
    const feeds = devnet.deployment.chains.flatMap(({ assets }) =>
      assets.flatMap(({ address, priceFeed }) => ['--price-feed', `${address}=${priceFeed}`]),
    )
    // The devnet's nodes have forgotten the state of old blocks.
    const printed = await runCli(['deployment', file, ...feeds, ...startBlocks], rpcs)
    expect(printed).toMatchObject({ status: 0, stderr: '' })
    const { chains, topology, buckets } = json(printed.stdout)
    expect(chains).toEqual(devnet.deployment.chains.map(({ rpcUrl: _, ...chain }) => ({ ...chain, startBlock: 7 })))
    expect(topology).toEqual(topologyToJson(devnet.topology))
    expect(buckets).toHaveLength(devnet.topology.buckets.length)
    // It is a deployment file like any other.
    const path = `${folder.path}/printed.json`
    writeFileSync(path, printed.stdout)
    expect(await runCli(['plan', path, '--json'], rpcs)).toMatchObject({ status: 0 })
  })

  test('error: no deployment file of what was not applied, nor with decimals that are not the asset’s', async () => {
    const missing = await runCli(['deployment', written('missing', fresh(9))], rpcs)
    expect(missing).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('NOT_DEPLOYED') })
    const wrong = devnet.topology.buckets.map((bucket) => ({ ...bucket, decimals: bucket.decimals + 1 }))
    const other = await runCli(
      ['deployment', written('decimals', { ...devnet.topology, buckets: wrong }), ...startBlocks],
      rpcs,
    )
    expect(other).toMatchObject({ stdout: '', stderr: expect.stringContaining('ASSET_UNREADABLE') })
    expect(await runCli(['deployment', file, '--start-block', 'alpha'], rpcs)).toMatchObject({ status: 2 })
  })

  test("behavior: doctor names a key without its role, and one's balance", async () => {
    const keys = {
      BULKHEAD_GUARD_KEY: testAccounts.relayer.privateKey,
      BULKHEAD_ATTESTOR_KEY: testAccounts.attestors[0].privateKey,
      BULKHEAD_RELAYER_KEY: testAccounts.relayer.privateKey,
    }
    const wrong = await runCli(['doctor', file, '--json'], { ...rpcs, ...keys })
    expect(wrong.status).toBe(5)
    const [alpha] = json(wrong.stdout).chains
    expect(alpha.keys).toMatchObject([
      { role: 'relayer', address: testAccounts.relayer.address, problems: [] },
      { role: 'guard', problems: ['vault', 'buckets', 'relayWorker'].map((name) => `is not a guard of ${name}`) },
      { role: 'attestor', problems: [] },
    ])
    expect(BigInt(alpha.keys[0].balance)).toBeGreaterThan(BigInt(alpha.keys[0].leastBalance))
    const poor = createTestClient({ mode: 'anvil', transport: http(on('alpha').node.rpcUrl) })
    const before = await on('alpha').client.getBalance({ address: testAccounts.relayer.address })
    await poor.setBalance({ address: testAccounts.relayer.address, value: 1n })
    await poor.mine({ blocks: 10 })
    const warned = await runCli(['doctor', file], {
      ...rpcs,
      ...keys,
      BULKHEAD_GUARD_KEY: testAccounts.guard.privateKey,
    })
    expect(warned.stdout).toMatch(/✗ relayer .*1 wei.*below 100 transactions/)
    expect(warned.stdout).not.toMatch(/✗ guard/)
    await poor.setBalance({ address: testAccounts.relayer.address, value: before })
    await poor.mine({ blocks: 10 })
  })

  test('behavior: what is changed on chain is named by plan and doctor, and mended by apply in two steps', async () => {
    const [alpha, beta] = [on('alpha'), on('beta')]
    const bucket = devnet.topology.buckets.find(
      ({ home, host }) => home === alpha.chain.chainId && host === beta.chain.chainId,
    )
    if (bucket === undefined) throw new TypeError('alpha has an asset')
    const burst = bucket.limits.burst - 7n
    await sendCall({
      client: beta.client,
      signer: localSigner(testAccounts.steward.privateKey),
      write: {
        ...{ address: beta.deployed.buckets, abi: receiptBucketsAbi, functionName: 'setBucketLimits' },
        args: [
          ...[alpha.chain.eid, bucket.asset, bucket.bucketCapacity],
          { ...bucket.limits, burst, maxAmount: burst, delayThreshold: burst, delaySeconds: 10 },
        ],
      },
    })
    await throughTimelock(beta, {
      owned: beta.deployed.buckets,
      write: {
        ...{ address: beta.deployed.endpoint, abi: endpointV2Abi, functionName: 'setConfig' },
        args: [
          ...[beta.deployed.buckets, beta.deployed.receiveLibrary],
          [
            {
              eid: alpha.chain.eid,
              configType: configType.uln,
              config: ulnConfig(9n, [...beta.deployed.requiredDvns].sort()),
            },
          ],
        ],
      },
    })

    const planned = await runCli(['plan', file, '--json'], rpcs)
    expect(planned.status).toBe(6)
    const [, onBeta] = json(planned.stdout).chains
    const settings = onBeta.differences.map(({ setting }: { setting: string }) => setting)
    expect(settings).toContain('receiveConfig of 31001 → 31002 at host')
    expect(settings).toContain(`bucket limits of ${bucket.asset}, 31001 → 31002: burst`)
    expect(onBeta.differences).toContainEqual({
      setting: `bucket limits of ${bucket.asset}, 31001 → 31002: burst`,
      planned: String(bucket.limits.burst),
      found: String(burst),
    })
    // One operation for what sets up lanes, one for buckets: they can be carried out apart.
    const by = (kind: string) => ({ kind, accounts: [testAccounts.owner.address] })
    const [lanes, buckets] = [
      [{ name: 'buckets ↔ alpha: DVNs for receiving', contract: beta.deployed.endpoint }],
      [{ contract: beta.deployed.buckets, call: expect.stringContaining(`burst: ${bucket.limits.burst}`) }],
    ]
    const schedule = { name: 'timelock: schedule 1 call', sender: by('proposer'), due: { kind: 'now' } }
    const execute = { name: 'timelock: execute 1 call', sender: by('executor'), due: { kind: 'after-proposal' } }
    expect(onBeta.transactions).toMatchObject([
      { ...schedule, calls: lanes },
      { ...execute, calls: lanes },
      { ...schedule, calls: buckets },
      { ...execute, calls: buckets },
    ])
    const ill = await runCli(['doctor', file], rpcs)
    expect(ill.status).toBe(5)
    expect(ill.stdout).toContain('≠ receiveConfig of 31001 → 31002 at host')
    expect(ill.stdout).toMatch(/found +9 confirmations/)

    const first = await runCli(['apply', file], { ...rpcs, ...deployerKey })
    expect(first).toMatchObject({ status: 6, stderr: '' })
    expect(first.stdout).toContain('sent on 31002: timelock: schedule 1 call')
    const early = await runCli(['apply', file], { ...rpcs, ...deployerKey })
    expect(early.status).toBe(6)
    expect(early.stdout).not.toContain('sent on')
    await settle(10)
    const second = await runCli(['apply', file], { ...rpcs, ...deployerKey })
    expect(second).toMatchObject({ status: 0, stderr: '' })
    expect(second.stdout).toContain('sent on 31002: timelock: execute 1 call')
    const third = await runCli(['apply', file, '--json'], { ...rpcs, ...deployerKey })
    expect(third.status).toBe(0)
    expect(json(third.stdout)).toMatchObject({ sent: [], nothingToDo: true })
  })

  test('behavior: messages under way are named, and apply refuses to strand them', async () => {
    const [alpha, beta] = [on('alpha'), on('beta')]
    const { asset } = devnet.topology.buckets.find(
      ({ home, host }) => home === alpha.chain.chainId && host === beta.chain.chainId,
    ) ?? { asset: beta.deployed.vault }
    await settle(600)
    await lockCollateral(
      { client: alpha.client, deployed: alpha.deployed, signer: localSigner(testAccounts.visitors[0].privateKey) },
      { hostEid: beta.chain.eid, asset, amount: rawAmount(1_000n), receiver: testAccounts.visitors[0].address },
    )
    // alpha's messages wait for more blocks from now on: beta's receiving config changes with alpha's sending one.
    const changed = written('changed', {
      ...devnet.topology,
      chains: devnet.topology.chains.map((chain) => (chain.name === 'alpha' ? { ...chain, confirmations: 5n } : chain)),
    })
    const planned = await runCli(['plan', changed], rpcs)
    expect(planned.status).toBe(6)
    expect(planned.stdout).toMatch(
      /WOULD STRAND: 1 of 1 messages alpha → beta are under way, 0 verified; .*DVNs for receiving/,
    )
    const refused = await runCli(['apply', changed], { ...rpcs, ...deployerKey })
    expect(refused.status).toBe(4)
    expect(refused.stderr).toContain('MESSAGES_IN_FLIGHT')
    expect(refused.stderr).toContain('1 alpha → beta')
    const accepted = await runCli(['apply', changed, '--accept-in-flight', '--json'], { ...rpcs, ...deployerKey })
    expect(accepted.status).toBe(6)
    expect(json(accepted.stdout).sent.length).toBeGreaterThan(0)
    await settle(10)
    const done = await runCli(['apply', changed, '--accept-in-flight'], { ...rpcs, ...deployerKey })
    expect(done).toMatchObject({ status: 0, stderr: '' })
  })

  test('behavior: a deployment that is killed in the middle goes on, and a second one has nothing to do', async () => {
    const topology = fresh(2)
    const path = written('fresh', topology)
    const before = await runCli(['plan', path, '--json'], rpcs)
    expect(before.status).toBe(6)
    const all: number = json(before.stdout).chains[0].transactions.length
    expect(
      json(before.stdout).chains[0].contracts.map(({ isDeployed }: { isDeployed: boolean }) => isDeployed),
    ).toEqual([...[false, false, false, false]])

    const killed = startCli(['apply', path], { ...rpcs, ...deployerKey })
    const first = on(topology.chains[0]?.name ?? '')
    const nonce = () => first.client.getTransactionCount({ address: testAccounts.owner.address })
    const start = await nonce()
    while ((await nonce()) < start + 6) await sleep(50)
    killed.kill()
    await killed.ended
    const middle = await runCli(['plan', path, '--json'], rpcs)
    const left: number = json(middle.stdout).chains[0].transactions.length
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(all)

    const rest = await runCli(['apply', path], { ...rpcs, ...deployerKey })
    expect(rest).toMatchObject({ status: 0, stderr: '' })
    expect(await nonce()).toBe(start + all)
    const again = await runCli(['apply', path, '--json'], { ...rpcs, ...deployerKey })
    expect(again.status).toBe(0)
    expect(json(again.stdout)).toMatchObject({ sent: [], nothingToDo: true })
    expect((await runCli(['doctor', path], rpcs)).status).toBe(0)
  })

  test('error: ENVIRONMENT_INVALID without a key, PATHWAY_UNSAFE for one DVN', async () => {
    const keyless = await runCli(['apply', file], rpcs)
    expect(keyless.status).toBe(2)
    expect(keyless.stderr).toContain('BULKHEAD_DEPLOYER_KEY')
    const alone = written('alone', {
      ...devnet.topology,
      chains: devnet.topology.chains.map((chain) => ({ ...chain, otherDvns: [] })),
    })
    for (const command of ['plan', 'apply', 'doctor']) {
      const { status, stderr } = await runCli([command, alone], { ...rpcs, ...deployerKey })
      expect(status).toBe(2)
      expect(stderr).toContain('PATHWAY_UNSAFE')
    }
    rmSync(alone)
  })
})
