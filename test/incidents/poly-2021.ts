import { encodeFunctionData } from 'viem'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { relayWorkerAbi } from '../../contracts/abi/RelayWorker.ts'
import { attackerAddress } from './attacker.ts'
import { type Incident, transfersOf } from './incident.ts'

const guardian = 3

/**
 * A message called the contract that knew the keepers' key, and set the attacker's; the money then left by valid signatures.
 * The replay tries both ways to a key setter, and then takes the money by forged messages all the same.
 */
export const poly2021: Incident = {
  name: 'poly-2021',
  lostThen: '$611 M: 273 M on Ethereum, 253 M on BSC, 85 M on Polygon',
  breached: 'host',
  transfers: transfersOf('poly-2021', [
    { symbol: 'Ethereum USD', whole: '273000000', at: 60n },
    { symbol: 'BSC USD', whole: '253000000', at: 660n },
    { symbol: 'Polygon USD', whole: '85000000', at: 1_260n },
  ]),
  commands: [
    {
      at: 0n,
      to: 'relay worker',
      message: encodeFunctionData({
        abi: relayWorkerAbi,
        functionName: 'setAttestors',
        args: [[attackerAddress(0)], 1],
      }),
    },
    {
      at: 0n,
      to: 'application',
      message: encodeFunctionData({
        abi: collateralVaultAbi,
        functionName: 'setRole',
        args: [attackerAddress(0), guardian],
      }),
    },
  ],
}
