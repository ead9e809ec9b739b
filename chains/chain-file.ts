import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EndpointId, EndpointVersion, endpointIdToNetwork, endpointIdToVersion } from '@layerzerolabs/lz-definitions'
import { addressesRegistry, deployments as morphoDeployments } from '@morpho-org/morpho-ts'
import { z } from 'zod'
import type { RealChain } from './real-chains.ts'

const require = createRequire(import.meta.url)
const definitions = '@layerzerolabs/lz-definitions'
const deployments = '@layerzerolabs/lz-evm-sdk-v2'
const morpho = '@morpho-org/morpho-ts'
const aave = '@aave-dao/aave-address-book'

const manifestOf = (name: string): string => require.resolve(`${name}/package.json`)
/** Of a package that this one pins, which need not let its own manifest be read. */
const versionOf = (name: string): string => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return String({ ...dependencies, ...devDependencies }[name])
}

/** Folder of a network's deployed contracts, a file each. */
const folderOf = (network: string): string => join(dirname(manifestOf(deployments)), 'deployments', network)

/** Address of a deployed contract; `undefined` when the network has none of that name. */
function deployedAddress(network: string, contract: string): string | undefined {
  const file = join(folderOf(network), `${contract}.json`)
  return existsSync(file) ? String(JSON.parse(readFileSync(file, 'utf8')).address) : undefined
}

function requiredAddress(network: string, contract: string): string {
  const found = deployedAddress(network, contract)
  if (found === undefined) throw new TypeError(`${deployments} has no ${contract} on ${network}`)
  return found
}

/** Endpoint id of LayerZero V2 on a network. */
function eidOf(network: string): number {
  const ids = Object.values(EndpointId).filter((id): id is EndpointId => typeof id === 'number')
  const found = ids.find((id) => endpointIdToVersion(id) === EndpointVersion.V2 && endpointIdToNetwork(id) === network)
  if (found === undefined) throw new TypeError(`${definitions} has no endpoint id of version 2 for ${network}`)
  return found
}

/** `DVNNethermind` is Nethermind's, `AxelarDVNAdapter` Axelar's; `DVN` and `DVNRead` are of LayerZero Labs. */
function operatorOf(contract: string): string | undefined {
  const [, ofAdapter] = /^(\w+)DVNAdapter$/.exec(contract) ?? []
  const [, name] = /^DVN(?!FeeLib|Decompressor)(\w*)$/.exec(contract) ?? []
  if (name === '' || name?.toLowerCase() === 'read') return 'LayerZero Labs'
  return name ?? ofAdapter
}

function dvnsOn(network: string): readonly string[] {
  return readdirSync(folderOf(network))
    .map((file) => file.replace(/\.json$/, ''))
    .sort()
    .flatMap((contract) => {
      const operator = operatorOf(contract)
      if (operator === undefined) return []
      return [`      { operator: '${operator}', address: address('${requiredAddress(network, contract)}') },`]
    })
}

/** Where Morpho Blue is on a chain, and the block it was made in; nothing on a chain that its package does not have. */
function morphoBlueOn(chainId: number): readonly string[] {
  const found = addressesRegistry[chainId]?.blue
  const startBlock = morphoDeployments[chainId]?.blue
  if (found === undefined || startBlock === undefined) return []
  return [`    morphoBlue: { address: address('${found}'), startBlock: ${startBlock} },`]
}

const addressBookSchema = z.record(z.string(), z.unknown())
const poolSchema = z.object({ CHAIN_ID: z.number(), POOL: z.string(), POOL_CONFIGURATOR: z.string() })

/** Pools of Aave v3 on a chain. */
function aaveV3On(chainId: number): readonly string[] {
  const pools = Object.entries(addressBookSchema.parse(require(aave))).flatMap(([name, contracts]) => {
    const pool = poolSchema.safeParse(contracts).data
    if (!name.startsWith('AaveV3') || pool?.CHAIN_ID !== chainId) return []
    const { POOL, POOL_CONFIGURATOR } = pool
    const fields = [`name: '${name}'`, `pool: address('${POOL}')`, `poolConfigurator: address('${POOL_CONFIGURATOR}')`]
    return [`      {\n${fields.map((field) => `        ${field},`).join('\n')}\n      },`]
  })
  return pools.length === 0 ? [] : ['    aaveV3: [', ...pools.sort(), '    ],']
}

/** The field `protocols`, left out where there are none. */
function protocolsOn(chainId: number): string {
  const known = [...morphoBlueOn(chainId), ...aaveV3On(chainId)]
  return known.length === 0 ? '' : `  protocols: {\n${known.join('\n')}\n  },\n`
}

/**
 * Text of the file of a real chain: what the packages of LayerZero, Morpho and Aave say of it, and where they say it.
 *
 * @throws TypeError when a package lacks the chain, or a contract of it.
 */
export function chainFile(chain: RealChain): string {
  const { name, network, chainId, blockTimeSeconds, finalizedDepth, finality } = chain
  const dead = deployedAddress(network, 'DeadDVN')
  const contract = (label: string): string => `address('${requiredAddress(network, label)}')`
  return `/*
 * Generated by chains/generate.ts; do not edit.
 * Endpoint id: ${definitions} ${versionOf(definitions)}.
 * Addresses: ${deployments} ${versionOf(deployments)}, deployments/${network}.
 * Morpho Blue: ${morpho} ${versionOf(morpho)}. Aave: ${aave} ${versionOf(aave)}.
 * Chain id: viem ${versionOf('viem')}. Block time and finality: chains/real-chains.ts.
 */
import { address, chainId, endpointId } from '../../domain/identifiers.ts'
import type { Chain } from '../chain.ts'

/**
${finality.map((line) => ` * ${line}`).join('\n')}
 */
export const ${identifierOf(name)}: Chain = {
  name: '${name}',
  chainId: chainId(${chainId}),
  eid: endpointId(${eidOf(network)}),
  blockTimeSeconds: ${blockTimeSeconds},
  finality: { kind: 'tag', depth: ${finalizedDepth}n },
  rpcQuorum: 2,
  local: false,
  layerZero: {
    endpoint: ${contract('EndpointV2')},
    sendLibrary: ${contract('SendUln302')},
    receiveLibrary: ${contract('ReceiveUln302')},
    executor: ${contract('Executor')},
    deadDvn: ${dead === undefined ? 'undefined' : `address('${dead}')`},
    layerZeroDvn: ${contract('DVN')},
    dvns: [
${dvnsOn(network).join('\n')}
    ],
  },
${protocolsOn(chainId)}}
`
}

const identifierOf = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
