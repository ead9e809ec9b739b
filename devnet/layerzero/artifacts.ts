import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Abi } from 'viem'
import { z } from 'zod'
import type { Hex } from '../../domain/identifiers.ts'

/** A compiled contract, as LayerZero publishes it on npm. */
export interface Artifact {
  readonly name: string
  readonly abi: Abi
  readonly bytecode: Hex
}

const protocol = '@layerzerolabs/lz-evm-protocol-v2/artifacts/contracts/'
const messageLib = '@layerzerolabs/lz-evm-messagelib-v2/artifacts/contracts/'

const artifactFiles = {
  EndpointV2: `${protocol}EndpointV2.sol/EndpointV2.json`,
  EndpointV2View: `${protocol}EndpointV2View.sol/EndpointV2View.json`,
  SendUln302: `${messageLib}uln/uln302/SendUln302.sol/SendUln302.json`,
  ReceiveUln302: `${messageLib}uln/uln302/ReceiveUln302.sol/ReceiveUln302.json`,
  ReceiveUln302View: `${messageLib}uln/uln302/ReceiveUln302View.sol/ReceiveUln302View.json`,
  PriceFeed: `${messageLib}PriceFeed.sol/PriceFeed.json`,
  DVN: `${messageLib}uln/dvn/DVN.sol/DVN.json`,
  DVNFeeLib: `${messageLib}uln/dvn/DVNFeeLib.sol/DVNFeeLib.json`,
  Executor: `${messageLib}Executor.sol/Executor.json`,
  ExecutorFeeLib: `${messageLib}ExecutorFeeLib.sol/ExecutorFeeLib.json`,
  LzExecutor: `${messageLib}uln/LzExecutor.sol/LzExecutor.json`,
  Treasury: `${messageLib}Treasury.sol/Treasury.json`,
} as const

const artifactSchema = z.object({
  abi: z.custom<Abi>((value) => Array.isArray(value)),
  bytecode: z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-f]+$/i.test(value)),
})

const loaded = new Map<string, Artifact>()

/** A contract of LayerZero V2, unmodified; read once per process. */
export function layerZeroArtifact(name: keyof typeof artifactFiles): Artifact {
  const known = loaded.get(name)
  if (known !== undefined) return known
  const file = createRequire(import.meta.url).resolve(artifactFiles[name])
  const artifact = { name, ...artifactSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) }
  loaded.set(name, artifact)
  return artifact
}
