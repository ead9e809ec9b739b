import { describe, expect, test } from 'vitest'
import { FilterTooLargeError } from '../../../api/errors.ts'
import { isOneOf, passes, toFilter } from '../../../api/where.ts'
import { mayMatchChain } from '../../../database/api/filter.ts'
import { chainId } from '../../../domain/identifiers.ts'

const fields = { plain: { chainId: String, account: String, amount: String } }

describe('toFilter', () => {
  test('default: suffixes become operators, and/or nest', () => {
    expect(toFilter({ account: 'a', amount_gte: 5n, or: [{ account_in: ['b', 'c'] }, {}] }, fields)).toEqual({
      conditions: [
        { operator: 'in', field: 'account', values: ['a'] },
        { operator: 'gte', field: 'amount', value: '5' },
      ],
      and: [],
      or: [
        { conditions: [{ operator: 'in', field: 'account', values: ['b', 'c'] }], and: [], or: undefined },
        { conditions: [], and: [], or: undefined },
      ],
    })
  })

  test('behavior: null and undefined are no conditions, an empty or stays one', () => {
    const nothing = { conditions: [], and: [], or: undefined }
    expect(toFilter(null, fields)).toEqual(nothing)
    expect(toFilter({ account: null, amount_lte: undefined, or: null }, fields)).toEqual(nothing)
    expect(toFilter({ or: [] }, fields)).toEqual({ ...nothing, or: [] })
  })

  test('error: FilterTooLargeError beyond depth, conditions and values', () => {
    const nest = (depth: number): object => (depth === 0 ? {} : { or: [nest(depth - 1)] })
    expect(() => toFilter({ ...nest(5) }, fields)).toThrow(FilterTooLargeError)
    expect(() => toFilter({ ...nest(4) }, fields)).not.toThrow()
    expect(() => toFilter({ account_in: Array.from({ length: 201 }, String) }, fields)).toThrow(FilterTooLargeError)
    const wide = { and: Array.from({ length: 100 }, () => ({ account: 'a' })) }
    expect(() => toFilter(wide, fields)).toThrow(FilterTooLargeError)
  })
})

describe('passes', () => {
  const row = { chainId: '1', account: 'a', amount: '340282366920938463463374607431768211455' }
  test.each([
    [{ account: 'a' }, true],
    [{ account: 'b' }, false],
    [{ account_in: [] }, false],
    [{ amount_gte: '340282366920938463463374607431768211455' }, true],
    [{ amount_gte: '340282366920938463463374607431768211456' }, false],
    [{ amount_lte: '9' }, false],
    [{ or: [] }, false],
    [{ and: [] }, true],
    [{ account: 'b', or: [{ account: 'a' }] }, false],
    [{ or: [{ account: 'b' }, { and: [{ account: 'a' }, { chainId: '1' }] }] }, true],
  ])('default: %j passes: %s', (where, expected) => {
    expect(passes(toFilter(where, fields), row)).toBe(expected)
  })
})

describe('mayMatchChain', () => {
  const one = chainId(1)
  const on = (...ids: readonly string[]) => isOneOf('chainId', ids)
  const both = { conditions: [], and: [on('1', '2'), on('2')], or: undefined }
  const either = { conditions: [], and: [], or: [on('2'), on('1')] }
  test.each([
    [on('1', '2'), true],
    [on('2'), false],
    [on(), false],
    [both, false],
    [either, true],
    [{ ...either, or: [] }, false],
    [isOneOf('account', ['x']), true],
  ])('default: %j lets chain 1 through: %s', (filter, expected) => {
    expect(mayMatchChain(filter, 'chainId', one)).toBe(expected)
  })
})
