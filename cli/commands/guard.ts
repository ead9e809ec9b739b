import { userInfo } from 'node:os'
import { createGuardStore } from '../../database/guard-store.ts'
import type { SentCall } from '../../relayer/guard/act.ts'
import { callId } from '../../relayer/guard/calls.ts'
import { createGuard, type GuardLook, runGuard } from '../../relayer/guard/guard.ts'
import { withLease } from '../../relayer/with-lease.ts'
import { bucketId } from '../../risk/breaker/scope.ts'
import type { Proposal } from '../../risk/tightenings.ts'
import { compose, composeDatabase, composeGuard, composeLeases } from '../compose.ts'
import { exitCode } from '../exit-code.ts'
import { untilInterrupted } from '../interrupt.ts'
import { monitored } from '../monitor.ts'

/**
 * `bulkhead guard`: watches every chain of the deployment and tightens until interrupted. `--once`: one round. `--dry-run`:
 * one look, which prints what it would do and sends nothing; it needs no key.
 *
 * @throws EnvironmentError, DatabaseUnavailableError; with `--once` or `--dry-run` also when the round fails.
 */
export async function guard(options: {
  readonly once: boolean
  readonly dryRun: boolean
  readonly json: boolean
}): Promise<void> {
  const composition = compose('guard')
  const { log } = composition
  const signal = untilInterrupted()
  const sql = await composeDatabase(composition, 'bulkhead-guard')
  try {
    const guardOptions = composeGuard(composition, sql, { acts: !options.dryRun })
    const print = (look: GuardLook, sent: readonly SentCall[]): void => {
      process.stdout.write(options.json ? `${inJson({ ...look, sent })}\n` : inWords(look, sent))
    }
    if (options.dryRun) return print(await createGuard(guardOptions).look(), [])
    await withLease({ ...composeLeases(sql, 'guard'), log, signal }, async (held) => {
      if (options.once) {
        const round = await createGuard({ ...guardOptions, times: { patienceMs: 60_000 } }).round()
        return print(round, round.sent)
      }
      log.info({ event: 'guard.started', chains: guardOptions.chains.map(({ chainId }) => chainId) }, 'Guarding')
      await monitored(composition, { database: sql }, () => runGuard(guardOptions, held))
      log.info({ event: 'guard.stopped' }, 'Stopped')
    })
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/**
 * `bulkhead guard ack <fingerprint>`: from now on nothing comes of trips with that fingerprint; what was laid stays until the
 * owner lifts it or it lapses.
 *
 * @returns Exit status: 0 when it was acknowledged, 3 when no trip ever had that fingerprint.
 */
export async function acknowledge(fingerprint: string, options: { readonly by: string | undefined }): Promise<number> {
  const composition = compose('bulkhead')
  const sql = await composeDatabase(composition, 'bulkhead-guard-ack')
  try {
    const by = options.by ?? userInfo().username
    if (await createGuardStore(sql).acknowledge(fingerprint, by)) {
      process.stdout.write(`Acknowledged by ${by}: ${fingerprint}\nThe guard does nothing about it any more.\n`)
      return exitCode.ok
    }
    process.stderr.write('bulkhead: TRIP_UNKNOWN: no trip has had that fingerprint.\n')
    process.stderr.write('`bulkhead guard --dry-run` prints the fingerprints of what the rules find now.\n')
    return exitCode.notFound
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** One line; whole numbers of the chains are decimal text. */
const inJson = (look: GuardLook & { readonly sent: readonly SentCall[] }): string =>
  JSON.stringify(look, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

function inWords({ trips, acknowledged, calls, renewals, proposals }: GuardLook, sent: readonly SentCall[]): string {
  const none = trips.length + acknowledged.length === 0 ? ['No rule has tripped.'] : []
  return [
    ...none,
    ...trips.map(({ severity, fingerprint }) => `${severity.padEnd(9)} ${fingerprint}`),
    ...acknowledged.map(({ fingerprint }) => `acknowledged ${fingerprint}`),
    ...calls.map((call) => `call      ${callId(call)}`),
    ...renewals.map(({ at, call }) => `renew     ${callId(call)} from ${at}`),
    ...proposals.map((proposal) => `propose   ${proposalInWords(proposal)}`),
    ...sent.map(({ id, txHash }) => `sent      ${id} ${txHash}`),
    '',
  ].join('\n')
}

const proposalInWords = (proposal: Proposal): string =>
  proposal.kind === 'proposePark'
    ? `park nonce ${proposal.message.nonce} from chain ${proposal.source} on chain ${proposal.chainId}`
    : `${proposal.kind} ${bucketId(proposal.bucket)}${proposal.notBefore === undefined ? '' : ` from ${proposal.notBefore}`}`
