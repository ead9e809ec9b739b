import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chainRegistry } from '../../../chains/registry.ts'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { createLeaseStore } from '../../../database/lease-store.ts'
import { createRelayStore } from '../../../database/relay-store.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import type { Hex } from '../../../domain/identifiers.ts'
import { systemClock } from '../../../observability/clock.ts'
import { createLogger } from '../../../observability/logger.ts'
import { runAttestor } from '../../../relayer/attestor/run.ts'
import { defaultDelivery } from '../../../relayer/delivery-settings.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { lockCollateral } from '../../../relayer/evm/transfer.ts'
import type { LeaseStore } from '../../../relayer/lease-ports.ts'
import type { PacketHint } from '../../../relayer/ports.ts'
import { runRelayer } from '../../../relayer/relay.ts'
import { type RunningCommand, startCli } from '../../support/cli.ts'
import { eventually } from '../../support/eventually.ts'
import { type RelayStage, type StageChain, startRelayStage } from '../../support/relay-stage.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let stage: RelayStage
let home: StageChain
let host: StageChain
let attesting: Promise<unknown>
const stop = new AbortController()
const folder = temporaryFolder()
const relayers: RunningCommand[] = []
const visitors = testAccounts.visitors.map(({ privateKey }) => localSigner(privateKey))
const silent = createLogger({ name: 'test', level: 'silent' })

beforeAll(async () => {
  stage = await startRelayStage()
  ;[home, host] = stage.chains
  writeFileSync(`${folder.path}/deployment.json`, JSON.stringify(stage.deployment))
  const chains = stage.chains.map(({ port }) => port)
  attesting = Promise.all(stage.attestors.slice(0, 2).map((one) => runAttestor({ ...one, chains }, stop.signal)))
})
afterAll(async () => {
  for (const relayer of relayers) relayer.kill()
  await Promise.all(relayers.map(({ ended }) => ended))
  stop.abort()
  await attesting
  await stage?.close()
  folder.remove()
})

function startRelayer(key: Hex = testAccounts.relayer.privateKey): RunningCommand {
  const relayer = startCli(['relay'], {
    DATABASE_URL: stage.databaseUrl,
    BULKHEAD_DEPLOYMENT: `${folder.path}/deployment.json`,
    BULKHEAD_RELAYER_KEY: key,
  })
  relayers.push(relayer)
  return relayer
}

const pidOf = ({ process: { pid } }: RunningCommand): number => {
  if (pid === undefined) throw new TypeError('It was started')
  return pid
}

/** Units that are held now, by process. */
async function holdings(): Promise<ReadonlyMap<number, readonly string[]>> {
  const rows = await stage.sql<{ holder: string; units: string[] }[]>`
    select holder, array_agg(unit order by unit) as units from bulkhead.lease where expires_at > now() group by holder`
  return new Map(rows.map(({ holder, units }) => [Number(holder.split('-').at(-2)), units]))
}
const untilSpread = (spread: readonly (readonly [RunningCommand, number])[]) =>
  eventually('units are spread so', async () => {
    const held = await holdings()
    return spread.every(([relayer, count]) => (held.get(pidOf(relayer)) ?? []).length === count) ? held : undefined
  })

/** The one of two that delivers to the host, and the other one. */
async function delivering(pair: readonly [RunningCommand, RunningCommand]) {
  const held = await holdings()
  const isFirst = held.get(pidOf(pair[0]))?.includes(`destination:${host.chain.chainId}`) === true
  const [holder, other] = isFirst ? pair : [pair[1], pair[0]]
  return { holder, other }
}

const amount = 5n * 10n ** 6n
const lock = async (visitor = visitors[0]): Promise<PacketHint> => {
  const asset = home.deployed.assets.find(({ symbol }) => symbol === 'tUSDC')
  if (asset === undefined || visitor === undefined) throw new TypeError('alpha is the home of tUSDC')
  const { client, deployed } = home
  const terms = { hostEid: host.chain.eid, asset: asset.address, amount: rawAmount(amount), receiver: visitor.address }
  return stage.track(home, (await lockCollateral({ client, deployed, signer: visitor }, terms)).txHash)
}

async function mintsOf({ guid }: PacketHint): Promise<readonly bigint[]> {
  const buckets = { address: host.deployed.buckets, abi: receiptBucketsAbi } as const
  const logs = await host.client.getContractEvents({ ...buckets, eventName: 'Minted', args: { guid }, fromBlock: 0n })
  return logs.map(({ args }) => args.amount ?? 0n)
}

const attempts = (hints: readonly PacketHint[]) =>
  stage.sql<{ id: bigint; state: string; tx_hash: Hex }[]>`
    select distinct id, state, tx_hash from bulkhead.attempt join bulkhead.attempt_packet on attempt_id = id
    where guid in ${stage.sql(hints.map(({ guid }) => guid))} order by id`

const untilExecuted = (hints: readonly PacketHint[]) =>
  eventually('executed', async () => {
    const rows = await stage.sql`
      select 1 from bulkhead.packet where executed_at is null and guid in ${stage.sql(hints.map(({ guid }) => guid))}`
    return rows.length === 0 ? true : undefined
  })

const node = (method: string, params: readonly unknown[] = []): Promise<unknown> =>
  host.client.request({ method, params } as never)

describe('two relayers on one database', () => {
  let pair: readonly [RunningCommand, RunningCommand]

  test('default: they share the units, three each, of both kinds', async () => {
    const first = startRelayer()
    await untilSpread([[first, 6]])
    pair = [first, startRelayer()]
    const held = await untilSpread([
      [pair[0], 3],
      [pair[1], 3],
    ])
    for (const units of held.values()) {
      expect(new Set(units.map((unit) => unit.split(':')[0]))).toEqual(new Set(['destination', 'source']))
    }
    const hint = await lock()
    await untilExecuted([hint])
    expect(await mintsOf(hint)).toEqual([amount])
  })

  test('behavior: one is killed with -9 in the middle of a delivery: everything is minted, once', async () => {
    const { holder, other } = await delivering(pair)
    await node('evm_setIntervalMining', [0])
    const hints = await Promise.all(visitors.map((visitor) => lock(visitor)))
    try {
      await eventually('sent', async () => {
        // The other DVN needs blocks too.
        if ((await attempts(hints)).some(({ state }) => state === 'broadcast')) return true
        await node('anvil_mine', ['0x1'])
        return undefined
      })
      process.kill(pidOf(holder), 'SIGKILL')
      await node('anvil_dropAllTransactions')
    } finally {
      await node('evm_setIntervalMining', [host.chain.blockTimeSeconds])
    }
    await untilExecuted(hints)
    for (const hint of hints) expect(await mintsOf(hint)).toEqual([amount])
    await untilSpread([[other, 6]])
    pair = [other, startRelayer(testAccounts.traders[0].privateKey)]
    await untilSpread([
      [pair[0], 3],
      [pair[1], 3],
    ])
  })

  test('behavior: each with a key of its own, one is stopped past its lease in the middle of a write: the write is refused, and nothing is doubled', async () => {
    const { holder, other } = await delivering(pair)
    const unit = `destination:${host.chain.chainId}`
    const holderOf = async (): Promise<number | undefined> =>
      [...(await holdings())].find(([, units]) => units.includes(unit))?.[0]
    let hint: PacketHint | undefined
    await stage.sql.begin(async (transaction) => {
      // No intent can be written until this transaction ends.
      await transaction`lock table bulkhead.attempt in share mode`
      hint = await lock()
      await eventually('it waits in the middle of its write', async () => {
        const waiting = await stage.sql`
          select 1 from pg_stat_activity
          where wait_event_type = 'Lock' and query like '%insert into bulkhead.attempt (%'`
        return waiting.length > 0 ? true : undefined
      })
      process.kill(pidOf(holder), 'SIGSTOP')
      await eventually('the other one takes over', async () => ((await holderOf()) === pidOf(other) ? true : undefined))
    })
    if (hint === undefined) throw new TypeError('It was locked')
    await untilExecuted([hint])
    process.kill(pidOf(holder), 'SIGCONT')
    await eventually('it learns of it', async () => (holder.output().stderr.includes('LEASE_LOST') ? true : undefined))
    await untilSpread([
      [holder, 3],
      [other, 3],
    ])
    expect(await attempts([hint])).toMatchObject([{ state: 'succeeded' }])
    expect(await mintsOf(hint)).toEqual([amount])
  })

  test('behavior: one that ends gives everything back at once', async () => {
    const [first, second] = pair
    process.kill(pidOf(first), 'SIGTERM')
    expect((await first.ended).status).toBe(0)
    expect((await holdings()).get(pidOf(first))).toBeUndefined()
    await untilSpread([[second, 6]])
    process.kill(pidOf(second), 'SIGTERM')
    expect((await second.ended).status).toBe(0)
    expect(await holdings()).toEqual(new Map())
    expect(await stage.sql`select * from bulkhead.instance where expires_at > now()`).toEqual([])
  })
})

describe('a relayer whose lease runs out between intent and broadcast', () => {
  test('behavior: does not send; the next one sends the very same bytes', async () => {
    const leases = createLeaseStore(stage.sql)
    const times = { ttlMs: 3_000, beatMs: 200, marginMs: 1_000 }
    const broken = { now: false }
    const noRenewals: LeaseStore = {
      ...leases,
      renew: (...args) => (broken.now ? Promise.reject(new Error('no answer')) : leases.renew(...args)),
    }
    const sent: Hex[] = []
    const relay = (id: string, store: LeaseStore, onIntent: () => Promise<void>) => {
      const ending = new AbortController()
      const chains = stage.chains.map(({ port }) => ({
        ...port,
        broadcast: (raw: Hex) => {
          sent.push(raw)
          return port.broadcast(raw)
        },
      }))
      const ended = runRelayer(
        {
          chains,
          deployment: stage.deployment,
          registry: chainRegistry(),
          storeUnder: (lease) => {
            const relayStore = createRelayStore(stage.sql, stage.store, lease)
            return {
              ...relayStore,
              async recordIntent(intent) {
                const attempt = await relayStore.recordIntent(intent)
                await onIntent()
                return attempt
              },
            }
          },
          leases: { store, instance: { pool: 'relayer', id }, times },
          finalityStore: stage.finalityStore,
          clock: systemClock,
          log: silent,
          delivery: defaultDelivery,
          pollMs: 250,
        },
        ending.signal,
      )
      return { ending, ended }
    }
    const hint = await lock()
    const first = relay('first', noRenewals, async () => {
      broken.now = true
      const run = async () => ((await holdings()).size === 0 ? true : undefined)
      await eventually('its leases have run out', run)
    })
    await eventually('it has stopped', async () => {
      const [intent] = await attempts([hint])
      return broken.now && intent?.state === 'intended' && (await holdings()).size === 0 ? true : undefined
    })
    first.ending.abort()
    await first.ended
    expect(sent).toEqual([])
    const [intent] = await attempts([hint])

    const second = relay('second', leases, async () => undefined)
    await untilExecuted([hint])
    second.ending.abort()
    await second.ended
    expect(await attempts([hint])).toEqual([{ ...intent, state: 'succeeded' }])
    expect(await mintsOf(hint)).toEqual([amount])
  })
})
