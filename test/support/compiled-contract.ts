import type { Abi } from 'viem'
import { compileSolidity } from '../../contracts/compiler.ts'
import type { Hex } from '../../domain/identifiers.ts'

/** A contract that only tests deploy. */
interface TestContract {
  readonly name: string
  readonly abi: Abi
  readonly bytecode: Hex
}

/** Compiles contracts of `test/support/markets`, as ours are compiled; takes seconds. @throws CompilationError */
export function compileTestContracts(names: readonly string[]): (name: string) => TestContract {
  const pathOf = (name: string): string => `test/support/markets/${name}.sol`
  const compiled = compileSolidity(names.map(pathOf))
  return (name) => {
    const made = compiled.get(pathOf(name))
    const abi: unknown = made?.abi
    if (made === undefined || !isAbi(abi)) throw new TypeError(`The compiler gave no ${name}`)
    return { name, abi, bytecode: `0x${made.bytecode}` }
  }
}

const isAbi = (value: unknown): value is Abi => Array.isArray(value)
