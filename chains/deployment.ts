import { z } from 'zod'
import { DomainError } from '../domain/errors.ts'
import { type Address, type ChainId, chainId, type EndpointId, endpointId } from '../domain/identifiers.ts'
import { adaptersSchema } from './adapters.ts'
import { addressText } from './address-text.ts'
import { assertRequiredDvns } from './pathway-dvns.ts'

const assetSchema = z.object({
  symbol: z.string(),
  name: z.string(),
  address: addressText,
  decimals: z.number().int().min(0).max(77),
  /** Chainlink-shaped feed of the asset in USD, on the asset's own chain. */
  priceFeed: addressText.optional(),
})

const chainDeploymentSchema = z.object({
  name: z.string(),
  chainId: z.number().transform(chainId),
  eid: z.number().transform(endpointId),
  /** First block that can hold an event of ours. */
  startBlock: z.number().int().min(0),
  endpoint: addressText,
  sendLibrary: addressText,
  receiveLibrary: addressText,
  vault: addressText,
  buckets: addressText,
  relayWorker: addressText,
  /** Where the chain's node answers; environment variables override it. Absent on chains that need a secret URL. */
  rpcUrl: z.string().optional(),
  /** Gas units that messages to this chain buy for their delivery. */
  deliveryGas: z.number().int().positive(),
  /** Every DVN that a message to this chain needs, ours included. */
  requiredDvns: z.array(addressText),
  /** The same of messages from particular chains, in place of `requiredDvns`. */
  requiredDvnsFrom: z.array(z.object({ eid: z.number().transform(endpointId), dvns: z.array(addressText) })).optional(),
  /** Assets whose home is this chain. */
  assets: z.array(assetSchema),
  /** Contracts of others that are indexed beside ours; none when absent. */
  adapters: adaptersSchema.optional(),
})

const bucketSchema = z.object({
  home: z.number().transform(chainId),
  host: z.number().transform(chainId),
  asset: addressText,
})

const deploymentSchema = z
  .object({
    chains: z.array(chainDeploymentSchema).min(1),
    /** What was deployed of the buckets that these chains could have; all of them when absent. */
    buckets: z.array(bucketSchema).readonly().optional(),
  })
  .check(({ value: { chains, buckets = [] }, issues }) => {
    const known = new Set(chains.map((chain) => chain.chainId))
    for (const [index, { home, host }] of buckets.entries()) {
      if (known.has(home) && known.has(host)) continue
      issues.push({ code: 'custom', path: ['buckets', index], message: 'a chain that is not deployed', input: buckets })
    }
  })

/** Asset on its home chain. */
export type AssetDeployment = z.infer<typeof assetSchema>
/** Where Bulkhead and LayerZero live on one chain. */
export type ChainDeployment = z.infer<typeof chainDeploymentSchema>
/** Where Bulkhead lives: what `contracts/deploy` writes and every service reads. */
export type Deployment = z.infer<typeof deploymentSchema>

/** The deployment file does not have the form it must have. */
export class InvalidDeploymentError extends DomainError {
  readonly code = 'DEPLOYMENT_INVALID'
  readonly retryable = false
  constructor(readonly facts: { readonly problems: readonly string[] }) {
    super(`The deployment file is not usable: ${facts.problems.join('; ')}.`)
  }
}

/**
 * Reads a deployment from parsed JSON; addresses come out lower-case, unknown fields are dropped.
 *
 * @throws {@link InvalidDeploymentError} naming every field that is wrong; UnsafePathwayError when a chain requires fewer
 * than two independent DVNs.
 */
export function parseDeployment(json: unknown): Deployment {
  const result = deploymentSchema.safeParse(json)
  if (result.success) {
    for (const { name, chainId, requiredDvns, requiredDvnsFrom = [] } of result.data.chains) {
      for (const dvns of [requiredDvns, ...requiredDvnsFrom.map((from) => from.dvns)]) {
        assertRequiredDvns({ pathway: `messages to ${name}`, chainId, dvns })
      }
    }
    return result.data
  }
  throw new InvalidDeploymentError({
    problems: result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
  })
}

/** Every bucket of a deployment: those that it names, else each asset of each chain on every other chain. */
export const deployedBuckets = ({
  chains,
  buckets,
}: Deployment): readonly { readonly home: ChainId; readonly host: ChainId; readonly asset: Address }[] =>
  buckets ??
  chains.flatMap((home) =>
    home.assets.flatMap(({ address: asset }) =>
      chains
        .filter((host) => host.chainId !== home.chainId)
        .map((host) => ({ home: home.chainId, host: host.chainId, asset })),
    ),
  )

/** Every DVN that a message from a source to a chain needs. */
export const requiredDvnsFrom = (deployed: ChainDeployment, srcEid: EndpointId): readonly Address[] =>
  deployed.requiredDvnsFrom?.find(({ eid }) => eid === srcEid)?.dvns ?? deployed.requiredDvns
