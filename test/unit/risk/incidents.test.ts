import { describe, expect, test } from 'vitest'
import { address, type ChainId } from '../../../domain/identifiers.ts'
import { evaluate, type Snapshot } from '../../../risk/breaker/evaluate.ts'
import { defaultBreakerParameters } from '../../../risk/breaker/parameters.ts'
import type { BucketKey } from '../../../risk/breaker/scope.ts'
import { tightenings } from '../../../risk/tightenings.ts'
import {
  ago,
  allOpen,
  alpha,
  beta,
  breached,
  guidOf,
  hashOf,
  heldMint,
  now,
  raw,
  snapshotOf,
  token,
  unreadFor,
} from './breaker-stage.ts'

/**
 * Real breaches as the guard's rules would have seen them, at their true amounts, on the bucket of alpha's token on beta.
 * Those that limits, capacities or separate keys contain, and no rule (Orbit, Multichain), are not here.
 */

const ether = 10n ** 18n
const read = <Value>(value: Value) => ({ kind: 'read', value }) as const
const balanced = {
  arrivals: read({
    minted: raw(0n),
    held: raw(0n),
    sentHome: raw(0n),
    hostBlock: 2n,
    locked: raw(0n),
    rescued: raw(0n),
    homeBlock: 3n,
  }),
  exits: read({
    released: raw(0n),
    refunded: raw(0n),
    homeBlock: 2n,
    burned: raw(0n),
    sentHome: raw(0n),
    hostBlock: 3n,
  }),
  escrow: read({ balance: raw(0n), locked: raw(0n), due: raw(0n), backing: 1_000_000_000n, homeBlock: 3n }),
}

/** What the guard does about it: rules that tripped, calls as text, proposals as text. */
function respond(seen: Partial<Snapshot>) {
  const trips = evaluate(snapshotOf(seen), defaultBreakerParameters, now)
  const { calls, proposals } = tightenings(trips, allOpen, now)
  const at = ({ home, host }: BucketKey): string => `${home}>${host}`
  return {
    rules: [...new Set(trips.map(({ rule }) => rule))],
    calls: calls.map((call) => `${at(call.bucket)} ${call.kind === 'voidHold' ? 'void' : call.state}`),
    proposals: proposals.map((proposal) => ('bucket' in proposal ? `${at(proposal.bucket)} ${proposal.kind}` : 'park')),
    elsewhere: calls.filter(({ bucket }) => bucket.asset !== token || at(bucket) !== '1>2').length,
  }
}

const namedBy = (chainId: ChainId): number =>
  allOpen.filter(({ bucket }) => [bucket.home, bucket.host].includes(chainId)).length

describe('incidents', () => {
  test('behavior: Kelp, 2026-04: home verified nonce 308 when the host had sent 307', () => {
    const found = respond({
      pathways: [
        {
          lane: { home: alpha, host: beta },
          direction: 'release',
          nonces: read({
            inbound: 308n,
            destinationBlock: 10n,
            outbound: 307n,
            sourceBlock: 20n,
            verified: [{ nonce: 308n, payloadHash: hashOf(308n) }],
            swallowed: [],
          }),
        },
      ],
    })
    expect(found).toMatchObject({
      rules: ['outbound-nonce'],
      calls: ['1>2 noMinting', '1>2 noMinting', '1>2 noLocking', '1>2 noLocking'],
      proposals: ['park'],
    })
  })
  test('behavior: Kelp, 2026-04: two providers poisoned, the third dead', () => {
    const poisoned = { kind: 'disagreed', since: ago(120n), blockNumber: 20n, providers: ['p1', 'p2'] } as const
    const found = respond({ quorums: [{ chainId: beta, answers: poisoned }] })
    expect(found.rules).toEqual(['rpc-disagreement'])
    expect(found.calls).toHaveLength(namedBy(beta))
    expect(new Set(found.calls.map((call) => call.split(' ')[1]))).toEqual(new Set(['noMinting']))
    // All of them dead: nobody can sign; somebody is woken, and nothing is stopped.
    expect(respond({ quorums: [{ chainId: beta, answers: unreadFor(1_000n) }] })).toMatchObject({
      rules: ['rpc-disagreement'],
      calls: [],
    })
  })
  test('behavior: Kelp, 2026-04: 116,500 rsETH paid out that nobody had burned', () => {
    const exits = read({ ...balanced.exits.value, released: raw(116_500n * ether) })
    expect(respond({ backing: [{ bucket: breached, ...balanced, exits }] })).toEqual({
      rules: ['backing-shortfall'],
      calls: ['1>2 notEligible', '1>2 noLocking'],
      proposals: ['1>2 review'],
      elsewhere: 0,
    })
  })
  test('behavior: Hyperbridge, 2026-04: a billion minted against 356,000', () => {
    const arrivals = read({
      ...balanced.arrivals.value,
      minted: raw(1_000_000_000n * 10n ** 10n),
      locked: raw(356_000n * 10n ** 10n),
    })
    expect(respond({ backing: [{ bucket: breached, ...balanced, arrivals }] })).toMatchObject({
      calls: ['1>2 notEligible', '1>2 noLocking'],
      proposals: ['1>2 stop'],
      elsewhere: 0,
    })
  })
  test('behavior: Ronin, 2024-08: an upgrade that left no threshold of votes', () => {
    const attestors = [token, address(`0x${'d'.repeat(40)}`)]
    const found = respond({
      configuration: [
        { kind: 'attestors', chainId: alpha, planned: { attestors, quorum: 2 }, found: read({ attestors, quorum: 0 }) },
      ],
    })
    expect(found.rules).toEqual(['configuration-drift'])
    expect(found.calls).toHaveLength(2 * namedBy(alpha))
    expect(found.calls.filter((call) => call.startsWith('2>3') || call.startsWith('3>2'))).toEqual([])
  })
  test('behavior: BNB bridge, 2022-10: two forged messages of 1,000,000, the second still held', () => {
    const forged = {
      bucket: breached,
      guid: guidOf(1n),
      problem: 'no-lock',
      amount: raw(1_000_000n * ether),
      hostBlock: 9n,
      txHash: hashOf(1n),
      hold: undefined,
    } as const
    const held = { ...forged, guid: guidOf(2n), hold: heldMint(1_000_000n * ether) }
    expect(respond({ mints: [forged, held] })).toEqual({
      rules: ['mint-without-lock'],
      calls: ['1>2 notEligible', '1>2 void', '1>2 noLocking'],
      proposals: ['1>2 stop'],
      elsewhere: 0,
    })
  })
  test('behavior: Nomad, 2022-08: hundreds of accounts repeat a real message with amounts of their own: one row, one call', () => {
    const mints = Array.from({ length: 300 }, (_, index) => ({
      bucket: breached,
      guid: guidOf(BigInt(index)),
      problem: 'other-content' as const,
      amount: raw(100n * 10n ** 8n),
      hostBlock: BigInt(index),
      txHash: hashOf(BigInt(index)),
      hold: undefined,
    }))
    expect(evaluate(snapshotOf({ mints }), defaultBreakerParameters, now)).toHaveLength(1)
    expect(respond({ mints }).calls).toEqual(['1>2 notEligible', '1>2 noLocking'])
  })
  test('behavior: Harmony, 2022-06: eleven payouts in 18 minutes, every one of them signed', () => {
    // About 100,000,000 dollars; how they were spread over the eleven, and what was locked, is assumed.
    const released = Array.from({ length: 11 }, (_, index) => ({
      at: ago(BigInt(1_080 - index * 108)),
      amount: raw(9_100_000n * 10n ** 6n),
      blockNumber: BigInt(index),
      txHash: hashOf(BigInt(index)),
    }))
    const upTo = (payouts: number): Partial<Snapshot> => ({
      flows: [
        {
          bucket: breached,
          bucketCapacity: raw(1_200_000_000n * 10n ** 6n),
          locked: raw((1_000_000_000n - BigInt(payouts) * 9_100_000n) * 10n ** 6n),
          minted: [],
          released: released.slice(0, payouts),
        },
      ],
    })
    // 1.2 % of what was locked are 12 M: the second payout makes it 18.2 M.
    expect(respond(upTo(1)).calls).toEqual([])
    expect(respond(upTo(2))).toEqual({
      rules: ['outflow-velocity'],
      calls: ['1>2 noMinting', '1>2 noLocking'],
      proposals: ['1>2 review'],
      elsewhere: 0,
    })
  })
  test('behavior: Ronin, 2022-03: 173,600 ETH missing, unseen for six days', () => {
    const escrow = read({ ...balanced.escrow.value, locked: raw(200_000n * ether), balance: raw(26_400n * ether) })
    const [found] = evaluate(
      snapshotOf({ backing: [{ bucket: breached, ...balanced, escrow }] }),
      defaultBreakerParameters,
      now,
    )
    expect(found?.evidence).toContainEqual({ kind: 'figure', name: 'shortfall', value: 173_600n * ether, unit: 'raw' })
    expect(respond({ backing: [{ bucket: breached, ...balanced, escrow }] }).proposals).toEqual(['1>2 review'])
  })
  test('behavior: Wormhole, 2022-02: 120,000 minted that nobody had locked', () => {
    const locked = raw(80_000n * ether)
    const arrivals = read({ ...balanced.arrivals.value, minted: raw(200_000n * ether), locked })
    const [found] = evaluate(
      snapshotOf({ backing: [{ bucket: breached, ...balanced, arrivals }] }),
      defaultBreakerParameters,
      now,
    )
    expect(found?.evidence).toContainEqual({ kind: 'figure', name: 'shortfall', value: 120_000n * ether, unit: 'raw' })
    expect(respond({ backing: [{ bucket: breached, ...balanced, arrivals }] }).calls).toContain('1>2 notEligible')
  })
  test('behavior: Poly, 2021-08: the keeper of the keys is another', () => {
    const found = respond({
      configuration: [
        { kind: 'authority', item: 'owner', chainId: alpha, subject: 'vault', planned: token, found: read(guidOf(1n)) },
      ],
    })
    expect(found.calls).toHaveLength(2 * namedBy(alpha))
  })
})
