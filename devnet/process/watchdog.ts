/**
 * The devnet's watchdog: a process of its own (and in a session of its own, so that neither Ctrl-C nor a closed
 * terminal reaches it) whose standard input is a pipe that only the devnet holds open. When the devnet ends in any
 * way, kill -9 included, the kernel closes the pipe; the watchdog then ends every child the devnet recorded, and itself.
 * An orderly stop ends the watchdog with SIGTERM first.
 *
 * Arguments: data directory, pid and start time of the devnet process.
 */
import { once } from 'node:events'
import { endRecordedChildren } from './process-record.ts'

const [dataDir, ownerPid, ownerStartTime] = process.argv.slice(2)
if (dataDir === undefined || ownerPid === undefined || ownerStartTime === undefined) {
  throw new TypeError('Usage: watchdog <data-dir> <owner-pid> <owner-start-time>')
}

process.stdin.resume()
await once(process.stdin, 'close')
const ended = await endRecordedChildren(dataDir, { pid: Number(ownerPid), startTime: ownerStartTime })
process.stdout.write(
  `${JSON.stringify({ event: 'watchdog.ended-children', ownerPid: Number(ownerPid), children: ended })}\n`,
)
