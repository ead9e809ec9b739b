import { type Incident, transfersOf } from './incident.ts'

/** The check of signatures was bypassed: 120,000 wETH minted, most of it burned again for the ETH that others had locked. */
export const wormhole2022: Incident = {
  name: 'wormhole-2022',
  lostThen: '120,000 wETH',
  breached: 'home',
  transfers: transfersOf('wormhole-2022', [{ symbol: 'wETH', whole: '120000' }]),
  cashesOut: true,
}
