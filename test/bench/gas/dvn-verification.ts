import { encodeFunctionData, type LocalAccount, parseEventLogs } from 'viem'
import { dvnAbi } from '../../../contracts/abi/DVN.ts'
import { receiveUln302Abi } from '../../../contracts/abi/ReceiveUln302.ts'
import { sendSequence } from '../../../devnet/anvil/send-sequence.ts'
import { signedVerification } from '../../../devnet/layerzero/signed-verification.ts'
import { versionOneEid } from '../../../devnet/layerzero/version-one-eid.ts'
import type { Address } from '../../../domain/identifiers.ts'
import type { Packet } from '../../../domain/packet.ts'
import { accounts } from './accounts.ts'
import type { BenchChain } from './bench-chains.ts'
import { assertDelivered, gasOf } from './contender.ts'

/** One of LayerZero's DVNs on one chain, and who signs for it. */
export interface BenchDvn {
  readonly contract: Address
  readonly signer: LocalAccount
}

/** LayerZero's two DVNs on a chain; quorum 1 each, the cheapest there is. */
export const layerZeroDvns = ({ layerZero }: BenchChain): readonly [BenchDvn, BenchDvn] => [
  { contract: layerZero.dvn, signer: accounts.dvnSigner },
  { contract: layerZero.secondDvn, signer: accounts.secondDvnSigner },
]

/** An expiration far beyond the bench's end, in seconds since 1970: its size does not matter to gas. */
const expiration = 4_000_000_000n
const gasLimit = 16_000_000n

/**
 * Has one DVN verify all packets in one transaction, as `DVN.execute` allows; used for whoever has LayerZero's DVNs.
 *
 * @param options.confirmations - Of the packets' source chain, as the receivers ask for.
 * @returns Gas used.
 */
export async function verifyByDvn(
  destination: BenchChain,
  dvn: BenchDvn,
  { packets, confirmations }: { readonly packets: readonly Packet[]; readonly confirmations: bigint },
): Promise<number> {
  const target = { receiveLibrary: destination.layerZero.receiveLibrary, vid: versionOneEid(destination.chain.eid) }
  const params = await Promise.all(
    packets.map((packet) => signedVerification(target, { packet, confirmations, expiration, signer: dvn.signer })),
  )
  const receipts = await sendSequence({
    chain: destination,
    account: accounts.submitter,
    steps: [
      {
        name: 'DVN.execute',
        to: dvn.contract,
        data: encodeFunctionData({ abi: dvnAbi, functionName: 'execute', args: [params] }),
        gas: gasLimit,
      },
    ],
  })
  // The transaction succeeds whatever became of the calls inside it.
  const verified = receipts.flatMap(({ logs }) =>
    parseEventLogs({ abi: receiveUln302Abi, eventName: 'PayloadVerified', logs }),
  )
  assertDelivered('LayerZero DVN', verified.length, packets.length)
  return gasOf(receipts)
}
