import { describe, expect, test } from 'vitest'
import { adaptersSchema } from '../../../chains/adapters.ts'

const factory = {
  address: ['0x00000000000000000000000000000000000000AA'],
  event: 'event VaultCreated(address indexed asset, uint256 salt, address vault)',
  parameter: 'vault',
}
const choose = (change: Readonly<Record<string, unknown>>) =>
  adaptersSchema.safeParse({ erc4626: { startBlock: 7, factory: { ...factory, ...change } } })

describe('adaptersSchema', () => {
  test('default: nothing is chosen', () => {
    expect(adaptersSchema.parse({})).toEqual({})
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
