import { createTestClient, createWalletClient, encodeAbiParameters, encodeFunctionData, http } from 'viem'
import { endpointV2Abi } from '../../../contracts/abi/EndpointV2.ts'
import { pollReceipt } from '../../../devnet/anvil/poll-receipt.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Address, Hex } from '../../../domain/identifiers.ts'
import type { BenchChain } from './bench-chains.ts'

const executorType = 1
const ulnType = 2

/** An application's configuration was refused. */
export class ConfigurationRefusedError extends DomainError {
  readonly code = 'BENCH_CONFIGURATION'
  readonly retryable = false
  constructor(readonly facts: { readonly application: Address; readonly hash: Hex }) {
    super(`The configuration of ${facts.application} was refused in ${facts.hash}.`)
  }
}

/** How one application's messages to and from one other chain are verified. */
export interface DvnRequirement {
  readonly application: Address
  readonly remote: BenchChain
  /** All required, none optional. */
  readonly dvns: readonly Address[]
}

/** Sets an application's required DVNs for sending and for receiving, in the name of its delegate. */
export async function requireDvns(chain: BenchChain, { application, remote, dvns }: DvnRequirement): Promise<void> {
  const { sendLibrary, receiveLibrary } = chain.layerZero
  const set = (library: Address, from: BenchChain): Hex =>
    setConfigData(application, library, remote, ulnType, ulnConfig(from.chain.finality.depth, dvns))
  await sendAsDelegate(chain, application, [set(sendLibrary, chain), set(receiveLibrary, remote)])
}

/**
 * Configures an application of LayerZero's as production ones are: libraries pinned, everything said and nothing left
 * to LayerZero's defaults.
 */
export async function configureApplication(chain: BenchChain, requirement: DvnRequirement): Promise<void> {
  const { application, remote } = requirement
  const { sendLibrary, receiveLibrary, executor } = chain.layerZero
  const { eid } = remote.chain
  const pin = { abi: endpointV2Abi } as const
  await sendAsDelegate(chain, application, [
    encodeFunctionData({ ...pin, functionName: 'setSendLibrary', args: [application, eid, sendLibrary] }),
    encodeFunctionData({ ...pin, functionName: 'setReceiveLibrary', args: [application, eid, receiveLibrary, 0n] }),
    setConfigData(application, sendLibrary, remote, executorType, executorConfig(executor)),
  ])
  await requireDvns(chain, requirement)
}

/** Sends calls to the endpoint as whoever may configure the application, whether that is an account or a contract. */
async function sendAsDelegate(chain: BenchChain, application: Address, calls: readonly Hex[]): Promise<void> {
  const { endpoint } = chain.layerZero
  const node = createTestClient({ mode: 'anvil', transport: http(chain.rpcUrl) })
  const delegate = await chain.client.readContract({
    address: endpoint,
    abi: endpointV2Abi,
    functionName: 'delegates',
    args: [application],
  })
  const sender = createWalletClient({ transport: http(chain.rpcUrl) })
  await node.impersonateAccount({ address: delegate })
  await node.setBalance({ address: delegate, value: 10n ** 21n })
  for (const data of calls) {
    const hash = await sender.sendTransaction({ account: delegate, chain: null, to: endpoint, data })
    const receipt = await pollReceipt(chain.client, hash, performance.now() + 20_000)
    if (receipt?.status !== 'success') throw new ConfigurationRefusedError({ application, hash })
  }
  await node.stopImpersonatingAccount({ address: delegate })
}

function setConfigData(
  application: Address,
  library: Address,
  remote: BenchChain,
  configType: number,
  config: Hex,
): Hex {
  return encodeFunctionData({
    abi: endpointV2Abi,
    functionName: 'setConfig',
    args: [application, library, [{ eid: remote.chain.eid, configType, config }]],
  })
}

function ulnConfig(confirmations: bigint, dvns: readonly Address[]): Hex {
  const components = [
    { name: 'confirmations', type: 'uint64' },
    { name: 'requiredDVNCount', type: 'uint8' },
    { name: 'optionalDVNCount', type: 'uint8' },
    { name: 'optionalDVNThreshold', type: 'uint8' },
    { name: 'requiredDVNs', type: 'address[]' },
    { name: 'optionalDVNs', type: 'address[]' },
  ] as const
  const config = {
    confirmations,
    requiredDVNCount: dvns.length,
    optionalDVNCount: 0,
    optionalDVNThreshold: 0,
    requiredDVNs: [...dvns].sort(),
    optionalDVNs: [],
  }
  return encodeAbiParameters([{ type: 'tuple', components }], [config])
}

function executorConfig(executor: Address): Hex {
  const components = [
    { name: 'maxMessageSize', type: 'uint32' },
    { name: 'executor', type: 'address' },
  ] as const
  return encodeAbiParameters([{ type: 'tuple', components }], [{ maxMessageSize: 10_000, executor }])
}
