import { describe, expect, test } from 'vitest'
import { EnvironmentError, readEnvironment, rpcEndpointsOf } from '../../../cli/environment.ts'
import { chainId } from '../../../domain/identifiers.ts'

describe('readEnvironment', () => {
  test('default: nothing set means local, quiet defaults', () => {
    const environment = readEnvironment({})
    expect(environment).toMatchObject({ host: '127.0.0.1', deploymentFile: '.bulkhead/devnet.json' })
    expect(environment.api).toMatchObject({ graphiql: true, introspection: true, access: { keysRequired: false } })
    expect(environment.databaseUrl).toBeUndefined()
  })
  test('behavior: an empty variable is an unset one', () => {
    expect(readEnvironment({ DATABASE_URL: '' }).databaseUrl).toBeUndefined()
  })
  test('behavior: RPC providers are per chain, separated by commas, with or without a label', () => {
    const urls = 'main=https://a/?k=1,http://b'
    const environment = readEnvironment({ BULKHEAD_RPC_URL_1: urls, BULKHEAD_RPC_QUORUM_1: '2' })
    expect(environment.rpcProviders(chainId(1))).toEqual([
      { label: 'main', url: 'https://a/?k=1' },
      { label: undefined, url: 'http://b' },
    ])
    expect(environment.rpcQuorum(chainId(1))).toBe(2)
    expect(environment.rpcProviders(chainId(2))).toEqual([])
    expect(environment.rpcQuorum(chainId(2))).toBeUndefined()
  })
  test('behavior: an equals sign inside a URL is no label', () => {
    const environment = readEnvironment({ BULKHEAD_RPC_URL_1: 'https://a.example/?key=b' })
    expect(environment.rpcProviders(chainId(1))).toEqual([{ label: undefined, url: 'https://a.example/?key=b' }])
  })
  test('behavior: a provider without a label is called by chain and position; the environment wins over the file', () => {
    const deployed = { chainId: chainId(1), name: 'one', rpcUrl: 'http://file' } as Parameters<typeof rpcEndpointsOf>[1]
    expect(rpcEndpointsOf(readEnvironment({}), deployed)).toEqual([{ name: 'one#1', url: 'http://file' }])
    expect(rpcEndpointsOf(readEnvironment({ BULKHEAD_RPC_URL_1: 'http://a,x=http://b' }), deployed)).toEqual([
      { name: 'one#1', url: 'http://a' },
      { name: 'x', url: 'http://b' },
    ])
  })
  test.each([
    ['c4n4ry.example/rpc', /Entry 1 of BULKHEAD_RPC_URL_1/],
    ['http://a,https://c4n4ry:bad port', /Entry 2 of BULKHEAD_RPC_URL_1/],
    ['a=http://c4n4ry,a=http://b', /label a to two/],
  ])('error: RPC providers that cannot be used are named by position only: %s', (value, expected) => {
    const read = () => readEnvironment({ BULKHEAD_RPC_URL_1: value }).rpcProviders(chainId(1))
    expect(read).toThrow(EnvironmentError)
    expect(read).toThrow(expected)
    expect(read).not.toThrow(/c4n4ry/)
  })
  test.each(['two', '-1', '1.5'])('error: a quorum of %s', (value) => {
    const read = () => readEnvironment({ BULKHEAD_RPC_QUORUM_1: value }).rpcQuorum(chainId(1))
    expect(read).toThrow(EnvironmentError)
  })
  test('error: EnvironmentError names the variable and keeps its value to itself', () => {
    const secret = 'c0ffee'
    const read = () => readEnvironment({ DATABASE_URL: `mysql://${secret}` })
    expect(read).toThrow(EnvironmentError)
    expect(read).toThrow(/DATABASE_URL/)
    expect(read).not.toThrow(new RegExp(secret))
  })
  test('error: an alert webhook that is no URL is not shown', () => {
    const read = () => readEnvironment({ BULKHEAD_ALERT_WEBHOOK: 'alerts.example/c4n4ry' })
    expect(read).toThrow(/BULKHEAD_ALERT_WEBHOOK is not an http\(s\) URL/)
    expect(read).not.toThrow(/c4n4ry/)
    const url = 'https://alerts.example/hooks/1'
    expect(readEnvironment({ BULKHEAD_ALERT_WEBHOOK: url }).alertWebhook).toBe(url)
  })
  test('error: a chain without any RPC URL', () => {
    const deployed = { chainId: chainId(5), name: 'five' } as Parameters<typeof rpcEndpointsOf>[1]
    expect(() => rpcEndpointsOf(readEnvironment({}), deployed)).toThrow(/BULKHEAD_RPC_URL_5|No RPC URL/)
  })
})
