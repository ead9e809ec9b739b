import { rebuild } from '../../relayer/rebuild.ts'
import { compose, composeDatabase, composeRebuild } from '../compose.ts'

/**
 * `bulkhead rebuild`: puts messages and ledger on record from final blocks of the chains alone. For a database that was lost,
 * or beside running services when it is in doubt: what is on record stays.
 *
 * @throws RebuildUnreadError, EnvironmentError, DatabaseUnavailableError
 */
export async function rebuildRecords(options: { readonly json: boolean }): Promise<void> {
  const composition = compose('rebuild')
  const sql = await composeDatabase(composition, 'bulkhead-rebuild')
  try {
    const found = await rebuild(composeRebuild(composition, sql))
    const { messages, added, executed, settled, ledgerRounds } = found
    process.stdout.write(
      options.json
        ? `${JSON.stringify(found)}\n`
        : [
            `${messages} messages in final blocks, ${added} of them new on record.`,
            `${executed} found executed in this run; ${settled} are settled.`,
            `The ledger stands at the final blocks of every chain (${ledgerRounds} rounds).`,
            '',
          ].join('\n'),
    )
  } finally {
    await sql.end({ timeout: 5 })
  }
}
