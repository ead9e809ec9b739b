import type { ChainId } from '../../domain/identifiers.ts'
import type { View } from '../context.ts'
import type { ResolversTypes } from '../generated/resolver-types.ts'
import { historyKey } from '../history.ts'
import type { ChainModel } from '../models.ts'

/** What left each chain in the hours of a range, where something did. */
export async function flowRows(
  view: View,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly ResolversTypes['Flow'][]> {
  const { catalog } = view
  const flows = await Promise.all(
    (await view.exposure()).map(async (row): Promise<readonly ResolversTypes['Flow'][]> => {
      const here = catalog.chain(row.chain_id)
      const there = catalog.chainOfEndpoint(row.counterpart_eid)
      const of = { chainId: here.chain.chainId, eid: row.counterpart_eid, asset: row.asset }
      const key = historyKey(of, { interval: 'HOUR', from, to })
      const home = row.role === 'HOME' ? here : there
      const asset = catalog.asset(home, row.asset)
      const hours =
        row.role === 'HOME'
          ? (await view.compartmentHistory(key)).map((hour) => ({
              startsAt: hour.starts_at,
              amount: hour.locked_in,
              count: hour.lock_count,
            }))
          : (await view.bucketHistory(key)).map((hour) => ({
              startsAt: hour.starts_at,
              amount: hour.burned,
              count: hour.burn_count,
            }))
      const within = hours.filter(({ startsAt }) => startsAt !== null && BigInt(startsAt) >= key.from)
      const count = within.reduce((sum, hour) => sum + hour.count, 0)
      if (count === 0) return []
      const amount = within.reduce((sum, hour) => sum + BigInt(hour.amount), 0n)
      const kind = row.role === 'HOME' ? 'LOCKED' : 'BURNED'
      return [
        {
          source: here,
          destination: there,
          asset,
          kind,
          amount: catalog.amount(amount.toString(), asset, row.decimals ?? undefined),
          count,
        },
      ]
    }),
  )
  return flows.flat()
}

/** Block time up to which a chain is read, Unix seconds: the cut's, or the API's clock. */
export const readTime = (view: View, chain: ChainModel, nowMs: number): bigint => {
  const id: ChainId = chain.chain.chainId
  const cut = view.cut?.blocks.find((block) => block.chain.chain.chainId === id)
  return cut?.time ?? BigInt(Math.floor(nowMs / 1000))
}
