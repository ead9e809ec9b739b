import { z } from 'zod'
import { knownChains } from '../../chains/registry.ts'
import { rawAmount } from '../../domain/amounts.ts'
import { DomainError } from '../../domain/errors.ts'
import { type Address, address, chainId, endpointId } from '../../domain/identifiers.ts'
import { assertPathways } from './pathways.ts'
import type { LayerZeroContracts, Topology, TopologyChain } from './topology.ts'

const addressText = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'is not an address')
  .transform(address)
const whole = z
  .string()
  .regex(/^\d{1,78}$/, 'is not a whole number in decimal text')
  .transform(BigInt)
const amount = whole.transform(rawAmount)
const chain = z.number().int().positive().transform(chainId)
const small = z.number().int().min(0)

const limits = z.object({
  burst: amount,
  refillPerSecond: amount,
  maxAmount: amount,
  minAmount: amount,
  delayThreshold: amount,
  delaySeconds: whole,
})
const lane = z.object({ home: chain, host: chain })

const layerZero = z.object({ endpoint: addressText, sendLibrary: addressText, receiveLibrary: addressText })

const topology = z.object({
  generation: small,
  deployer: addressText,
  roles: z.object({
    proposers: z.array(addressText),
    executors: z.array(addressText),
    timelockSeconds: whole,
    guardian: addressText,
    guard: addressText,
    steward: addressText,
  }),
  chains: z.array(
    z.object({
      name: z.string().optional(),
      chainId: chain,
      eid: z.number().int().positive().transform(endpointId).optional(),
      layerZero: layerZero.optional(),
      otherDvns: z.array(addressText),
      otherDvnsTowards: z.array(z.object({ remote: chain, dvns: z.array(addressText) })).optional(),
      confirmations: whole,
      attestors: z.array(addressText),
      attestorQuorum: small,
      deliveryGas: whole,
      fees: z.object({ dvnFee: whole, executorBaseFee: whole, feePerGas: whole }),
    }),
  ),
  lanes: z.array(lane),
  buckets: z.array(
    lane.extend({
      asset: addressText,
      decimals: small,
      receiptName: z.string(),
      receiptSymbol: z.string(),
      bucketCapacity: whole,
      limits,
      seasoning: z.object({ seconds: small, maxFreshPercent: small }),
      exitLimits: limits,
    }),
  ),
})

/** A topology file does not have the form it must have. */
export class InvalidTopologyFileError extends DomainError {
  readonly code = 'TOPOLOGY_FILE_INVALID'
  readonly retryable = false
  constructor(readonly facts: { readonly problems: readonly string[] }) {
    super(`The topology is not usable: ${facts.problems.join('; ')}.`)
  }
}

/**
 * Reads a topology from parsed JSON: numbers of the contracts are decimal text in it, addresses come out lower-case. Name,
 * endpoint id and LayerZero's contracts of a real chain are those of `chains/`; a file that says otherwise is refused.
 *
 * @throws {@link InvalidTopologyFileError} naming every field that is wrong; UnsafePathwayError for a pathway with fewer
 * than two independent required DVNs.
 */
export function parseTopology(json: unknown): Topology {
  const result = topology.safeParse(json)
  if (!result.success) {
    throw new InvalidTopologyFileError({
      problems: result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
    })
  }
  const read = { ...result.data, chains: result.data.chains.map(withKnown) }
  assertPathways(read)
  return read
}

type ReadChain = z.infer<typeof topology>['chains'][number]

function withKnown(read: ReadChain, index: number): TopologyChain {
  const known = knownChains.find(({ chainId }) => chainId === read.chainId)
  const value = <Value>(field: string, given: Value | undefined, ofChain: Value | undefined): Value => {
    const problem = (text: string) => new InvalidTopologyFileError({ problems: [`chains.${index}.${field}: ${text}`] })
    if (given !== undefined && ofChain !== undefined && given !== ofChain) {
      throw problem(`is ${given}, and ${ofChain} on ${known?.name}`)
    }
    const found = given ?? ofChain
    if (found === undefined) throw problem('is missing, and chains/ does not say it')
    return found
  }
  const contract = (name: keyof LayerZeroContracts): Address =>
    value(`layerZero.${name}`, read.layerZero?.[name], known?.layerZero?.[name])
  return {
    ...read,
    name: value('name', read.name, known?.name),
    eid: value('eid', read.eid, known?.eid),
    layerZero: {
      endpoint: contract('endpoint'),
      sendLibrary: contract('sendLibrary'),
      receiveLibrary: contract('receiveLibrary'),
    },
  }
}

/** A topology as plain JSON that {@link parseTopology} reads. */
export const topologyToJson = (value: Topology): unknown =>
  JSON.parse(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)))
