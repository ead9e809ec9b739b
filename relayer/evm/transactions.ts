import { keccak256, parseTransaction, RpcRequestError, TransactionReceiptNotFoundError } from 'viem'
import { z } from 'zod'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { address, type ChainId, type Hex } from '../../domain/identifiers.ts'
import type { BroadcastOutcome, Call, Fees, LaneState, MinedCall, PreparedTransaction, Simulation } from '../ports.ts'
import type { EvmClient } from './client.ts'
import { relayOutcome } from './relay-outcome.ts'
import { revertData, revertReason } from './revert-reason.ts'
import type { TransactionSigner } from './signer.ts'

const quantity = z
  .string()
  .regex(/^0x[0-9a-f]{1,32}$/i)
  .transform(BigInt)
const hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/i)
  .transform((value) => value.toLowerCase() as Hex)
const bytes = z
  .string()
  .regex(/^0x(?:[0-9a-f]{2})*$/i)
  .transform((value) => value.toLowerCase() as Hex)

const laneBlock = z.object({
  number: quantity,
  hash,
  timestamp: quantity,
  gasLimit: quantity,
  /** Absent before EIP-1559, where nothing has to be paid above the price. */
  baseFeePerGas: quantity.default(0n),
})

/** Reads the newest block and the signer's next nonce after it. @throws ZodError; whatever the RPC throws. */
export async function readLane(client: EvmClient, signer: TransactionSigner): Promise<LaneState> {
  const [block, count] = await Promise.all([
    client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] }),
    client.request({ method: 'eth_getTransactionCount', params: [signer.address, 'latest'] }),
  ])
  const { number, hash: blockHash, timestamp, gasLimit, baseFeePerGas } = laneBlock.parse(block)
  const head = { number, hash: blockHash, time: timestamp }
  return { head, gasLimit, baseFeePerGas, signer: signer.address, nextNonce: quantity.parse(count) }
}

/** Signs a call under a nonce. Sends nothing. */
export async function signCall(
  signer: TransactionSigner,
  {
    chainId,
    call,
    nonce,
    fees,
  }: { readonly chainId: ChainId; readonly call: Call; readonly nonce: bigint; readonly fees: Fees },
): Promise<PreparedTransaction> {
  const raw = await signer.signTransaction({ chainId, ...call, nonce: Number(nonce), ...fees })
  return { signer: signer.address, nonce, txHash: keccak256(raw), raw, fees }
}

/** The call inside a signed transaction of ours. @throws TypeError for one that calls nothing. */
export function callOf({ raw }: Pick<PreparedTransaction, 'raw'>): Call {
  const { to, data = '0x', value = 0n, gas } = parseTransaction(raw)
  if (to === undefined || to === null || gas === undefined) throw new TypeError('A transaction that calls nothing')
  return { to: address(to), data, value, gas }
}

/*
 * What nodes say, by what they mean: geth, Nethermind, Erigon, Besu, Reth and anvil differ in words. None of these texts
 * holds anything secret.
 */
const meanings: readonly (readonly [RegExp, 'accepted' | 'nonce-used' | 'underpriced' | 'refused'])[] = [
  [/already (?:known|imported)|known transaction|already in the pool/i, 'accepted'],
  [/nonce (?:is )?too low|nonce has already been used|old ?nonce|invalid nonce/i, 'nonce-used'],
  [/underpriced|fee too low|less than (?:the )?(?:current )?block base fee|could not replace/i, 'underpriced'],
  [
    /insufficient funds|insufficient balance|exceeds (?:the )?block gas limit|intrinsic gas|exceeds.{0,20}(?:gas|size) (?:limit|cap)|oversized data/i,
    'refused',
  ],
]

/** Sends a signed transaction. @throws when no node can be asked, or says what stands for none of the outcomes. */
export async function broadcast(client: EvmClient, raw: Hex): Promise<BroadcastOutcome> {
  try {
    await client.request({ method: 'eth_sendRawTransaction', params: [raw] })
    return { kind: 'accepted' }
  } catch (error) {
    const said = nodeMessage(error)
    for (const [words, kind] of meanings) {
      const match = said === undefined ? null : words.exec(said)
      if (match !== null) return kind === 'refused' ? { kind, reason: `The node says: ${match[0]}.` } : { kind }
    }
    throw error
  }
}

/** What a node answered in place of a result; `undefined` when there was no answer. */
function nodeMessage(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof RpcRequestError) return `${cause.details} ${cause.message}`
  }
  return undefined
}

/** Which of these transactions are mined. @throws whatever the RPC throws; a failed read is not a missing receipt. */
export async function readMined(
  client: EvmClient,
  { txHashes, deployed }: { readonly txHashes: readonly Hex[]; readonly deployed: ChainDeployment },
): Promise<ReadonlyMap<Hex, MinedCall>> {
  const found = await Promise.all(
    txHashes.map(async (txHash): Promise<readonly (readonly [Hex, MinedCall])[]> => {
      const receipt = await client.getTransactionReceipt({ hash: txHash }).catch((error: unknown) => {
        if (error instanceof TransactionReceiptNotFoundError) return undefined
        throw error
      })
      if (receipt === undefined) return []
      const { status, blockNumber, gasUsed, logs } = receipt
      const outcome = relayOutcome(logs, deployed)
      return [[txHash, { txHash, success: status === 'success', blockNumber, gasUsed, ...outcome }]]
    }),
  )
  return new Map(found.flat())
}

const simulated = z.tuple([
  z.object({
    calls: z.tuple([
      z.object({
        status: quantity,
        returnData: bytes.default('0x'),
        logs: z.array(z.object({ address: bytes, topics: z.array(hash), data: bytes })).default([]),
      }),
    ]),
  }),
])

/**
 * Runs a call on top of the newest block, and reads its events where the node can give them (`eth_simulateV1`).
 *
 * @param options.withLogs - Remembers whether the node can; one that cannot only says whether the call reverts.
 * @throws ZodError; whatever the RPC throws.
 */
export async function simulate(
  client: EvmClient,
  {
    signer,
    call,
    deployed,
    withLogs,
  }: {
    readonly signer: TransactionSigner
    readonly call: Call
    readonly deployed: ChainDeployment
    readonly withLogs: { supported: boolean }
  },
): Promise<Simulation> {
  const { to, data, value, gas } = call
  if (withLogs.supported) {
    const calls = [{ from: signer.address, to, data, value: toHex(value), gas: toHex(gas) }]
    const request = { method: 'eth_simulateV1', params: [{ blockStateCalls: [{ calls }] }, 'latest'] }
    const answer: unknown = await client.request(request as never).catch((error: unknown) => {
      if (
        !/method.{0,40}(?:not|n't)|not (?:found|supported|available|implemented)|unsupported|unknown method/i.test(
          nodeMessage(error) ?? '',
        )
      ) {
        throw error
      }
      withLogs.supported = false
      return undefined
    })
    if (withLogs.supported) {
      const [
        {
          calls: [result],
        },
      ] = simulated.parse(answer)
      if (result.status !== 1n) return { kind: 'reverted', reason: revertReason(result.returnData).text }
      return { kind: 'ran', ...relayOutcome(result.logs, deployed) }
    }
  }
  try {
    await client.call({ account: signer.address, to, data, value, gas })
    return { kind: 'ran', executed: [], failed: [] }
  } catch (error) {
    const revert = revertData(error)
    if (revert === undefined) throw error
    return { kind: 'reverted', reason: revertReason(revert).text }
  }
}

const toHex = (value: bigint): Hex => `0x${value.toString(16)}`
