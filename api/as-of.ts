import type { ApiDatabase } from '../database/api/api-database.ts'
import { type BlockBound, type KnownBlock, readAcausalDeliveries, readKnownBlocks } from '../database/api/cut.ts'
import type { ChainCut } from '../database/api/indexed-chains.ts'
import type { ChainId } from '../domain/identifiers.ts'
import { least } from '../domain/integers.ts'
import type { Catalog } from './catalog.ts'
import { AsOfOutOfRangeError, BadAsOfError } from './errors.ts'
import type { AsOfArgument, ChainModel, CutBlockModel, CutModel } from './models.ts'

/** Reads the blocks of a cut, and remembers those of final ones for a while: they do not change any more. */
export interface CutReader {
  /** The newest block of every indexed chain, moved back to where it is causal. */
  newest(): Promise<CutModel>
  /**
   * The causal cut that `asOf` names.
   *
   * @throws {@link BadAsOfError} when no chain is named, or one twice.
   * @throws {@link AsOfOutOfRangeError} before the first indexed block, past the newest one, or for a chain that is not
   *   indexed.
   * @throws UnknownChainError for a chain that the deployment does not have.
   */
  read(asOf: AsOfArgument): Promise<CutModel>
}

const rememberedCuts = 1_000
const rememberedForMs = 60_000

/** A {@link CutReader} over a database. */
export function createCutReader(database: ApiDatabase, catalog: Catalog, nowMs: () => number): CutReader {
  const remembered = new Map<string, { readonly cut: CutModel; readonly untilMs: number }>()
  return {
    newest: () => newestCut(database, catalog),
    async read(asOf) {
      const key = JSON.stringify(asOf, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
      const known = remembered.get(key)
      if (known !== undefined && known.untilMs > nowMs()) return known.cut
      const cut = await resolveCut(database, catalog, asOf)
      remembered.delete(key)
      if (cut.final) {
        const [oldest] = remembered.keys()
        if (oldest !== undefined && remembered.size >= rememberedCuts) remembered.delete(oldest)
        remembered.set(key, { cut, untilMs: nowMs() + rememberedForMs })
      }
      return cut
    },
  }
}

/** What readers take of a cut. */
export const cutsByChain = ({ blocks }: CutModel): ReadonlyMap<ChainId, ChainCut> =>
  new Map(blocks.map(({ chain, number, time }) => [chain.chain.chainId, { number, time }]))

/** A chain in a cut under way: its block, or none that early. */
interface Placed {
  readonly known: KnownBlock
  /** Whether blocks to come could still belong to it. */
  readonly complete: boolean
}

async function resolveCut(database: ApiDatabase, catalog: Catalog, asOf: AsOfArgument): Promise<CutModel> {
  const placed = new Map<ChainId, Placed>()
  const bounds = namedBlocks(catalog, asOf)
  let time: bigint
  if (bounds === undefined) {
    time = secondsOf(asOf.timestamp ?? '')
  } else {
    for (const known of await readKnownBlocks(database, bounds))
      placed.set(toChainId(catalog, known), { known, complete: true })
    time = earliestOf(
      [...bounds].map(([chainId, { number }]) => namedTime(catalog.chain(chainId), number, placed.get(chainId)?.known)),
    )
  }
  const others = catalog.chains.filter(({ chain }) => bounds?.has(chain.chainId) !== true)
  const rest = await readKnownBlocks(database, new Map(others.map(({ chain }) => [chain.chainId, { time }])))
  for (const known of rest) {
    placed.set(toChainId(catalog, known), { known, complete: known.indexed_time !== null && known.indexed_time > time })
  }
  if (bounds === undefined) assertWithin(rest, time)
  return causalCut(database, catalog, placed)
}

/** Far above every block. */
const anyBlock = 2n ** 62n

async function newestCut(database: ApiDatabase, catalog: Catalog): Promise<CutModel> {
  const bounds = new Map(catalog.chains.map(({ chain }) => [chain.chainId, { number: anyBlock }]))
  const known = await readKnownBlocks(database, bounds)
  const placed = new Map(known.map((block) => [toChainId(catalog, block), { known: block, complete: false }]))
  return causalCut(database, catalog, placed)
}

async function causalCut(database: ApiDatabase, catalog: Catalog, placed: Map<ChainId, Placed>): Promise<CutModel> {
  await makeCausal(database, catalog, placed)
  const blocks = catalog.chains.flatMap((chain): readonly CutBlockModel[] => {
    const known = placed.get(chain.chain.chainId)?.known
    if (known === undefined || known.number === null || known.hash === null || known.time === null) return []
    const final = known.finalized_number !== null && known.number <= known.finalized_number
    return [{ chain, number: known.number, hash: known.hash, time: known.time, final }]
  })
  return {
    blocks,
    final: blocks.every(({ final }) => final) && [...placed.values()].every(({ complete }) => complete),
  }
}

const toChainId = (catalog: Catalog, { chain_id }: KnownBlock): ChainId => catalog.chain(chain_id).chain.chainId

/** The blocks that are named, by chain; `undefined` when a time is. */
function namedBlocks(
  catalog: Catalog,
  { blocks }: AsOfArgument,
): ReadonlyMap<ChainId, { readonly number: bigint }> | undefined {
  if (blocks === null || blocks === undefined) return undefined
  const named = new Map(blocks.map(({ chainId, number }) => [catalog.chain(chainId).chain.chainId, { number }]))
  if (named.size === 0) throw new BadAsOfError({ problem: 'it names no chain' })
  if (named.size < blocks.length) throw new BadAsOfError({ problem: 'it names a chain twice' })
  return named
}

/** Whole seconds of a `DateTime` argument, rounded down. */
const secondsOf = (time: string): bigint => BigInt(Math.floor(Number(time)))

const earliestOf = ([first = 0n, ...rest]: readonly bigint[]): bigint => rest.reduce(least, first)

/** Time of a named block. */
function namedTime({ chain }: ChainModel, number: bigint, known: KnownBlock | undefined): bigint {
  const asked = `block ${number} of ${chain.name}`
  if (known === undefined || known.indexed_number === null) {
    throw new AsOfOutOfRangeError({ asked, problem: 'that chain is not indexed' })
  }
  if (number > known.indexed_number) {
    throw new AsOfOutOfRangeError({ asked, problem: `the newest indexed block is ${known.indexed_number}` })
  }
  if (known.time === null) throw new AsOfOutOfRangeError({ asked, problem: 'the index starts later' })
  return known.time
}

/** @throws {@link AsOfOutOfRangeError} when no chain has come as far as `time`, or none reaches back to it. */
function assertWithin(known: readonly KnownBlock[], time: bigint): void {
  const asked = new Date(Number(time) * 1000).toISOString().replace('.000Z', 'Z')
  if (!known.some(({ indexed_time: indexed }) => indexed !== null && indexed >= time)) {
    throw new AsOfOutOfRangeError({ asked, problem: 'no chain is indexed that far' })
  }
  if (!known.some(({ number }) => number !== null)) {
    throw new AsOfOutOfRangeError({ asked, problem: 'the index starts later' })
  }
}

/** Moves chains back until none shows the delivery of a message that another one has not sent. */
async function makeCausal(database: ApiDatabase, catalog: Catalog, placed: Map<ChainId, Placed>): Promise<void> {
  for (;;) {
    const cuts = new Map([...placed].map(([chainId, { known }]) => [chainId, known.number ?? -1n]))
    const ahead = await readAcausalDeliveries(database, cuts)
    if (ahead.length === 0) return
    const bounds = new Map<ChainId, BlockBound>(
      ahead.map(({ chain_id, block_number }) => [catalog.chain(chain_id).chain.chainId, { number: block_number - 1n }]),
    )
    for (const known of await readKnownBlocks(database, bounds)) {
      const chainId = toChainId(catalog, known)
      placed.set(chainId, { known, complete: placed.get(chainId)?.complete ?? true })
    }
  }
}
