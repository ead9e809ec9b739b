import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { endGroup } from './process-group.ts'
import { errorCode, type ProcessIdentity } from './process-identity.ts'

const identitySchema = z.object({ pid: z.number().int().positive(), startTime: z.string().min(1) })

const recordSchema = z.object({
  owner: identitySchema,
  children: z.array(
    identitySchema.extend({
      name: z.string(),
      signal: z.enum(['SIGTERM', 'SIGINT']),
      graceMs: z.number().nonnegative(),
    }),
  ),
})

/** What `processes.json` holds: the devnet process and the leaders of its children's process groups. */
export type ProcessRecord = z.infer<typeof recordSchema>

/** One child in the record, with the way it wants to be ended. */
export type RecordedChild = ProcessRecord['children'][number]

const recordFile = (dataDir: string): string => join(dataDir, 'processes.json')

/** Replaces the record, atomically, so that a reader never sees half of one. Synchronous: no child starts unrecorded. */
export function writeProcessRecord(dataDir: string, record: ProcessRecord): void {
  const draft = `${recordFile(dataDir)}.draft`
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`)
  renameSync(draft, recordFile(dataDir))
}

/** The record; `undefined` when there is none, or it is unreadable (a disk that filled up while it was written). */
export function readProcessRecord(dataDir: string): ProcessRecord | undefined {
  const text = readIfThere(recordFile(dataDir))
  if (text === undefined) return undefined
  try {
    return recordSchema.parse(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined
    throw error
  }
}

/**
 * Ends every recorded child that is still alive, all at the same time.
 *
 * @param ownedBy - when given, a record written by any other devnet process is left alone.
 * @returns the names of the children that were recorded.
 */
export async function endRecordedChildren(dataDir: string, ownedBy?: ProcessIdentity): Promise<readonly string[]> {
  const record = readProcessRecord(dataDir)
  if (record === undefined) return []
  if (ownedBy !== undefined && !sameProcess(record.owner, ownedBy)) return []
  await Promise.all(record.children.map((child) => endGroup(child, child)))
  return record.children.map((child) => child.name)
}

const sameProcess = (a: ProcessIdentity, b: ProcessIdentity): boolean => a.pid === b.pid && a.startTime === b.startTime

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
