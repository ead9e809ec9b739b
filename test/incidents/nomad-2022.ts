import { type Incident, transfersOf } from './incident.ts'

const copies = Array.from({ length: 200 }, (_, copy) => copy)
/** Copies come ten at a time; the last when the bridge was empty, two and a half hours after the first. */
const wave = 10
const waveSeconds = 450n

/**
 * Every message was taken for proven, and hundreds of addresses copied the first one. Of about $190 M in all these are known
 * one by one: 100 WBTC at the beginning, and 200 withdrawals of 202,440.725413 USDC each. Assumption: the copies came
 * evenly over the two and a half hours, each from an address of its own.
 */
export const nomad2022: Incident = {
  name: 'nomad-2022',
  lostThen: '$190 M, hundreds of addresses; here 100 WBTC and 200 × 202,440.725413 USDC',
  breached: 'host',
  transfers: transfersOf('nomad-2022', [
    { symbol: 'WBTC', whole: '100' },
    ...copies.map((copy) => ({
      symbol: 'USDC',
      whole: '202440.725413',
      at: 60n + BigInt(Math.floor(copy / wave)) * waveSeconds,
      receiver: copy,
    })),
  ]),
}
