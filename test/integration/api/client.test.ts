import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { builtinModules } from 'node:module'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ApiError, ApiUnreachableError, createClient, graphql, NotTheApiError } from '../../../api/client/index.ts'
import { type ApiStage, startApiStage } from './api-stage.ts'
import { ann, seed } from './seed.ts'

let stage: ApiStage

beforeAll(async () => {
  stage = await startApiStage()
  await seed(stage.sql)
})

afterAll(() => stage?.close())

const positions = graphql(`
  query ($first: Int = 2, $after: String) {
    positions(first: $first, after: $after, orderBy: UPDATED_AT_DESC) {
      nodes {
        id
        asset {
          symbol
        }
        totalLocked {
          raw
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

/** A server of the test's own, closed when it is over. */
async function serving<Value>(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  use: (url: string) => Promise<Value>,
): Promise<Value> {
  const server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  try {
    return await use(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/graphql`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

describe('query', () => {
  test('default: an answer of the type that its document says', async () => {
    const client = createClient({ url: stage.api.url })
    const answer = await client.query(graphql('{ chains { id name } }'))
    const ids: readonly number[] = answer.chains.map(({ id }) => id)
    expect(ids).toEqual([31_001, 31_002, 31_003])
    const account = graphql('query ($account: Address!) { account(address: $account) { address } }')
    const { account: found } = await client.query(account, { account: ann })
    expect(found.address.toLowerCase()).toBe(ann)
  })

  test('error: ApiError has the code of the API', async () => {
    const client = createClient({ url: stage.api.url })
    const failure = client.query(graphql('query ($id: Int!) { chain(id: $id) { name } }'), { id: 5 })
    await expect(failure).rejects.toBeInstanceOf(ApiError)
    await expect(failure).rejects.toMatchObject({ code: 'UNKNOWN_CHAIN', retryable: false })
  })

  test('behavior: what may pass is asked again, after the pause that the API wants', async () => {
    const seen: number[] = []
    const answer = await serving(
      (_request, response) => {
        seen.push(performance.now())
        if (seen.length === 1) response.writeHead(429, { 'retry-after': '0.3' }).end()
        else if (seen.length === 2) response.writeHead(502).end('<html>')
        else response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"chains":[]}}')
      },
      (url) => createClient({ url }).query(graphql('{ chains { id } }')),
    )
    expect(answer).toEqual({ chains: [] })
    expect(seen).toHaveLength(3)
    expect((seen[1] ?? 0) - (seen[0] ?? 0)).toBeGreaterThanOrEqual(290)
  })

  test('error: ApiUnreachableError once nothing answers any more, and in time', async () => {
    const url = await serving(
      (_request, response) => void response.end(),
      async (closing) => closing,
    )
    await expect(createClient({ url, retries: 0 }).query(positions)).rejects.toBeInstanceOf(ApiUnreachableError)
    await serving(
      () => undefined,
      async (silent) => {
        const failure = createClient({ url: silent, retries: 1, timeoutMs: 50 }).query(positions)
        await expect(failure).rejects.toThrow('within 50 ms')
      },
    )
  })

  test('error: NotTheApiError for anything else that answers', async () => {
    await serving(
      (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      async (url) => {
        await expect(createClient({ url }).query(positions)).rejects.toBeInstanceOf(NotTheApiError)
      },
    )
  })

  test('behavior: an aborted signal ends the request and its pauses', async () => {
    const aborter = new AbortController()
    await serving(
      (_request, response) => {
        response.writeHead(503, { 'retry-after': '600' }).end()
        setTimeout(() => aborter.abort(new Error('changed my mind')), 50)
      },
      async (url) => {
        const failure = createClient({ url }).query(positions, {}, { signal: aborter.signal })
        await expect(failure).rejects.toThrow('changed my mind')
      },
    )
  })

  test('behavior: it goes along with a key', async () => {
    const seen: (string | undefined)[] = []
    await serving(
      ({ headers }, response) => {
        seen.push(headers.authorization)
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{}}')
      },
      (url) => createClient({ url, apiKey: 'k' }).query(positions),
    )
    expect(seen).toEqual(['Bearer k'])
  })
})

describe('entries', () => {
  test('default: every entry of a list, whatever the size of its pages', async () => {
    const client = createClient({ url: stage.api.url })
    const walk = async (first: number): Promise<readonly string[]> => {
      const ids: string[] = []
      for await (const { id } of client.entries(positions, { first }, (answer) => answer.positions)) ids.push(id)
      return ids
    }
    const all = await walk(200)
    expect(all).toHaveLength(7)
    expect(await walk(2)).toEqual(all)
    expect(await walk(7)).toEqual(all)
  })

  test('error: TypeError when the document turns no page', async () => {
    const stuck = graphql(`
      query ($after: String) {
        chains @skip(if: true) {
          id
        }
        positions(first: 2) {
          nodes {
            id
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
        asset(id: $after) @skip(if: true) {
          id
        }
      }
    `)
    const walk = async () => {
      for await (const _ of createClient({ url: stage.api.url }).entries(
        stuck as unknown as typeof positions,
        {},
        (answer) => answer.positions,
      )) {
        // Nothing to do.
      }
    }
    await expect(walk()).rejects.toThrow('$after')
  })
})

describe('csv', () => {
  const whole = async (first: number): Promise<string> => {
    let text = ''
    for await (const page of createClient({ url: stage.api.url }).csv(positions, { first })) text += page
    return text
  }

  test('default: every page of a list under one header row, with the values that the list has', async () => {
    const text = await whole(3)
    const [header, ...rows] = text.trimEnd().split('\r\n')
    expect(header).toBe('id,asset.symbol,totalLocked.raw')
    const { positions: list } = await createClient({ url: stage.api.url }).query(positions, { first: 200 })
    expect(rows).toEqual(list.nodes.map(({ id, asset, totalLocked }) => `${id},${asset.symbol},${totalLocked.raw}`))
    expect(await whole(200)).toBe(text)
  })

  const csvOf = (query: string) =>
    fetch(stage.api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/csv' },
      body: JSON.stringify({ query }),
    })

  test('behavior: columns are leaves in the order of the query, through fragments; an empty list has its header', async () => {
    const response = await csvOf(`
      query { found: vaultEvents(where: { amount_gte: "1e0" }) { nodes { id } } }`)
    expect(response.status).toBe(400)
    const empty = await csvOf(`
      fragment Where on VaultEvent { home { name ...Id } id }
      fragment Id on Chain { id }
      query { found: vaultEvents(where: { chainId_in: [] }) { nodes { when: time ...Where } } }`)
    expect(await empty.text()).toBe('when,home.name,home.id,id\r\n')
    expect(empty.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
  })

  test('behavior: lists inside a row are JSON, quoted', async () => {
    const text = await (await csvOf('{ messages(first: 1) { nodes { nonce steps { name } } } }')).text()
    const [header, row] = text.split('\r\n')
    expect(header).toBe('nonce,steps')
    expect(row).toMatch(/^\d+,"\[\{""name"":""SENT""/)
  })

  test('behavior: a name that a spreadsheet would run is text, a negative number stays one', async () => {
    const named = async (name: string): Promise<string> => {
      await stage.sql`update indexed_beta.bucket set name = ${name}`
      const text = await (await csvOf('{ receipts(where: { chainId: 31002 }, first: 1) { nodes { name } } }')).text()
      return text.slice('name\r\n'.length).trimEnd()
    }
    expect(await named('=HYPERLINK("http://x")')).toBe(`"'=HYPERLINK(""http://x"")"`)
    expect(await named('-1+cmd')).toBe("'-1+cmd")
    expect(await named('-12.5')).toBe('-12.5')
  })

  test('error: BAD_CSV_QUERY for what is no one list; other failures keep their code', async () => {
    for (const query of ['{ chain(id: 31001) { name } }', '{ chains { id } assets { nodes { id } } }']) {
      const response = await csvOf(query)
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_CSV_QUERY' } }] })
    }
    const unknown = await csvOf('{ positions(where: { chainId: 5 }) { nodes { id } } }')
    expect(await unknown.json()).toMatchObject({ errors: [{ extensions: { code: 'UNKNOWN_CHAIN' } }] })
  })
})

describe('in a browser', () => {
  test('behavior: the client is bundled without anything of Node', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [new URL('../../../api/client/index.ts', import.meta.url).pathname],
      bundle: true,
      write: false,
      metafile: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
    })
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path))
    expect(imports.filter((path) => path.startsWith('node:') || builtinModules.includes(path))).toEqual([])
    expect(outputFiles[0]?.text.length).toBeLessThan(30_000)
  })
})
