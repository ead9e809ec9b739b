import type { Catalog } from './catalog.ts'
import { parseContractId } from './ids.ts'
import { bucketStates } from './states.ts'
import type { Field, Fields } from './where.ts'
import { anyOf, isOneOf, isRecord, values } from './where.ts'

const text: Field = String
const lowerCase: Field = (value) => String(value).toLowerCase()
const dashed: Field = (value) => String(value).toLowerCase().replaceAll('_', '-')

/** A chain id; UNKNOWN_CHAIN for one that the deployment does not have. */
const chain =
  (catalog: Catalog): Field =>
  (value) =>
    String(catalog.chain(Number(value)).chain.chainId)

/** Fields of `AssetWhere`. */
export const assetFields = (catalog: Catalog): Fields => ({
  plain: { chainId: chain(catalog), address: text, symbol: text },
})

/** Fields of `FeedPriceWhere`, for filtering in memory. */
export const feedPriceFields = (catalog: Catalog): Fields => ({
  plain: { chainId: chain(catalog), feed: text, description: text },
})

const marketPlain = (catalog: Catalog) => ({
  chainId: chain(catalog),
  protocol: dashed,
  contract: text,
  marketId: text,
  asset: text,
  collateralAsset: text,
})

/** Fields of `MarketWhere`. */
export const marketFields = (catalog: Catalog): Fields => ({ plain: marketPlain(catalog) })

/** Fields of `MarketPositionWhere`. */
export const marketPositionFields = (catalog: Catalog): Fields => ({
  plain: { ...marketPlain(catalog), account: text, updatedAt: text },
  special: {
    indebted: (value) => ({
      conditions: [
        value === true
          ? { operator: 'gte', field: 'debtShares', value: '1' }
          : { operator: 'lte', field: 'debtShares', value: '0' },
      ],
      and: [],
      or: undefined,
    }),
  },
})

/** Fields of `LiquidationWhere`. */
export const liquidationFields = (catalog: Catalog): Fields => ({
  plain: {
    chainId: chain(catalog),
    protocol: dashed,
    contract: text,
    marketId: text,
    borrower: text,
    liquidator: text,
    badDebt: text,
    txHash: text,
    time: text,
    blockNumber: text,
  },
})

/** Fields of `LedgerEntryWhere`. */
export function ledgerEntryFields(catalog: Catalog): Fields {
  const eitherSide = (value: unknown) => {
    const accounts = values(value).map(dashed)
    return anyOf([isOneOf('from', accounts), isOneOf('to', accounts)])
  }
  return {
    plain: {
      chainId: chain(catalog),
      homeChainId: chain(catalog),
      hostChainId: chain(catalog),
      asset: text,
      guid: text,
      phase: lowerCase,
      from: dashed,
      to: dashed,
      blockNumber: text,
      postedAt: text,
    },
    special: { account: eitherSide, account_in: eitherSide },
  }
}

/** Fields of `CompartmentWhere`. */
export const compartmentFields = (catalog: Catalog): Fields => ({
  plain: { chainId: chain(catalog), hostChainId: chain(catalog), asset: text, locked: text },
})

/** Fields of `PositionWhere`. */
export const positionFields = (catalog: Catalog): Fields => ({
  plain: {
    chainId: chain(catalog),
    hostChainId: chain(catalog),
    asset: text,
    account: text,
    totalLocked: text,
    totalReleased: text,
    updatedAt: text,
  },
})

/** Fields of `VaultEventWhere`. */
export const vaultEventFields = (catalog: Catalog): Fields => ({
  plain: {
    kind: text,
    chainId: chain(catalog),
    hostChainId: chain(catalog),
    asset: text,
    account: text,
    guid: text,
    txHash: text,
    amount: text,
    time: text,
    blockNumber: text,
  },
})

/** Fields of `BucketWhere`. */
export const bucketFields = (catalog: Catalog): Fields => ({
  plain: {
    chainId: chain(catalog),
    homeChainId: chain(catalog),
    asset: text,
    receipt: text,
    state: (value) => String((bucketStates as readonly unknown[]).indexOf(value)),
    level: text,
    capacity: text,
  },
})

/** Fields of `HoldWhere`. */
export function holdFields(catalog: Catalog): Fields {
  const buckets = (value: unknown) =>
    anyOf(
      values(value).map((id) => {
        const { chain: host, address } = parseContractId(catalog, String(id))
        const conditions = [isOneOf('chainId', [String(host.chain.chainId)]), isOneOf('receipt', [address])]
        return { conditions: conditions.flatMap((filter) => filter.conditions), and: [], or: undefined }
      }),
    )
  return {
    plain: {
      chainId: chain(catalog),
      homeChainId: chain(catalog),
      hostChainId: chain(catalog),
      side: lowerCase,
      asset: text,
      kind: dashed,
      status: lowerCase,
      receiver: text,
      refundTo: text,
      guid: text,
      amount: text,
      heldAt: text,
      dueAt: text,
    },
    special: {
      bucket: buckets,
      bucket_in: buckets,
      open: (value) => isOneOf('status', value === true ? ['open'] : ['released', 'refunded', 'voided']),
    },
  }
}

/** Fields of `ReceiptHoldingWhere`. */
export const receiptHoldingFields = (catalog: Catalog): Fields => ({
  plain: {
    chainId: chain(catalog),
    homeChainId: chain(catalog),
    asset: text,
    receipt: text,
    account: text,
    balance: text,
  },
})

/** Fields of `ExposureWhere`, for filtering in memory. */
export const exposureFields = (catalog: Catalog): Fields => ({
  plain: { chainId: chain(catalog), counterpartChainId: chain(catalog), role: text, asset: text, amount: text },
})

/** Fields of `ChangeWhere`. */
export const changeFields = (catalog: Catalog): Fields => ({
  plain: {
    scope: text,
    chainId: chain(catalog),
    asset: text,
    contract: text,
    state: text,
    txHash: text,
    time: text,
    blockNumber: text,
  },
})

/** Fields of `MessageWhere`: a lane is both its ends, `chainId` either. */
export function messageFields(catalog: Catalog): Fields {
  const toChain = chain(catalog)
  const eitherEnd = (value: unknown) => {
    const chains = values(value).map(toChain)
    return anyOf([isOneOf('sourceChainId', chains), isOneOf('destinationChainId', chains)])
  }
  const lanes = (value: unknown) =>
    anyOf(
      values(value).map((lane) => {
        const { source, destination } = isRecord(lane) ? lane : {}
        return {
          conditions: [
            ...(typeof source === 'number' ? isOneOf('sourceChainId', [toChain(source)]).conditions : []),
            ...(typeof destination === 'number'
              ? isOneOf('destinationChainId', [toChain(destination)]).conditions
              : []),
          ],
          and: [],
          or: undefined,
        }
      }),
    )
  return {
    plain: {
      guid: text,
      kind: lowerCase,
      state: lowerCase,
      sourceChainId: toChain,
      destinationChainId: toChain,
      account: text,
      receiver: text,
      asset: text,
      txHash: text,
      nonce: text,
      amount: text,
      sentAt: text,
    },
    special: { chainId: eitherEnd, chainId_in: eitherEnd, lane: lanes, lane_in: lanes },
  }
}
