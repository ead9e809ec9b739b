import { type Abi, concatHex, encodeDeployData, getContractAddress, keccak256, toHex } from 'viem'
import { type Address, address, type ChainId, type Hex } from '../../domain/identifiers.ts'
import type { Step } from './step.ts'

/**
 * Deterministic deployment proxy, at the same address on practically every EVM chain.
 *
 * @see https://github.com/Arachnid/deterministic-deployment-proxy
 */
export const deploymentProxy = address('0x4e59b44847b379578588920ca78fbf26c0b4956c')

/** A contract to deploy: everything that its address depends on. */
export interface ContractSpec {
  readonly abi: Abi
  readonly bytecode: Hex
  readonly args: readonly unknown[]
  /** Tells two equal contracts of one deployment apart. */
  readonly label: string
}

const initCode = ({ abi, bytecode, args }: ContractSpec): Hex => encodeDeployData({ abi, bytecode, args: [...args] })
const saltOf = ({ label }: ContractSpec): Hex => keccak256(toHex(`bulkhead/1/${label}`))

/** Creation bytecode with the addresses of its libraries in their places. */
export function link(bytecode: Hex, links: readonly (readonly [placeholder: string, library: Address])[]): Hex {
  return links.reduce<Hex>(
    (code, [placeholder, library]) => `0x${code.slice(2).replaceAll(placeholder, library.slice(2))}`,
    bytecode,
  )
}

/** Where a contract will be, or is: the same for the same code and arguments, whoever deploys it. */
export function create2Address(spec: ContractSpec): Address {
  return address(
    getContractAddress({ opcode: 'CREATE2', from: deploymentProxy, salt: saltOf(spec), bytecode: initCode(spec) }),
  )
}

/** The step that deploys a contract; applied once its address has code. */
export function deployStep(chainId: ChainId, spec: ContractSpec): Step {
  const target = create2Address(spec)
  return {
    chainId,
    name: `deploy ${spec.label} at ${target}`,
    group: spec.label,
    to: deploymentProxy,
    data: concatHex([saltOf(spec), initCode(spec)]),
    ...{ owned: undefined, call: undefined, pathway: undefined },
    isApplied: async (reader) => (await reader.code(target)) !== '0x',
  }
}
