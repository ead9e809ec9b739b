import { DomainError } from '../../domain/errors.ts'
import { defaultPriceParameters, type PriceParameters } from '../price-status.ts'

/** The most that may move within any stretch of `windowSeconds`, wherever it begins. */
export interface VelocityWindow {
  readonly windowSeconds: bigint
  /** Minted, in basis points of the bucket's capacity. */
  readonly mintedShareBps: bigint
  /** Released and refunded, in basis points of what was locked when the window began. */
  readonly releasedShareBps: bigint
}

/** What the breaker's rules are tuned by. Each default has its reason in docs/guard.md. */
export interface BreakerParameters {
  /** How long a value may be unread before that alerts. */
  readonly unreadSeconds: bigint
  /** How long providers of a chain may contradict each other before minting stops. */
  readonly rpcDisagreementSeconds: bigint
  /** How long after a reorg below finality was seen its chain counts as unsafe. */
  readonly deepReorgQuietSeconds: bigint
  /** How old a chain's head may be before that alerts. */
  readonly headAlertSeconds: bigint
  /** How old it may be before minting stops; at least `headAlertSeconds`. */
  readonly headStopSeconds: bigint
  /** How long a price may be stale, unread, deviating or without its sequencer before minting stops. */
  readonly priceSignalSeconds: bigint
  /** How prices of the assets are judged, unless a feed has its own. */
  readonly price: PriceParameters
  readonly velocityWindows: readonly VelocityWindow[]
  /** Below this share of the capacity, what is locked counts as this much: a small compartment may empty. Basis points. */
  readonly releasedBaseShareBps: bigint
  /** How long a final message may be without an attestor's signature. */
  readonly attestorSilenceSeconds: bigint
}

/** Defaults for chains whose limits are those of docs/guard.md: burst 1 %, refill 5 % per day of capacity. */
export const defaultBreakerParameters: BreakerParameters = {
  unreadSeconds: 300n,
  rpcDisagreementSeconds: 60n,
  deepReorgQuietSeconds: 86_400n,
  headAlertSeconds: 300n,
  headStopSeconds: 3_600n,
  priceSignalSeconds: 600n,
  price: defaultPriceParameters,
  velocityWindows: [
    { windowSeconds: 3_600n, mintedShareBps: 100n, releasedShareBps: 120n },
    { windowSeconds: 86_400n, mintedShareBps: 500n, releasedShareBps: 500n },
  ],
  releasedBaseShareBps: 8_000n,
  attestorSilenceSeconds: 900n,
}

/** Parameters that would leave a rule without sense: its problems, each with the parameter's name. */
export class InvalidBreakerParametersError extends DomainError {
  readonly code = 'BREAKER_PARAMETERS_INVALID'
  readonly retryable = false
  constructor(readonly facts: { readonly problems: readonly string[] }) {
    super(`The breaker's parameters are not usable: ${facts.problems.join('; ')}.`, {
      hint: 'docs/guard.md says what each of them means.',
    })
  }
}

/**
 * The defaults with some of them replaced.
 *
 * @throws {@link InvalidBreakerParametersError} for a duration below zero, a window or share that is not above zero, no
 * window at all, or a head that stops minting before it alerts.
 */
export function breakerParameters(changes: Partial<BreakerParameters> = {}): BreakerParameters {
  const parameters = { ...defaultBreakerParameters, ...changes }
  const { velocityWindows, price, headAlertSeconds, headStopSeconds, releasedBaseShareBps } = parameters
  const problems: string[] = []
  const atLeast = (least: bigint, values: Readonly<Record<string, bigint>>): void => {
    for (const [name, value] of Object.entries(values)) {
      if (value < least) problems.push(`${name} is ${value}, below ${least}`)
    }
  }
  const { unreadSeconds, rpcDisagreementSeconds, deepReorgQuietSeconds } = parameters
  const { priceSignalSeconds, attestorSilenceSeconds } = parameters
  atLeast(0n, { unreadSeconds, rpcDisagreementSeconds, deepReorgQuietSeconds, headAlertSeconds })
  atLeast(0n, {
    priceSignalSeconds,
    attestorSilenceSeconds,
    'price.sequencerGraceSeconds': price.sequencerGraceSeconds,
  })
  const { maxAgeSeconds, maxJumpBps, jumpWindowSeconds, maxDeviationBps } = price
  atLeast(1n, { 'price.maxAgeSeconds': maxAgeSeconds, 'price.maxJumpBps': maxJumpBps, releasedBaseShareBps })
  atLeast(1n, { 'price.jumpWindowSeconds': jumpWindowSeconds, 'price.maxDeviationBps': maxDeviationBps })
  if (velocityWindows.length === 0) problems.push('velocityWindows is empty')
  for (const { windowSeconds, mintedShareBps, releasedShareBps } of velocityWindows) {
    atLeast(1n, { windowSeconds, mintedShareBps, releasedShareBps })
  }
  if (headStopSeconds < headAlertSeconds) problems.push('headStopSeconds is below headAlertSeconds')
  if (problems.length > 0) throw new InvalidBreakerParametersError({ problems })
  return parameters
}
