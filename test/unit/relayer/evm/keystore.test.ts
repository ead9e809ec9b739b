import { describe, expect, test } from 'vitest'
import {
  encryptKeystore,
  MalformedKeystoreError,
  openKeystore,
  WrongKeystorePasswordError,
} from '../../../../relayer/evm/keystore.ts'

/** Both test vectors of the Web3 Secret Storage definition: one key, one password. */
const secret = '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d'
const pbkdf2 = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
    ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
    kdf: 'pbkdf2',
    kdfparams: {
      c: 262144,
      dklen: 32,
      prf: 'hmac-sha256',
      salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
    },
    mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
}
const scrypt = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '83dbcc02d8ccb40e466191a123791e0e' },
    ciphertext: 'd172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c',
    kdf: 'scrypt',
    kdfparams: {
      dklen: 32,
      n: 262144,
      p: 8,
      r: 1,
      salt: 'ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19',
    },
    mac: '2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
}
const cheap = { cost: { n: 2, r: 8, p: 1 } }
const open = (keystore: unknown, password = 'testpassword') =>
  openKeystore({ file: 'relayer.json', text: JSON.stringify(keystore), password })
/** A keystore with one field of its `crypto.kdfparams` changed. */
const withParameter = (keystore: typeof pbkdf2 | typeof scrypt, change: object) => ({
  ...keystore,
  crypto: { ...keystore.crypto, kdfparams: { ...keystore.crypto.kdfparams, ...change } },
})

describe('openKeystore', () => {
  test.each([
    ['pbkdf2', pbkdf2],
    ['scrypt', scrypt],
  ])('default: the test vector of the definition with %s', (_, keystore) => {
    expect(open(keystore)).toBe(secret)
  })

  test('behavior: opens what encryptKeystore wrote, under the address that other tools look for', () => {
    const text = encryptKeystore(secret, 'c4n4ry', cheap)
    expect(JSON.parse(text)).toMatchObject({ version: 3, address: '008aeeda4d805471df9b2a5b0f38a0c3bcba786b' })
    expect(text).not.toContain(secret.slice(2))
    expect(openKeystore({ file: 'own.json', text, password: 'c4n4ry' })).toBe(secret)
  })

  test('error: WrongKeystorePasswordError names the file, neither password nor contents', () => {
    const keystore = JSON.parse(encryptKeystore(secret, 'right', cheap))
    const opening = () => open(keystore, 'c4n4ry')
    expect(opening).toThrow(WrongKeystorePasswordError)
    expect(opening).toThrow(/relayer\.json/)
    expect(opening).not.toThrow(/c4n4ry/)
  })

  test('error: a damaged ciphertext is not decrypted into another key', () => {
    const keystore = JSON.parse(encryptKeystore(secret, 'right', cheap))
    const damaged = { ...keystore, crypto: { ...keystore.crypto, ciphertext: '00'.repeat(32) } }
    expect(() => open(damaged, 'right')).toThrow(WrongKeystorePasswordError)
  })

  test.each<[string, unknown]>([
    ['its contents', 'c4n4ry'],
    ['its version', { ...scrypt, version: 1 }],
    ['its crypto.kdf', { ...scrypt, crypto: { ...scrypt.crypto, kdf: 'c4n4ry' } }],
    ['its crypto.cipher', { ...scrypt, crypto: { ...scrypt.crypto, cipher: 'aes-256-c4n4ry' } }],
    ['its crypto.mac', { ...scrypt, crypto: { ...scrypt.crypto, mac: 'c4n4ry' } }],
    ['its crypto.kdfparams.prf', withParameter(pbkdf2, { prf: 'hmac-md5' })],
    ['its crypto.kdfparams.n', withParameter(scrypt, { n: 262_143 })],
  ])('error: MalformedKeystoreError names %s and no value', (problem, keystore) => {
    expect(() => open(keystore)).toThrow(MalformedKeystoreError)
    expect(() => open(keystore)).toThrow(problem)
    expect(() => open(keystore)).not.toThrow(/c4n4ry/)
  })

  test('error: a file that asks for more memory or work than any signer needs is refused before it gets it', () => {
    expect(() => open(withParameter(scrypt, { n: 2 ** 20, r: 8 }))).toThrow(/kdfparams\.n/)
    expect(() => open(withParameter(pbkdf2, { c: 2 ** 30 }))).toThrow(/kdfparams\.c/)
  })

  test('error: no JSON', () => {
    expect(() => openKeystore({ file: 'a.json', text: 'c4n4ry', password: 'x' })).toThrow(/not JSON/)
  })

  test('error: a keystore whose address is not its key’s', () => {
    const keystore = { ...JSON.parse(encryptKeystore(secret, 'right', cheap)), address: '00'.repeat(20) }
    expect(() => open(keystore, 'right')).toThrow(MalformedKeystoreError)
  })
})
