import { z } from 'zod'
import { type BreakerParameters, breakerParameters, defaultBreakerParameters } from '../risk/breaker/parameters.ts'
import { EnvironmentError } from './environment.ts'

const whole = z.union([z.number().int(), z.string().regex(/^\d+$/)]).transform(BigInt)

const { price, ...plain } = defaultBreakerParameters
const changes = z.strictObject({
  unreadSeconds: whole.default(plain.unreadSeconds),
  rpcDisagreementSeconds: whole.default(plain.rpcDisagreementSeconds),
  deepReorgQuietSeconds: whole.default(plain.deepReorgQuietSeconds),
  headAlertSeconds: whole.default(plain.headAlertSeconds),
  headStopSeconds: whole.default(plain.headStopSeconds),
  priceSignalSeconds: whole.default(plain.priceSignalSeconds),
  price: z
    .strictObject({
      maxAgeSeconds: whole.default(price.maxAgeSeconds),
      maxJumpBps: whole.default(price.maxJumpBps),
      jumpWindowSeconds: whole.default(price.jumpWindowSeconds),
      maxDeviationBps: whole.default(price.maxDeviationBps),
      sequencerGraceSeconds: whole.default(price.sequencerGraceSeconds),
    })
    .default(price),
  velocityWindows: z
    .array(z.strictObject({ windowSeconds: whole, mintedShareBps: whole, releasedShareBps: whole }))
    .default([...plain.velocityWindows]),
  releasedBaseShareBps: whole.default(plain.releasedBaseShareBps),
  attestorSilenceSeconds: whole.default(plain.attestorSilenceSeconds),
})

/**
 * The guard's parameters: the defaults with what a JSON object replaces.
 *
 * @param json - Text of `BULKHEAD_GUARD_PARAMETERS`; `undefined` for the defaults.
 * @throws {@link EnvironmentError} for anything but known names with whole numbers; InvalidBreakerParametersError.
 */
export function guardParameters(json: string | undefined): BreakerParameters {
  if (json === undefined) return breakerParameters()
  const result = changes.safeParse(parsed(json))
  if (result.success) return breakerParameters(result.data)
  const [issue] = result.error.issues
  throw new EnvironmentError(
    `BULKHEAD_GUARD_PARAMETERS: ${issue?.path.join('.') || 'the object'}: ${issue?.message}.`,
    'docs/guard.md lists the parameters.',
  )
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new EnvironmentError('BULKHEAD_GUARD_PARAMETERS is not JSON.')
  }
}
