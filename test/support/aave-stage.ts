import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Abi, createPublicClient, http, parseAbi, parseEventLogs } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { z } from 'zod'
import { testAccounts } from '../../devnet/accounts.ts'
import { beginSequence } from '../../devnet/anvil/contract-sequence.ts'
import type { SequenceChain } from '../../devnet/anvil/send-sequence.ts'
import { type Address, address, type Hex, zeroAddress } from '../../domain/identifiers.ts'

/** What is called of a pool. Amounts are base units; rate mode 2 is variable. */
export const aavePoolCalls = parseAbi([
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
  'function withdraw(address asset, uint256 amount, address to) returns (uint256)',
  'function borrow(address asset, uint256 amount, uint256 rateMode, uint16 referralCode, address onBehalfOf)',
  'function repay(address asset, uint256 amount, uint256 rateMode, address onBehalfOf) returns (uint256)',
  'function liquidationCall(address collateral, address debt, address user, uint256 debtToCover, bool receiveAToken)',
  'function mintToTreasury(address[] assets)',
])

/** What is asked of a reserve's tokens. */
export const scaledTokenAbi = parseAbi([
  'function scaledBalanceOf(address account) view returns (uint256)',
  'function scaledTotalSupply() view returns (uint256)',
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address account) view returns (uint256)',
  'function transfer(address to, uint256 amount) returns (bool)',
])

/** Sets an asset's price, US dollars with eight decimals. */
export const aaveOracleAbi = parseAbi(['function setAssetPrice(address asset, uint256 price)'])

/** A reserve of the pool. */
export interface AaveReserve {
  readonly asset: Address
  readonly aToken: Address
  readonly variableDebtToken: Address
}

/** A pool of real Aave v3. */
export interface AaveStage {
  readonly pool: Address
  readonly poolConfigurator: Address
  readonly oracle: Address
  /** In the order of the assets. */
  readonly reserves: readonly AaveReserve[]
}

const references = z.record(z.string(), z.record(z.string(), z.array(z.object({ start: z.number() }))))
const artifactSchema = z.object({ abi: z.array(z.unknown()), bytecode: z.string(), linkReferences: references })

const isAbi = (value: unknown): value is Abi => Array.isArray(value)

/** A contract of `@aave/core-v3` as its package ships it, linked with `libraries`. */
function artifact(path: string, libraries: Readonly<Record<string, Address>> = {}) {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const file = createRequire(import.meta.url).resolve(`@aave/core-v3/artifacts/contracts/${path}.sol/${name}.json`)
  const { abi, bytecode, linkReferences } = artifactSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  let code = bytecode.slice(2)
  for (const [library, places] of Object.values(linkReferences).flatMap((of) => Object.entries(of))) {
    const linked = libraries[library]
    if (linked === undefined) throw new TypeError(`${name} wants the library ${library}`)
    for (const { start } of places) code = code.slice(0, start * 2) + linked.slice(2) + code.slice(start * 2 + 40)
  }
  if (!isAbi(abi)) throw new TypeError(`${name} has no ABI`)
  const linkedCode: Hex = `0x${code}`
  return { name, abi, bytecode: linkedCode }
}

const percent = (hundredths: number): bigint => BigInt(hundredths) * 10n ** 25n

/** Deploys Aave v3 with a reserve per asset, each good as collateral and for borrowing, with a share for the treasury. */
export async function deployAave(
  chain: SequenceChain,
  assets: readonly { readonly address: Address; readonly decimals: number; readonly usdPrice: bigint }[],
  treasury: Address,
): Promise<AaveStage> {
  const account = privateKeyToAccount(testAccounts.owner.privateKey)
  const client = createPublicClient({ transport: http(chain.rpcUrl) })
  const first = await beginSequence({ chain, account })
  const library = (
    name: string,
    libraries: Readonly<Record<string, Address>> = {},
  ): Readonly<Record<string, Address>> => ({
    [name]: first.deploy(artifact(`protocol/libraries/logic/${name}`, libraries)),
  })
  const configuration = artifact('protocol/configuration/PoolAddressesProvider')
  const provider = first.deploy({ ...configuration, args: ['test', account.address] })
  const provide = (functionName: string, to: Address): void =>
    first.call({ address: provider, abi: configuration.abi, functionName, args: [to] })
  provide('setACLAdmin', address(account.address))
  const roles = artifact('protocol/configuration/ACLManager')
  const acl = first.deploy({ ...roles, args: [provider] })
  provide('setACLManager', acl)
  first.call({ address: acl, abi: roles.abi, functionName: 'addPoolAdmin', args: [account.address] })
  const oracle = first.deploy(artifact('mocks/oracle/PriceOracle'))
  provide('setPriceOracle', oracle)
  for (const { address: asset, usdPrice } of assets) {
    first.call({ address: oracle, abi: aaveOracleAbi, functionName: 'setAssetPrice', args: [asset, usdPrice] })
  }
  const borrowing = library('BorrowLogic')
  const libraries = {
    ...borrowing,
    ...library('FlashLoanLogic', borrowing),
    ...library('BridgeLogic'),
    ...library('EModeLogic'),
    ...library('LiquidationLogic'),
    ...library('PoolLogic'),
    ...library('SupplyLogic'),
    ...library('ConfiguratorLogic'),
  }
  provide('setPoolImpl', first.deploy({ ...artifact('protocol/pool/Pool', libraries), args: [provider] }))
  const configurator = artifact('protocol/pool/PoolConfigurator', libraries)
  provide('setPoolConfiguratorImpl', first.deploy(configurator))
  await first.send()

  const told = parseAbi([
    'function getPool() view returns (address)',
    'function getPoolConfigurator() view returns (address)',
  ])
  const ask = async (functionName: 'getPool' | 'getPoolConfigurator'): Promise<Address> =>
    address(await client.readContract({ address: provider, abi: told, functionName }))
  const [pool, poolConfigurator] = [await ask('getPool'), await ask('getPoolConfigurator')]

  const second = await beginSequence({ chain, account })
  const token = (name: string): Address => second.deploy({ ...artifact(`protocol/tokenization/${name}`), args: [pool] })
  const implementations = {
    aTokenImpl: token('AToken'),
    stableDebtTokenImpl: token('StableDebtToken'),
    variableDebtTokenImpl: token('VariableDebtToken'),
  }
  const rates = [80, 0, 4, 60, 2, 60, 2, 5, 20].map(percent)
  const strategy = second.deploy({
    ...artifact('protocol/pool/DefaultReserveInterestRateStrategy'),
    args: [provider, ...rates],
  })
  const configure = (functionName: string, args: readonly unknown[]): void =>
    second.call({ address: poolConfigurator, abi: configurator.abi, functionName, args })
  const names = ['aTokenName', 'aTokenSymbol', 'variableDebtTokenName', 'variableDebtTokenSymbol'] as const
  const labels = Object.fromEntries(
    [...names, 'stableDebtTokenName', 'stableDebtTokenSymbol'].map((name) => [name, 'T']),
  )
  configure('initReserves', [
    assets.map(({ address: underlyingAsset, decimals }) => ({
      ...implementations,
      ...labels,
      ...{ underlyingAssetDecimals: decimals, interestRateStrategyAddress: strategy, underlyingAsset, treasury },
      ...{ incentivesController: zeroAddress, params: '0x' },
    })),
  ])
  for (const { address: asset } of assets) {
    configure('configureReserveAsCollateral', [asset, 8_000n, 8_500n, 10_500n])
    configure('setReserveBorrowing', [asset, true])
    configure('setReserveFactor', [asset, 1_000n])
    configure('setLiquidationProtocolFee', [asset, 1_000n])
  }
  const logs = (await second.send()).flatMap((receipt) => receipt.logs)
  const begun = parseEventLogs({
    abi: parseAbi([
      'event ReserveInitialized(address indexed asset, address indexed aToken, address stableDebtToken, address variableDebtToken, address interestRateStrategyAddress)',
    ]),
    logs,
  })
  const reserves = begun.map(({ args }) => ({
    asset: address(args.asset),
    aToken: address(args.aToken),
    variableDebtToken: address(args.variableDebtToken),
  }))
  return { pool, poolConfigurator, oracle, reserves }
}
