import { describe, expect, test } from 'vitest'
import { EnvironmentError } from '../../../cli/environment.ts'
import { SignerAmbiguousError, signerSetting, withoutSigners } from '../../../cli/signer-setting.ts'

const key = `0x${'c0ffee'.padStart(64, '1')}`
const account = '0xAbCdEf0123456789aBcDeF0123456789abcdef01'
const remote = {
  BULKHEAD_GUARD_SIGNER_URL: 'https://signer.example/c4n4ry',
  BULKHEAD_GUARD_SIGNER_ADDRESS: account,
}

describe('signerSetting', () => {
  test('default: a plain key, a keystore with its password file, a remote signer', () => {
    expect(signerSetting('relayer', { BULKHEAD_RELAYER_KEY: key })).toEqual({
      kind: 'plain',
      variable: 'BULKHEAD_RELAYER_KEY',
      key,
    })
    expect(
      signerSetting('attestor', { BULKHEAD_ATTESTOR_KEYSTORE: 'a.json', BULKHEAD_ATTESTOR_PASSWORD_FILE: 'a.txt' }),
    ).toEqual({ kind: 'keystore', file: 'a.json', passwordFile: 'a.txt' })
    expect(signerSetting('guard', remote)).toMatchObject({
      kind: 'remote',
      account: account.toLowerCase(),
      api: 'web3signer',
    })
  })

  test('behavior: a chain’s own signer wins, and one without is named', () => {
    const setting = signerSetting('guard', { ...remote, BULKHEAD_GUARD_SIGNER_URL_10: 'http://ten:9000' })
    if (setting.kind !== 'remote') throw new TypeError('no remote signer')
    expect(setting.urlFor(10)).toBe('http://ten:9000')
    expect(setting.urlFor(1)).toBe('https://signer.example/c4n4ry')
    const { BULKHEAD_GUARD_SIGNER_URL: _, ...noDefault } = remote
    const only = signerSetting('guard', { ...noDefault, BULKHEAD_GUARD_SIGNER_URL_10: 'http://ten:9000' })
    if (only.kind !== 'remote') throw new TypeError('no remote signer')
    expect(() => only.urlFor(1)).toThrow(/BULKHEAD_GUARD_SIGNER_URL_1 /)
  })

  test('behavior: a role sees its own variables only', () => {
    expect(() => signerSetting('relayer', { BULKHEAD_GUARD_KEY: key, ...remote })).toThrow(EnvironmentError)
  })

  test('error: SignerAmbiguousError for two ways at once', () => {
    const both = { ...remote, BULKHEAD_GUARD_KEY: key }
    expect(() => signerSetting('guard', both)).toThrow(SignerAmbiguousError)
    expect(() => signerSetting('guard', both)).toThrow('BULKHEAD_GUARD_KEY and BULKHEAD_GUARD_SIGNER_URL')
    const keystore = { BULKHEAD_GUARD_KEY: key, BULKHEAD_GUARD_KEYSTORE: 'a.json' }
    expect(() => signerSetting('guard', keystore)).toThrow(SignerAmbiguousError)
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['BULKHEAD_GUARD_KEY', { BULKHEAD_GUARD_KEY: '0xc4n4ry' }],
    ['BULKHEAD_GUARD_KEY', { BULKHEAD_GUARD_KEY: `0x${'0'.repeat(64)}` }],
    ['BULKHEAD_GUARD_KEY', { BULKHEAD_GUARD_KEY: `0x${'f'.repeat(64)}` }],
    ['BULKHEAD_GUARD_PASSWORD_FILE', { BULKHEAD_GUARD_KEYSTORE: 'a.json' }],
    ['BULKHEAD_GUARD_SIGNER_URL', { ...remote, BULKHEAD_GUARD_SIGNER_URL: 'ftp://c4n4ry' }],
    ['BULKHEAD_GUARD_SIGNER_URL_7', { ...remote, BULKHEAD_GUARD_SIGNER_URL_7: 'http://c4n4ry:no port' }],
    ['BULKHEAD_GUARD_SIGNER_ADDRESS', { ...remote, BULKHEAD_GUARD_SIGNER_ADDRESS: '0xc4n4ry' }],
    ['BULKHEAD_GUARD_SIGNER_ADDRESS', { BULKHEAD_GUARD_SIGNER_URL: 'http://c4n4ry' }],
    ['BULKHEAD_GUARD_SIGNER_API', { ...remote, BULKHEAD_GUARD_SIGNER_API: 'c4n4ry' }],
    ['BULKHEAD_GUARD_KEYSTORE, BULKHEAD_GUARD_SIGNER_URL and BULKHEAD_GUARD_KEY', {}],
  ])('error: %s is named, its value is not', (variable, given) => {
    expect(() => signerSetting('guard', given)).toThrow(EnvironmentError)
    expect(() => signerSetting('guard', given)).toThrow(variable)
    expect(() => signerSetting('guard', given)).not.toThrow(/c4n4ry/)
  })
})

describe('withoutSigners', () => {
  test('default: every role’s key is left out, and nothing else', () => {
    const rest = { DATABASE_URL: 'postgres://a', BULKHEAD_RPC_URL_1: 'http://a', BULKHEAD_GUARD_PARAMETERS: '{}' }
    const keys = {
      BULKHEAD_RELAYER_KEY: key,
      BULKHEAD_ACCOUNT_KEYSTORE: 'a',
      BULKHEAD_ATTESTOR_PASSWORD_FILE: 'b',
      BULKHEAD_GUARD_SIGNER_URL_1: 'http://c',
    }
    expect(withoutSigners({ ...rest, ...keys, ...remote })).toEqual(rest)
  })
})
