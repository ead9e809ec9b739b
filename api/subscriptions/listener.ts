import type { Pool } from '../../database/api/api-database.ts'
import { listenTo } from '../../database/api/notices.ts'
import { describeError, type Logger } from '../../observability/logger.ts'

/** Hears when an indexer has written something. */
export interface Listener {
  /** Listens to the indexers of these schemas, and to no other. */
  follow(schemas: readonly string[]): void
  close(): void
}

/**
 * A {@link Listener} on one connection of its own, which is made again when it breaks. Where that is not possible, as on a
 * standby, nothing is heard, and whoever reads has to look by himself.
 */
export function createListener({
  pool,
  log,
  onNotice,
}: {
  readonly pool: Pool
  readonly log: Logger
  readonly onNotice: () => void
}): Listener {
  const followed = new Map<string, Promise<(() => Promise<void>) | undefined>>()
  const stop = (schema: string): void => {
    const listening = followed.get(schema)
    followed.delete(schema)
    void listening?.then((end) => end?.()).catch(() => undefined)
  }
  return {
    follow(schemas) {
      for (const schema of followed.keys()) if (!schemas.includes(schema)) stop(schema)
      for (const schema of schemas) {
        if (followed.has(schema)) continue
        const listening = listenTo(pool, schema, onNotice).catch((error: unknown) => {
          log.warn({ event: 'subscriptions.deaf', schema, error: describeError(error) }, 'Polls instead')
          return undefined
        })
        followed.set(schema, listening)
      }
    },
    close() {
      for (const schema of [...followed.keys()]) stop(schema)
    },
  }
}
