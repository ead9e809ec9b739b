import { decodeAbiParameters, encodeAbiParameters } from 'viem'
import { type Address, address, type Hex } from '../../domain/identifiers.ts'

/** Numbers of ULN 302's configurations in `setConfig` and `getConfig` of the endpoint. */
export const configType = { executor: 1, uln: 2 } as const

const ulnType = [
  {
    type: 'tuple',
    components: [
      { name: 'confirmations', type: 'uint64' },
      { name: 'requiredDVNCount', type: 'uint8' },
      { name: 'optionalDVNCount', type: 'uint8' },
      { name: 'optionalDVNThreshold', type: 'uint8' },
      { name: 'requiredDVNs', type: 'address[]' },
      { name: 'optionalDVNs', type: 'address[]' },
    ],
  },
] as const
const executorType = [
  {
    type: 'tuple',
    components: [
      { name: 'maxMessageSize', type: 'uint32' },
      { name: 'executor', type: 'address' },
    ],
  },
] as const

/** `UlnConfig` of ULN 302: all `dvns` required, none optional. */
export function ulnConfig(confirmations: bigint, dvns: readonly Address[]): Hex {
  return encodeAbiParameters(ulnType, [
    {
      confirmations,
      requiredDVNCount: dvns.length,
      optionalDVNCount: 0,
      optionalDVNThreshold: 0,
      requiredDVNs: dvns.map(address),
      optionalDVNs: [],
    },
  ])
}

/** `ExecutorConfig` of ULN 302; our messages are 110 bytes at most. */
export function executorConfig(executor: Address): Hex {
  return encodeAbiParameters(executorType, [{ maxMessageSize: 256, executor }])
}

/** A library's configuration in words. @throws when it is not of that type. */
export function configInWords(type: number, config: Hex): string {
  if (type === configType.executor) {
    const [{ maxMessageSize, executor }] = decodeAbiParameters(executorType, config)
    return `executor ${executor.toLowerCase()}, ${maxMessageSize} bytes at most`
  }
  const [uln] = decodeAbiParameters(ulnType, config)
  const optional =
    uln.optionalDVNs.length === 0
      ? ''
      : `, ${uln.optionalDVNThreshold} of the optional ${uln.optionalDVNs.join(' ').toLowerCase()}`
  return `${uln.confirmations} confirmations, required ${uln.requiredDVNs.join(' ').toLowerCase()}${optional}`
}
