import { type Incident, transfersOf } from './incident.ts'

/**
 * The positive control: a limit on single withdrawals was there, and what got out was the most it let pass, once for each of
 * two assets. 09:37 and 10:11 UTC; 3,996 ETH, then 2 M USDC.
 */
export const ronin2024: Incident = {
  name: 'ronin-2024',
  lostThen: '3,996 ETH + 2 M USDC of $850 M',
  breached: 'host',
  transfers: transfersOf('ronin-2024', [
    { symbol: 'ETH', whole: '3996' },
    { symbol: 'USDC', whole: '2000000', at: 34n * 60n },
  ]),
}
