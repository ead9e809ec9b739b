import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serverSentEvents } from '../../../api/client/event-stream.ts'
import { createClient, graphql } from '../../../api/client/index.ts'
import { type ApiStage, alpha, beta, hash, startApiStage } from './api-stage.ts'
import { type MovingChain, sends, startMovingChain } from './moving-chain.ts'

let stage: ApiStage
let home: MovingChain

beforeAll(async () => {
  stage = await startApiStage()
  home = await startMovingChain(stage.sql, alpha)
  await startMovingChain(stage.sql, beta)
})

afterAll(() => stage?.close())

const messages = graphql(`
  subscription ($where: MessageWhere) {
    messageChanged(where: $where) {
      retracted {
        afterBlock
      }
      messages {
        guid
      }
    }
  }
`)

/** A server that hands requests on to the API, and whose connections can be broken. */
async function startProxy(target: string): Promise<{ readonly url: string; break(): void; close(): Promise<void> }> {
  const open = new Set<ServerResponse>()
  const server = createServer(async (request, response) => {
    open.add(response)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const aborted = new AbortController()
    response.once('close', () => aborted.abort())
    try {
      const headers = { accept: request.headers.accept ?? '', 'content-type': 'application/json' }
      const answer = await fetch(target, {
        ...{ method: 'POST', headers, body: Buffer.concat(chunks), signal: aborted.signal },
      })
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
      const reader = answer.body?.getReader()
      for (;;) {
        const read = await reader?.read()
        if (read?.value === undefined) break
        response.write(read.value)
      }
      response.end()
    } catch {
      response.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    break() {
      for (const response of open) response.destroy()
      open.clear()
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('subscribe', () => {
  test('default: typed events with ids, over connections that break', async () => {
    const proxy = await startProxy(stage.api.url)
    const ended = new AbortController()
    const events = createClient({ url: proxy.url }).subscribe(messages, {}, { signal: ended.signal })
    expect((await events.next()).value?.data.messageChanged.messages).toEqual([])
    const seen: string[] = []
    let id = ''
    for (let round = 0; round < 4; round += 1) {
      if (round % 2 === 1) proxy.break()
      const guid = hash(`c0${round}`)
      await home.block(sends(guid))
      const { value } = await events.next()
      seen.push(...(value?.data.messageChanged.messages ?? []).map((message) => message.guid))
      id = value?.id ?? ''
    }
    expect(seen).toEqual([0, 1, 2, 3].map((round) => hash(`c0${round}`)))
    const waiting = events.next()
    ended.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await proxy.close()

    await home.block(sends(hash('c04')))
    const again = createClient({ url: stage.api.url }).subscribe(messages, {}, { lastEventId: id })
    expect((await again.next()).value?.data.messageChanged.messages).toEqual([{ guid: hash('c04') }])
    await again.return()
  })

  test('error: what does not pass is thrown, by its code', async () => {
    const client = createClient({ url: stage.api.url, retries: 0 })
    const from = (lastEventId: string) => client.subscribe(messages, {}, { lastEventId }).next()
    await expect(from('x')).rejects.toMatchObject({ name: 'ApiError', code: 'BAD_CURSOR' })
    const nobody = createClient({ url: 'http://127.0.0.1:9/graphql', retries: 0 })
    await expect(nobody.subscribe(messages, {}).next()).rejects.toMatchObject({ code: 'API_UNREACHABLE' })
    const another = createClient({ url: stage.api.url.replace('/graphql', '/elsewhere'), retries: 0 })
    await expect(another.subscribe(messages, {}).next()).rejects.toMatchObject({ code: 'NOT_THE_API' })
  })
})

describe('serverSentEvents', () => {
  const of = async (...chunks: readonly string[]) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
        controller.close()
      },
    })
    const events = []
    for await (const event of serverSentEvents(body)) events.push(event)
    return events
  }

  test('default: events, whatever pieces they come in and however lines end', async () => {
    const expected = [
      { event: 'next', data: '{"a":\n1}', id: '7' },
      { event: 'message', data: undefined, id: '8' },
      { event: 'message', data: 'x', id: '8' },
    ]
    const text = ':\n\nid: 7\nevent: next\ndata: {"a":\ndata:1}\n\n:\n\nid: 8\n\ndata: x\n\ndata: cut off'
    expect(await of(text)).toEqual(expected)
    expect(await of(...text)).toEqual(expected)
    expect(await of(text.replaceAll('\n', '\r\n'))).toEqual(expected)
    expect(await of(...text.replaceAll('\n', '\r\n'))).toEqual(expected)
  })
})
