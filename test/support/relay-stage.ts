import { parseEventLogs } from 'viem'
import type { Chain } from '../../chains/chain.ts'
import type { ChainDeployment, Deployment } from '../../chains/deployment.ts'
import { chainRegistry } from '../../chains/registry.ts'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { connect, type Sql } from '../../database/connect.ts'
import { migrate } from '../../database/migrate.ts'
import { createRelayStore } from '../../database/relay-store.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { type DevnetChains, startChains } from '../../devnet/chains.ts'
import { versionOneEid } from '../../devnet/layerzero/deploy-layerzero.ts'
import { runDvnSigner } from '../../devnet/layerzero/dvn-signer.ts'
import { removePostgres } from '../../devnet/postgres/home.ts'
import { startPostgres } from '../../devnet/postgres/start-postgres.ts'
import { openSupervisor } from '../../devnet/process/supervisor.ts'
import type { Hex } from '../../domain/identifiers.ts'
import { decodePacket } from '../../domain/packet.ts'
import { systemClock } from '../../observability/clock.ts'
import { createLogger } from '../../observability/logger.ts'
import { attestSource } from '../../relayer/attest.ts'
import { deliverTo } from '../../relayer/deliver.ts'
import { evmChainPort } from '../../relayer/evm/chain-port.ts'
import { type EvmClient, evmClient } from '../../relayer/evm/client.ts'
import { type Attestor, localAttestor, localSigner } from '../../relayer/evm/signer.ts'
import { observeSource } from '../../relayer/observe.ts'
import type { ChainPort, PacketHint } from '../../relayer/ports.ts'
import { settleOn } from '../../relayer/settle.ts'
import type { RelayStore } from '../../relayer/store.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** One chain of the stage, with everything needed to act on it. */
export interface StageChain {
  readonly chain: Chain
  readonly deployed: ChainDeployment
  readonly client: EvmClient
  readonly port: ChainPort
}

/** Real chains, real LayerZero, real PostgreSQL and a second DVN; the relayer's passes are called by the test. */
export interface RelayStage {
  readonly chains: readonly [StageChain, StageChain, StageChain]
  readonly deployment: Deployment
  readonly devnet: DevnetChains
  readonly sql: Sql
  readonly store: RelayStore
  readonly attestors: readonly Attestor[]
  /** Does what discovery does: records the message that a transaction sent. */
  track(source: StageChain, txHash: Hex, change?: Partial<PacketHint>): Promise<PacketHint>
  passSource(source: StageChain, port?: ChainPort): Promise<void>
  passDestination(destination: StageChain, port?: ChainPort): Promise<void>
  close(): Promise<void>
}

const registry = chainRegistry()
const log = createLogger({ name: 'test', level: 'silent' })

/**
 * Starts a stage in a folder of its own.
 *
 * @param options.relayerRpcUrl - Where the relayer reads and writes a chain, given the node's own URL.
 */
export async function startRelayStage({
  relayerRpcUrl = async (url) => url,
}: {
  readonly relayerRpcUrl?: (nodeUrl: string) => Promise<string>
} = {}): Promise<RelayStage> {
  const folder = temporaryFolder()
  const supervisor = await openSupervisor({ dataDir: folder.path })
  const postgresFolder = `${folder.path}/postgres`
  const [postgres, devnet] = await Promise.all([
    startPostgres({ supervisor, dataDir: postgresFolder }),
    startChains(supervisor, { onStage: () => undefined }),
  ])
  const sql = connect(postgres.url)
  await migrate(sql)
  const { deployment } = devnet
  const store = createRelayStore(sql)
  const signer = localSigner(testAccounts.relayer.privateKey)
  const attestors = testAccounts.attestors.map((attestor) => localAttestor(attestor.privateKey))
  const stageChain = async (deployed: ChainDeployment | undefined): Promise<StageChain> => {
    if (deployed?.rpcUrl === undefined) throw new TypeError('The devnet has three chains')
    const chain = registry.byId(deployed.chainId)
    const relayerClient = evmClient([await relayerRpcUrl(deployed.rpcUrl)])
    const port = evmChainPort({ chain, deployed, client: relayerClient, signer })
    return { chain, deployed, client: evmClient([deployed.rpcUrl]), port }
  }
  const [first, second, third] = deployment.chains
  const chains = [await stageChain(first), await stageChain(second), await stageChain(third)] as const
  const stopDvn = new AbortController()
  const dvn = runDvnSigner({
    chains: chains.map(({ chain, deployed }) => ({
      chainId: chain.chainId,
      eid: chain.eid,
      rpcUrl: deployed.rpcUrl ?? '',
      endpoint: deployed.endpoint,
      receiveLibrary: deployed.receiveLibrary,
      dvn: devnet.layerZero[chain.name]?.dvn ?? deployed.endpoint,
      vid: versionOneEid(chain.eid),
      finality: chain.finality,
      confirmations: chain.finality.depth,
      startBlock: 0n,
    })),
    signerKey: testAccounts.layerZeroDvnSigner.privateKey,
    submitterKey: testAccounts.layerZeroDvnSubmitter.privateKey,
    pollMs: 200,
    signal: stopDvn.signal,
    log,
  })

  return {
    chains,
    deployment,
    devnet,
    sql,
    store,
    attestors,
    async track(source, txHash, change = {}) {
      const receipt = await source.client.getTransactionReceipt({ hash: txHash })
      const [sent] = parseEventLogs({ abi: endpointV2Abi, eventName: 'PacketSent', logs: receipt.logs })
      if (sent === undefined) throw new TypeError('The transaction sent no message')
      const packet = decodePacket(sent.args.encodedPayload)
      const hint: PacketHint = {
        guid: packet.guid,
        payloadHash: packet.payloadHash,
        sourceBlockHash: receipt.blockHash,
        sourceChainId: source.chain.chainId,
        destinationChainId: registry.byEid(packet.dstEid).chainId,
        sourceBlockNumber: receipt.blockNumber,
        sourceTxHash: txHash,
        nonce: packet.nonce,
        encoded: sent.args.encodedPayload,
        ...change,
      }
      await sql`
        insert into bulkhead.packet (
          guid, payload_hash, source_block_hash, source_chain_id, source_block_number, source_tx_hash,
          destination_chain_id, nonce, encoded
        ) values (
          ${hint.guid}, ${hint.payloadHash}, ${hint.sourceBlockHash}, ${hint.sourceChainId},
          ${hint.sourceBlockNumber}, ${hint.sourceTxHash}, ${hint.destinationChainId}, ${hint.nonce}, ${hint.encoded}
        )`
      return hint
    },
    async passSource({ port: real }, port = real) {
      const source = { chain: port, deployment, store, log }
      await observeSource(source)
      await attestSource(source, { attestors, registry, clock: systemClock })
    },
    async passDestination({ port: real }, port = real) {
      const destination = { chain: port, store, log }
      await deliverTo(destination)
      await settleOn(destination)
    },
    async close() {
      stopDvn.abort()
      await dvn
      await sql.end({ timeout: 5 })
      await supervisor.close()
      await removePostgres(postgresFolder)
      folder.remove()
    },
  }
}
