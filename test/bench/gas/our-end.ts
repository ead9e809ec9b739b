import { contractsOn } from '../../../contracts/deploy/contracts.ts'
import type { Topology } from '../../../contracts/deploy/topology.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { chainDeployment } from '../../../devnet/topology.ts'
import { evmChainPort } from '../../../relayer/evm/chain-port.ts'
import { openChainRpc } from '../../../relayer/evm/chain-rpc.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import type { SentTransfer, UserAccount } from '../../../relayer/evm/transfer.ts'
import type { ChainPort, PacketHint } from '../../../relayer/ports.ts'
import type { BenchChain } from './bench-chains.ts'
import { entryOf } from './our-topology.ts'
import { packetIn } from './packets.ts'

/** Bulkhead on one chain: its contracts, the relayer's view of it, and the user who transfers. */
export interface OurEnd {
  readonly bench: BenchChain
  readonly contracts: ReturnType<typeof contractsOn>
  readonly port: ChainPort
  readonly user: UserAccount
}

/** Our end on one chain, once the topology is applied there. */
export function ourEnd(topology: Topology, bench: BenchChain): OurEnd {
  const { chain, client, rpcUrl } = bench
  const deployed = chainDeployment(topology, chain, { rpcUrl, startBlock: 0 })
  const endpoints = [{ name: chain.name, url: rpcUrl }]
  const rpc = openChainRpc({ chain: chain.name, endpoints, quorum: 1 })
  return {
    bench,
    contracts: contractsOn(topology, entryOf(topology, bench)),
    port: evmChainPort({ chain, deployed, rpc, signer: localSigner(testAccounts.relayer.privateKey) }),
    user: { client, deployed, signer: localSigner(testAccounts.visitors[0].privateKey) },
  }
}

/** What the indexer would say of a transfer's message. */
export async function hintOf(source: BenchChain, destination: BenchChain, sent: SentTransfer): Promise<PacketHint> {
  const packet = packetIn([...sent.logs])
  const block = await source.client.getBlock({ blockNumber: sent.blockNumber })
  return {
    guid: packet.guid,
    payloadHash: packet.payloadHash,
    sourceBlockHash: block.hash,
    sourceChainId: source.chain.chainId,
    destinationChainId: destination.chain.chainId,
    sourceBlockNumber: sent.blockNumber,
    sourceTxHash: sent.txHash,
    nonce: packet.nonce,
    encoded: packet.encoded,
  }
}
