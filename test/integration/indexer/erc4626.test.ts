import { createPublicClient, erc20Abi, erc4626Abi, http, maxUint256, parseAbi, parseEventLogs } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testTokenAbi, testTokenBytecode } from '../../../contracts/abi/TestToken.ts'
import { type TestAccount, testAccounts } from '../../../devnet/accounts.ts'
import { beginSequence } from '../../../devnet/anvil/contract-sequence.ts'
import { type Address, address } from '../../../domain/identifiers.ts'
import { type AdapterStage, startAdapterStage } from '../../support/adapter-stage.ts'
import { compileTestContracts } from '../../support/compiled-contract.ts'
import { eventually } from '../../support/eventually.ts'
import { expectRecomputed, type HoldingBooks, type MarketBooks, readBooks } from '../../support/market-books.ts'
import { reorg } from '../../support/reorg.ts'

/* Vaults of OpenZeppelin's ERC-4626: one that is listed, two that a factory makes, one of which is listed as well. */
const [ann, bob] = testAccounts.visitors
const token = 10n ** 18n
const contract = compileTestContracts(['TestVault', 'TestVaultFactory', 'TestMiscount'])
let stage: AdapterStage
let asset: Address
let listed: Address
let made: readonly Address[]
let miscount: Address

beforeAll(async () => {
  stage = await startAdapterStage(async (node) => {
    const sequence = await beginSequence({ chain: node, account: privateKeyToAccount(testAccounts.owner.privateKey) })
    asset = sequence.deploy({
      name: 'token',
      abi: testTokenAbi,
      bytecode: testTokenBytecode,
      args: ['Test', 'T', 18],
    })
    listed = sequence.deploy({ ...contract('TestVault'), args: [asset] })
    const factory = sequence.deploy(contract('TestVaultFactory'))
    miscount = sequence.deploy(contract('TestMiscount'))
    for (let n = 0; n < 2; n += 1) {
      sequence.call({ address: factory, abi: contract('TestVaultFactory').abi, functionName: 'create', args: [asset] })
    }
    for (const { address: account } of [ann, bob]) {
      sequence.call({ address: asset, abi: testTokenAbi, functionName: 'mint', args: [account, 1_000n * token] })
    }
    await sequence.send()
    made = await vaultsOf(node.rpcUrl, factory)
    return {
      adapters: {
        erc4626: {
          startBlock: 0,
          vaults: [listed, miscount, made[1]],
          factory: {
            address: [factory],
            event: 'event VaultCreated(address indexed asset, address vault)',
            parameter: 'vault',
          },
        },
      },
    }
  })
  for (const by of [ann, bob]) {
    for (const vault of [listed, ...made]) {
      await stage.send({ by, address: asset, abi: testTokenAbi, functionName: 'approve', args: [vault, maxUint256] })
    }
  }
})
afterAll(() => stage?.close())

async function vaultsOf(rpcUrl: string, factory: Address): Promise<readonly Address[]> {
  const logs = await createPublicClient({ transport: http(rpcUrl) }).getLogs({ address: factory, fromBlock: 0n })
  const created = parseAbi(['event VaultCreated(address indexed asset, address vault)'])
  return parseEventLogs({ abi: created, logs }).map(({ args }) => address(args.vault))
}

const act = (by: TestAccount, vault: Address, functionName: string, args: readonly unknown[]): Promise<bigint> =>
  stage.send({ by, address: vault, abi: erc4626Abi, functionName, args })

const sharesOf = (vault: Address, account: Address, blockNumber: bigint): Promise<bigint> =>
  stage.client.readContract({ address: vault, abi: erc20Abi, functionName: 'balanceOf', args: [account], blockNumber })

const ratesOf = (rows: readonly (MarketBooks | undefined)[]) =>
  rows.map((row) => [row?.supply_rate_assets, row?.supply_rate_shares])

/** Expects what the index says as of a block to be what the chain says there. */
async function expectAsOnChain(blockNumber: bigint): Promise<void> {
  const positions = await readBooks<HoldingBooks>(stage, 'market_position', blockNumber)
  const markets = await readBooks<MarketBooks>(stage, 'market', blockNumber)
  for (const vault of [listed, ...made]) {
    const supply = await stage.client.readContract({
      ...{ address: vault, abi: erc20Abi, functionName: 'totalSupply', blockNumber },
    })
    expect(markets.find(({ contract }) => contract === vault)?.supply_shares ?? '0').toBe(String(supply))
    for (const { address: account } of [ann, bob]) {
      const held = positions.find((row) => row.contract === vault && row.account === account)
      expect(held?.supply_shares ?? '0', `${vault} ${account} at ${blockNumber}`).toBe(
        String(await sharesOf(vault, account, blockNumber)),
      )
    }
  }
}

describe('ERC-4626 vaults', () => {
  test('default: at every block, shares as on chain to the unit; assets as put in and taken out', async () => {
    const first = await act(ann, listed, 'deposit', [100n * token, ann.address])
    await act(bob, listed, 'mint', [7n * token, bob.address])
    // What is sent to it is what it earns: shares are worth more from here on, by no event of the vault.
    await stage.send({
      by: bob,
      address: asset,
      abi: testTokenAbi,
      functionName: 'transfer',
      args: [listed, 3n * token],
    })
    await act(ann, listed, 'transfer', [bob.address, 11n * token + 1n])
    await act(ann, listed, 'transfer', [ann.address, 5n])
    await act(bob, listed, 'withdraw', [token, ann.address, bob.address])
    for (const vault of made) await act(bob, vault, 'deposit', [13n * token, ann.address])
    const last = await act(ann, listed, 'redeem', [2n * token + 1n, bob.address, ann.address])
    await stage.caughtUp()
    for (let block = first - 1n; block <= last; block += 1n) await expectAsOnChain(block)

    const markets = await readBooks<MarketBooks>(stage, 'market')
    expect(markets.map(({ contract, asset: told }) => [contract, told]).sort()).toEqual(
      [listed, ...made].map((vault) => [vault, asset]).sort(),
    )
    const market = markets.find(({ contract }) => contract === listed)
    const inVault = { address: listed, abi: erc4626Abi, fromBlock: 0n, strict: true } as const
    const paid = await stage.client.getContractEvents({ ...inVault, eventName: 'Withdraw' })
    const put = await stage.client.getContractEvents({ ...inVault, eventName: 'Deposit' })
    const sum = (events: readonly { readonly args: { readonly assets: bigint } }[]): bigint =>
      events.reduce((all, { args }) => all + args.assets, 0n)
    expect(market?.supply_assets).toBe(String(sum(put) - sum(paid)))
    // The rate is that of the newest exchange, which the yield has moved.
    const worth = paid.at(-1)?.args.assets ?? 0n
    expect(worth).toBeGreaterThan(2n * token + 1n)
    expect(ratesOf([market])).toEqual([[String(worth), String(2n * token + 1n)]])
    expect(await expectRecomputed(stage)).toBe(15)
  })

  test('behavior: an exchange that rounding could have made tells no rate', async () => {
    const before = await readBooks<MarketBooks>(stage, 'market')
    await act(ann, listed, 'mint', [1n, ann.address])
    await stage.caughtUp()
    expect(ratesOf(await readBooks<MarketBooks>(stage, 'market'))).toEqual(ratesOf(before))
  })

  test('default: in the API a share is worth what it was in the newest exchange', async () => {
    const { data, errors } = await stage.ask(
      `query ($vault: Bytes!) {
        marketPositions(orderBy: ID_ASC, where: { protocol: ERC4626, marketId: $vault }) {
          nodes { supplyShares supplied { raw } debt { raw } collateral { raw } market { asset { address } supplied { raw } } }
        }
      }`,
      { vault: listed },
    )
    expect(errors).toBeUndefined()
    const market = (await readBooks<MarketBooks>(stage, 'market')).find(({ contract }) => contract === listed)
    if (market === undefined) throw new TypeError('The listed vault is a market')
    const { nodes } = data.marketPositions
    expect(nodes.length).toBe(2)
    for (const { supplyShares, supplied, debt, collateral, market: told } of nodes) {
      const worth = (BigInt(supplyShares) * BigInt(market.supply_rate_assets)) / BigInt(market.supply_rate_shares)
      expect(supplied.raw).toBe(String(worth))
      expect(told.asset.address.toLowerCase()).toBe(asset)
      expect([debt.raw, collateral, told.supplied.raw]).toEqual(['0', null, market.supply_assets])
    }
  })

  test('behavior: a contract that is no vault stops nothing, however it counts', async () => {
    await stage.send({
      by: ann,
      address: miscount,
      abi: contract('TestMiscount').abi,
      functionName: 'boast',
      args: [ann.address],
    })
    await act(bob, listed, 'deposit', [token, bob.address])
    await stage.caughtUp()
    await expectAsOnChain(await stage.client.getBlockNumber())
    const [row] = (await readBooks<MarketBooks>(stage, 'market')).filter(({ contract }) => contract === miscount)
    expect(row).toMatchObject({ asset: null, supply_shares: '-12' })
  })

  test('behavior: a reorg takes rows, totals and holdings back', async () => {
    await stage.node.startBlockProduction()
    const taken = await act(bob, listed, 'deposit', [17n * token, bob.address])
    await stage.caughtUp()
    const held = await sharesOf(listed, bob.address, taken)
    await reorg(stage.node.rpcUrl, { from: taken })
    await eventually('the deposit is gone', async () => {
      const [row] = (await readBooks<HoldingBooks>(stage, 'market_position')).filter(
        ({ contract, account }) => contract === listed && account === bob.address,
      )
      return row !== undefined && BigInt(row.supply_shares) < held ? true : undefined
    })
    await stage.caughtUp()
    await expectAsOnChain(await stage.client.getBlockNumber())
    const rows = await stage.sql`
      select 1 from ${stage.sql(stage.schema)}.market_event where assets_change = ${(17n * token).toString()}::numeric`
    expect(rows.length).toBe(0)
    await expectRecomputed(stage)
  })
})
