import { recoverTypedDataAddress, size, slice } from 'viem'
import type { Deployment } from '../chains/deployment.ts'
import { attestationTypedData, isQuorum, messageHash } from '../domain/attestation.ts'
import { type Address, address, type ChainId, type Hex } from '../domain/identifiers.ts'
import type { Packet } from '../domain/packet.ts'
import type { Clock } from '../observability/clock.ts'
import { claimedPacket } from './claimed-packet.ts'
import { isOurPathway } from './pathways.ts'
import type { AttestorSet, ChainPort, SignedGroup } from './ports.ts'
import { createReported } from './reported.ts'
import type { SignatureStore, SignedGroupReader, SubmittedGroup } from './store.ts'

/** How long the attestors that a chain named are good enough: one that it does not count any more costs gas at most. */
const attestorsFreshMs = 30_000

/**
 * Joins the signatures that attestors submitted. Rows are hints: each is recovered here, over the packets that it brings
 * along, and counts only for an attestor of the destination's `RelayWorker`. Rows that do not hold what they say are
 * deleted, so that they delay nothing; an attestor whose row somebody changed submits it again.
 */
export function createSignedGroups({
  store,
  chains,
  deployment,
  clock,
}: {
  readonly store: SignatureStore
  readonly chains: readonly Pick<ChainPort, 'chainId' | 'readAttestors'>[]
  readonly deployment: Deployment
  readonly clock: Clock
}): SignedGroupReader {
  const known = new Map<ChainId, { readonly atMs: number; readonly set: AttestorSet }>()
  /** What the rows of the last reading are, by their content: no more than are on the board. */
  const examined = new Map<ChainId, ReadonlyMap<string, readonly Packet[] | undefined>>()
  const noted = createReported()

  const attestorsOf = async (chainId: ChainId): Promise<AttestorSet> => {
    const nowMs = clock.nowMs()
    const last = known.get(chainId)
    if (last !== undefined && nowMs - last.atMs < attestorsFreshMs) return last.set
    const chain = chains.find((candidate) => candidate.chainId === chainId)
    const set = (await chain?.readAttestors()) ?? { attestors: [], quorum: 0 }
    known.set(chainId, { atMs: nowMs, set })
    return set
  }

  /** The packets that each row's signature covers, in their order; `undefined` where it covers none of the kind. */
  const examine = async (
    destinationChainId: ChainId,
    rows: readonly SubmittedGroup[],
  ): Promise<readonly (readonly Packet[] | undefined)[]> => {
    const before = examined.get(destinationChainId)
    const keys = rows.map(keyOf)
    const found = await Promise.all(
      rows.map((row, index) => {
        const key = keys[index] ?? ''
        return before?.has(key) ? before.get(key) : signedPackets(deployment, row)
      }),
    )
    examined.set(destinationChainId, new Map(keys.map((key, index) => [key, found[index]])))
    return found
  }

  return {
    async signedGroups(destinationChainId, { validAt }) {
      const { attestors, quorum } = await attestorsOf(destinationChainId)
      const rows = await store.submittedGroups(destinationChainId, { validAt, attestors })
      const groups = new Map<string, { readonly packets: readonly Packet[]; readonly rows: SubmittedGroup[] }>()
      const garbage: SubmittedGroup[] = []
      const found = await examine(destinationChainId, rows)
      for (const [index, row] of rows.entries()) {
        const packets = found[index]
        if (packets === undefined) {
          garbage.push(row)
          continue
        }
        const { confirmations, expiry } = row.attestation
        const key = [row.sourceBlockHash, confirmations, expiry, ...packets.map(messageHash)].join(' ')
        const group = groups.get(key) ?? { packets, rows: [] }
        group.rows.push(row)
        groups.set(key, group)
      }
      if (garbage.length > 0) await store.discardSubmitted(garbage)
      const whole = [...groups.values()].flatMap(({ packets, rows: joined }) =>
        isQuorum({ had: joined.length, needed: quorum }) ? toSignedGroup(packets, joined, quorum) : [],
      )
      const newest = newestOfEach(whole)
      for (const { packets, attestations } of newest) {
        const news = packets.filter(({ guid, sourceBlockHash }) => noted.isNews(guid, sourceBlockHash))
        if (news.length > 0)
          await store.markAttested(
            news,
            attestations.map(({ attestor }) => attestor),
          )
      }
      return newest
    },
  }
}

const keyOf = ({ sourceChainId, destinationChainId, packets, attestation }: SubmittedGroup): string => {
  const { attestor, confirmations, expiry, signature } = attestation
  const terms = [sourceChainId, destinationChainId, attestor, confirmations, expiry, signature]
  return [...terms, ...packets.map(({ encoded }) => encoded)].join(' ')
}

async function signedPackets(
  deployment: Deployment,
  { sourceChainId, destinationChainId, packets: claimed, attestation }: SubmittedGroup,
): Promise<readonly Packet[] | undefined> {
  const source = deployment.chains.find((chain) => chain.chainId === sourceChainId)
  const destination = deployment.chains.find((chain) => chain.chainId === destinationChainId)
  const packets = claimed.map(({ encoded }) => claimedPacket(encoded)).filter((packet) => packet !== undefined)
  const isOurs = packets.every(
    (packet) => packet.srcEid === source?.eid && packet.dstEid === destination?.eid && isOurPathway(deployment, packet),
  )
  if (destination === undefined || packets.length === 0 || packets.length < claimed.length || !isOurs) return undefined
  const { attestor, confirmations, expiry, signature } = attestation
  const { chainId, relayWorker } = destination
  const subject = { chainId, relayWorker, messages: packets.map(messageHash), confirmations, expiry }
  return (await signerOf(subject, signature)) === attestor ? packets : undefined
}

/** Above it, `RelayWorker` takes no s: half the order of secp256k1. */
const maxS = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/** Whose signature it is by the contract's rules, stricter than recovering alone; `undefined` when it is nobody's. */
async function signerOf(
  subject: Parameters<typeof attestationTypedData>[0],
  signature: Hex,
): Promise<Address | undefined> {
  if (size(signature) !== 65 || BigInt(slice(signature, 32, 64)) > maxS) return undefined
  if (!['0x1b', '0x1c'].includes(slice(signature, 64))) return undefined
  try {
    return address(await recoverTypedDataAddress({ ...attestationTypedData(subject), signature }))
  } catch {
    // No point of the curve: nobody has signed it.
    return undefined
  }
}

function toSignedGroup(
  packets: readonly Packet[],
  rows: readonly SubmittedGroup[],
  quorum: number,
): readonly SignedGroup[] {
  const [first] = rows
  if (first === undefined) return []
  const { sourceChainId, destinationChainId, sourceBlockNumber, sourceBlockHash } = first
  const at = { sourceChainId, destinationChainId, sourceBlockNumber, sourceBlockHash }
  const hints = packets.flatMap(({ guid, payloadHash, nonce }, index) => {
    const claimed = first.packets[index]
    return claimed === undefined ? [] : [{ ...at, ...claimed, guid, payloadHash, nonce }]
  })
  const attestations = rows.map(({ attestation }) => attestation).sort((a, b) => (a.attestor < b.attestor ? -1 : 1))
  return [{ ...at, packets: hints, attestations: attestations.slice(0, quorum) }]
}

/** Of groups that differ in their terms alone the one that expires last, in the place of the first. */
function newestOfEach(groups: readonly SignedGroup[]): readonly SignedGroup[] {
  const newest = new Map<string, SignedGroup>()
  for (const group of groups) {
    const key = [group.sourceBlockHash, ...group.packets.map(({ encoded }) => encoded)].join(' ')
    const other = newest.get(key)
    if (other === undefined || expiryOf(other) < expiryOf(group)) newest.set(key, group)
  }
  return [...newest.values()]
}

const expiryOf = ({ attestations }: SignedGroup): bigint => attestations[0]?.expiry ?? 0n
