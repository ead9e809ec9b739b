import { defaultAccess } from '../../api/access/use-access.ts'
import { defaultApiSettings, startApi } from '../../api/server.ts'
import { systemClock } from '../../observability/clock.ts'
import { compose, composeReadDatabase } from '../compose.ts'
import { untilInterrupted } from '../interrupt.ts'
import { composeLiveChains } from '../live-chains.ts'

/** Port of the API when none is given. */
export const defaultApiPort = 4200

/** `bulkhead serve`: serves the GraphQL API until interrupted. */
export async function serve(options: { readonly host?: string; readonly port?: number }): Promise<void> {
  const composition = compose('api')
  const { environment, registry, deployment, log } = composition
  const signal = untilInterrupted()
  const { access, ...settings } = environment.api
  const sql = await composeReadDatabase(composition, 'bulkhead-api')
  try {
    const api = await startApi({
      sql,
      registry,
      deployment,
      live: composeLiveChains(composition),
      clock: systemClock,
      host: options.host ?? environment.host,
      port: options.port ?? environment.port ?? defaultApiPort,
      settings: { ...defaultApiSettings, ...settings, access: { ...defaultAccess, ...access } },
      log,
    })
    if (!signal.aborted) await new Promise((aborted) => signal.addEventListener('abort', aborted, { once: true }))
    await api.close()
  } finally {
    await sql.end({ timeout: 5 })
  }
}
