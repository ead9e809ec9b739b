import { chainRegistry } from '../../chains/registry.ts'
import { createLeaseStore } from '../../database/lease-store.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { rawAmount } from '../../domain/amounts.ts'
import type { Guid, Hex } from '../../domain/identifiers.ts'
import { systemClock } from '../../observability/clock.ts'
import { createLogger } from '../../observability/logger.ts'
import { runAttestor } from '../../relayer/attestor/run.ts'
import { defaultDelivery } from '../../relayer/delivery-settings.ts'
import { localSigner } from '../../relayer/evm/signer.ts'
import { burnReceipts, lockCollateral, type SentTransfer } from '../../relayer/evm/transfer.ts'
import { defaultLeaseTimes } from '../../relayer/lease-keeper.ts'
import { runRelayer } from '../../relayer/relay.ts'
import { eventually } from '../support/eventually.ts'
import { type RelayStage, type StageChain, startRelayStage } from '../support/relay-stage.ts'
import { type RpcProxy, startRpcProxy } from '../support/rpc-proxy.ts'
import { type Bench, median } from './bench.ts'

const rounds = 5
const oneEther = 10n ** 18n

/** Round trips one after the other between the one-second and the two-second chain, two required DVNs each way. */
export const roundtrip: Bench = {
  name: 'roundtrip',
  description: 'gas and seconds per step, RPC calls per message, one transfer at a time',
  async run(say) {
    const proxies: RpcProxy[] = []
    const stage = await startRelayStage({
      relayerRpcUrl: async (url) => {
        const proxy = await startRpcProxy(url)
        proxies.push(proxy)
        return proxy.url
      },
    })
    const stop = new AbortController()
    const relaying = runRelayer(
      {
        chains: stage.chains.map((chain) => chain.port),
        deployment: stage.deployment,
        registry: chainRegistry(),
        // What the indexer finds is recorded here by `track`.
        storeUnder: () => ({ ...stage.store, discover: async () => 0 }),
        leases: {
          store: createLeaseStore(stage.sql),
          instance: { pool: 'relayer', id: 'bench' },
          times: defaultLeaseTimes,
        },
        finalityStore: stage.finalityStore,
        clock: systemClock,
        log: createLogger({ name: 'bench', level: 'silent' }),
        delivery: defaultDelivery,
        pollMs: 250,
      },
      stop.signal,
    )
    const attesting = stage.attestors
      .slice(0, 2)
      .map((attestor) => runAttestor({ ...attestor, chains: stage.chains.map((chain) => chain.port) }, stop.signal))
    try {
      const measured: Record<string, number>[] = []
      for (let round = 1; round <= rounds + 1; round += 1) {
        const figures = await oneRoundTrip(stage, proxies)
        // The first one writes fresh storage slots and is not typical.
        if (round > 1) measured.push(figures)
        say(`round trip ${round} of ${rounds + 1}: ${figures['secondsRoundTrip']?.toFixed(1)} s`)
      }
      const names = Object.keys(measured[0] ?? {})
      return { figures: Object.fromEntries(names.map((name) => [name, round(median(valuesOf(measured, name)))])) }
    } finally {
      stop.abort()
      await Promise.all([relaying, ...attesting])
      await stage.close()
      await Promise.all(proxies.map((proxy) => proxy.close()))
    }
  },
}

const round = (value: number): number => Math.round(value * 100) / 100
const valuesOf = (rows: readonly Record<string, number>[], name: string): readonly number[] =>
  rows.map((row) => row[name] ?? Number.NaN)

async function oneRoundTrip(stage: RelayStage, proxies: readonly RpcProxy[]): Promise<Record<string, number>> {
  const [home, host] = stage.chains
  const signer = localSigner(testAccounts.visitors[0].privateKey)
  const asset = home.deployed.assets[0]?.address
  if (asset === undefined) throw new TypeError('The first chain has assets')
  const terms = { asset, amount: rawAmount(oneEther), receiver: signer.address }
  const before = total(proxies)
  const started = performance.now()

  const lock = await lockCollateral({ ...home, signer }, { ...terms, hostEid: host.chain.eid })
  const mint = await follow(stage, home, lock)
  const burn = await burnReceipts({ ...host, signer }, { ...terms, homeEid: home.chain.eid })
  const release = await follow(stage, host, burn)

  const after = total(proxies)
  return {
    gasLock: Number(lock.gasUsed),
    gasMint: mint.relayGas,
    gasOtherDvnForMint: mint.dvnGas,
    gasBurn: Number(burn.gasUsed),
    gasRelease: release.relayGas,
    gasOtherDvnForRelease: release.dvnGas,
    gasRoundTrip: Number(lock.gasUsed + burn.gasUsed) + mint.relayGas + mint.dvnGas + release.relayGas + release.dvnGas,
    secondsLockToFinal: mint.final,
    secondsFinalToAttested: mint.attested,
    secondsAttestedToVerifiable: mint.verifiable,
    secondsVerifiableToMinted: mint.executed,
    secondsBurnToFinal: release.final,
    secondsFinalToReleased: release.attested + release.verifiable + release.executed,
    secondsRoundTrip: (performance.now() - started) / 1000,
    rpcCallsPerMessage: (after.calls - before.calls) / 2,
    httpRequestsPerMessage: (after.requests - before.requests) / 2,
  }
}

const total = (proxies: readonly RpcProxy[]) =>
  proxies
    .map((proxy) => proxy.counts())
    .reduce((sum, one) => ({ requests: sum.requests + one.requests, calls: sum.calls + one.calls }), {
      requests: 0,
      calls: 0,
    })

interface Times {
  readonly seen_at: Date
  readonly final_at: Date
  readonly attested_at: Date
  readonly verifiable_at: Date
  readonly executed_at: Date
  readonly executed_tx_hash: Hex
  readonly executed_block_number: bigint
}

/** Waits until a message is executed; seconds between its steps, and what its delivery cost. */
async function follow(stage: RelayStage, source: StageChain, sent: SentTransfer) {
  const hint = await stage.track(source, sent.txHash)
  const times = await eventually('executed', async () => {
    const [row] = await stage.sql<Times[]>`
      select * from bulkhead.packet where guid = ${sent.guid} and executed_at is not null`
    return row
  })
  const destination = stage.chains.find((chain) => chain.chain.chainId === hint.destinationChainId)
  if (destination === undefined) throw new TypeError('Every destination is on the stage')
  const relay = await destination.client.getTransactionReceipt({ hash: times.executed_tx_hash })
  const seconds = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000
  return {
    final: seconds(times.seen_at, times.final_at),
    attested: seconds(times.final_at, times.attested_at),
    verifiable: seconds(times.attested_at, times.verifiable_at),
    executed: seconds(times.verifiable_at, times.executed_at),
    relayGas: Number(relay.gasUsed),
    dvnGas: await otherDvnGas(stage, destination, sent.guid, times.executed_block_number),
  }
}

/** Gas of the transaction in which the other DVN verified: the last one to its contract before the execution. */
async function otherDvnGas(
  stage: RelayStage,
  destination: StageChain,
  guid: Guid,
  executedIn: bigint,
): Promise<number> {
  const dvn = stage.devnet.layerZero[destination.chain.name]?.dvn
  for (let number = executedIn; number > executedIn - 20n; number -= 1n) {
    const block = await destination.client.getBlock({ blockNumber: number, includeTransactions: true })
    const transaction = block.transactions.find((candidate) => candidate.to?.toLowerCase() === dvn)
    if (transaction === undefined) continue
    return Number((await destination.client.getTransactionReceipt({ hash: transaction.hash })).gasUsed)
  }
  throw new Error(`No verification by the other DVN before the execution of ${guid}`)
}
