import type { Account } from '../../domain/ledger-account.ts'
import type { LedgerAccount, LedgerPhase, Resolvers } from '../generated/resolver-types.ts'

const phases = { announced: 'ANNOUNCED', booked: 'BOOKED' } as const satisfies Record<string, LedgerPhase>

/** An account's name in the schema. */
const accountOf = (name: Account): LedgerAccount => name.toUpperCase().replaceAll('-', '_') as LedgerAccount

/** `LedgerEntry`. */
export const ledgerResolvers: Pick<Resolvers, 'LedgerEntry'> = {
  LedgerEntry: {
    id: (row) => `${row.chain_id}:${row.block_hash}:${row.log_index}:${row.phase}:${row.part}`,
    chain: (row, _args, { catalog }) => catalog.chain(row.chain_id),
    home: (row, _args, { catalog }) => catalog.chain(row.home_chain_id),
    host: (row, _args, { catalog }) => catalog.chain(row.host_chain_id),
    asset: (row, _args, { catalog }) => catalog.asset(catalog.chain(row.home_chain_id), row.asset),
    phase: (row) => phases[row.phase],
    event: (row) => row.event_kind,
    from: (row) => accountOf(row.from_account),
    to: (row) => accountOf(row.to_account),
    amount: (row, _args, { catalog }) =>
      catalog.amount(row.amount, catalog.asset(catalog.chain(row.home_chain_id), row.asset)),
    blockNumber: (row) => BigInt(row.block_number),
    blockHash: (row) => row.block_hash,
    logIndex: (row) => row.log_index,
    postedAt: (row) => row.posted_at,
  },
}
