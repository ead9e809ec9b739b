import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultApiSettings, startApi } from '../../../api/server.ts'
import { chainRegistry } from '../../../chains/registry.ts'
import { systemClock } from '../../../observability/clock.ts'
import { createLogger } from '../../../observability/logger.ts'
import { eventually } from '../../support/eventually.ts'
import { type ApiStage, alpha, beta, deployment, hash, noNodes, startApiStage } from './api-stage.ts'
import { executes, type MovingChain, records, sends, startMovingChain, takesUp, verifies } from './moving-chain.ts'
import { type OpenStream, openStream } from './streams.ts'

let stage: ApiStage
let home: MovingChain
let host: MovingChain

beforeAll(async () => {
  stage = await startApiStage()
  home = await startMovingChain(stage.sql, alpha)
  host = await startMovingChain(stage.sql, beta)
})

afterAll(() => stage?.close())

/** Numbers below `bound`, the same for the same seed. */
function randomFrom(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

const subscription = `subscription {
  messageChanged {
    retracted { chain { id } afterBlock }
    messages { guid state blockNumber lane { source { id } } steps { name reached blockNumber } }
  }
}`

interface Held {
  readonly guid: string
  readonly state: string
  readonly blockNumber: string
  readonly lane: { readonly source: { readonly id: number } }
}

/** A client that keeps messages by the rules of docs/api.md, on a connection that breaks now and then. */
function createModel(urls: () => string) {
  const held = new Map<string, string>()
  const problems: string[] = []
  let stream: OpenStream | undefined
  let lastEventId: string | undefined
  let taken = 0
  const take = (): void => {
    if (stream === undefined) return
    const events = stream.events.filter(({ event }) => event === 'next')
    for (; taken < events.length; taken += 1) {
      const { data, errors } = JSON.parse(events[taken]?.data ?? '{}')
      if (errors !== undefined) {
        problems.push(JSON.stringify(errors))
        continue
      }
      const { retracted, messages } = data.messageChanged
      for (const { chain, afterBlock } of retracted) {
        for (const [guid, text] of held) {
          const { lane, blockNumber }: Held = JSON.parse(text)
          if (lane.source.id === chain.id && BigInt(blockNumber) > BigInt(afterBlock)) held.delete(guid)
        }
      }
      const guids = messages.map(({ guid }: Held) => guid)
      if (new Set(guids).size < guids.length) problems.push('a message twice in one event')
      for (const message of messages) {
        const text = JSON.stringify(message)
        // Only what a reorg may have touched is told as it was.
        if (retracted.length === 0 && held.get(message.guid) === text) problems.push(`told twice: ${text}`)
        held.set(message.guid, text)
      }
    }
    for (const { id } of stream.events) lastEventId = id ?? lastEventId
  }
  return {
    held,
    problems,
    take,
    async connect() {
      taken = 0
      stream = await openStream(urls(), subscription, { lastEventId })
      if (lastEventId === undefined) await stream.atLeast(1)
      take()
    },
    /** What was not taken by then is lost with the connection. */
    async disconnect() {
      take()
      await stream?.close()
      stream = undefined
    },
  }
}

describe('a client that keeps what it is told', () => {
  test.each([1, 2, 3])(
    'property: has in the end what the index has, and was told nothing twice (seed %i)',
    async (seed) => {
      const random = randomFrom(seed)
      const api = await startApi({
        ...{ registry: chainRegistry(), deployment, live: noNodes, sql: stage.sql, clock: systemClock },
        ...{ port: 0, settings: defaultApiSettings, log: createLogger({ name: 'test', level: 'silent' }) },
      })
      const model = createModel(() => (random(2) === 0 ? api.url : stage.api.url))
      await model.connect()
      const known = new Map<string, number>()
      const guids: string[] = []
      let isConnected = true
      const anySent = (): string | undefined => guids[random(guids.length)]
      /** What is on a chain, to be appended again after a reorg, as the same or otherwise. */
      const onHost = { verified: new Map<string, number>(), executed: new Map<string, number>() }
      /** Newest fact that the relayer has recorded, by guid and block hash. */
      const recorded = new Map<string, string>()
      for (let turn = 0; turn < 120; turn += 1) {
        const what = random(23)
        if (what < 7) {
          const guid = hash(`${seed}${(0xa000 + turn).toString(16)}`)
          guids.push(guid)
          known.set(guid, await home.block(sends(guid)))
        } else if (what < 12) {
          const guid = anySent()
          if (guid === undefined) continue
          if (!onHost.verified.has(guid)) onHost.verified.set(guid, await host.block(verifies(guid)))
          else if (!onHost.executed.has(guid)) onHost.executed.set(guid, await host.block(executes(guid)))
        } else if (what < 14) {
          await (random(2) === 0 ? home : host).block()
        } else if (what < 16) {
          // A reorg of a few blocks, after which some of the same messages come again.
          const chain = random(2) === 0 ? home : host
          const last = Math.max(chain.finalized, chain.head - 1 - random(4))
          await chain.reorg(last)
          const lost = chain === home ? [...known].filter(([, block]) => block > last).map(([guid]) => guid) : []
          for (const guid of lost) known.delete(guid)
          for (const facts of [onHost.verified, onHost.executed]) {
            if (chain === host) for (const [guid, block] of facts) if (block > last) facts.delete(guid)
          }
          for (const guid of lost) {
            if (random(2) === 0) known.set(guid, await home.block(sends(guid)))
            else guids.splice(guids.indexOf(guid), 1)
          }
          while (chain.head <= last + 5) await chain.block()
        } else if (what < 18) {
          const chain = random(2) === 0 ? home : host
          await chain.finalize(Math.max(chain.finalized, chain.head - 3))
        } else if (what < 21) {
          const guid = anySent()
          const block = guid === undefined ? undefined : known.get(guid)
          if (guid === undefined || block === undefined) continue
          const at = { block, hash: home.hashOf(block) }
          const fact = recorded.get(guid + at.hash)
          if (fact === undefined) await takesUp(stage.sql, guid, at)
          const next = fact === undefined ? 'attested_at' : 'verifiable_at'
          recorded.set(guid + at.hash, next)
          if (fact !== 'verifiable_at') await records(stage.sql, guid, { ...at, fact: next })
        } else if (isConnected) {
          await model.disconnect()
          isConnected = false
        } else {
          await model.connect()
          isConnected = true
        }
      }
      if (!isConnected) await model.connect()
      const truth = async () => {
        const { data } = await stage.ask(
          `query ($guids: [Bytes!]) { messages(first: 200, where: { guid_in: $guids }) {
          nodes { guid state blockNumber lane { source { id } } steps { name reached blockNumber } } } }`,
          { guids: [...known.keys()] },
        )
        return new Map(data.messages.nodes.map((node: Held) => [node.guid, JSON.stringify(node)]))
      }
      const expected = await truth()
      const own = () => new Map([...model.held].filter(([guid]) => guid.includes(`0${seed}a0`)))
      await eventually(
        'the model has caught up',
        async () => {
          model.take()
          return sameMaps(own(), expected) ? true : undefined
        },
        { timeoutMs: 10_000 },
      ).catch(() => undefined)
      expect(Object.fromEntries(own())).toEqual(Object.fromEntries(expected))
      expect(model.problems).toEqual([])
      await model.disconnect()
      await api.close()
      await home.finalize(home.head)
      await host.finalize(host.head)
    },
  )
})

const sameMaps = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<unknown, unknown>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
