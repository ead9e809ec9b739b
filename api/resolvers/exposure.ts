import { mayMatchChain } from '../../database/api/filter.ts'
import type { Catalog } from '../catalog.ts'
import type { ApiContext } from '../context.ts'
import { exposureFields } from '../fields.ts'
import type { ExposureWhere, Resolvers, ResolversTypes } from '../generated/resolver-types.ts'
import type { AmountModel, AssetModel, ChainModel, ExposureRow } from '../models.ts'
import { formatUsd, type ScaledUsd, sumUsd, usdValue } from '../price.ts'
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
  { catalog, exposure }: ApiContext,
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
  context: ApiContext,
  where: ExposureWhere | null | undefined,
): Promise<readonly ResolversTypes['ChainExposure'][]> {
  const { catalog } = context
  const filter = toFilter(where, exposureFields(catalog))
  const [rows, { chains }] = await Promise.all([exposureRows(context, where), context.statuses()])
  const priced = await Promise.all(
    rows.map(async (row) => ({ row, price: await context.price(assetOf(row, catalog)) })),
  )
  return chains
    .filter(({ chain }) => mayMatchChain(filter, 'chainId', chain.chain.chainId))
    .map(({ chain, indexed }) => {
      const own = priced.filter(({ row }) => row.chain_id === chain.chain.chainId)
      const sum = (role: ExposureRow['role'], raw: (row: ExposureRow) => string): string | null => {
        if (indexed === null) return null
        const values = own
          .filter(({ row }) => row.role === role)
          .map(({ row, price }) => usdValue(amountOf(row, catalog, raw(row)), price))
        return formatUsd(sumUsd(values.filter((value): value is ScaledUsd => value !== undefined)))
      }
      const unpriced = own
        .filter(({ row, price }) => usdValue(amountOf(row, catalog, row.amount), price) === undefined)
        .map(({ row }) => assetOf(row, catalog))
      return {
        chain,
        lockedUsd: sum('HOME', (row) => row.amount),
        outstandingUsd: sum('HOST', (row) => row.amount),
        capacityUsd: sum('HOST', (row) => row.capacity ?? '0'),
        unpriced: [...new Map(unpriced.map((asset) => [`${asset.chainId}:${asset.address}`, asset])).values()],
      }
    })
}

async function inFlightOf(row: ExposureRow, context: ApiContext): Promise<AmountModel | null> {
  const { catalog } = context
  const counterpart = counterpartOf(row, catalog).chain.chainId
  const [sums, { chains }] = await Promise.all([context.inFlight(), context.statuses()])
  const isIndexed = chains.some(({ chain, indexed }) => chain.chain.chainId === counterpart && indexed !== null)
  if (!isIndexed) return null
  const kinds = row.role === 'HOME' ? ['mint'] : ['release', 'refund']
  const sum = sums
    .filter(
      (candidate) =>
        candidate.chain_id === row.chain_id &&
        candidate.dst_chain_id === counterpart &&
        kinds.includes(candidate.kind) &&
        candidate.asset === row.asset,
    )
    .reduce((total, { amount }) => total + BigInt(amount), 0n)
  return amountOf(row, catalog, sum.toString())
}

/** `Exposure`. */
export const exposureResolvers: Pick<Resolvers, 'Exposure'> = {
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
    inFlight: (row, _args, context) => inFlightOf(row, context),
    asOfBlock: async (row, _args, context) => {
      const { chains } = await context.statuses()
      return chains.find(({ chain }) => chain.chain.chainId === row.chain_id)?.indexed ?? null
    },
  },
}
