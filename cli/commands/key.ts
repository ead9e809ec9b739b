import { hashOfApiKey, newApiKey } from '../../api/access/api-key.ts'
import { createApiKeyStore } from '../../database/api-key-store.ts'
import type { Sql } from '../../database/connect.ts'
import { DomainError } from '../../domain/errors.ts'
import { compose, composeDatabase } from '../compose.ts'
import { exitCode } from '../exit-code.ts'

/** The name was given to a key before; a revoked key keeps its name, so that no record of it changes its meaning. */
export class ApiKeyNameTakenError extends DomainError {
  readonly code = 'API_KEY_NAME_TAKEN'
  readonly retryable = false
  constructor(readonly facts: { readonly name: string }) {
    super(`There is, or was, an API key with the name ${facts.name}.`, { hint: 'Give the new one another name.' })
  }
}

/** `bulkhead key create <name>`: prints a new key of the API, which is shown this once. */
export const createKey = (name: string, { points }: { readonly points: number }): Promise<number> =>
  withStore(async (store) => {
    const key = newApiKey()
    if (!(await store.add({ name, hash: hashOfApiKey(key), pointsPerMinute: points }))) {
      throw new ApiKeyNameTakenError({ name })
    }
    process.stdout.write(`${key}\n`)
    return exitCode.ok
  })

/** `bulkhead key list`: names, points and dates of all keys, revoked ones too; keys themselves are not kept. */
export const listKeys = ({ json }: { readonly json: boolean }): Promise<number> =>
  withStore(async (store) => {
    const keys = await store.list()
    if (json) process.stdout.write(`${JSON.stringify(keys)}\n`)
    for (const { name, pointsPerMinute, createdAt, revokedAt } of json ? [] : keys) {
      const state = revokedAt === undefined ? 'in use' : `revoked ${revokedAt.toISOString()}`
      process.stdout.write(`${name}  ${pointsPerMinute} points per minute  made ${createdAt.toISOString()}  ${state}\n`)
    }
    return exitCode.ok
  })

/** `bulkhead key revoke <name>`: within five seconds no API takes the key any more. */
export const revokeKey = (name: string): Promise<number> =>
  withStore(async (store) => {
    if (await store.revoke(name)) return exitCode.ok
    process.stderr.write(`bulkhead: there is no API key ${name} in use.\n`)
    return exitCode.notFound
  })

async function withStore(use: (store: ReturnType<typeof createApiKeyStore>) => Promise<number>): Promise<number> {
  const composition = compose('key')
  const sql: Sql = await composeDatabase(composition, 'bulkhead-key')
  try {
    return await use(createApiKeyStore(sql))
  } finally {
    await sql.end({ timeout: 5 })
  }
}
