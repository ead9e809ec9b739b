import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Where each command of the README is run. */
const runIn: Readonly<Record<string, string>> = {
  'npm ci && npm start': 'test/e2e/once.test.ts',
  'npm start -- --once --json': 'test/e2e/once.test.ts',
  'npm ci && npm test': '.ci/run',
  'npx bulkhead --help': 'test/e2e/once.test.ts',
  'npm run bench -- roundtrip --json': 'test/deep/bench.test.ts',
  'npm run incidents -- --json': 'test/incidents/incidents.test.ts',
}

describe('README', () => {
  test('every command in it is run by a test or by CI', () => {
    const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'))
    expect(commands.length).toBeGreaterThan(4)
    expect(commands.filter((command) => runIn[command] === undefined)).toEqual([])
    expect(Object.keys(runIn).filter((command) => !commands.includes(command))).toEqual([])
    expect(Object.values(runIn).filter((file) => !existsSync(join(root, file)))).toEqual([])
  })

  test('its table names every dependency and nothing else', () => {
    const table = readme.slice(readme.indexOf('## Dependencies'))
    const named = [...table.matchAll(/^\|([^|]+)\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    )
    const { dependencies, devDependencies, optionalDependencies } = packageJson
    const installed = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
    const covers = (name: string, dependency: string): boolean =>
      name.endsWith('/*') ? dependency.startsWith(name.slice(0, -1)) : name === dependency
    expect(installed.filter((dependency) => !named.some((name) => covers(name, dependency)))).toEqual([])
    expect(
      named.filter(
        (name) =>
          !installed.some((dependency) => covers(name, dependency)) && name !== '@ponder/core' && name !== 'latest',
      ),
    ).toEqual([])
  })
})
