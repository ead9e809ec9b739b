import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandOf, errorCode, identify, isRunning } from '../process/process-identity.ts'

/** Line numbers, from zero, in postmaster.pid (miscadmin.h: LOCK_FILE_LINE_*). */
const line = { pid: 0, status: 7 } as const

/** Whether the server with this pid accepts connections: what pg_ctl looks at, too. */
export async function isReady(cluster: string, pid: number): Promise<boolean> {
  const lines = await readLines(cluster)
  return Number(lines?.[line.pid]) === pid && lines?.[line.status]?.trim() === 'ready'
}

/**
 * Makes a cluster startable whose server did not stop in an orderly way. A server that is still alive (nobody else has
 * the data directory's lock, so it was left behind) is stopped. A pid that by now belongs to some other program, which
 * PostgreSQL would take for a live server, is replaced by our own: PostgreSQL knows that its parent is no server. The
 * file itself must stay, for PostgreSQL finds in it the shared memory that orphaned backends may still be using.
 */
export async function settlePidFile({
  cluster,
  server,
}: {
  readonly cluster: string
  readonly server: string
}): Promise<void> {
  const lines = await readLines(cluster)
  const pid = Number(lines?.[line.pid])
  if (lines === undefined || !Number.isInteger(pid) || pid <= 0) return
  const holder = identify(pid)
  if (holder === 'gone') return
  const command = commandOf(pid)
  if (command?.startsWith(`${server} `) && command.includes(cluster)) {
    process.kill(pid, 'SIGQUIT') // Immediate shutdown; the next start recovers from the log.
    for (let waitedMs = 0; isRunning(holder) && waitedMs < 5_000; waitedMs += 20) await sleep(20)
    if (isRunning(holder)) process.kill(pid, 'SIGKILL')
    return
  }
  await writeFile(pidFile(cluster), [String(process.pid), ...lines.slice(1)].join('\n'))
}

const pidFile = (cluster: string): string => join(cluster, 'postmaster.pid')

async function readLines(cluster: string): Promise<readonly string[] | undefined> {
  try {
    return (await readFile(pidFile(cluster), 'utf8')).split('\n')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
