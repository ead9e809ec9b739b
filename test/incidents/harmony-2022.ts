import { type Incident, transfersOf } from './incident.ts'

/** Eleven transactions from 11:08 to 11:26 UTC, one asset each. Assumption: evenly spaced. */
const apart = 108n

/** Two of four keys: the whole bridge in eighteen minutes. */
export const harmony2022: Incident = {
  name: 'harmony-2022',
  lostThen: '$100 M: eleven assets in 18 minutes',
  breached: 'host',
  transfers: transfersOf(
    'harmony-2022',
    (
      [
        ['FRAX', '5600000'],
        ['WETH', '13100'],
        ['AAVE', '990'],
        ['SUSHI', '415000'],
        ['FXS', '110000'],
        ['AAG', '84600000'],
        ['BUSD', '5500000'],
        ['DAI', '6000000'],
        ['USDT', '9900000'],
        ['WBTC', '592'],
        ['USDC', '41200000'],
      ] as const
    ).map(([symbol, whole], index) => ({ symbol, whole, at: BigInt(index) * apart })),
  ),
}
