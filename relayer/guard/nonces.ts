import { pad } from 'viem'
import { z } from 'zod'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import type { Address, Hex } from '../../domain/identifiers.ts'
import type { VerifiedMessage } from '../../risk/breaker/measure.ts'
import type { NonceReading } from '../../risk/breaker/outbound-nonce.ts'
import type { ContractRead } from '../evm/read-contracts.ts'
import type { DeployedBucket } from './buckets.ts'
import { type Conditions, toRead } from './conditions.ts'
import type { SwallowedLock } from './ports.ts'
import { type ChainViews, readAt } from './views.ts'

interface Pathway extends Pick<NonceReading, 'lane' | 'direction'> {
  readonly source: ChainDeployment
  readonly destination: ChainDeployment
  readonly sender: Address
  readonly receiver: Address
}

/** Most messages beyond the source's nonce that are looked up; whoever forged more is named by these too. */
const verifiedAtMost = 16n
const nothingVerified = pad('0x', { size: 32 })

/**
 * The nonces of every pathway: at the destination's first final block, then at the source's second.
 *
 * @param options.swallowed - Locks that never arrive, of all lanes.
 */
export async function readNonces({
  buckets,
  swallowed,
  views,
  conditions,
}: {
  readonly buckets: readonly DeployedBucket[]
  readonly swallowed: readonly SwallowedLock[]
  readonly views: ChainViews
  readonly conditions: Conditions
}): Promise<readonly NonceReading[]> {
  return Promise.all(
    pathwaysOf(buckets).map(async (pathway): Promise<NonceReading> => {
      const { lane, direction, source, destination, sender, receiver } = pathway
      const subject = `nonces ${direction} ${lane.home}>${lane.host}`
      const [from, to] = [views.get(source.chainId), views.get(destination.chainId)]
      const unread = (reason: string) => ({ lane, direction, nonces: conditions.unread(subject, reason) })
      if (from === undefined || to === undefined) return unread('its chain is not read')
      if (to.first.kind === 'unread') return unread(to.first.reason)
      if (from.second.kind === 'unread') return unread(from.second.reason)
      const inboundPath = [receiver, source.eid, pad(sender, { size: 32 })]
      const one = {
        conditions,
        subject,
        decode: (values: readonly unknown[]) => z.tuple([z.bigint()]).parse(values)[0],
      }
      const inbound = toRead(await readAt(to.chain, to.first, [call(destination, 'inboundNonce', inboundPath)]), one)
      if (inbound.kind === 'unread') return { lane, direction, nonces: inbound }
      const outboundPath = [sender, destination.eid, pad(receiver, { size: 32 })]
      const outbound = toRead(await readAt(from.chain, from.second, [call(source, 'outboundNonce', outboundPath)]), one)
      if (outbound.kind === 'unread') return { lane, direction, nonces: outbound }

      const beyond = noncesBetween(outbound.value, inbound.value)
      const reads = beyond.map((nonce) => call(destination, 'inboundPayloadHash', [...inboundPath, nonce]))
      const verified = toRead(await readAt(to.chain, to.first, reads), {
        conditions,
        subject,
        decode: (values) => verifiedOf(beyond, values),
      })
      if (verified.kind === 'unread') return { lane, direction, nonces: verified }
      return {
        lane,
        direction,
        nonces: {
          kind: 'read',
          value: {
            inbound: inbound.value,
            destinationBlock: to.first.block.number,
            outbound: outbound.value,
            sourceBlock: from.second.block.number,
            verified: verified.value,
            swallowed: swallowed
              .filter((lock) => direction === 'mint' && lock.home === lane.home && lock.host === lane.host)
              .map(({ guid }) => guid),
          },
        },
      }
    }),
  )
}

function pathwaysOf(buckets: readonly DeployedBucket[]): readonly Pathway[] {
  const lanes = new Map(buckets.map((deployed) => [`${deployed.bucket.home}>${deployed.bucket.host}`, deployed]))
  return [...lanes.values()].flatMap(({ bucket, home, host }): readonly Pathway[] => {
    const lane = { home: bucket.home, host: bucket.host }
    return [
      { lane, direction: 'mint', source: home, destination: host, sender: home.vault, receiver: host.buckets },
      { lane, direction: 'release', source: host, destination: home, sender: host.buckets, receiver: home.vault },
    ]
  })
}

const call = ({ endpoint }: ChainDeployment, functionName: string, args: readonly unknown[]): ContractRead => ({
  address: endpoint,
  abi: endpointV2Abi,
  functionName,
  args,
})

function noncesBetween(outbound: bigint, inbound: bigint): readonly bigint[] {
  const count = inbound - outbound
  return Array.from(
    { length: Number(count < 0n ? 0n : count < verifiedAtMost ? count : verifiedAtMost) },
    (_, index) => BigInt(index + 1) + outbound,
  )
}

/** What is verified and not executed: an executed nonce has no payload hash any more. */
function verifiedOf(nonces: readonly bigint[], values: readonly unknown[]): readonly VerifiedMessage[] {
  const hashes = z.array(z.string().transform((value) => value as Hex)).parse(values)
  return nonces.flatMap((nonce, index) => {
    const payloadHash = hashes[index]
    return payloadHash === undefined || payloadHash === nothingVerified ? [] : [{ nonce, payloadHash }]
  })
}
