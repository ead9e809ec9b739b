import { describe, expect, test } from 'vitest'
import { createRedactor } from '../../../observability/redaction.ts'

const key = `0x${'C4N4'.repeat(16).replaceAll('N', 'e')}`
const redact = createRedactor([
  key,
  'https://first-c4n4ry:p%40ss-c4n4ry@rpc.example/v2/path-c4n4ry?key=query-c4n4ry',
  'postgres://operator:db/c4n4ry+secret@db.example/bulkhead_attestor',
  'postgres://operator:password-c4n4ry@db.example/bulkhead_attestor?sslpassword=tls-pass-c4n4ry',
])

describe('createRedactor', () => {
  test.each([
    ['a node says: /v2/path-c4n4ry is not allowed', 'a node says: /v2/[redacted] is not allowed'],
    ['key=query-c4n4ry', 'key=[redacted]'],
    ['user first-c4n4ry with p@ss-c4n4ry', 'user [redacted] with [redacted]'],
    ['p%40ss-c4n4ry', '[redacted]'],
    [Buffer.from('first-c4n4ry:p@ss-c4n4ry').toString('base64').replace(/=+$/, ''), '[redacted]'],
    ['https://first-c4n4ry:p%40ss-c4n4ry@rpc.example/v2/path-c4n4ry', 'https://rpc.example'],
    ['password-c4n4ry, tls-pass-c4n4ry', '[redacted], [redacted]'],
    [`key ${key}`, 'key 0x[redacted]'],
    [`key ${key.slice(2).toLowerCase()}`, 'key [redacted]'],
    ['operator at bulkhead_attestor on db.example', 'operator at bulkhead_attestor on db.example'],
  ])('behavior: %s', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  test('behavior: a line of JSON stays JSON', () => {
    const line = JSON.stringify({ text: 'at "https://a.example/v2/path-c4n4ry"\nand path-c4n4ry' })
    expect(JSON.parse(redact(line))).toEqual({ text: 'at "https://a.example"\nand [redacted]' })
  })

  test('behavior: short parts are left alone, and nothing to hide hides nothing', () => {
    expect(createRedactor(['http://user:pass@a/v2'])('the user has a pass')).toBe('the user has a pass')
    expect(createRedactor([])('anything')).toBe('anything')
  })
})
