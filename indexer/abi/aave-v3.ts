import { parseAbi } from 'viem'

/*
 * Events of Aave v3 (`@aave/core-v3` 1.19.3: IPool, IPoolConfigurator, IScaledBalanceToken, IAToken, IInitializableAToken,
 * IInitializableDebtToken).
 */

const scaledBalance = [
  'event Mint(address indexed caller, address indexed onBehalfOf, uint256 value, uint256 balanceIncrease, uint256 index)',
  'event Burn(address indexed from, address indexed target, uint256 value, uint256 balanceIncrease, uint256 index)',
] as const

/** Of a pool: what interest made of a reserve, and liquidations. */
export const aavePoolAbi = parseAbi([
  'event ReserveDataUpdated(address indexed reserve, uint256 liquidityRate, uint256 stableBorrowRate, uint256 variableBorrowRate, uint256 liquidityIndex, uint256 variableBorrowIndex)',
  'event LiquidationCall(address indexed collateralAsset, address indexed debtAsset, address indexed user, uint256 debtToCover, uint256 liquidatedCollateralAmount, address liquidator, bool receiveAToken)',
])

/** Of a pool's configurator: the tokens of a new reserve. */
export const aaveReserveInitialized = parseAbi([
  'event ReserveInitialized(address indexed asset, address indexed aToken, address stableDebtToken, address variableDebtToken, address interestRateStrategyAddress)',
])[0]

/** Of the token that stands for what is supplied. */
export const aaveATokenAbi = parseAbi([
  ...scaledBalance,
  'event Initialized(address indexed underlyingAsset, address indexed pool, address treasury, address incentivesController, uint8 aTokenDecimals, string aTokenName, string aTokenSymbol, bytes params)',
  'event BalanceTransfer(address indexed from, address indexed to, uint256 value, uint256 index)',
])

/** Of the token that stands for what is owed at a variable rate. */
export const aaveVariableDebtTokenAbi = parseAbi([
  ...scaledBalance,
  'event Initialized(address indexed underlyingAsset, address indexed pool, address incentivesController, uint8 debtTokenDecimals, string debtTokenName, string debtTokenSymbol, bytes params)',
])
