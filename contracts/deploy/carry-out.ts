import { DomainError } from '../../domain/errors.ts'
import type { Address } from '../../domain/identifiers.ts'
import { type ChainExecutor, PlanNotAppliedError } from './apply.ts'
import type { InFlight } from './in-flight.ts'
import { type Outlook, type PlannedTransaction, readOutlook } from './outlook.ts'
import type { Topology, TopologyChain } from './topology.ts'

/** A change would leave messages behind that are under way. */
export class MessagesInFlightError extends DomainError {
  readonly code = 'MESSAGES_IN_FLIGHT'
  readonly retryable = false
  constructor(readonly facts: { readonly inFlight: readonly InFlight[] }) {
    const pathways = facts.inFlight.map(
      ({ from, to, sent, executed }) => `${sent - executed} ${from.name} → ${to.name}`,
    )
    super(`Messages are under way that the changes would strand: ${pathways.join('; ')}.`, {
      hint: 'Stop locks and burns there, wait until they have arrived, or give --accept-in-flight.',
    })
  }
}

/** What was sent, and what is left for others or for later. */
export interface CarriedOut {
  readonly sent: readonly PlannedTransaction[]
  readonly outlook: Outlook
}

/**
 * Sends every transaction of a topology's outlook that an account may send now, chains side by side, and looks again, until
 * there is none. What it did is on the chains alone: after a crash it goes on, and a second time it finds nothing to do.
 *
 * @param options.acceptInFlight - Go on although messages under way would be stranded.
 * @throws {@link MessagesInFlightError} before anything is sent, PlanNotAppliedError, whatever the executors throw.
 */
export async function carryOut(options: {
  readonly topology: Topology
  readonly account: Address
  readonly executorOf: (chain: TopologyChain) => ChainExecutor
  readonly acceptInFlight: boolean
}): Promise<CarriedOut> {
  const { topology, account, executorOf, acceptInFlight } = options
  let outlook = await readOutlook(topology, executorOf)
  const stranded = outlook.inFlight.filter(({ strands }) => strands)
  if (stranded.length > 0 && !acceptInFlight) throw new MessagesInFlightError({ inFlight: stranded })

  const sent: PlannedTransaction[] = []
  for (;;) {
    const now = outlook.chains.map(({ chain, transactions }) => ({
      chain,
      transactions: transactions.filter((transaction) => isFor(account, transaction)),
    }))
    const all = now.flatMap(({ transactions }) => transactions)
    if (all.length === 0) return { sent, outlook }
    const again = all.filter(({ data, to, chainId }) =>
      sent.some((before) => before.chainId === chainId && before.to === to && before.data === data),
    )
    if (again.length > 0) throw new PlanNotAppliedError({ steps: again.map(({ name }) => name) })
    await Promise.all(now.map(({ chain, transactions }) => executorOf(chain).sendInOrder(transactions)))
    sent.push(...all)
    outlook = await readOutlook(topology, executorOf)
  }
}

const isFor = (account: Address, { sender, due }: PlannedTransaction): boolean =>
  due.kind === 'now' && (sender.kind === 'anybody' || sender.accounts.includes(account))
