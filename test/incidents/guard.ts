import type { Deployment } from '../../chains/deployment.ts'
import { chainRegistry } from '../../chains/registry.ts'
import { settings } from '../../contracts/deploy/settings.ts'
import { createFinalityStore } from '../../database/finality-store.ts'
import { createGuardStore } from '../../database/guard-store.ts'
import { createLedgerStore } from '../../database/ledger-store.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { chainDeployment } from '../../devnet/topology.ts'
import { createLogger } from '../../observability/logger.ts'
import { openChainRpc } from '../../relayer/evm/chain-rpc.ts'
import { evmGuardChain } from '../../relayer/evm/guard-chain.ts'
import { evmGuardSender } from '../../relayer/evm/guard-sender.ts'
import { localSigner } from '../../relayer/evm/signer.ts'
import { createGuard } from '../../relayer/guard/guard.ts'
import { defaultBreakerParameters } from '../../risk/breaker/parameters.ts'
import type { Proposal } from '../../risk/tightenings.ts'
import type { ReplayDeployment } from './deployment.ts'

/**
 * A guard of one deployment, at work while a replay moves the chains on. What it does on chain is read from the chains, by the
 * account that did it; this is only what the replay has to know of it besides.
 */
export interface RunningGuard {
  /** Returns once it has looked at what is final now, and sent what it wants sent. */
  settle(): Promise<void>
  /** What it has put before the guardian. */
  proposals(): readonly Proposal[]
  /** What its last look found, acknowledged or not, by fingerprint. */
  trips(): readonly string[]
  stop(): Promise<void>
}

/**
 * The guard that operators run, with default parameters, a database of its own and the guard's key; a round of it at each
 * `settle`, in the stage's time. What it sends is mined with the next block.
 */
export async function startGuard(replayed: ReplayDeployment): Promise<RunningGuard> {
  const { stage, topology } = replayed
  const sql = await stage.openDatabase(`guard_${topology.generation}`)
  const signer = localSigner(testAccounts.guard.privateKey)
  const deployment = deploymentOf(replayed)
  const chains = stage.all.map(({ chain, rpcUrl }) => {
    const deployed = deployment.chains.find(({ chainId }) => chainId === chain.chainId)
    if (deployed === undefined) throw new TypeError(`The deployment has no chain ${chain.name}`)
    const rpc = openChainRpc({ chain: chain.name, endpoints: [{ name: chain.name, url: rpcUrl }], quorum: 1 })
    return { chain, deployed, rpc }
  })
  const guard = createGuard({
    chains: chains.map(evmGuardChain),
    senders: new Map(
      chains.map(({ chain: { chainId }, rpc: { any: client } }) => [
        chainId,
        evmGuardSender({ chainId, client, signer }),
      ]),
    ),
    deployment,
    registry: chainRegistry(),
    settings: settings(topology),
    parameters: defaultBreakerParameters,
    ledger: createLedgerStore(sql),
    finality: createFinalityStore(sql),
    store: createGuardStore(sql),
    alerts: undefined,
    clock: { nowSeconds: stage.now, nowMs: () => Number(stage.now()) * 1_000 },
    log: createLogger({ name: 'incidents', level: 'silent' }),
    pollMs: 0,
    times: { patienceMs: 0, receiptPollMs: 1 },
  })
  let proposed: readonly Proposal[] = []
  let trips: readonly string[] = []
  return {
    async settle() {
      const round = await guard.round()
      proposed = round.proposals
      trips = round.trips.map(({ fingerprint }) => fingerprint)
    },
    proposals: () => proposed,
    trips: () => trips,
    stop: () => sql.end({ timeout: 5 }),
  }
}

/** What an operator's deployment file would say. */
function deploymentOf({ stage, topology, buckets, others }: ReplayDeployment): Deployment {
  const all = [...buckets, ...others]
  return {
    chains: stage.all.map(({ chain, rpcUrl }) => {
      const here = all.filter(({ key }) => key.home === chain.chainId)
      const assets = here.map(({ key, holding: { symbol, decimals } }) => ({
        symbol,
        name: symbol,
        address: key.asset,
        decimals,
      }))
      return { ...chainDeployment(topology, chain, { rpcUrl, startBlock: 0 }), assets }
    }),
    buckets: all.map(({ key }) => key),
  }
}
