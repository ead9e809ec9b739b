import { type Incident, transfersOf } from './incident.ts'

/** Five of nine keys. Two withdrawals five blocks apart, and nobody noticed for six days, which the replay goes on for. */
export const ronin2022: Incident = {
  name: 'ronin-2022',
  lostThen: '173,600 ETH + 25.5 M USDC',
  breached: 'host',
  transfers: transfersOf('ronin-2022', [
    { symbol: 'ETH', whole: '173600' },
    { symbol: 'USDC', whole: '25500000', at: 60n },
  ]),
  horizonSeconds: 6n * 86_400n,
}
