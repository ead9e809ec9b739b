import { type Context, ponder } from 'ponder:registry'
import { BaseError, ContractFunctionRevertedError, ContractFunctionZeroDataError, erc4626Abi } from 'viem'
import { type Hex, zeroAddress } from '../../../domain/identifiers.ts'
import { type IndexedEvent, lower } from '../event-row.ts'
import { isMarketKnown, type MarketKey, type MarketMovement, openMarket, recordMarketEvent } from '../market-event.ts'

interface VaultEvent<Args> extends IndexedEvent {
  readonly log: IndexedEvent['log'] & { readonly address: Hex }
  readonly args: Args
}

interface Where<Args> {
  readonly event: VaultEvent<Args>
  readonly context: Context
}

/**
 * Shares as the vault's `Transfer` events move them, assets as its `Deposit` and `Withdraw` events do. What a vault earns
 * is in no event, so `supply_assets` is what was put in less what was taken out.
 */
async function transferred({
  event,
  context,
}: Where<{ readonly from: Hex; readonly to: Hex; readonly value: bigint }>): Promise<void> {
  const key = await vaultOf({ event, context })
  const from = lower(event.args.from)
  const to = lower(event.args.to)
  const { value } = event.args
  const isMinted = from === zeroAddress
  const isBurned = to === zeroAddress
  const both: readonly MarketMovement[] =
    from === to
      ? [{ account: from, supplyShares: 0n }]
      : [
          { account: from, supplyShares: -value },
          { account: to, supplyShares: value },
        ]
  const change = (isMinted ? value : 0n) - (isBurned ? value : 0n)
  await recordMarketEvent({ event, context }, key, {
    name: isMinted ? 'minted' : isBurned ? 'burned' : 'transferred',
    totals: (row) => ({ supplyShares: row.supplyShares + change }),
    moves: both.filter(({ account }) => account !== zeroAddress),
  })
}

/** viem calls `receiver` what the standard calls `owner`: whose the shares are. */
async function deposited({
  event,
  context,
}: Where<{ readonly receiver: Hex; readonly assets: bigint; readonly shares: bigint }>): Promise<void> {
  const key = await vaultOf({ event, context })
  const { receiver: owner, assets, shares } = event.args
  await recordMarketEvent({ event, context }, key, {
    name: 'supplied',
    totals: (row) => ({ supplyAssets: row.supplyAssets + assets, ...rateOf(assets, shares) }),
    moves: [{ account: lower(owner), assets }],
  })
}

async function withdrawn({
  event,
  context,
}: Where<{ readonly owner: Hex; readonly assets: bigint; readonly shares: bigint }>): Promise<void> {
  const key = await vaultOf({ event, context })
  const { owner, assets, shares } = event.args
  await recordMarketEvent({ event, context }, key, {
    name: 'withdrawn',
    totals: (row) => ({ supplyAssets: row.supplyAssets - assets, ...rateOf(assets, shares) }),
    moves: [{ account: lower(owner), assets: -assets }],
  })
}

/** Vaults round to one unit: of a million units that is no more than a millionth. */
const tellingAmount = 1_000_000n

/** What a share was worth in an exchange, unless rounding could have made it so. */
const rateOf = (assets: bigint, shares: bigint) =>
  assets < tellingAmount || shares < tellingAmount ? {} : { supplyRateAssets: assets, supplyRateShares: shares }

/** The vault that an event is of, begun by its first one. */
async function vaultOf({ event, context }: Where<unknown>): Promise<MarketKey> {
  const vault = lower(event.log.address)
  const key = { contract: vault, marketId: vault }
  if (!(await isMarketKnown({ event, context }, key))) {
    const asset = await assetOf(context, vault)
    await openMarket({ event, context }, key, { protocol: 'erc4626', asset, collateralAsset: null })
  }
  return key
}

/** The vault's asset, which never changes and which no event tells; null for a contract that has no such function. */
async function assetOf({ client }: Context, vault: Hex): Promise<Hex | null> {
  try {
    const call = { address: vault, abi: erc4626Abi, functionName: 'asset' } as const
    return lower(await client.readContract({ ...call, cache: 'immutable', retryEmptyResponse: false }))
  } catch (error) {
    if (error instanceof BaseError && error.walk(isRefusal) !== null) return null
    throw error
  }
}

const isRefusal = (cause: unknown): boolean =>
  cause instanceof ContractFunctionRevertedError || cause instanceof ContractFunctionZeroDataError

/** A vault that is listed too is indexed as such. */
const isListed = ({ event, context }: Where<unknown>): boolean =>
  [context.contracts.Erc4626Vault.address].flat().some((listed) => lower(listed) === lower(event.log.address))

ponder.on('Erc4626Vault:Transfer', transferred)
ponder.on('Erc4626Vault:Deposit', deposited)
ponder.on('Erc4626Vault:Withdraw', withdrawn)
ponder.on('Erc4626FactoryVault:Transfer', async (where) => (isListed(where) ? undefined : transferred(where)))
ponder.on('Erc4626FactoryVault:Deposit', async (where) => (isListed(where) ? undefined : deposited(where)))
ponder.on('Erc4626FactoryVault:Withdraw', async (where) => (isListed(where) ? undefined : withdrawn(where)))
