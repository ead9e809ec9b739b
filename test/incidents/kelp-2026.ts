import { type Incident, transfersOf } from './incident.ts'

/**
 * A release of 116,500 rsETH that Unichain never sent: inbound nonce 308 where the source had sent 307. The one DVN had been
 * shown it by its RPCs. The replay takes the worst reading: the whole quorum is fooled, and the second DVN too.
 */
export const kelp2026: Incident = {
  name: 'kelp-2026',
  lostThen: '116,500 rsETH',
  breached: 'host',
  transfers: transfersOf('kelp-2026', [{ symbol: 'rsETH', whole: '116500' }]),
}
