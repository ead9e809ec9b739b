import { runAttestor } from '../../relayer/attestor/run.ts'
import { compose, composeAttestor, composeAttestorDatabase, composeDatabase } from '../compose.ts'
import { untilInterrupted } from '../interrupt.ts'
import { monitored } from '../monitor.ts'

/** `bulkhead attest`: signs messages between all chains of the deployment, as one attestor, until interrupted. */
export async function attest(): Promise<void> {
  const composition = compose('attestor')
  const { log } = composition
  const signal = untilInterrupted()
  const shared = await composeDatabase(composition, 'bulkhead-attestor')
  try {
    const own = await composeAttestorDatabase(composition, 'bulkhead-attestor')
    try {
      const options = composeAttestor(composition, { own, shared })
      const chains = options.chains.map(({ chainId }) => chainId)
      log.info({ event: 'attestor.started', attestor: options.attestor.address, chains }, 'Attesting')
      await monitored(composition, { database: shared, 'own database': own }, () => runAttestor(options, signal))
      log.info({ event: 'attestor.stopped' }, 'Stopped')
    } finally {
      await own.end({ timeout: 5 })
    }
  } finally {
    await shared.end({ timeout: 5 })
  }
}
