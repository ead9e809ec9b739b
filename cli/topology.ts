import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Chain } from '../chains/chain.ts'
import { chainRegistry } from '../chains/registry.ts'
import type { Topology } from '../contracts/deploy/topology.ts'
import { InvalidTopologyFileError, parseTopology } from '../contracts/deploy/topology-file.ts'
import type { ChainId } from '../domain/identifiers.ts'
import { type ChainRpc, openChainRpc } from '../relayer/evm/chain-rpc.ts'
import type { TransactionSigner } from '../relayer/evm/signer.ts'
import { type Environment, EnvironmentError, keepSecret, rpcEndpointsOf } from './environment.ts'
import { openSigner } from './signers.ts'

/** A topology with everything that its chains are reached by. */
export interface OpenTopology {
  readonly topology: Topology
  readonly chains: ReadonlyMap<ChainId, { readonly chain: Chain; readonly rpc: ChainRpc }>
}

/**
 * Reads a topology file, or the topology inside a deployment file, and opens the RPC providers of its chains.
 *
 * @throws EnvironmentError for a file that cannot be read, or a chain without RPC URL; InvalidTopologyFileError,
 * UnsafePathwayError, UnknownChainError, InvalidRpcQuorumError.
 */
export function openTopology(environment: Environment, file: string): OpenTopology {
  const json = readJson(file)
  const inside = topologyOf(json)
  const topology = parseTopology(inside ?? json)
  const registry = chainRegistry()
  const rpcUrls = inside === undefined ? new Map<number, string>() : rpcUrlsIn(json)
  keepSecret(...rpcUrls.values())
  return {
    topology,
    chains: new Map(
      topology.chains.map(({ chainId, name }) => {
        const chain = registry.byId(chainId)
        const endpoints = rpcEndpointsOf(environment, { chainId, name, rpcUrl: rpcUrls.get(chainId) })
        const quorum = environment.rpcQuorum(chainId) ?? chain.rpcQuorum
        return [chainId, { chain, rpc: openChainRpc({ chain: name, endpoints, quorum }) }]
      }),
    ),
  }
}

/** The topology inside a deployment file; `undefined` when it has none. @throws as {@link openTopology}. */
export function topologyIn(deploymentFile: string): Topology | undefined {
  const inside = topologyOf(readJson(deploymentFile))
  return inside === undefined ? undefined : parseTopology(inside)
}

const topologyOf = (json: unknown): unknown =>
  typeof json === 'object' && json !== null ? Reflect.get(json, 'topology') : undefined

/** Who sends a plan. @throws as `openSigner`: a plain key is for local chains only. */
export function composeDeployer(environment: Environment, { chains }: OpenTopology): TransactionSigner {
  const all = [...chains.values()].map(({ chain }) => chain)
  return openSigner({ environment, registry: chainRegistry(all), chains: all }, 'deployer')
}

function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new EnvironmentError(`The file ${file} cannot be read.`, cause instanceof Error ? cause.message : undefined)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidTopologyFileError({ problems: ['it is not JSON'] })
  }
}

/** Nodes that a deployment file names. */
function rpcUrlsIn(deployment: unknown): ReadonlyMap<number, string> {
  const result = nodes.safeParse(deployment)
  return new Map((result.data?.chains ?? []).flatMap(({ chainId, rpcUrl }) => (rpcUrl ? [[chainId, rpcUrl]] : [])))
}

const nodes = z.object({ chains: z.array(z.object({ chainId: z.number(), rpcUrl: z.string().optional() })) })
