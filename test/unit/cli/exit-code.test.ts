import { HttpRequestError } from 'viem'
import { describe, expect, test } from 'vitest'
import { UnknownChainError } from '../../../chains/registry.ts'
import { EnvironmentError } from '../../../cli/environment.ts'
import { exitCodeOf, NoSpaceError, named, RpcUnavailableError } from '../../../cli/exit-code.ts'
import { DatabaseUnavailableError } from '../../../database/connect.ts'
import { MissingBinaryError } from '../../../devnet/process/npm-binary.ts'
import { PortTakenError } from '../../../devnet/process/ports.ts'
import { ZeroAmountError } from '../../../domain/amounts.ts'
import { ContractRefusedError } from '../../../relayer/evm/send.ts'

describe('exitCodeOf', () => {
  test.each([
    ['a wrong setting', new EnvironmentError('x'), 2],
    ['an unknown chain', new UnknownChainError({ given: 'x', known: [] }), 2],
    ['a refused amount', new ZeroAmountError(), 4],
    ['a refused call', new ContractRefusedError({ call: 'lock', reason: { name: 'X', text: 'X()' } }), 4],
    ['a taken port', new PortTakenError({ port: 1, reason: 'in use' }), 5],
    ['no database', new DatabaseUnavailableError(undefined), 5],
    ['no binary', new MissingBinaryError({ program: 'anvil', packageName: 'x' }), 5],
    ['anything else', new TypeError('x'), 1],
  ])('default: %s', (_, error, status) => {
    expect(exitCodeOf(error)).toBe(status)
  })
})

describe('named', () => {
  test('behavior: a node that does not answer, without its URL', () => {
    const error = named(new HttpRequestError({ url: 'https://rpc.example/c4n4ry' }))
    expect(error).toBeInstanceOf(RpcUnavailableError)
    expect(String(error)).not.toContain('c4n4ry')
    expect(exitCodeOf(error)).toBe(5)
  })
  test('behavior: a full disk', () => {
    const error = named(Object.assign(new Error('write'), { code: 'ENOSPC' }))
    expect(error).toBeInstanceOf(NoSpaceError)
    expect(exitCodeOf(error)).toBe(5)
  })
})
