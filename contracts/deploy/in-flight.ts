import { pad } from 'viem'
import { type Address, address, type EndpointId } from '../../domain/identifiers.ts'
import { collateralVaultAbi } from '../abi/CollateralVault.ts'
import { endpointV2Abi } from '../abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../abi/ReceiptBuckets.ts'
import { contractsOn } from './contracts.ts'
import { type ChainReader, readCall, type Step } from './step.ts'
import type { Lane, Topology, TopologyChain } from './topology.ts'

/** Messages under way on a pathway that a plan changes. Nonces count from one, so that each is a number of messages. */
export interface InFlight {
  readonly lane: Lane
  readonly from: TopologyChain
  readonly to: TopologyChain
  /** The source's `outboundNonce`. */
  readonly sent: bigint
  /** The destination's `inboundNonce`: so many are verified without a gap. */
  readonly verified: bigint
  /** The destination's `lazyInboundNonce`: the highest that was executed. */
  readonly executed: bigint
  /** What would change, by name. */
  readonly changes: readonly string[]
  /**
   * Whether messages would be left behind: what verifies them on arrival changes, and some are not verified; or the peer
   * changes, and some are not executed.
   */
  readonly strands: boolean
}

/**
 * Looks for messages under way on every pathway that steps bear on.
 *
 * @param missing - The steps that would be carried out.
 * @returns Pathways with a message that is sent and not executed.
 * @throws whatever the reader throws.
 */
export async function readInFlight(
  topology: Topology,
  missing: readonly Step[],
  readerOf: (chain: TopologyChain) => ChainReader,
): Promise<readonly InFlight[]> {
  const pathways = topology.lanes.flatMap((lane) =>
    (['home', 'host'] as const).map((destination) => ({ lane, destination })),
  )
  const found = await Promise.all(
    pathways.map(async ({ lane, destination }): Promise<readonly InFlight[]> => {
      const bearing = missing.filter(
        ({ pathway }) =>
          pathway?.lane === lane && (pathway.direction === 'receiving') === (pathway.end === destination),
      )
      if (bearing.length === 0) return []
      const [to, from] = [endOf(topology, lane, destination), endOf(topology, lane, other(destination))]
      const peer = await peerOf(readerOf(to.chain), to, from.chain.eid)
      // A closed lane has taken no message, and is told so by its peer.
      if (peer === undefined) return []
      // First what has arrived, then what has left: a message in between counts as under way.
      const inbound = [to.application, from.chain.eid, pad(peer, { size: 32 })]
      const verified = await nonce(readerOf(to.chain), to.chain, 'inboundNonce', inbound)
      const executed = await nonce(readerOf(to.chain), to.chain, 'lazyInboundNonce', inbound)
      const outbound = [peer, to.chain.eid, pad(to.application, { size: 32 })]
      const sent = await nonce(readerOf(from.chain), from.chain, 'outboundNonce', outbound)
      if (sent <= executed) return []
      const receiving = bearing.filter(({ pathway }) => pathway?.direction === 'receiving')
      const peerChanges = receiving.some(({ call }) => call?.functionName === 'setPeer')
      return [
        {
          ...{ lane, from: from.chain, to: to.chain, sent, verified, executed },
          changes: bearing.map(({ name }) => name),
          strands: peerChanges || (receiving.length > 0 && sent > verified),
        },
      ]
    }),
  )
  return found.flat()
}

interface End {
  readonly chain: TopologyChain
  readonly application: Address
  readonly abi: typeof collateralVaultAbi | typeof receiptBucketsAbi
}

const other = (end: 'home' | 'host') => (end === 'home' ? 'host' : 'home')

function endOf(topology: Topology, lane: Lane, end: 'home' | 'host'): End {
  const chain = topology.chains.find(({ chainId }) => chainId === lane[end])
  if (chain === undefined) throw new TypeError(`The topology has no chain ${lane[end]}`)
  const { vault, buckets } = contractsOn(topology, chain)
  return end === 'home'
    ? { chain, application: vault, abi: collateralVaultAbi }
    : { chain, application: buckets, abi: receiptBucketsAbi }
}

/** Whom an application takes messages from now; `undefined` when it takes none from there. */
async function peerOf(reader: ChainReader, { application, abi }: End, eid: EndpointId): Promise<Address | undefined> {
  const answer = await readCall(reader, { abi, address: application, functionName: 'peers', args: [eid] })
  if (answer.kind === 'no-contract' || BigInt(String(answer.value)) === 0n) return undefined
  return address(`0x${String(answer.value).slice(26)}`)
}

async function nonce(
  reader: ChainReader,
  { layerZero: { endpoint } }: TopologyChain,
  functionName: 'inboundNonce' | 'lazyInboundNonce' | 'outboundNonce',
  args: readonly unknown[],
): Promise<bigint> {
  const answer = await readCall(reader, { abi: endpointV2Abi, address: endpoint, functionName, args })
  if (answer.kind === 'no-contract') throw new TypeError(`There is no endpoint at ${endpoint}`)
  return BigInt(String(answer.value))
}
