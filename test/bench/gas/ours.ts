import { apply } from '../../../contracts/deploy/apply.ts'
import { plan } from '../../../contracts/deploy/plan.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { pollReceipt } from '../../../devnet/anvil/poll-receipt.ts'
import { localChainExecutor } from '../../../devnet/chain-executor.ts'
import { messageHash } from '../../../domain/attestation.ts'
import type { Address } from '../../../domain/identifiers.ts'
import { decodePacket } from '../../../domain/packet.ts'
import { localAttestor } from '../../../relayer/evm/signer.ts'
import { burnReceipts, lockCollateral } from '../../../relayer/evm/transfer.ts'
import type { DeliveryGroup, PacketHint } from '../../../relayer/ports.ts'
import { accounts } from './accounts.ts'
import type { BenchChains } from './bench-chains.ts'
import { assertDelivered, type Contender, type Direction, gasOf } from './contender.ts'
import { layerZeroDvns, verifyByDvn } from './dvn-verification.ts'
import { type HoldGas, measureHold } from './hold.ts'
import { hintOf, type OurEnd, ourEnd } from './our-end.ts'
import { ourTopology, refillSeconds } from './our-topology.ts'
import { deliveriesIn } from './packets.ts'
import { amounts, approveAll } from './transfer-terms.ts'
import { requireDvns } from './uln-config.ts'

/** Bulkhead, deployed by its plan and ready to be used in either configuration. */
export interface OurDeployment {
  readonly contender: Contender<PacketHint>
  /** Makes our DVN the only required one, both ways; for comparison, since the plan refuses to deploy that. */
  requireOursAlone(): Promise<Contender<PacketHint>>
  /** What a message costs that is held, beside one that is not. */
  measureHold(): Promise<HoldGas>
}

/** As many signatures as count, and no more. */
const signers = testAccounts.attestors.slice(0, 2).map((attestor) => localAttestor(attestor.privateKey))

const minedWithinMs = 60_000

/** Deploys Bulkhead. What transfers, signs and relays is the code that users and relayer run. */
export async function deployOurs(chains: BenchChains, token: Address): Promise<OurDeployment> {
  const topology = ourTopology(chains, token)
  await apply(plan(topology), (chainId) => {
    const { node } = chainId === chains.home.chainId ? chains.home : chains.host
    return localChainExecutor(node, accounts.owner)
  })
  const ends = { home: ourEnd(topology, chains.home), host: ourEnd(topology, chains.host) }
  await approveAll(chains.home, token, ends.home.contracts.vault)
  // New limits begin empty, and rounding leaves the refill a little short of the burst.
  await chains.passTime(2 * refillSeconds)
  return {
    contender: contender(ends, token, 'two DVNs'),
    requireOursAlone: async () => {
      const { home, host } = ends
      const alone = (end: OurEnd, application: Address, remote: OurEnd): Promise<void> =>
        requireDvns(end.bench, { application, remote: remote.bench, dvns: [end.contracts.relayWorker] })
      await alone(home, home.contracts.vault, host)
      await alone(host, host.contracts.buckets, home)
      return contender(ends, token, 'one DVN')
    },
    measureHold: () => measureHold(chains, { contender: contender(ends, token, 'two DVNs'), ...ends, asset: token }),
  }
}

interface Ends {
  readonly home: OurEnd
  readonly host: OurEnd
}

const route = ({ home, host }: Ends, direction: Direction) =>
  direction === 'out' ? { source: home, destination: host } : { source: host, destination: home }

function contender(ends: Ends, asset: Address, dvns: 'two DVNs' | 'one DVN'): Contender<PacketHint> {
  const name = `Bulkhead, ${dvns}`
  return {
    name,
    age: async () => undefined,
    async send(direction, receivers) {
      const { source, destination } = route(ends, direction)
      const sent = []
      for (const receiver of receivers) {
        const terms = { asset, amount: amounts[direction], receiver }
        const remoteEid = destination.bench.chain.eid
        const transfer =
          direction === 'out'
            ? await lockCollateral(source.user, { ...terms, hostEid: remoteEid })
            : await burnReceipts(source.user, { ...terms, homeEid: remoteEid })
        const message = await hintOf(source.bench, destination.bench, transfer)
        sent.push({ message, gas: Number(transfer.gasUsed) })
      }
      return sent
    },
    ways: [
      {
        name: 'relay',
        standard: true,
        async deliver(direction, messages) {
          const { source, destination } = route(ends, direction)
          const [other] = layerZeroDvns(destination.bench)
          const confirmations = source.bench.chain.finality.depth
          const packets = messages.map((message) => decodePacket(message.encoded))
          const verification =
            dvns === 'one DVN' ? 0 : await verifyByDvn(destination.bench, other, { packets, confirmations })
          const receipt = await relay(destination, await attested(messages, destination, confirmations))
          assertDelivered(name, deliveriesIn([receipt]), messages.length)
          return { delivery: gasOf([receipt]), verification }
        },
      },
    ],
  }
}

/** One group, as production signs all messages of one source block to one destination. */
async function attested(
  packets: readonly PacketHint[],
  { bench, contracts }: OurEnd,
  confirmations: bigint,
): Promise<DeliveryGroup> {
  const { timestamp } = await bench.client.getBlock()
  const subject = {
    chainId: bench.chain.chainId,
    relayWorker: contracts.relayWorker,
    messages: packets.map((packet) => messageHash(decodePacket(packet.encoded))),
    confirmations,
    expiry: timestamp + 86_400n,
  }
  return {
    messages: packets.map((packet) => ({ kind: 'delivered', packet })),
    attestations: await Promise.all(signers.map((signer) => signer.attest(subject))),
  }
}

async function relay({ bench, port }: OurEnd, group: DeliveryGroup) {
  const { nextNonce: nonce, baseFeePerGas } = await port.readLane()
  const fees = { maxFeePerGas: 2n * baseFeePerGas + 1n, maxPriorityFeePerGas: 1n }
  const transaction = await port.sign(port.relayCall([group]), { nonce, fees })
  await port.broadcast(transaction.raw)
  const receipt = await pollReceipt(bench.client, transaction.txHash, performance.now() + minedWithinMs)
  if (receipt === undefined) throw new TypeError(`The relay transaction ${transaction.txHash} was not mined`)
  return receipt
}
