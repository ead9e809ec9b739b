import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LeasePlan, planLeases, type Unit } from '../../../relayer/lease-plan.ts'

const units: readonly Unit[] = [
  { name: 'destination:1', kind: 'destination' },
  { name: 'source:1', kind: 'source' },
  { name: 'destination:2', kind: 'destination' },
  { name: 'source:2', kind: 'source' },
  { name: 'destination:3', kind: 'destination' },
  { name: 'source:3', kind: 'source' },
]
const names = units.map(({ name }) => name)
const plan = (me: string, instances: readonly string[], mine: readonly string[], free: readonly string[]): LeasePlan =>
  planLeases(units, { me, instances, mine: new Set(mine), free: new Set(free) })

describe('planLeases', () => {
  test('default: alone, it takes everything', () => {
    const { take, release } = plan('a', ['a'], [], names)
    expect([...take].sort()).toEqual([...names].sort())
    expect(release).toEqual([])
  })

  test('behavior: six units, two instances: the first gives up three, of both kinds', () => {
    const { take, release } = plan('a', ['a', 'b'], names, [])
    expect(take).toEqual([])
    expect(release).toHaveLength(3)
    const kinds = release.map((name) => name.split(':')[0])
    expect(new Set(kinds)).toEqual(new Set(['destination', 'source']))
  })

  test('behavior: six units, four instances: two, two, one, one, by age', () => {
    const instances = ['a', 'b', 'c', 'd']
    expect(instances.map((me) => plan(me, instances, [], names).take.length)).toEqual([2, 2, 1, 1])
  })

  test('behavior: more instances than units: the youngest stand by', () => {
    const instances = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    expect(plan('g', instances, [], names)).toEqual({ take: [], release: [] })
    expect(plan('f', instances, [], names).take).toHaveLength(1)
  })

  test('behavior: it takes the kind of which it has fewest', () => {
    const { take } = plan('b', ['a', 'b'], ['source:1', 'source:2'], ['source:3', 'destination:3'])
    expect(take).toEqual(['destination:3'])
  })

  test('behavior: of what it has, it gives up the kind of which it has most', () => {
    const { release } = plan('a', ['a', 'b', 'c'], ['source:1', 'source:2', 'destination:3'], [])
    expect(release).toHaveLength(1)
    expect(release[0]).toMatch(/^source:/)
  })

  test('behavior: an instance that is not alive, or a unit that is not known, has no share', () => {
    expect(plan('x', ['a', 'b'], [], names)).toEqual({ take: [], release: [] })
    expect(plan('x', [], ['source:1'], [])).toEqual({ take: [], release: ['source:1'] })
    expect(plan('a', ['a'], ['source:9'], ['source:8'])).toEqual({ take: [], release: [] })
  })

  const many = fc.integer({ min: 0, max: 20 }).map((count) =>
    Array.from(
      { length: count },
      (_, index): Unit => ({
        name: `unit:${index}`,
        kind: index % 3 === 0 ? 'source' : 'destination',
      }),
    ),
  )

  test('property: whoever holds what, all come to hold everything, none above its share, and then nothing moves', () => {
    fc.assert(
      fc.property(many, fc.integer({ min: 1, max: 7 }), fc.array(fc.nat(), { maxLength: 20 }), (all, count, owners) => {
        const instances = Array.from({ length: count }, (_, index) => `i${index}`)
        const held = new Map(instances.map((id): [string, Set<string>] => [id, new Set()]))
        for (const [index, { name }] of all.entries()) {
          // Some are free, some a dead instance's no more.
          const owner = owners[index]
          if (owner !== undefined) held.get(`i${owner % count}`)?.add(name)
        }
        const step = (): number => {
          let moves = 0
          for (const [me, mine] of held) {
            const taken = new Set([...held.values()].flatMap((names) => [...names]))
            const free = new Set(all.map(({ name }) => name).filter((name) => !taken.has(name)))
            const { take, release } = planLeases(all, { me, instances, mine, free })
            for (const name of take) {
              if (!free.has(name)) throw new TypeError(`${name} is not free`)
              mine.add(name)
            }
            for (const name of release) mine.delete(name)
            moves += take.length + release.length
          }
          return moves
        }
        step()
        step()
        if (step() !== 0) return false
        const sizes = [...held.values()].map((mine) => mine.size)
        const sum = sizes.reduce((total, size) => total + size, 0)
        return (
          sum === all.length &&
          Math.max(...sizes) <= Math.ceil(all.length / count) &&
          Math.max(...sizes) - Math.min(...sizes) <= 1
        )
      }),
    )
  })

  test('property: the kinds of what it takes differ by one at most, when it may choose', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), (count) => {
        const instances = Array.from({ length: count }, (_, index) => `i${index}`)
        const { take } = plan('i0', instances, [], names)
        const sources = take.filter((name) => name.startsWith('source')).length
        return Math.abs(2 * sources - take.length) <= 1
      }),
    )
  })
})
