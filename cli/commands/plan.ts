import { readOutlook } from '../../contracts/deploy/outlook.ts'
import { openPlanReader } from '../../relayer/evm/plan-chain.ts'
import { readEnvironment } from '../environment.ts'
import { exitCode } from '../exit-code.ts'
import { outlookAsJson, outlookInWords } from '../plan-text.ts'
import { type OpenTopology, openTopology } from '../topology.ts'

/**
 * `bulkhead plan`: what of a topology is on its chains, what differs, and which transactions would change that. Needs RPC
 * URLs and no key; sends nothing.
 *
 * @returns Exit status: 0 when there is nothing to do, 6 when there is.
 */
export async function plan(file: string, options: { readonly json: boolean }): Promise<number> {
  const open = openTopology(readEnvironment(), file)
  const outlook = await outlookOf(open)
  process.stdout.write(options.json ? `${JSON.stringify(outlookAsJson(outlook))}\n` : outlookInWords(outlook))
  return outlook.chains.every(({ transactions }) => transactions.length === 0) ? exitCode.ok : exitCode.waiting
}

/** An open topology beside its chains, each at one pinned block. @throws as readOutlook and openPlanReader. */
async function outlookOf({ topology, chains }: OpenTopology) {
  const readers = new Map(
    await Promise.all([...chains].map(async ([chainId, on]) => [chainId, await openPlanReader(on)] as const)),
  )
  return readOutlook(topology, ({ chainId, name }) => {
    const reader = readers.get(chainId)
    if (reader === undefined) throw new TypeError(`${name} is not open`)
    return reader
  })
}
