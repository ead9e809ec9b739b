import { fullyBacked } from '../../domain/backing.ts'
import type { Address, EndpointId } from '../../domain/identifiers.ts'
import { collateralVaultAbi } from '../abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../abi/ReceiptBuckets.ts'
import { contractsOn } from './contracts.ts'
import type { Difference } from './differences.ts'
import { type ChainReader, readCall } from './step.ts'
import type { Topology, TopologyChain } from './topology.ts'

const bucketStates = ['Open', 'NoMinting', 'NotEligible', 'Stopped']
const compartmentStates = ['Open', 'NoLocking', 'Review']

/**
 * Buckets and compartments of a chain that are not open, or not fully backed. A topology opens what it names; a tightening
 * is somebody's decision, which no plan undoes.
 *
 * @throws whatever the reader throws.
 */
export async function readStates(
  topology: Topology,
  chain: TopologyChain,
  reader: ChainReader,
): Promise<readonly Difference[]> {
  const { vault, buckets } = contractsOn(topology, chain)
  const found = await Promise.all(
    topology.buckets.map(async ({ home, host, asset }): Promise<readonly Difference[]> => {
      if (home !== chain.chainId && host !== chain.chainId) return []
      const isHome = home === chain.chainId
      const remote = topology.chains.find(({ chainId }) => chainId === (isHome ? host : home))
      if (remote === undefined) return []
      const { state, backing } = isHome
        ? await compartmentState(reader, vault, remote.eid, asset)
        : await bucketState(reader, buckets, remote.eid, asset)
      const what = `${isHome ? 'compartment' : 'bucket'} ${asset}, ${home} → ${host}`
      return [
        ...(state === 'Open' ? [] : [{ setting: `state of ${what}`, planned: 'Open', found: state }]),
        ...(backing === fullyBacked
          ? []
          : [{ setting: `backing of ${what}`, planned: String(fullyBacked), found: String(backing) }]),
      ]
    }),
  )
  return found.flat()
}

interface State {
  readonly state: string
  readonly backing: bigint
}

async function compartmentState(reader: ChainReader, vault: Address, eid: EndpointId, asset: Address): Promise<State> {
  const read = { abi: collateralVaultAbi, address: vault, functionName: 'states', args: [eid, asset] }
  const answer = await readCall(reader, read)
  const [state, , , , backing]: readonly unknown[] =
    answer.kind === 'answered' && Array.isArray(answer.value) ? answer.value : []
  return { state: nameOf(compartmentStates, state), backing: BigInt(String(backing ?? 0)) }
}

async function bucketState(reader: ChainReader, buckets: Address, eid: EndpointId, asset: Address): Promise<State> {
  const read = { abi: receiptBucketsAbi, address: buckets, functionName: 'bucket', args: [eid, asset] }
  const answer = await readCall(reader, read)
  const bucket = answer.kind === 'answered' && typeof answer.value === 'object' ? answer.value : null
  if (bucket === null) return { state: 'not there', backing: 0n }
  const backing: unknown = Reflect.get(bucket, 'backing')
  return { state: nameOf(bucketStates, Reflect.get(bucket, 'state')), backing: BigInt(String(backing ?? 0)) }
}

const nameOf = (names: readonly string[], state: unknown): string =>
  state === undefined ? 'not there' : (names[Number(state)] ?? `state ${String(state)}`)
