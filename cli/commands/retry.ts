import { retryFailed } from '../../database/retry.ts'
import { guid } from '../../domain/identifiers.ts'
import { compose, composeDatabase, deployedOn } from '../compose.ts'
import { EnvironmentError } from '../environment.ts'
import { exitCode } from '../exit-code.ts'

/** Options of `bulkhead retry`. */
export interface RetryOptions {
  readonly guid?: string
  /** `source:destination`, chains by name or id. */
  readonly lane?: string
  readonly reason?: string
  readonly all: boolean
  readonly dryRun: boolean
  readonly json: boolean
}

/**
 * `bulkhead retry`: has messages whose delivery, release or refund failed tried again now instead of when it would be due; says
 * how many matched. They are matched by every option that is given.
 *
 * @returns Exit status: 0 when any matched, 3 when none did.
 * @throws EnvironmentError without any option, InvalidIdentifierError, UnknownChainError.
 */
export async function retry(options: RetryOptions): Promise<number> {
  const { lane, reason, all, dryRun, json } = options
  if (!all && options.guid === undefined && lane === undefined && reason === undefined) {
    throw new EnvironmentError('Say which: --guid, --lane, --reason or --all.')
  }
  const composition = compose('bulkhead')
  const wanted = {
    guid: options.guid === undefined ? undefined : guid(options.guid),
    lane: lane === undefined ? undefined : laneOf(lane, (name) => deployedOn(composition, name).chainId),
    reason,
  }
  const sql = await composeDatabase(composition, 'bulkhead-retry')
  try {
    const found = await retryFailed(sql, wanted, { act: !dryRun })
    if (json) {
      const messages = found.map(({ failures, ...message }) => ({ ...message, failures: Number(failures) }))
      process.stdout.write(`${JSON.stringify({ matched: found.length, dryRun, messages })}\n`)
    } else {
      const lines = found.map(
        (one) => `  ${one.guid} ${one.source}→${one.destination}, ${one.failures}×: ${one.reason}`,
      )
      const done = dryRun ? 'would be tried again now' : 'are tried again now'
      process.stdout.write([`${found.length} messages match and ${done}.`, ...lines, ''].join('\n'))
    }
    return found.length === 0 ? exitCode.notFound : exitCode.ok
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function laneOf<Id>(text: string, idOf: (chain: string) => Id): { readonly source: Id; readonly destination: Id } {
  const [source, destination, ...more] = text.split(':')
  if (!source || !destination || more.length > 0) {
    throw new EnvironmentError(`${text} is no lane.`, 'A lane is source:destination, chains by name or id.')
  }
  return { source: idOf(source), destination: idOf(destination) }
}
