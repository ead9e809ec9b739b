import { describe, expect, test } from 'vitest'
import { EnvironmentError, readEnvironment, rpcUrlsOf } from '../../../cli/environment.ts'
import { chainId } from '../../../domain/identifiers.ts'

describe('readEnvironment', () => {
  test('default: nothing set means local, quiet defaults', () => {
    const environment = readEnvironment({})
    expect(environment).toMatchObject({ host: '127.0.0.1', graphiql: true, deploymentFile: '.bulkhead/devnet.json' })
    expect(environment.databaseUrl).toBeUndefined()
  })
  test('behavior: an empty variable is an unset one', () => {
    expect(readEnvironment({ DATABASE_URL: '' }).databaseUrl).toBeUndefined()
  })
  test('behavior: RPC URLs are per chain and separated by commas', () => {
    const environment = readEnvironment({ BULKHEAD_RPC_URL_1: 'http://a,http://b' })
    expect(environment.rpcUrls(chainId(1))).toEqual(['http://a', 'http://b'])
    expect(environment.rpcUrls(chainId(2))).toEqual([])
  })
  test('error: EnvironmentError names the variable and keeps its value to itself', () => {
    const secret = '0xc0ffee'
    const read = () => readEnvironment({ BULKHEAD_RELAYER_KEY: secret })
    expect(read).toThrow(EnvironmentError)
    expect(read).toThrow(/BULKHEAD_RELAYER_KEY/)
    expect(read).not.toThrow(new RegExp(secret))
  })
  test('error: a chain without any RPC URL', () => {
    const deployed = { chainId: chainId(5), name: 'five' } as Parameters<typeof rpcUrlsOf>[1]
    expect(() => rpcUrlsOf(readEnvironment({}), deployed)).toThrow(/BULKHEAD_RPC_URL_5|No RPC URL/)
  })
})
