import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decide } from '../../../domain/decide.ts'
import { type Execution, type RecordedFacts, standingOf } from '../../../domain/message-record.ts'
import { messageStates } from '../../../domain/message-state.ts'
import { destinations, message, now, policy, ready, signatures, sources } from '../../support/decide-cases.ts'

const root = join(import.meta.dirname, '../../..')

/** A diagram's arrows between states as "from --> to"; one from or to a box stands for each state in it. */
function arrowsOf(file: string): ReadonlySet<string> {
  const [, diagram = ''] =
    /```mermaid\nstateDiagram-v2\n([\s\S]*?)```/.exec(readFileSync(join(root, file), 'utf8')) ?? []
  const members = new Map<string, string[]>()
  const open: string[] = []
  const arrows: [string, string][] = []
  for (const line of diagram.split('\n').map((each) => each.trim())) {
    const box = /^state (\w+) \{$/.exec(line)?.[1]
    const [, from, to] = /^(\w+|\[\*\]) --> (\w+)(?::.*)?$/.exec(line) ?? []
    if (box !== undefined) {
      members.set(box, [])
      open.push(box)
    } else if (line === '}') open.pop()
    else if (from !== undefined && to !== undefined) arrows.push([from, to])
    else if (/^\w+$/.test(line)) for (const outer of open) members.get(outer)?.push(line)
    else if (line !== '') throw new TypeError(`Not understood in ${file}: ${line}`)
  }
  const statesOf = (name: string): readonly string[] => members.get(name) ?? [name]
  return new Set(
    arrows
      .filter(([from]) => from !== '[*]')
      .flatMap(([from, to]) => statesOf(from).flatMap((a) => statesOf(to).map((b) => `${a} --> ${b}`))),
  )
}

const either = [false, true]
const executions: readonly Execution[] = [
  { kind: 'none' },
  ...either.flatMap((final): readonly Execution[] => [
    { kind: 'passed', outcome: 'minted', final },
    { kind: 'held', final, releasableAt: undefined },
    { kind: 'sent-home', final, paidBack: false },
    { kind: 'sent-home', final, paidBack: true },
  ]),
]
/** Everything that can be on record of a message. */
const records: readonly RecordedFacts[] = executions.flatMap((execution) =>
  Array.from({ length: 64 }, (_, bits) => ({
    final: (bits & 1) > 0,
    orphaned: (bits & 2) > 0,
    attested: (bits & 4) > 0,
    verifiable: (bits & 8) > 0,
    verified: (bits & 16) > 0,
    parked: (bits & 32) > 0,
    execution,
  })),
)
/** One for each effect that a destination can have on the state. */
const seen = [
  'unread',
  'unverified: by others',
  'unverified: by us',
  'committed',
  'conflicting',
  'parked: verified anew',
  'skipped',
  'executed: not final',
  'executed: final',
  'held: waiting',
  'held: sent home',
  'held: paid back',
] as const

function arrowsOfDecide(): ReadonlySet<string> {
  const arrows = new Set<string>()
  for (const facts of records) {
    const { state: from } = standingOf(facts)
    for (const source of Object.values(sources)) {
      for (const name of seen) {
        for (const held of [signatures.none, signatures.enough]) {
          const observation = { ...ready, source, destination: destinations[name], signatures: held }
          const { state: to } = decide({ ...message, facts }, observation, policy, now)
          arrows.add(`${from} --> ${to}`)
          // The same look, made when a halt is lifted.
          arrows.add(`halted --> ${to}`)
        }
      }
    }
    const halts = { source: 'operator', destination: undefined } as const
    arrows.add(`${from} --> ${decide({ ...message, facts }, { ...ready, halts }, policy, now).state}`)
  }
  return new Set([...arrows].filter((arrow) => new Set(arrow.split(' --> ')).size === 2))
}

describe('the diagrams of a message', () => {
  test('default: docs/relayer.md has exactly the transitions that decide can produce', { timeout: 60_000 }, () => {
    const arrows = arrowsOf('docs/relayer.md')
    expect([...arrows].sort()).toEqual([...arrowsOfDecide()].sort())
    const named = new Set([...arrows].flatMap((arrow) => arrow.split(' --> ')))
    expect([...named].sort()).toEqual([...messageStates].sort())
  })

  test('behavior: the smaller one of the README contradicts nothing in it', () => {
    const arrows = arrowsOf('docs/relayer.md')
    const readme = arrowsOf('README.md')
    expect(readme.size).toBe(7)
    expect([...readme].filter((arrow) => !arrows.has(arrow))).toEqual([])
  })
})
