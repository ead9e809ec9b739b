import { describe, expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from '../../../api/cursor.ts'
import { BadCursorError } from '../../../api/errors.ts'

const scope = { list: 'positions', order: 'UPDATED_AT_DESC', keyTypes: ['numeric', 'integer', 'address'] } as const
const account = `0x${'a'.repeat(40)}`
const key = ['340282366920938463463374607431768211455', '31001', account]
const forge = (...fields: readonly unknown[]): string => Buffer.from(JSON.stringify(fields)).toString('base64url')

describe('decodeCursor', () => {
  test('default: gives back the keys, beyond 2^53 too', () => {
    expect(decodeCursor(scope, encodeCursor(scope, key))).toEqual(key)
  })

  test('behavior: equal rows give equal cursors, of URL-safe letters', () => {
    expect(encodeCursor(scope, key)).toBe(encodeCursor(scope, [...key]))
    expect(encodeCursor(scope, key)).toMatch(/^[A-Za-z0-9_-]+$/)
  })

  test.each([
    ['of another list', encodeCursor({ ...scope, list: 'messages' }, key)],
    ['of another order', encodeCursor({ ...scope, order: 'UPDATED_AT_ASC' }, key)],
    ['too few keys', encodeCursor(scope, key.slice(1))],
    ['a key that is no number', encodeCursor(scope, ['1 or true', '31001', account])],
    ['a number beyond the column', encodeCursor(scope, ['1'.repeat(79), '31001', account])],
    ['an integer beyond 2^31', encodeCursor(scope, ['1', '2147483648', account])],
    ['a key that is no address', encodeCursor(scope, ['1', '31001', "'; drop table x"])],
    ['keys that are no text', forge('positions', 'UPDATED_AT_DESC', 1, 31001, account)],
    ['no list', forge()],
    ['no JSON', Buffer.from('nonsense').toString('base64url')],
    ['no base64url', '***'],
    ['nothing', ''],
    ['endless', 'A'.repeat(2_000)],
  ])('error: BadCursorError for a cursor that is %s', (_what, cursor) => {
    expect(() => decodeCursor(scope, cursor)).toThrow(BadCursorError)
  })
})
