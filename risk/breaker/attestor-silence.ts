import type { Address, ChainId, Guid, UnixSeconds } from '../../domain/identifiers.ts'
import { stopLocking } from './measure.ts'
import type { BreakerParameters } from './parameters.ts'
import { figures, type Trip, text, trip } from './trip.ts'

/** Messages to one chain that are final at their source and not executed, and who has signed them. */
export interface AttestationReading {
  /** Chain that receives them. */
  readonly chainId: ChainId
  /** The attestors that its relay worker counts, and how many of them must sign. */
  readonly attestors: readonly Address[]
  readonly quorum: number
  readonly messages: readonly {
    readonly guid: Guid
    readonly finalAt: UnixSeconds
    readonly signedBy: readonly Address[]
  }[]
}

/**
 * An attestor that has not signed a final message for longer than the parameter: an alert, for it may be down, or see what
 * others do not. When fewer than the quorum are left nothing arrives at that chain, neither mints nor releases, so nobody
 * should lock for it or on it.
 */
export function attestorSilence(
  { attestation }: { readonly attestation: readonly AttestationReading[] },
  { attestorSilenceSeconds }: BreakerParameters,
  now: UnixSeconds,
): readonly Trip[] {
  return attestation.flatMap(({ chainId, attestors, quorum, messages }) => {
    const overdue = messages.filter(({ finalAt }) => now - finalAt > attestorSilenceSeconds)
    const silent = attestors.flatMap((attestor) => {
      const [oldest] = overdue
        .filter(({ signedBy }) => !signedBy.includes(attestor))
        .sort((a, b) => Number(a.finalAt - b.finalAt))
      return oldest === undefined ? [] : [{ attestor, oldest }]
    })
    const found = { rule: 'attestor-silence', scope: { kind: 'chain', chainId } } as const
    const trips: Trip[] = silent.map(({ attestor, oldest }) =>
      trip({
        ...found,
        cause: attestor,
        severity: 'warning',
        measures: [],
        evidence: [
          text('attestor', attestor),
          text('guid', oldest.guid),
          ...figures('seconds', { unsignedSeconds: now - oldest.finalAt, attestorSilenceSeconds }),
        ],
      }),
    )
    const speaking = attestors.length - silent.length
    if (silent.length > 0 && speaking < quorum) {
      const evidence = figures('count', { speaking: BigInt(speaking), quorum: BigInt(quorum) })
      trips.push(trip({ ...found, cause: 'quorum', severity: 'critical', measures: [stopLocking], evidence }))
    }
    return trips
  })
}
