import postgres from 'postgres'
import { DomainError } from '../domain/errors.ts'

/** A pool of connections to Bulkhead's database. */
export type Sql = postgres.Sql<{ bigint: bigint }>

/** A pool, or a transaction on one. */
export type Connection = postgres.ISql<{ bigint: bigint }>

/** The database did not answer. */
export class DatabaseUnavailableError extends DomainError {
  readonly code = 'DATABASE_UNAVAILABLE'
  readonly retryable = true
  constructor(cause: unknown) {
    super('The database does not answer.', { cause, hint: 'Check DATABASE_URL and that PostgreSQL is running.' })
  }
}

/** Longest that a statement of a reader may take, in milliseconds. */
export const readTimeoutMs = 10_000

/** Whom a pool acts as that only reads: the role of `schemas/offchain/0010_api_access.sql`. */
const readerSettings = (timeoutMs: number) => ({
  role: 'bulkhead_reader',
  default_transaction_read_only: true,
  // Its statements are long, and differ in what they ask and not in how: planning each anew takes longer than most of them.
  plan_cache_mode: 'force_generic_plan',
  statement_timeout: timeoutMs,
  idle_in_transaction_session_timeout: timeoutMs,
})

/**
 * Opens a pool. `bigint` columns come back as `bigint`, `numeric` as text: convert with `BigInt`.
 *
 * @param options.max - Most connections held at once.
 * @param options.reader - Only reads, as the role `bulkhead_reader`, in statements of at most that long, {@link readTimeoutMs} when left out.
 */
export function connect(
  url: string,
  options: {
    readonly max?: number
    readonly applicationName?: string
    readonly reader?: { readonly timeoutMs?: number }
  } = {},
): Sql {
  const { reader } = options
  return postgres(url, {
    max: options.max ?? 4,
    idle_timeout: 60,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName ?? 'bulkhead',
      ...(reader === undefined ? {} : readerSettings(reader.timeoutMs ?? readTimeoutMs)),
    },
    types: { bigint: postgres.BigInt },
  })
}

/** @throws {@link DatabaseUnavailableError} when a trivial statement fails. */
export async function assertReachable(sql: Sql): Promise<void> {
  try {
    await sql`select 1`
  } catch (error) {
    throw new DatabaseUnavailableError(error)
  }
}
