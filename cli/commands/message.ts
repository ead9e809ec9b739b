import { executeGraphql } from '../../api/execute.ts'
import { formatDecimal } from '../../domain/amounts.ts'
import { guid as parseGuid } from '../../domain/identifiers.ts'
import { systemClock } from '../../observability/clock.ts'
import { compose, composeDatabase } from '../compose.ts'
import { exitCode } from '../exit-code.ts'
import { composeLiveChains } from '../live-chains.ts'

interface Answer {
  readonly message: {
    readonly guid: string
    readonly kind: string
    readonly state: string
    readonly waitingFor: string | null
    readonly outcome: string | null
    readonly nonce: string
    readonly lane: { readonly source: { readonly name: string }; readonly destination: { readonly name: string } }
    readonly asset: { readonly symbol: string } | null
    readonly amount: { readonly raw: string; readonly decimals: number } | null
    readonly steps: readonly {
      readonly name: string
      readonly reached: boolean
      readonly at: string | null
      readonly blockNumber: string | null
      readonly txHash: string | null
      readonly by: string | null
    }[]
  } | null
}

const query = `query Message($guid: Bytes!) {
  message(guid: $guid) {
    guid kind state waitingFor outcome nonce
    lane { source { name } destination { name } }
    asset { symbol } amount { raw decimals }
    steps { name reached at blockNumber txHash by }
  }
}`

/**
 * `bulkhead message <guid>`: where a message is and what it waits for, from the indexed chains and our own records.
 *
 * @returns Exit status: 0 once it is executed and passed, 6 while it is on its way or held, 3 when nobody has seen it.
 */
export async function message(text: string, options: { readonly json: boolean }): Promise<number> {
  const wanted = parseGuid(text)
  const composition = compose('bulkhead')
  const sql = await composeDatabase(composition, 'bulkhead-message')
  try {
    const { data, errors } = await executeGraphql(
      { ...composition, sql, live: composeLiveChains(composition), clock: systemClock },
      query,
      { guid: wanted },
    )
    const [error] = errors ?? []
    if (error !== undefined) throw error.originalError ?? error
    const found = (data as unknown as Answer).message
    if (found === null) {
      process.stderr.write(`bulkhead: MESSAGE_NOT_FOUND: No indexed chain has sent the message ${wanted}.\n`)
      return exitCode.notFound
    }
    process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : inWords(found))
    // Executed alone does not say that anything passed: the execution may not be indexed yet.
    const isAtItsEnd = ['EXECUTED', 'SETTLED', 'REFUNDED'].includes(found.state)
    return isAtItsEnd && found.outcome !== null ? exitCode.ok : exitCode.waiting
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function inWords(found: NonNullable<Answer['message']>): string {
  const { kind, lane, asset, amount, state, outcome, waitingFor, steps } = found
  const what = amount === null ? '' : ` of ${formatDecimal(BigInt(amount.raw), amount.decimals)} ${asset?.symbol ?? ''}`
  return [
    `${kind}${what} from ${lane.source.name} to ${lane.destination.name}, nonce ${found.nonce}`,
    `State: ${state}${outcome === null ? '' : `, ${outcome}`}`,
    ...(waitingFor === null ? [] : [`Waits for: ${waitingFor}`]),
    '',
    ...steps.map((step) => {
      const where = [step.blockNumber === null ? '' : `block ${step.blockNumber}`, step.txHash ?? '']
      return `  ${step.reached ? '✓' : '·'} ${step.name.padEnd(10)} ${[step.at ?? '', ...where].filter(Boolean).join('  ')}`.trimEnd()
    }),
    '',
  ].join('\n')
}
