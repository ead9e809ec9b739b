import { concatHex, encodeFunctionData } from 'viem'
import { z } from 'zod'
import type { Chain } from '../../chains/chain.ts'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { relayWorkerAbi } from '../../contracts/abi/RelayWorker.ts'
import { joinSignatures } from '../../domain/attestation.ts'
import { address } from '../../domain/identifiers.ts'
import { decodePacket } from '../../domain/packet.ts'
import type { ChainPort, DeliveryGroup, ReadChainPort, SourceChainPort } from '../ports.ts'
import { askBlock } from './answer.ts'
import type { ChainRpc } from './chain-rpc.ts'
import { readDestinations, readExecutions } from './destination-reads.ts'
import { readHoldEnds } from './hold-ends.ts'
import { quoteRefund, readHolds, refundCall, releaseCall } from './hold-reads.ts'
import { blockKey, readPinnedFinal } from './pinned-final.ts'
import { readContracts } from './read-contracts.ts'
import type { TransactionSigner } from './signer.ts'
import { readOutboundNonces, readSent, readSentRange } from './source-reads.ts'
import { broadcast, callOf, readLane, readMined, signCall, simulate } from './transactions.ts'

/** Blocks that a provider may be behind the others before it counts as lagging: six seconds' worth, two at least. */
export const lagToleranceOf = ({ blockTimeSeconds }: Chain): bigint =>
  BigInt(Math.max(2, Math.ceil(6 / blockTimeSeconds)))

/** Answers of `attestors` and `quorum`. */
const attestorSet = z.tuple([z.array(z.string().transform(address)), z.number()])

/** Gas units that verifying and committing one message takes at most, and what every transaction takes besides. */
const verifyAndCommitGas = 310_000n
const transactionGas = 100_000n
/** What the hash of a message costs that a group leaves out: calldata and hashing. */
const leftOutGas = 2_000n

/** One EVM chain as a source: what an attestor reads of it, which takes no key. */
export function evmSourcePort({
  chain,
  deployed: { endpoint },
  rpc: { quorum },
}: {
  readonly chain: Chain
  readonly deployed: ChainDeployment
  readonly rpc: ChainRpc
}): SourceChainPort {
  const lagTolerance = lagToleranceOf(chain)
  return {
    chainId: chain.chainId,
    eid: chain.eid,
    readFinal: () => readPinnedFinal({ quorum, rule: chain.finality, lagTolerance }),
    readBlock: (number) => quorum.read((one) => askBlock(one, number), blockKey),
    readSent: (blockNumber) => readSent({ quorum, endpoint, blockNumber }),
    readSentRange: (range) => readSentRange({ quorum, endpoint, ...range }),
    readOutboundNonces: (pathways, at) => readOutboundNonces({ quorum, endpoint, pathways, at }),
  }
}

/** One EVM chain as source and destination, for whoever only reads. */
export function evmReadPort(options: {
  readonly chain: Chain
  readonly deployed: ChainDeployment
  readonly rpc: ChainRpc
}): ReadChainPort {
  const { deployed, rpc } = options
  const { any: client, quorum } = rpc
  return {
    ...evmSourcePort(options),
    readExecutions: (executions, at) => readExecutions({ quorum, deployed, executions, at }),
    readDestinations: (packets) => readDestinations({ client, deployed, packets }),
  }
}

/** One EVM chain with LayerZero and Bulkhead on it, for the relayer. */
export function evmChainPort({
  chain,
  deployed,
  rpc,
  signer,
}: {
  readonly chain: Chain
  readonly deployed: ChainDeployment
  readonly rpc: ChainRpc
  readonly signer: TransactionSigner
}): ChainPort {
  const { any: client } = rpc

  const withLogs = { supported: true }

  return {
    ...evmReadPort({ chain, deployed, rpc }),

    readLane: () => readLane(client, signer),
    async readPriorityFee() {
      return client.estimateMaxPriorityFeePerGas({ chain: null })
    },

    async readAttestors() {
      const worker = { address: deployed.relayWorker, abi: relayWorkerAbi }
      const reads = ['attestors', 'quorum'].map((functionName) => ({ ...worker, functionName, args: [] }))
      const [attestors, size] = attestorSet.parse(await readContracts(client, { reads }))
      return { attestors, quorum: size }
    },

    relayCall(groups) {
      const gasLimit = BigInt(deployed.deliveryGas)
      const data = encodeFunctionData({
        abi: relayWorkerAbi,
        functionName: 'relay',
        args: [groups.map((group) => relayGroup(group, gasLimit))],
      })
      const messages = groups.flatMap((group) => group.messages)
      const delivered = BigInt(messages.filter((message) => message.kind === 'delivered').length)
      const leftOut = BigInt(messages.length) - delivered
      const gas = transactionGas + delivered * (verifyAndCommitGas + gasLimit) + leftOut * leftOutGas
      return { to: deployed.relayWorker, data, value: 0n, gas }
    },

    simulate: (call) => simulate(client, { signer, call, deployed, withLogs }),
    sign: (call, { nonce, fees }) => signCall(signer, { chainId: chain.chainId, call, nonce, fees }),
    resign: (transaction, fees) =>
      signCall(signer, { chainId: chain.chainId, call: callOf(transaction), nonce: transaction.nonce, fees }),
    broadcast: (raw) => broadcast(client, raw),
    readHoldEnds: (ended, at) => readHoldEnds({ quorum: rpc.quorum, deployed, ended, at }),
    readHolds: (holds, now) => readHolds(client, { deployed, holds, now }),
    quoteRefund: (homeEid) => quoteRefund(client, deployed, homeEid),
    releaseCall: (hold) => releaseCall(deployed, hold),
    refundCall: (hold, feeWei) => refundCall(deployed, hold, feeWei),
    readMined: (txHashes) => readMined(client, { txHashes, deployed }),
  }
}

function relayGroup({ messages, attestations }: DeliveryGroup, gasLimit: bigint) {
  const [first] = attestations
  if (first === undefined) throw new TypeError('A group of messages that nobody attested')
  return {
    packets: messages.map((message) => {
      if (message.kind === 'left-out') return message.messageHash
      const packet = decodePacket(message.packet.encoded)
      return concatHex([packet.header, packet.message])
    }),
    confirmations: first.confirmations,
    expiry: first.expiry,
    gasLimit,
    signatures: joinSignatures(attestations),
  }
}
