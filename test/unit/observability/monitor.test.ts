import { describe, expect, test } from 'vitest'
import { createLogger } from '../../../observability/logger.ts'
import { createMonitor, type LoopState } from '../../../observability/monitor.ts'
import { failing, hanging, type Requirement, serveMonitor } from '../../../observability/monitor-server.ts'

const log = createLogger({ name: 'test', level: 'silent' })

const linesOf = (text: string, name: string): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))

describe('createMonitor', () => {
  test('default: counts what happens by its labels', async () => {
    const monitor = createMonitor({ log })
    monitor.rpcRequested('alpha#1', 7)
    monitor.rpcRequested('alpha#1', 2)
    monitor.rpcFaulted('alpha#2', 'differs')
    monitor.decided({ source: 1, destination: 2 }, 'withhold', 'source-disagreement')
    const text = await monitor.text()
    expect(linesOf(text, 'bulkhead_rpc_calls_total')).toEqual(['bulkhead_rpc_calls_total{provider="alpha#1"} 9'])
    expect(linesOf(text, 'bulkhead_rpc_requests_total')).toEqual(['bulkhead_rpc_requests_total{provider="alpha#1"} 2'])
    expect(linesOf(text, 'bulkhead_rpc_faults_total')).toEqual([
      'bulkhead_rpc_faults_total{provider="alpha#2",kind="differs"} 1',
    ])
    expect(linesOf(text, 'bulkhead_decisions_total')).toEqual([
      'bulkhead_decisions_total{source="1",destination="2",action="withhold",reason="source-disagreement"} 1',
    ])
  })

  test('behavior: a final block that can no longer be rested on is not shown, and the new state alone is', async () => {
    const monitor = createMonitor({ log })
    monitor.finalSeen(5, 'pinned', 90n)
    expect(linesOf(await monitor.text(), 'bulkhead_final_block')).toEqual(['bulkhead_final_block{chain="5"} 90'])
    monitor.finalSeen(5, 'halted')
    const text = await monitor.text()
    expect(linesOf(text, 'bulkhead_final_block')).toEqual([])
    expect(linesOf(text, 'bulkhead_chain_state')).toEqual(['bulkhead_chain_state{chain="5",state="halted"} 1'])
  })

  test('error: a read that fails leaves no sample, not the last one, and takes no other along', async () => {
    const monitor = createMonitor({ log })
    let isBroken = false
    monitor.gauge(
      'room',
      'Room.',
      ['host'],
      [
        async () => {
          if (isBroken) throw new Error('unread')
          return [{ labels: { host: 'a' }, value: 3 }]
        },
        async () => [{ labels: { host: 'b' }, value: 4 }],
      ],
    )
    expect(linesOf(await monitor.text(), 'bulkhead_room')).toEqual([
      'bulkhead_room{host="a"} 3',
      'bulkhead_room{host="b"} 4',
    ])
    isBroken = true
    expect(linesOf(await monitor.text(), 'bulkhead_room')).toEqual(['bulkhead_room{host="b"} 4'])
    // Counted by then or one scrape later, as the figures are written in their order.
    expect(linesOf(await monitor.text(), 'bulkhead_scrape_failures_total')[0]).toMatch(/\{gauge="room"\} [12]$/)
  })

  test('behavior: a pass that fails keeps the time of the last good one', () => {
    const monitor = createMonitor({ log })
    monitor.passBegan({ loop: 'source', chainId: 1 })('ok')
    const [good] = monitor.loops()
    const ended = monitor.passBegan({ loop: 'source', chainId: 1 })
    expect(monitor.loops()[0]?.passingSinceMs).toBeTypeOf('number')
    ended('failed')
    expect(monitor.loops()).toEqual([{ ...good, failures: 1 }])
    monitor.loopEnded({ loop: 'source', chainId: 1 })
    expect(monitor.loops()).toEqual([])
  })
})

describe('hanging and failing', () => {
  const loop: LoopState = { loop: 'source', chainId: 7, passingSinceMs: undefined, goodAtMs: 1_000, failures: 0 }

  test.each([
    ['a pass of five minutes does not hang', { ...loop, passingSinceMs: 0 }, 300_000, []],
    ['a longer one does', { ...loop, passingSinceMs: 0 }, 300_001, ['source 7']],
  ])('behavior: %s', (_, state, nowMs, expected) => {
    expect(hanging([state], nowMs)).toEqual(expected)
  })

  test.each([
    ['90 s without a good pass are borne', 91_000, []],
    ['more is a failure', 91_001, ['source 7']],
  ])('behavior: %s', (_, nowMs, expected) => {
    expect(failing([loop], nowMs)).toEqual(expected)
  })
})

describe('serveMonitor', () => {
  const serve = async (requirements: readonly Requirement[] = []) => {
    const monitor = createMonitor({ log })
    const server = await serveMonitor({ monitor, requirements, host: '127.0.0.1', port: 0, log })
    const get = async (path: string) => {
      const response = await fetch(`${server.url}${path}`)
      return { status: response.status, body: await response.text() }
    }
    return { monitor, server, get }
  }

  test('default: ready once a pass has begun and every chain can be rested on', async () => {
    const { monitor, server, get } = await serve()
    expect((await get('/ready')).status).toBe(503)
    monitor.passBegan({ loop: 'source', chainId: 1 })('ok')
    monitor.finalSeen(1, 'pinned', 4n)
    expect(await get('/ready')).toEqual({ status: 200, body: '{"status":"ready","lacks":[]}' })
    expect(await get('/health')).toEqual({ status: 200, body: '{"status":"ok","loops":[]}' })
    expect((await get('/metrics')).body).toContain('bulkhead_passes_total{loop="source",chain="1",result="ok"} 1')
    expect((await get('/')).status).toBe(404)
    await server.close()
  })

  test('behavior: not ready names what is lacking, and no more of an error than its code', async () => {
    class Unreachable extends Error {
      readonly code = 'DATABASE_UNAVAILABLE'
    }
    const { monitor, server, get } = await serve([
      { name: 'database', check: () => Promise.reject(new Unreachable('postgres://user:c4n4ry@db')) },
    ])
    monitor.passBegan({ loop: 'source', chainId: 1 })('ok')
    monitor.finalSeen(1, 'halted')
    const { status, body } = await get('/ready')
    expect(status).toBe(503)
    expect(JSON.parse(body)).toEqual({
      status: 'not ready',
      lacks: [
        { what: 'database', why: 'DATABASE_UNAVAILABLE' },
        { what: 'chain 1', why: 'halted' },
      ],
    })
    await server.close()
  })

  test('error: MONITOR_PORT_TAKEN', async () => {
    const { server } = await serve()
    const port = Number(new URL(server.url).port)
    const monitor = createMonitor({ log })
    await expect(serveMonitor({ monitor, requirements: [], host: '127.0.0.1', port, log })).rejects.toMatchObject({
      code: 'MONITOR_PORT_TAKEN',
    })
    await server.close()
  })
})
