import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Chain } from '../../../chains/chain.ts'
import { chainFile } from '../../../chains/chain-file.ts'
import { realChains } from '../../../chains/real-chains.ts'
import { chainRegistry } from '../../../chains/registry.ts'
import { address } from '../../../domain/identifiers.ts'

const registry = chainRegistry()
const real = registry.chains.filter(({ local }) => !local)
const onMainnets = address('0x1a44076050125825900e736c501f859c50fE728c')
const onSepolias = address('0x6EDCE65403992e310A62460808c4b910D972f10f')

describe('real chains', () => {
  // EIP-155 and LayerZero V2 ids as chainlist.org and LayerZero's documentation list them.
  test.each([
    ['ethereum', 1, 30_101, 12],
    ['arbitrum', 42_161, 30_110, 0.25],
    ['base', 8_453, 30_184, 2],
    ['optimism', 10, 30_111, 2],
    ['sepolia', 11_155_111, 40_161, 12],
    ['arbitrum-sepolia', 421_614, 40_231, 0.25],
    ['base-sepolia', 84_532, 40_245, 2],
    ['optimism-sepolia', 11_155_420, 40_232, 2],
  ])('default: %s is chain %i, endpoint %i', (name, chainId, eid, blockTimeSeconds) => {
    const chain = registry.byName(name)
    expect(chain).toMatchObject({ name, chainId, eid, blockTimeSeconds, local: false, rpcQuorum: 2 })
    expect(registry.byEid(eid)).toBe(chain)
    expect(chain.layerZero?.endpoint).toBe(name.endsWith('sepolia') ? onSepolias : onMainnets)
  })
  test('default: there are eight, and the devnet has its three beside them', () => {
    expect(real).toHaveLength(8)
    expect(registry.chains.filter(({ local }) => local).map(({ name }) => name)).toEqual(['alpha', 'beta', 'gamma'])
  })
  test("default: ethereum's contracts are the ones in LayerZero's documentation", () => {
    expect(registry.byName('ethereum').layerZero).toMatchObject({
      sendLibrary: address('0xbB2Ea70C9E858123480642Cf96acbcCE1372dCe1'),
      receiveLibrary: address('0xc02Ab410f0734EFa3F14628780e6e695156024C2'),
      executor: address('0x173272739Bd7Aa6e4e214714048a9fE699453059'),
      deadDvn: address('0x747C741496a507E4B404b50463e691A8d692f6Ac'),
      layerZeroDvn: address('0x589dEDbD617e0CBcB916A9223F4d1300c294236b'),
    })
  })
  test("behavior: the least depth of the tag is Ethereum's 768 s in the chain's own blocks", () => {
    const depths = real.map(({ name, finality }) => `${name} ${finality.kind} ${finality.depth}`)
    expect(depths).toContain('ethereum tag 64')
    expect(depths).toContain('base tag 384')
    expect(depths).toContain('arbitrum tag 3072')
  })
  test('behavior: libraries, executor and DVN of a chain are five contracts, none of them its dead DVN', () => {
    for (const { layerZero } of real) {
      if (layerZero === undefined) throw new TypeError('A real chain has LayerZero')
      const { endpoint, sendLibrary, receiveLibrary, executor, layerZeroDvn, deadDvn } = layerZero
      expect(new Set([endpoint, sendLibrary, receiveLibrary, executor, layerZeroDvn, deadDvn]).size).toBe(6)
    }
  })
  test('behavior: DVN and DVNRead are of one operator, and adapters of theirs', () => {
    const operators = (chain: Chain) => chain.layerZero?.dvns.map(({ operator }) => operator) ?? []
    const names = operators(registry.byName('ethereum'))
    expect(names.filter((name) => name === 'LayerZero Labs')).toHaveLength(2)
    expect(names).toEqual(expect.arrayContaining(['Nethermind', 'Horizen', 'Axelar', 'CCIP']))
    expect(names.filter((name) => /FeeLib|Decompressor|^$/.test(name))).toEqual([])
    // Base Sepolia's is spelled DVNread.
    expect(operators(registry.byName('base-sepolia'))).toEqual(['LayerZero Labs', 'LayerZero Labs'])
  })
})

describe('chainFile', () => {
  test.each(realChains.map((chain) => [chain.name, chain] as const))('default: %s is as generated', (name, chain) => {
    const file = new URL(`../../../chains/generated/${name}.ts`, import.meta.url)
    expect(readFileSync(file, 'utf8')).toBe(chainFile(chain))
  })
  test('behavior: it names packages, versions and folder', () => {
    const [ethereum] = realChains
    if (ethereum === undefined) throw new TypeError('There are real chains')
    const header = chainFile(ethereum).split('*/')[0]
    expect(header).toMatch(/@layerzerolabs\/lz-definitions \d+\.\d+\.\d+\./)
    expect(header).toMatch(/@layerzerolabs\/lz-evm-sdk-v2 \d+\.\d+\.\d+, deployments\/ethereum-mainnet\./)
  })
  test('error: TypeError for a network that LayerZero is not on', () => {
    const [ethereum] = realChains
    if (ethereum === undefined) throw new TypeError('There are real chains')
    expect(() => chainFile({ ...ethereum, network: 'atlantis-mainnet' })).toThrow(TypeError)
  })
})
