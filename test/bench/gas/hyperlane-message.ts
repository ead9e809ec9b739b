import {
  concatHex,
  encodePacked,
  keccak256,
  numberToHex,
  pad,
  parseEventLogs,
  type TransactionReceipt,
  toHex,
} from 'viem'
import type { Hex } from '../../../domain/identifiers.ts'
import { accounts } from './accounts.ts'
import type { BenchChain } from './bench-chains.ts'
import { hyperlaneArtifact } from './hyperlane-artifacts.ts'
import type { HyperlaneCore } from './hyperlane-core.ts'

/** A dispatched message, and where it stands in its origin's Merkle tree. */
export interface HyperlaneMessage {
  readonly body: Hex
  readonly origin: BenchChain
  readonly originCore: HyperlaneCore
  readonly index: number
  readonly blockNumber: bigint
}

/** The one message that a transaction dispatched. */
export function messageIn(
  { logs, blockNumber }: TransactionReceipt,
  origin: BenchChain,
  originCore: HyperlaneCore,
): HyperlaneMessage {
  const [dispatch] = parseEventLogs({ abi: hyperlaneArtifact('Mailbox').abi, eventName: 'Dispatch', logs })
  const { abi } = hyperlaneArtifact('MerkleTreeHook')
  const [inserted] = parseEventLogs({ abi, eventName: 'InsertedIntoTree', logs })
  if (dispatch === undefined || inserted === undefined) throw new TypeError('The transaction dispatched no message')
  return { body: dispatch.args.message, origin, originCore, index: inserted.args.index, blockNumber }
}

/**
 * What the ISM wants to see of a message: the checkpoint that holds it as its newest, signed by the validator.
 *
 * @see CheckpointLib.sol, MessageIdMultisigIsmMetadata.sol of @hyperlane-xyz/core
 */
export async function signedCheckpoint(message: HyperlaneMessage): Promise<Hex> {
  const { origin, originCore, index, blockNumber, body } = message
  const [root] = await origin.client.readContract({
    address: originCore.merkleTreeHook,
    abi: hyperlaneArtifact('MerkleTreeHook').abi,
    functionName: 'latestCheckpoint',
    blockNumber,
  })
  const tree = pad(originCore.merkleTreeHook)
  const domain = keccak256(concatHex([numberToHex(origin.chainId, { size: 4 }), tree, toHex('HYPERLANE')]))
  const raw = keccak256(
    encodePacked(['bytes32', 'bytes32', 'uint32', 'bytes32'], [domain, root, index, keccak256(body)]),
  )
  const signature = await accounts.hyperlaneValidator.signMessage({ message: { raw } })
  return concatHex([tree, root, numberToHex(index, { size: 4 }), signature])
}
