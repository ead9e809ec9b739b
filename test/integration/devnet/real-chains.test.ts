import { writeFileSync } from 'node:fs'
import { createTestClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Chain } from '../../../chains/chain.ts'
import { chainRegistry } from '../../../chains/registry.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { startAnvil } from '../../../devnet/anvil/start-anvil.ts'
import { deployLayerZero } from '../../../devnet/layerzero/deploy-layerzero.ts'
import { openSupervisor, type Supervisor } from '../../../devnet/process/supervisor.ts'
import { evmClient } from '../../../relayer/evm/client.ts'
import { runCli } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/*
 * The registry's real chains, stood in for by local nodes with their chain ids: LayerZero's real code, deployed by us, is
 * put at the addresses that chains/generated says. So this proves that plan and doctor find their way by those files, with
 * RPC URLs alone. That the addresses are LayerZero's is the packages' word, checked in test/unit/chains.
 */
const registry = chainRegistry()
const [ethereum, arbitrum] = [registry.byName('ethereum'), registry.byName('arbitrum')]
const folder = temporaryFolder()
const file = `${folder.path}/topology.json`
/** RPC URLs, on this machine, and nothing else. */
const rpcs: Record<string, string> = {}
const urls: Record<string, string> = {}
let supervisor: Supervisor

const at = (byte: string) => `0x${byte.repeat(20)}`
const onChain = ({ chainId, layerZero }: Chain) => ({
  chainId,
  otherDvns: [layerZero?.layerZeroDvn],
  confirmations: '64',
  attestors: [at('01'), at('02'), at('03')],
  attestorQuorum: 2,
  deliveryGas: '250000',
  fees: { dvnFee: '1', executorBaseFee: '1', feePerGas: '1' },
})
const limits = {
  ...{ burst: '500000', refillPerSecond: '1', maxAmount: '400000', minAmount: '1' },
  ...{ delayThreshold: '500000', delaySeconds: '60' },
}
const topology = {
  generation: 1,
  deployer: testAccounts.owner.address,
  roles: {
    ...{ proposers: [at('0e')], executors: [at('0e')], timelockSeconds: '172800' },
    ...{ guardian: at('b1'), guard: at('b2'), steward: at('b3') },
  },
  chains: [onChain(ethereum), onChain(arbitrum)],
  lanes: [{ home: 1, host: 42_161 }],
  buckets: [
    {
      ...{ home: 1, host: 42_161, asset: at('aa'), decimals: 6, receiptName: 'Receipt', receiptSymbol: 'R' },
      ...{ bucketCapacity: '1000000', limits, seasoning: { seconds: 0, maxFreshPercent: 100 } },
      exitLimits: { ...limits, minAmount: '0' },
    },
  ],
}

beforeAll(async () => {
  supervisor = await openSupervisor({ dataDir: folder.path })
  await Promise.all([standIn(ethereum, arbitrum), standIn(arbitrum, ethereum)])
  writeFileSync(file, JSON.stringify(topology))
})
afterAll(async () => {
  await supervisor?.close()
  folder.remove()
})

async function standIn(chain: Chain, remote: Chain): Promise<void> {
  const node = await startAnvil({ supervisor, name: chain.name, chainId: chain.chainId, blockTimeSeconds: 1 })
  const deployed = await deployLayerZero({
    chain: node,
    eid: chain.eid,
    remoteEids: [remote.eid],
    owner: privateKeyToAccount(testAccounts.owner.privateKey),
    dvnSigner: testAccounts.layerZeroDvnSigner.address,
    workerAdmins: [],
  })
  const real = chain.layerZero
  if (real === undefined) throw new TypeError(`${chain.name} has LayerZero`)
  const client = evmClient([node.rpcUrl])
  const tester = createTestClient({ mode: 'anvil', transport: http(node.rpcUrl) })
  for (const [copy, target] of [
    [deployed.endpoint, real.endpoint],
    [deployed.sendLibrary, real.sendLibrary],
    [deployed.receiveLibrary, real.receiveLibrary],
    [deployed.dvn, real.layerZeroDvn],
  ] as const) {
    await tester.setCode({ address: target, bytecode: (await client.getCode({ address: copy })) ?? '0x' })
  }
  urls[chain.name] = node.rpcUrl
  // Two providers: a real chain wants two that agree.
  rpcs[`BULKHEAD_RPC_URL_${chain.chainId}`] = `first=${node.rpcUrl},second=${node.rpcUrl}/`
}

describe('plan and doctor on real chains', () => {
  test('default: plan needs RPC URLs alone, and shows every transaction from nothing on', async () => {
    const planned = await runCli(['plan', file, '--json'], rpcs)
    expect(planned).toMatchObject({ status: 6, stderr: '' })
    const { nothingToDo, inFlight, chains } = JSON.parse(planned.stdout)
    expect({ nothingToDo, inFlight }).toEqual({ nothingToDo: false, inFlight: [] })
    expect(chains.map(({ chain, chainId }: Record<string, unknown>) => [chain, chainId])).toEqual([
      ['ethereum', 1],
      ['arbitrum', 42_161],
    ])
    const [{ transactions }] = chains
    const names = transactions.map(({ name }: { name: string }) => name.replace(/ at .*/, ''))
    // Libraries, contracts; attestors and fees; seven of the lane's end; the compartment; three roles and the owner, thrice.
    expect(names).toHaveLength(6 + 2 + 7 + 2 + 12)
    expect(names.slice(0, 3)).toEqual(['deploy Compartments', 'deploy Buckets', 'deploy CollateralVault'])
    const receiving = transactions.find(({ name }: { name: string }) => name === 'vault ↔ arbitrum: DVNs for receiving')
    expect(receiving).toMatchObject({
      to: '0x1a44076050125825900e736c501f859c50fe728c',
      sender: { kind: 'owner', accounts: [testAccounts.owner.address] },
      calls: [{ call: expect.stringContaining('0x589dedbd617e0cbcb916a9223f4d1300c294236b') }],
    })
    expect(receiving.calls[0].call).toContain('64 confirmations')
  })

  test('behavior: doctor examines the providers, and says what is not there and what it did not check', async () => {
    const { status, stdout, stderr } = await runCli(['doctor', file], rpcs)
    expect({ status, stderr }).toEqual({ status: 5, stderr: '' })
    expect(stdout).toContain('ethereum (1): quorum 2 of 2 met')
    expect(stdout).toContain('arbitrum (42161): quorum 2 of 2 met')
    expect(stdout).toContain('not deployed: vault, buckets, relayWorker, timelock')
    expect(stdout.match(/^not checked: /gm)).toHaveLength(5)
    expect(stdout).not.toMatch(/127\.0\.0\.1|http/)
  })

  test('error: CHAIN_NOT_READY where LayerZero is not, WRONG_CHAIN for another chain', async () => {
    const swapped = { ...rpcs, BULKHEAD_RPC_URL_1: `${urls['arbitrum']},${urls['arbitrum']}/` }
    const wrong = await runCli(['plan', file], swapped)
    expect(wrong.status).toBe(4)
    expect(wrong.stderr).toContain('WRONG_CHAIN')
    const nethermind = ['0xa59BA433ac34D2927232918Ef5B2eaAfcF130BA5', '0xa7b5189bcA84Cd304D8553977c7C614329750d99']
    const chains = topology.chains.map((chain, index) => ({ ...chain, otherDvns: [nethermind[index]] }))
    writeFileSync(`${folder.path}/absent.json`, JSON.stringify({ ...topology, chains }))
    const absent = await runCli(['plan', `${folder.path}/absent.json`], rpcs)
    expect(absent.status).toBe(4)
    expect(absent.stderr).toContain('CHAIN_NOT_READY')
  })

  test('error: a plain key applies nothing on a chain that is not local', async () => {
    const { status, stderr } = await runCli(['apply', file], {
      ...rpcs,
      BULKHEAD_DEPLOYER_KEY: testAccounts.owner.privateKey,
    })
    expect(status).toBe(2)
    expect(stderr).toContain('accepted only on local chains')
    expect(stderr).toContain('ethereum is not one')
  })

  test('error: RPC_QUORUM_INVALID for a single provider', async () => {
    const { status, stderr } = await runCli(['plan', file], { ...rpcs, BULKHEAD_RPC_URL_1: urls['ethereum'] ?? '' })
    expect(status).toBe(2)
    expect(stderr).toContain('RPC_QUORUM_INVALID')
  })
})
