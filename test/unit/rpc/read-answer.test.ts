import { describe, expect, test } from 'vitest'
import { readAnswer, retryAfterMs } from '../../../rpc/read-answer.ts'

const error = (code: number, message: string) => readAnswer({ jsonrpc: '2.0', id: 1, error: { code, message } })

describe('readAnswer', () => {
  test('default: a result, a null one too', () => {
    expect(readAnswer({ id: 1, result: '0x1' })).toEqual({ kind: 'result', result: '0x1' })
    expect(readAnswer({ id: 1, result: null })).toEqual({ kind: 'result', result: null })
  })

  test.each([
    [429, 'Too Many Requests'],
    [-32_005, 'daily request count exceeded, request rate limited'],
    [-32_000, 'Your app has exceeded its compute units per second capacity.'],
    [-32_007, '15/second request limit reached'],
  ])('behavior: %s %s is about the pace', (code, message) => {
    expect(error(code, message)).toEqual({ kind: 'limited' })
  })

  test.each([
    [-32_005, 'query returned more than 10000 results'],
    [-32_000, 'eth_getLogs is limited to a 10,000 range'],
    [-32_602, 'Block range limit exceeded'],
  ])('behavior: %s %s is not', (code, message) => {
    expect(error(code, message)).toEqual({ kind: 'error', error: { code, message } })
  })

  test.each([[undefined], ['text'], [{ id: 1 }], [null]])('behavior: %j is no answer', (element) => {
    expect(readAnswer(element)).toEqual({ kind: 'failed', reason: 'malformed' })
  })
})

describe('retryAfterMs', () => {
  test.each([
    ['2', 2_000],
    ['0.5', 500],
    ['Thu, 01 Jan 1970 00:00:03 GMT', 2_000],
    ['86400', 60_000],
    ['soon', undefined],
    [null, undefined],
  ])('default: %s', (header, expected) => {
    expect(retryAfterMs(header, 1_000)).toBe(expected)
  })
})
