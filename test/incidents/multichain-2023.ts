import { type Incident, transfersOf } from './incident.ts'

/**
 * One party held the keys of every route; $102 M of $126 M left the bridge of one chain, in these assets. Several buckets of
 * one captured chain. Assumption: ten minutes apart.
 */
export const multichain2023: Incident = {
  name: 'multichain-2023',
  lostThen: '$126 M, $102 M of it from one chain: 57 M USDC, 1,023 WBTC, 7,214 WETH',
  breached: 'host',
  transfers: transfersOf('multichain-2023', [
    { symbol: 'WBTC', whole: '1023' },
    { symbol: 'USDC', whole: '57000000', at: 600n },
    { symbol: 'WETH', whole: '7214', at: 1_200n },
  ]),
}
