import { mayMatchChain } from '../../database/api/filter.ts'
import type { ChainId, Hex } from '../../domain/identifiers.ts'
import type { Catalog } from '../catalog.ts'
import type { View } from '../context.ts'
import { exposureFields } from '../fields.ts'
import type { ExposureWhere, Resolvers, ResolversTypes } from '../generated/resolver-types.ts'
import type { AmountModel, AssetModel, ChainModel, ExposureRow } from '../models.ts'
import { formatUsd, type ScaledUsd, shareOf, sumUsd, usdValue } from '../price.ts'
import { bucketStateName } from '../states.ts'
import { passes, toFilter } from '../where.ts'

const counterpartOf = (row: ExposureRow, catalog: Catalog): ChainModel => catalog.chainOfEndpoint(row.counterpart_eid)

/** The collateral's home is the chain itself on the HOME side, the counterpart on the HOST side. */
const assetOf = (row: ExposureRow, catalog: Catalog): AssetModel =>
  catalog.asset(row.role === 'HOME' ? catalog.chain(row.chain_id) : counterpartOf(row, catalog), row.asset)

const amountOf = (row: ExposureRow, catalog: Catalog, raw: string): AmountModel =>
  catalog.amount(raw, assetOf(row, catalog), row.decimals ?? undefined)

/** Exposure rows that `where` lets through. */
export async function exposureRows(
  { catalog, exposure }: View,
  where: ExposureWhere | null | undefined,
): Promise<readonly ExposureRow[]> {
  const filter = toFilter(where, exposureFields(catalog))
  return (await exposure()).filter((row) =>
    passes(filter, {
      chainId: String(row.chain_id),
      counterpartChainId: String(counterpartOf(row, catalog).chain.chainId),
      role: row.role,
      asset: row.asset,
      amount: row.amount,
    }),
  )
}

/** Sums per chain over {@link exposureRows}; a chain that is not indexed has no figures, not zeros. */
export async function exposureByChain(
  view: View,
  where: ExposureWhere | null | undefined,
): Promise<readonly ResolversTypes['ChainExposure'][]> {
  const { catalog } = view
  const filter = toFilter(where, exposureFields(catalog))
  const [rows, blocks] = await Promise.all([exposureRows(view, where), view.blocks()])
  const priced = await Promise.all(rows.map(async (row) => ({ row, price: await view.price(assetOf(row, catalog)) })))
  const sums = catalog.chains
    .filter(({ chain }) => mayMatchChain(filter, 'chainId', chain.chainId))
    .map((chain) => {
      const indexed = blocks.get(chain.chain.chainId) ?? null
      const own = priced.filter(({ row }) => row.chain_id === chain.chain.chainId)
      const sum = (role: ExposureRow['role'], raw: (row: ExposureRow) => string): ScaledUsd | undefined => {
        if (indexed === null) return undefined
        const values = own
          .filter(({ row }) => row.role === role)
          .map(({ row, price }) => usdValue(amountOf(row, catalog, raw(row)), price))
        return sumUsd(values.filter(isKnown))
      }
      const unpriced = own
        .filter(({ row, price }) => usdValue(amountOf(row, catalog, row.amount), price) === undefined)
        .map(({ row }) => assetOf(row, catalog))
      return {
        chain,
        locked: sum('HOME', (row) => row.amount),
        outstanding: sum('HOST', (row) => row.amount),
        capacity: sum('HOST', (row) => row.capacity ?? '0'),
        unpriced: [...new Map(unpriced.map((asset) => [`${asset.chainId}:${asset.address}`, asset])).values()],
      }
    })
  const allLocked = sumUsd(sums.map(({ locked }) => locked).filter(isKnown))
  const allOutstanding = sumUsd(sums.map(({ outstanding }) => outstanding).filter(isKnown))
  return sums.map(({ chain, locked, outstanding, capacity, unpriced }) => ({
    chain,
    lockedUsd: locked === undefined ? null : formatUsd(locked),
    outstandingUsd: outstanding === undefined ? null : formatUsd(outstanding),
    capacityUsd: capacity === undefined ? null : formatUsd(capacity),
    lockedShare: locked === undefined ? null : (shareOf(locked, allLocked) ?? null),
    outstandingShare: outstanding === undefined ? null : (shareOf(outstanding, allOutstanding) ?? null),
    unpriced,
  }))
}

const isKnown = (value: ScaledUsd | undefined): value is ScaledUsd => value !== undefined

/** Base units on their way from a chain to another; null when the other is not read. */
export async function inFlightBetween(
  view: View,
  {
    from,
    to,
    asset,
    kinds,
  }: {
    readonly from: number
    readonly to: ChainId
    readonly asset: Hex
    readonly kinds: readonly string[]
  },
): Promise<bigint | null> {
  const [sums, blocks] = await Promise.all([view.inFlight(), view.blocks()])
  if ((blocks.get(to) ?? null) === null) return null
  return sums
    .filter(
      (sum) => sum.chain_id === from && sum.dst_chain_id === to && kinds.includes(sum.kind) && sum.asset === asset,
    )
    .reduce((total, { amount }) => total + BigInt(amount), 0n)
}

async function inFlightOf(row: ExposureRow, view: View): Promise<AmountModel | null> {
  const to = counterpartOf(row, view.catalog).chain.chainId
  const kinds = row.role === 'HOME' ? ['mint'] : ['release', 'refund']
  const sum = await inFlightBetween(view, { from: row.chain_id, to, asset: row.asset, kinds })
  return sum === null ? null : amountOf(row, view.catalog, sum.toString())
}

/** `Exposure` and `ChainExposure`. */
export const exposureResolvers: Pick<Resolvers, 'Exposure' | 'ChainExposure'> = {
  Exposure: {
    id: (row, _args, { catalog }) =>
      row.role === 'HOME'
        ? `${row.chain_id}:${counterpartOf(row, catalog).chain.chainId}:${row.asset}`
        : `${row.chain_id}:${row.receipt}`,
    chain: (row, _args, { catalog }) => catalog.chain(row.chain_id),
    counterpart: (row, _args, { catalog }) => counterpartOf(row, catalog),
    asset: (row, _args, { catalog }) => assetOf(row, catalog),
    amount: (row, _args, { catalog }) => amountOf(row, catalog, row.amount),
    capacity: (row, _args, { catalog }) => (row.capacity === null ? null : amountOf(row, catalog, row.capacity)),
    held: (row, _args, { catalog }) => amountOf(row, catalog, row.held),
    state: (row) => (row.state === null ? null : bucketStateName(row.state)),
    inFlight: (row, _args, context, info) => inFlightOf(row, context.view(info)),
    asOfBlock: async (row, _args, context, info) =>
      (await context.view(info).blocks()).get(context.catalog.chain(row.chain_id).chain.chainId) ?? null,
    cut: (_row, _args, context, info) => context.view(info).cut ?? null,
  },
  ChainExposure: { cut: (_row, _args, context, info) => context.view(info).cut ?? null },
}
