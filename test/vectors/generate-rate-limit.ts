/*
 * Writes rate-limit.json: 10,000 steps of a limiter, with what each leads to. The same seed makes the same file.
 *
 *     node --import tsx test/vectors/generate-rate-limit.ts
 *
 * The model below is not the code under test in another place: it keeps no level that decays and refills. It remembers
 * every amount taken with its time, holds the level as an exact fraction, and finds the least fill that the past allows
 * as a minimum over moments ("full at moment m, what came and went since"). Rounding down happens once per step, where
 * the specification says so.
 */
import { writeFileSync } from 'node:fs'

const seed = 20_261_121n
const count = 10_000

let state = seed
/** xorshift64*, high bits. */
function random(below: bigint): bigint {
  state ^= state >> 12n
  state = (state ^ (state << 25n)) & 0xffff_ffff_ffff_ffffn
  state ^= state >> 27n
  const high = (state * 0x2545_f491_4f6c_dd1dn) & 0xffff_ffff_ffff_ffffn
  return ((high << 64n) | (high * 0x9e37_79b9_7f4a_7c15n & 0xffff_ffff_ffff_ffffn)) % below
}
const chance = (percent: bigint): boolean => random(100n) < percent
/** Anything up to `most`, of any magnitude, the ends included more often than not. */
function upTo(most: bigint): bigint {
  if (chance(8n)) return most
  if (chance(4n)) return 0n
  const bits = random(BigInt(most.toString(2).length) + 1n)
  const value = random((1n << bits) + 1n)
  return value < most ? value : most
}

/** A tank of some size that fills by `gain / every` a second, exact, told at which moments what was taken. */
class Tank {
  private readonly takings: { at: bigint; amount: bigint }[] = []
  constructor(
    private start: { readonly at: bigint; readonly level: bigint },
    private readonly size: bigint,
    private readonly gain: bigint,
    private readonly every: bigint,
    /** Whether the level is rounded down each time something is taken. */
    private readonly rounds: boolean,
  ) {}
  /** The level at `now`, rounded down. The overflow is the most by which the tank would have run over until then. */
  level(now: bigint): bigint {
    const inflow = (at: bigint): bigint => this.start.level * this.every + (at - this.start.at) * this.gain
    let taken = 0n
    let overflow = 0n
    for (const { at, amount } of this.takings) {
      const brimming = inflow(at) - taken * this.every - this.size * this.every
      if (brimming > overflow) overflow = brimming
      taken += amount
    }
    const brimming = inflow(now) - taken * this.every - this.size * this.every
    if (brimming > overflow) overflow = brimming
    return (inflow(now) - overflow - taken * this.every) / this.every
  }
  take(at: bigint, amount: bigint): void {
    this.takings.push({ at, amount })
    if (!this.rounds) return
    this.start = { at, level: this.level(at) }
    this.takings.length = 0
  }
}

interface Limits {
  burst: bigint
  refillPerSecond: bigint
  maxAmount: bigint
  minAmount: bigint
  delayThreshold: bigint
  delaySeconds: bigint
}

const most = (bits: bigint): bigint => (1n << bits) - 1n
function someLimits(): Limits {
  const burst = upTo(most(112n))
  const maxAmount = chance(70n) ? burst : upTo(burst)
  const highest = maxAmount < most(64n) ? maxAmount : most(64n)
  return {
    burst,
    refillPerSecond: upTo(burst / (1n + random(100_000n)) < most(80n) ? burst / (1n + random(100_000n)) : most(80n)),
    maxAmount,
    minAmount: chance(60n) ? 0n : upTo(highest),
    delayThreshold: upTo(burst),
    delaySeconds: chance(30n) ? 0n : 1n + random(chance(90n) ? 200_000n : most(32n)),
  }
}

const smaller = (...values: bigint[]): bigint => values.reduce((a, b) => (a < b ? a : b))
const unset: Limits = { burst: 0n, refillPerSecond: 0n, maxAmount: 0n, minAmount: 0n, delayThreshold: 0n, delaySeconds: 0n }

let now = 1_700_000_000n
let limits = unset
let rate = new Tank({ at: now, level: 0n }, 0n, 0n, 1n, false)
let flow = new Tank({ at: now, level: 0n }, 0n, 0n, 1n, true)
/** The flow while no delay is set: it stands still. */
let stillFlow = 0n
/** The level that storage shows: as of the last change. */
let shown = { stored: 0n, flow: 0n }

const words: bigint[] = []
for (let step = 0; step < count; step++) {
  now += chance(40n) ? 0n : chance(97n) ? random(5_000n) : random(40_000n)
  const delayed = limits.delaySeconds !== 0n
  const stored = rate.level(now)
  const flowing = delayed ? flow.level(now) : stillFlow
  if (step % 25 === 0) {
    const room = chance(15n) ? 0n : upTo(most(112n))
    limits = someLimits()
    const kept = { stored: smaller(stored, room, limits.burst), flow: smaller(flowing, limits.delayThreshold) }
    rate = new Tank({ at: now, level: kept.stored }, limits.burst, limits.refillPerSecond, 1n, false)
    flow = new Tank({ at: now, level: kept.flow }, limits.delayThreshold, limits.delayThreshold, limits.delaySeconds, true)
    stillFlow = kept.flow
    shown = kept
    const { burst, refillPerSecond, maxAmount, minAmount, delayThreshold, delaySeconds } = limits
    words.push(1n, now, room, burst, refillPerSecond, maxAmount, minAmount, delayThreshold, delaySeconds)
  } else {
    const near = chance(50n) ? smaller(stored, limits.maxAmount) : delayed && chance(70n) ? flowing : limits.maxAmount
    const amount = chance(60n) ? upTo(near) : near + random(3n)
    const room = chance(80n) ? most(112n) : amount === 0n ? 0n : amount - random(2n)
    const spare = stored > amount ? stored - amount : 0n
    const ahead = chance(70n) ? 0n : chance(50n) ? spare + random(2n) : upTo(stored)
    const due = amount + ahead
    const refusal =
      amount < limits.minAmount ? 1n : amount > limits.maxAmount ? 2n : due > room ? 3n : due > stored ? 4n : 0n
    const verdict = refusal !== 0n ? refusal : delayed && amount > flowing ? 5n : 0n
    if (refusal === 0n) {
      rate.take(now, amount)
      if (delayed) flow.take(now, verdict === 5n ? 0n : amount)
      shown = { stored: rate.level(now), flow: delayed ? flow.level(now) : stillFlow }
    }
    words.push(0n, now, room, amount, verdict, ahead, 0n, 0n, 0n)
  }
  words.push(shown.stored, shown.flow)
}

const columns = 11
const rows = Array.from({ length: count }, (_, row) =>
  words.slice(row * columns, (row + 1) * columns).map((word) => `"${word}"`).join(','),
)
const about =
  'Rows of 11: kind, now, room, then for a take (0): amount, verdict, what is due to those ahead, three zeros; for new limits (1): burst, refillPerSecond, maxAmount, minAmount, delayThreshold, delaySeconds; then stored and flow after it. Made by generate-rate-limit.ts.'
writeFileSync(
  new URL('./rate-limit.json', import.meta.url),
  `{"about":"${about}","words":[\n${rows.join(',\n')}\n]}\n`,
)
