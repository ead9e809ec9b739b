import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** One process for good: a pid alone is reused by the system, a pid with its start time never is. */
export interface ProcessIdentity {
  readonly pid: number
  /** Linux: boot id and clock ticks since boot; elsewhere the text of `ps -o lstart=`. Only ever compared. */
  readonly startTime: string
}

interface ProcessStatus {
  readonly pid: number
  readonly groupId: number
  /** Ended, but not yet collected by its parent (in a container without an init it may stay so for ever). */
  readonly zombie: boolean
}

const onLinux = process.platform === 'linux'

/** The identity of the live process `pid` now; `'gone'` when there is none (a zombie counts as gone). */
export function identify(pid: number): ProcessIdentity | 'gone' {
  const startTime = onLinux ? linuxStartTime(pid) : ps(['-p', String(pid), '-o', 'lstart='])
  return startTime === undefined || startTime === '' ? 'gone' : { pid, startTime }
}

/** Whether exactly this process, and not a later one with its pid, is alive. */
export function isRunning(identity: ProcessIdentity): boolean {
  const current = identify(identity.pid)
  return current !== 'gone' && current.startTime === identity.startTime
}

/** Whether process group `groupId` has a member that is alive and not a zombie. */
export function isGroupRunning(groupId: number): boolean {
  try {
    process.kill(-groupId, 0)
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false
  }
  return processStatuses().some((status) => status.groupId === groupId && !status.zombie)
}

/** The command line of a live process, its words joined by spaces; `undefined` when it is gone or hidden from us. */
export function commandOf(pid: number): string | undefined {
  if (!onLinux) return ps(['-p', String(pid), '-o', 'command='])
  return readIfThere(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim()
}

/** The `code` of a Node system error (`ENOENT`, …); `undefined` for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

let bootId: string | undefined

function linuxStartTime(pid: number): string | undefined {
  const fields = linuxStatFields(pid)
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined
  bootId ??= readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown-boot'
  return `${bootId}/${fields[19]}`
}

/** The fields of /proc/pid/stat from the third (state) on: the second, the name, may itself hold spaces. */
function linuxStatFields(pid: number): readonly string[] | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function processStatuses(): readonly ProcessStatus[] {
  if (onLinux) {
    return readdirSync('/proc').flatMap((entry) => {
      const pid = Number(entry)
      const fields = Number.isInteger(pid) ? linuxStatFields(pid) : undefined
      if (fields === undefined) return []
      return [{ pid, groupId: Number(fields[2]), zombie: fields[0] === 'Z' || fields[0] === 'X' }]
    })
  }
  return (ps(['-A', '-o', 'pid=,pgid=,stat=']) ?? '').split('\n').flatMap((line) => {
    const [pid, groupId, state] = line.trim().split(/\s+/)
    return state === undefined ? [] : [{ pid: Number(pid), groupId: Number(groupId), zombie: state.startsWith('Z') }]
  })
}

/** A process may end between being listed and being read. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined
    throw error
  }
}

function ps(args: readonly string[]): string | undefined {
  try {
    return execFileSync('/bin/ps', [...args], { encoding: 'utf8', env: { LC_ALL: 'C' }, stdio: 'pipe' }).trim()
  } catch (error) {
    // `ps -p` exits with 1 for a pid that does not exist.
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined
    throw error
  }
}
