import { describe, expect, test } from 'vitest'
import { address, endpointId, type Guid, guid, type Hex } from '../../../domain/identifiers.ts'
import { type Account, emptyBalances, LedgerContradictionError, toBalances } from '../../../domain/ledger-account.ts'
import type { LedgerEvent } from '../../../domain/ledger-event.ts'
import type { LedgerState } from '../../../domain/ledger-journal.ts'
import type { LedgerHold, LedgerMessage } from '../../../domain/ledger-message.ts'
import { namedBy, postEvents } from '../../../domain/ledger-post.ts'

const one: Guid = guid(`0x${'11'.repeat(32)}`)
const two: Guid = guid(`0x${'22'.repeat(32)}`)
const blockHash: Hex = `0x${'bb'.repeat(32)}`
let logIndex = 0
const place = () => {
  logIndex += 1
  return { blockNumber: 7n, blockHash, logIndex, remoteEid: endpointId(2), asset: address(`0x${'aa'.repeat(20)}`) }
}
const receiver = address(`0x${'ee'.repeat(20)}`)
type HomeKind =
  | 'locked'
  | 'released'
  | 'refunded'
  | 'rescued'
  | 'exit-held'
  | 'exit-released'
  | 'exit-voided'
  | 'payout-failed'
const home = (kind: HomeKind, of: Guid, amount: bigint): LedgerEvent => ({
  ...place(),
  end: 'home',
  kind,
  guid: of,
  amount,
  receiver,
})
const paid = (kind: 'claimed' | 'paid-below-par', amount: bigint): LedgerEvent => ({
  ...place(),
  end: 'home',
  kind,
  amount,
})
const host = (kind: 'minted' | 'burned', of: Guid, amount: bigint): LedgerEvent => ({
  ...place(),
  end: 'host',
  kind,
  guid: of,
  amount,
  receiver,
})
const hold = (kind: 'held' | 'hold-changed', holdKind: LedgerHold['kind'], amount: bigint): LedgerEvent => ({
  ...place(),
  end: 'host',
  kind,
  guid: one,
  amount,
  receiver,
  holdId: 5,
  holdKind,
})
const unhold = (kind: 'hold-released' | 'refund-sent', of: Guid, amount: bigint): LedgerEvent => ({
  ...place(),
  end: 'host',
  kind,
  guid: of,
  amount,
  holdId: 5,
})

const nothing: LedgerState = { balances: emptyBalances(), messages: [], holds: [] }
const given = (
  balances: Partial<Record<Account, bigint>>,
  messages: readonly LedgerMessage[] = [],
  holds: readonly LedgerHold[] = [],
): LedgerState => ({ balances: toBalances((account) => balances[account] ?? 0n), messages, holds })
const message = (kind: LedgerMessage['kind'], of: Guid, facts: Partial<LedgerMessage>): LedgerMessage => ({
  kind,
  guid: of,
  sent: undefined,
  taken: 0n,
  unbacked: 0n,
  deliveries: 0,
  sentTo: undefined,
  takenBy: undefined,
  ...facts,
})

/** What changed, account by account, and the journal in words. */
function post(
  state: LedgerState,
  events: { readonly announce?: LedgerEvent[]; readonly home?: LedgerEvent[]; readonly host?: LedgerEvent[] },
) {
  const { announce = [], home: atHome = [], host: onHost = [] } = events
  const posting = postEvents(state, { announce, book: { home: atHome, host: onHost } })
  return { ...posting, journal: posting.entries.map(({ from, to, amount }) => `${from} → ${to} ${amount}`) }
}

describe('postEvents', () => {
  test('default: a lock leaves, and is booked at home', () => {
    const locked = home('locked', one, 100n)
    const { journal, balances, messages } = post(nothing, { announce: [locked], home: [locked] })
    expect(journal).toEqual(['locks → transit-out 100', 'depositors → locked 100'])
    expect(balances).toMatchObject({ locks: -100n, 'transit-out': 100n, depositors: -100n, locked: 100n })
    expect(messages).toEqual([message('mint', one, { sent: 100n, sentTo: receiver })])
  })

  test('default: a mint takes from what left; 100 locked, 100 outstanding', () => {
    const state = given({ locks: -100n, 'transit-out': 100n }, [message('mint', one, { sent: 100n })])
    const { journal, messages } = post(state, { host: [host('minted', one, 100n)] })
    expect(journal).toEqual(['transit-out → outstanding 100'])
    expect(messages).toEqual([message('mint', one, { sent: 100n, taken: 100n, deliveries: 1, takenBy: receiver })])
  })

  test('default: a burn is announced before it is booked, and its release takes it out of transit', () => {
    const burned = host('burned', two, 40n)
    const first = post(given({ locks: -100n, outstanding: 100n }), { announce: [burned] })
    expect(first.balances).toMatchObject({ outstanding: 100n, departing: -40n, 'transit-release': 40n })
    const second = post({ ...first }, { host: [burned] })
    expect(second.balances).toMatchObject({ outstanding: 60n, departing: 0n, 'transit-release': 40n })
    const collateral = { ...second.balances, depositors: -100n, locked: 100n }
    const third = post(
      { balances: collateral, messages: first.messages, holds: [] },
      { home: [home('released', two, 40n)] },
    )
    expect(third.journal).toEqual(['transit-release → exited 40', 'locked → paid 40'])
    expect(third.balances).toMatchObject({ locked: 60n, paid: 40n, exited: 40n })
  })

  test('behavior: a hold changes kind, and what leaves it is minted once', () => {
    const state = given({ locks: -100n, 'transit-out': 100n }, [message('mint', one, { sent: 100n })])
    const events = [
      hold('held', 'waiting', 100n),
      hold('hold-changed', 'delayed', 100n),
      unhold('hold-released', one, 100n),
      host('minted', one, 100n),
    ]
    const { journal, holds, messages } = post(state, { host: events })
    expect(journal).toEqual(['transit-out → waiting 100', 'waiting → delayed 100', 'delayed → outstanding 100'])
    expect(holds).toEqual([{ id: 5, guid: one, kind: 'delayed', amount: 0n }])
    expect(messages[0]?.deliveries).toBe(1)
  })

  test('behavior: a mint of the same message that no hold gave is a delivery of its own', () => {
    const state = given({ locks: -100n, 'transit-out': 100n }, [message('mint', one, { sent: 100n })])
    const { journal, messages } = post(state, { host: [hold('held', 'waiting', 100n), host('minted', one, 100n)] })
    expect(journal).toEqual(['transit-out → waiting 100', 'unbacked-mints → outstanding 100'])
    expect(messages).toEqual([
      message('mint', one, { sent: 100n, taken: 100n, unbacked: 100n, deliveries: 2, takenBy: receiver }),
    ])
  })

  test('behavior: a hold goes home as a message of its own, and is refunded there', () => {
    const sent = unhold('refund-sent', two, 100n)
    const state = given(
      { locks: -100n, 'refund-only': 100n, depositors: -100n, locked: 100n },
      [],
      [{ id: 5, guid: one, kind: 'refund-only', amount: 100n }],
    )
    const { journal } = post(state, { announce: [sent], host: [sent], home: [home('refunded', two, 100n)] })
    expect(journal).toEqual([
      'departing → transit-refund 100',
      'transit-refund → exited 100',
      'locked → paid 100',
      'refund-only → departing 100',
    ])
  })

  test('behavior: a held exit is paid in parts; a part with a delay of its own moves nothing', () => {
    const state = given({ depositors: -100n, locked: 100n, locks: -100n, 'transit-release': 100n }, [
      message('release', two, { sent: 100n }),
    ])
    const { journal, balances } = post(state, {
      home: [
        home('released', two, 100n),
        home('exit-held', two, 100n),
        home('exit-released', two, 30n),
        home('exit-held', two, 20n),
      ],
    })
    expect(journal.slice(1)).toEqual(['locked → paid 100', 'paid → exits-held 100', 'exits-held → paid 30'])
    expect(balances).toMatchObject({ locked: 0n, 'exits-held': 70n, paid: 30n })
  })

  test('behavior: a refused payout is a claim, and a claim below par writes the loss down', () => {
    const { journal, balances } = post(given({ depositors: -50n, paid: 50n }), {
      home: [home('payout-failed', two, 50n), paid('claimed', 50n), paid('paid-below-par', 5n)],
    })
    expect(journal).toEqual(['paid → claims 50', 'claims → paid 50', 'paid → written-down 5'])
    expect(balances).toMatchObject({ claims: 0n, paid: 45n, 'written-down': 5n })
  })

  test('behavior: a rescue takes the lock’s own message back', () => {
    const state = given({ depositors: -100n, locked: 100n, locks: -100n, 'transit-out': 100n }, [
      message('mint', one, { sent: 100n }),
    ])
    expect(post(state, { home: [home('rescued', one, 100n)] }).journal).toEqual([
      'transit-out → exited 100',
      'locked → paid 100',
    ])
  })

  test('behavior: what arrives beyond what left is posted from where it came: nowhere', () => {
    const state = given({ locks: -100n, 'transit-out': 100n }, [message('mint', one, { sent: 100n })])
    const { journal, messages } = post(state, { host: [host('minted', one, 130n)] })
    expect(journal).toEqual(['transit-out → outstanding 100', 'unbacked-mints → outstanding 30'])
    expect(messages).toEqual([
      message('mint', one, { sent: 100n, taken: 100n, unbacked: 30n, deliveries: 1, takenBy: receiver }),
    ])
  })

  test('behavior: a lock that shows up after its mint backs it', () => {
    const state = given({ 'unbacked-mints': -100n, outstanding: 100n }, [
      message('mint', one, { unbacked: 100n, deliveries: 1 }),
    ])
    const { journal, messages } = post(state, { announce: [home('locked', one, 100n)] })
    expect(journal).toEqual(['locks → transit-out 100', 'transit-out → unbacked-mints 100'])
    expect(messages).toEqual([message('mint', one, { sent: 100n, taken: 100n, deliveries: 1, sentTo: receiver })])
  })

  test('behavior: a forged exit that the owner strikes off counts as locked again, and as never arrived', () => {
    const state = given({ depositors: -100n, locked: 40n, 'exits-held': 60n, 'unbacked-exits': -60n, exited: 60n }, [
      message('release', two, { unbacked: 60n, deliveries: 1 }),
    ])
    const { journal, messages, balances } = post(state, { home: [home('exit-voided', two, 60n)] })
    expect(journal).toEqual(['exits-held → locked 60', 'exited → unbacked-exits 60'])
    expect(messages).toEqual([message('release', two, { deliveries: 1 })])
    expect(balances).toMatchObject({ locked: 100n, 'exits-held': 0n, 'unbacked-exits': 0n })
  })

  test('behavior: both books add up to zero, and the state given stays as it was', () => {
    const state = given({ locks: -100n, 'transit-out': 100n }, [message('mint', one, { sent: 100n })])
    const { balances } = post(state, { host: [host('minted', one, 150n)] })
    expect(Object.values(balances).reduce((sum, balance) => sum + balance)).toBe(0n)
    expect(state.balances['transit-out']).toBe(100n)
  })

  test('error: LedgerContradictionError when more is burned than is outstanding', () => {
    expect(() => post(given({ locks: -10n, outstanding: 10n }), { host: [host('burned', two, 11n)] })).toThrow(
      LedgerContradictionError,
    )
  })
  test('error: LedgerContradictionError for a hold that is not known, or of another amount', () => {
    expect(() => post(nothing, { host: [unhold('hold-released', one, 1n)] })).toThrow(LedgerContradictionError)
    const state = given({ locks: -9n, waiting: 9n }, [], [{ id: 5, guid: one, kind: 'waiting', amount: 9n }])
    expect(() => post(state, { host: [unhold('hold-released', one, 8n)] })).toThrow(LedgerContradictionError)
  })
  test('error: LedgerContradictionError for a message that leaves twice', () => {
    const state = given({}, [message('mint', one, { sent: 1n })])
    expect(() => post(state, { announce: [home('locked', one, 1n)] })).toThrow(LedgerContradictionError)
  })
})

describe('namedBy', () => {
  test('default: each guid and hold once', () => {
    const events = [hold('held', 'waiting', 1n), hold('hold-changed', 'delayed', 1n), host('burned', two, 1n)]
    expect(namedBy(events)).toEqual({ guids: [one, two], holdIds: [5] })
  })
})
