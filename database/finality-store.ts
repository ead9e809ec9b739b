import { chainId, type Hex } from '../domain/identifiers.ts'
import type { ChainHalt, FinalityStore } from '../relayer/ports.ts'
import type { Sql } from './connect.ts'

interface HaltRow {
  readonly chain_id: number
  readonly block_number: bigint
  readonly known_hash: Hex
  readonly found_hash: Hex
  readonly halted_at: Date
}

/** Final blocks and halts in PostgreSQL, tables of `schemas/offchain/0003_observation.sql`. */
export function createFinalityStore(sql: Sql): FinalityStore {
  return {
    async newestFinal(chain) {
      const [row] = await sql<{ number: bigint; hash: Hex }[]>`
        select number, hash from bulkhead.final_block where chain_id = ${chain}`
      return row
    },

    async recordFinal(chain, { number, hash }) {
      await sql`
        insert into bulkhead.final_block (chain_id, number, hash) values (${chain}, ${number}, ${hash})
        on conflict (chain_id) do update
          set number = excluded.number, hash = excluded.hash, observed_at = now()
          where final_block.number < excluded.number`
    },

    async halt({ chainId: chain, blockNumber, knownHash, foundHash }) {
      await sql`
        insert into bulkhead.chain_halt (chain_id, block_number, known_hash, found_hash)
        values (${chain}, ${blockNumber}, ${knownHash}, ${foundHash})
        on conflict (chain_id) where resumed_at is null do nothing`
    },

    halts: async () =>
      (
        await sql<HaltRow[]>`
          select chain_id, block_number, known_hash, found_hash, halted_at from bulkhead.chain_halt
          where resumed_at is null order by chain_id`
      ).map(toHalt),

    resume: (chain) =>
      sql.begin(async (transaction) => {
        const [row] = await transaction<HaltRow[]>`
          update bulkhead.chain_halt set resumed_at = now() where chain_id = ${chain} and resumed_at is null
          returning chain_id, block_number, known_hash, found_hash, halted_at`
        if (row === undefined) return undefined
        await transaction`delete from bulkhead.final_block where chain_id = ${chain}`
        return toHalt(row)
      }),
  }
}

const toHalt = (row: HaltRow): ChainHalt => ({
  chainId: chainId(row.chain_id),
  blockNumber: row.block_number,
  knownHash: row.known_hash,
  foundHash: row.found_hash,
  haltedAt: row.halted_at,
})
