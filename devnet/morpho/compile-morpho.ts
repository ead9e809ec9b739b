import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import type { Hex } from '../../domain/identifiers.ts'

/** Morpho Blue does not compile. */
export class MorphoCompileError extends DomainError {
  readonly code = 'MORPHO_COMPILE'
  readonly retryable = false
  constructor(readonly facts: { readonly errors: readonly string[] }) {
    super(`Morpho Blue does not compile: ${facts.errors.join(' ')}`)
  }
}

interface Solc {
  compile(input: string, callbacks: { import(path: string): { contents: string } }): string
}

const outputSchema = z.object({
  errors: z.array(z.object({ severity: z.string(), formattedMessage: z.string() })).default([]),
  contracts: z.record(
    z.string(),
    z.record(z.string(), z.object({ evm: z.object({ bytecode: z.object({ object: z.string() }) }) })),
  ),
})

/** Contracts of Morpho Blue's package: itself, and what its own tests use for interest and prices. */
type MorphoContract = 'Morpho' | 'mocks/IrmMock' | 'mocks/OracleMock'

/**
 * Compiles a contract of Morpho Blue 1.0.0 from its npm source, unmodified, with the compiler it names. The settings are those of its
 * own tests: what it ships with, but through the old pipeline, which takes 3 s instead of 10.
 *
 * Nothing of it is kept in this repository, whose licence is another one than Morpho's.
 *
 * @returns Creation bytecode; Morpho's is to be followed by the owner's address. Its price scale is 1e36, its ratios are 1e18.
 * @throws {@link MorphoCompileError}
 */
export function compileMorpho(contract: MorphoContract = 'Morpho'): Hex {
  const mainSource = `@morpho-org/morpho-blue/src/${contract}.sol`
  const name = contract.slice(contract.lastIndexOf('/') + 1)
  const require = createRequire(import.meta.url)
  const solc: Solc = require('solc-0.8.19')
  const read = (path: string) => ({ contents: readFileSync(require.resolve(path), 'utf8') })
  const input = {
    language: 'Solidity',
    sources: { [mainSource]: { content: read(mainSource).contents } },
    settings: {
      evmVersion: 'paris',
      optimizer: { enabled: true, runs: 999_999 },
      viaIR: false,
      metadata: { bytecodeHash: 'none' },
      outputSelection: { [mainSource]: { [name]: ['evm.bytecode.object'] } },
    },
  }
  const output = outputSchema.parse(JSON.parse(solc.compile(JSON.stringify(input), { import: read })))
  const errors = output.errors.filter(({ severity }) => severity === 'error')
  const bytecode = output.contracts[mainSource]?.[name]?.evm.bytecode.object
  if (errors.length > 0 || bytecode === undefined) {
    throw new MorphoCompileError({ errors: errors.map(({ formattedMessage }) => formattedMessage) })
  }
  return `0x${bytecode}`
}
