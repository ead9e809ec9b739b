import { z } from 'zod'
import { type Address, address, type Hex } from '../../domain/identifiers.ts'
import type { BlockObservation } from '../ports.ts'
import type { EvmClient } from './client.ts'

/*
 * Answers of a node, checked field by field: a provider may send anything. What does not fit throws a ZodError, which
 * the quorum names `malformed`; nothing is ever taken for zero or for absent.
 */

/** The provider does not have the block that was asked for. */
export class BlockNotHereError extends Error {}

const hex = z.string().regex(/^0x(?:[0-9a-f]{2})*$/i)
const lowerHex = hex.transform((value) => value.toLowerCase() as Hex)
const hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/i)
  .transform((value) => value.toLowerCase() as Hex)
/** Numbers of the protocol that fit a PostgreSQL bigint: block numbers, times, log indexes. */
const quantity = z
  .string()
  .regex(/^0x[0-9a-f]{1,16}$/i)
  .transform((value) => BigInt(value))
  .refine((value) => value < 2n ** 63n)
const addressText = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/i)
  .transform(address)

const block = z.object({ number: quantity, hash, timestamp: quantity })

const log = z.object({
  address: addressText,
  topics: z.array(hash).max(4),
  data: lowerHex,
  blockNumber: quantity,
  blockHash: hash,
  transactionHash: hash,
  logIndex: quantity,
  removed: z.literal(false).optional(),
})

/** One event as a node reports it, hex in lower case. */
export type LogAnswer = z.infer<typeof log>

/**
 * Reads a block's header.
 *
 * @throws {@link BlockNotHereError} when the node has none; ZodError; whatever the RPC throws.
 */
export async function askBlock(client: EvmClient, which: bigint | 'latest' | 'finalized'): Promise<BlockObservation> {
  const tag = typeof which === 'bigint' ? (`0x${which.toString(16)}` as const) : which
  const answer: unknown = await client.request({ method: 'eth_getBlockByNumber', params: [tag, false] })
  if (answer === null) throw new BlockNotHereError()
  const found = block.parse(answer)
  if (typeof which === 'bigint' && found.number !== which) throw new BlockNotHereError()
  return { number: found.number, hash: found.hash, time: found.timestamp }
}

/** @throws ZodError; whatever the RPC throws. */
export async function askChainId(client: EvmClient): Promise<bigint> {
  const answer: unknown = await client.request({ method: 'eth_chainId' })
  return quantity.parse(answer)
}

/**
 * Reads events of a range of blocks. That they lie in the range and come from the address is checked here: an answer
 * to another question is malformed.
 *
 * @param options.topics - As in `eth_getLogs`.
 * @throws ZodError; whatever the RPC throws.
 */
export async function askLogs(
  client: EvmClient,
  options: {
    readonly addresses: readonly Address[]
    readonly topics: readonly (Hex | readonly Hex[])[]
    readonly fromBlock: bigint
    readonly toBlock: bigint | 'latest'
  },
): Promise<readonly LogAnswer[]> {
  const { addresses, topics, fromBlock, toBlock } = options
  const answer: unknown = await client.request({
    method: 'eth_getLogs',
    params: [
      {
        address: [...addresses],
        topics: topics.map((topic) => (typeof topic === 'string' ? topic : [...topic])),
        fromBlock: `0x${fromBlock.toString(16)}`,
        toBlock: toBlock === 'latest' ? toBlock : `0x${toBlock.toString(16)}`,
      },
    ],
  })
  const fits = (topic: Hex | undefined, wanted: Hex | readonly Hex[]): boolean =>
    topic !== undefined && (typeof wanted === 'string' ? topic === wanted : wanted.includes(topic))
  return z
    .array(
      log.refine(
        (found) =>
          addresses.includes(found.address) &&
          found.blockNumber >= fromBlock &&
          (toBlock === 'latest' || found.blockNumber <= toBlock) &&
          topics.every((wanted, index) => fits(found.topics[index], wanted)),
      ),
    )
    .parse(answer)
}
