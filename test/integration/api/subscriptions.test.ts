import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultApiSettings, startApi } from '../../../api/server.ts'
import { chainRegistry } from '../../../chains/registry.ts'
import { systemClock } from '../../../observability/clock.ts'
import { createLogger } from '../../../observability/logger.ts'
import { eventually } from '../../support/eventually.ts'
import { type ApiStage, alpha, beta, deployment, hash, noNodes, startApiStage } from './api-stage.ts'
import {
  executes,
  floods,
  type MovingChain,
  openBucket,
  records,
  sends,
  setsState,
  startMovingChain,
  takesUp,
  verifies,
} from './moving-chain.ts'
import { usdcOnBeta } from './seed.ts'
import { type OpenStream, openDeafClient, openStream } from './streams.ts'

let stage: ApiStage
let home: MovingChain
let host: MovingChain

beforeAll(async () => {
  stage = await startApiStage()
  home = await startMovingChain(stage.sql, alpha)
  host = await startMovingChain(stage.sql, beta)
  await openBucket(stage.sql)
})

afterAll(() => stage?.close())

const messages = `subscription ($where: MessageWhere) {
  messageChanged(where: $where) {
    retracted { chain { id } afterBlock }
    through { chain { id } blockNumber }
    messages { guid state }
  }
}`

/** What each event but the first, with which a stream begins, tells of messages. */
const told = (stream: OpenStream): readonly (readonly string[])[] =>
  stream
    .answers()
    .filter(({ data }) => data.messageChanged.messages.length > 0)
    .map(({ data }) =>
      data.messageChanged.messages.map(
        ({ guid, state }: { guid: string; state: string }) => `${guid.slice(-4)} ${state}`,
      ),
    )

let lastGuid = 0x1000
/** A guid of its own. */
const anyGuid = (): string => {
  lastGuid += 1
  return hash(lastGuid.toString(16))
}
const short = (guid: string, state: string): string => `${guid.slice(-4)} ${state}`

/** Another process of the API, over the same database. */
const anotherApi = () =>
  startApi({
    ...{ registry: chainRegistry(), deployment, live: noNodes, sql: stage.sql, clock: systemClock },
    ...{ port: 0, settings: defaultApiSettings, log: createLogger({ name: 'test', level: 'silent' }) },
  })

describe('messageChanged', () => {
  test('default: begins with where the chains are, then tells what changes', async () => {
    const stream = await openStream(stage.api.url, messages)
    try {
      const [first] = await stream.atLeast(1)
      expect(first.data.messageChanged).toEqual({
        retracted: [],
        through: [
          { chain: { id: alpha.id }, blockNumber: String(home.head) },
          { chain: { id: beta.id }, blockNumber: String(host.head) },
        ],
        messages: [],
      })
      const guid = anyGuid()
      await home.block(sends(guid))
      await stream.atLeast(2)
      await home.finalize(home.head)
      await stream.atLeast(3)
      await host.block(verifies(guid))
      await stream.atLeast(4)
      await host.block(executes(guid))
      await stream.atLeast(5)
      await host.finalize(host.head)
      await stream.atLeast(6)
      expect(told(stream)).toEqual([
        [short(guid, 'SENT')],
        [short(guid, 'FINAL')],
        [short(guid, 'VERIFIED')],
        [short(guid, 'EXECUTED')],
        [short(guid, 'SETTLED')],
      ])
    } finally {
      await stream.close()
    }
  })

  test('default: what was missed is told once, by whatever process', async () => {
    const [before, missed, after] = [anyGuid(), anyGuid(), anyGuid()]
    const stream = await openStream(stage.api.url, messages)
    await stream.atLeast(1)
    await home.block(sends(before))
    await stream.atLeast(2)
    await stream.close()
    await home.block(sends(missed))
    await home.block()
    const other = await anotherApi()
    const lastEventId = stream.lastId()
    const streams = [
      await openStream(other.url, messages, { lastEventId }),
      await openStream(stage.api.url, messages, { lastEventId }),
    ]
    for (const resumed of streams) await resumed.atLeast(1)
    await home.block(sends(after))
    for (const resumed of streams) {
      await resumed.atLeast(2)
      expect(told(resumed)).toEqual([[short(missed, 'SENT')], [short(after, 'SENT')]])
      await resumed.close()
    }
    await other.close()
  })

  test('behavior: a place goes on from an id that came without an event, and without anything to tell nothing is', async () => {
    const stream = await openStream(stage.api.url, messages)
    await stream.atLeast(1)
    await stream.close()
    const quiet = await openStream(stage.api.url, messages, { lastEventId: stream.lastId() })
    const next = anyGuid()
    await home.block()
    await home.block(sends(next))
    await quiet.atLeast(1)
    expect(told(quiet)).toEqual([[short(next, 'SENT')]])
    await quiet.close()
  })

  test('behavior: a reorg retracts, and what holds now is told with it; connected or away', async () => {
    const [kept, lost, moved] = [anyGuid(), anyGuid(), anyGuid()]
    const stream = await openStream(stage.api.url, messages)
    await stream.atLeast(1)
    const stands = await home.block(sends(kept))
    await stream.atLeast(2)
    const lastEventId = stream.lastId()
    await home.block(sends(lost))
    await stream.atLeast(3)
    await home.block(sends(moved))
    await stream.atLeast(4)
    const atTip = stream.lastId()
    await home.reorg(stands)
    await home.block()
    await home.block()
    await home.block(sends(moved))
    await stream.atLeast(5)
    const retraction = { chain: { id: alpha.id }, afterBlock: String(stands) }
    const check = async (one: OpenStream, from: number) => {
      const events = await eventually('the message on its new block', async () => {
        const events = one.answers().slice(from)
        const guids = events.flatMap(({ data }) =>
          data.messageChanged.messages.map(({ guid }: { guid: string }) => guid),
        )
        return guids.includes(moved) ? events : undefined
      })
      expect(events.flatMap(({ data }) => data.messageChanged.retracted)).toEqual([retraction])
      expect(events[0].data.messageChanged.retracted).toEqual([retraction])
      expect(events.flatMap(({ data }) => data.messageChanged.messages).map(({ guid }) => guid)).not.toContain(lost)
      await one.close()
    }
    await check(stream, 4)
    await check(await openStream(stage.api.url, messages, { lastEventId: atTip }), 0)
    const other = await anotherApi()
    await check(await openStream(other.url, messages, { lastEventId: atTip }), 0)
    await other.close()
    // Who was only told what still stands is told nothing of it.
    const earlier = await openStream(stage.api.url, messages, { lastEventId })
    await earlier.atLeast(1)
    expect(earlier.answers().flatMap(({ data }) => data.messageChanged.retracted)).toEqual([])
    expect(told(earlier)).toEqual([[short(moved, 'SENT')]])
    await earlier.close()
  })

  test('behavior: a reorg where a message arrived tells what it is now', async () => {
    const guid = anyGuid()
    const stream = await openStream(stage.api.url, messages, { variables: { where: { guid } } })
    await stream.atLeast(1)
    await home.block(sends(guid))
    const stands = await host.block(verifies(guid))
    await host.block(executes(guid))
    await eventually('it is executed', async () =>
      told(stream).some(([one]) => one === short(guid, 'EXECUTED')) ? true : undefined,
    )
    await host.reorg(stands)
    await eventually('it is not any more', async () =>
      told(stream).at(-1)?.[0] === short(guid, 'VERIFIED') ? true : undefined,
    )
    expect(stream.answers().at(-1).data.messageChanged.retracted).toEqual([
      { chain: { id: beta.id }, afterBlock: String(stands) },
    ])
    await stream.close()
    await host.block()
  })

  test('behavior: an indexer that makes its rows again retracts nothing', async () => {
    const [before, after] = [anyGuid(), anyGuid()]
    const stream = await openStream(stage.api.url, messages)
    await stream.atLeast(1)
    const stands = home.head
    await home.block(sends(before))
    await stream.atLeast(2)
    const lastEventId = stream.lastId()
    await home.restart(stands)
    const early = await openStream(stage.api.url, messages, { lastEventId })
    await new Promise((resolve) => setTimeout(resolve, 800))
    await home.block(sends(before))
    await home.setReady(true)
    await home.block(sends(after))
    for (const one of [stream, early]) {
      await one.atLeast(one === stream ? 3 : 1)
      expect(told(one).at(-1)).toEqual([short(after, 'SENT')])
      expect(one.answers().flatMap(({ data }) => data.messageChanged.retracted)).toEqual([])
      await one.close()
    }
  })

  test('behavior: what other chains told while one could not be read is told again once it can', async () => {
    const guid = anyGuid()
    await home.block(sends(guid))
    const stands = host.head
    await host.block(executes(guid))
    const stream = await openStream(stage.api.url, messages, { variables: { where: { guid } } })
    await stream.atLeast(1)
    await host.restart(stands)
    await home.finalize(home.head)
    await eventually('it is told without what the host says', async () =>
      told(stream).at(-1)?.[0] === short(guid, 'FINAL') ? true : undefined,
    )
    await host.block(executes(guid))
    await host.setReady(true)
    await eventually('it is told again', async () =>
      told(stream).at(-1)?.[0] === short(guid, 'EXECUTED') ? true : undefined,
    )
    await stream.close()
  })

  test('behavior: what the relayer records is told, in the order of its commits', async () => {
    const guid = anyGuid()
    const block = await home.block(sends(guid))
    const at = { block, hash: home.hashOf(block) }
    await home.finalize(block)
    await takesUp(stage.sql, guid, at)
    const where = { variables: { where: { guid } } }
    const stream = await openStream(stage.api.url, messages, where)
    await stream.atLeast(1)
    await records(stage.sql, guid, { ...at, fact: 'attested_at' })
    await stream.atLeast(2)
    // Begun before the client leaves and committed after, so that every clock says it was told already.
    let leaves = (): void => undefined
    const left = new Promise<void>((resolve) => {
      leaves = resolve
    })
    const late = stage.sql.begin(async (transaction) => {
      await records(transaction, guid, { ...at, fact: 'verifiable_at' })
      await left
    })
    const other = anyGuid()
    await home.block(sends(other))
    const watched = await openStream(stage.api.url, messages, { variables: { where: { guid_in: [guid, other] } } })
    await home.block(sends(anyGuid()))
    await watched.atLeast(1)
    const lastEventId = watched.lastId()
    await watched.close()
    await stream.close()
    leaves()
    await late
    const again = await openStream(stage.api.url, messages, { ...where, lastEventId })
    await again.atLeast(1)
    expect([told(stream), told(again)]).toEqual([[[short(guid, 'ATTESTED')]], [[short(guid, 'VERIFIABLE')]]])
    await again.close()
  })

  test('behavior: what becomes final all at once is told in parts', async () => {
    const where = { variables: { where: { sourceChainId: alpha.id } } }
    for (let block = 0; block < 3; block += 1) await home.block(floods(700))
    const stream = await openStream(stage.api.url, messages, where)
    await stream.atLeast(1)
    await home.finalize(home.head)
    const parts = await eventually('all are told', async () => {
      const counts = stream.answers().map(({ data }) => data.messageChanged.messages.length)
      return counts.reduce((sum, count) => sum + count, 0) >= 2_100 ? counts : undefined
    })
    expect(parts.every((count) => count <= 1_400)).toBe(true)
    const guids = stream
      .answers()
      .flatMap(({ data }) => data.messageChanged.messages.map(({ guid }: { guid: string }) => guid))
    expect(new Set(guids).size).toBe(guids.length)
    expect(stream.answers().some(({ errors }) => errors !== undefined)).toBe(false)
    await stream.close()
  })

  test('behavior: another schema in the place of a chain is gone over to without a word', async () => {
    const [before, after] = [anyGuid(), anyGuid()]
    const stream = await openStream(stage.api.url, messages)
    await stream.atLeast(1)
    await home.block(sends(before))
    await stream.atLeast(2)
    await home.switchTo('indexed_alpha_next')
    await home.block(sends(after))
    await stream.atLeast(3)
    expect(told(stream)).toEqual([[short(before, 'SENT')], [short(after, 'SENT')]])
    expect(stream.answers().flatMap(({ data }) => data.messageChanged.retracted)).toEqual([])
    await stream.close()
  })

  test('behavior: everybody is told what he asked for, and equal questions are answered once', async () => {
    const [small, large] = [anyGuid(), anyGuid()]
    const streams = await Promise.all([
      openStream(stage.api.url, messages, { variables: { where: { amount_gte: '5000000' } } }),
      openStream(stage.api.url, messages, {
        variables: { where: { or: [{ guid: small }, { sourceChainId: beta.id }] } },
      }),
      openStream(stage.api.url, messages, {
        variables: { where: { lane: { source: alpha.id, destination: beta.id } } },
      }),
      openStream(stage.api.url, messages, {
        variables: { where: { lane: { source: alpha.id, destination: beta.id } } },
      }),
    ])
    for (const stream of streams) await stream.atLeast(1)
    await home.block(async (write) => {
      await sends(small)(write)
      await sends(large, { amount: '5000000' })(write)
    })
    for (const stream of streams) await stream.atLeast(2)
    const both = [[short(small, 'SENT'), short(large, 'SENT')]]
    expect(streams.map(told)).toEqual([[[short(large, 'SENT')]], [[short(small, 'SENT')]], both, both])
    for (const stream of streams) await stream.close()
  })

  test('error: what cannot be gone on from is named, and never a gap', async () => {
    const stream = await openStream(stage.api.url, messages)
    await stream.atLeast(1)
    await home.finalize(await home.block(sends(anyGuid())))
    await stream.atLeast(2)
    await home.block(sends(anyGuid()))
    await stream.atLeast(3)
    const id = stream.lastId() ?? ''
    await stream.close()
    const codeOf = async (lastEventId: string) => {
      const refused = await openStream(stage.api.url, messages, { lastEventId })
      const [{ errors }] = await refused.atLeast(1)
      await refused.close()
      return errors[0].extensions.code
    }
    expect(await codeOf('x')).toBe('BAD_CURSOR')
    expect(await codeOf(`${id}~`)).toBe('BAD_CURSOR')
    // A snapshot that PostgreSQL would not take.
    expect(await codeOf(id.replace(/^1_\d+\./, '1_999999999.'))).toBe('BAD_CURSOR')
    expect(await codeOf('s_0123456789')).toBe('BAD_CURSOR')
    // No block of this chain is that of any other.
    expect(await codeOf(id.replace(/\.[0-9a-f]{16}/g, '.00000000000000ff'))).toBe('CANNOT_RESUME')
    await home.block(floods(2_001), { silent: true })
    expect(await codeOf(id)).toBe('CANNOT_RESUME')
  })

  test('error: a sender that takes no stream is told so', async () => {
    const response = await fetch(stage.api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: 'subscription { messageChanged { messages { guid } } }' }),
    })
    expect(((await response.json()) as { errors: { extensions: object }[] }).errors[0]?.extensions).toMatchObject({
      code: 'NEEDS_EVENT_STREAM',
    })
  })
})

describe('bucketChanged and haltRaised', () => {
  test('default: a bucket as it is now, and every state that was set', async () => {
    const buckets = await openStream(
      stage.api.url,
      'subscription ($ids: [ID!]) { bucketChanged(ids: $ids) { retracted { afterBlock } buckets { id state } } }',
      { variables: { ids: [`${beta.id}:${usdcOnBeta}`] } },
    )
    const halts = await openStream(
      stage.api.url,
      'subscription { haltRaised(where: { scope: BUCKET }) { retracted { afterBlock } halts { id blockNumber } } }',
    )
    await buckets.atLeast(1)
    await halts.atLeast(1)
    const stands = host.head
    const block = await host.block(setsState(1))
    await buckets.atLeast(2)
    await halts.atLeast(2)
    await host.reorg(stands)
    await buckets.atLeast(3)
    await halts.atLeast(3)
    const bucket = { id: `${beta.id}:${usdcOnBeta}`, state: 'OPEN' }
    expect(buckets.answers().map(({ data }) => data.bucketChanged.buckets)).toEqual([[], [bucket], [bucket]])
    expect(halts.answers().map(({ data }) => data.haltRaised.halts)).toEqual([
      [],
      [{ id: `${beta.id}:${block}:0`, blockNumber: String(block) }],
      [],
    ])
    for (const [stream, field] of [
      [buckets, 'bucketChanged'],
      [halts, 'haltRaised'],
    ] as const) {
      expect(stream.answers()[2].data[field].retracted).toHaveLength(1)
      await stream.close()
    }
  })
})

describe('exposureChanged', () => {
  const exposure = 'subscription { exposureChanged(where: { role: HOST }) { id amount { raw } } }'
  const row = (raw: string) => ({ data: { exposureChanged: [{ id: `${beta.id}:${usdcOnBeta}`, amount: { raw } }] } })

  test('default: the whole state at first, then when it changed; not again to whoever has it', async () => {
    const stream = await openStream(stage.api.url, exposure)
    await stream.atLeast(1)
    await host.block()
    await host.block()
    await host.block(async () => {
      await stage.sql.unsafe(`update "${beta.schema}".bucket set bucket_level = 7`)
    })
    await stream.atLeast(2)
    expect(stream.answers()).toEqual([row('0'), row('7')])
    await stream.close()
    const again = await openStream(stage.api.url, exposure, { lastEventId: stream.lastId() })
    await host.block()
    await host.block(async () => {
      await stage.sql.unsafe(`update "${beta.schema}".bucket set bucket_level = 8`)
    })
    await again.atLeast(1)
    expect(again.answers()).toEqual([row('8')])
    await again.close()
  })
})

describe('the stream itself', () => {
  test('default: a browser asks with GET; a connection that is gone is forgotten', async () => {
    const query = encodeURIComponent('subscription { messageChanged { messages { guid } } }')
    const response = await fetch(`${stage.api.url}?query=${query}`, {
      headers: { accept: 'text/event-stream', origin: 'https://example.org' },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(response.headers.get('access-control-allow-origin')).not.toBeNull()
    await response.body?.cancel()
  })

  test('behavior: the place may come with the request too', async () => {
    const stream = await openStream(stage.api.url, messages)
    await stream.atLeast(1)
    await stream.close()
    const missed = anyGuid()
    await home.block(sends(missed))
    const parameters = new URLSearchParams({
      query: messages,
      extensions: JSON.stringify({ lastEventId: stream.lastId() }),
    })
    const response = await fetch(`${stage.api.url}?${parameters}`, { headers: { accept: 'text/event-stream' } })
    const reader = response.body?.getReader()
    let text = ''
    while (!text.includes('data:')) text += new TextDecoder().decode((await reader?.read())?.value)
    expect(text).toContain(missed)
    await reader?.cancel()
  })

  test('behavior: a client that does not read is cut off, and goes on where it was', async () => {
    const deaf = await openDeafClient(
      stage.api.url,
      `subscription { messageChanged { messages { ${['a', 'b', 'c', 'd', 'e'].map((name) => `${name}: steps { name by addresses txHash }`)} } } }`,
    )
    const other = await openStream(stage.api.url, messages, { variables: { where: { kind: 'NOOP' } } })
    for (let block = 1; block <= 5; block += 1) {
      await other.atLeast(block)
      await home.block(async (write) => {
        await floods(1_000)(write)
        await sends(anyGuid(), { kind: 'noop' })(write)
      })
    }
    await other.close()
    // It was broken off, and not ended.
    expect(await deaf.readAll()).not.toMatch(/\r\n0\r\n\r\n$/)
  })

  test('behavior: a server that closes ends every stream at once', async () => {
    const other = await anotherApi()
    const stream = await openStream(other.url, messages)
    await stream.atLeast(1)
    await other.close()
    await eventually('it is over', async () => (stream.isOver() ? true : undefined))
    expect(stream.events.map(({ event }) => event)).toEqual(['next'])
  })
})
