import { erc20Abi } from 'viem'
import { z } from 'zod'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { rawAmount } from '../../domain/amounts.ts'
import { type Address, address } from '../../domain/identifiers.ts'
import { bucketId } from '../../domain/ledger-event.ts'
import type { Cursor } from '../../domain/ledger-plan.ts'
import type { BackingReading, Escrow } from '../../risk/breaker/backing-shortfall.ts'
import type { Read } from '../../risk/breaker/read.ts'
import type { ContractRead } from '../evm/read-contracts.ts'
import type { BucketLedger } from '../ledger-ports.ts'
import { bookTotals } from './book-totals.ts'
import { type DeployedBucket, toLedger } from './buckets.ts'
import { type Conditions, toRead } from './conditions.ts'
import type { LedgerTotal } from './ports.ts'
import type { ChainViews, ViewBlock } from './views.ts'

/**
 * The books of each bucket, as the ledger has them of final blocks, and its escrow beside what it owes.
 *
 * A ledger that has not come as far as the round's final blocks is unread, whichever chain keeps it; unless what it has is
 * short: sums only grow, so at the blocks that they name that stays proof.
 *
 * @param options.escrows - Addresses read before, by bucket; grows. They never change.
 */
export async function readBacking({
  buckets,
  ledgers,
  totals,
  views,
  conditions,
  escrows,
}: {
  readonly buckets: readonly DeployedBucket[]
  readonly ledgers: readonly BucketLedger[]
  readonly totals: readonly LedgerTotal[]
  readonly views: ChainViews
  readonly conditions: Conditions
  readonly escrows: Map<string, Address>
}): Promise<readonly BackingReading[]> {
  return Promise.all(
    buckets.map(async (deployed): Promise<BackingReading> => {
      const { bucket } = deployed
      const id = bucketId(toLedger(bucket))
      const ledger = ledgers.find((candidate) => bucketId(candidate.bucket) === id)
      const unread = (what: string, reason: string) => conditions.unread(`${what} ${id}`, reason)
      if (ledger === undefined) {
        const reason = 'it has no ledger'
        return {
          bucket,
          arrivals: unread('arrivals', reason),
          exits: unread('exits', reason),
          escrow: unread('escrow', reason),
        }
      }
      const { home, host } = ledger.cursors
      const sums = bookTotals(totals.filter((total) => bucketId(total.bucket) === id))
      const { minted, held, sentHome, locked, rescued, released, refunded, burned, sentHomeAnnounced } = sums
      const arrivals = {
        ...{ minted, held, sentHome, hostBlock: host.booked.number },
        ...{ locked, rescued, homeBlock: home.announced.number },
      }
      const exits = {
        ...{ released, refunded, homeBlock: home.booked.number },
        ...{ burned, sentHome: sentHomeAnnounced, hostBlock: host.announced.number },
      }
      const [homeView, hostView] = [views.get(bucket.home), views.get(bucket.host)]
      const lag = lagOf(homeView?.first, home.booked) ?? lagOf(hostView?.first, host.booked)
      const isShort = minted + held + sentHome > locked - rescued || released + refunded > burned + sentHomeAnnounced
      const books = <Value>(what: string, value: Value): Read<Value> =>
        lag === undefined || isShort ? { kind: 'read', value } : unread(what, lag)
      return {
        bucket,
        arrivals: books('arrivals', arrivals),
        exits: books('exits', exits),
        escrow: await readEscrow(deployed, { ledger, views, conditions, escrows }),
      }
    }),
  )
}

/** Why a ledger says nothing of now; `undefined` when it does. */
function lagOf(view: ViewBlock | undefined, { number, hash }: Cursor): string | undefined {
  if (view === undefined) return 'its chain is not read'
  if (view.kind === 'unread') return view.reason
  if (hash === undefined) return 'its ledger has no block yet'
  return number < view.block.number ? `its ledger stands at block ${number}, final is ${view.block.number}` : undefined
}

const figures = z.tuple([z.bigint(), z.tuple([z.number(), z.number(), z.number(), z.bigint(), z.bigint()])])

/** Balance and backing at the very block up to which the ledger says what is owed. */
async function readEscrow(
  { bucket, home, host }: DeployedBucket,
  {
    ledger,
    views,
    conditions,
    escrows,
  }: {
    readonly ledger: BucketLedger
    readonly views: ChainViews
    readonly conditions: Conditions
    readonly escrows: Map<string, Address>
  },
): Promise<Read<Escrow>> {
  const id = bucketId(ledger.bucket)
  const subject = `escrow ${id}`
  const view = views.get(bucket.home)
  const { booked } = ledger.cursors.home
  const lag = lagOf(view?.first, booked)
  if (view === undefined || lag !== undefined || booked.hash === undefined) {
    return conditions.unread(subject, lag ?? 'its ledger has no block yet')
  }
  const at = { hash: booked.hash }
  const vault = { address: home.vault, abi: collateralVaultAbi, args: [host.eid, bucket.asset] }
  let escrow = escrows.get(id)
  if (escrow === undefined) {
    const found = toRead(await view.chain.readContracts([{ ...vault, functionName: 'escrowOf' }], at), {
      conditions,
      subject,
      decode: (values) => address(z.tuple([z.string()]).parse(values)[0]),
    })
    if (found.kind === 'unread') return found
    escrow = found.value
    escrows.set(id, escrow)
  }
  const reads: readonly ContractRead[] = [
    { address: bucket.asset, abi: erc20Abi, functionName: 'balanceOf', args: [escrow] },
    { ...vault, functionName: 'states' },
  ]
  const { balances } = ledger
  return toRead(await view.chain.readContracts(reads, at), {
    conditions,
    subject,
    decode: (values): Escrow => {
      const [balance, [, , , , backing]] = figures.parse(values)
      return {
        balance: rawAmount(balance),
        locked: rawAmount(balances.locked),
        due: rawAmount(balances['exits-held'] + balances.claims),
        backing,
        homeBlock: booked.number,
      }
    },
  })
}
