import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keccak256, toHex } from 'viem'

/** One contract's ABI, as the compiler or an npm artifact gives it. */
export type ContractAbi = readonly { readonly type: string; readonly name?: string }[]

/** What the compiler made of one contract. */
export interface CompiledContract {
  readonly abi: ContractAbi
  /** Creation bytecode, hex without `0x`; a linked library's address is left out. */
  readonly bytecode: string
  /** What stands in the bytecode for the address of each library that is to be linked, by the library's name. */
  readonly links: Readonly<Record<string, string>>
}

/** Sources that do not compile; the message is the compiler's. */
export class CompilationError extends Error {
  override readonly name = 'CompilationError'
}

interface Solc {
  compile(input: string, callbacks: { import(path: string): { contents: string } | { error: string } }): string
}

interface SolcOutput {
  readonly errors?: readonly {
    readonly severity: 'error' | 'warning' | 'info'
    readonly formattedMessage: string
    readonly sourceLocation?: { readonly file: string }
  }[]
  readonly contracts?: Record<string, Record<string, { abi: ContractAbi; evm: { bytecode: Bytecode } }>>
}

interface Bytecode {
  readonly object: string
  readonly linkReferences: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const require = createRequire(import.meta.url)
const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * The same settings as in foundry.toml. Without metadata the bytecode depends on source text and compiler alone, so it
 * is the same on every machine and so are the addresses that CREATE2 makes of it.
 */
const settings = {
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs: 800 },
  viaIR: false,
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.bytecode.linkReferences'] } },
}

/** Folders of this repository that hold Solidity; every other import is an npm package's. */
const isOwn = (path: string): boolean => /^(contracts|test)\//.test(path)

/** OpenZeppelin's contracts as other packages name them, whose own builds map the name; by the same package here. */
const packageOf = (path: string): string =>
  path.replace(/^openzeppelin-contracts\/contracts\//, '@openzeppelin/contracts/')

/** Reads packages' files where foundry.toml maps them too: `require.resolve` would hide what a package does not export. */
function readSource(path: string): { contents: string } | { error: string } {
  try {
    return { contents: readFileSync(join(root, ...(isOwn(path) ? [path] : ['node_modules', packageOf(path)])), 'utf8') }
  } catch (cause) {
    return { error: `${path}: ${String(cause)}` }
  }
}

/**
 * Compiles Solidity files with the solc of package-lock.json. Warnings about our own code go to stderr; those about
 * libraries are theirs.
 *
 * @param paths - Files below the repository's root or of npm packages, each with the contract of its name.
 * @returns By path.
 * @throws {@link CompilationError}
 */
export function compileSolidity(paths: readonly string[]): ReadonlyMap<string, CompiledContract> {
  const solc: Solc = require('solc')
  const sources = Object.fromEntries(paths.map((path) => [path, { content: contentsOf(path) }]))
  const output: SolcOutput = JSON.parse(
    solc.compile(JSON.stringify({ language: 'Solidity', sources, settings }), { import: readSource }),
  )
  const said = output.errors ?? []
  const errors = said.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new CompilationError(errors.map((error) => error.formattedMessage).join('\n'))
  for (const { formattedMessage, sourceLocation } of said) {
    if (sourceLocation !== undefined && isOwn(sourceLocation.file)) process.stderr.write(formattedMessage)
  }
  return new Map(
    paths.map((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1, -'.sol'.length)
      const compiled = output.contracts?.[path]?.[name]
      if (compiled === undefined) throw new CompilationError(`${path} holds no contract ${name}.`)
      const { object, linkReferences } = compiled.evm.bytecode
      return [path, { abi: compiled.abi, bytecode: object, links: linksOf(linkReferences) }]
    }),
  )
}

function contentsOf(path: string): string {
  const source = readSource(path)
  if ('error' in source) throw new CompilationError(source.error)
  return source.contents
}

function linksOf(references: Bytecode['linkReferences']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(references).flatMap(([path, libraries]) =>
      Object.keys(libraries).map((name) => [name, `__$${keccak256(toHex(`${path}:${name}`)).slice(2, 36)}$__`]),
    ),
  )
}
