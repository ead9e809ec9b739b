import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** What a test calls by a function of ours instead of by its name. */
const through: Readonly<Record<string, string>> = { lock: 'lockCollateral', burn: 'burnReceipts' }

describe('docs/operations', () => {
  test.each([['docs/operations/migrate.md', 'test/integration/devnet/migrate.test.ts']])(
    'every contract call in %s is made by %s',
    (page, file) => {
      const named = new Set([...read(page).matchAll(/`(\w+)\(/g)].map(([, name = '']) => name))
      expect(named.size).toBeGreaterThan(10)
      const source = read(file)
      const made = (name: string): boolean => source.includes(through[name] ?? `functionName: '${name}'`)
      expect([...named].filter((name) => !made(name))).toEqual([])
    },
  )
})
