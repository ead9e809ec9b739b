import { seededRandom } from '../../devnet/random.ts'
import { eventually } from '../support/eventually.ts'
import type { Bench, BenchResult } from './bench.ts'
import { between, hostBlocks, p99, type Usage } from './relay/figures.ts'
import { heads, mintCounter, outcomeOf } from './relay/measure.ts'
import { startServices } from './relay/services.ts'
import { approveAll, discover, offer, trafficChains } from './relay/traffic.ts'

const perHostPerBlock = 30

/** How much is sent. */
export interface RelayLoad {
  /** Messages of one part of the loaded run; the first and the last part are compared. */
  readonly partSize: number
  readonly parts: number
  /** Messages of the run for latency alone: one per host and block. */
  readonly quietMessages: number
}

/**
 * A relayer and three attestors, 2 of 3 providers each, under offered load: Poisson, 30 messages per host and host block over
 * six lanes, blocks of two seconds; and one message per host and block, for latency alone.
 */
export const relay: Bench = {
  name: 'relay',
  description: 'messages per second, host blocks from final to minted, gas and RPC calls per message, growth',
  run: (say) => measureRelay({ partSize: 1_000, parts: 20, quietMessages: 150 }, say),
}

/** The bench with another load. */
export async function measureRelay(
  { partSize, parts, quietMessages }: RelayLoad,
  say: (line: string) => void,
): Promise<BenchResult> {
  const services = await startServices(say)
  const stop = new AbortController()
  const chains = trafficChains(services)
  const discovering = discover(services, chains, stop.signal)
  try {
    await approveAll(chains)
    const random = seededRandom(1)
    const run = async (messages: number, load: number) => {
      const since = await heads(chains)
      const before = await services.usage()
      const began = performance.now()
      await offer(chains, { random, perHostPerBlock: load, count: messages })
      const seconds = () => (performance.now() - began) / 1_000
      const minted = mintCounter(chains, since)
      await eventually(`${messages} minted`, async () => ((await minted()) >= messages ? true : undefined), {
        ...{ timeoutMs: 600_000, pauseMs: 500 },
      })
      const took = seconds()
      return { since, before, after: await services.usage(), took }
    }
    say('one message per host and block')
    const quiet = await run(quietMessages, 1)
    const quietOutcome = await outcomeOf(chains, quiet.since)

    const usages: PartUsage[] = []
    const latencies: number[] = []
    let relayGas = 0n
    let delivered = 0
    const first = await services.usage()
    for (let part = 1; part <= parts; part += 1) {
      const { since, before, after, took } = await run(partSize, perHostPerBlock)
      const outcome = await outcomeOf(chains, since)
      assertWhole(outcome.locked, outcome.delivered.length)
      usages.push({ used: between(before.all, after.all), after, took })
      latencies.push(...outcome.delivered.map(hostBlocks))
      relayGas += outcome.relayGas
      delivered += outcome.delivered.length
      say(`${part * partSize} messages, ${(partSize / took).toFixed(1)} per second`)
    }
    const last = await services.usage()
    const firstPart = usages[0]?.after.each
    return {
      figures: {
        ...figuresOf({ usages, latencies, relayGas, delivered }),
        p99HostBlocksAlone: p99(quietOutcome.delivered.map(hostBlocks)),
        ...Object.fromEntries(
          [...last.each].flatMap(([name, usage]) => {
            const used = between(first.each.get(name) ?? usage, usage)
            return [
              [`rpcPerMessage.${name}`, rounded(used.rpcCalls / delivered)],
              [`cpuMsPerMessage.${name}`, rounded((used.cpuSeconds * 1_000) / delivered)],
              [`memoryGrowthMb.${name}`, rounded(usage.residentMb - (firstPart?.get(name) ?? usage).residentMb)],
            ]
          }),
        ),
      },
      reach: {
        p99HostBlocks: { op: '<=', value: 2 },
        gasPerMessage: { op: '<=', value: 92_000 },
        rpcPerMessage: { op: '<=', value: 6 },
        costGrowth: { op: '<=', value: 1.1 },
        memoryGrowthMb: { op: '<=', value: 50 },
      },
    }
  } finally {
    stop.abort()
    await discovering
    await services.close()
  }
}

/** What one part of the loaded run used, and where everything stood after it. */
interface PartUsage {
  readonly used: Usage
  readonly after: { readonly all: Usage; readonly each: ReadonlyMap<string, Usage> }
  readonly took: number
}

function figuresOf({
  usages,
  latencies,
  relayGas,
  delivered,
}: {
  readonly usages: readonly PartUsage[]
  readonly latencies: readonly number[]
  readonly relayGas: bigint
  readonly delivered: number
}): BenchResult['figures'] {
  const [first, last] = [usages[0], usages.at(-1)]
  if (first === undefined || last === undefined) throw new RangeError('Nothing was measured')
  const sum = (of: (used: Usage) => number): number => usages.reduce((all, { used }) => all + of(used), 0)
  return {
    messagesPerSecond: rounded(delivered / usages.reduce((all, { took }) => all + took, 0)),
    p99HostBlocks: p99(latencies),
    gasPerMessage: Math.round(Number(relayGas) / delivered),
    rpcPerMessage: rounded(sum(({ rpcCalls }) => rpcCalls) / delivered),
    httpRequestsPerMessage: rounded(sum(({ rpcRequests }) => rpcRequests) / delivered),
    costGrowth: rounded(last.used.cpuSeconds / first.used.cpuSeconds),
    memoryGrowthMb: rounded(last.after.all.residentMb - first.after.all.residentMb),
  }
}

const rounded = (value: number): number => Math.round(value * 100) / 100

function assertWhole(locked: number, delivered: number): void {
  if (locked !== delivered) throw new Error(`${locked} were locked and ${delivered} minted`)
}
