import { z } from 'zod'
import { rawAmount } from '../../domain/amounts.ts'
import { DomainError } from '../../domain/errors.ts'
import { address, chainId, endpointId } from '../../domain/identifiers.ts'
import type { Topology } from './topology.ts'

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
      name: z.string(),
      chainId: chain,
      eid: z.number().int().positive().transform(endpointId),
      layerZero: z.object({ endpoint: addressText, sendLibrary: addressText, receiveLibrary: addressText }),
      otherDvns: z.array(addressText),
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
 * Reads a topology from parsed JSON: numbers of the contracts are decimal text in it, addresses come out lower-case.
 *
 * @throws {@link InvalidTopologyFileError} naming every field that is wrong.
 */
export function parseTopology(json: unknown): Topology {
  const result = topology.safeParse(json)
  if (result.success) return result.data
  throw new InvalidTopologyFileError({
    problems: result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
  })
}

/** A topology as plain JSON that {@link parseTopology} reads. */
export const topologyToJson = (value: Topology): unknown =>
  JSON.parse(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)))
