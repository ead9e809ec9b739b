import { encodeFunctionData, pad } from 'viem'
import { chainRegistry } from '../../chains/registry.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { settings } from '../../contracts/deploy/settings.ts'
import { createGuardStore } from '../../database/guard-store.ts'
import { createLedgerStore } from '../../database/ledger-store.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { rawAmount } from '../../domain/amounts.ts'
import type { Address, Guid } from '../../domain/identifiers.ts'
import { packetGuid } from '../../domain/packet.ts'
import { encodePayload } from '../../domain/payload.ts'
import { systemClock } from '../../observability/clock.ts'
import { createLogger } from '../../observability/logger.ts'
import { openChainRpc } from '../../relayer/evm/chain-rpc.ts'
import { evmGuardChain } from '../../relayer/evm/guard-chain.ts'
import { evmGuardSender } from '../../relayer/evm/guard-sender.ts'
import { localSigner, type TransactionSigner } from '../../relayer/evm/signer.ts'
import type { GuardOptions } from '../../relayer/guard/guard.ts'
import { breakerParameters } from '../../risk/breaker/parameters.ts'
import { callAs } from './as-contract.ts'
import { eventually } from './eventually.ts'
import type { RelayStage, StageChain } from './relay-stage.ts'

const registry = chainRegistry()

/** Velocity far above what a test moves: devnet buckets are small and their limits wide. */
export const anyPace = [{ windowSeconds: 3_600n, mintedShareBps: 10_000_000n, releasedShareBps: 10_000_000n }]

/**
 * A guard's options over the chains of a stage, with the devnet's guard key and plan.
 *
 * @param options.rpcUrl - Where it reads and writes a chain, given the node's own URL.
 * @param options.signer - The guard's key; in this process unless given.
 */
export function guardOf(
  stage: RelayStage,
  {
    rpcUrl = (url) => url,
    signer = localSigner(testAccounts.guard.privateKey),
    ...changes
  }: Partial<GuardOptions> & {
    readonly rpcUrl?: (nodeUrl: string, chain: StageChain) => string
    readonly signer?: TransactionSigner
  } = {},
): GuardOptions {
  const chains = stage.chains.map((stageChain) => {
    const { chain, deployed } = stageChain
    const endpoints = [{ name: `${chain.name}#1`, url: rpcUrl(deployed.rpcUrl ?? '', stageChain) }]
    return { chain, deployed, rpc: openChainRpc({ chain: chain.name, endpoints, quorum: 1, timeoutMs: 2_000 }) }
  })
  return {
    chains: chains.map(evmGuardChain),
    senders: new Map(
      chains.map(({ chain: { chainId }, rpc: { any: client } }) => [
        chainId,
        evmGuardSender({ chainId, client, signer }),
      ]),
    ),
    deployment: stage.deployment,
    registry,
    settings: settings(stage.devnet.topology),
    parameters: breakerParameters({ velocityWindows: anyPace }),
    ledger: createLedgerStore(stage.sql),
    finality: stage.finalityStore,
    store: createGuardStore(stage.sql),
    alerts: undefined,
    clock: systemClock,
    log: createLogger({ name: 'test', level: 'silent' }),
    pollMs: 200,
    times: { patienceMs: 20_000 },
    ...changes,
  }
}

/** Has a host take a message that its home never sent, as whoever forges every verification could; waits until it is final. */
export async function forgeMint(
  home: StageChain,
  host: StageChain,
  { asset, amount, nonce }: { readonly asset: Address; readonly amount: bigint; readonly nonce: bigint },
): Promise<Guid> {
  const path = { srcEid: home.chain.eid, sender: home.deployed.vault, nonce }
  const guid = packetGuid({ ...path, dstEid: host.chain.eid, receiver: host.deployed.buckets })
  const thief = testAccounts.visitors[3].address
  const payload = encodePayload({ kind: 'mint', asset, receiver: thief, refundTo: thief, amount: rawAmount(amount) })
  const data = encodeFunctionData({
    abi: receiptBucketsAbi,
    functionName: 'lzReceive',
    args: [{ ...path, sender: pad(path.sender, { size: 32 }) }, guid, payload, thief, '0x'],
  })
  await callAs(host, { from: host.deployed.endpoint, to: host.deployed.buckets, data })
  await untilFinal(host)
  return guid
}

/** Has a home take an exit that its host never sent, and waits until it is final. */
export async function forgeRelease(
  home: StageChain,
  host: StageChain,
  { asset, amount, nonce }: { readonly asset: Address; readonly amount: bigint; readonly nonce: bigint },
): Promise<Guid> {
  const path = { srcEid: host.chain.eid, sender: host.deployed.buckets, nonce }
  const guid = packetGuid({ ...path, dstEid: home.chain.eid, receiver: home.deployed.vault })
  const thief = testAccounts.visitors[3].address
  const payload = encodePayload({ kind: 'release', asset, receiver: thief, amount: rawAmount(amount) })
  const data = encodeFunctionData({
    abi: collateralVaultAbi,
    functionName: 'lzReceive',
    args: [{ ...path, sender: pad(path.sender, { size: 32 }) }, guid, payload, thief, '0x'],
  })
  await callAs(home, { from: home.deployed.endpoint, to: home.deployed.vault, data })
  await untilFinal(home)
  return guid
}

/** Waits until what a chain holds now is final. */
export async function untilFinal({ client, port }: StageChain): Promise<void> {
  const head = await client.getBlockNumber()
  await eventually('final', async () => {
    const final = await port.readFinal()
    return final.kind === 'agreed' && (final.value?.number ?? 0n) >= head ? true : undefined
  })
}
