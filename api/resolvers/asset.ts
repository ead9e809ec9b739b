import { formatDecimal } from '../../domain/amounts.ts'
import type { View } from '../context.ts'
import type { Resolvers } from '../generated/resolver-types.ts'
import type { AmountModel, PriceModel } from '../models.ts'
import { formatUsd, usdValue } from '../price.ts'

function usdOf(amount: AmountModel, price: PriceModel | undefined): string | null {
  const value = usdValue(amount, price)
  return value === undefined ? null : formatUsd(value)
}

const orNull = (price: ReturnType<View['price']>): PriceModel | null | Promise<PriceModel | null> =>
  price instanceof Promise ? price.then((read) => read ?? null) : (price ?? null)

const ageOf = ({ observedAt, readAt }: PriceModel): number => Math.max(0, Number(readAt - observedAt))

/** `Asset`, `Amount`, `Price` and `FeedPrice`. */
export const assetResolvers: Pick<Resolvers, 'Asset' | 'Amount' | 'Price' | 'FeedPrice'> = {
  Asset: {
    id: ({ chainId, address }) => `${chainId}:${address}`,
    chain: ({ chainId }, _args, { catalog }) => catalog.chain(chainId),
    price: (asset, _args, context, info) => orNull(context.view(info).price(asset)),
  },
  Amount: {
    value: ({ raw, decimals }) => formatDecimal(raw, decimals),
    usd: (amount, _args, context, info) => {
      const price = context.view(info).price(amount.asset)
      return price instanceof Promise ? price.then((read) => usdOf(amount, read)) : usdOf(amount, price)
    },
    price: ({ asset }, _args, context, info) => orNull(context.view(info).price(asset)),
  },
  Price: {
    usd: ({ answer, decimals }) => formatDecimal(answer, decimals),
    ageSeconds: ageOf,
  },
  FeedPrice: {
    id: ({ feed }) => `${feed.chainId}:${feed.feed}`,
    chain: ({ feed }, _args, { catalog }) => catalog.chain(feed.chainId),
    feed: ({ feed }) => feed.feed,
    description: ({ feed }) => feed.description,
    value: ({ price }) => formatDecimal(price.answer, price.decimals),
    answer: ({ price }) => price.answer,
    decimals: ({ price }) => price.decimals,
    round: ({ price }) => price.round,
    aggregator: ({ row }) => row.aggregator,
    observedAt: ({ price }) => price.observedAt,
    ageSeconds: ({ price }) => ageOf(price),
    blockNumber: ({ row }) => BigInt(row.block_number),
    txHash: ({ row }) => row.tx_hash,
    cut: (_price, _args, context, info) => context.view(info).cut ?? null,
  },
}
