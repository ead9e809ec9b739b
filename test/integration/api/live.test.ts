import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiStage, startApiStage } from './api-stage.ts'
import { seed } from './seed.ts'

let stage: ApiStage

beforeAll(async () => {
  stage = await startApiStage()
  await seed(stage.sql)
})

afterAll(() => stage?.close())

describe('what the chains themselves are asked', () => {
  const ask = async (query: string) => (await stage.ask(query)).errors?.[0]?.extensions['code']

  test('error: what cannot be asked, and a chain that does not answer', async () => {
    const asset = '0x00000000000000000000000000000000000000aa'
    const preflight = (rest: string) => ask(`{ preflight(home: 31001, host: 31002, ${rest}) { verdict } }`)
    expect(await preflight(`asset: "${asset}", amount: 1`)).toBe('NO_SUCH_BUCKET')
    expect(await preflight(`asset: "${asset}", amount: 0`)).toBe('AMOUNT_ZERO')
    expect(await preflight(`asset: "${asset}", amount: "${2n ** 128n}"`)).toBe('AMOUNT_OUT_OF_RANGE')
    const { data } = await stage.ask(
      '{ compartments(first: 1) { nodes { asset { address } home { id } host { id } } } }',
    )
    const [{ asset: known, home, host }] = data.compartments.nodes
    expect(
      await ask(`{ preflight(home: ${home.id}, host: ${host.id}, asset: "${known.address}", amount: 1) { verdict } }`),
    ).toBe('CHAIN_UNREADABLE')
    const { data: listed } = await stage.ask('{ receipts(first: 1) { nodes { id } } }')
    expect(await ask(`{ eligibility(receipt: "${listed.receipts.nodes[0].id}") { eligible } }`)).toBe(
      'CHAIN_UNREADABLE',
    )
    const none = await stage.ask(`{ eligibility(receipt: "31001:${asset}") { eligible } }`)
    expect(none.data).toEqual({ eligibility: null })
  })
})
