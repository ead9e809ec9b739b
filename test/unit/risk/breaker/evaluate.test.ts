import { describe, expect, test } from 'vitest'
import { evaluate, type Snapshot } from '../../../../risk/breaker/evaluate.ts'
import { defaultBreakerParameters } from '../../../../risk/breaker/parameters.ts'
import { ago, alpha, breached, guidOf, hashOf, now, raw, snapshotOf, token, unreadFor } from '../breaker-stage.ts'

/** One reading per rule, each of which trips it. */
const everything: Snapshot = {
  backing: [{ bucket: breached, arrivals: unreadFor(999n), exits: unreadFor(1n), escrow: unreadFor(1n) }],
  mints: [
    {
      bucket: breached,
      guid: guidOf(1n),
      problem: 'no-lock',
      amount: raw(1n),
      hostBlock: 1n,
      txHash: hashOf(1n),
      hold: undefined,
    },
  ],
  exits: [
    {
      bucket: breached,
      guid: guidOf(2n),
      problem: 'no-burn',
      amount: raw(1n),
      homeBlock: 1n,
      txHash: hashOf(2n),
    },
  ],
  drifts: [{ bucket: breached, at: 'home', facts: { locked: '1 in the ledger, 2 on chain' } }],
  quorums: [{ chainId: alpha, answers: unreadFor(999n) }],
  reorgs: [
    { chainId: alpha, seenAt: now, fromBlock: 1n, finalBlock: 1n, hashBefore: hashOf(1n), hashAfter: hashOf(2n) },
  ],
  heads: [{ chainId: alpha, head: unreadFor(999n) }],
  prices: [{ bucket: breached, status: { kind: 'nonPositive', source: 'first', answer: 0n }, since: now }],
  flows: [
    {
      bucket: breached,
      bucketCapacity: raw(0n),
      locked: raw(0n),
      minted: [{ at: now, amount: raw(1n), blockNumber: 1n, txHash: hashOf(1n) }],
      released: [],
    },
  ],
  attestation: [
    {
      chainId: alpha,
      attestors: [token],
      quorum: 0,
      messages: [{ guid: guidOf(1n), finalAt: ago(9_999n), signedBy: [] }],
    },
  ],
  configuration: [
    { kind: 'authority', item: 'owner', chainId: alpha, subject: 'vault', planned: '0x01', found: unreadFor(999n) },
  ],
  pathways: [{ lane: breached, direction: 'mint', nonces: unreadFor(999n) }],
}

describe('evaluate', () => {
  test('default: every rule is asked, and what they find is in the order of fingerprints', () => {
    const trips = evaluate(everything, defaultBreakerParameters, now)
    expect(trips.map(({ rule }) => rule)).toEqual([
      'attestor-silence',
      'backing-shortfall',
      'configuration-drift',
      'deep-reorg',
      'exit-without-burn',
      'ledger-drift',
      'mint-without-lock',
      'outbound-nonce',
      'outflow-velocity',
      'price-signal',
      'rpc-disagreement',
      'stalled-head',
    ])
  })
  test('default: with nothing to see nothing trips', () => {
    expect(evaluate(snapshotOf({}), defaultBreakerParameters, now)).toEqual([])
  })
})
