import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChainDeployment } from '../../../chains/deployment.ts'
import { countedEvents } from './truth.ts'

const root = join(import.meta.dirname, '../../..')

/** Ponder's own limit is as much out of the way as in our command. */
const limiters = 50

/**
 * Writes a Ponder project that stores each counted event of a chain as one row, with its arguments as JSON, and nothing else: the least
 * that Ponder can do with them.
 */
export function writeBareProject(
  folder: string,
  { deployed, rpcUrl }: { readonly deployed: ChainDeployment; readonly rpcUrl: string },
): void {
  mkdirSync(join(folder, 'src/api'), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const abi = (name: string): string => JSON.stringify(join(root, `contracts/abi/${name}.ts`))
  const contract = (name: string, address: string): string => `
    ${name}: { abi: ${name[0]?.toLowerCase()}${name.slice(1)}Abi, chain: 'indexed', address: ${address}, startBlock: 0 },`
  const files = {
    'package.json': JSON.stringify({ name: 'bare', type: 'module', private: true }),
    'ponder.config.ts': `
import { createConfig, factory } from 'ponder'
import { getAbiItem } from 'viem'
import { collateralVaultAbi } from ${abi('CollateralVault')}
import { receiptBucketsAbi } from ${abi('ReceiptBuckets')}
import { collateralReceiptAbi } from ${abi('CollateralReceipt')}
import { endpointV2Abi } from ${abi('EndpointV2')}

export default createConfig({
  ordering: 'multichain',
  database: { kind: 'postgres', connectionString: process.env.DATABASE_URL, poolConfig: { max: 6 } },
  chains: { indexed: { id: ${deployed.chainId}, rpc: Array(${limiters}).fill(${JSON.stringify(rpcUrl)}) } },
  contracts: {${contract('CollateralVault', `'${deployed.vault}'`)}${contract('ReceiptBuckets', `'${deployed.buckets}'`)}${contract(
    'CollateralReceipt',
    `factory({
      address: '${deployed.buckets}',
      event: getAbiItem({ abi: receiptBucketsAbi, name: 'BucketOpened' }),
      parameter: 'receipt',
    })`,
  )}${contract('EndpointV2', `'${deployed.endpoint}'`)}
  },
})
`,
    'ponder.schema.ts': `
import { onchainTable } from 'ponder'

export const rawEvent = onchainTable('raw_event', (t) => ({
  id: t.text().primaryKey(),
  name: t.text().notNull(),
  address: t.hex().notNull(),
  blockNumber: t.bigint().notNull(),
  logIndex: t.integer().notNull(),
  txHash: t.hex().notNull(),
  args: t.text().notNull(),
}))
`,
    'src/index.ts': `
import { ponder } from 'ponder:registry'
import { rawEvent } from 'ponder:schema'

const events = ${JSON.stringify(countedEvents)}
for (const [contract, names] of Object.entries(events)) {
  for (const name of names) {
    ponder.on(contract + ':' + name, async ({ event, context }) => {
      await context.db.insert(rawEvent).values({
        id: event.block.number + ':' + event.log.logIndex,
        name,
        address: event.log.address,
        blockNumber: event.block.number,
        logIndex: event.log.logIndex,
        txHash: event.transaction.hash,
        args: JSON.stringify(event.args, (_key, value) => (typeof value === 'bigint' ? value.toString() : value)),
      })
    })
  }
}
`,
    'src/api/index.ts': `
import { Hono } from 'hono'

export default new Hono()
`,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}
