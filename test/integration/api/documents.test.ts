import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashOfApiKey, newApiKey } from '../../../api/access/api-key.ts'
import { defaultAccess } from '../../../api/access/use-access.ts'
import { DocumentsInvalidError } from '../../../api/errors.ts'
import { createApiKeyStore } from '../../../database/api-key-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { type ApiStage, startApiStage } from './api-stage.ts'
import { seed, usdcOnBeta } from './seed.ts'

let stage: ApiStage
let folder: ReturnType<typeof temporaryFolder>

const bucket = 'query ($id: ID!) { bucket(id: $id) { level { raw } } }'
const hashOf = (document: string): string => createHash('sha256').update(document).digest('hex')
const variables = { id: `31002:${usdcOnBeta}` }

/** A file of documents by their ids. */
function fileOf(documents: Readonly<Record<string, unknown>> | string): string {
  const file = join(folder.path, `documents-${hashOf(JSON.stringify(documents)).slice(0, 8)}.json`)
  writeFileSync(file, typeof documents === 'string' ? documents : JSON.stringify(documents))
  return file
}

const urlOf = (url: string, parameters: Readonly<Record<string, string>>): string =>
  `${url}?${new URLSearchParams(parameters)}`

beforeAll(async () => {
  folder = temporaryFolder()
  stage = await startApiStage({
    apiSettings: { documentsFile: fileOf({ [`sha256:${hashOf(bucket)}`]: bucket }) },
  })
  await seed(stage.sql)
})

afterAll(async () => {
  await stage?.close()
  folder?.remove()
})

describe('documents by their hash', () => {
  const asked = { variables: JSON.stringify(variables) }

  test('default: a document is named in the URL, in the body, or as automatic persisted queries name it', async () => {
    const { data: whole } = await stage.ask(bucket, variables)
    const documentId = `sha256:${hashOf(bucket)}`
    const byUrl = await fetch(urlOf(stage.api.url, { documentId, ...asked }))
    expect((await byUrl.json()).data).toEqual(whole)
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hashOf(bucket) } })
    expect((await (await fetch(urlOf(stage.api.url, { extensions, ...asked }))).json()).data).toEqual(whole)
    const byBody = await fetch(stage.api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ documentId, variables }),
    })
    expect((await byBody.json()).data).toEqual(whole)
    expect(whole.bucket.level.raw).toMatch(/^\d+$/)
  })

  test('error: DocumentUnknownError', async () => {
    const response = await fetch(urlOf(stage.api.url, { documentId: `sha256:${hashOf('{ other }')}`, ...asked }))
    expect([response.status, (await response.json()).errors[0].extensions.code]).toEqual([404, 'DOCUMENT_UNKNOWN'])
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('error: OnlyKnownDocumentsError, where no others are answered', async () => {
    const documentsFile = fileOf({ [hashOf(bucket)]: bucket })
    const { url } = await stage.another({ documentsFile, onlyDocuments: true })
    const refused = await fetch(urlOf(url, { query: '{ chains { id } }' }))
    expect([refused.status, (await refused.json()).errors[0].extensions.code]).toEqual([403, 'ONLY_KNOWN_DOCUMENTS'])
    expect((await fetch(urlOf(url, { documentId: hashOf(bucket), ...asked }))).status).toBe(200)
  })

  test('error: DocumentsInvalidError, before anything is served', async () => {
    const problemOf = (documentsFile: string) =>
      stage.another({ documentsFile }).then(
        () => 'none',
        (error: unknown) => (error instanceof DocumentsInvalidError ? error.facts.problem : error),
      )
    expect(await problemOf(join(folder.path, 'none.json'))).toBe('it cannot be read')
    expect(await problemOf(fileOf('{'))).toBe('it is no JSON object of hashes and documents')
    expect(await problemOf(fileOf({ [hashOf('{ other }')]: bucket }))).toContain('is not the hash of its document')
    const unfit = '{ nothing }'
    expect(await problemOf(fileOf({ [hashOf(unfit)]: unfit }))).toContain('Cannot query field "nothing"')
  })
})

describe('ETag', () => {
  const parameters = { documentId: `sha256:${hashOf(bucket)}`, variables: JSON.stringify(variables) }
  const get = (etag?: string, accept = 'application/graphql-response+json') =>
    fetch(urlOf(stage.api.url, parameters), {
      headers: { accept, ...(etag === undefined ? {} : { 'if-none-match': etag }) },
    })

  test('default: what a caller has already is not sent again, until it changes', async () => {
    const first = await get()
    const etag = first.headers.get('etag') ?? ''
    const body = await first.text()
    expect(etag).toMatch(/^"[\w-]{43}"$/)
    expect(first.headers.get('cache-control')).toBe('public, no-cache')
    expect(first.headers.get('vary')?.toLowerCase()).toContain('accept')
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get(known)
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    }
    expect((await get('"other"')).status).toBe(200)
    await stage.sql`update indexed_beta.bucket set bucket_level = bucket_level + 1`
    const changed = await get(etag)
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(etag)
    expect(await changed.text()).not.toBe(body)
  })

  test('behavior: POST and failures have none, and are not kept', async () => {
    const post = await fetch(stage.api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ chains { id } }' }),
    })
    const failed = await fetch(urlOf(stage.api.url, { query: '{ chain(id: 5) { id } }' }))
    for (const response of [post, failed]) {
      expect(response.headers.get('etag')).toBeNull()
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
  })

  test('behavior: where every caller needs a key, no shared cache keeps an answer', async () => {
    const key = newApiKey()
    await createApiKeyStore(stage.sql).add({ name: 'cache', hash: hashOfApiKey(key), pointsPerMinute: 1_000 })
    const { url } = await stage.another({ access: { ...defaultAccess, keysRequired: true } })
    const response = await fetch(urlOf(url, { query: '{ chains { id } }' }), {
      headers: { authorization: `Bearer ${key}` },
    })
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, no-cache'])
  })

  test('behavior: CSV has one too', async () => {
    const url = urlOf(stage.api.url, { query: '{ exposure { role amount { raw } } }' })
    const first = await fetch(url, { headers: { accept: 'text/csv' } })
    expect(first.headers.get('content-type')).toContain('text/csv')
    const again = await fetch(url, {
      headers: { accept: 'text/csv', 'if-none-match': first.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
  })
})
