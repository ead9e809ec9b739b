import { zeroAddress } from 'viem'
import { formatDecimal } from '../../domain/amounts.ts'
import { fullyBacked } from '../../domain/backing.ts'
import { type Address, address } from '../../domain/identifiers.ts'
import type { View } from '../context.ts'
import type { ReceiptFeed, ResolversTypes } from '../generated/resolver-types.ts'
import type { FeedReading, LiveBlock, LiveChains, ReceiptReading } from '../live-chains.ts'
import type { BucketRow } from '../models.ts'
import { backingRatio, bucketStateName } from '../states.ts'
import { amountOf, assetOf } from './bucket.ts'
import { blockToRead, newestCut } from './preflight.ts'

const none = address(zeroAddress)

/** What a receipt's contracts say of it as collateral, at the view's cut, or at the newest block of its chain. */
export async function eligibilityOf(
  view: View,
  live: LiveChains,
  { row, feed }: { readonly row: BucketRow; readonly feed: Address | undefined },
): Promise<ResolversTypes['Eligibility']> {
  const { catalog } = view
  const at = await blockToRead(view, live, catalog.chain(row.chain_id))
  const { chainId } = at.chain.chain
  const [receipt, asset, srcEid] = [address(row.receipt), address(row.asset), row.src_eid]
  const reading = await live.receipt({ chainId, at, receipt, srcEid, asset, feed })
  const { eligible, sound, state, backing, room, seasoningSeconds, maxFreshPercent } = reading
  const show = (raw: bigint) => amountOf(row, catalog, raw.toString())
  return {
    receipt: row,
    eligible,
    sound,
    reasons: reasonsOf(reading),
    state: bucketStateName(state),
    backing: backingRatio(backing.toString()),
    room: show(room),
    seasoning: {
      fresh: show(reading.fresh),
      maxFreshShare: formatDecimal(maxFreshPercent, 2),
      seconds: Number(seasoningSeconds),
    },
    price: (await view.price(assetOf(row, catalog))) ?? null,
    feed: feed === undefined || reading.feed === undefined ? null : feedOf(feed, reading.feed, at),
    cut: view.cut ?? newestCut([at]),
  }
}

function reasonsOf({
  eligible,
  sound,
  state,
  backing,
}: ReceiptReading): readonly ResolversTypes['EligibilityReason'][] {
  const isClosed = ['NOT_ELIGIBLE', 'STOPPED'].includes(bucketStateName(state))
  return [
    ...(isClosed ? (['STATE'] as const) : []),
    ...(backing < fullyBacked ? (['BACKING'] as const) : []),
    ...(sound && !eligible ? (['SEASONING'] as const) : []),
  ]
}

function feedOf(contract: Address, feed: FeedReading, at: LiveBlock): ReceiptFeed {
  const { strict, haircutBps, maxAgeSeconds, source, sequencerUptimeFeed, decimals, round } = feed
  const isAnswer = round.kind === 'answer'
  return {
    address: contract,
    ...{ strict, maxAgeSeconds, source },
    haircut: formatDecimal(BigInt(haircutBps), 4),
    sequencerUptimeFeed: sequencerUptimeFeed === none ? null : sequencerUptimeFeed,
    answer: isAnswer ? formatDecimal(round.answer, decimals) : null,
    observedAt: isAnswer ? round.updatedAt : null,
    ageSeconds: isAnswer ? Math.max(0, Number(at.time - round.updatedAt)) : null,
    refusal: isAnswer ? null : round.name,
  }
}
