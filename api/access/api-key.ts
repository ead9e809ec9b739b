import { createHash, randomBytes } from 'node:crypto'

/** A new key: `bulkhead_` and 32 random bytes, which no guess and no table can find; so a plain hash of it is enough. */
export const newApiKey = (): string => `bulkhead_${randomBytes(32).toString('base64url')}`

/** What is kept of a key: its SHA-256, hex. */
export const hashOfApiKey = (key: string): string => createHash('sha256').update(key).digest('hex')
