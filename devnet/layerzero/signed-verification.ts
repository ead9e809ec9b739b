import { encodeFunctionData, encodePacked, keccak256, type LocalAccount } from 'viem'
import { receiveUln302Abi } from '../../contracts/abi/ReceiveUln302.ts'
import type { Address, Hex } from '../../domain/identifiers.ts'

/** Whose receive library is to be told, through which DVN. */
export interface VerificationTarget {
  readonly receiveLibrary: Address
  /** The DVN contract's own number: `versionOneEid(eid)`. */
  readonly vid: number
}

/**
 * One entry of `DVN.execute`: a signed call of `ReceiveUln302.verify`.
 *
 * @param options.confirmations - Blocks on top of the packet's block, as reported to the library.
 * @param options.expiration - First second, by the receiving chain's clock, at which it does not count any more.
 * @param options.signer - The DVN contract's only signer.
 */
export async function signedVerification(
  { receiveLibrary: target, vid }: VerificationTarget,
  {
    packet: { header, payloadHash },
    confirmations,
    expiration,
    signer,
  }: {
    readonly packet: { readonly header: Hex; readonly payloadHash: Hex }
    readonly confirmations: bigint
    readonly expiration: bigint
    readonly signer: LocalAccount
  },
) {
  const callData = encodeFunctionData({
    abi: receiveUln302Abi,
    functionName: 'verify',
    args: [header, payloadHash, confirmations],
  })
  // DVN.hashCallData, then the Ethereum prefix of MultiSig.verifySignatures.
  const raw = keccak256(encodePacked(['uint32', 'address', 'uint256', 'bytes'], [vid, target, expiration, callData]))
  return { vid, target, callData, expiration, signatures: await signer.signMessage({ message: { raw } }) }
}
