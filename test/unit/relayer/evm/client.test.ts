import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evmClient } from '../../../../relayer/evm/client.ts'

const canary = 'c4n4ry'
let seen = ''
let status = 500
const server = createServer((request, response) => {
  const credentials = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString()
  seen = `${request.url} ${credentials}`
  request.resume()
  const body = JSON.stringify([{ jsonrpc: '2.0', id: 1, result: '0x7' }])
  request.on('end', () => response.writeHead(status, { 'content-type': 'application/json' }).end(body))
})
let port = 0
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  port = (server.address() as AddressInfo).port
})
afterAll(() => new Promise((closed) => server.close(closed)))

/** Everything that could be printed of an error: message, stack, fields and causes, at any depth. */
const everythingOf = (error: unknown): string => inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })

const failureOf = async (urls: readonly string[]): Promise<unknown> => {
  try {
    await evmClient(urls, { timeoutMs: 500 }).getChainId()
  } catch (error) {
    return error
  }
  throw new Error('It answered')
}

describe('evmClient', () => {
  test('default: keys in path and query arrive, and credentials become a header', async () => {
    status = 200
    const client = evmClient([`http://user:${canary}@127.0.0.1:${port}/v2/key?token=t`])
    expect(await client.getChainId()).toBe(7)
    expect(seen).toBe(`/v2/key?token=t user:${canary}`)
  })

  test.each([
    ['in the path, server failing', () => `http://127.0.0.1:${port}/v2/${canary}`],
    ['in the query, server failing', () => `http://127.0.0.1:${port}/?key=${canary}`],
    ['in credentials, server failing', () => `http://user:${canary}@127.0.0.1:${port}/`],
    ['in the host, not to be found', () => `http://${canary}.invalid/`],
    ['in the path, nobody listening', () => `http://127.0.0.1:1/${canary}`],
    ['in a URL that fetch refuses', () => `ftp://${canary}.invalid/`],
    ['in a URL that is none', () => `http://${canary} and more`],
  ])('behavior: a secret %s is nowhere in the error', async (_, url) => {
    status = 500
    expect(everythingOf(await failureOf([url()]))).not.toContain(canary)
    expect(everythingOf(await failureOf([url(), url()]))).not.toContain(canary)
  })
})
