import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { address } from '../../../../domain/identifiers.ts'
import { askBlock, askLogs } from '../../../../relayer/evm/answer.ts'
import { evmClient } from '../../../../relayer/evm/client.ts'
import { createQuorum } from '../../../../relayer/evm/quorum.ts'
import type { FaultKind } from '../../../../relayer/ports.ts'

let answer = ''
let status = 200
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => response.writeHead(status, { 'content-type': 'text/plain' }).end(answer))
})
let url = ''
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((closed) => server.close(closed)))

const hash = `0x${'ab'.repeat(32)}`
const endpoint = address(`0x${'11'.repeat(20)}`)
const topic = `0x${'22'.repeat(32)}` as const
const block = { number: '0x5', hash, timestamp: '0x64' }
const log = {
  address: endpoint,
  topics: [topic],
  data: '0x',
  blockNumber: '0x5',
  blockHash: hash,
  transactionHash: hash,
  logIndex: '0x0',
}

const result = (value: unknown): string => JSON.stringify([{ jsonrpc: '2.0', id: 1, result: value }])

async function faultOf(question: 'block' | 'logs'): Promise<FaultKind | 'none'> {
  const quorum = createQuorum({ providers: [{ name: 'only', client: evmClient([url]) }], size: 1 })
  const range = { addresses: [endpoint], topics: [topic], fromBlock: 5n, toBlock: 5n }
  const reading = await quorum.read<unknown>(
    (client) => (question === 'block' ? askBlock(client, 5n) : askLogs(client, range)),
    String,
  )
  return reading.faults[0]?.kind ?? 'none'
}

describe('answers of a node', () => {
  test('default: a block and an event that were asked for', async () => {
    answer = result(block)
    expect(await faultOf('block')).toBe('none')
    answer = result([log])
    expect(await faultOf('logs')).toBe('none')
  })

  const garbage: readonly (readonly [string, 'block' | 'logs', string])[] = [
    ['HTML', 'block', '<html><body>Bad gateway</body></html>'],
    ['an empty body', 'block', ''],
    ['an object where a batch was asked for', 'block', '{"jsonrpc":"2.0","id":1}'],
    ['a batch of nothing', 'block', '[]'],
    ['nulls', 'block', '[null]'],
    ['text for a result', 'block', result('0x5')],
    ['a missing hash', 'block', result({ ...block, hash: undefined })],
    ['a hash of null', 'block', result({ ...block, hash: null })],
    ['a short hash', 'block', result({ ...block, hash: '0xab' })],
    ['a number that is none', 'block', result({ ...block, number: 5 })],
    ['a huge number', 'block', result({ ...block, timestamp: `0x${'f'.repeat(64)}` })],
    ['a number no bigint column holds', 'block', result({ ...block, timestamp: '0xffffffffffffffff' })],
    ['null for events', 'logs', result(null)],
    ['events of another contract', 'logs', result([{ ...log, address: `0x${'33'.repeat(20)}` }])],
    ['events of another block', 'logs', result([{ ...log, blockNumber: '0x6' }])],
    ['events of another kind', 'logs', result([{ ...log, topics: [hash] }])],
    ['removed events', 'logs', result([{ ...log, removed: true }])],
    ['half a byte', 'logs', result([{ ...log, data: '0x1' }])],
  ]
  test.each(garbage)('behavior: %s is malformed', async (_, question, text) => {
    answer = text
    expect(await faultOf(question)).toBe('malformed')
  })

  test('behavior: no such block, another block, or an error that says so, is lagging', async () => {
    for (const text of [
      result(null),
      result({ ...block, number: '0x4' }),
      JSON.stringify([{ jsonrpc: '2.0', id: 1, error: { code: -32000, message: 'header not found' } }]),
    ]) {
      answer = text
      expect(await faultOf('block')).toBe('lagging')
    }
  })

  test('behavior: an error in place of an answer, and a failing status, is unreachable', async () => {
    answer = JSON.stringify([{ jsonrpc: '2.0', id: 1, error: { code: -32005, message: 'rate limited' } }])
    expect(await faultOf('block')).toBe('unreachable')
    status = 503
    answer = 'down'
    expect(await faultOf('block')).toBe('unreachable')
    status = 200
  })
})
