import { DomainError } from '../../domain/errors.ts'
import { errorCode } from '../process/process-identity.ts'

/** The disk (or the quota) below a directory of the devnet is full. */
export class DiskFullError extends DomainError {
  readonly code = 'DISK_FULL'
  readonly retryable = true
  constructor(
    readonly facts: { readonly directory: string },
    options: { readonly cause?: unknown } = {},
  ) {
    super(`The disk is full: PostgreSQL cannot write to ${facts.directory}.`, {
      ...options,
      hint: 'Free some space (a new cluster takes about 100 MB), or choose a data directory on another disk.',
    })
  }
}

/** PostgreSQL did not start, or did not initialise its cluster; the message ends with what it logged last. */
export class PostgresStartError extends DomainError {
  readonly code = 'POSTGRES_START'
  readonly retryable = false
  constructor(
    readonly facts: { readonly step: string; readonly reason: string; readonly logFile?: string },
    options: { readonly cause?: unknown } = {},
  ) {
    super(`PostgreSQL did not ${facts.step}: ${facts.reason.replace(/\.$/, '')}.`, {
      ...options,
      ...(facts.logFile === undefined ? {} : { hint: `The whole log is ${facts.logFile}.` }),
    })
  }
}

/** No directory can be reached by the unprivileged user PostgreSQL must run as when the devnet is started by root. */
export class UnreachableDirectoryError extends DomainError {
  readonly code = 'DIRECTORY_UNREACHABLE'
  readonly retryable = false
  constructor(readonly facts: { readonly tried: readonly string[]; readonly uid: number }) {
    super(`PostgreSQL does not run as root, and user ${facts.uid} cannot use any of ${facts.tried.join(', ')}.`, {
      hint: 'Choose a data directory that every user may enter (chmod o+x) on a file system without noexec.',
    })
  }
}

/** initdb insists on an entry in /etc/passwd for the user it runs as (a container started with an arbitrary --user has none). */
export class UnknownUserError extends DomainError {
  readonly code = 'USER_UNKNOWN'
  readonly retryable = false
  constructor(readonly facts: { readonly uid: number | undefined }) {
    super(`PostgreSQL cannot make its cluster as user ${facts.uid}, who has no entry in /etc/passwd.`, {
      hint: 'Run as a user who has one (in a node container: --user node), as root, or with a database of your own.',
    })
  }
}

/** Whether a system error says that the disk is full. */
export const isDiskFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(errorCode(error) ?? '')

/** Whether a line of PostgreSQL's or initdb's output says that the disk is full. */
export const saysDiskFull = (text: string): boolean => /No space left on device|Disk quota exceeded/i.test(text)

/** The line that explains a failure best: the last FATAL, PANIC or error, without time and process id; else the last one. */
export function relevantLine(lines: readonly string[]): string {
  const telling = lines.findLast((line) => /\b(FATAL|PANIC|ERROR|error|could not)\b/.test(line)) ?? lines.at(-1)
  return telling?.replace(/^.*?\b(FATAL|PANIC|ERROR|error):\s*/, '').trim() ?? 'it logged nothing'
}
