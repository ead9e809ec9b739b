import { describe, expect, test } from 'vitest'
import {
  breakerParameters,
  defaultBreakerParameters,
  InvalidBreakerParametersError,
} from '../../../../risk/breaker/parameters.ts'

const { price } = defaultBreakerParameters
const [window] = defaultBreakerParameters.velocityWindows

describe('breakerParameters', () => {
  test('default: the defaults, with what is changed', () => {
    expect(breakerParameters()).toEqual(defaultBreakerParameters)
    expect(breakerParameters({ unreadSeconds: 5n })).toEqual({ ...defaultBreakerParameters, unreadSeconds: 5n })
  })
  test.each([
    { unreadSeconds: -1n },
    { rpcDisagreementSeconds: -1n },
    { deepReorgQuietSeconds: -1n },
    { headAlertSeconds: 10n, headStopSeconds: 9n },
    { headAlertSeconds: -1n },
    { priceSignalSeconds: -1n },
    { attestorSilenceSeconds: -1n },
    { releasedBaseShareBps: 0n },
    { velocityWindows: [] },
    { velocityWindows: [{ windowSeconds: 0n, mintedShareBps: 1n, releasedShareBps: 1n }] },
    { velocityWindows: [{ windowSeconds: 1n, mintedShareBps: 0n, releasedShareBps: 1n }] },
    { velocityWindows: [{ windowSeconds: 1n, mintedShareBps: 1n, releasedShareBps: 0n }] },
    { price: { ...price, maxAgeSeconds: 0n } },
    { price: { ...price, maxJumpBps: 0n } },
    { price: { ...price, jumpWindowSeconds: 0n } },
    { price: { ...price, maxDeviationBps: 0n } },
    { price: { ...price, sequencerGraceSeconds: -1n } },
  ])('error: InvalidBreakerParametersError for %o', (changes) => {
    expect(() => breakerParameters(changes)).toThrow(InvalidBreakerParametersError)
  })
  test('error: every problem is named', () => {
    const changes = {
      unreadSeconds: -1n,
      velocityWindows: [{ ...window, windowSeconds: 0n, mintedShareBps: 1n, releasedShareBps: 1n }],
    }
    expect(() => breakerParameters(changes)).toThrow(/unreadSeconds is -1, below 0; windowSeconds is 0, below 1/)
  })
})
