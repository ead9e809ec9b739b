import { expect } from 'vitest'
import { tableAsOf } from '../../database/api/as-of-tables.ts'
import { sql as compose, run } from '../../database/api/sql.ts'
import type { Sql } from '../../database/connect.ts'

/** Sums of a market as it is indexed: whole numbers as texts. */
export interface MarketBooks {
  readonly contract: string
  readonly market_id: string
  readonly asset: string | null
  readonly supply_assets: string
  readonly supply_shares: string
  readonly debt_assets: string
  readonly debt_shares: string
  readonly collateral: string
  readonly supply_rate_assets: string
  readonly supply_rate_shares: string
  readonly debt_rate_assets: string
  readonly debt_rate_shares: string
}

/** What an account has in a market as it is indexed. */
export interface HoldingBooks {
  readonly contract: string
  readonly market_id: string
  readonly account: string
  readonly supply_shares: string
  readonly debt_shares: string
  readonly collateral: string
}

interface EventBooks extends MarketBooks {
  readonly event: string
  readonly account: string
  readonly assets_change: string
  readonly shares_change: string
  readonly collateral_change: string
  readonly account_supply_shares: string | null
  readonly account_debt_shares: string | null
  readonly account_collateral: string | null
}

/** Rows of `market` or `market_position`: those of now, or as of a block. */
export async function readBooks<Row extends object>(
  { sql, schema }: { readonly sql: Sql; readonly schema: string },
  name: 'market' | 'market_position',
  number: bigint = 2n ** 62n,
): Promise<readonly Row[]> {
  return run<Row>(sql, compose`select * from ${tableAsOf({ schema, name, number, order: 'by-entity' })} t`)
}

/** Sums are kept in 256 bits. */
const word = (sum: bigint): bigint => BigInt.asIntN(256, sum)

interface Sums {
  supply: bigint
  debt: bigint
  collateral: bigint
}

/** Shares that an event's `shares_change` counts as debt. */
const ofDebt = ['borrowed', 'repaid', 'liquidated']

/**
 * Adds every event up anew and expects the running totals of each row, and what stands now, to be those sums.
 *
 * @returns How many rows there are.
 */
export async function expectRecomputed(stage: { readonly sql: Sql; readonly schema: string }): Promise<number> {
  const { sql, schema } = stage
  const rows = await sql<
    EventBooks[]
  >`select * from ${sql(schema)}.market_event order by block_number, log_index, account`
  const holdings = new Map<string, Sums>()
  for (const row of rows) {
    if (row.account_supply_shares === null) continue
    const key = `${row.contract}:${row.market_id}:${row.account}`
    const sum = holdings.get(key) ?? { supply: 0n, debt: 0n, collateral: 0n }
    if (ofDebt.includes(row.event)) sum.debt = word(sum.debt + BigInt(row.shares_change))
    else sum.supply = word(sum.supply + BigInt(row.shares_change))
    sum.collateral = word(sum.collateral + BigInt(row.collateral_change))
    holdings.set(key, sum)
    expect([row.account_supply_shares, row.account_debt_shares, row.account_collateral], key).toEqual(texts(sum))
  }
  const present = await sql<HoldingBooks[]>`select * from ${sql(schema)}.market_position`
  expect(present.length).toBe(holdings.size)
  for (const row of present) {
    const sum = holdings.get(`${row.contract}:${row.market_id}:${row.account}`)
    expect([row.supply_shares, row.debt_shares, row.collateral]).toEqual(sum === undefined ? undefined : texts(sum))
  }
  // What the accounts have is all there is, and the newest row of a market is the market.
  const markets = await sql<MarketBooks[]>`select * from ${sql(schema)}.market`
  for (const market of markets) {
    const all = { supply: 0n, debt: 0n, collateral: 0n }
    for (const [key, holding] of holdings) {
      if (!key.startsWith(`${market.contract}:${market.market_id}:`)) continue
      all.supply = word(all.supply + holding.supply)
      all.debt = word(all.debt + holding.debt)
      all.collateral = word(all.collateral + holding.collateral)
    }
    expect([market.supply_shares, market.debt_shares, market.collateral]).toEqual(texts(all))
  }
  expect(sorted(await readBooks<MarketBooks>(stage, 'market'))).toEqual(sorted(markets))
  expect(sorted(await readBooks<HoldingBooks>(stage, 'market_position'))).toEqual(sorted(present))
  return rows.length
}

const texts = ({ supply, debt, collateral }: Sums): readonly string[] => [supply, debt, collateral].map(String)

const sorted = <Row extends object>(rows: readonly Row[]): readonly string[] =>
  rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort()
