import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { UnsafePathwayError } from '../../../chains/pathway-dvns.ts'
import { plan } from '../../../contracts/deploy/plan.ts'
import { InvalidTopologyFileError, parseTopology, topologyToJson } from '../../../contracts/deploy/topology-file.ts'
import { address } from '../../../domain/identifiers.ts'

const at = (byte: string) => `0x${byte.repeat(20)}`
const layerZeroLabs = {
  1: '0x589dEDbD617e0CBcB916A9223F4d1300c294236b',
  42161: '0x2f55C492897526677C5B68fb199ea31E2c126416',
}
const nethermindOnArbitrum = '0xa7b5189bcA84Cd304D8553977c7C614329750d99'

const chain = (chainId: 1 | 42_161, change: object = {}) => ({
  chainId,
  otherDvns: [layerZeroLabs[chainId]],
  confirmations: '64',
  attestors: [at('01'), at('02'), at('03')],
  attestorQuorum: 2,
  deliveryGas: '250000',
  fees: { dvnFee: '1', executorBaseFee: '1', feePerGas: '1' },
  ...change,
})
const file = (onEthereum: object = {}, onArbitrum: object = {}) => ({
  generation: 1,
  deployer: at('0f'),
  roles: {
    ...{ proposers: [at('0e')], executors: [at('0e')], timelockSeconds: '172800' },
    ...{ guardian: at('b1'), guard: at('b2'), steward: at('b3') },
  },
  chains: [chain(1, onEthereum), chain(42_161, onArbitrum)],
  lanes: [{ home: 1, host: 42_161 }],
  buckets: [],
})

describe('docs/operations/deploy.md', () => {
  test('default: its topology can be deployed', () => {
    const page = readFileSync(new URL('../../../docs/operations/deploy.md', import.meta.url), 'utf8')
    const [, example = ''] = /```json\n([^`]+)```/.exec(page) ?? []
    const topology = parseTopology(JSON.parse(example))
    expect(topology.chains.map(({ name }) => name)).toEqual(['ethereum', 'arbitrum'])
    expect(plan(topology).length).toBeGreaterThan(50)
  })
})

describe('parseTopology', () => {
  test("default: name, endpoint id and LayerZero's contracts of a real chain come from chains/", () => {
    const [ethereum, arbitrum] = parseTopology(file()).chains
    expect(ethereum).toMatchObject({ name: 'ethereum', eid: 30_101 })
    expect(arbitrum).toMatchObject({ name: 'arbitrum', eid: 30_110 })
    expect(ethereum?.layerZero).toEqual({
      endpoint: address('0x1a44076050125825900e736c501f859c50fE728c'),
      sendLibrary: address('0xbB2Ea70C9E858123480642Cf96acbcCE1372dCe1'),
      receiveLibrary: address('0xc02Ab410f0734EFa3F14628780e6e695156024C2'),
    })
  })
  test('behavior: what topologyToJson writes is read as it was', () => {
    const topology = parseTopology(file())
    expect(parseTopology(topologyToJson(topology))).toEqual(topology)
  })
  test.each([
    ['another endpoint id', { eid: 30_110 }],
    ['another endpoint', { layerZero: { endpoint: at('a1'), sendLibrary: at('a2'), receiveLibrary: at('a3') } }],
    ['another name', { name: 'arbitrum' }],
    ['an unknown chain without them', { chainId: 999 }],
    ['a number where text belongs', { confirmations: 64 }],
  ])('error: InvalidTopologyFileError for %s', (_, change) => {
    expect(() => parseTopology(file(change))).toThrow(InvalidTopologyFileError)
  })
  test.each<[string, object, object]>([
    ['one required DVN', { otherDvns: [] }, {}],
    ['one required DVN, and optional ones', { otherDvns: [], optionalDvns: [layerZeroLabs[1], at('d1')] }, {}],
    ['one required DVN at the other end', {}, { otherDvns: [] }],
    ['one required DVN towards one chain', { otherDvnsTowards: [{ remote: 42_161, dvns: [] }] }, {}],
    ['a DVN twice', { otherDvns: [layerZeroLabs[1], layerZeroLabs[1]] }, {}],
    ['two of one operator', { otherDvns: [layerZeroLabs[1], '0x5d93bb673d001498e515617ADe09904D71929334'] }, {}],
    ['a dead DVN', { otherDvns: ['0x747C741496a507E4B404b50463e691A8d692f6Ac'] }, {}],
    ['the zero address', { otherDvns: [at('00')] }, {}],
    ['ends that do not match', {}, { otherDvns: [nethermindOnArbitrum] }],
  ])('error: UnsafePathwayError for %s', (_, onEthereum, onArbitrum) => {
    expect(() => parseTopology(file(onEthereum, onArbitrum))).toThrow(UnsafePathwayError)
  })
})
