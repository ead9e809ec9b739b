import { type Context, ponder } from 'ponder:registry'
import { hold, holdEvent } from 'ponder:schema'
import { type HoldKind, type HoldSide, type HoldStatus, holdKinds } from '../../domain/hold.ts'
import { type Hex, zeroAddress } from '../../domain/identifiers.ts'
import { eventRow, lower } from './event-row.ts'
import { addUpHolds } from './hold-totals.ts'
import { recordVaultEvent } from './vault-event.ts'

/*
 * Holds of both ends are kept alike. A bucket need not exist for one of its messages to be held, so nothing here
 * touches the bucket's own row; a compartment always exists.
 */
ponder.on('StandingBuckets:Held', ({ event, context }) => recordHeld({ event, context, side: 'mint' }))
ponder.on('StandingVault:Held', ({ event, context }) => recordHeld({ event, context, side: 'exit' }))

ponder.on('StandingBuckets:HoldChanged', ({ event, context }) => recordChanged({ event, context, side: 'mint' }))
ponder.on('StandingVault:HoldChanged', ({ event, context }) => recordChanged({ event, context, side: 'exit' }))

ponder.on('StandingBuckets:HoldReleased', ({ event, context }) => recordReleased({ event, context, side: 'mint' }))
ponder.on('StandingVault:HoldReleased', ({ event, context }) => recordReleased({ event, context, side: 'exit' }))

ponder.on('StandingBuckets:HoldRefunded', async ({ event, context }) => {
  const { guid: refundGuid, dstEid: eid, asset, id, amount } = event.args
  const outcome = { event: 'refunded', amount, status: 'refunded', remaining: 0n, refundGuid } as const
  await move({ event, context, side: 'mint', which: { eid, asset, id } }, outcome)
})

ponder.on('StandingVault:ExitVoided', async ({ event, context }) => {
  const { guid, srcEid: eid, asset, id, amount, locked } = event.args
  const outcome = { event: 'voided', amount, status: 'voided', remaining: 0n } as const
  const { receiver } = await move({ event, context, side: 'exit', which: { eid, asset, id } }, outcome)
  await recordVaultEvent(
    { event, context },
    { name: 'voided', guid, dstEid: eid, asset, account: receiver, receiver, amount },
    { totals: (row) => ({ locked, totalVoided: row.totalVoided + amount }), moves: { voided: amount } },
  )
})

/** Which hold of its side, and the event that says something of it. */
interface HoldIn<Args = unknown> {
  readonly event: Parameters<typeof eventRow>[1] & {
    readonly log: { readonly address: Hex; readonly logIndex: number }
    readonly args: Args
  }
  readonly context: Context
  readonly side: HoldSide
}

/** Arguments by which a hold is told. */
interface Which {
  readonly eid: number
  readonly asset: Hex
  readonly id: number
}

/** A hold as `Held` and `HoldChanged` show it. */
interface Particulars extends Which {
  readonly guid: Hex
  readonly hold: {
    readonly receiver: Hex
    readonly refundTo: Hex
    readonly amount: bigint
    readonly kind: number
    readonly heldAt: number
    readonly dueAt: number
  }
}

/** What an event does to a hold. */
interface Move {
  readonly event: 'changed' | 'released' | 'refunded' | 'voided'
  /** Base units that the event is about. */
  readonly amount: bigint
  /** Base units that are still held under this id. */
  readonly remaining: bigint
  readonly status: HoldStatus
  readonly refundGuid?: Hex
  readonly becomes?: { readonly kind: HoldKind; readonly dueAt: bigint }
}

async function recordHeld({ event, context, side }: HoldIn<Particulars>): Promise<void> {
  const { eid, id: holdId, guid } = event.args
  const { receiver, refundTo, amount, heldAt, dueAt } = event.args.hold
  const kind = kindOf(event.args.hold.kind)
  const key = { side, eid, asset: lower(event.args.asset), holdId }
  await context.db.insert(hold).values({
    ...placeIn(context, event),
    ...key,
    contract: lower(event.log.address),
    guid,
    receiver: lower(receiver),
    refundTo: lower(refundTo) === zeroAddress ? null : lower(refundTo),
    heldAmount: amount,
    amount,
    kind,
    heldAt: BigInt(heldAt),
    dueAt: BigInt(dueAt),
    status: 'open',
    refundGuid: null,
  })
  const after = await addUpHolds(
    context,
    { ...key, block: event.block.number },
    { from: undefined, to: { kind, amount } },
  )
  await context.db.insert(holdEvent).values({
    ...eventRow(context.chain.id, event),
    ...key,
    guid,
    event: 'held',
    kind,
    amount,
    remaining: amount,
    dueAt: BigInt(dueAt),
    status: 'open',
    refundGuid: null,
    ...after,
  })
}

async function recordChanged({ event, context, side }: HoldIn<Particulars>): Promise<void> {
  const { amount, dueAt } = event.args.hold
  const becomes = { kind: kindOf(event.args.hold.kind), dueAt: BigInt(dueAt) }
  const change = { event: 'changed', amount, remaining: amount, status: 'open', becomes } as const
  await move({ event, context, side, which: event.args }, change)
}

async function recordReleased({
  event,
  context,
  side,
}: HoldIn<Which & { readonly amount: bigint; readonly left: bigint }>): Promise<void> {
  const { amount, left } = event.args
  const status = left === 0n ? 'released' : 'open'
  await move({ event, context, side, which: event.args }, { event: 'released', amount, remaining: left, status })
}

/** Applies an event to a hold that exists, and keeps the event; returns the hold as it was before. */
async function move(
  { event, context, side, which }: HoldIn & { readonly which: Which },
  { event: name, amount, remaining, status, refundGuid, becomes }: Move,
): Promise<typeof hold.$inferSelect> {
  const key = { side, eid: which.eid, asset: lower(which.asset), holdId: which.id }
  const row = { chainId: context.chain.id, ...key }
  const found = await context.db.find(hold, row)
  if (found === null) throw new TypeError(`${name} says something of a hold that was never held: ${which.id}`)
  // A copy, because Ponder's update below changes the row that it found in place.
  const before = { ...found }
  const kind = becomes?.kind ?? kindNamed(before.kind)
  const dueAt = becomes?.dueAt ?? before.dueAt
  await context.db.update(hold, row).set({
    ...placeIn(context, event),
    amount: remaining,
    kind,
    dueAt,
    status,
    refundGuid: refundGuid ?? null,
  })
  const after = await addUpHolds(
    context,
    { ...key, block: event.block.number },
    {
      from: { kind: kindNamed(before.kind), amount: before.amount },
      to: status === 'open' ? { kind, amount: remaining } : undefined,
      [name]: amount,
    },
  )
  await context.db.insert(holdEvent).values({
    ...eventRow(context.chain.id, event),
    ...key,
    guid: before.guid,
    event: name,
    kind,
    amount,
    remaining,
    dueAt,
    status,
    refundGuid: refundGuid ?? null,
    ...after,
  })
  return before
}

/** Place of an event, without the id that only event rows have. */
function placeIn(context: Context, event: HoldIn['event']) {
  const { id: _id, ...place } = eventRow(context.chain.id, event)
  return place
}

const kindOf = (number: number): HoldKind => known(holdKinds[number], number)
const kindNamed = (name: string): HoldKind =>
  known(
    holdKinds.find((kind) => kind === name),
    name,
  )

function known(kind: HoldKind | undefined, given: number | string): HoldKind {
  if (kind === undefined) throw new TypeError(`A hold has the unknown kind ${given}`)
  return kind
}
