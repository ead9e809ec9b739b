import type { Resolvers } from '../generated/resolver-types.ts'

/** `Chain`. */
export const chainResolvers: Pick<Resolvers, 'Chain'> = {
  Chain: {
    id: ({ chain }) => chain.chainId,
    name: ({ chain }) => chain.name,
    eid: ({ chain }) => chain.eid,
    blockTimeSeconds: ({ chain }) => chain.blockTimeSeconds,
    finality: ({ chain: { finality } }) => ({
      rule: finality.kind === 'tag' ? 'TAG' : 'DEPTH',
      depth: finality.depth,
    }),
    local: ({ chain }) => chain.local,
    vault: ({ deployed }) => deployed.vault,
    buckets: ({ deployed }) => deployed.buckets,
    assets: ({ chain }, _args, { catalog }) => catalog.assets.filter(({ chainId }) => chainId === chain.chainId),
    status: async ({ chain }, _args, context) => {
      const { chains } = await context.statuses()
      const status = chains.find((candidate) => candidate.chain.chain.chainId === chain.chainId)
      if (status === undefined) throw new TypeError(`Chain ${chain.chainId} has no status`)
      return status
    },
  },
}
