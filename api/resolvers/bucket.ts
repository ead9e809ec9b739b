import { formatDecimal } from '../../domain/amounts.ts'
import { greatest } from '../../domain/integers.ts'
import type { Catalog } from '../catalog.ts'
import { RangeTooLongError } from '../errors.ts'
import type { Resolvers } from '../generated/resolver-types.ts'
import { historyKey, pointsOf } from '../history.ts'
import { bucketLimiter } from '../limiters.ts'
import type { AmountModel, AssetModel, BucketRow } from '../models.ts'
import { backingRatio, bucketStateName } from '../states.ts'
import { readTime } from './flow.ts'

export const assetOf = (row: BucketRow, catalog: Catalog): AssetModel =>
  catalog.asset(catalog.chainOfEndpoint(row.src_eid), row.asset)

/** An amount of a bucket's receipt, which has decimals of its own should the asset not be listed. */
export const amountOf = (row: BucketRow, catalog: Catalog, raw: string): AmountModel =>
  catalog.amount(raw, assetOf(row, catalog), row.decimals)

/** Share of the capacity that is taken, as decimal text with six decimals rounded up; `undefined` without capacity. */
export function utilisation(level: bigint, capacity: bigint): string | undefined {
  return capacity === 0n ? undefined : formatDecimal((level * 1_000_000n + capacity - 1n) / capacity, 6)
}

/** `Bucket`, `Receipt` and `ReceiptHolding`. */
export const bucketResolvers: Pick<Resolvers, 'Bucket' | 'Receipt' | 'ReceiptHolding'> = {
  Bucket: {
    id: (row) => `${row.chain_id}:${row.receipt}`,
    host: (row, _args, { catalog }) => catalog.chain(row.chain_id),
    home: (row, _args, { catalog }) => catalog.chainOfEndpoint(row.src_eid),
    asset: (row, _args, { catalog }) => assetOf(row, catalog),
    receipt: (row) => row,
    state: (row) => bucketStateName(row.state),
    ownState: (row) => bucketStateName(row.own_state),
    tightenedUntil: (row) => (row.tightened_until === null ? null : BigInt(row.tightened_until)),
    backing: (row) => backingRatio(row.backing),
    capacity: (row, _args, { catalog }) => amountOf(row, catalog, row.bucket_capacity),
    level: (row, _args, { catalog }) => amountOf(row, catalog, row.bucket_level),
    held: (row, _args, { catalog }) => amountOf(row, catalog, row.held),
    limiter: (row, _args, { catalog }) => bucketLimiter(row, (raw) => amountOf(row, catalog, raw)),
    room: (row, _args, { catalog }) =>
      amountOf(row, catalog, greatest(BigInt(row.bucket_capacity) - BigInt(row.bucket_level), 0n).toString()),
    utilisation: (row) => utilisation(BigInt(row.bucket_level), BigInt(row.bucket_capacity)) ?? null,
    totalMinted: (row, _args, { catalog }) => amountOf(row, catalog, row.total_minted),
    totalBurned: (row, _args, { catalog }) => amountOf(row, catalog, row.total_burned),
    mintCount: (row) => row.mint_count,
    burnCount: (row) => row.burn_count,
    openedAt: (row) => BigInt(row.opened_at),
    updatedBlock: (row) => BigInt(row.updated_block),
    cut: (_row, _args, context, info) => context.view(info).cut ?? null,
    secondsToCapacity: async (row, { hours }, context, info) => {
      const lookBack = hours ?? 24
      if (lookBack < 1 || lookBack > 720) throw new RangeTooLongError({ intervals: String(lookBack), limit: 720 })
      const { catalog, nowMs } = context
      const view = context.view(info)
      const chain = catalog.chain(row.chain_id)
      const to = readTime(view, chain, nowMs)
      // From a whole hour on: what stood before it is known to the unit.
      const from = ((to - BigInt(lookBack * 3_600)) / 3_600n) * 3_600n
      const of = { chainId: chain.chain.chainId, eid: row.src_eid, asset: row.asset }
      const rows = await view.bucketHistory({ ...of, intervalSeconds: 3_600, from, to: from })
      const level = BigInt(row.bucket_level)
      const room = greatest(BigInt(row.bucket_capacity) - level, 0n)
      const rise = level - BigInt(rows.at(-1)?.level_at_end ?? 0)
      if (room === 0n) return 0n
      return rise <= 0n ? null : (room * (to - from)) / rise
    },
    history: async (row, args, context, info) => {
      const { catalog } = context
      const of = { chainId: catalog.chain(row.chain_id).chain.chainId, eid: row.src_eid, asset: row.asset }
      const key = historyKey(of, args)
      const points = pointsOf(key, BigInt(row.opened_at), await context.view(info).bucketHistory(key))
      return points.map(({ startsAt, complete, row: passed, before }) => {
        const quiet = before?.level_at_end ?? '0'
        return {
          startsAt,
          complete,
          minted: amountOf(row, catalog, passed?.minted ?? '0'),
          burned: amountOf(row, catalog, passed?.burned ?? '0'),
          mintCount: passed?.mint_count ?? 0,
          burnCount: passed?.burn_count ?? 0,
          levelMin: amountOf(row, catalog, passed?.level_min ?? quiet),
          levelMax: amountOf(row, catalog, passed?.level_max ?? quiet),
          levelAtEnd: amountOf(row, catalog, passed?.level_at_end ?? quiet),
        }
      })
    },
  },
  Receipt: {
    id: (row) => `${row.chain_id}:${row.receipt}`,
    chain: (row, _args, { catalog }) => catalog.chain(row.chain_id),
    address: (row) => row.receipt,
    totalSupply: (row, _args, { catalog }) => amountOf(row, catalog, row.bucket_level),
    bucket: (row) => row,
  },
  ReceiptHolding: {
    id: (row) => `${row.chain_id}:${row.receipt}:${row.account}`,
    receipt: (row) => row,
    balance: (row, _args, { catalog }) => amountOf(row, catalog, row.balance),
    updatedAt: (row) => BigInt(row.updated_at),
    updatedBlock: (row) => BigInt(row.balance_updated_block),
  },
}
