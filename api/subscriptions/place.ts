import type { Anchor } from '../../database/api/stream-heads.ts'
import type { ChainId } from '../../domain/identifiers.ts'
import type { Catalog } from '../catalog.ts'
import { BadCursorError } from '../errors.ts'

/** What was told of a chain: its events up to this block, and finality up to that. Below zero for nothing. */
export interface Told {
  readonly block: bigint
  readonly finalized: bigint
}

/** Where a stream stands on one chain. */
export interface ChainPlace {
  readonly told: Told
  /**
   * Since when what was told may lack what another chain said, because that could not be read; told again once it can be.
   */
  readonly unsure: Told | undefined
  /**
   * Blocks of this chain that the stream rests on, newest first: `told.block` itself where it is a block, and the newest final
   * one last. While a chain has a block it has everything before it.
   */
  readonly anchors: readonly Anchor[]
}

/** Where a stream stands: everything up to here was told. */
export interface Place {
  /** Chains that were never read are not in it. */
  readonly chains: ReadonlyMap<ChainId, ChainPlace>
  /** Snapshot of the database up to which the relayer's record was told; undefined for none. */
  readonly recorded: string | undefined
  /** The same as `unsure` of a chain. */
  readonly unsureRecorded: string | undefined
}

/** The place before anything was told. */
export const nowhere: Place = { chains: new Map(), recorded: undefined, unsureRecorded: undefined }

/** Blocks that a place remembers of a chain, the final one apart. */
const mostAnchors = 128

/** The place's anchors, where `blocks` came to the `former` ones: none before the newest final one. */
export function anchorsWith(
  blocks: readonly Anchor[],
  former: readonly Anchor[],
  finalized: bigint,
): readonly Anchor[] {
  const byNumber = new Map([...former, ...blocks].map((anchor) => [anchor.number, anchor]))
  const all = [...byNumber.values()].sort((a, b) => (a.number < b.number ? 1 : -1))
  const final = all.find(({ number }) => number <= finalized)
  const rest = all.filter(({ number }) => number > finalized).slice(0, mostAnchors)
  return final === undefined ? rest : [...rest, final]
}

/** The newest anchors, then fewer and fewer, and the last. */
const sparse = (anchors: readonly Anchor[]): readonly Anchor[] =>
  anchors.filter((_anchor, at) => at < 6 || Math.log2(at) % 1 === 0 || at === anchors.length - 1)

const version = '1'
const numberText = (value: bigint): string => value.toString(36)

/** The place as text for an event's id: letters, digits, and `.~-`. */
export function encodePlace(place: Place): string {
  const chains = [...place.chains].map(([chainId, { told, unsure, anchors }]) => {
    const toldText = ({ block, finalized }: Told): string => `${numberText(block)}.${numberText(finalized)}`
    const known = sparse(anchors).map(({ number, hash }) => `${numberText(number)}.${hash}`)
    return [chainId, toldText(told), unsure === undefined ? '' : toldText(unsure), ...known].join('~')
  })
  const recorded = [place.recorded, place.unsureRecorded].map(
    (snapshot) => snapshot?.replaceAll(':', '.').replaceAll(',', '-') ?? '',
  )
  return [version, recorded.join('~'), ...chains].join('_')
}

const longest = 12_000
const digits = '-?[0-9a-z]{1,14}'
const chainForm = new RegExp(
  `^[0-9]{1,10}~${digits}\\.${digits}~(?:${digits}\\.${digits})?(?:~${digits}\\.[0-9a-f]{16})*$`,
)

/**
 * The place in an event's id. Chains that the deployment does not have any more are left out.
 *
 * @throws {@link BadCursorError} for anything that {@link encodePlace} did not make.
 */
export function decodePlace(text: string, catalog: Catalog): Place {
  const [given, record = '', ...chains] = text.slice(0, longest + 1).split('_')
  const records = record.split('~')
  const isPlace =
    given === version &&
    records.length === 2 &&
    records.every((part) => part === '' || isSnapshot(part)) &&
    chains.every((chain) => chainForm.test(chain))
  if (text.length > longest || !isPlace) throw new BadCursorError({ problem: 'it is no id of such an event' })
  const [recorded, unsureRecorded] = records.map((part) =>
    part === '' ? undefined : part.replaceAll('.', ':').replaceAll('-', ','),
  )
  return {
    recorded,
    unsureRecorded,
    chains: new Map(
      chains.flatMap((chain): readonly (readonly [ChainId, ChainPlace])[] => {
        const [id = '', told = '', unsure = '', ...anchors] = chain.split('~')
        const known = catalog.chains.find((candidate) => String(candidate.chain.chainId) === id)
        if (known === undefined) return []
        const place = {
          told: toldOf(told),
          unsure: unsure === '' ? undefined : toldOf(unsure),
          anchors: anchors.map((anchor) => {
            const [number = '', hash = ''] = anchor.split('.')
            return { number: numberOf(number), hash }
          }),
        }
        return [[known.chain.chainId, place]]
      }),
    ),
  }
}

/** Whether PostgreSQL takes it for the name of a snapshot. */
function isSnapshot(text: string): boolean {
  if (!/^\d{1,18}\.\d{1,18}\.(?:\d{1,18}(?:-\d{1,18})*)?$/.test(text)) return false
  const [from = 0n, to = 0n, ...open] = text
    .split(/[.-]/)
    .filter((part) => part !== '')
    .map(BigInt)
  return from > 0n && from <= to && open.every((one, at) => one >= (open[at - 1] ?? from) && one < to)
}

function toldOf(text: string): Told {
  const [block = '', finalized = ''] = text.split('.')
  return { block: numberOf(block), finalized: numberOf(finalized) }
}

/** Fourteen digits of base 36 lose nothing that a block number has: those stay far below 2^53. */
const numberOf = (text: string): bigint => BigInt(Number.parseInt(text, 36))

/**
 * Whether a stream that stands at `own` may go on from `place` without losing anything: the place knows each of its chains, and
 * stands no further on any.
 */
export function covers(place: Place, own: Place): boolean {
  return [...own.chains].every(([chainId, { told, unsure }]) => {
    const there = place.chains.get(chainId)
    if (there === undefined || there.told.block !== told.block || there.told.finalized > told.finalized) return false
    if (unsure === undefined) return true
    return (
      there.unsure !== undefined && there.unsure.block <= unsure.block && there.unsure.finalized <= unsure.finalized
    )
  })
}
