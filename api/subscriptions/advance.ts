import type { ApiDatabase } from '../../database/api/api-database.ts'
import { readRecorded } from '../../database/api/recorded.ts'
import {
  type Anchor,
  readEventBlocks,
  readStandingBlock,
  readStreamHeads,
  type StreamHead,
} from '../../database/api/stream-heads.ts'
import { mostTouches, readTouches, type TouchRange, type TouchRow } from '../../database/api/touched.ts'
import type { ChainId, Hex } from '../../domain/identifiers.ts'
import { greatest, least } from '../../domain/integers.ts'
import type { Catalog } from '../catalog.ts'
import { CannotResumeError } from '../errors.ts'
import type { RetractionModel, StreamPlaceModel } from '../models.ts'
import { anchorsWith, type ChainPlace, type Place, type Told } from './place.ts'

/** What happened between a place and now. */
export interface Step {
  /** Now. */
  readonly place: Place
  readonly retracted: readonly RetractionModel[]
  readonly through: readonly StreamPlaceModel[]
  /** Guids of messages, without those that only lost a step. */
  readonly messages: ReadonlySet<Hex>
  /** {@link bucketKey} of buckets. */
  readonly buckets: ReadonlySet<string>
  /** Ids of states that were set, and the oldest block of each chain with one. */
  readonly changes: ReadonlySet<string>
  readonly changesFrom: ReadonlyMap<ChainId, bigint>
}

/** Names a bucket among all. */
export const bucketKey = (chainId: number, srcEid: number, asset: string): string => `${chainId}:${srcEid}:${asset}`

/** Blocks with events that a place begins with, of each chain. */
const firstAnchors = 64

/** Messages that one event may tell of. */
export const mostMessages = 2_000
/** Why a stream ends that would have to tell of more than it does at once. */
export const tooMuch = 'more has happened since than is told at once'

/** What {@link advance} reads. */
export interface StreamSources {
  readonly database: ApiDatabase
  readonly catalog: Catalog
}

/**
 * What happened since `from`, as of the snapshot that is read. A chain that cannot be read stays where it is; one that is not in
 * `from` begins with what it has now, so that from an empty place the step tells of nothing.
 *
 * A chain's indexer takes its rows back when it is restarted and makes them again, and its checkpoint says nothing while it
 * does. So a block that is missing means a reorg only if the indexer is ready and has come as far. Messages of other chains are
 * told meanwhile, and again afterwards; what a reorg took is told when every chain can be read, because only then it is known
 * which messages it concerns.
 *
 * @param until - Of what became final, no more is told than at this place. Without one, of many messages that became final at
 *   once some are told, and the others by the next step.
 * @throws {@link CannotResumeError} when nothing that the place rests on is left, or more happened than is told at once.
 */
export async function advance(sources: StreamSources, from: Place, until?: Place): Promise<Step> {
  const { database, catalog } = sources
  const newest = new Map(
    [...from.chains].flatMap(
      ([
        id,
        {
          anchors: [anchor],
        },
      ]) => (anchor === undefined ? [] : [[id, anchor]]),
    ),
  )
  const heads = new Map(
    (await readStreamHeads(database, newest)).map((head) => [catalog.chain(head.chain_id).chain.chainId, head]),
  )
  const held = [...from.chains.keys()].filter((id) => !isReadable(heads.get(id), newest.get(id)))
  const broken = [...from.chains.keys()].filter((id) => !held.includes(id) && heads.get(id)?.intact === false)
  const forked = held.length === 0 ? await standingBlocks(sources, from, broken) : new Map<ChainId, bigint>()
  const still = new Set(held.length === 0 ? [] : [...held, ...broken])
  const { touched, finalized } = await readTouched(database, { from, heads, forked, still }, until)
  const changed = touched.filter(({ change }) => change !== null)
  const chains = await nextPlaces(sources, { from, heads, forked, still, touched, finalized })
  const isSure = still.size === 0
  const since = isSure ? (from.unsureRecorded ?? from.recorded) : from.recorded
  const { snapshot, guids } = await readRecorded(database, { since, most: mostMessages })
  return {
    place: {
      chains,
      recorded: snapshot,
      unsureRecorded: isSure ? undefined : (from.unsureRecorded ?? from.recorded),
    },
    retracted: [...forked].map(([id, afterBlock]) => ({ chain: catalog.chain(id), afterBlock })),
    through: catalog.chains.flatMap((chain) => {
      const { chainId } = chain.chain
      const blockNumber = heads.get(chainId)?.indexed ?? null
      return blockNumber === null || !chains.has(chainId) || still.has(chainId) ? [] : [{ chain, blockNumber }]
    }),
    messages: new Set([...touched.flatMap(({ guid, lock_guid }) => [guid, lock_guid]), ...guids].filter(isKnown)),
    buckets: new Set(
      touched.flatMap(({ chain_id, src_eid, asset }) =>
        src_eid === null || asset === null ? [] : [bucketKey(chain_id, src_eid, asset)],
      ),
    ),
    changes: new Set(changed.map(({ change }) => change).filter(isKnown)),
    changesFrom: changed.reduce((oldest, { chain_id, number }) => {
      const { chainId } = catalog.chain(chain_id).chain
      return oldest.set(chainId, least(oldest.get(chainId) ?? number, number))
    }, new Map<ChainId, bigint>()),
  }
}

const isKnown = <Value>(value: Value | null): value is Value => value !== null

/** Whether what a chain's index says is to be believed. */
function isReadable(head: StreamHead | undefined, newest: Anchor | undefined): boolean {
  if (head === undefined || !head.ready || head.indexed === null) return false
  return head.intact || newest === undefined || head.indexed >= newest.number
}

/** Of each chain that lost blocks, the newest known one that it still has. */
async function standingBlocks(
  { database, catalog }: StreamSources,
  from: Place,
  broken: readonly ChainId[],
): Promise<ReadonlyMap<ChainId, bigint>> {
  const standing = new Map<ChainId, bigint>()
  for (const id of broken) {
    const { anchors = [], told } = from.chains.get(id) ?? {}
    const block = await readStandingBlock(database, id, anchors)
    const lowest = anchors.at(-1)
    if (block === undefined && lowest !== undefined && told !== undefined && lowest.number <= told.finalized) {
      throw new CannotResumeError({ problem: `${catalog.chain(id).chain.name} is another chain than it was` })
    }
    standing.set(id, block ?? -1n)
  }
  return standing
}

interface Situation {
  readonly from: Place
  readonly heads: ReadonlyMap<ChainId, StreamHead>
  /** Chains that lost blocks, and the newest that stands. */
  readonly forked: ReadonlyMap<ChainId, bigint>
  /** Chains that are not told of now. */
  readonly still: ReadonlySet<ChainId>
}

const finalizedOf = (head: StreamHead | undefined, told: Told): bigint => {
  const finalized = head?.finalized ?? -1n
  return finalized > told.finalized ? finalized : told.finalized
}

/** Up to where a chain was told, and surely, where all can be read again. */
function sinceOf({ forked, still }: Situation, id: ChainId, { told, unsure }: ChainPlace): Told {
  const since = still.size === 0 ? (unsure ?? told) : told
  return { ...since, block: least(since.block, forked.get(id) ?? since.block) }
}

interface Touched {
  readonly touched: readonly TouchRow[]
  /** Up to where finality is told of each chain. */
  readonly finalized: ReadonlyMap<ChainId, bigint>
}

/** Messages of a chain that are told of at once when they become final, but for those of one block. */
const finalAtOnce = 1_000

async function readTouched(database: ApiDatabase, situation: Situation, until: Place | undefined): Promise<Touched> {
  const { from, heads, still } = situation
  const ranges = new Map<ChainId, TouchRange>()
  for (const [id, place] of from.chains) {
    if (still.has(id)) continue
    const { block: after, finalized: finalAfter } = sinceOf(situation, id, place)
    const finalThrough = finalizedOf(heads.get(id), place.told)
    const bound = until?.chains.get(id)?.told.finalized ?? finalThrough
    ranges.set(id, { after, finalAfter, finalThrough: greatest(place.told.finalized, least(bound, finalThrough)) })
  }
  const rows = await readTouches(database, ranges)
  if (rows.length > mostTouches) throw new CannotResumeError({ problem: tooMuch })
  const finalized = new Map(
    [...ranges].map(([id, { finalThrough }]) => {
      const own = rows.filter(({ chain_id, is_final }) => is_final && chain_id === id).map(({ number }) => number)
      const [first = 0n, ...numbers] = own.sort((a, b) => (a < b ? -1 : 1))
      const beyond = numbers[finalAtOnce]
      return [id, until !== undefined || beyond === undefined ? finalThrough : greatest(first, beyond - 1n)] as const
    }),
  )
  const touched = rows.filter(
    ({ chain_id, is_final, number }) =>
      !is_final || [...finalized].some(([id, through]) => id === chain_id && number <= through),
  )
  return { touched, finalized }
}

async function nextPlaces(
  { database, catalog }: StreamSources,
  situation: Situation & Touched,
): Promise<Place['chains']> {
  const { from, heads, forked, still, touched, finalized: toldFinal } = situation
  const fresh = new Set(
    [...heads].flatMap(([id, head]) => (!from.chains.has(id) && isReadable(head, undefined) ? [id] : [])),
  )
  const blocks = fresh.size === 0 ? [] : await readEventBlocks(database, fresh, firstAnchors)
  return new Map(
    catalog.chains.flatMap(({ chain: { chainId: id } }): readonly (readonly [ChainId, ChainPlace])[] => {
      const head = heads.get(id)
      const former = from.chains.get(id)
      if (former === undefined) {
        if (!fresh.has(id)) return []
        const own = blocks.filter(({ chain_id }) => chain_id === id)
        const finalized = head?.finalized ?? -1n
        const anchors = anchorsWith(
          own.map(({ number, hash }) => ({ number, hash })),
          [],
          finalized,
        )
        return [[id, { told: { block: anchors[0]?.number ?? -1n, finalized }, unsure: undefined, anchors }]]
      }
      if (still.has(id)) return [[id, former]]
      const stands = forked.get(id)
      const left = stands === undefined ? former.anchors : former.anchors.filter(({ number }) => number <= stands)
      const finalized = toldFinal.get(id) ?? former.told.finalized
      const since = sinceOf(situation, id, former)
      const own = touched
        .filter(({ chain_id, number }) => chain_id === id && number > since.block)
        .map(({ number, hash }) => ({ number, hash }))
      const anchors = anchorsWith(own, left, finalized)
      const told = { block: anchors[0]?.number ?? stands ?? former.told.block, finalized }
      return [[id, { told, unsure: still.size === 0 ? undefined : (former.unsure ?? former.told), anchors }]]
    }),
  )
}
