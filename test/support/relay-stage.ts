import { parseEventLogs } from 'viem'
import type { Chain } from '../../chains/chain.ts'
import type { ChainDeployment, Deployment } from '../../chains/deployment.ts'
import { chainRegistry } from '../../chains/registry.ts'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { createAttestationBoard } from '../../database/attestation-board.ts'
import { createAttestorStore } from '../../database/attestor-store.ts'
import { connect, type Sql } from '../../database/connect.ts'
import { ensureDatabase } from '../../database/create-database.ts'
import { createFinalityStore } from '../../database/finality-store.ts'
import { migrate } from '../../database/migrate.ts'
import { createRelayStore } from '../../database/relay-store.ts'
import { type TestAccount, testAccounts } from '../../devnet/accounts.ts'
import { type DevnetChains, startChains } from '../../devnet/chains.ts'
import { runDvnSigner } from '../../devnet/layerzero/dvn-signer.ts'
import { versionOneEid } from '../../devnet/layerzero/version-one-eid.ts'
import { removePostgres } from '../../devnet/postgres/home.ts'
import { startPostgres } from '../../devnet/postgres/start-postgres.ts'
import { openSupervisor } from '../../devnet/process/supervisor.ts'
import type { ChainId, Hex } from '../../domain/identifiers.ts'
import { decodePacket } from '../../domain/packet.ts'
import { type Clock, systemClock } from '../../observability/clock.ts'
import { createLogger, type Logger } from '../../observability/logger.ts'
import { type Agenda, createAgenda } from '../../relayer/attestor/agenda.ts'
import { attestChain } from '../../relayer/attestor/attest-chain.ts'
import { type AttestorOptions, attestorContext } from '../../relayer/attestor/run.ts'
import { deliverTo } from '../../relayer/deliver.ts'
import { type DeliverySettings, defaultDelivery, destinationContext } from '../../relayer/delivery-settings.ts'
import { followEndedHolds } from '../../relayer/ended-holds.ts'
import { evmChainPort } from '../../relayer/evm/chain-port.ts'
import { openChainRpc } from '../../relayer/evm/chain-rpc.ts'
import { type EvmClient, evmClient } from '../../relayer/evm/client.ts'
import { type Attestor, localAttestor, localSigner, type TransactionSigner } from '../../relayer/evm/signer.ts'
import { createFinalityWatch } from '../../relayer/finality.ts'
import { observeSource } from '../../relayer/observe.ts'
import type { ChainPort, FinalityStore, PacketHint, SourceChainPort } from '../../relayer/ports.ts'
import { createReported } from '../../relayer/reported.ts'
import { settleOn } from '../../relayer/settle.ts'
import { createSignedGroups } from '../../relayer/signed-groups.ts'
import { createSourceKnowledge } from '../../relayer/source-knowledge.ts'
import type { RelayStore } from '../../relayer/store.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** One chain of the stage, with everything needed to act on it. */
export interface StageChain {
  readonly chain: Chain
  readonly deployed: ChainDeployment
  readonly client: EvmClient
  readonly port: ChainPort
}

/** One of the attestors of a stage's relayer, with a database of its own; its passes are called by the test. */
export interface StageAttestor extends Omit<AttestorOptions, 'chains'> {
  readonly databaseUrl: string
  readonly sql: Sql
  /** One pass. `restarted`: as a process that begins anew and remembers nothing. */
  pass(source: StageChain, options?: { readonly port?: SourceChainPort; readonly restarted?: boolean }): Promise<void>
}

/** A relayer of one deployment, with a database and a key of its own; its passes are called by the test. */
export interface StageRelayer {
  readonly chains: readonly [StageChain, StageChain, StageChain]
  readonly deployment: Deployment
  readonly sql: Sql
  readonly store: RelayStore
  readonly finalityStore: FinalityStore
  /** Three, two of which are enough. */
  readonly attestors: readonly [StageAttestor, StageAttestor, StageAttestor]
  /** Does what discovery does: records the message that a transaction sent. */
  track(source: StageChain, txHash: Hex, change?: Partial<PacketHint>): Promise<PacketHint>
  /** A relayer's pass, one of the first two attestors each, and a look at what they signed. */
  passSource(source: StageChain, port?: ChainPort): Promise<void>
  passDestination(destination: StageChain, port?: ChainPort, delivery?: Partial<DeliverySettings>): Promise<void>
}

/** Real chains, real LayerZero, real PostgreSQL, a second DVN, and a relayer of the devnet's own deployment. */
export interface RelayStage extends StageRelayer {
  readonly devnet: DevnetChains
  readonly databaseUrl: string
  /** Another relayer, of another deployment on the same chains. */
  openRelayer(options: {
    readonly deployment: Deployment
    readonly signer: TransactionSigner
    /** How its attestors sign; with their keys in this process unless given. */
    readonly attestorOf?: (account: TestAccount) => Attestor
    /** What its database is called; no other has that name. */
    readonly databaseName: string
  }): Promise<StageRelayer>
  /** Ends the second DVN: what is sent from then on stays unverified. */
  stopSecondDvn(): Promise<void>
  close(): Promise<void>
}

const registry = chainRegistry()
const silent = createLogger({ name: 'test', level: 'silent' })

/**
 * Starts a stage in a folder of its own.
 *
 * @param options.blockSeconds - Between blocks of every chain, instead of each chain's own time.
 * @param options.relayerRpcUrl - Where the relayer reads and writes a chain, given the node's own URL.
 * @param options.clock - What the attestors take for the time.
 * @param options.log - What the passes write to.
 */
export async function startRelayStage({
  relayerRpcUrl = async (url) => url,
  clock = systemClock,
  log = silent,
  blockSeconds,
}: {
  readonly blockSeconds?: number
  readonly relayerRpcUrl?: (nodeUrl: string) => Promise<string>
  readonly clock?: Clock
  readonly log?: Logger
} = {}): Promise<RelayStage> {
  const folder = temporaryFolder()
  const supervisor = await openSupervisor({ dataDir: folder.path })
  const postgresFolder = `${folder.path}/postgres`
  const [postgres, devnet] = await Promise.all([
    startPostgres({ supervisor, dataDir: postgresFolder }),
    startChains(supervisor, { onStage: () => undefined, ...(blockSeconds === undefined ? {} : { blockSeconds }) }),
  ])
  const relayer = await relayerOf({
    databaseUrl: postgres.url,
    deployment: devnet.deployment,
    signer: localSigner(testAccounts.relayer.privateKey),
    relayerRpcUrl,
    clock,
    log,
  })
  const others: StageRelayer[] = []
  const stopDvn = new AbortController()
  const dvn = runDvnSigner({
    chains: relayer.chains.map(({ chain, deployed }) => ({
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
    log: silent,
  })
  const stopSecondDvn = async (): Promise<void> => {
    stopDvn.abort()
    await dvn
  }

  return {
    ...relayer,
    devnet,
    databaseUrl: postgres.url,
    async openRelayer({ deployment, signer, attestorOf, databaseName }) {
      await relayer.sql`create database ${relayer.sql(databaseName)}`
      const databaseUrl = new URL(postgres.url)
      databaseUrl.pathname = databaseName
      const opened = { databaseUrl: databaseUrl.href, deployment, signer, relayerRpcUrl, clock, log }
      const other = await relayerOf(attestorOf === undefined ? opened : { ...opened, attestorOf })
      others.push(other)
      return other
    },
    stopSecondDvn,
    async close() {
      await stopSecondDvn()
      const pools = [relayer, ...others].flatMap(({ sql, attestors }) => [sql, ...attestors.map((one) => one.sql)])
      await Promise.all(pools.map((sql) => sql.end({ timeout: 5 })))
      await supervisor.close()
      await removePostgres(postgresFolder)
      folder.remove()
    },
  }
}

async function relayerOf({
  databaseUrl,
  deployment,
  signer,
  attestorOf = ({ privateKey }) => localAttestor(privateKey),
  relayerRpcUrl,
  clock,
  log,
}: {
  readonly databaseUrl: string
  readonly deployment: Deployment
  readonly signer: TransactionSigner
  readonly attestorOf?: (account: TestAccount) => Attestor
  readonly relayerRpcUrl: (nodeUrl: string) => Promise<string>
  readonly clock: Clock
  readonly log: Logger
}): Promise<StageRelayer> {
  const sql = connect(databaseUrl)
  await migrate(sql)
  const finalityStore = createFinalityStore(sql)
  const stageChain = async (deployed: ChainDeployment | undefined): Promise<StageChain> => {
    if (deployed?.rpcUrl === undefined) throw new TypeError('The devnet has three chains')
    const chain = registry.byId(deployed.chainId)
    const endpoints = [{ name: `${chain.name}#1`, url: await relayerRpcUrl(deployed.rpcUrl) }]
    const rpc = openChainRpc({ chain: chain.name, endpoints, quorum: 1 })
    const port = evmChainPort({ chain, deployed, rpc, signer })
    return { chain, deployed, client: evmClient([deployed.rpcUrl]), port }
  }
  const [first, second, third] = deployment.chains
  // A new one at each pass: what it knows is in the database.
  const watch = (chain: ChainPort) =>
    createFinalityWatch({
      chain,
      blockTimeSeconds: registry.byId(chain.chainId).blockTimeSeconds,
      store: finalityStore,
      clock,
      log,
    })
  const chains = [await stageChain(first), await stageChain(second), await stageChain(third)] as const
  const board = createAttestationBoard(sql)
  const groups = createSignedGroups({ store: board, chains: chains.map(({ port }) => port), deployment, clock })
  const store = createRelayStore(sql, groups)

  const stageAttestor = async (index: 0 | 1 | 2): Promise<StageAttestor> => {
    const url = new URL(databaseUrl)
    url.pathname = `${url.pathname}_attestor_${index + 1}`
    await ensureDatabase(sql, url.pathname.slice(1))
    const own = connect(url.href, { max: 2 })
    await migrate(own, 'attestor')
    const options = {
      attestor: attestorOf(testAccounts.attestors[index]),
      deployment,
      registry,
      store: createAttestorStore(own),
      finalityStore: createFinalityStore(own),
      board,
      clock,
      log,
      pollMs: 250,
    }
    const agendas = new Map<ChainId, Agenda>()
    return {
      ...options,
      databaseUrl: url.href,
      sql: own,
      async pass({ chain, port }, { port: other = port, restarted = false } = {}) {
        const known = restarted ? undefined : agendas.get(chain.chainId)
        const agenda = known ?? createAgenda()
        agendas.set(chain.chainId, agenda)
        await attestChain({ ...attestorContext(options, other), agenda })
      },
    }
  }
  const attestors = [await stageAttestor(0), await stageAttestor(1), await stageAttestor(2)] as const

  return {
    chains,
    deployment,
    sql,
    store,
    finalityStore,
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
    async passSource(chain, port = chain.port) {
      const source = { chain: port, finality: watch(port), deployment, reported: createReported(), store, log }
      await observeSource(source)
      for (const attestor of attestors.slice(0, 2)) await attestor.pass(chain, { port })
      for (const { chainId } of deployment.chains) await store.signedGroups(chainId, { validAt: clock.nowSeconds() })
    },
    async passDestination({ port: real }, port = real, changed = {}) {
      const delivery = { ...defaultDelivery, ...changed }
      const others = chains.map(({ port: chain }) => chain).filter(({ chainId }) => chainId !== port.chainId)
      const watched = [port, ...others].map((chain) => ({ chain, finality: watch(chain) }))
      const destination = destinationContext({
        chain: port,
        finality: watch(port),
        rule: registry.byId(port.chainId).finality,
        halts: finalityStore,
        sources: createSourceKnowledge({ sources: watched, deployment }),
        store,
        delivery,
        log,
      })
      await deliverTo(destination)
      await settleOn(destination)
      await followEndedHolds(destination)
    },
  }
}
