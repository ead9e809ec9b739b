import { type Address, address } from '../../../domain/identifiers.ts'
import { median } from '../bench.ts'
import { accounts } from './accounts.ts'
import type { Contender, DeliveryGas, DeliveryWay, Direction } from './contender.ts'
import { freshReceiver, receivers } from './transfer-terms.ts'

/** Gas per message of one direction's steps. */
export interface LegGas {
  /** The user's own transaction; warm, the mean of all that were measured warm. */
  readonly send: number
  readonly delivery: number
  /** Verifications in transactions of their own, whoever sends them. */
  readonly verification: number
  /** Which way of delivering that was: the cheapest. */
  readonly way: string
  /** Delivery and verification, in every way that was tried. */
  readonly byWay: Readonly<Record<string, number>>
}

/** Gas per message, there and back. */
export type TripGas = Readonly<Record<Direction, LegGas>>

/** What was measured of one contender. */
export interface Measured {
  readonly name: string
  /** The very first message each way, to an account that holds nothing. */
  readonly cold: TripGas
  /** One message at a time, everything in use before; the cheapest of the ways that deployed relayers have. */
  readonly warm: TripGas
  /** By batch size: sent one by one, delivered together; warm; the cheapest of all ways. */
  readonly batches: ReadonlyMap<number, TripGas>
}

/** How many messages are delivered together. */
export const batchSizes = [1, 2, 5, 10, 25, 50] as const

const directions = ['out', 'back'] as const
const warmRounds = 5
/** Transfers to the user that leave enough receipts for every one that is sent back. */
const locksForUser = 12

/** Measures a contender that nothing was sent with yet. */
export async function measure<Message>(contender: Contender<Message>, say: (line: string) => void): Promise<Measured> {
  const { name, ways } = contender
  const standard = ways.filter((way) => way.standard)
  const user = address(accounts.user.address)
  say(`${name}: cold`)
  const [first] = standard
  if (first === undefined) throw new TypeError(`${name} has no way to deliver`)
  // Only one way can have the very first message.
  const cold = {
    out: await leg(contender, 'out', { receivers: [user], ways: [first] }),
    back: await leg(contender, 'back', { receivers: [freshReceiver], ways: [first] }),
  }

  say(`${name}: warming up`)
  await leg(contender, 'out', { receivers: Array.from({ length: locksForUser }, () => user), ways: [first] })
  for (const direction of directions) await leg(contender, direction, { receivers, ways: [first] })
  await contender.age()

  say(`${name}: one at a time, ${warmRounds} rounds`)
  const rounds: Record<Direction, LegGas[]> = { out: [], back: [] }
  for (let round = 0; round < warmRounds; round += 1) {
    const terms = { receivers: receivers.slice(round, round + 1), ways: standard }
    for (const direction of directions) rounds[direction].push(await leg(contender, direction, terms))
  }
  const batches = new Map<number, TripGas>()
  for (const size of batchSizes) {
    say(`${name}: batches of ${size}`)
    const terms = { receivers: receivers.slice(0, size), ways }
    batches.set(size, { out: await leg(contender, 'out', terms), back: await leg(contender, 'back', terms) })
  }
  const warm = { out: medianLeg(rounds.out), back: medianLeg(rounds.back) }
  return { name, cold, ...withMeanSends(warm, batches) }
}

/** Sends and delivers one batch for each way, and takes the cheapest; sending costs the mean of all. */
async function leg<Message>(
  { send }: Contender<Message>,
  direction: Direction,
  terms: { readonly receivers: readonly Address[]; readonly ways: readonly DeliveryWay<Message>[] },
): Promise<LegGas> {
  const tried: { readonly gas: DeliveryGas; readonly way: string }[] = []
  const sends: number[] = []
  for (const way of terms.ways) {
    const sent = await send(direction, terms.receivers)
    sends.push(...sent.map(({ gas }) => gas))
    const messages = sent.map(({ message }) => message)
    tried.push({ gas: await way.deliver(direction, messages), way: way.name })
  }
  const size = terms.receivers.length
  const total = ({ gas }: { gas: DeliveryGas }): number => (gas.delivery + gas.verification) / size
  const [cheapest] = tried.sort((a, b) => total(a) - total(b))
  if (cheapest === undefined) throw new TypeError('There is no way to deliver')
  return {
    send: mean(sends),
    delivery: cheapest.gas.delivery / size,
    verification: cheapest.gas.verification / size,
    way: cheapest.way,
    byWay: Object.fromEntries(tried.map((attempt) => [attempt.way, total(attempt)])),
  }
}

function medianLeg(rounds: readonly LegGas[]): LegGas {
  const [first] = rounds
  if (first === undefined) throw new RangeError('The median of no rounds')
  const of = (name: 'send' | 'delivery' | 'verification'): number => median(rounds.map((round) => round[name]))
  const ofWay = (way: string): number => median(rounds.map(({ byWay }) => byWay[way] ?? Number.NaN))
  return {
    send: of('send'),
    delivery: of('delivery'),
    verification: of('verification'),
    way: first.way,
    byWay: Object.fromEntries(Object.keys(first.byWay).map((way) => [way, ofWay(way)])),
  }
}

/** A Merkle tree makes single sends differ; over all batches they even out. */
function withMeanSends(warm: TripGas, batches: ReadonlyMap<number, TripGas>): Pick<Measured, 'warm' | 'batches'> {
  const meanOf = (direction: Direction): number => {
    const weighted = [...batches].map(([size, trip]) => ({ size, gas: trip[direction].send * size }))
    return sum(weighted.map(({ gas }) => gas)) / sum(weighted.map(({ size }) => size))
  }
  const send = { out: meanOf('out'), back: meanOf('back') }
  const withMean = ({ out, back }: TripGas): TripGas => ({
    out: { ...out, send: send.out },
    back: { ...back, send: send.back },
  })
  return { warm: withMean(warm), batches: new Map([...batches].map(([size, trip]) => [size, withMean(trip)])) }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length
