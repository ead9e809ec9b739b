import type { BucketChangeRow, ChangeRow, CompartmentChangeRow } from '../../database/api/changes.ts'
import type { Catalog } from '../catalog.ts'
import type { BucketChangeKind, CompartmentChangeKind, Resolvers } from '../generated/resolver-types.ts'
import { bucketLimiter, exitLimiter, lockLimiter } from '../limiters.ts'
import type { AmountModel, AssetModel } from '../models.ts'
import { backingRatio, bucketStateName, compartmentStateName } from '../states.ts'

const bucketKinds: Readonly<Record<string, BucketChangeKind>> = {
  opened: 'OPENED',
  limits: 'LIMITS',
  state: 'STATE',
  tightened: 'TIGHTENED',
  backing: 'BACKING',
  seasoning: 'SEASONING',
}
const compartmentKinds: Readonly<Record<string, CompartmentChangeKind>> = {
  opened: 'OPENED',
  'lock-limits': 'LOCK_LIMITS',
  'exit-limits': 'EXIT_LIMITS',
  state: 'STATE',
  tightened: 'TIGHTENED',
  'review-ended': 'REVIEW_ENDED',
}

/** @throws TypeError for a text that names none. */
function kindOf<Kind>(kinds: Readonly<Record<string, Kind>>, { change }: ChangeRow): Kind {
  const kind = kinds[change]
  if (kind === undefined) throw new TypeError(`The index knows no change called ${change}`)
  return kind
}

/** A bucket's asset is at home on the other chain, a compartment's on its own. */
const assetOf = (row: BucketChangeRow | CompartmentChangeRow, catalog: Catalog): AssetModel =>
  catalog.asset(row.scope === 'BUCKET' ? catalog.chainOfEndpoint(row.eid) : catalog.chain(row.chain_id), row.asset)

const amountsOf =
  (row: BucketChangeRow | CompartmentChangeRow, catalog: Catalog) =>
  (raw: string): AmountModel =>
    catalog.amount(raw, assetOf(row, catalog))

/** Null where nothing was laid over the owner's state. */
const untilOf = ({ overlay_until }: { readonly overlay_until: string }): bigint | null =>
  overlay_until === '0' ? null : BigInt(overlay_until)

const place = {
  chain: (row: ChangeRow, _args: object, { catalog }: { readonly catalog: Catalog }) => catalog.chain(row.chain_id),
  blockNumber: (row: ChangeRow) => BigInt(row.block_number),
  logIndex: (row: ChangeRow) => row.log_index,
  blockHash: (row: ChangeRow) => row.block_hash,
  time: (row: ChangeRow) => BigInt(row.block_time),
  txHash: (row: ChangeRow) => row.tx_hash,
}

/** `Change` and what implements it. */
export const changeResolvers: Pick<Resolvers, 'Change' | 'BucketChange' | 'CompartmentChange' | 'ContractChange'> = {
  Change: {
    __resolveType: ({ scope }) =>
      scope === 'BUCKET' ? 'BucketChange' : scope === 'COMPARTMENT' ? 'CompartmentChange' : 'ContractChange',
  },
  BucketChange: {
    ...place,
    kind: (row) => kindOf(bucketKinds, row),
    home: (row, _args, { catalog }) => catalog.chainOfEndpoint(row.eid),
    asset: (row, _args, { catalog }) => assetOf(row, catalog),
    ownState: ({ parameters }) => bucketStateName(parameters.own_state),
    overlayState: ({ parameters }) => bucketStateName(parameters.overlay_state),
    overlayUntil: ({ parameters }) => untilOf(parameters),
    backing: ({ parameters }) => backingRatio(parameters.backing),
    capacity: (row, _args, { catalog }) => amountsOf(row, catalog)(row.parameters.bucket_capacity),
    limiter: (row, _args, { catalog }) => bucketLimiter(row.parameters, amountsOf(row, catalog)),
    seasoningSeconds: ({ parameters }) => parameters.seasoning_seconds,
    maxFreshPercent: ({ parameters }) => parameters.max_fresh_percent,
  },
  CompartmentChange: {
    ...place,
    kind: (row) => kindOf(compartmentKinds, row),
    host: (row, _args, { catalog }) => catalog.chainOfEndpoint(row.eid),
    asset: (row, _args, { catalog }) => assetOf(row, catalog),
    ownState: ({ parameters }) => compartmentStateName(parameters.own_state),
    overlayState: ({ parameters }) => compartmentStateName(parameters.overlay_state),
    overlayUntil: ({ parameters }) => untilOf(parameters),
    backing: ({ parameters }) => backingRatio(parameters.backing),
    capacity: (row, _args, { catalog }) => amountsOf(row, catalog)(row.parameters.bucket_capacity),
    lockLimiter: (row, _args, { catalog }) => lockLimiter(row.parameters, amountsOf(row, catalog)),
    exitLimiter: (row, _args, { catalog }) => exitLimiter(row.parameters, amountsOf(row, catalog)),
  },
  ContractChange: { ...place, name: ({ change }) => change },
}
