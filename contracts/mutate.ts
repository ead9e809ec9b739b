/**
 * Changes the accounting one operator at a time and asks whether a test notices:
 *
 *     npx tsx contracts/mutate.ts [--file RateLimit.sol]… [--workers 2] [--list] [--json]
 *
 * Each mutant is compiled and tested in copies below the temporary folder, never in the checkout. A copy holds one group
 * of tests and only the sources that these import, so that what a mutant recompiles stays small; the groups of a file run
 * in order, and the first failing test kills. They compile with a solc that stays (contracts/solc-server.cjs), because a
 * fresh one takes four times as long. Exits 1 when a mutant survives that contracts/mutants-equivalent.ts does
 * not explain, or when an explanation there fits no mutant or one that is killed.
 */
import { fork, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { applyMutant, type Mutant, mutantsOf } from './mutants.ts'
import { type EquivalentMutant, equivalentMutants } from './mutants-equivalent.ts'

interface Target {
  readonly file: string
  /** The functions that account; all when left out. */
  readonly functions?: readonly string[]
  /** Names below contracts/test without `.t.sol`, the likeliest to kill first. What does not exist is left out. */
  readonly groups: readonly (readonly string[])[]
}

type Verdict = 'killed' | 'timeout' | 'uncompilable' | 'equivalent' | 'survived'

interface Result {
  readonly file: string
  readonly mutant: Mutant
  readonly verdict: Verdict
  /** The tests that killed it, or the reason why nothing can. */
  readonly by: string
  readonly seconds: number
}

/** A copy of the project with one group of tests, and what fails there unchanged. */
interface Copy {
  readonly folder: string
  readonly group: readonly string[]
  readonly failing: readonly string[]
}

const host = ['HostLimits', 'HostHolds', 'ReceiptBuckets'] as const
const home = ['HomeLimits', 'HomeHolds', 'Exit', 'Review', 'CollateralVault'] as const
const targets: readonly Target[] = [
  { file: 'RateLimit.sol', groups: [['RateLimit'], ['HostLimits', 'HomeLimits', 'Limits']] },
  { file: 'HoldQueue.sol', groups: [['HoldQueue'], ['HostHolds', 'HomeHolds']] },
  { file: 'Buckets.sol', groups: [host] },
  { file: 'Compartments.sol', groups: [home] },
  {
    file: 'CollateralVault.sol',
    functions: [
      'lock',
      'claim',
      'releaseHold',
      'rescueLock',
      'voidExit',
      '_handle',
      '_exit',
      '_payOut',
      '_worth',
    ].concat(['_spend', '_raise', '_lower', '_pull', '_commitment']),
    groups: [home],
  },
  {
    file: 'ReceiptBuckets.sol',
    functions: ['burn', 'releaseHold', 'refundHold', 'bucket', 'previewBurn', '_handle', '_arrive', '_mint'],
    groups: [host],
  },
]

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const timeoutMs = 300_000

const { values: options } = parseArgs({
  options: {
    file: { type: 'string', multiple: true },
    workers: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

/** All that these files import below `contracts`, themselves included; paths from the root. */
function closure(paths: readonly string[]): ReadonlySet<string> {
  const found = new Set(paths)
  for (const path of found) {
    for (const [, imported = ''] of readFileSync(join(root, path), 'utf8').matchAll(
      /["'](\.{1,2}\/[^"']+\.sol)["']/g,
    )) {
      found.add(normalize(join(dirname(path), imported)))
    }
  }
  return found
}

/** What forge calls in a copy: asks the solc that stays. */
function solcClient(socket: string): string {
  return `#!/usr/bin/env node
if (process.argv.includes('--version')) process.stdout.write('Version: ${solc.version()}\\n')
else process.stdin.pipe(require('node:net').connect(${JSON.stringify(socket)})).pipe(process.stdout)
`
}

/** @returns How to stop it. */
async function startSolc(socket: string): Promise<() => void> {
  // Optimized code at once: it is compiled once and used a hundred times.
  const execArgv = ['--no-liftoff', '--no-wasm-tier-up']
  const server = fork(join(root, 'contracts/solc-server.cjs'), [socket], { execArgv })
  await new Promise<void>((resolve, reject) => {
    server.once('message', () => resolve())
    server.once('exit', (code) => reject(new Error(`solc ended with ${code}.`)))
  })
  return () => server.disconnect()
}

function makeCopy(folder: string, group: readonly string[], socket: string): void {
  const sources = closure(group.map((name) => `contracts/test/${name}.t.sol`))
  for (const path of [...sources, 'test/vectors']) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(root, path), join(folder, path), { recursive: true })
  }
  // Its sources are what the tests import: nothing else is compiled. Without the optimizer that takes less than half as long.
  const config = readFileSync(join(root, 'foundry.toml'), 'utf8')
    .replace(/^src = .*$/m, 'src = "contracts/test"')
    .replace(/^optimizer = true$/m, 'optimizer = false')
  writeFileSync(join(folder, 'foundry.toml'), config)
  writeFileSync(join(folder, 'package.json'), '{}')
  writeFileSync(join(folder, 'contracts/solc.cjs'), solcClient(socket), { mode: 0o755 })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
}

const require = createRequire(import.meta.url)
const solc: { version(): string } = require('solc')
const forgeBinary = require.resolve(
  `@foundry-rs/forge-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}/bin/forge`,
)

function forge(folder: string, parameters: readonly string[]): Promise<{ status: number | 'timeout'; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(forgeBinary, parameters, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', (status, signal) => {
      clearTimeout(timer)
      resolve({ status: signal === 'SIGKILL' ? 'timeout' : (status ?? 1), output })
    })
  })
}

/** Names of the failing tests in forge's own words: `[FAIL: reason] name(types)`. */
function failures(output: string): readonly string[] {
  return [...new Set([...output.matchAll(/^\[FAIL.*\] (\w+)\(.*$/gm)].map(([, name = '']) => name))]
}

const inUnitTests = ['test', '--fuzz-runs', '64'] as const

async function prepare(folder: string, group: readonly string[], socket: string): Promise<Copy> {
  makeCopy(folder, group, socket)
  const { status, output } = await forge(folder, [...inUnitTests, '--no-match-test', '^invariant_'])
  const failing = failures(output)
  if (status !== 0 && failing.length === 0) throw new Error(`The tests do not run as they are:\n${output}`)
  if (failing.length > 0) process.stderr.write(`Left out, as they fail anyway: ${failing.join(', ')}\n`)
  return { folder, group, failing }
}

async function judge(copies: readonly Copy[], path: string, mutant: Mutant): Promise<[Verdict, string]> {
  const source = readFileSync(join(root, path), 'utf8')
  for (const { folder, group, failing } of copies) {
    writeFileSync(join(folder, path), applyMutant(source, mutant))
    // Matched against `name(types)`.
    const leftOut = ['^invariant_', ...failing.map((name) => `^${name}\\(`)].join('|')
    const { status, output } = await forge(folder, [...inUnitTests, '--fail-fast', '--no-match-test', leftOut])
    writeFileSync(join(folder, path), source)
    if (status === 'timeout') return ['timeout', group.join(', ')]
    if (status === 0) continue
    const by = failures(output)
    if (by.length > 0) return ['killed', by.join(', ')]
    if (output.includes('Compiler run failed')) return ['uncompilable', '']
    throw new Error(`forge said something unexpected:\n${output}`)
  }
  return ['survived', '']
}

function explains(equivalent: EquivalentMutant, file: string, mutant: Mutant): boolean {
  return (
    equivalent.file === file &&
    equivalent.code === mutant.code &&
    equivalent.from === mutant.from &&
    equivalent.to === mutant.to &&
    equivalent.nth === mutant.nth
  )
}

function report({ file, mutant, verdict, by, seconds }: Result): void {
  const change = `${mutant.from} → ${mutant.to}${mutant.nth > 1 ? ` (${mutant.nth}.)` : ''}`
  const note = by === '' ? '' : `  [${by}]`
  const line = `${verdict.padEnd(12)} contracts/src/${file}:${mutant.line} ${change.padEnd(10)} ${mutant.code}${note}`
  if (!options.json) process.stdout.write(`${line}  ${seconds.toFixed(1)} s\n`)
}

async function mutateFile({ file, functions, groups }: Target, folder: string): Promise<readonly Result[]> {
  const path = `contracts/src/${file}`
  const queue = [...mutantsOf(readFileSync(join(root, path), 'utf8'), functions)]
  if (options.list) {
    for (const mutant of queue) report({ file, mutant, verdict: 'survived', by: 'not run', seconds: 0 })
    return []
  }
  const there = groups
    .map((group) => group.filter((name) => existsSync(join(root, `contracts/test/${name}.t.sol`))))
    .filter((group) => group.length > 0 && closure(group.map((name) => `contracts/test/${name}.t.sol`)).has(path))

  const results: Result[] = []
  const work = async (_: unknown, worker: number) => {
    const socket = join(folder, `${file}-${worker}.sock`)
    const stopSolc = await startSolc(socket)
    const copies: Copy[] = []
    for (const [i, group] of there.entries()) {
      copies.push(await prepare(join(folder, file, `${worker}-${i}`), group, socket))
    }
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const start = performance.now()
      const current = mutant
      const [outcome, by] = await judge(copies, path, current)
      const equivalent = equivalentMutants.find((candidate) => explains(candidate, file, current))
      const explained = outcome === 'survived' && equivalent !== undefined
      const result: Result = {
        ...{ file, mutant: current, seconds: (performance.now() - start) / 1000 },
        ...(explained ? { verdict: 'equivalent', by: equivalent.reason } : { verdict: outcome, by }),
      }
      report(result)
      results.push(result)
    }
    stopSolc()
  }
  await Promise.all(Array.from({ length: Number(options.workers) }, work))
  return results
}

const chosen = targets.filter(({ file }) => options.file === undefined || options.file.includes(file))
if (chosen.length === 0) throw new Error(`--file is one of ${targets.map(({ file }) => file).join(', ')}.`)
const folder = mkdtempSync(join(tmpdir(), 'mutants-'))
const results: Result[] = []
try {
  for (const target of chosen) results.push(...(await mutateFile(target, folder)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

const survivors = results.filter(({ verdict }) => verdict === 'survived')
const stale = options.list
  ? []
  : equivalentMutants.filter(
      (equivalent) =>
        chosen.some(({ file }) => file === equivalent.file) &&
        !results.some(({ file, mutant, verdict }) => verdict === 'equivalent' && explains(equivalent, file, mutant)),
    )
if (options.json) process.stdout.write(`${JSON.stringify({ results, stale }, null, 2)}\n`)
else if (!options.list) {
  const count = (verdict: Verdict) => results.filter((result) => result.verdict === verdict).length
  const verdicts: readonly Verdict[] = ['killed', 'timeout', 'uncompilable', 'equivalent', 'survived']
  process.stdout.write(`\n${verdicts.map((verdict) => `${count(verdict)} ${verdict}`).join(', ')}\n`)
  for (const survivor of survivors) report(survivor)
}
for (const { file, code, from, to } of stale) {
  process.stderr.write(
    `mutants-equivalent.ts explains ${file}: ${from} → ${to} in "${code}", which is killed or gone.\n`,
  )
}
if (survivors.length + stale.length > 0) process.exitCode = 1
