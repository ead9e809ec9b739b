import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { errorCode } from './process-identity.ts'

const tailBytes = 8_192

/**
 * The last lines of a log file, oldest first, without blank ones.
 *
 * @param from - bytes to leave out at the beginning of the file: what an earlier run wrote.
 * @returns at most `count` lines out of the last 8 KiB; none when the file does not exist.
 */
export function lastLogLines({
  file,
  count,
  from = 0,
}: {
  readonly file: string
  readonly count: number
  readonly from?: number
}): readonly string[] {
  const descriptor = openIfThere(file)
  if (descriptor === undefined) return []
  try {
    const { size } = fstatSync(descriptor)
    const start = Math.max(from, size - tailBytes)
    const buffer = Buffer.alloc(Math.max(0, size - start))
    const read = readSync(descriptor, buffer, 0, buffer.length, start)
    const lines = buffer.toString('utf8', 0, read).split('\n')
    return lines.filter((line) => line.trim() !== '').slice(-count)
  } finally {
    closeSync(descriptor)
  }
}

function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, 'r')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
