import { factory } from 'ponder'
import { erc4626Abi } from 'viem'
import type { ChosenAdapters } from '../chains/adapters.ts'
import { type Hex, zeroAddress } from '../domain/identifiers.ts'
import { aaveATokenAbi, aavePoolAbi, aaveReserveInitialized, aaveVariableDebtTokenAbi } from './abi/aave-v3.ts'
import { aggregatorAbi } from './abi/chainlink.ts'
import { morphoBlueAbi } from './abi/morpho-blue.ts'

/**
 * Contracts of other protocols, for Ponder. All are always there, since the handlers' types must not depend on the choice;
 * one that is not chosen is nowhere and ends with the first block, so that no later one is searched for it.
 */
export function adapterContracts(firstBlock: number, { erc4626, morphoBlue, aaveV3, chainlink }: ChosenAdapters) {
  const none = { address: zeroAddress, startBlock: firstBlock, endBlock: firstBlock }
  /** Tokens of Aave's reserves, over a range of blocks; whatever it is, reserves may have begun before it. */
  const aaveTokens = (parameter: 'aToken' | 'variableDebtToken', range: BlockRange | undefined) =>
    aaveV3 === undefined || range === undefined
      ? none
      : {
          address: factory({
            address: aaveV3.pools.map(({ poolConfigurator }) => poolConfigurator),
            event: aaveReserveInitialized,
            parameter,
            startBlock: aaveV3.startBlock,
          }),
          ...range,
        }
  const { before, since } = aaveRanges(aaveV3)
  return {
    Erc4626Vault: {
      abi: erc4626Abi,
      chain: 'indexed',
      ...(erc4626 === undefined || erc4626.vaults.length === 0
        ? none
        : { address: erc4626.vaults, startBlock: erc4626.startBlock }),
    },
    Erc4626FactoryVault: {
      abi: erc4626Abi,
      chain: 'indexed',
      ...(erc4626?.factory === undefined
        ? none
        : { address: factory(erc4626.factory), startBlock: erc4626.startBlock }),
    },
    MorphoBlue: {
      abi: morphoBlueAbi,
      chain: 'indexed',
      ...(morphoBlue === undefined ? none : { address: morphoBlue.address, startBlock: morphoBlue.startBlock }),
      ...(morphoBlue?.markets === undefined ? {} : { filter: ofMarkets(morphoBlue.markets) }),
    },
    AavePool: {
      abi: aavePoolAbi,
      chain: 'indexed',
      ...(aaveV3 === undefined
        ? none
        : { address: aaveV3.pools.map(({ pool }) => pool), startBlock: aaveV3.startBlock }),
    },
    AaveAToken: { abi: aaveATokenAbi, chain: 'indexed', ...aaveTokens('aToken', before) },
    AaveVariableDebtToken: {
      abi: aaveVariableDebtTokenAbi,
      chain: 'indexed',
      ...aaveTokens('variableDebtToken', before),
    },
    AaveATokenV35: { abi: aaveATokenAbi, chain: 'indexed', ...aaveTokens('aToken', since) },
    AaveVariableDebtTokenV35: {
      abi: aaveVariableDebtTokenAbi,
      chain: 'indexed',
      ...aaveTokens('variableDebtToken', since),
    },
    ChainlinkAggregator: {
      abi: aggregatorAbi,
      chain: 'indexed',
      ...(chainlink.length === 0
        ? none
        : {
            address: chainlink.flatMap(({ phases }) => phases.map(({ aggregator }) => aggregator)),
            startBlock: Math.min(...chainlink.map((feed) => feed.startBlock)),
          }),
    },
  } as const
}

interface BlockRange {
  readonly startBlock: number
  readonly endBlock?: number
}

/** Blocks before tokens were of v3.5, and since then. */
function aaveRanges(aaveV3: ChosenAdapters['aaveV3']): {
  readonly before?: BlockRange
  readonly since?: BlockRange
} {
  if (aaveV3 === undefined) return {}
  const { startBlock, v35FromBlock } = aaveV3
  if (v35FromBlock === undefined) return { before: { startBlock } }
  if (v35FromBlock <= startBlock) return { since: { startBlock } }
  return { before: { startBlock, endBlock: v35FromBlock - 1 }, since: { startBlock: v35FromBlock } }
}

/** Every event that is of one market, of these alone. */
const ofMarkets = (markets: readonly Hex[]) => {
  const of = <Name extends string>(event: Name) => ({ event, args: { id: markets } })
  return [
    of('CreateMarket'),
    of('Supply'),
    of('Withdraw'),
    of('Borrow'),
    of('Repay'),
    of('SupplyCollateral'),
    of('WithdrawCollateral'),
    of('Liquidate'),
    of('AccrueInterest'),
  ]
}
