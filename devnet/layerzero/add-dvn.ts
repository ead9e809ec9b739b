import type { Address, Hex } from '../../domain/identifiers.ts'
import type { ContractSequence } from '../anvil/contract-sequence.ts'
import { layerZeroArtifact } from './artifacts.ts'
import { versionOneEid } from './version-one-eid.ts'

/** The real workers' margins: 20 % over the cost of gas. */
export const multiplierBps = 12_000

/** Native coins have 18 decimals. */
export const nativeDecimalsRate = 10n ** 18n

/**
 * Adds the deployment of one of LayerZero's DVNs, with a fee library of its own.
 *
 * @param libraries - the send and the receive library.
 * @param signer - its one signer, quorum 1.
 * @param admins - accounts that may submit `DVN.execute`; the sequence's account must be one.
 * @returns The DVN's address.
 */
export function addDvn(
  sequence: ContractSequence,
  {
    eid,
    remoteEids,
    libraries,
    priceFeed,
    signer,
    admins,
  }: {
    readonly eid: number
    readonly remoteEids: readonly number[]
    readonly libraries: readonly Address[]
    readonly priceFeed: Address
    readonly signer: Address
    readonly admins: readonly Hex[]
  },
): Address {
  const code = layerZeroArtifact('DVN')
  const args = [eid, versionOneEid(eid), libraries, priceFeed, [signer], 1n, admins]
  const dvn = sequence.deploy({ ...code, args })
  const feeLibrary = sequence.deploy({ ...layerZeroArtifact('DVNFeeLib'), args: [eid, nativeDecimalsRate] })
  const configure = (functionName: string, args: readonly unknown[]): void =>
    sequence.call({ address: dvn, abi: code.abi, functionName, args })
  configure('setWorkerFeeLib', [feeLibrary])
  configure('setDstConfig', [remoteEids.map((dstEid) => ({ dstEid, gas: 90_000n, multiplierBps, floorMarginUSD: 0n }))])
  return dvn
}
