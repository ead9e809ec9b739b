/**
 * What `decide` answers for every state on record and every observation: a part for each state, a column for each source
 * observation, a row for each group of destination observations (named in `test/support/decide-cases.ts`) that are
 * decided alike. A cell is the state and the action; `=` is the state on record. Of `withhold/park` the second is what
 * a guardian does once the doubt has lasted.
 *
 * What is sent, final, parked or orphaned has our signature only, the others have enough. What is halted still is.
 */
export const decisionTable = `
unread                   | disagreed                | pending                  | absent                   | differs                  | ahead                    | confirmed                | destination

## sent
= wait                   | = withhold               | = withhold               | orphaned withhold        | orphaned withhold        | = withhold               | final wait               | unread, disagreed
= wait                   | = withhold/park          | = withhold/park          | orphaned orphan          | orphaned orphan          | = withhold/park          | final wait               | unverified: by others, unverified: by us
= wait                   | = withhold/park          | = withhold/park          | orphaned withhold/park   | orphaned withhold/park   | = withhold/park          | final wait               | unverified: but by us, verifiable
verified wait            | verified withhold/park   | verified withhold/park   | orphaned withhold/park   | orphaned withhold/park   | verified withhold/park   | verified execute         | committed
= wait                   | = withhold/park          | = withhold/park          | orphaned orphan          | orphaned orphan          | = withhold/park          | final withhold/park      | conflicting
parked wait              | parked withhold          | parked withhold          | orphaned orphan          | orphaned orphan          | parked withhold          | parked wait              | parked: and unverified, parked: verified anew
= wait                   | = withhold               | = withhold               | orphaned orphan          | orphaned orphan          | = withhold               | halted halt              | skipped
executed wait            | executed wait            | executed wait            | executed wait            | executed wait            | executed wait            | executed wait            | executed: not final
settled settle           | settled settle           | settled settle           | settled settle           | settled settle           | settled settle           | settled settle           | executed: final
deferred wait            | deferred wait            | deferred wait            | deferred wait            | deferred wait            | deferred wait            | deferred wait            | held: unread, held: delayed, held: waiting, held: suspended, held: refund-only
deferred wait            | deferred withhold        | deferred withhold        | deferred withhold        | deferred withhold        | deferred withhold        | deferred releaseHold     | held: passes
deferred wait            | deferred withhold        | deferred withhold        | deferred withhold        | deferred withhold        | deferred withhold        | deferred sendRefund      | held: goes home
refunding wait           | refunding wait           | refunding wait           | refunding wait           | refunding wait           | refunding wait           | refunding wait           | held: sent home
refunded settle          | refunded settle          | refunded settle          | refunded settle          | refunded settle          | refunded settle          | refunded settle          | held: paid back

## final
= wait                   | = withhold               | = withhold               | halted halt              | halted halt              | halted halt              | = wait                   | unread, disagreed
= wait                   | = withhold/park          | = withhold/park          | halted halt              | halted halt              | halted halt              | = wait                   | unverified: by others, unverified: by us, unverified: but by us, verifiable
verified wait            | verified withhold/park   | verified withhold/park   | halted halt              | halted halt              | halted halt              | verified execute         | committed
= wait                   | = withhold/park          | = withhold/park          | halted halt              | halted halt              | halted halt              | = withhold/park          | conflicting
parked wait              | parked withhold          | parked withhold          | halted halt              | halted halt              | halted halt              | parked wait              | parked: and unverified, parked: verified anew
= wait                   | = withhold               | = withhold               | halted halt              | halted halt              | halted halt              | halted halt              | skipped
executed wait            | executed wait            | executed wait            | halted halt              | halted halt              | halted halt              | executed wait            | executed: not final
settled settle           | settled settle           | settled settle           | halted halt              | halted halt              | halted halt              | settled settle           | executed: final
deferred wait            | deferred wait            | deferred wait            | halted halt              | halted halt              | halted halt              | deferred wait            | held: unread, held: delayed, held: waiting, held: suspended, held: refund-only
deferred releaseHold     | deferred withhold        | deferred withhold        | halted halt              | halted halt              | halted halt              | deferred releaseHold     | held: passes
deferred sendRefund      | deferred withhold        | deferred withhold        | halted halt              | halted halt              | halted halt              | deferred sendRefund      | held: goes home
refunding wait           | refunding wait           | refunding wait           | halted halt              | halted halt              | halted halt              | refunding wait           | held: sent home
refunded settle          | refunded settle          | refunded settle          | halted halt              | halted halt              | halted halt              | refunded settle          | held: paid back

## attested
= wait                   | = withhold               | = withhold               | halted halt              | halted halt              | halted halt              | = wait                   | unread, disagreed
= wait                   | = withhold/park          | = withhold/park          | halted halt              | halted halt              | halted halt              | = wait                   | unverified: by others, unverified: but by us
verifiable wait          | verifiable withhold/park | verifiable withhold/park | halted halt              | halted halt              | halted halt              | verifiable deliver       | unverified: by us, verifiable
verified wait            | verified withhold/park   | verified withhold/park   | halted halt              | halted halt              | halted halt              | verified execute         | committed
= wait                   | = withhold/park          | = withhold/park          | halted halt              | halted halt              | halted halt              | = withhold/park          | conflicting
parked wait              | parked withhold          | parked withhold          | halted halt              | halted halt              | halted halt              | parked wait              | parked: and unverified
parked wait              | parked withhold          | parked withhold          | halted halt              | halted halt              | halted halt              | parked deliver           | parked: verified anew
= wait                   | = withhold               | = withhold               | halted halt              | halted halt              | halted halt              | halted halt              | skipped
executed wait            | executed wait            | executed wait            | halted halt              | halted halt              | halted halt              | executed wait            | executed: not final
settled settle           | settled settle           | settled settle           | halted halt              | halted halt              | halted halt              | settled settle           | executed: final
deferred wait            | deferred wait            | deferred wait            | halted halt              | halted halt              | halted halt              | deferred wait            | held: unread, held: delayed, held: waiting, held: suspended, held: refund-only
deferred releaseHold     | deferred withhold        | deferred withhold        | halted halt              | halted halt              | halted halt              | deferred releaseHold     | held: passes
deferred sendRefund      | deferred withhold        | deferred withhold        | halted halt              | halted halt              | halted halt              | deferred sendRefund      | held: goes home
refunding wait           | refunding wait           | refunding wait           | halted halt              | halted halt              | halted halt              | refunding wait           | held: sent home
refunded settle          | refunded settle          | refunded settle          | halted halt              | halted halt              | halted halt              | refunded settle          | held: paid back

## verifiable
= wait                   | = withhold               | = withhold               | halted halt              | halted halt              | halted halt              | = wait                   | unread, disagreed
attested wait            | attested withhold/park   | attested withhold/park   | halted halt              | halted halt              | halted halt              | attested wait            | unverified: by others, unverified: but by us
= wait                   | = withhold/park          | = withhold/park          | halted halt              | halted halt              | halted halt              | = deliver                | unverified: by us, verifiable
verified wait            | verified withhold/park   | verified withhold/park   | halted halt              | halted halt              | halted halt              | verified execute         | committed
= wait                   | = withhold/park          | = withhold/park          | halted halt              | halted halt              | halted halt              | = withhold/park          | conflicting
parked wait              | parked withhold          | parked withhold          | halted halt              | halted halt              | halted halt              | parked wait              | parked: and unverified
parked wait              | parked withhold          | parked withhold          | halted halt              | halted halt              | halted halt              | parked deliver           | parked: verified anew
= wait                   | = withhold               | = withhold               | halted halt              | halted halt              | halted halt              | halted halt              | skipped
executed wait            | executed wait            | executed wait            | halted halt              | halted halt              | halted halt              | executed wait            | executed: not final
settled settle           | settled settle           | settled settle           | halted halt              | halted halt              | halted halt              | settled settle           | executed: final
deferred wait            | deferred wait            | deferred wait            | halted halt              | halted halt              | halted halt              | deferred wait            | held: unread, held: delayed, held: waiting, held: suspended, held: refund-only
deferred releaseHold     | deferred withhold        | deferred withhold        | halted halt              | halted halt              | halted halt              | deferred releaseHold     | held: passes
deferred sendRefund      | deferred withhold        | deferred withhold        | halted halt              | halted halt              | halted halt              | deferred sendRefund      | held: goes home
refunding wait           | refunding wait           | refunding wait           | halted halt              | halted halt              | halted halt              | refunding wait           | held: sent home
refunded settle          | refunded settle          | refunded settle          | halted halt              | halted halt              | halted halt              | refunded settle          | held: paid back

## verified
= wait                   | = withhold               | = withhold               | halted halt              | halted halt              | halted halt              | = wait                   | unread, disagreed
attested wait            | attested withhold/park   | attested withhold/park   | halted halt              | halted halt              | halted halt              | attested wait            | unverified: by others, unverified: but by us
verifiable wait          | verifiable withhold/park | verifiable withhold/park | halted halt              | halted halt              | halted halt              | verifiable deliver       | unverified: by us, verifiable
= wait                   | = withhold/park          | = withhold/park          | halted halt              | halted halt              | halted halt              | = execute                | committed
verifiable wait          | verifiable withhold/park | verifiable withhold/park | halted halt              | halted halt              | halted halt              | verifiable withhold/park | conflicting
parked wait              | parked withhold          | parked withhold          | halted halt              | halted halt              | halted halt              | parked wait              | parked: and unverified
parked wait              | parked withhold          | parked withhold          | halted halt              | halted halt              | halted halt              | parked deliver           | parked: verified anew
verifiable wait          | verifiable withhold      | verifiable withhold      | halted halt              | halted halt              | halted halt              | halted halt              | skipped
executed wait            | executed wait            | executed wait            | halted halt              | halted halt              | halted halt              | executed wait            | executed: not final
settled settle           | settled settle           | settled settle           | halted halt              | halted halt              | halted halt              | settled settle           | executed: final
deferred wait            | deferred wait            | deferred wait            | halted halt              | halted halt              | halted halt              | deferred wait            | held: unread, held: delayed, held: waiting, held: suspended, held: refund-only
deferred releaseHold     | deferred withhold        | deferred withhold        | halted halt              | halted halt              | halted halt              | deferred releaseHold     | held: passes
deferred sendRefund      | deferred withhold        | deferred withhold        | halted halt              | halted halt              | halted halt              | deferred sendRefund      | held: goes home
refunding wait           | refunding wait           | refunding wait           | halted halt              | halted halt              | halted halt              | refunding wait           | held: sent home
refunded settle          | refunded settle          | refunded settle          | halted halt              | halted halt              | halted halt              | refunded settle          | held: paid back

## executed
= wait                   | = wait                   | = wait                   | halted halt              | halted halt              | halted halt              | = wait                   | unread, disagreed, executed: not final
attested rollBack        | attested rollBack        | attested rollBack        | halted halt              | halted halt              | halted halt              | attested rollBack        | unverified: by others, unverified: but by us
verifiable rollBack      | verifiable rollBack      | verifiable rollBack      | halted halt              | halted halt              | halted halt              | verifiable rollBack      | unverified: by us, verifiable, conflicting, skipped
verified rollBack        | verified rollBack        | verified rollBack        | halted halt              | halted halt              | halted halt              | verified rollBack        | committed
parked rollBack          | parked rollBack          | parked rollBack          | halted halt              | halted halt              | halted halt              | parked rollBack          | parked: and unverified, parked: verified anew
settled settle           | settled settle           | settled settle           | halted halt              | halted halt              | halted halt              | settled settle           | executed: final
deferred wait            | deferred wait            | deferred wait            | halted halt              | halted halt              | halted halt              | deferred wait            | held: unread, held: delayed, held: waiting, held: suspended, held: refund-only
deferred releaseHold     | deferred withhold        | deferred withhold        | halted halt              | halted halt              | halted halt              | deferred releaseHold     | held: passes
deferred sendRefund      | deferred withhold        | deferred withhold        | halted halt              | halted halt              | halted halt              | deferred sendRefund      | held: goes home
refunding wait           | refunding wait           | refunding wait           | halted halt              | halted halt              | halted halt              | refunding wait           | held: sent home
refunded settle          | refunded settle          | refunded settle          | halted halt              | halted halt              | halted halt              | refunded settle          | held: paid back

## settled
= wait                   | = wait                   | = wait                   | halted halt              | halted halt              | halted halt              | = wait                   | unread, disagreed, executed: not final, executed: final
halted halt              | halted halt              | halted halt              | halted halt              | halted halt              | halted halt              | halted halt              | unverified: by others, unverified: by us, unverified: but by us, verifiable, committed, conflicting, parked: and unverified, parked: verified anew, skipped, held: unread, held: delayed, held: waiting, held: suspended, held: passes, held: refund-only, held: goes home, held: sent home, held: paid back

## deferred
= wait                   | = wait                   | = wait                   | halted halt              | halted halt              | halted halt              | = wait                   | unread, disagreed, held: unread, held: delayed, held: waiting, held: suspended, held: refund-only
halted halt              | halted halt              | halted halt              | halted halt              | halted halt              | halted halt              | halted halt              | unverified: by others, unverified: by us, unverified: but by us, verifiable, committed, conflicting, parked: and unverified, parked: verified anew, skipped
executed wait            | executed wait            | executed wait            | halted halt              | halted halt              | halted halt              | executed wait            | executed: not final
settled settle           | settled settle           | settled settle           | halted halt              | halted halt              | halted halt              | settled settle           | executed: final
= releaseHold            | = withhold               | = withhold               | halted halt              | halted halt              | halted halt              | = releaseHold            | held: passes
= sendRefund             | = withhold               | = withhold               | halted halt              | halted halt              | halted halt              | = sendRefund             | held: goes home
refunding wait           | refunding wait           | refunding wait           | halted halt              | halted halt              | halted halt              | refunding wait           | held: sent home
refunded settle          | refunded settle          | refunded settle          | halted halt              | halted halt              | halted halt              | refunded settle          | held: paid back

## refunding
= wait                   | = wait                   | = wait                   | halted halt              | halted halt              | halted halt              | = wait                   | unread, disagreed, held: unread, held: sent home
halted halt              | halted halt              | halted halt              | halted halt              | halted halt              | halted halt              | halted halt              | unverified: by others, unverified: by us, unverified: but by us, verifiable, committed, conflicting, parked: and unverified, parked: verified anew, skipped
executed wait            | executed wait            | executed wait            | halted halt              | halted halt              | halted halt              | executed wait            | executed: not final
settled settle           | settled settle           | settled settle           | halted halt              | halted halt              | halted halt              | settled settle           | executed: final
deferred wait            | deferred wait            | deferred wait            | halted halt              | halted halt              | halted halt              | deferred wait            | held: delayed, held: waiting, held: suspended, held: refund-only
deferred releaseHold     | deferred withhold        | deferred withhold        | halted halt              | halted halt              | halted halt              | deferred releaseHold     | held: passes
deferred sendRefund      | deferred withhold        | deferred withhold        | halted halt              | halted halt              | halted halt              | deferred sendRefund      | held: goes home
refunded settle          | refunded settle          | refunded settle          | halted halt              | halted halt              | halted halt              | refunded settle          | held: paid back

## refunded
= wait                   | = wait                   | = wait                   | halted halt              | halted halt              | halted halt              | = wait                   | unread, disagreed, held: unread, held: sent home, held: paid back
halted halt              | halted halt              | halted halt              | halted halt              | halted halt              | halted halt              | halted halt              | unverified: by others, unverified: by us, unverified: but by us, verifiable, committed, conflicting, parked: and unverified, parked: verified anew, skipped, executed: not final, executed: final, held: delayed, held: waiting, held: suspended, held: passes, held: refund-only, held: goes home

## parked
= wait                   | = withhold               | = withhold               | orphaned withhold        | orphaned withhold        | = withhold               | = wait                   | unread, disagreed
sent wait                | sent withhold/park       | sent withhold/park       | orphaned orphan          | orphaned orphan          | sent withhold/park       | final wait               | unverified: by others, unverified: by us
sent wait                | sent withhold/park       | sent withhold/park       | orphaned withhold/park   | orphaned withhold/park   | sent withhold/park       | final wait               | unverified: but by us, verifiable
verified wait            | verified withhold/park   | verified withhold/park   | orphaned withhold/park   | orphaned withhold/park   | verified withhold/park   | verified execute         | committed
sent wait                | sent withhold/park       | sent withhold/park       | orphaned orphan          | orphaned orphan          | sent withhold/park       | final withhold/park      | conflicting
= wait                   | = withhold               | = withhold               | orphaned orphan          | orphaned orphan          | = withhold               | = wait                   | parked: and unverified, parked: verified anew
sent wait                | sent withhold            | sent withhold            | orphaned orphan          | orphaned orphan          | sent withhold            | halted halt              | skipped
executed wait            | executed wait            | executed wait            | executed wait            | executed wait            | executed wait            | executed wait            | executed: not final
settled settle           | settled settle           | settled settle           | settled settle           | settled settle           | settled settle           | settled settle           | executed: final
deferred wait            | deferred wait            | deferred wait            | deferred wait            | deferred wait            | deferred wait            | deferred wait            | held: unread, held: delayed, held: waiting, held: suspended, held: refund-only
deferred wait            | deferred withhold        | deferred withhold        | deferred withhold        | deferred withhold        | deferred withhold        | deferred releaseHold     | held: passes
deferred wait            | deferred withhold        | deferred withhold        | deferred withhold        | deferred withhold        | deferred withhold        | deferred sendRefund      | held: goes home
refunding wait           | refunding wait           | refunding wait           | refunding wait           | refunding wait           | refunding wait           | refunding wait           | held: sent home
refunded settle          | refunded settle          | refunded settle          | refunded settle          | refunded settle          | refunded settle          | refunded settle          | held: paid back

## orphaned
= wait                   | = withhold               | sent withhold            | = withhold               | = withhold               | = withhold               | final wait               | unread, disagreed
= wait                   | = withhold/park          | sent withhold/park       | = wait                   | = wait                   | = withhold/park          | final wait               | unverified: by others, unverified: by us
= wait                   | = withhold/park          | sent withhold/park       | = withhold/park          | = withhold/park          | = withhold/park          | final wait               | unverified: but by us, verifiable
= wait                   | = withhold/park          | verified withhold/park   | = withhold/park          | = withhold/park          | = withhold/park          | verified execute         | committed
= wait                   | = withhold/park          | sent withhold/park       | = wait                   | = wait                   | = withhold/park          | final withhold/park      | conflicting
= wait                   | = withhold               | parked withhold          | = wait                   | = wait                   | = withhold               | parked wait              | parked: and unverified, parked: verified anew
= wait                   | = withhold               | sent withhold            | = wait                   | = wait                   | = withhold               | halted halt              | skipped
executed wait            | executed wait            | executed wait            | executed wait            | executed wait            | executed wait            | executed wait            | executed: not final
settled settle           | settled settle           | settled settle           | settled settle           | settled settle           | settled settle           | settled settle           | executed: final
deferred wait            | deferred wait            | deferred wait            | deferred wait            | deferred wait            | deferred wait            | deferred wait            | held: unread, held: delayed, held: waiting, held: suspended, held: refund-only
deferred wait            | deferred withhold        | deferred withhold        | deferred withhold        | deferred withhold        | deferred withhold        | deferred releaseHold     | held: passes
deferred wait            | deferred withhold        | deferred withhold        | deferred withhold        | deferred withhold        | deferred withhold        | deferred sendRefund      | held: goes home
refunding wait           | refunding wait           | refunding wait           | refunding wait           | refunding wait           | refunding wait           | refunding wait           | held: sent home
refunded settle          | refunded settle          | refunded settle          | refunded settle          | refunded settle          | refunded settle          | refunded settle          | held: paid back

## halted
= wait                   | = wait                   | = wait                   | = wait                   | = wait                   | = wait                   | = wait                   | unread, disagreed, unverified: by others, unverified: by us, unverified: but by us, verifiable, committed, conflicting, parked: and unverified, parked: verified anew, skipped, executed: not final, executed: final, held: unread, held: delayed, held: waiting, held: suspended, held: passes, held: refund-only, held: goes home, held: sent home, held: paid back
`
