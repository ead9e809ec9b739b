import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { topologyToJson } from '../../../contracts/deploy/topology-file.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { devnetTopology } from '../../../devnet/topology.ts'
import { address } from '../../../domain/identifiers.ts'
import { runCli } from '../../support/cli.ts'
import { startRpcProxy } from '../../support/rpc-proxy.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const canary = 'c4n4ry-path-7f3b91'
const contract = (digit: string) => address(`0x${digit.repeat(40)}`)
const chain = (name: string, id: number, rpcUrl: string) => ({
  ...{ name, chainId: id, eid: id + 9_000, startBlock: 0, rpcUrl, deliveryGas: 200_000 },
  ...{ endpoint: contract('1'), sendLibrary: contract('2'), receiveLibrary: contract('3'), vault: contract('4') },
  ...{ buckets: contract('5'), relayWorker: contract('6'), requiredDvns: [contract('6'), contract('7')] },
  assets: [{ symbol: 'tUSDC', name: 'Test USD Coin', address: contract('8'), decimals: 6 }],
})

test('error: as does the command that is handed the file, with the topology in it', async () => {
  const node = await startRpcProxy('http://127.0.0.1:1')
  node.behave({ kind: 'echo', as: 'rpc-error' })
  const file = join(folder.path, 'with-topology.json')
  const topology = devnetTopology(() => ({
    ...{ endpoint: contract('1'), sendLibrary: contract('2'), receiveLibrary: contract('3'), dvn: contract('7') },
  }))
  const chains = topology.chains.map(({ name, chainId }) => chain(name, chainId, `${node.url}/${canary}`))
  writeFileSync(file, JSON.stringify({ chains, topology: topologyToJson(topology) }))
  const { status, stdout, stderr } = await runCli(['apply', file], {
    BULKHEAD_DEPLOYER_KEY: testAccounts.owner.privateKey,
  })
  await node.close()
  expect(status).not.toBe(0)
  expect(node.counts().requests).toBeGreaterThan(0)
  expect(stderr).not.toBe('')
  expect(stdout + stderr).not.toContain(canary)
})

test.each(['rpc-error', 'status-401'] as const)(
  'error: a node repeats the token of its URL, which stands in the deployment file, as %s: it is cut out of the last words',
  async (as) => {
    const node = await startRpcProxy('http://127.0.0.1:1')
    node.behave({ kind: 'echo', as })
    const file = join(folder.path, 'deployment.json')
    const rpcUrl = `${node.url}/${canary}`
    writeFileSync(file, JSON.stringify({ chains: [chain('alpha', 31_001, rpcUrl), chain('beta', 31_002, rpcUrl)] }))
    const args = ['lock', '--home', 'alpha', '--host', 'beta', '--asset', 'tUSDC', '--amount', '1']
    const { status, stdout, stderr } = await runCli(args, {
      BULKHEAD_DEPLOYMENT: file,
      BULKHEAD_ACCOUNT_KEY: testAccounts.visitors[0].privateKey,
    })
    await node.close()
    expect(status).not.toBe(0)
    // It was asked: otherwise nothing could have come out.
    expect(node.counts().requests).toBeGreaterThan(0)
    expect(stderr).not.toBe('')
    expect(stdout + stderr).not.toContain(canary)
  },
)
