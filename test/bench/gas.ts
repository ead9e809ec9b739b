import type { Bench } from './bench.ts'
import { startBenchChains } from './gas/bench-chains.ts'
import type { Contender } from './gas/contender.ts'
import { compileBenchContracts } from './gas/contracts.ts'
import { gasResult } from './gas/figures.ts'
import { deployHyperlane } from './gas/hyperlane.ts'
import { type Measured, measure } from './gas/measure.ts'
import { deployOft } from './gas/oft.ts'
import { deployOurs } from './gas/ours.ts'
import { gasTable } from './gas/table.ts'
import { deployToken } from './gas/transfer-terms.ts'

/**
 * Ours beside LayerZero's OFT and a Hyperlane warp route: the same chains, the same token, the same job. Everybody
 * starts from the same state, in which nothing was ever sent. docs/gas.md says how they are configured and what counts.
 */
export const gas: Bench = {
  name: 'gas',
  description: 'gas of a round trip, beside an OFT and a Hyperlane warp route; single and in batches, cold and warm',
  async run(say) {
    say('deploying')
    const contracts = compileBenchContracts()
    const chains = await startBenchChains(contracts.BatchCaller)
    try {
      const token = await deployToken(chains.home)
      const ours = await deployOurs(chains, token)
      const oft = await deployOft(chains, token, contracts)
      const hyperlane = await deployHyperlane(chains, token)
      const restore = await chains.remember()
      const fresh = async <Message>(contender: () => Promise<Contender<Message>>): Promise<Measured> => {
        await restore()
        return measure(await contender(), say)
      }
      const measurements = {
        ours: await fresh(async () => ours.contender),
        oft: await fresh(async () => oft.contender),
        oursOneDvn: await fresh(ours.requireOursAlone),
        oftOneDvn: await fresh(oft.requireOneDvn),
        hyperlane: await fresh(async () => hyperlane),
      }
      await restore()
      say('Bulkhead: a message that is held')
      const hold = await ours.measureHold()
      for (const line of gasTable(measurements)) say(line)
      return gasResult(measurements, hold)
    } finally {
      await chains.close()
    }
  },
}
