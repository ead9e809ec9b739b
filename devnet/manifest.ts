import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Deployment } from '../chains/deployment.ts'
import type { Topology } from '../contracts/deploy/topology.ts'
import { topologyToJson } from '../contracts/deploy/topology-file.ts'
import type { Address, ChainId } from '../domain/identifiers.ts'
import { allTestAccounts, type TestAccount } from './accounts.ts'
import type { DevnetLayerZero } from './topology.ts'

/** `devnet.json`: the deployment file, and everything else that an outside client needs to drive the devnet. */
export interface DevnetManifest extends Deployment {
  readonly graphqlUrl: string
  /** Where a service serves `/metrics`, `/health` and `/ready`, by its name. */
  readonly monitors: Readonly<Record<string, string>>
  /** Holds the database's password; it works on this machine only. */
  readonly databaseUrl: string
  /** Funded accounts; their keys are public knowledge. */
  readonly accounts: readonly TestAccount[]
  /** LayerZero's own contracts, by chain name. */
  readonly layerZero: Readonly<Record<string, DevnetLayerZero>>
  /** What was planned, as `parseTopology` reads it: the guard compares the chains with it. */
  readonly topology: unknown
  readonly buckets: readonly {
    readonly home: ChainId
    readonly host: ChainId
    readonly asset: Address
    readonly receiptSymbol: string
    /** Base units, decimal text. */
    readonly bucketCapacity: string
  }[]
}

/** Puts a manifest together. */
export function devnetManifest(options: {
  readonly deployment: Deployment
  readonly topology: Topology
  readonly layerZero: Readonly<Record<string, DevnetLayerZero>>
  readonly graphqlUrl: string
  readonly monitors: Readonly<Record<string, string>>
  readonly databaseUrl: string
}): DevnetManifest {
  const { deployment, topology, layerZero, graphqlUrl, monitors, databaseUrl } = options
  return {
    ...deployment,
    graphqlUrl,
    monitors,
    databaseUrl,
    accounts: allTestAccounts,
    layerZero,
    topology: topologyToJson(topology),
    buckets: topology.buckets.map(({ home, host, asset, receiptSymbol, bucketCapacity }) => ({
      home,
      host,
      asset,
      receiptSymbol,
      bucketCapacity: bucketCapacity.toString(),
    })),
  }
}

/** Writes a manifest in one go: a reader sees the old file or the new one. Only its owner may read it. */
export function writeManifest(file: string, manifest: DevnetManifest): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Reads a manifest that {@link writeManifest} wrote. */
export const readManifest = (file: string): DevnetManifest => JSON.parse(readFileSync(file, 'utf8')) as DevnetManifest
