import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiStage, startApiStage } from './api-stage.ts'

let stage: ApiStage

beforeAll(async () => {
  stage = await startApiStage()
})

afterAll(() => stage?.close())

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => stage.api.url, fetchFn: fetch })

  test('default: every audit of the specification is there to be passed', () => {
    expect(audits.length).toBeGreaterThanOrEqual(61)
  })

  test.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))('%s', async (_name, audit) => {
    const result = await audit.fn()
    expect(result).toMatchObject({ status: 'ok' })
  })
})
