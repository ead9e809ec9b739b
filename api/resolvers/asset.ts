import { formatDecimal } from '../../domain/amounts.ts'
import type { Resolvers } from '../generated/resolver-types.ts'
import { formatUsd, usdValue } from '../price.ts'

/** `Asset`, `Amount` and `Price`. */
export const assetResolvers: Pick<Resolvers, 'Asset' | 'Amount' | 'Price'> = {
  Asset: {
    id: ({ chainId, address }) => `${chainId}:${address}`,
    chain: ({ chainId }, _args, { catalog }) => catalog.chain(chainId),
    price: async (asset, _args, context, info) => (await context.view(info).price(asset)) ?? null,
  },
  Amount: {
    value: ({ raw, decimals }) => formatDecimal(raw, decimals),
    usd: async (amount, _args, context, info) => {
      const value = usdValue(amount, await context.view(info).price(amount.asset))
      return value === undefined ? null : formatUsd(value)
    },
    price: async ({ asset }, _args, context, info) => (await context.view(info).price(asset)) ?? null,
  },
  Price: {
    usd: ({ answer, decimals }) => formatDecimal(answer, decimals),
    ageSeconds: ({ observedAt, readAt }) => Math.max(0, Number(readAt - observedAt)),
  },
}
