import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bucketId } from '../../domain/ledger-event.ts'
import type { FindingKind } from '../../domain/ledger-finding.ts'
import { createLogger } from '../../observability/logger.ts'
import { postLedger } from '../../relayer/ledger.ts'
import type { LedgerStore } from '../../relayer/ledger-ports.ts'
import { type Fraud, frauds, ledgerWorld } from '../support/ledger-world.ts'
import { memoryLedgerStore } from '../support/memory-ledger-store.ts'

const log = createLogger({ name: 'test', level: 'silent' })

/** What each fraud must at least be found as. */
const found: Readonly<Record<Fraud, FindingKind>> = {
  'forged mint': 'mint-without-lock',
  'forged hold': 'mint-without-lock',
  'double mint': 'double-delivery',
  'too much minted': 'amount-mismatch',
  'too little minted': 'amount-mismatch',
  'minted to another': 'receiver-mismatch',
  'released to another': 'receiver-mismatch',
  'forged release': 'release-without-burn',
  'double release': 'double-delivery',
  'forged refund': 'refund-without-hold',
  'rescue of what was minted': 'double-delivery',
  'supply without an event': 'drift',
  'locked without an event': 'drift',
  'stolen escrow': 'escrow-shortfall',
}

type World = ReturnType<typeof ledgerWorld>

/** Rounds at any moments, with anything happening between and within them. */
async function rounds(world: World, store: LedgerStore, { count, maxBlocks }: { count: number; maxBlocks: bigint }) {
  const chains = world.ledgerChains()
  for (let done = 0; done < count; done += 1) {
    world.steps(20)
    await postLedger({ chains, store, deployment: world.deployment, log, maxBlocks })
  }
}

describe('the ledger, with the blocks of three chains in any order', () => {
  test('property: honest traffic never raises a finding, and the ledger ends equal to the chains', async () => {
    let entries = 0n
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.bigInt({ min: 1n, max: 40n }),
        fc.constantFrom(0, 0.05),
        async (seed, maxBlocks, failingReads) => {
          const world = ledgerWorld(seed, { failingReads })
          const store = memoryLedgerStore()
          await rounds(world, store, { count: 10, maxBlocks })
          world.stopFailing()
          world.settle()
          for (let done = 0; done < 2; done += 1) {
            await postLedger({ chains: world.ledgerChains(0), store, deployment: world.deployment, log })
          }
          expect(await store.findings({ open: false })).toEqual([])
          for (const { bucket, balances } of await store.buckets()) {
            const { locked, supply, claims } = world.totalsOf(bucket)
            expect(balances).toMatchObject({ locked, outstanding: supply, claims, departing: 0n })
            entries += -balances.locks
          }
        },
      ),
      { numRuns: 200 },
    )
    expect(entries).toBeGreaterThan(0n)
  }, 240_000)

  test.each(frauds)(
    'property: one %s is found in the round after it is final, and no other bucket is blamed',
    async (fraud) => {
      await fc.assert(
        fc.asyncProperty(fc.integer(), async (seed) => {
          const world = ledgerWorld(seed)
          const store = memoryLedgerStore()
          await rounds(world, store, { count: 8, maxBlocks: 20_000n })
          const { bucket } = world.defraud(fraud)
          const chains = world.ledgerChains()
          const round = await postLedger({ chains, store, deployment: world.deployment, log })
          expect(round.findings.map(({ kind }) => kind)).toContain(found[fraud])
          await rounds(world, store, { count: 4, maxBlocks: 20_000n })
          for (const finding of await store.findings({ open: false })) {
            expect(finding.bucket && bucketId(finding.bucket)).toBe(bucketId(bucket))
          }
        }),
        { numRuns: 40 },
      )
    },
  )

  test('property: a final block that changed stops the buckets of that chain only', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const world = ledgerWorld(seed)
        const store = memoryLedgerStore()
        await rounds(world, store, { count: 6, maxBlocks: 20_000n })
        const before = await store.buckets()
        const [posted] = before.filter(({ bucket }) => bucket.homeChainId === 1)
        const booked = posted?.cursors.home.announced.number ?? -1n
        fc.pre(booked >= 0n)
        world.rewrite(1, Number(booked))
        world.steps(200)
        const round = await postLedger({ chains: world.ledgerChains(), store, deployment: world.deployment, log })
        expect(round.findings).toMatchObject([{ kind: 'final-block-changed', chainId: 1 }])
        const after = await store.buckets()
        for (const [index, { bucket, cursors }] of after.entries()) {
          if (bucket.homeChainId === 1) expect(cursors.home).toEqual(before[index]?.cursors.home)
          if (bucket.hostChainId === 1) expect(cursors.host).toEqual(before[index]?.cursors.host)
          if (bucket.homeChainId !== 1 && bucket.hostChainId !== 1) {
            expect(cursors.home.booked.number).toBeGreaterThan(before[index]?.cursors.home.booked.number ?? 0n)
          }
        }
      }),
      { numRuns: 30 },
    )
  })
})
