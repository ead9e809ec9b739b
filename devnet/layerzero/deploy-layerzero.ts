import type { LocalAccount } from 'viem'
import { type Address, zeroAddress } from '../../domain/identifiers.ts'
import { beginSequence } from '../anvil/contract-sequence.ts'
import type { SequenceChain } from '../anvil/send-sequence.ts'
import { addDvn, multiplierBps, nativeDecimalsRate } from './add-dvn.ts'
import { type Artifact, layerZeroArtifact } from './artifacts.ts'
import { versionOneEid } from './version-one-eid.ts'

/** LayerZero V2 on one chain. */
export interface LayerZeroDeployment {
  readonly endpoint: Address
  readonly sendLibrary: Address
  readonly receiveLibrary: Address
  /** LayerZero's own DVN contract, the default one. */
  readonly dvn: Address
  /** LayerZero's own executor contract, the default one. */
  readonly executor: Address
  readonly priceFeed: Address
}

/** What a message may cost its sender at most in fees to LayerZero's (absent) treasury, and the gas to ask for that. */
const treasury = { gasLimit: 100_000n, nativeFeeCapWei: 10n ** 15n } as const

/** One native coin is worth as much everywhere, and gas costs 1 gwei. */
const price = { priceRatio: 10n ** 20n, gasPriceInUnit: 10n ** 9n, gasPerByte: 16 } as const

/**
 * Deploys the real LayerZero V2 on a local chain and connects it with `remoteEids`, whose deployments may be made before,
 * after or meanwhile: endpoint, send and receive library, price feed, DVN and executor with their fee libraries, and for
 * every remote endpoint the defaults an application gets that configures nothing.
 *
 * @param owner - owns everything; must not send anything else meanwhile.
 * @param dvnSigner - the one signer of the DVN, quorum 1.
 * @param workerAdmins - accounts, besides the owner, that may submit `DVN.execute` and `Executor.execute302`.
 * @param confirmations - the default ULN configuration's, in both directions.
 * @throws SequenceStepError when a transaction fails.
 */
export async function deployLayerZero({
  chain,
  eid,
  remoteEids,
  owner,
  dvnSigner,
  workerAdmins,
  confirmations = 1n,
}: {
  readonly chain: SequenceChain
  readonly eid: number
  readonly remoteEids: readonly number[]
  readonly owner: LocalAccount
  readonly dvnSigner: Address
  readonly workerAdmins: readonly Address[]
  readonly confirmations?: bigint
}): Promise<LayerZeroDeployment> {
  const sequence = await beginSequence({ chain, account: owner })
  const deploy = (artifact: Artifact, args: readonly unknown[] = []): Address => sequence.deploy({ ...artifact, args })
  const call = (contract: Address, { abi }: Artifact, functionName: string, args: readonly unknown[]): void =>
    sequence.call({ address: contract, abi, functionName, args })

  const endpointCode = layerZeroArtifact('EndpointV2')
  const endpoint = deploy(endpointCode, [eid, owner.address])
  const sendCode = layerZeroArtifact('SendUln302')
  const sendLibrary = deploy(sendCode, [endpoint, treasury.gasLimit, treasury.nativeFeeCapWei])
  const receiveCode = layerZeroArtifact('ReceiveUln302')
  const receiveLibrary = deploy(receiveCode, [endpoint])
  const libraries = [sendLibrary, receiveLibrary]
  const admins = [owner.address, ...workerAdmins]

  const priceFeedCode = layerZeroArtifact('PriceFeed')
  const priceFeed = deploy(priceFeedCode)
  call(priceFeed, priceFeedCode, 'initialize', [owner.address])
  call(priceFeed, priceFeedCode, 'setPrice', [remoteEids.map((remote) => ({ eid: versionOneEid(remote), price }))])

  const dvn = addDvn(sequence, { eid, remoteEids, libraries, priceFeed, signer: dvnSigner, admins })

  const executorCode = layerZeroArtifact('Executor')
  const executor = deploy(executorCode)
  const noUln301 = zeroAddress
  call(executor, executorCode, 'initialize', [endpoint, noUln301, libraries, priceFeed, owner.address, admins])
  const executorFeeLibrary = deploy(layerZeroArtifact('ExecutorFeeLib'), [eid, nativeDecimalsRate])
  call(executor, executorCode, 'setWorkerFeeLib', [executorFeeLibrary])
  call(executor, executorCode, 'setDstConfig', [
    remoteEids.map((dstEid) => ({
      dstEid,
      lzReceiveBaseGas: 60_000n,
      lzComposeBaseGas: 20_000n,
      multiplierBps,
      floorMarginUSD: 0n,
      nativeCap: 10n ** 18n,
    })),
  ])

  const uln = {
    confirmations,
    requiredDVNCount: 1,
    optionalDVNCount: 0,
    optionalDVNThreshold: 0,
    requiredDVNs: [dvn],
    optionalDVNs: [],
  }
  const defaultUln = [remoteEids.map((remote) => ({ eid: remote, config: uln }))]
  call(sendLibrary, sendCode, 'setDefaultUlnConfigs', defaultUln)
  call(receiveLibrary, receiveCode, 'setDefaultUlnConfigs', defaultUln)
  call(sendLibrary, sendCode, 'setDefaultExecutorConfigs', [
    remoteEids.map((remote) => ({ eid: remote, config: { maxMessageSize: 10_000, executor } })),
  ])
  call(endpoint, endpointCode, 'registerLibrary', [sendLibrary])
  call(endpoint, endpointCode, 'registerLibrary', [receiveLibrary])
  for (const remote of remoteEids) {
    call(endpoint, endpointCode, 'setDefaultSendLibrary', [remote, sendLibrary])
    call(endpoint, endpointCode, 'setDefaultReceiveLibrary', [remote, receiveLibrary, 0n])
  }

  await sequence.send()
  return { endpoint, sendLibrary, receiveLibrary, dvn, executor, priceFeed }
}
