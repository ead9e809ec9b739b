import { type AbiEvent, parseAbiItem } from 'viem'
import { z } from 'zod'
import { addressText } from './address-text.ts'

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

/** The field `adapters` of a chain in the deployment file. */
export const adaptersSchema = z.object({
  /** ERC-4626 vaults: those that are listed, and those that factories make. */
  erc4626: z
    .object({ startBlock, vaults: z.array(addressText).default([]), factory: factorySchema.optional() })
    .optional(),
})

/** What the deployment file chooses to be indexed beside our own contracts. */
export type AdapterChoice = z.infer<typeof adaptersSchema>
