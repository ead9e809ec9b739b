import { withLease } from '../../database/relay-lease.ts'
import { runRelayer } from '../../relayer/relay.ts'
import { compose, composeDatabase, composeRelayer } from '../compose.ts'
import { untilInterrupted } from '../interrupt.ts'
import { monitored } from '../monitor.ts'

/** `bulkhead relay`: relays between all chains of the deployment until interrupted. */
export async function relay(): Promise<void> {
  const composition = compose('relayer')
  const { log } = composition
  const signal = untilInterrupted()
  const sql = await composeDatabase(composition, 'bulkhead-relayer')
  try {
    const options = composeRelayer(composition, sql)
    await monitored(composition, { database: sql }, () =>
      withLease(
        sql,
        {
          name: 'bulkhead.relay',
          signal,
          onWaiting: () => log.info({ event: 'relayer.standby' }, 'Another relayer is at work; waiting'),
        },
        async () => {
          log.info({ event: 'relayer.started', chains: options.chains.map((chain) => chain.chainId) }, 'Relaying')
          await runRelayer(options, signal)
        },
      ),
    )
    log.info({ event: 'relayer.stopped' }, 'Stopped')
  } finally {
    await sql.end({ timeout: 5 })
  }
}
