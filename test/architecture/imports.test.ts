import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/**
 * What each part may import. `cli` and `devnet` are where the parts meet; `ponder.config.ts` is an entry point like
 * them. The API reads the database only through `database/api`; the database fits the relayer's ports, as types.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  'contracts/abi': [],
  chains: ['domain'],
  risk: ['domain'],
  observability: ['domain'],
  rpc: ['domain', 'observability'],
  'contracts/deploy': ['domain', 'chains', 'contracts/abi'],
  'schemas/onchain': [],
  database: [
    'domain',
    'chains',
    'observability',
    'schemas/onchain',
    'relayer/ports',
    'relayer/store',
    'relayer/ledger-ports',
    'relayer/lease-ports',
    'relayer/attestor/ports',
    'relayer/guard/ports',
    'risk',
  ],
  'database/api': ['domain', 'chains', 'observability', 'database', 'schemas/onchain'],
  relayer: ['domain', 'chains', 'risk', 'observability', 'rpc', 'contracts/abi', 'contracts/deploy'],
  indexer: ['domain', 'chains', 'contracts/abi', 'schemas/onchain', 'ponder.config'],
  api: ['domain', 'chains', 'observability', 'database/api', 'schemas/graphql'],
  // What a browser runs: nothing of ours but itself.
  'api/client': [],
  'ponder.config': ['domain', 'chains', 'contracts/abi', 'cli', 'indexer'],
  devnet: ['domain', 'chains', 'observability', 'contracts/abi', 'contracts/deploy', 'database', 'relayer', 'cli'],
  cli: [
    'domain',
    'chains',
    'observability',
    'rpc',
    'contracts/abi',
    'contracts/deploy',
    'risk',
    'database',
    'relayer',
    'api',
    'devnet',
    'package.json',
  ],
}

/** The part a file belongs to: the longest name in `allowed` that its path begins with. */
function partOf(file: string): string {
  const ports = [
    'relayer/ports',
    'relayer/store',
    'relayer/ledger-ports',
    'relayer/lease-ports',
    'relayer/attestor/ports',
    'relayer/guard/ports',
  ]
  const parts = [...Object.keys(allowed), ...ports, 'package.json', 'schemas/graphql']
  const matching = parts.filter((part) => file === part || file.startsWith(`${part}/`) || file.startsWith(`${part}.`))
  return matching.sort((a, b) => b.length - a.length)[0] ?? `no part (${file})`
}

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

function sourceFiles(): readonly string[] {
  const outside = new Set(['node_modules', 'test', '.git', '.bulkhead', 'dist', 'docs', 'coverage'])
  const below = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return outside.has(path) || path === 'contracts/out' ? [] : below(path)
      return /(?<!\.d)\.tsx?$/.test(path) ? [path] : []
    })
  return below('').filter(
    // Compiler, forge and their like are tools, and nobody's parts.
    (file) => file !== 'vitest.config.ts' && !/^contracts\/[^/]+$/.test(file),
  )
}

function importsOf(file: string): readonly Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)
  const found: Import[] = []
  const add = (specifier: string, typeOnly: boolean): void => {
    if (specifier.startsWith('.'))
      found.push({ from: file, to: relative(root, join(root, dirname(file), specifier)), typeOnly })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.importClause?.isTypeOnly === true)
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.isTypeOnly)
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments
      if (argument !== undefined && ts.isStringLiteral(argument)) add(argument.text, false)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Every cycle's files, found by depth-first search. */
function findCycle(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const state = new Map<string, 'open' | 'done'>()
  const path: string[] = []
  const walk = (node: string): readonly string[] | undefined => {
    if (state.get(node) === 'done') return undefined
    if (state.get(node) === 'open') return [...path.slice(path.indexOf(node)), node]
    state.set(node, 'open')
    path.push(node)
    for (const next of edges.get(node) ?? []) {
      const cycle = walk(next)
      if (cycle !== undefined) return cycle
    }
    path.pop()
    state.set(node, 'done')
    return undefined
  }
  for (const node of edges.keys()) {
    const cycle = walk(node)
    if (cycle !== undefined) return cycle
  }
  return undefined
}

const violates = ({ from, to, typeOnly }: Import): boolean => {
  const source = partOf(from)
  const target = partOf(to)
  // The relayer's ports are part of the relayer, for everyone but the database, which may see nothing else of it.
  const sees = (allowed[source] ?? []).some(
    (part) => part === target || (part === 'relayer' && target.startsWith('relayer/')),
  )
  const own =
    source === target ||
    (source === 'relayer' && target.startsWith('relayer/')) ||
    (source.startsWith('relayer/') && target.startsWith('relayer'))
  if (source.startsWith('relayer/')) return !(own || (allowed['relayer'] ?? []).includes(target))
  if (source === 'database' && target.startsWith('relayer/')) return !(sees && typeOnly)
  return !(own || sees)
}

describe('imports', () => {
  const files = sourceFiles()
  const imports = files.flatMap(importsOf)

  test('every file belongs to a part', () => {
    expect(files.length).toBeGreaterThan(60)
    expect(files.filter((file) => partOf(file).startsWith('no part'))).toEqual([])
  })

  test('parts import only what lies below them', () => {
    expect(imports.length).toBeGreaterThan(200)
    expect(imports.filter(violates).map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  test('there are no cycles', () => {
    const edges = new Map(
      files.map((file) => [file, imports.filter((edge) => edge.from === file).map((edge) => edge.to)]),
    )
    expect(findCycle(edges)).toBeUndefined()
  })

  test('the checks themselves find what they look for', () => {
    expect(violates({ from: 'domain/amounts.ts', to: 'relayer/relay.ts', typeOnly: true })).toBe(true)
    expect(violates({ from: 'api/server.ts', to: 'database/relay-store.ts', typeOnly: false })).toBe(true)
    expect(violates({ from: 'database/chain-head.ts', to: 'relayer/ports.ts', typeOnly: false })).toBe(true)
    expect(violates({ from: 'relayer/relay.ts', to: 'database/connect.ts', typeOnly: false })).toBe(true)
    expect(
      findCycle(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['a']],
        ]),
      ),
    ).toEqual(['a', 'b', 'c', 'a'])
  })

  test('only cli/environment.ts reads the environment, only observability/clock.ts the clock', () => {
    const mentions = (pattern: RegExp): readonly string[] =>
      files.filter((file) =>
        pattern.test(readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
      )
    expect(mentions(/process\.env\b/)).toEqual(['cli/environment.ts'])
    expect(mentions(/Date\.now\b/)).toEqual(['observability/clock.ts'])
  })

  test('SQL is written only in database/ and schemas/offchain', () => {
    const sql = /\bsql(<[^`]*>)?`|[`'"]\s*(select|insert into|update|delete from) [\s\S]{0,80}\b(from|values|set|as)\b/
    const outside = files.filter(
      (file) => !file.startsWith('database/') && sql.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(sql.test('const rows = await client.unsafe(`select 1 from packet`)')).toBe(true)
    expect(outside).toEqual([])
  })
})
