import { runRelayer } from '../../relayer/relay.ts'
import { compose, composeDatabase, composeRelayer } from '../compose.ts'
import { untilInterrupted } from '../interrupt.ts'
import { monitored } from '../monitor.ts'

/**
 * `bulkhead relay`: relays between all chains of the deployment until interrupted. Several on one database share the work.
 */
export async function relay(): Promise<void> {
  const composition = compose('relayer')
  const { log } = composition
  const signal = untilInterrupted()
  const sql = await composeDatabase(composition, 'bulkhead-relayer')
  try {
    const options = composeRelayer(composition, sql)
    const { instance } = options.leases
    const chains = options.chains.map((chain) => chain.chainId)
    log.info({ event: 'relayer.started', instance: instance.id, chains }, 'Relaying')
    await monitored(composition, { database: sql }, () => runRelayer(options, signal))
    log.info({ event: 'relayer.stopped' }, 'Stopped')
  } finally {
    await sql.end({ timeout: 5 })
  }
}
