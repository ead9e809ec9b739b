import { carryOut } from '../../contracts/deploy/carry-out.ts'
import { openPlanExecutor } from '../../relayer/evm/plan-chain.ts'
import { readEnvironment } from '../environment.ts'
import { exitCode } from '../exit-code.ts'
import { carriedOutAsJson, outlookInWords } from '../plan-text.ts'
import { composeDeployer, openTopology } from '../topology.ts'

/**
 * `bulkhead apply`: sends what `plan` shows, as far as the deployer's key may send it now.
 *
 * @returns Exit status: 0 when nothing is left to do, 6 when a delay is not over or others have to send the rest.
 */
export async function apply(
  file: string,
  options: { readonly json: boolean; readonly acceptInFlight: boolean },
): Promise<number> {
  const environment = readEnvironment()
  const open = openTopology(environment, file)
  const signer = composeDeployer(environment, open)
  const executors = new Map(
    await Promise.all(
      [...open.chains].map(async ([chainId, on]) => [chainId, await openPlanExecutor({ ...on, signer })] as const),
    ),
  )
  const done = await carryOut({
    topology: open.topology,
    account: signer.address,
    acceptInFlight: options.acceptInFlight,
    executorOf: ({ chainId, name }) => {
      const executor = executors.get(chainId)
      if (executor === undefined) throw new TypeError(`${name} is not open`)
      return executor
    },
  })
  const sent = done.sent.map(({ chainId, name }) => `sent on ${chainId}: ${name}\n`).join('')
  process.stdout.write(
    options.json ? `${JSON.stringify(carriedOutAsJson(done))}\n` : sent + outlookInWords(done.outlook),
  )
  return done.outlook.chains.every(({ transactions }) => transactions.length === 0) ? exitCode.ok : exitCode.waiting
}
