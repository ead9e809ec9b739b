import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '../database/connect.ts'
import {
  findIndexedSchema,
  pruneIndexedSchemas,
  readIndexedProgress,
  registerIndexedSchema,
} from '../database/indexed-schema.ts'
import type { ChainId } from '../domain/identifiers.ts'
import { describeError, type Logger } from '../observability/logger.ts'

/** Longer than whoever reads a schema goes on with what it knew: see the API's database. */
const stillReadMs = 30_000

/**
 * Puts a schema that an indexer fills in the place of the one that is read now. At once when none is, or it is the same;
 * else once it has read history to its end and has come as far as the other, which serves until then. What nobody reads
 * any more is dropped afterwards.
 *
 * @param options.prefix - What the names of the chain's schemas begin with.
 */
export async function takeOver(options: {
  readonly sql: Sql
  readonly chainId: ChainId
  readonly schemaName: string
  readonly prefix: string
  readonly log: Logger
  readonly signal: AbortSignal
  readonly pollMs?: number
  readonly graceMs?: number
}): Promise<void> {
  const { sql, chainId, schemaName, prefix, log, signal, pollMs = 1_000, graceMs = stillReadMs } = options
  const pause = (ms: number): Promise<unknown> => sleep(ms, undefined, { signal }).catch(() => undefined)
  /** Whether it was done; a database that does not answer is asked again. */
  const attempt = async (step: () => Promise<boolean>): Promise<boolean> => {
    try {
      return await step()
    } catch (error) {
      log.warn({ event: 'indexer.schemas-unreadable', chainId, error: describeError(error) }, 'Asked again')
      return false
    }
  }
  let waited = false
  const replace = async (): Promise<boolean> => {
    const serving = await findIndexedSchema(sql, chainId)
    if (serving !== undefined && serving !== schemaName && !(await hasCaughtUp(sql, { schemaName, serving }))) {
      if (!waited) log.info({ event: 'indexer.catching-up', chainId, schemaName, serving }, 'The former one serves')
      waited = true
      return false
    }
    await registerIndexedSchema(sql, { chainId, schemaName })
    if (waited) log.info({ event: 'indexer.took-over', chainId, schemaName }, 'Serves from now on')
    return true
  }
  const prune = async (): Promise<boolean> => {
    const dropped = await pruneIndexedSchemas(sql, prefix)
    if (dropped.length > 0) log.info({ event: 'indexer.pruned', chainId, dropped }, 'Dropped')
    return true
  }
  while (!signal.aborted && !(await attempt(replace))) await pause(pollMs)
  await pause(graceMs)
  while (!signal.aborted && !(await attempt(prune))) await pause(pollMs)
}

async function hasCaughtUp(
  sql: Sql,
  { schemaName, serving }: { readonly schemaName: string; readonly serving: string },
): Promise<boolean> {
  const [own, other] = [await readIndexedProgress(sql, schemaName), await readIndexedProgress(sql, serving)]
  return own?.ready === true && own.block >= (other?.block ?? 0n)
}
