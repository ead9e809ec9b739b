import type { Chain } from '../../chains/chain.ts'
import { DomainError } from '../../domain/errors.ts'
import type { ChainId } from '../../domain/identifiers.ts'
import type { Clock } from '../../observability/clock.ts'
import { type Connection, DatabaseUnavailableError, readTimeoutMs, type Sql } from '../connect.ts'
import { type ChainCut, type IndexedChain, readIndexedChains } from './indexed-chains.ts'
import { keptFor } from './kept-for.ts'
import { type RunningStatement, run, type Statement } from './sql.ts'

/** A statement of the API took too long and was cancelled. */
export class QueryTimeoutError extends DomainError {
  readonly code = 'QUERY_TIMEOUT'
  readonly retryable = true
  constructor(readonly facts: { readonly timeoutMs: number }) {
    super(`The database did not answer within ${facts.timeoutMs} ms.`, {
      hint: 'Name a chain or an account in `where`, or ask for a smaller page.',
    })
  }
}

/** Connections to Bulkhead's database. */
export type Pool = Sql

/** What the API reads from: the durable tables and, of every chain that has them, the indexed tables. */
export interface ApiDatabase {
  readonly chains: readonly Chain[]
  /**
   * Runs one statement over the chains that are indexed at present, those of `chains` only. When a chain's tables
   * were dropped since that was last looked up, the statement is composed anew without them and run once more.
   *
   * @param compose - Makes the statement; `undefined` when there is nothing to ask, which reads as no rows.
   * @throws {@link DatabaseUnavailableError}
   * @throws {@link QueryTimeoutError}
   */
  read<Row>(
    compose: (indexed: readonly IndexedChain[]) => Statement<readonly Row[]> | undefined,
  ): Promise<readonly Row[]>
}

/** How long the answer to "which chains have indexed tables" is used again. */
const indexedChainsMaxAgeMs = 2_000

/**
 * The API's access to `sql`.
 *
 * @param options.chains - Chains of the deployment; others in the database are ignored.
 * @param options.timeoutMs - Longest a statement may take.
 */
export function createApiDatabase(options: {
  readonly pool: Connection
  readonly chains: readonly Chain[]
  readonly clock: Clock
  readonly timeoutMs?: number
}): ApiDatabase {
  const { pool, chains, clock, timeoutMs = readTimeoutMs } = options
  const runInTime = <Row>(statement: Statement<readonly Row[]>): Promise<readonly Row[]> =>
    withTimeout(run(pool, statement), timeoutMs)

  const indexedChains = keptFor(indexedChainsMaxAgeMs, { clock, read: () => readIndexedChains(chains, runInTime) })

  const attempt = async <Row>(
    compose: (indexed: readonly IndexedChain[]) => Statement<readonly Row[]> | undefined,
  ): Promise<readonly Row[]> => {
    const statement = compose(await indexedChains.get())
    return statement === undefined ? [] : runInTime(statement)
  }

  return {
    chains,
    async read(compose) {
      try {
        return await attempt(compose)
      } catch (error) {
        if (!isMissingRelation(error)) throw error
        indexedChains.forget()
        return attempt(compose)
      }
    },
  }
}

async function withTimeout<Row>(statement: RunningStatement<Row>, timeoutMs: number): Promise<readonly Row[]> {
  let timer: NodeJS.Timeout | undefined
  const expiry = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      statement.cancel()
      reject(new QueryTimeoutError({ timeoutMs }))
    }, timeoutMs)
  })
  try {
    return await Promise.race([statement, expiry])
  } catch (error) {
    throw isUnavailable(error) ? new DatabaseUnavailableError(error) : error
  } finally {
    clearTimeout(timer)
  }
}

const sqlState = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Undefined table, column or schema: what a statement composed of dropped tables fails with. */
const isMissingRelation = (error: unknown): boolean => ['42P01', '42703', '3F000'].includes(sqlState(error))

/** Class 08 and the shutdown codes of PostgreSQL, too many connections, and what postgres.js and sockets report. */
const isUnavailable = (error: unknown): boolean =>
  /^(08...|57P0[1-5]|53300|CONNECTION_\w+|CONNECT_TIMEOUT|ECONN\w+|ENOTFOUND|ENOENT|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)$/.test(
    sqlState(error),
  )

/** The same access, where each chain is read as of its cut; chains without one are not read. */
export function databaseAsOf(database: ApiDatabase, cuts: ReadonlyMap<ChainId, ChainCut>): ApiDatabase {
  return {
    ...database,
    read: (compose) =>
      database.read((indexed) =>
        compose(
          indexed.flatMap((at) => {
            const cut = cuts.get(at.chain.chainId)
            return cut === undefined ? [] : [{ ...at, cut }]
          }),
        ),
      ),
  }
}
