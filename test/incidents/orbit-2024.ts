import { type Incident, transfersOf } from './incident.ts'

/** Seven of ten keys; five withdrawals, one per asset. Assumption: ten minutes apart, within the hours that were reported. */
export const orbit2024: Incident = {
  name: 'orbit-2024',
  lostThen: '$81.5 M: 30 M USDT, 10 M USDC, 10 M DAI, 9,500 ETH, 231 WBTC',
  breached: 'host',
  transfers: transfersOf('orbit-2024', [
    { symbol: 'USDT', whole: '30000000' },
    { symbol: 'USDC', whole: '10000000', at: 600n },
    { symbol: 'DAI', whole: '10000000', at: 1_200n },
    { symbol: 'ETH', whole: '9500', at: 1_800n },
    { symbol: 'WBTC', whole: '231', at: 2_400n },
  ]),
}
