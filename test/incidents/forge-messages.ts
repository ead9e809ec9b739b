import { concatHex, encodeFunctionData, numberToHex, pad } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { dvnAbi } from '../../contracts/abi/DVN.ts'
import { relayWorkerAbi } from '../../contracts/abi/RelayWorker.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { signedVerification } from '../../devnet/layerzero/signed-verification.ts'
import { versionOneEid } from '../../devnet/layerzero/version-one-eid.ts'
import { joinSignatures, messageHash } from '../../domain/attestation.ts'
import type { Address, Hex } from '../../domain/identifiers.ts'
import { decodePacket, type Packet, type PacketPath, packetGuid } from '../../domain/packet.ts'
import { type Attestor, localAttestor } from '../../relayer/evm/signer.ts'
import { attestorQuorum } from './limits.ts'
import { type StageChain, submit } from './stage.ts'

const submitter = privateKeyToAccount(testAccounts.layerZeroDvnSubmitter.privateKey)
const dvnSigner = privateKeyToAccount(testAccounts.layerZeroDvnSigner.privateKey)
const attestors = testAccounts.attestors.slice(0, attestorQuorum).map(({ privateKey }) => localAttestor(privateKey))

/** Gas of one message and of its transaction, for the DVN's verification and for ours. */
const gas = { verify: 150_000n, relay: 650_000n, transaction: 200_000n } as const
/** Gas that a delivery gets, as the deployment says. */
export const deliveryGas = 250_000n
/** Well within a block. */
const perTransaction = 15

/** A packet as the endpoint would have sent it; whether anybody did is another matter. */
export function packetOf(path: PacketPath, message: Hex): Packet {
  const { nonce, srcEid, sender, dstEid, receiver } = path
  const header = [numberToHex(1, { size: 1 }), numberToHex(nonce, { size: 8 }), numberToHex(srcEid, { size: 4 })]
  const ends = [pad(sender, { size: 32 }), numberToHex(dstEid, { size: 4 }), pad(receiver, { size: 32 })]
  return decodePacket(concatHex([...header, ...ends, packetGuid(path), message]))
}

/**
 * Has packets verified by the second DVN and by the attestors' quorum, and delivers them, all with the next block. It signs
 * whatever it is given, as keys do that somebody else holds.
 *
 * @param options.confirmations - Of the source, as the receiver asks for.
 * @param options.signers - Attestors that sign; default: as many as count.
 * @returns The transactions.
 */
export async function deliver(
  destination: StageChain,
  options: {
    readonly relayWorker: Address
    readonly packets: readonly Packet[]
    readonly confirmations: bigint
    readonly expiry: bigint
    readonly signers?: readonly Attestor[]
  },
): Promise<readonly Hex[]> {
  const sent: Hex[] = []
  const { relayWorker, packets, confirmations, expiry, signers = attestors } = options
  const { chain, chainId, layerZero } = destination
  const library = { receiveLibrary: layerZero.receiveLibrary, vid: versionOneEid(chain.eid) }
  for (let first = 0; first < packets.length; first += perTransaction) {
    const batch = packets.slice(first, first + perTransaction)
    const verifications = await Promise.all(
      batch.map((packet) =>
        signedVerification(library, { packet, confirmations, expiration: expiry, signer: dvnSigner }),
      ),
    )
    const subject = { chainId, relayWorker, messages: batch.map(messageHash), confirmations, expiry }
    const attestations = await Promise.all(signers.map((attestor) => attestor.attest(subject)))
    const group = {
      // Without their guids, which the relay worker hashes itself.
      packets: batch.map(({ header, message }) => concatHex([header, message])),
      confirmations,
      expiry,
      gasLimit: deliveryGas,
      signatures: joinSignatures(attestations),
    }
    const count = BigInt(batch.length)
    const calls = [
      {
        to: layerZero.dvn,
        data: encodeFunctionData({ abi: dvnAbi, functionName: 'execute', args: [verifications] }),
        gas: gas.transaction + gas.verify * count,
      },
      {
        to: relayWorker,
        data: encodeFunctionData({ abi: relayWorkerAbi, functionName: 'relay', args: [[group]] }),
        gas: gas.transaction + gas.relay * count,
      },
    ]
    sent.push(...(await submit(destination, submitter, calls)))
  }
  return sent
}
