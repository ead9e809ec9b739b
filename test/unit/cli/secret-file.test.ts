import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  readPasswordFile,
  readSecretFile,
  SecretFileExposedError,
  SecretFileUnreadableError,
} from '../../../cli/secret-file.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let folder: ReturnType<typeof temporaryFolder>
let file: string
beforeEach(() => {
  folder = temporaryFolder()
  file = join(folder.path, 'password')
})
afterEach(() => folder.remove())

const write = (text: string, mode = 0o600): void => {
  writeFileSync(file, text)
  chmodSync(file, mode)
}

describe('readSecretFile', () => {
  test.each([0o600, 0o400])('default: reads a file of mode %o', (mode) => {
    write('c4n4ry', mode)
    expect(readSecretFile(file)).toBe('c4n4ry')
  })
  test.each([0o640, 0o604, 0o620, 0o601])('error: SecretFileExposedError for mode %o', (mode) => {
    write('c4n4ry', mode)
    expect(() => readSecretFile(file)).toThrow(SecretFileExposedError)
    expect(() => readSecretFile(file)).toThrow(file)
    expect(() => readSecretFile(file)).not.toThrow(/c4n4ry/)
  })
  test('error: SecretFileUnreadableError for what is not there, a folder, a pipe and a huge file', () => {
    expect(() => readSecretFile(file)).toThrow(/ENOENT/)
    mkdirSync(file, { mode: 0o700 })
    expect(() => readSecretFile(file)).toThrow(SecretFileUnreadableError)
    const pipe = join(folder.path, 'pipe')
    execFileSync('mkfifo', ['-m', '600', pipe])
    expect(() => readSecretFile(pipe)).toThrow(SecretFileUnreadableError)
    const huge = join(folder.path, 'huge')
    writeFileSync(huge, 'x'.repeat(100_000), { mode: 0o600 })
    expect(() => readSecretFile(huge)).toThrow(SecretFileUnreadableError)
  })
})

describe('readPasswordFile', () => {
  test.each([
    ['c4n4ry', 'c4n4ry'],
    ['c4n4ry\n', 'c4n4ry'],
    ['c4n4ry\r\n', 'c4n4ry'],
    [' c4n4ry \n\n', ' c4n4ry \n'],
  ])('behavior: only the line break at the end is left out of %j', (text, password) => {
    write(text)
    expect(readPasswordFile(file)).toBe(password)
  })
  test('error: an empty one', () => {
    write('\n')
    expect(() => readPasswordFile(file)).toThrow(SecretFileUnreadableError)
  })
})
