import { transferAmount } from '../../domain/amounts.ts'
import type { Address } from '../../domain/identifiers.ts'
import { type EndReading, preflight } from '../../domain/preflight.ts'
import type { View } from '../context.ts'
import { AsOfOutOfRangeError, NoSuchBucketError } from '../errors.ts'
import type { ResolversTypes } from '../generated/resolver-types.ts'
import type { LiveChains } from '../live-chains.ts'
import type { ChainModel, CutBlockModel, CutModel } from '../models.ts'

const states: Readonly<Record<string, ResolversTypes['PreflightState']>> = {
  open: 'OPEN',
  noLocking: 'NO_LOCK',
  review: 'REVIEW',
  noMinting: 'NO_MINT',
  notEligible: 'NOT_ELIGIBLE',
  stopped: 'STOPPED',
}
const limits = {
  state: 'STATE',
  minimum: 'MINIMUM',
  maximum: 'MAXIMUM',
  capacity: 'CAPACITY',
  rate: 'RATE',
  delay: 'DELAY',
} as const
const verdicts = { passes: 'PASSES', waits: 'WAITS', refused: 'REFUSED' } as const
const ends = { source: 'SOURCE', destination: 'DESTINATION' } as const

/** What a transfer would meet, both ends read at the view's cut, or at the newest block of each. */
export async function preflightOf(
  view: View,
  live: LiveChains,
  wanted: {
    readonly direction: 'LOCK' | 'BURN'
    readonly home: number
    readonly host: number
    readonly asset: Address
    readonly amount: bigint
  },
): Promise<ResolversTypes['Preflight']> {
  const { catalog } = view
  const [home, host] = [catalog.chain(wanted.home), catalog.chain(wanted.host)]
  const { asset, direction } = wanted
  const amount = transferAmount(wanted.amount)
  if (!catalog.hasBucket({ home, host, asset }))
    throw new NoSuchBucketError({ home: home.chain.name, host: host.chain.name, asset })
  const [atHome, atHost] = await Promise.all([blockToRead(view, live, home), blockToRead(view, live, host)])
  const reading = await live.transfer({
    ...{ direction, asset, amount },
    home: { chainId: home.chain.chainId, at: atHome },
    host: { chainId: host.chain.chainId, at: atHost },
  })
  const { verdict, binding, room, waitSeconds } = preflight(amount, reading.ends)
  const model = catalog.asset(home, asset)
  const show = (raw: bigint) => catalog.amount(raw.toString(), model)
  const orNull = (raw: bigint | undefined) => (raw === undefined ? null : show(raw))
  const endOf = (end: EndReading): ResolversTypes['PreflightEnd'] => ({
    chain: catalog.chain(end.chainId),
    state: stateOf(end.state),
    minAmount: show(end.minAmount),
    maxAmount: orNull(end.maxAmount),
    capacityRoom: orNull(end.capacityRoom),
    room: show(end.room),
    waitSeconds: end.waitSeconds ?? null,
  })
  const [source, destination] = reading.ends
  return {
    verdict: verdicts[verdict],
    binding: binding === undefined ? null : { end: ends[binding.end], limit: limits[binding.limit] },
    room: show(room),
    waitSeconds: waitSeconds ?? null,
    feeWei: reading.feeWei,
    source: endOf(source),
    destination: endOf(destination),
    cut: view.cut ?? newestCut([atHome, atHost]),
  }
}

/**
 * The block to ask a chain's node about: the view's, or the newest one.
 *
 * @throws AsOfOutOfRangeError when the view does not show that chain.
 */
export async function blockToRead(view: View, live: LiveChains, chain: ChainModel): Promise<CutBlockModel> {
  if (view.cut === undefined) return { chain, ...(await live.newest(chain.chain.chainId)), final: false }
  const block = view.cut.blocks.find((candidate) => candidate.chain === chain)
  if (block !== undefined) return block
  throw new AsOfOutOfRangeError({ asked: `a block of ${chain.chain.name}`, problem: 'it is not in the cut' })
}

/** What the newest blocks of a few chains come to. */
export const newestCut = (blocks: readonly CutBlockModel[]): CutModel => ({ blocks, final: false })

function stateOf(name: string): ResolversTypes['PreflightState'] {
  const state = states[name]
  if (state === undefined) throw new TypeError(`An end of a transfer is in the unknown state ${name}`)
  return state
}
