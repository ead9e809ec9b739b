/**
 * Measures how much of `contracts/src` (the devnet's contracts aside) the forge tests run, and exits 1 below the bar:
 *
 *     node --import tsx contracts/coverage.ts
 *
 * Unit and fuzz tests alone count: an invariant test that wanders through a line says little of it. forge compiles
 * without the optimizer for this; the intermediate representation is not needed (nothing is too deep for the stack), and
 * code of linked libraries is attributed like any other. Gas.t.sol measures the optimizer's work, so it is left out.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Percent, of all files together. */
const leastLines = 98
const leastBranches = 95

interface FileCoverage {
  readonly path: string
  readonly lines: Ratio
  readonly branches: Ratio
  readonly functions: Ratio
  readonly missedLines: readonly number[]
}

interface Ratio {
  readonly hit: number
  readonly found: number
}

/** @throws Error when forge leaves no report, which it does when the contracts do not compile. */
function measure(): readonly FileCoverage[] {
  const folder = mkdtempSync(join(tmpdir(), 'coverage-'))
  const reportFile = join(folder, 'lcov.info')
  const forge = join(dirname(fileURLToPath(import.meta.url)), 'forge.ts')
  try {
    const { status } = spawnSync(
      process.execPath,
      [
        ...['--import', 'tsx', forge, 'coverage', '--report', 'lcov', '--report-file', reportFile],
        ...['--no-match-coverage', '^contracts/(test|src/devnet)/|node_modules', '--fuzz-runs', '16'],
        ...['--no-match-test', '^invariant_', '--no-match-path', 'contracts/test/Gas.t.sol', '--allow-failure'],
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
    if (status !== 0) throw new Error(`forge coverage ended with ${status}.`)
    return parseLcov(readFileSync(reportFile, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One record per file: `SF:` opens it, `DA:line,hits` is a line, `LF`/`LH` and the like are its sums. */
function parseLcov(text: string): readonly FileCoverage[] {
  return text
    .split('end_of_record')
    .filter((record) => record.includes('SF:'))
    .map((record) => {
      const sum = (key: string) => Number(new RegExp(`^${key}:(\\d+)$`, 'm').exec(record)?.[1] ?? 0)
      const missed = [...record.matchAll(/^DA:(\d+),0$/gm)].map(([, line]) => Number(line))
      return {
        path: /^SF:(.*)$/m.exec(record)?.[1] ?? '',
        lines: { hit: sum('LH'), found: sum('LF') },
        branches: { hit: sum('BRH'), found: sum('BRF') },
        functions: { hit: sum('FNH'), found: sum('FNF') },
        missedLines: missed,
      }
    })
}

function total(files: readonly FileCoverage[], part: 'lines' | 'branches' | 'functions'): Ratio {
  return files.reduce((sum, file) => ({ hit: sum.hit + file[part].hit, found: sum.found + file[part].found }), {
    hit: 0,
    found: 0,
  })
}

/** Rounded down, so that 97.999 % is not shown as 98 %. */
function percent({ hit, found }: Ratio): number {
  return found === 0 ? 100 : Math.floor((hit * 10_000) / found) / 100
}

function row(name: string, lines: Ratio, branches: Ratio, functions: Ratio): string {
  const cells = [lines, branches, functions].map((ratio) =>
    `${percent(ratio).toFixed(2)} % ${`(${ratio.hit}/${ratio.found})`.padStart(11)}`.padStart(22),
  )
  return `${name.padEnd(40)}${cells.join('')}\n`
}

const files = measure()
const [lines, branches, functions] = [total(files, 'lines'), total(files, 'branches'), total(files, 'functions')]
process.stdout.write(
  `\n${'file'.padEnd(40)}${['lines', 'branches', 'functions'].map((c) => c.padStart(22)).join('')}\n`,
)
for (const file of files) process.stdout.write(row(file.path, file.lines, file.branches, file.functions))
process.stdout.write(row('all', lines, branches, functions))
for (const { path, missedLines } of files) {
  if (missedLines.length > 0) process.stdout.write(`never run: ${path}:${missedLines.join(', ')}\n`)
}
if (percent(lines) < leastLines || percent(branches) < leastBranches) {
  process.stderr.write(`Below ${leastLines} % of lines or ${leastBranches} % of branches.\n`)
  process.exitCode = 1
}
