import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { describeError, type Logger } from './logger.ts'

/** A loop of a process, by what it does and the chain it does it on; without a chain, on all of them. */
export interface LoopName {
  readonly loop: string
  readonly chainId?: number | undefined
}

/** How a loop is getting on. Times are milliseconds of a clock that never goes back. */
export interface LoopState extends LoopName {
  /** When the pass under way began; `undefined` between two passes. */
  readonly passingSinceMs: number | undefined
  /** When a pass last succeeded, or the loop began. */
  readonly goodAtMs: number
  /** Passes that failed since one succeeded. */
  readonly failures: number
}

/** One sample of a gauge. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Reads some samples of a gauge. @throws when they cannot be read. */
export type ReadSamples = () => Promise<readonly Sample[]>

/**
 * What a process tells whoever watches it: figures for Prometheus, and how its loops get on for `/health` and `/ready`.
 * Values are floats that inform; nothing is decided by them.
 */
export interface Monitor {
  /** A pass begins. @returns To be called once, when it ends. */
  passBegan(name: LoopName): (result: 'ok' | 'failed') => void
  /** A loop is over; nobody waits for its next pass. */
  loopEnded(name: LoopName): void
  loops(): readonly LoopState[]
  /** What a look at a chain's final block came to; `number` when it can be rested on. */
  finalSeen(chainId: number, kind: string, number?: bigint): void
  /** The newest of {@link finalSeen}, by chain. */
  finals(): ReadonlyMap<number, string>
  /** JSON-RPC calls that go to a provider in one HTTP request. */
  rpcRequested(provider: string, calls: number): void
  /** A provider did not say what the quorum said, or nothing. */
  rpcFaulted(provider: string, kind: string): void
  decided(lane: { readonly source: number; readonly destination: number }, action: string, reason: string): void
  /**
   * A gauge that is read when somebody asks. A read that fails, or takes longer than 5 s, leaves no samples, never old
   * ones, and counts in `bulkhead_scrape_failures_total`; the other reads of the gauge are not lost by it.
   *
   * @param name - Without the prefix `bulkhead_`.
   */
  gauge(name: string, help: string, labels: readonly string[], reads: readonly ReadSamples[]): void
  /** All figures, as Prometheus reads them. */
  text(): Promise<string>
  readonly contentType: string
}

const prefix = 'bulkhead_'

/** A monitor with figures of its own. */
export function createMonitor({ log }: { readonly log: Logger }): Monitor {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const loops = new Map<string, LoopState>()
  const finals = new Map<number, string>()
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `${prefix}${name}`, help, labelNames: [...labelNames], registers })

  const passes = counter('passes_total', 'Passes of a loop by how they ended.', ['loop', 'chain', 'result'])
  const seconds = new Histogram({
    name: `${prefix}pass_seconds`,
    help: 'How long the passes of a loop took.',
    labelNames: ['loop', 'chain'],
    buckets: [0.01, 0.05, 0.2, 0.5, 1, 2, 5, 15, 60],
    registers,
  })
  const calls = counter('rpc_calls_total', 'JSON-RPC calls, each of a batch.', ['provider'])
  const requests = counter('rpc_requests_total', 'HTTP requests to RPC providers.', ['provider'])
  const faults = counter('rpc_faults_total', 'Answers of a provider that could not be believed.', ['provider', 'kind'])
  const decisions = counter('decisions_total', 'Looks at messages by what they came to.', [
    'source',
    'destination',
    'action',
    'reason',
  ])
  const final = new Gauge({
    name: `${prefix}final_block`,
    help: 'Newest final block that a quorum of providers gave; absent while they do not agree.',
    labelNames: ['chain'],
    registers,
  })
  const standing = new Gauge({
    name: `${prefix}chain_state`,
    help: '1 for what the last look at the final block came to: pinned, none, unread, behind or halted.',
    labelNames: ['chain', 'state'],
    registers,
  })
  const failed = counter('scrape_failures_total', 'Gauges that could not be read when asked for.', ['gauge'])

  const chainLabel = ({ chainId }: LoopName): string => (chainId === undefined ? '' : String(chainId))

  return {
    passBegan(name) {
      const key = keyOf(name)
      const beganMs = performance.now()
      const before = loops.get(key) ?? { ...name, passingSinceMs: undefined, goodAtMs: beganMs, failures: 0 }
      loops.set(key, { ...before, passingSinceMs: beganMs })
      return (result) => {
        const endedMs = performance.now()
        const labels = { loop: name.loop, chain: chainLabel(name) }
        passes.inc({ ...labels, result })
        seconds.observe(labels, (endedMs - beganMs) / 1_000)
        const isGood = result === 'ok'
        loops.set(key, {
          ...before,
          passingSinceMs: undefined,
          goodAtMs: isGood ? endedMs : before.goodAtMs,
          failures: isGood ? 0 : before.failures + 1,
        })
      }
    },
    loopEnded: (name) => void loops.delete(keyOf(name)),
    loops: () => [...loops.values()],

    finalSeen(chainId, kind, number) {
      const chain = String(chainId)
      const before = finals.get(chainId)
      if (before !== undefined && before !== kind) standing.remove({ chain, state: before })
      standing.set({ chain, state: kind }, 1)
      finals.set(chainId, kind)
      if (number === undefined) final.remove({ chain })
      else final.set({ chain }, Number(number))
    },
    finals: () => finals,

    rpcRequested(provider, count) {
      requests.inc({ provider })
      calls.inc({ provider }, count)
    },
    rpcFaulted: (provider, kind) => faults.inc({ provider, kind }),
    decided({ source, destination }, action, reason) {
      decisions.inc({ source: String(source), destination: String(destination), action, reason })
    },

    gauge(name, help, labelNames, reads) {
      new Gauge({
        name: `${prefix}${name}`,
        help,
        labelNames: [...labelNames],
        registers,
        async collect() {
          this.reset()
          await Promise.all(
            reads.map(async (read) => {
              try {
                for (const { labels, value } of await inTime(read())) this.set(labels, value)
              } catch (error) {
                failed.inc({ gauge: name })
                const facts = { event: 'gauge.unread', gauge: name, error: describeError(error) }
                log.warn(facts, 'A figure could not be read')
              }
            }),
          )
        },
      })
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** Longest wait for a read: scrapers wait for ten seconds. */
const readWithinMs = 5_000

class SlowReadError extends Error {}

async function inTime<Value>(read: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SlowReadError('It took too long.')), readWithinMs)
  })
  try {
    return await Promise.race([read, late])
  } finally {
    clearTimeout(timer)
  }
}

const keyOf = ({ loop, chainId }: LoopName): string => `${loop} ${chainId ?? ''}`
