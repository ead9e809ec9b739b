import { type Random, seededRandom } from '../../devnet/random.ts'

/** What a false RPC provider says. `rpc-faults.ts` says it. */
export const lies = [
  'no-logs',
  'other-logs',
  'other-block-hash',
  'other-state',
  'no-receipt',
  'failed-receipt',
  'nonce-ahead',
  'nonce-behind',
] as const
export type Lie = (typeof lies)[number]

/** What one RPC provider of one process does to it. */
export type RpcTrouble =
  | { readonly kind: 'lie'; readonly lie: Lie }
  /** Knows nothing of the newest blocks. */
  | { readonly kind: 'lag'; readonly blocks: number }
  /** Takes requests and never answers. */
  | { readonly kind: 'silent' }
  /** Answers, but too late or nearly so. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'garbage' }
  /** Acknowledges transactions, and passes them on late and the newest first, twice over, or never. */
  | { readonly kind: 'mempool'; readonly passesOn: 'newest-first' | 'twice' | 'never' }

/** How messages are delivered that the relayer delivers too. */
export const replays = ['same-bytes', 'other-account', 'newest-first', 'overtake'] as const
export type Replay = (typeof replays)[number]

/** Something that goes wrong. */
export type Fault =
  /** kill -9 of a process and all it started: `at-work`, once it has come up since the last time, or whatever it does. */
  | { readonly kind: 'kill'; readonly target: string; readonly when: 'at-work' | 'at-once' }
  /** One provider of a process. */
  | {
      readonly kind: 'rpc'
      readonly process: string
      readonly chain: string
      readonly provider: number
      readonly forMs: number
      readonly trouble: RpcTrouble
    }
  /** A process reaches none of a chain's providers. */
  | { readonly kind: 'cut'; readonly process: string; readonly chain: string; readonly forMs: number }
  /** The chain itself stops for everybody. */
  | { readonly kind: 'pause'; readonly chain: string; readonly forMs: number }
  /** The newest `depth` blocks are replaced by empty ones. */
  | { readonly kind: 'reorg'; readonly chain: string; readonly depth: number }
  | { readonly kind: 'replay'; readonly chain: string; readonly how: Replay; readonly forMs: number }

/** A fault and when it begins, in milliseconds from the beginning. */
export interface PlannedFault {
  readonly atMs: number
  readonly fault: Fault
}

/** What a plan is made for. */
export interface ChaosTargets {
  /** Who can be killed. */
  readonly killable: readonly string[]
  /** Who believes no single provider: each has {@link providersEach} per chain and may be lied to. */
  readonly quorumReaders: readonly string[]
  /** Who reads one chain through one provider, which may fail, but must not lie. */
  readonly trustingReaders: readonly { readonly process: string; readonly chain: string }[]
  /** `finalityDepth`: blocks that a reorg may replace. */
  readonly chains: readonly { readonly name: string; readonly finalityDepth: number }[]
}

/** Providers that each process has per chain; two of them must agree. */
export const providersEach = 3

/**
 * Which faults happen when: kills about every `gapMs`, everybody in turn in an order of chance, and another fault or two
 * between two kills. Pure: equal arguments give equal plans.
 *
 * Of the providers that one process has of one chain, at most one is in trouble at a time, save for cuts. Pauses of one
 * chain do not overlap. Faults are sorted by time.
 */
export function chaosPlan({
  seed,
  kills,
  gapMs,
  targets,
}: {
  readonly seed: number
  readonly kills: number
  readonly gapMs: number
  readonly targets: ChaosTargets
}): readonly PlannedFault[] {
  const random = seededRandom(seed)
  const plan: PlannedFault[] = []
  const busyUntil = new Map<string, number>()
  /** Whether `what` is free at that time; it is taken then. */
  const take = (what: string, atMs: number, forMs: number): boolean => {
    if ((busyUntil.get(what) ?? -1) >= atMs) return false
    busyUntil.set(what, atMs + forMs)
    return true
  }
  let turn: string[] = []
  for (let count = 0; count < kills; count += 1) {
    const atMs = Math.round((count + random.fraction() * 0.8) * gapMs)
    if (turn.length === 0) turn = shuffled(targets.killable, random)
    const target = turn.pop()
    const when = random.fraction() < 0.75 ? 'at-work' : 'at-once'
    if (target !== undefined) plan.push({ atMs, fault: { kind: 'kill', target, when } })
    const others = [0, 0.5 + 0.4 * random.fraction()].slice(0, random.fraction() < 0.6 ? 2 : 1)
    for (const place of others) {
      const at = Math.round((count + place) * gapMs)
      const fault = otherFault(targets, random)
      if (isFree(fault, at, take)) plan.push({ atMs: at, fault })
    }
  }
  return plan.sort((a, b) => a.atMs - b.atMs)
}

function isFree(fault: Fault, atMs: number, take: (what: string, atMs: number, forMs: number) => boolean): boolean {
  switch (fault.kind) {
    case 'rpc':
    case 'cut':
      return take(`rpc ${fault.process} ${fault.chain}`, atMs, fault.forMs)
    case 'pause':
      return take(`pause ${fault.chain}`, atMs, fault.forMs)
    case 'replay':
      return take(`replay ${fault.chain}`, atMs, fault.forMs)
    default:
      return true
  }
}

function otherFault({ quorumReaders, trustingReaders, chains }: ChaosTargets, random: Random): Fault {
  const chain = random.pick(chains)
  const between = (least: number, most: number): number => least + Math.floor(random.fraction() * (most - least + 1))
  const chance = random.fraction()
  if (chance < 0.4) {
    const process = random.pick(quorumReaders)
    const trouble = anyTrouble(random, between)
    // Transactions go to the first provider for as long as it answers.
    const provider = trouble.kind === 'mempool' ? 0 : between(0, providersEach - 1)
    return { kind: 'rpc', process, chain: chain.name, provider, forMs: between(2_000, 12_000), trouble }
  }
  if (chance < 0.5) {
    const reader = random.pick(trustingReaders)
    const trouble = random.pick([{ kind: 'silent' }, { kind: 'garbage' }, { kind: 'slow', delayMs: 3_000 }] as const)
    return { kind: 'rpc', ...reader, provider: 0, forMs: between(2_000, 8_000), trouble }
  }
  if (chance < 0.62) {
    const readers = quorumReaders.map((process) => ({ process, chain: chain.name }))
    return { kind: 'cut', ...random.pick([...readers, ...trustingReaders]), forMs: between(2_000, 10_000) }
  }
  if (chance < 0.7) return { kind: 'pause', chain: chain.name, forMs: between(1_000, 8_000) }
  if (chance < 0.85) return { kind: 'reorg', chain: chain.name, depth: between(1, chain.finalityDepth) }
  return { kind: 'replay', chain: chain.name, how: random.pick(replays), forMs: between(3_000, 6_000) }
}

function anyTrouble(random: Random, between: (least: number, most: number) => number): RpcTrouble {
  const kind = random.pick(['lie', 'lie', 'lie', 'lag', 'silent', 'slow', 'garbage', 'mempool'] as const)
  switch (kind) {
    case 'lie':
      return { kind, lie: random.pick(lies) }
    case 'lag':
      return { kind, blocks: between(1, 12) }
    case 'slow':
      return { kind, delayMs: between(300, 6_000) }
    case 'mempool':
      return { kind, passesOn: random.pick(['newest-first', 'twice', 'never']) }
    default:
      return { kind }
  }
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items]
  const order: T[] = []
  while (left.length > 0) {
    const next = random.pick(left)
    left.splice(left.indexOf(next), 1)
    order.push(next)
  }
  return order
}
