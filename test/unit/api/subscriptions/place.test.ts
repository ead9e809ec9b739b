import { describe, expect, test } from 'vitest'
import { createCatalog } from '../../../../api/catalog.ts'
import { BadCursorError } from '../../../../api/errors.ts'
import {
  anchorsWith,
  type ChainPlace,
  covers,
  decodePlace,
  encodePlace,
  nowhere,
  type Place,
} from '../../../../api/subscriptions/place.ts'
import { chainRegistry } from '../../../../chains/registry.ts'
import { chainId } from '../../../../domain/identifiers.ts'
import { deployment } from '../../../integration/api/api-stage.ts'

const catalog = createCatalog(chainRegistry(), deployment)
const [alpha, beta, foreign] = [chainId(31_001), chainId(31_002), chainId(1)]

const anchors = (...numbers: readonly number[]) =>
  numbers.map((number) => ({ number: BigInt(number), hash: String(number).padStart(16, '0') }))

const at = (block: bigint, rest: Partial<ChainPlace> = {}): ChainPlace => ({
  told: { block, finalized: 5n },
  unsure: undefined,
  anchors: anchors(Number(block)),
  ...rest,
})

const placeOf = (...chains: readonly (readonly [typeof alpha, ChainPlace])[]): Place => ({
  ...nowhere,
  chains: new Map(chains),
})

describe('encodePlace and decodePlace', () => {
  test('default: the same place', () => {
    const place: Place = {
      recorded: '731:760:731,744',
      unsureRecorded: '700:701:',
      chains: new Map([
        [alpha, at(250_000_000n, { anchors: anchors(250_000_000, 249_999_999, 4) })],
        [beta, at(-1n, { anchors: [], unsure: { block: -1n, finalized: 3n } })],
      ]),
    }
    const text = encodePlace(place)
    expect(text).toMatch(/^[A-Za-z0-9._~-]+$/)
    expect(decodePlace(text, catalog)).toEqual(place)
    expect(decodePlace(encodePlace(nowhere), catalog)).toEqual(nowhere)
  })

  test('behavior: of many blocks the newest are kept, then fewer and fewer, and the last', () => {
    const all = Array.from({ length: 101 }, (_, back) => 1_000 - back)
    const place = placeOf([alpha, at(1_000n, { anchors: anchors(...all) })])
    const kept = decodePlace(encodePlace(place), catalog)
      .chains.get(alpha)
      ?.anchors.map(({ number }) => Number(number))
    expect(kept).toEqual([1_000, 999, 998, 997, 996, 995, 992, 984, 968, 936, 900])
  })

  test('behavior: chains that the deployment does not have are left out', () => {
    const place = placeOf([alpha, at(7n)], [foreign, at(9n)])
    expect(decodePlace(encodePlace(place), catalog)).toEqual(placeOf([alpha, at(7n)]))
  })

  test.each([
    '',
    '1',
    '2_~',
    '1_~_',
    '1_1:2:~',
    '1_5.3.~',
    '1_3.5.5~',
    '1_3.9.7-4~',
    '1_3.5.~_31001',
    '1_~_31001~7.5~~7.short',
    "1_~_31001~7.5~~7.0000000000000007'",
    `1_~${'_31001~7.5~'.repeat(2_000)}`,
  ])('error: BadCursorError for %j', (text) => {
    expect(() => decodePlace(text, catalog)).toThrow(BadCursorError)
  })
})

describe('anchorsWith', () => {
  test('default: newest first, down to the newest final one', () => {
    const numbers = anchorsWith(anchors(12, 14), anchors(11, 9, 3), 9n).map(({ number }) => number)
    expect(numbers).toEqual([14n, 12n, 11n, 9n])
  })
})

describe('covers', () => {
  test('default: whoever stands at the same blocks', () => {
    expect(covers(placeOf([alpha, at(7n)], [beta, at(9n)]), placeOf([alpha, at(7n)]))).toBe(true)
    expect(covers(placeOf([alpha, at(8n)]), placeOf([alpha, at(7n)]))).toBe(false)
    expect(covers(placeOf([alpha, at(6n)]), placeOf([alpha, at(7n)]))).toBe(false)
    expect(covers(placeOf([beta, at(7n)]), placeOf([alpha, at(7n)]))).toBe(false)
  })

  test('behavior: what was told unsurely is told again from no later than where it began', () => {
    const unsure = (block: bigint) => placeOf([alpha, at(7n, { unsure: { block, finalized: 5n } })])
    expect(covers(unsure(3n), unsure(4n))).toBe(true)
    expect(covers(unsure(4n), unsure(3n))).toBe(false)
    expect(covers(placeOf([alpha, at(7n)]), unsure(3n))).toBe(false)
  })
})
