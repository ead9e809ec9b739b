import { describe, expect, test } from 'vitest'
import { EnvironmentError } from '../../../cli/environment.ts'
import { guardParameters } from '../../../cli/guard-parameters.ts'
import { defaultBreakerParameters, InvalidBreakerParametersError } from '../../../risk/breaker/parameters.ts'

describe('guardParameters', () => {
  test('default: nothing set is the defaults', () => {
    expect(guardParameters(undefined)).toEqual(defaultBreakerParameters)
    expect(guardParameters('{}')).toEqual(defaultBreakerParameters)
  })
  test('behavior: what is given replaces its default and no other', () => {
    const { price } = defaultBreakerParameters
    expect(guardParameters('{"price":{"maxAgeSeconds":90000},"unreadSeconds":"60"}')).toEqual({
      ...defaultBreakerParameters,
      unreadSeconds: 60n,
      price: { ...price, maxAgeSeconds: 90_000n },
    })
  })
  test.each(['{', '{"unreadSecond":1}', '{"unreadSeconds":1.5}', '{"price":{"age":1}}', '[]'])(
    'error: %s is refused as a setting',
    (json) => {
      expect(() => guardParameters(json)).toThrow(EnvironmentError)
    },
  )
  test('error: InvalidBreakerParametersError for parameters without sense', () => {
    expect(() => guardParameters('{"velocityWindows":[]}')).toThrow(InvalidBreakerParametersError)
  })
})
