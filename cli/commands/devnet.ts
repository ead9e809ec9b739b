import { resolve } from 'node:path'
import type { Chain } from '../../chains/chain.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { queryGraphql } from '../../devnet/graphql-client.ts'
import { createProgress, type Progress } from '../../devnet/progress.ts'
import { makeRoundTrip, type RoundTrip } from '../../devnet/round-trip.ts'
import { type Devnet, InterruptedError, startDevnet } from '../../devnet/start.ts'
import { devnetChains } from '../../devnet/topology.ts'
import { systemClock } from '../../observability/clock.ts'
import { readEnvironment } from '../environment.ts'
import { untilInterrupted } from '../interrupt.ts'
import { withoutSigners } from '../signer-setting.ts'
import { defaultApiPort } from './serve.ts'

/** Options of `bulkhead devnet`. */
export interface DevnetCommandOptions {
  readonly once: boolean
  readonly json: boolean
  readonly port: number | undefined
  readonly host: string | undefined
  readonly dataDir: string
  readonly fresh: boolean
  readonly seed: number
}

/** The transfers that are made at each start: a ring over the three chains, with 18 and 6 decimals. */
const ring = [
  { from: 0, to: 1, symbol: 'tWETH', wholeTokens: 10n, account: testAccounts.demonstrator },
  { from: 1, to: 2, symbol: 'tUSDT', wholeTokens: 2_500n, account: testAccounts.visitors[0] },
  { from: 2, to: 0, symbol: 'tUSDC', wholeTokens: 1_000n, account: testAccounts.visitors[1] },
] as const

/** `bulkhead devnet`: everything on this machine, one transfer shown; stays up unless `once`. */
export async function devnet(options: DevnetCommandOptions): Promise<void> {
  const environment = readEnvironment()
  const startedMs = systemClock.nowMs()
  const progress = createProgress(options.json ? process.stderr : process.stdout, systemClock.nowMs)
  const signal = untilInterrupted()
  const interrupted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new InterruptedError()))
  })
  interrupted.catch(() => undefined)

  const over = new AbortController()
  let running: Devnet | undefined
  try {
    running = await startDevnet({
      dataDir: resolve(options.dataDir),
      fresh: options.fresh,
      host: options.host ?? environment.host,
      port: options.port ?? environment.port ?? (options.once ? undefined : defaultApiPort),
      databaseUrl: environment.databaseUrl,
      activitySeed: options.seed,
      // Its services have keys of their own.
      inherited: withoutSigners(environment.inherited),
      signal,
      onStage: (stage) => progress.stage(stage),
      onRestart: ({ name }) => progress.line(`${name} ended unexpectedly and is started again`),
    })
    const transfers = await Promise.race([showTransfers(running, progress, over.signal), running.broken, interrupted])
    if (options.once) {
      const summary = await summarize(running, transfers, startedMs)
      if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`)
      return
    }
    announce(running, options.json ? process.stderr : process.stdout)
    await Promise.race([running.broken, interrupted])
  } catch (error) {
    if (!(error instanceof InterruptedError) || options.once) throw error
  } finally {
    over.abort()
    progress.end()
    await running?.close()
  }
}

async function showTransfers(running: Devnet, progress: Progress, signal: AbortSignal): Promise<readonly RoundTrip[]> {
  progress.line('moving collateral out and back on three lanes; the first is shown')
  return Promise.all(
    ring.map(async ({ from, to, symbol, wholeTokens, account }, index) => {
      const home = chainAt(from)
      const host = chainAt(to)
      const trip = await makeRoundTrip({
        deployment: running.chains.deployment,
        home,
        host,
        symbol,
        wholeTokens,
        account,
        graphqlUrl: running.graphqlUrl,
        clock: systemClock,
        timeoutMs: 120_000,
        signal,
        onStep: (step, detail) => {
          if (index === 0) progress.line(`${step.name.padEnd(9)} ${detail}  ${step.txHash}`)
        },
      })
      progress.line(`round trip ${home.name} → ${host.name} → ${home.name} done (${symbol})`)
      return trip
    }),
  )
}

function chainAt(index: number): Chain {
  const chain = devnetChains[index]
  if (chain === undefined) throw new TypeError(`The devnet has no chain number ${index}`)
  return chain
}

interface SummaryAnswer {
  readonly chains: readonly unknown[]
  readonly exposure: readonly unknown[]
}

const summaryQuery = `query Summary {
  chains { id name eid blockTimeSeconds finality { rule depth } status { head indexed finalized lagSeconds state } }
  exposure {
    id role asOfBlock
    chain { id name } counterpart { id name } asset { symbol address }
    amount { raw decimals value usd } capacity { raw value } inFlight { raw value }
  }
}`

/** What `--once --json` prints. */
async function summarize(running: Devnet, transfers: readonly RoundTrip[], startedMs: number) {
  const { chains, exposure } = await queryGraphql<SummaryAnswer>(running.graphqlUrl, summaryQuery)
  return { ok: true, chains, transfers, exposure, elapsedMs: systemClock.nowMs() - startedMs }
}

function announce(running: Devnet, stream: NodeJS.WritableStream): void {
  const lines = [
    '',
    `GraphQL    ${running.graphqlUrl}`,
    ...running.chains.nodes.map(
      ({ chain, node }) => `${chain.name.padEnd(10)} ${node.rpcUrl}  (chain id ${chain.chainId})`,
    ),
    `Details    ${running.manifestFile}`,
    `Logs       ${running.dataDir}/logs`,
    '',
    'The devnet stays up. Ctrl-C ends it.',
  ]
  stream.write(`${lines.join('\n')}\n`)
}
