import { encodeFunctionData, type Hex, pad, parseAbi } from 'viem'
import { receiveUln302Abi } from '../../../contracts/abi/ReceiveUln302.ts'
import type { SequenceStep } from '../../../devnet/anvil/send-sequence.ts'
import { sendSequence } from '../../../devnet/anvil/send-sequence.ts'
import type { Packet } from '../../../domain/packet.ts'
import { accounts } from './accounts.ts'
import { type BatchedCall, batchStep } from './batch-caller.ts'
import type { BenchChain } from './bench-chains.ts'
import { assertDelivered, type DeliveryWay, type Direction, gasOf } from './contender.ts'
import { type BenchDvn, verifyByDvn } from './dvn-verification.ts'
import { deliveriesIn, type SentPacket } from './packets.ts'

const executionAbi = parseAbi([
  'struct Origin { uint32 srcEid; bytes32 sender; uint64 nonce; }',
  'struct ExecutionParams { address receiver; Origin origin; bytes32 guid; bytes message; bytes extraData; uint256 gasLimit; }',
  'struct LzReceiveParam { Origin origin; address receiver; bytes32 guid; bytes message; bytes extraData; uint256 gas; uint256 value; }',
  'struct NativeDropParam { address receiver; uint256 amount; }',
  'function execute302(ExecutionParams params) payable',
  'function commitAndExecute(address receiveLib, LzReceiveParam lzReceiveParam, NativeDropParam[] nativeDropParams) payable',
  'function lzReceive(Origin origin, address receiver, bytes32 guid, bytes message, bytes extraData) payable',
])

/** Gas units for `lzReceive`, and for each transaction around it; unused ones cost nothing. */
const receiveGas = 200_000n
const transactionGas = 1_000_000n

/** Where packets go, and which DVNs verify them there. */
export interface OftDestination {
  readonly destination: BenchChain
  readonly confirmations: bigint
  readonly dvns: readonly BenchDvn[]
}

/**
 * The ways to deliver to an OFT. Each DVN verifies all packets in one `DVN.execute`. Then:
 * - `commitAndExecute`: LayerZero's permissionless `LzExecutor`, one transaction per packet;
 * - `execute302`: a commit and `Executor.execute302` per packet, as LayerZero's executor does;
 * - `batched`: commits and `lzReceive` of all packets in one transaction. No deployed executor does that.
 */
export function deliveryWays(
  name: string,
  towards: (direction: Direction) => OftDestination,
): readonly DeliveryWay<SentPacket>[] {
  const way = (
    wayName: string,
    standard: boolean,
    steps: (destination: BenchChain, packets: readonly Packet[]) => readonly SequenceStep[],
  ): DeliveryWay<SentPacket> => ({
    name: wayName,
    standard,
    async deliver(direction, packets) {
      const { destination, confirmations, dvns } = towards(direction)
      let verification = 0
      for (const dvn of dvns) verification += await verifyByDvn(destination, dvn, { packets, confirmations })
      const receipts = await sendSequence({
        chain: destination,
        account: accounts.submitter,
        steps: steps(destination, packets),
      })
      assertDelivered(`${name}, ${wayName},`, deliveriesIn(receipts), packets.length)
      return { delivery: gasOf(receipts), verification }
    },
  })
  return [
    way('commitAndExecute', true, (destination, packets) =>
      packets.map((packet) => ({
        name: 'commitAndExecute',
        ...commitAndExecute(destination, packet),
        gas: transactionGas,
      })),
    ),
    way('execute302', true, (destination, packets) =>
      packets.flatMap((packet) => [
        { name: 'commit', ...commit(destination, packet), gas: transactionGas },
        { name: 'execute302', ...execute302(destination, packet), gas: transactionGas },
      ]),
    ),
    way('batched', false, (destination, packets) => [
      batchStep(
        destination,
        packets.flatMap((packet) => [commit(destination, packet), receive(destination, packet)]),
      ),
    ]),
  ]
}

const originOf = ({ srcEid, sender, nonce }: Packet) => ({ srcEid, sender: pad(sender), nonce })
const nothing: Hex = '0x'

const commit = ({ layerZero }: BenchChain, { header, payloadHash }: Packet): BatchedCall => ({
  to: layerZero.receiveLibrary,
  data: encodeFunctionData({
    abi: receiveUln302Abi,
    functionName: 'commitVerification',
    args: [header, payloadHash],
  }),
})

function execute302({ layerZero }: BenchChain, packet: Packet): BatchedCall {
  const { receiver, guid, message } = packet
  const params = { receiver, origin: originOf(packet), guid, message, extraData: nothing, gasLimit: receiveGas }
  return {
    to: layerZero.executor,
    data: encodeFunctionData({ abi: executionAbi, functionName: 'execute302', args: [params] }),
  }
}

function commitAndExecute({ layerZero }: BenchChain, packet: Packet): BatchedCall {
  const { receiver, guid, message } = packet
  const params = { origin: originOf(packet), receiver, guid, message, extraData: nothing, gas: receiveGas, value: 0n }
  return {
    to: layerZero.lzExecutor,
    data: encodeFunctionData({
      abi: executionAbi,
      functionName: 'commitAndExecute',
      args: [layerZero.receiveLibrary, params, []],
    }),
  }
}

function receive({ layerZero }: BenchChain, packet: Packet): BatchedCall {
  const { receiver, guid, message } = packet
  return {
    to: layerZero.endpoint,
    data: encodeFunctionData({
      abi: executionAbi,
      functionName: 'lzReceive',
      args: [originOf(packet), receiver, guid, message, nothing],
    }),
  }
}
