import { describe, expect, test } from 'vitest'
import { rawAmount } from '../../../domain/amounts.ts'
import { chainId } from '../../../domain/identifiers.ts'
import { type EndReading, preflight } from '../../../domain/preflight.ts'

/** Ten at least, a hundred at most each, three hundred at once, a thousand below capacity. */
const open: EndReading = {
  chainId: chainId(31001),
  end: 'source',
  state: 'open',
  closed: false,
  minAmount: rawAmount(10n),
  maxAmount: rawAmount(100n),
  capacityRoom: rawAmount(1_000n),
  room: rawAmount(300n),
  waitSeconds: 0n,
}
const there: EndReading = { ...open, chainId: chainId(31002), end: 'destination' }

describe('preflight', () => {
  test('default: passes both ends; the room is the smaller one', () => {
    expect(preflight(rawAmount(50n), [open, { ...there, room: rawAmount(80n) }])).toMatchObject({
      verdict: 'passes',
      binding: undefined,
      room: 80n,
      waitSeconds: 0n,
    })
  })

  test.each([
    ['state', 50n, { closed: true }],
    ['minimum', 9n, {}],
    ['maximum', 101n, {}],
    ['capacity', 60n, { capacityRoom: rawAmount(59n) }],
  ] as const)(
    'behavior: what the destination never lets pass binds before a wait at the source: %s',
    (limit, amount, change) => {
      const never = { ...there, ...change, waitSeconds: undefined }
      expect(preflight(rawAmount(amount), [{ ...open, waitSeconds: 5n }, never])).toMatchObject({
        verdict: 'refused',
        binding: { end: 'destination', chainId: 31002, limit },
        waitSeconds: undefined,
      })
    },
  )

  test('behavior: of two waits the longer binds; more than passes at once is a matter of rate, else of delay', () => {
    const slow = { ...there, room: rawAmount(40n), waitSeconds: 600n }
    expect(preflight(rawAmount(50n), [{ ...open, waitSeconds: 599n }, slow])).toMatchObject({
      verdict: 'waits',
      binding: { end: 'destination', limit: 'rate' },
      waitSeconds: 600n,
    })
    expect(preflight(rawAmount(50n), [{ ...open, waitSeconds: 601n }, slow])).toMatchObject({
      binding: { end: 'source', limit: 'delay' },
      waitSeconds: 601n,
    })
  })

  test('behavior: an exit above the maximum of one part is not refused for it', () => {
    expect(preflight(rawAmount(200n), [open, { ...there, waitSeconds: 60n }])).toMatchObject({
      verdict: 'waits',
      binding: { end: 'destination', limit: 'delay' },
    })
  })
})
