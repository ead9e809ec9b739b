import { describe, expect, test } from 'vitest'
import { adaptersSchema, chosenAdapters, UnknownProtocolError } from '../../../chains/adapters.ts'
import { chainRegistry } from '../../../chains/registry.ts'

const factory = {
  address: ['0x00000000000000000000000000000000000000AA'],
  event: 'event VaultCreated(address indexed asset, uint256 salt, address vault)',
  parameter: 'vault',
}
const choose = (change: Readonly<Record<string, unknown>>) =>
  adaptersSchema.safeParse({ erc4626: { startBlock: 7, factory: { ...factory, ...change } } })

describe('adaptersSchema', () => {
  test('default: nothing is chosen', () => {
    expect(adaptersSchema.parse({})).toEqual({ chainlink: [] })
  })

  test('default: vaults by address, in lower case, and those of a factory', () => {
    const chosen = adaptersSchema.parse({ erc4626: { startBlock: 7, factory } }).erc4626
    expect(chosen).toMatchObject({ startBlock: 7, vaults: [], factory: { parameter: 'vault' } })
    expect(chosen?.factory?.address).toEqual(['0x00000000000000000000000000000000000000aa'])
    expect(chosen?.factory?.event).toMatchObject({ type: 'event', name: 'VaultCreated' })
  })

  test('error: an event that Solidity would not take, and a parameter that is no address of it', () => {
    expect(choose({ event: 'VaultCreated' }).success).toBe(false)
    expect(choose({ event: 'function create(address vault)' }).success).toBe(false)
    expect(choose({ parameter: 'salt' }).success).toBe(false)
    expect(choose({ parameter: 'other' }).success).toBe(false)
    expect(choose({ address: [] }).success).toBe(false)
  })

  test('error: no first block', () => {
    expect(adaptersSchema.safeParse({ erc4626: { vaults: [factory.address[0]] } }).success).toBe(false)
  })
})

describe('a feed of Chainlink', () => {
  const phase = (id: number, fromBlock: number) => ({ id, fromBlock, aggregator: factory.address[0] })
  const feed = (...phases: readonly object[]) =>
    adaptersSchema.safeParse({
      chainlink: [{ feed: factory.address[0], description: 'ETH / USD', decimals: 8, startBlock: 0, phases }],
    }).success

  test('default: phases in the order of time', () => {
    expect(feed(phase(1, 0))).toBe(true)
    expect(feed(phase(1, 0), phase(3, 500))).toBe(true)
  })

  test('error: none, one twice, two at once, or the later one first', () => {
    expect(feed()).toBe(false)
    expect(feed(phase(1, 0), phase(1, 500))).toBe(false)
    expect(feed(phase(1, 0), phase(2, 0))).toBe(false)
    expect(feed(phase(2, 500), phase(1, 0))).toBe(false)
  })
})

describe('chosenAdapters', () => {
  const [base, alpha] = ['base', 'alpha'].map((name) => chainRegistry().byName(name))
  if (base === undefined || alpha === undefined) throw new TypeError('Both chains are known')
  const morpho = '0xbbbbbbbbbb9cc5e90e3b3af64bdaf62c37eeffcb'

  test('default: a chain that knows a protocol does not choose it', () => {
    expect(base.protocols?.morphoBlue?.address).toBe(morpho)
    expect(chosenAdapters(base).morphoBlue).toBeUndefined()
  })

  test('default: what the chain knows need not be said', () => {
    const market = `0x${'AB'.repeat(32)}`
    const choice = adaptersSchema.parse({ morphoBlue: { markets: [market] } })
    const startBlock = 13_977_148
    expect(chosenAdapters(base, choice).morphoBlue).toEqual({
      address: morpho,
      startBlock,
      markets: [market.toLowerCase()],
    })
  })

  test("behavior: another contract has no part of what the chain knows of its own protocol's", () => {
    const address = '0x00000000000000000000000000000000000000aa'
    const chosen = (morphoBlue: unknown) => chosenAdapters(base, adaptersSchema.parse({ morphoBlue })).morphoBlue
    expect(() => chosen({ address })).toThrow(UnknownProtocolError)
    expect(chosen({ address, startBlock: 3 })).toMatchObject({ address, startBlock: 3 })
  })

  test('error: UnknownProtocolError', () => {
    expect(() => chosenAdapters(alpha, adaptersSchema.parse({ morphoBlue: {} }))).toThrow(UnknownProtocolError)
    expect(adaptersSchema.safeParse({ morphoBlue: { markets: ['0xab'] } }).success).toBe(false)
  })

  test('default: a pool of Aave by its name, or by its contracts', () => {
    const own = { pool: factory.address[0], poolConfigurator: factory.address[0] }
    const choice = adaptersSchema.parse({ aaveV3: { startBlock: 5, v35FromBlock: 9, pools: ['AaveV3Base', own] } })
    const [named, other] = chosenAdapters(base, choice).aaveV3?.pools ?? []
    expect(named).toEqual(base.protocols?.aaveV3?.find(({ name }) => name === 'AaveV3Base'))
    expect(chosenAdapters(base, choice).aaveV3).toMatchObject({ startBlock: 5, v35FromBlock: 9 })
    expect(named?.pool).toBe('0xa238dd80c259a72e81d7e4664a9801593f98d1c5')
    expect(other?.pool).toBe(factory.address[0]?.toLowerCase())
    expect(() => chosenAdapters(alpha, choice)).toThrow(UnknownProtocolError)
  })
})
