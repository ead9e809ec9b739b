import { setTimeout as sleep } from 'node:timers/promises'
import { encodeFunctionData, erc20Abi, maxUint256 } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { collateralVaultAbi } from '../../../contracts/abi/CollateralVault.ts'
import { endpointV2Abi } from '../../../contracts/abi/EndpointV2.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { devnetFees } from '../../../devnet/anvil/fees.ts'
import { nextNonce } from '../../../devnet/anvil/send-sequence.ts'
import type { Random } from '../../../devnet/random.ts'
import type { Address, ChainId, Hex } from '../../../domain/identifiers.ts'
import { decodePacket } from '../../../domain/packet.ts'
import { type EvmClient, evmClient } from '../../../relayer/evm/client.ts'
import { eventually } from '../../support/eventually.ts'
import { poisson } from './load.ts'
import { type BenchServices, blockSeconds } from './services.ts'

/** One chain of the bench, from which locks are sent. */
export interface TrafficChain {
  readonly chainId: ChainId
  readonly client: EvmClient
  readonly vault: Address
  readonly buckets: Address
  readonly endpoint: Address
  readonly eid: number
  readonly asset: Address
  readonly finalityDepth: bigint
  readonly rpcUrl: string
}

const account = privateKeyToAccount(testAccounts.visitors[0].privateKey)
const lockGas = 400_000n
/** More than any lock asks; what is over comes back. */
const feeWei = 10n ** 16n

/** Chains of the services with one plain asset each: six lanes. */
export const trafficChains = ({ chains: { nodes, deployment } }: BenchServices): readonly TrafficChain[] =>
  nodes.map(({ chain, node: { rpcUrl } }) => {
    const deployed = deployment.chains.find(({ chainId }) => chainId === chain.chainId)
    const asset = deployed?.assets.find(({ symbol }) => symbol !== 'tFEE' && symbol !== 'tWETH')
    if (deployed === undefined || asset === undefined) throw new TypeError(`${chain.name} has a plain asset`)
    const { vault, buckets, endpoint, eid } = deployed
    return {
      chainId: chain.chainId,
      client: evmClient([rpcUrl]),
      vault,
      buckets,
      endpoint,
      eid,
      asset: asset.address,
      finalityDepth: chain.finality.depth,
      rpcUrl,
    }
  })

/** Lets the vaults take the asset of whoever locks. */
export async function approveAll(chains: readonly TrafficChain[]): Promise<void> {
  for (const { client, asset, vault, chainId } of chains) {
    const data = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [vault, maxUint256] })
    const nonce = await nextNonce(client, account)
    const raw = await account.signTransaction({
      ...{ type: 'eip1559', chainId, nonce, to: asset, data, gas: 100_000n },
      ...devnetFees,
    })
    const hash = await client.sendRawTransaction({ serializedTransaction: raw })
    await eventually('approved', () => client.getTransactionReceipt({ hash }))
  }
}

/**
 * Sends locks of one base unit each: in every block, on every lane, as many as chance says of half of `perHostPerBlock`, for a
 * host has two homes; until `count` are sent.
 *
 * @returns How many were sent.
 */
export async function offer(
  chains: readonly TrafficChain[],
  {
    random,
    perHostPerBlock,
    count,
  }: { readonly random: Random; readonly perHostPerBlock: number; readonly count: number },
): Promise<number> {
  const nonces = new Map<ChainId, number>()
  for (const { chainId, client } of chains) nonces.set(chainId, await nextNonce(client, account))
  const lanes = chains.flatMap((home) => chains.filter((host) => host !== home).map((host) => ({ home, host })))
  let sent = 0
  while (sent < count) {
    const began = performance.now()
    for (const { home, host } of lanes) {
      const locks = Math.min(poisson(random, perHostPerBlock / 2), count - sent)
      sent += locks
      await Promise.all(
        Array.from({ length: locks }, async () => {
          const nonce = nonces.get(home.chainId) ?? 0
          nonces.set(home.chainId, nonce + 1)
          const { address: self } = account
          const data = encodeFunctionData({
            abi: collateralVaultAbi,
            functionName: 'lock',
            args: [host.eid, home.asset, 1n, self, self],
          })
          const raw = await account.signTransaction({
            ...{ type: 'eip1559', chainId: home.chainId, nonce, to: home.vault, data, value: feeWei, gas: lockGas },
            ...devnetFees,
          })
          await home.client.sendRawTransaction({ serializedTransaction: raw })
        }),
      )
    }
    await sleep(Math.max(0, blockSeconds * 1_000 - (performance.now() - began)))
  }
  return sent
}

/** Records what was sent, as an indexer does: from the events of new blocks. Until `signal` is aborted. */
export async function discover(
  { sql }: BenchServices,
  chains: readonly TrafficChain[],
  signal: AbortSignal,
): Promise<void> {
  const chainOf = new Map(chains.map(({ eid, chainId }) => [eid, chainId]))
  await Promise.all(
    chains.map(async ({ client, endpoint, chainId }) => {
      let from = await client.getBlockNumber()
      while (!signal.aborted) {
        const head = await client.getBlockNumber()
        if (head >= from) {
          const logs = await client.getContractEvents({
            address: endpoint,
            abi: endpointV2Abi,
            eventName: 'PacketSent',
            fromBlock: from,
            toBlock: head,
          })
          const rows = logs.map((log) => {
            const encoded: Hex = log.args.encodedPayload ?? '0x'
            const packet = decodePacket(encoded)
            return {
              guid: packet.guid,
              payload_hash: packet.payloadHash,
              source_block_hash: log.blockHash,
              source_chain_id: chainId,
              source_block_number: log.blockNumber.toString(),
              source_tx_hash: log.transactionHash,
              destination_chain_id: chainOf.get(packet.dstEid) ?? 0,
              nonce: packet.nonce.toString(),
              encoded,
            }
          })
          if (rows.length > 0) await sql`insert into bulkhead.packet ${sql(rows)} on conflict do nothing`
          from = head + 1n
        }
        await sleep(100, undefined, { signal }).catch(() => undefined)
      }
    }),
  )
}
