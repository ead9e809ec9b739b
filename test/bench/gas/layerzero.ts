import { beginSequence } from '../../../devnet/anvil/contract-sequence.ts'
import type { RunningAnvil } from '../../../devnet/anvil/start-anvil.ts'
import { addDvn } from '../../../devnet/layerzero/add-dvn.ts'
import { layerZeroArtifact } from '../../../devnet/layerzero/artifacts.ts'
import { deployLayerZero, type LayerZeroDeployment } from '../../../devnet/layerzero/deploy-layerzero.ts'
import { type Address, address } from '../../../domain/identifiers.ts'
import { accounts } from './accounts.ts'
import type { BenchContract } from './contracts.ts'

/** LayerZero V2 on one chain with what the comparison needs besides. */
export interface BenchLayerZero extends LayerZeroDeployment {
  /** A second DVN of LayerZero's, for applications that require two. */
  readonly secondDvn: Address
  /** LayerZero's contract that anybody may ask to commit and execute in one transaction. */
  readonly lzExecutor: Address
}

/**
 * Deploys LayerZero and the bench's `BatchCaller` on one chain. The send library has its treasury: it takes no fee, but
 * asking it is part of every send, of ours as of the OFT's.
 */
export async function deployBenchLayerZero({
  node,
  eid,
  remoteEid,
  batchCaller: batchCallerCode,
}: {
  readonly node: RunningAnvil
  readonly eid: number
  readonly remoteEid: number
  readonly batchCaller: BenchContract
}): Promise<{ readonly layerZero: BenchLayerZero; readonly batchCaller: Address }> {
  const { owner, submitter, dvnSigner, secondDvnSigner } = accounts
  const deployed = await deployLayerZero({
    chain: node,
    eid,
    remoteEids: [remoteEid],
    owner,
    dvnSigner: address(dvnSigner.address),
    workerAdmins: [address(submitter.address)],
  })
  const { endpoint, sendLibrary, receiveLibrary, priceFeed } = deployed

  const sequence = await beginSequence({ chain: node, account: owner })
  const secondDvn = addDvn(sequence, {
    eid,
    remoteEids: [remoteEid],
    libraries: [sendLibrary, receiveLibrary],
    priceFeed,
    signer: address(secondDvnSigner.address),
    admins: [owner.address, submitter.address],
  })
  const treasury = sequence.deploy(layerZeroArtifact('Treasury'))
  const { abi } = layerZeroArtifact('SendUln302')
  sequence.call({ address: sendLibrary, abi, functionName: 'setTreasury', args: [treasury] })

  const initialized = (name: 'ReceiveUln302View' | 'LzExecutor', args: readonly unknown[]) => {
    const code = layerZeroArtifact(name)
    const contract = sequence.deploy(code)
    sequence.call({ address: contract, abi: code.abi, functionName: 'initialize', args })
    return contract
  }
  const receiveLibraryView = initialized('ReceiveUln302View', [endpoint, receiveLibrary])
  const lzExecutor = initialized('LzExecutor', [receiveLibrary, receiveLibraryView, endpoint])
  const batchCaller = sequence.deploy(batchCallerCode)
  await sequence.send()
  return { layerZero: { ...deployed, secondDvn, lzExecutor }, batchCaller }
}
