import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Chain } from '../chains/chain.ts'
import type { ChainDeployment } from '../chains/deployment.ts'
import type { BlockRange } from './environment.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Everything that decides what the indexer writes. Ponder's own build id sees only part of it. */
const sources = [
  'indexer',
  'schemas/onchain',
  'chains',
  'domain',
  'contracts/abi',
  'ponder.config.ts',
  'package-lock.json',
]

/** How often one code can begin anew because its chain left a fork. */
const attempts = 32

/**
 * Names of the Postgres schemas for a chain's tables: a hash over the indexer's code and the chain's deployment. Other
 * code or other contracts index into another schema; the same again find their rows. The first is used until the chain leaves the
 * fork that its rows are of, then the second, and so on.
 */
export function indexedSchemaNames(chain: Chain, deployed: ChainDeployment): readonly string[] {
  const hash = hashOf(deployed)
  const nameOf = (attempt: number): string =>
    `${indexedSchemaPrefix(chain)}${(attempt === 0 ? hash : sha256(`${hash} ${attempt}`)).slice(0, 12)}`
  return Array.from({ length: attempts }, (_, attempt) => nameOf(attempt))
}

/**
 * Name of the Postgres schema for the tables of a range of a chain's blocks. No chain's prefix begins it, so no indexer takes it for
 * one of its own, and drops it.
 */
export const rangeSchemaName = ({ chainId }: Chain, deployed: ChainDeployment, { from, to }: BlockRange): string =>
  // PostgreSQL's names are 63 bytes at most, and Ponder adds eleven.
  `bulkhead_range_${chainId}_${from}_${to}_${hashOf(deployed).slice(0, 8)}`

function hashOf(deployed: ChainDeployment): string {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of filesBelow(source))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0')
  }
  const { rpcUrl: _whereItIsRead, ...identity } = deployed
  hash.update(JSON.stringify(identity))
  return hash.digest('hex')
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What the names of all schemas of a chain begin with. */
export const indexedSchemaPrefix = (chain: Chain): string => `bulkhead_${chain.name.replace(/[^a-z0-9]/g, '_')}_`

function filesBelow(source: string): readonly string[] {
  if (/\.\w+$/.test(source)) return [source]
  return readdirSync(join(root, source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort()
}
