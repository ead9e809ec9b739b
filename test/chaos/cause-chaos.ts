import { setTimeout as sleep } from 'node:timers/promises'
import { assertNever } from '../../domain/errors.ts'
import { kill } from './faults/kill.ts'
import { pause } from './faults/pause.ts'
import { reorg } from './faults/reorg.ts'
import { replay } from './faults/replay.ts'
import { cutOff, troubleProvider } from './faults/rpc-trouble.ts'
import type { Fault, PlannedFault } from './plan.ts'
import type { ChaosChain, ChaosStage } from './stage.ts'

/** What was done, counted. */
export interface Damage {
  /** Processes killed, by what they are. */
  readonly killsByKind: Readonly<Record<string, number>>
  /** All other faults, by what they are. */
  readonly faultsByKind: Readonly<Record<string, number>>
}

/** Carries a plan out at its times; returns when the last fault is over and everybody is honest again. */
export async function causeChaos(
  stage: ChaosStage,
  plan: readonly PlannedFault[],
  say: (line: string) => void,
): Promise<Damage> {
  const killsByKind: Record<string, number> = {}
  const faultsByKind: Record<string, number> = {}
  const started = performance.now()
  const underWay: Promise<void>[] = []
  for (const { atMs, fault } of plan) {
    await sleep(Math.max(0, started + atMs - performance.now()))
    underWay.push(
      cause(stage, fault).then(
        (isDone) => {
          const [counts, kind] =
            fault.kind === 'kill' ? [killsByKind, fault.target.replace(/-.*/, '')] : [faultsByKind, nameOf(fault)]
          if (isDone) counts[kind] = (counts[kind] ?? 0) + 1
          else say(`not done: ${JSON.stringify(fault)}`)
        },
        // A paused chain does not answer the reorg that is asked of it: chaos meets itself.
        (error: unknown) => say(`not done: ${JSON.stringify(fault)}: ${error instanceof Error ? error.name : 'error'}`),
      ),
    )
    say(`${(atMs / 1_000).toFixed(1).padStart(6)} s  ${inWords(fault)}`)
  }
  await Promise.all(underWay)
  return { killsByKind, faultsByKind }
}

/** @returns Whether there was anything to do it to. */
async function cause(stage: ChaosStage, fault: Fault): Promise<boolean> {
  switch (fault.kind) {
    case 'kill':
      return kill(stage, fault.target, fault.when)
    case 'rpc':
      await troubleProvider(stage, fault)
      return true
    case 'cut':
      await cutOff(stage, fault)
      return true
    case 'pause':
      await pause(chainOf(stage, fault.chain), fault.forMs)
      return true
    case 'reorg':
      await reorg(chainOf(stage, fault.chain), fault.depth)
      return true
    case 'replay':
      await replay(chainOf(stage, fault.chain), fault.how, fault.forMs)
      return true
    default:
      return assertNever(fault)
  }
}

function chainOf(stage: ChaosStage, name: string): ChaosChain {
  const found = stage.chains.find(({ chain }) => chain.name === name)
  if (found === undefined) throw new TypeError(`The stage has no chain ${name}`)
  return found
}

/** `rpc-lie`, `replay-overtake`, `reorg` and so on. */
function nameOf(fault: Exclude<Fault, { readonly kind: 'kill' }>): string {
  if (fault.kind === 'rpc') return `rpc-${fault.trouble.kind}`
  return fault.kind === 'replay' ? `replay-${fault.how}` : fault.kind
}

function inWords(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill -9 ${fault.target}, ${fault.when}`
    case 'rpc': {
      const { process, chain, provider, forMs, trouble } = fault
      const { kind, ...how } = trouble
      return `${process}: provider ${provider + 1} of ${chain} ${kind} ${Object.values(how).join(' ')} for ${forMs} ms`
    }
    case 'cut':
      return `${fault.process}: cut off from ${fault.chain} for ${fault.forMs} ms`
    case 'pause':
      return `${fault.chain} stops for ${fault.forMs} ms`
    case 'reorg':
      return `${fault.chain}: reorg of ${fault.depth}`
    case 'replay':
      return `${fault.chain}: a stranger delivers, ${fault.how}`
    default:
      return assertNever(fault)
  }
}
