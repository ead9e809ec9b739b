import type { Abi } from 'viem'
import { type CompiledContract, compileSolidity } from '../../../contracts/compiler.ts'
import type { Hex } from '../../../domain/identifiers.ts'

/** A contract that only the bench deploys. */
export interface BenchContract {
  readonly name: string
  readonly abi: Abi
  readonly bytecode: Hex
}

const names = ['HomeOft', 'HostOft', 'BatchCaller'] as const

/** The bench's contracts, all compiled as ours are: the same compiler, the same settings. */
export type BenchContracts = Readonly<Record<(typeof names)[number], BenchContract>>

/** Compiles the bench's own contracts; takes seconds. @throws CompilationError */
export function compileBenchContracts(): BenchContracts {
  const pathOf = (name: string): string => `test/bench/gas/${name}.sol`
  const compiled = compileSolidity(names.map(pathOf))
  const contract = (name: (typeof names)[number]): BenchContract => toContract(name, compiled.get(pathOf(name)))
  return { HomeOft: contract('HomeOft'), HostOft: contract('HostOft'), BatchCaller: contract('BatchCaller') }
}

function toContract(name: string, compiled: CompiledContract | undefined): BenchContract {
  if (compiled === undefined) throw new TypeError(`The compiler gave no ${name}`)
  const abi: unknown = compiled.abi
  if (!isAbi(abi)) throw new TypeError(`The compiler gave no ABI of ${name}`)
  return { name, abi, bytecode: `0x${compiled.bytecode}` }
}

const isAbi = (value: unknown): value is Abi => Array.isArray(value)
