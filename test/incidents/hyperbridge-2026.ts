import { encodeFunctionData } from 'viem'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { attackerAddress } from './attacker.ts'
import { type Incident, transfersOf } from './incident.ts'

/** A message that made the attacker the token's admin, who then minted 1 bn DOT beside the 356,000 that existed. */
export const hyperbridge2026: Incident = {
  name: 'hyperbridge-2026',
  lostThen: '1,000,000,000 DOT minted',
  breached: 'home',
  transfers: transfersOf('hyperbridge-2026', [{ symbol: 'DOT', whole: '1000000000', at: 12n }]),
  commands: [
    {
      at: 0n,
      to: 'application',
      message: encodeFunctionData({
        abi: receiptBucketsAbi,
        functionName: 'transferOwnership',
        args: [attackerAddress(0)],
      }),
    },
  ],
}
