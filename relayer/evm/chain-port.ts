import {
  encodeFunctionData,
  getAbiItem,
  hexToBigInt,
  keccak256,
  numberToHex,
  pad,
  parseEventLogs,
  TransactionReceiptNotFoundError,
  toEventSelector,
} from 'viem'
import type { Chain } from '../../chains/chain.ts'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { receiveUln302Abi } from '../../contracts/abi/ReceiveUln302.ts'
import { relayWorkerAbi } from '../../contracts/abi/RelayWorker.ts'
import { joinSignatures } from '../../domain/attestation.ts'
import { address, guid, type Hex } from '../../domain/identifiers.ts'
import { decodePacket, type Packet, packetGuid } from '../../domain/packet.ts'
import type { ChainPort, Delivery, TransactionOutcome } from '../ports.ts'
import type { EvmClient } from './client.ts'
import { readHead } from './head.ts'
import { revertReason } from './revert-reason.ts'
import type { TransactionSigner } from './signer.ts'

const emptyHash = pad('0x', { size: 32 })

/** Gas units that verifying and committing one message takes at most, and what every transaction takes besides. */
const verifyAndCommitGas = 310_000n
const transactionGas = 100_000n

/** One EVM chain with LayerZero and Bulkhead on it, for the relayer. */
export function evmChainPort({
  chain,
  deployed,
  client,
  signer,
}: {
  readonly chain: Chain
  readonly deployed: ChainDeployment
  readonly client: EvmClient
  readonly signer: TransactionSigner
}): ChainPort {
  const endpoint = { address: deployed.endpoint, abi: endpointV2Abi } as const
  const receiveLibrary = { address: deployed.receiveLibrary, abi: receiveUln302Abi } as const
  const otherDvns = deployed.requiredDvns.filter((dvn) => dvn !== deployed.relayWorker)

  /** A receipt, or `undefined` when the chain has none; any other failure is thrown. */
  const findReceipt = (hash: Hex) =>
    client.getTransactionReceipt({ hash }).catch((error: unknown) => {
      if (error instanceof TransactionReceiptNotFoundError) return undefined
      throw error
    })

  return {
    chainId: chain.chainId,
    eid: chain.eid,

    readHead: () => readHead(client, chain.finality),

    async readSource(hint) {
      const receipt = await findReceipt(hint.sourceTxHash)
      if (receipt === undefined) return { kind: 'absent' }
      const sent = parseEventLogs({ abi: endpointV2Abi, eventName: 'PacketSent', logs: receipt.logs })
        .filter((log) => address(log.address) === deployed.endpoint)
        .map((log) => log.args.encodedPayload)
        .find((encoded) => decodePacket(encoded).guid === hint.guid)
      if (sent === undefined) return { kind: 'absent' }
      return { kind: 'present', blockHash: receipt.blockHash, blockNumber: receipt.blockNumber, encoded: sent }
    },

    async readDestination(hint) {
      const packet = decodePacket(hint.encoded)
      const pathway = [packet.receiver, packet.srcEid, pad(packet.sender, { size: 32 })] as const
      const [storedHash, lazyNonce, ...verifications] = await Promise.all([
        client.readContract({ ...endpoint, functionName: 'inboundPayloadHash', args: [...pathway, packet.nonce] }),
        client.readContract({ ...endpoint, functionName: 'lazyInboundNonce', args: pathway }),
        ...otherDvns.map(async (dvn) => {
          const [submitted] = await client.readContract({
            ...receiveLibrary,
            functionName: 'hashLookup',
            args: [keccak256(packet.header), packet.payloadHash, dvn],
          })
          return { dvn, submitted }
        }),
      ])
      const committed = storedHash === packet.payloadHash
      const executed = storedHash === emptyHash && packet.nonce <= lazyNonce
      const missing = verifications.filter((verification) => !verification.submitted)
      return { committed, executed, missingDvns: committed || executed ? [] : missing.map(({ dvn }) => dvn) }
    },

    async findExecution(hint) {
      const packet = decodePacket(hint.encoded)
      const [log] = await client.request({
        method: 'eth_getLogs',
        params: [
          {
            address: packet.receiver,
            topics: [executionTopics, hint.guid],
            fromBlock: numberToHex(deployed.startBlock),
            toBlock: 'latest',
          },
        ],
      })
      if (log === undefined || log.blockNumber === null || log.transactionHash === null) return undefined
      return { blockNumber: hexToBigInt(log.blockNumber), txHash: log.transactionHash }
    },

    async readNonce() {
      return BigInt(await client.getTransactionCount({ address: signer.address, blockTag: 'latest' }))
    },

    async prepareRelay({ deliveries, nonce }) {
      const gasLimit = BigInt(deployed.deliveryGas)
      const data = encodeFunctionData({
        abi: relayWorkerAbi,
        functionName: 'relay',
        args: [deliveries.map((delivery) => relayJob(delivery, gasLimit))],
      })
      const gas = transactionGas + BigInt(deliveries.length) * (verifyAndCommitGas + gasLimit)
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

/** What vault and buckets emit when they take a message; the guid is the first indexed argument of each. */
const executionTopics: Hex[] = [
  toEventSelector(getAbiItem({ abi: receiptBucketsAbi, name: 'Minted' })),
  toEventSelector(getAbiItem({ abi: receiptBucketsAbi, name: 'Held' })),
  toEventSelector(getAbiItem({ abi: collateralVaultAbi, name: 'Released' })),
  toEventSelector(getAbiItem({ abi: collateralVaultAbi, name: 'Refunded' })),
  toEventSelector(getAbiItem({ abi: collateralVaultAbi, name: 'NoopReceived' })),
]

function relayJob({ packet: hint, attestations }: Delivery, gasLimit: bigint) {
  const packet: Packet = decodePacket(hint.encoded)
  const [first] = attestations
  if (first === undefined) throw new TypeError(`No attestation for ${hint.guid}`)
  return {
    header: packet.header,
    guid: packet.guid,
    message: packet.message,
    confirmations: first.confirmations,
    expiry: first.expiry,
    gasLimit,
    signatures: joinSignatures(attestations),
  }
}
