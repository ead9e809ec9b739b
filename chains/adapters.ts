import { type AbiEvent, parseAbiItem } from 'viem'
import { z } from 'zod'
import { DomainError } from '../domain/errors.ts'
import type { Address, Hex } from '../domain/identifiers.ts'
import { addressText } from './address-text.ts'
import type { Chain } from './chain.ts'
import type { AavePool } from './protocols.ts'

/** First block that can hold an event of what is chosen: that of its creation, or one before. */
const startBlock = z.number().int().min(0)

/** An event in Solidity's words, `event Created(address indexed vault)`. */
const eventText = z.string().transform((value, context): AbiEvent => {
  try {
    const item: unknown = parseAbiItem(value)
    if (isEvent(item)) return item
  } catch {
    // Said below.
  }
  context.addIssue({ code: 'custom', message: 'not an event as Solidity declares it' })
  return z.NEVER
})

const isEvent = (item: unknown): item is AbiEvent =>
  typeof item === 'object' && item !== null && 'type' in item && item.type === 'event'

/** What a factory says when it makes something, and which parameter of that is the new contract. */
const factorySchema = z
  .object({ address: z.array(addressText).min(1), event: eventText, parameter: z.string() })
  .check(({ value: { event, parameter }, issues }) => {
    if (event.inputs.some(({ name, type }) => name === parameter && type === 'address')) return
    issues.push({ code: 'custom', path: ['parameter'], message: 'not an address of the event', input: parameter })
  })

const marketId = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, 'not a market id of 32 bytes')
  .transform((id): Hex => `0x${id.slice(2).toLowerCase()}`)

/**
 * A feed of Chainlink's: the proxy that everybody asks, and the aggregators that it has asked, one after the other. The proxy
 * emits nothing; its round ids are phase × 2^64 + the aggregator's own.
 */
const chainlinkFeedSchema = z
  .object({
    feed: addressText,
    /** What is priced, as the feed's own `description()` has it: `ETH / USD`. */
    description: z.string().min(1),
    decimals: z.number().int().min(0).max(77),
    startBlock,
    phases: z
      .array(
        z.object({
          /** As `phaseId()` of the proxy gave it. */
          id: z.number().int().min(1).max(0xffff),
          aggregator: addressText,
          /** Block from which the proxy asks it. */
          fromBlock: z.number().int().min(0),
        }),
      )
      .min(1),
  })
  .check(({ value: { phases }, issues }) => {
    const rises = phases.every(({ id, fromBlock }, at) => {
      const before = phases[at - 1]
      return before === undefined || (id > before.id && fromBlock > before.fromBlock)
    })
    if (!rises) issues.push({ code: 'custom', path: ['phases'], message: 'not in the order of time', input: phases })
  })

/** The field `adapters` of a chain in the deployment file. */
export const adaptersSchema = z.object({
  /** ERC-4626 vaults: those that are listed, and those that factories make. */
  erc4626: z
    .object({ startBlock, vaults: z.array(addressText).default([]), factory: factorySchema.optional() })
    .optional(),
  /** Morpho Blue: the markets that are listed, or all. The contract need not be named where the chain's file knows it. */
  morphoBlue: z
    .object({
      address: addressText.optional(),
      startBlock: startBlock.optional(),
      markets: z.array(marketId).min(1).optional(),
    })
    .optional(),
  /** Pools of Aave v3, by the name that the chain's file knows, or by their contracts. */
  aaveV3: z
    .object({
      startBlock,
      /** First block at which the pools' tokens are of v3.5 or later, which round otherwise; none of them ever when absent. */
      v35FromBlock: z.number().int().min(0).optional(),
      pools: z.array(z.union([z.string(), z.object({ pool: addressText, poolConfigurator: addressText })])).min(1),
    })
    .optional(),
  chainlink: z.array(chainlinkFeedSchema).default([]),
})

/** A feed of Chainlink's that is chosen. */
export type ChainlinkFeed = z.infer<typeof chainlinkFeedSchema>

/** What the deployment file chooses to be indexed beside our own contracts. */
export type AdapterChoice = z.infer<typeof adaptersSchema>

/** A choice in which what the chain's file knows has been filled in. */
export interface ChosenAdapters extends Pick<AdapterChoice, 'erc4626' | 'chainlink'> {
  readonly morphoBlue?:
    | { readonly address: Address; readonly startBlock: number; readonly markets?: readonly Hex[] | undefined }
    | undefined
  readonly aaveV3?:
    | {
        readonly startBlock: number
        readonly v35FromBlock?: number | undefined
        readonly pools: readonly Omit<AavePool, 'name'>[]
      }
    | undefined
}

/** The deployment file chooses a protocol without naming its contracts, and the chain's file does not know them either. */
export class UnknownProtocolError extends DomainError {
  readonly code = 'PROTOCOL_UNKNOWN'
  readonly retryable = false
  constructor(readonly facts: { readonly chain: string; readonly protocol: string; readonly missing: string }) {
    super(`Where ${facts.protocol} is on ${facts.chain} is not known: ${facts.missing}.`, {
      hint: 'Say so in the field `adapters` of the deployment file.',
    })
  }
}

/**
 * What of other protocols is indexed on a chain: nothing that is not chosen.
 *
 * @throws {@link UnknownProtocolError}
 */
export function chosenAdapters(chain: Chain, choice: AdapterChoice = { chainlink: [] }): ChosenAdapters {
  const { erc4626, chainlink } = choice
  return { erc4626, chainlink, morphoBlue: morphoBlueOn(chain, choice), aaveV3: aaveV3On(chain, choice) }
}

function morphoBlueOn({ name, protocols = {} }: Chain, { morphoBlue }: AdapterChoice): ChosenAdapters['morphoBlue'] {
  if (morphoBlue === undefined) return undefined
  const known = morphoBlue.address === undefined ? protocols.morphoBlue : undefined
  const address = morphoBlue.address ?? known?.address
  const startBlock = morphoBlue.startBlock ?? known?.startBlock
  if (address === undefined || startBlock === undefined) {
    const missing = address === undefined ? 'its address' : 'its first block'
    throw new UnknownProtocolError({ chain: name, protocol: 'Morpho Blue', missing })
  }
  return { address, startBlock, markets: morphoBlue.markets }
}

function aaveV3On({ name: chain, protocols = {} }: Chain, { aaveV3 }: AdapterChoice): ChosenAdapters['aaveV3'] {
  if (aaveV3 === undefined) return undefined
  const pools = aaveV3.pools.map((chosen) => {
    if (typeof chosen !== 'string') return chosen
    const known = protocols.aaveV3?.find(({ name }) => name === chosen)
    if (known === undefined) throw new UnknownProtocolError({ chain, protocol: 'Aave v3', missing: `a pool ${chosen}` })
    return known
  })
  return { ...aaveV3, pools }
}
