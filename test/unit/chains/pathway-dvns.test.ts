import { describe, expect, test } from 'vitest'
import { parseDeployment } from '../../../chains/deployment.ts'
import { assertRequiredDvns, assertSameOperators, UnsafePathwayError } from '../../../chains/pathway-dvns.ts'
import { address, chainId, zeroAddress } from '../../../domain/identifiers.ts'

const ours = address(`0x${'0b'.repeat(20)}`)
const unlisted = address(`0x${'0c'.repeat(20)}`)
// deployments/ethereum-mainnet: DVN, DVNRead, DVNNethermind, DeadDVN. deployments/arbitrum-mainnet: DVN, DVNNethermind.
const layerZeroLabs = address('0x589dEDbD617e0CBcB916A9223F4d1300c294236b')
const layerZeroLabsToo = address('0x5d93bb673d001498e515617ADe09904D71929334')
const nethermind = address('0xa59BA433ac34D2927232918Ef5B2eaAfcF130BA5')
const dead = address('0x747C741496a507E4B404b50463e691A8d692f6Ac')
const labsOnArbitrum = address('0x2f55C492897526677C5B68fb199ea31E2c126416')
const nethermindOnArbitrum = address('0xa7b5189bcA84Cd304D8553977c7C614329750d99')
const [ethereum, arbitrum] = [chainId(1), chainId(42_161)]

describe('assertRequiredDvns', () => {
  const check = (dvns: Parameters<typeof assertRequiredDvns>[0]['dvns']) => () =>
    assertRequiredDvns({ pathway: 'a → b', chainId: ethereum, dvns })

  test.each([
    ['ours and another', [ours, layerZeroLabs]],
    ['two others', [layerZeroLabs, nethermind]],
    ['one that nobody lists', [layerZeroLabs, unlisted]],
    ['three', [ours, layerZeroLabs, nethermind]],
  ])('default: %s', (_, dvns) => {
    expect(check(dvns)).not.toThrow()
  })
  test.each([
    ['none', [], /none/],
    ['one', [layerZeroLabs], /is one/],
    ['one twice', [layerZeroLabs, layerZeroLabs], /twice/],
    ['two of one operator', [layerZeroLabs, layerZeroLabsToo], /LayerZero Labs, which counts once/],
    ['two of one operator beside ours', [ours, layerZeroLabs, layerZeroLabsToo], /LayerZero Labs/],
    ['a dead one', [ours, dead], /dead DVN/],
    ['the zero address', [ours, zeroAddress], /zero address/],
  ])('error: UnsafePathwayError for %s', (_, dvns, reason) => {
    expect(check(dvns)).toThrow(UnsafePathwayError)
    expect(check(dvns)).toThrow(reason)
    expect(check(dvns)).toThrow(/a → b/)
  })
  test('behavior: a dead DVN is dead on a chain that is not its own', () => {
    expect(() => assertRequiredDvns({ pathway: 'a → b', chainId: chainId(31_001), dvns: [ours, dead] })).toThrow(
      UnsafePathwayError,
    )
  })
})

describe('assertSameOperators', () => {
  const ends = (home: typeof ours, host: typeof ours) => () =>
    assertSameOperators('a → b', [
      { chainId: ethereum, dvns: [home] },
      { chainId: arbitrum, dvns: [host] },
    ])
  test('default: one operator at both ends, under its address on each', () => {
    expect(ends(layerZeroLabs, labsOnArbitrum)).not.toThrow()
    expect(ends(nethermind, nethermindOnArbitrum)).not.toThrow()
  })
  test('behavior: nothing is said about a DVN that nobody lists', () => {
    expect(ends(layerZeroLabs, unlisted)).not.toThrow()
  })
  test('error: UnsafePathwayError for another operator at the other end', () => {
    expect(ends(layerZeroLabs, nethermindOnArbitrum)).toThrow(UnsafePathwayError)
    expect(ends(layerZeroLabs, nethermindOnArbitrum)).toThrow(/LayerZero Labs at one end, Nethermind at the other/)
  })
})

describe('parseDeployment', () => {
  const deployment = (requiredDvns: readonly string[], requiredDvnsFrom?: readonly unknown[]) => ({
    chains: [
      {
        ...{ name: 'ethereum', chainId: 1, eid: 30_101, startBlock: 0, deliveryGas: 1, assets: [] },
        ...{ endpoint: ours, sendLibrary: ours, receiveLibrary: ours, vault: ours, buckets: ours, relayWorker: ours },
        ...{ requiredDvns, requiredDvnsFrom },
      },
    ],
  })
  test('default: two DVNs', () => {
    expect(parseDeployment(deployment([ours, layerZeroLabs])).chains[0]?.requiredDvns).toHaveLength(2)
  })
  test('error: UnsafePathwayError for one, for one twice, and for one from a single chain', () => {
    expect(() => parseDeployment(deployment([ours]))).toThrow(UnsafePathwayError)
    expect(() => parseDeployment(deployment([ours, ours]))).toThrow(UnsafePathwayError)
    const from = [{ eid: 30_110, dvns: [ours] }]
    expect(() => parseDeployment(deployment([ours, layerZeroLabs], from))).toThrow(UnsafePathwayError)
  })
})
