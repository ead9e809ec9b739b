import type { View } from '../context.ts'
import type { ResolversTypes } from '../generated/resolver-types.ts'
import { parseContractId } from '../ids.ts'
import type { CutModel } from '../models.ts'
import { inFlightBetween } from './exposure.ts'

/** What is behind the receipts of each compartment, all of it at the view's cut. */
export async function backingRows(
  view: View & { readonly cut: CutModel },
  asset: string | null | undefined,
): Promise<readonly ResolversTypes['Backing'][]> {
  const { catalog, cut } = view
  const only = asset === null || asset === undefined ? undefined : parseContractId(catalog, asset)
  const exposure = await view.exposure()
  const compartments = exposure.filter(
    (row) =>
      row.role === 'HOME' &&
      (only === undefined || (row.chain_id === only.chain.chain.chainId && row.asset === only.address)),
  )
  return Promise.all(
    compartments.map(async (row) => {
      const home = catalog.chain(row.chain_id)
      const host = catalog.chainOfEndpoint(row.counterpart_eid)
      const model = catalog.asset(home, row.asset)
      const between = (from: typeof home, to: typeof home, kinds: readonly string[]) =>
        inFlightBetween(view, { from: from.chain.chainId, to: to.chain.chainId, asset: row.asset, kinds })
      const isRead = (await view.blocks()).has(host.chain.chainId)
      const bucket = exposure.find(
        (candidate) =>
          candidate.role === 'HOST' &&
          candidate.chain_id === host.chain.chainId &&
          candidate.counterpart_eid === home.chain.eid &&
          candidate.asset === row.asset,
      )
      const figures = isRead
        ? {
            outstanding: BigInt(bucket?.amount ?? 0),
            held: BigInt(bucket?.held ?? 0),
            inFlightToHost: (await between(home, host, ['mint'])) ?? 0n,
            inFlightToHome: (await between(host, home, ['release', 'refund'])) ?? 0n,
          }
        : undefined
      const amount = (raw: bigint | undefined) => (raw === undefined ? null : catalog.amount(raw.toString(), model))
      const claims = figures && figures.outstanding + figures.held + figures.inFlightToHost + figures.inFlightToHome
      return {
        home,
        host,
        asset: model,
        locked: catalog.amount(row.amount, model),
        outstanding: amount(figures?.outstanding),
        held: amount(figures?.held),
        inFlightToHost: amount(figures?.inFlightToHost),
        inFlightToHome: amount(figures?.inFlightToHome),
        surplus: claims === undefined ? null : BigInt(row.amount) - claims,
        cut,
      }
    }),
  )
}
