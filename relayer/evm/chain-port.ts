import { concatHex, encodeFunctionData, keccak256, parseEventLogs, TransactionReceiptNotFoundError } from 'viem'
import { z } from 'zod'
import type { Chain } from '../../chains/chain.ts'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { relayWorkerAbi } from '../../contracts/abi/RelayWorker.ts'
import { joinSignatures } from '../../domain/attestation.ts'
import { address, guid, type Hex } from '../../domain/identifiers.ts'
import { decodePacket, packetGuid } from '../../domain/packet.ts'
import type { ChainPort, DeliveryGroup, SourceChainPort, TransactionOutcome } from '../ports.ts'
import { askBlock } from './answer.ts'
import type { ChainRpc } from './chain-rpc.ts'
import { readDestinations, readExecutions } from './destination-reads.ts'
import { blockKey, readPinnedFinal } from './pinned-final.ts'
import { readContracts } from './read-contracts.ts'
import { revertReason } from './revert-reason.ts'
import type { TransactionSigner } from './signer.ts'
import { readOutboundNonces, readSent } from './source-reads.ts'

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
    readOutboundNonces: (pathways, at) => readOutboundNonces({ quorum, endpoint, pathways, at }),
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
  const { any: client, quorum } = rpc

  /** A receipt, or `undefined` when the chain has none; any other failure is thrown. */
  const findReceipt = (hash: Hex) =>
    client.getTransactionReceipt({ hash }).catch((error: unknown) => {
      if (error instanceof TransactionReceiptNotFoundError) return undefined
      throw error
    })

  return {
    ...evmSourcePort({ chain, deployed, rpc }),
    readExecutions: (executions, at) => readExecutions({ quorum, deployed, executions, at }),
    readDestinations: (packets) => readDestinations({ client, deployed, packets }),

    async readAttestors() {
      const worker = { address: deployed.relayWorker, abi: relayWorkerAbi }
      const reads = ['attestors', 'quorum'].map((functionName) => ({ ...worker, functionName, args: [] }))
      const [attestors, size] = attestorSet.parse(await readContracts(client, { reads }))
      return { attestors, quorum: size }
    },

    async readNonce() {
      return BigInt(await client.getTransactionCount({ address: signer.address, blockTag: 'latest' }))
    },

    async prepareRelay({ groups, nonce }) {
      const gasLimit = BigInt(deployed.deliveryGas)
      const data = encodeFunctionData({
        abi: relayWorkerAbi,
        functionName: 'relay',
        args: [groups.map((group) => relayGroup(group, gasLimit))],
      })
      const messages = groups.flatMap((group) => group.messages)
      const delivered = messages.filter((message) => message.kind === 'delivered').length
      const leftOut = BigInt(messages.length - delivered)
      const gas = transactionGas + BigInt(delivered) * (verifyAndCommitGas + gasLimit) + leftOut * leftOutGas
      const [fees] = await Promise.all([
        client.estimateFeesPerGas({ type: 'eip1559', chain: null }),
        client.call({ account: signer.address, to: deployed.relayWorker, data, gas }),
      ])
      const raw = await signer.signTransaction({
        chainId: chain.chainId,
        to: deployed.relayWorker,
        data,
        nonce: Number(nonce),
        gas,
        maxFeePerGas: fees.maxFeePerGas,
        maxPriorityFeePerGas: fees.maxPriorityFeePerGas,
      })
      return { signer: signer.address, nonce, txHash: keccak256(raw), raw }
    },

    async broadcast(raw) {
      try {
        await client.request({ method: 'eth_sendRawTransaction', params: [raw] })
      } catch (error) {
        // Known already, or its nonce is used: the receipt tells which, and is read next.
        if (error instanceof Error && /already (known|imported)|nonce too low/i.test(error.message)) return
        throw error
      }
    },

    async readOutcome(transaction) {
      // The nonce is read before the receipt: a transaction mined in between then shows as mined.
      const nextNonce = await client.getTransactionCount({ address: transaction.signer, blockTag: 'latest' })
      const receipt = await findReceipt(transaction.txHash)
      if (receipt === undefined) return { kind: BigInt(nextNonce) > transaction.nonce ? 'superseded' : 'pending' }
      return {
        kind: 'mined',
        success: receipt.status === 'success',
        blockNumber: receipt.blockNumber,
        gasUsed: receipt.gasUsed,
        ...outcomeOf(receipt.logs),
      }
    },
  }

  function outcomeOf(
    logs: Parameters<typeof parseEventLogs>[0]['logs'],
  ): Pick<Extract<TransactionOutcome, { kind: 'mined' }>, 'executed' | 'failed'> {
    const executed = parseEventLogs({ abi: endpointV2Abi, eventName: 'PacketDelivered', logs })
      .filter((log) => address(log.address) === deployed.endpoint)
      .map(({ args: { origin, receiver } }) =>
        packetGuid({
          nonce: origin.nonce,
          srcEid: origin.srcEid,
          sender: address(`0x${origin.sender.slice(-40)}`),
          dstEid: chain.eid,
          receiver: address(receiver),
        }),
      )
    const failed = parseEventLogs({
      abi: relayWorkerAbi,
      eventName: ['CommitFailed', 'ExecutionFailed', 'JobRejected'],
      logs,
    })
      .filter((log) => address(log.address) === deployed.relayWorker)
      .map((log) => ({
        guid: guid(log.args.guid),
        reason: `${log.eventName}: ${revertReason(log.args.reason).text}`,
      }))
    return { executed, failed }
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
