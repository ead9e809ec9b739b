import type { BucketName, ChainEvent, HeldAs } from './chain-event.ts'

/** What the contracts say of a bucket and its compartment, base units. */
export interface ContractTotals {
  readonly vaultLocked: bigint
  readonly escrowBalance: bigint
  readonly bucketLevel: bigint
  readonly receiptSupply: bigint
  readonly reserved: bigint
  readonly waiting: bigint
}

/** Balances of the ledger's accounts, base units, by the name of the account. */
export type LedgerBalances = Readonly<Record<string, bigint>>

/** Two numbers that should be the same, and are not. */
export interface Difference {
  readonly bucket: BucketName
  readonly what: string
  readonly one: bigint
  readonly other: bigint
}

/** Sums over one bucket's events, base units. */
interface Sums {
  readonly locked: bigint
  readonly minted: bigint
  readonly burned: bigint
  readonly released: bigint
  readonly refunded: bigint
  readonly rescued: bigint
  readonly refundSent: bigint
  readonly holds: Readonly<Record<HeldAs, bigint>>
  readonly exitsHeld: bigint
  readonly claims: bigint
  readonly voided: bigint
}

/**
 * Everything about a bucket that does not add up, once nothing is on its way any more: the sums of its events against the
 * contracts' totals, both ends against each other, and the ledger's balances against the events. Pure.
 *
 * @param ledger - `undefined`: the ledger has no such bucket.
 */
export function differencesOf(
  bucket: BucketName,
  {
    events,
    totals,
    ledger,
  }: {
    readonly events: readonly ChainEvent[]
    readonly totals: ContractTotals
    readonly ledger: LedgerBalances | undefined
  },
): readonly Difference[] {
  const sums = sumsOf(events.filter((event) => event.bucket === bucket))
  const { holds } = sums
  const exited = sums.released + sums.refunded + sums.rescued
  const paid = exited - sums.exitsHeld - sums.claims - sums.voided
  const held = holds.waiting + holds.delayed + holds['refund-only']
  const locked = sums.locked - exited + sums.voided
  const outstanding = sums.minted - sums.burned
  const expected: readonly (readonly [what: string, one: bigint, other: bigint])[] = [
    ['locks / minted, held, sent home, rescued', sums.locked, sums.minted + held + sums.refundSent + sums.rescued],
    ['burned, sent home / released, refunded', sums.burned + sums.refundSent, sums.released + sums.refunded],
    ['locked at home / outstanding and held on the host', totals.vaultLocked, totals.bucketLevel + held],
    ['locked: events / vault', locked, totals.vaultLocked],
    ['escrow: events / token', sums.locked - paid, totals.escrowBalance],
    ['outstanding: events / bucket', outstanding, totals.bucketLevel],
    ['outstanding: bucket / receipt', totals.bucketLevel, totals.receiptSupply],
    ['delayed: events / bucket', holds.delayed, totals.reserved],
    ['waiting: events / queue', holds.waiting, totals.waiting],
    ...ledgerRows(sums, { locked, outstanding, paid, exited }).map(
      ([account, amount]) => [`ledger: ${account}`, amount, ledger?.[account] ?? 0n] as const,
    ),
  ]
  const differing = expected.filter(([, one, other]) => one !== other)
  return differing.map(([what, one, other]) => ({ bucket, what, one, other }))
}

/** What each account of the ledger must say; those of what is on its way, or came from nowhere, must be empty. */
function ledgerRows(
  sums: Sums,
  derived: { readonly locked: bigint; readonly outstanding: bigint; readonly paid: bigint; readonly exited: bigint },
): readonly (readonly [account: string, amount: bigint])[] {
  return [
    ['depositors', -sums.locked],
    ['locked', derived.locked],
    ['exits-held', sums.exitsHeld],
    ['claims', sums.claims],
    ['paid', derived.paid],
    ['written-down', 0n],
    ['locks', -sums.locked],
    ['transit-out', 0n],
    ['unbacked-mints', 0n],
    ['outstanding', derived.outstanding],
    ['waiting', sums.holds.waiting],
    ['delayed', sums.holds.delayed],
    ['refund-only', sums.holds['refund-only']],
    ['departing', 0n],
    ['transit-release', 0n],
    ['transit-refund', 0n],
    ['unbacked-exits', 0n],
    ['exited', derived.exited - sums.voided],
    ['voided', sums.voided],
  ]
}

function sumsOf(events: readonly ChainEvent[]): Sums {
  const sum = (...kinds: readonly ChainEvent['kind'][]): bigint =>
    events.filter(({ kind }) => kinds.includes(kind)).reduce((total, { amount }) => total + amount, 0n)
  return {
    locked: sum('locked'),
    minted: sum('minted'),
    burned: sum('burned'),
    released: sum('released'),
    refunded: sum('refunded'),
    rescued: sum('rescued'),
    refundSent: sum('refund-sent'),
    holds: holdsOf(events),
    exitsHeld: sum('exit-held') - sum('exit-paid') - sum('exit-voided'),
    claims: sum('payout-failed') - sum('claimed'),
    voided: sum('exit-voided'),
  }
}

/** What is held on the host now, by the kind that was said of it last. */
function holdsOf(events: readonly ChainEvent[]): Sums['holds'] {
  const open = new Map<string, { readonly as: HeldAs; readonly amount: bigint }>()
  for (const event of events) {
    if (event.kind === 'held' || event.kind === 'hold-changed') open.set(event.guid, event)
    if (event.kind === 'hold-released') open.delete(event.guid)
    if (event.kind === 'refund-sent') open.delete(event.lockGuid)
  }
  const of = (kind: HeldAs): bigint =>
    [...open.values()].filter(({ as }) => as === kind).reduce((total, { amount }) => total + amount, 0n)
  return { waiting: of('waiting'), delayed: of('delayed'), 'refund-only': of('refund-only') }
}
