import { z } from 'zod'
import type { Deployment } from '../../chains/deployment.ts'
import { relayWorkerAbi } from '../../contracts/abi/RelayWorker.ts'
import { address } from '../../domain/identifiers.ts'
import type { AttestationReading } from '../../risk/breaker/attestor-silence.ts'
import type { GuardFacts } from './ports.ts'
import { type ChainViews, readAt } from './views.ts'

const workerAnswers = z.tuple([z.array(z.string().transform(address)), z.number()])

/**
 * Who has signed what is final and not executed, by the chain that receives it; the attestors are those that its relay worker
 * counts. A chain whose worker cannot be read is left out: that it cannot be read is told elsewhere.
 *
 * @throws when the database cannot be read.
 */
export async function readAttestation(
  { chains }: Deployment,
  facts: GuardFacts,
  views: ChainViews,
): Promise<readonly AttestationReading[]> {
  const waiting = await facts.unexecuted()
  const readings = await Promise.all(
    chains.map(async ({ chainId, relayWorker }): Promise<readonly AttestationReading[]> => {
      const messages = waiting.filter(({ destination }) => destination === chainId)
      const view = views.get(chainId)
      if (messages.length === 0 || view === undefined) return []
      const worker = { address: relayWorker, abi: relayWorkerAbi, args: [] }
      const reading = await readAt(view.chain, view.first, [
        { ...worker, functionName: 'attestors' },
        { ...worker, functionName: 'quorum' },
      ])
      if (reading.kind !== 'agreed') return []
      const parsed = workerAnswers.safeParse(reading.value)
      if (!parsed.success) return []
      const [attestors, quorum] = parsed.data
      return [{ chainId, attestors, quorum, messages }]
    }),
  )
  return readings.flat()
}
