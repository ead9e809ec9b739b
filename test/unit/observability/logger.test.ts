import { describe, expect, test } from 'vitest'
import { describeError, withoutSecrets } from '../../../observability/logger.ts'

describe('withoutSecrets', () => {
  test.each([
    ['https://rpc.example/v2/c4n4ry', 'https://rpc.example'],
    ['postgres://user:c4n4ry@db.example:5432/app', 'postgres://db.example:5432'],
    ['see wss://rpc.example:8546/?key=c4n4ry, then', 'see wss://rpc.example:8546 then'],
    ['https://c4n4ry@rpc.example', 'https://rpc.example'],
  ])('behavior: %s', (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected)
  })
})

describe('describeError', () => {
  test('behavior: first line only, URLs cut', () => {
    const error = new TypeError('fetch failed: https://rpc.example/c4n4ry\nRequest body: {"secret":"c4n4ry"}')
    expect(JSON.stringify(describeError(error))).not.toContain('c4n4ry')
  })
})
