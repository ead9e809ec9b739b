import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chainRegistry } from '../../../chains/registry.ts'
import { openSigner } from '../../../cli/signers.ts'
import { collateralVaultAbi } from '../../../contracts/abi/CollateralVault.ts'
import { type TestAccount, testAccounts } from '../../../devnet/accounts.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import { encryptKeystore } from '../../../relayer/evm/keystore.ts'
import { type RemoteSignerOptions, remoteAttestor, remoteSigner } from '../../../relayer/evm/remote-signer.ts'
import { SignedDifferentlyError } from '../../../relayer/evm/signed-as-asked.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { lockCollateral } from '../../../relayer/evm/transfer.ts'
import { createGuard } from '../../../relayer/guard/guard.ts'
import type { PacketHint } from '../../../relayer/ports.ts'
import { eventually } from '../../support/eventually.ts'
import { forgeMint, guardOf } from '../../support/guard-stage.ts'
import { type RelayStage, type StageChain, type StageRelayer, startRelayStage } from '../../support/relay-stage.ts'
import { type RpcProxy, startRpcProxy } from '../../support/rpc-proxy.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()
const user = localSigner(testAccounts.visitors[0].privateKey)
let stage: RelayStage
/** A relayer and attestors none of whose keys is in this process: the nodes sign for their unlocked accounts. */
let relayer: StageRelayer
let home: StageChain
let host: StageChain
/** The signer of transactions on `host`. */
let hostSigner: RpcProxy

beforeAll(async () => {
  stage = await startRelayStage()
  const nodes = new Map<number, string>(
    stage.chains.map(({ chain, deployed }) => [chain.chainId, deployed.rpcUrl ?? '']),
  )
  const [, { chain: hostChain }] = stage.chains
  hostSigner = await startRpcProxy(nodes.get(hostChain.chainId) ?? '')
  nodes.set(hostChain.chainId, hostSigner.url)
  const keyOf = ({ address: account }: TestAccount): RemoteSignerOptions => ({
    account,
    api: 'node',
    urlFor: (id) => nodes.get(id) ?? '',
  })
  relayer = await stage.openRelayer({
    deployment: stage.deployment,
    signer: remoteSigner(keyOf(testAccounts.relayer)),
    attestorOf: (account) => remoteAttestor(keyOf(account)),
    databaseName: 'remote_signers',
  })
  ;[home, host] = relayer.chains
})
afterAll(async () => {
  await stage?.close()
  await hostSigner?.close()
  folder.remove()
})

const asset = () => {
  const [first] = home.deployed.assets
  if (first === undefined) throw new TypeError('alpha has assets')
  return first.address
}

async function lock(): Promise<PacketHint> {
  const { client, deployed } = home
  const terms = { hostEid: host.chain.eid, asset: asset(), amount: rawAmount(10n ** 15n), receiver: user.address }
  return relayer.track(home, (await lockCollateral({ client, deployed, signer: user }, terms)).txHash)
}

async function untilVerifiable(hint: PacketHint): Promise<void> {
  await eventually('attested, and verified by the other DVN', async () => {
    await relayer.passSource(home)
    const [attested] = await relayer.sql`
      select 1 from bulkhead.packet where guid = ${hint.guid} and attested_at is not null`
    const [evidence] = await host.port.readDestinations([hint])
    return attested && evidence?.kind === 'waiting' && evidence.missingDvns.length === 0 ? true : undefined
  })
}

const untilExecuted = (hint: PacketHint) =>
  eventually('executed', async () => {
    await relayer.passDestination(host)
    return (await host.port.readDestinations([hint]))[0]?.kind === 'executed' ? true : undefined
  })

describe('a relayer whose keys are elsewhere', () => {
  test('default: attestors and relayer sign remotely, and the message is minted by the relayer’s account', async () => {
    const hint = await lock()
    await untilVerifiable(hint)
    await untilExecuted(hint)
    const attempts = await relayer.sql<{ tx_hash: `0x${string}` }[]>`select tx_hash from bulkhead.attempt`
    expect(attempts).toHaveLength(1)
    const receipt = await host.client.getTransactionReceipt({ hash: attempts[0]?.tx_hash ?? '0x' })
    expect(receipt).toMatchObject({ status: 'success', from: testAccounts.relayer.address })
  })

  test('error: what a lying signer returns is neither recorded nor sent, and an honest one goes on', async () => {
    const hint = await lock()
    await untilVerifiable(hint)
    const [before] = await relayer.sql`select count(*)::int as attempts from bulkhead.attempt`
    const nonce = await host.client.getTransactionCount({ address: testAccounts.relayer.address })
    const other = await localSigner(testAccounts.relayer.privateKey).signTransaction({
      chainId: host.chain.chainId,
      to: testAccounts.visitors[3].address,
      data: '0x',
      value: 10n ** 18n,
      nonce,
      gas: 21_000n,
      maxFeePerGas: 10n ** 11n,
      maxPriorityFeePerGas: 10n ** 9n,
    })
    hostSigner.behave({
      kind: 'lie',
      change: ({ method }, result) => (method === 'eth_signTransaction' ? other : result),
    })
    await expect(relayer.passDestination(host)).rejects.toThrow(SignedDifferentlyError)
    expect(await relayer.sql`select count(*)::int as attempts from bulkhead.attempt`).toEqual([before])
    expect(await host.client.getTransactionCount({ address: testAccounts.relayer.address, blockTag: 'pending' })).toBe(
      nonce,
    )
    hostSigner.behave({ kind: 'dead' })
    await expect(relayer.passDestination(host)).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE', retryable: true })
    hostSigner.behave({ kind: 'honest' })
    await untilExecuted(hint)
  })
})

describe('a guard with a keystore', () => {
  test('default: opened as the command opens it, it tightens after a mint without a lock', async () => {
    const [file, passwordFile] = [join(folder.path, 'guard.json'), join(folder.path, 'guard-password')]
    const cheap = { cost: { n: 2, r: 8, p: 1 } }
    writeFileSync(file, encryptKeystore(testAccounts.guard.privateKey, 'hunter2', cheap))
    writeFileSync(passwordFile, 'hunter2\n')
    for (const one of [file, passwordFile]) chmodSync(one, 0o600)
    const signer = openSigner(
      {
        environment: { inherited: { BULKHEAD_GUARD_KEYSTORE: file, BULKHEAD_GUARD_PASSWORD_FILE: passwordFile } },
        registry: chainRegistry(),
        chains: stage.deployment.chains,
      },
      'guard',
    )
    expect(signer.address).toBe(testAccounts.guard.address)
    await forgeMint(home, host, { asset: asset(), amount: 10n ** 15n, nonce: 1_000n })
    const guard = createGuard(guardOf(stage, { signer }))
    const laid = await eventually('tightened', async () => {
      await guard.round()
      const [, , level] = await home.client.readContract({
        address: home.deployed.vault,
        abi: collateralVaultAbi,
        functionName: 'states',
        args: [host.chain.eid, asset()],
      })
      return level > 0 ? level : undefined
    })
    expect(laid).toBe(1)
  })
})
