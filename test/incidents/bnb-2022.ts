import { type Incident, transfersOf } from './incident.ts'

/** A forged proof, twice: 1 M BNB each on the host, at 18:26 and 20:43 UTC. 900,000 of it was posted as collateral. */
export const bnb2022: Incident = {
  name: 'bnb-2022',
  lostThen: '2,000,000 BNB',
  breached: 'home',
  transfers: transfersOf('bnb-2022', [
    { symbol: 'BNB', whole: '1000000' },
    { symbol: 'BNB', whole: '1000000', at: 137n * 60n },
  ]),
  horizonSeconds: 5n * 3_600n,
}
