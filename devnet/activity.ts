/*
 * A seeded trickle of activity: traders lock and burn on every lane, prices move. Run as a process of its own:
 * activity.ts <devnet.json> <seed>. The same seed makes the same choices; what comes of them depends on the blocks.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { erc20Abi } from 'viem'
import { type AssetDeployment, type ChainDeployment, parseDeployment } from '../chains/deployment.ts'
import { receiptBucketsAbi } from '../contracts/abi/ReceiptBuckets.ts'
import { testPriceFeedAbi } from '../contracts/abi/TestPriceFeed.ts'
import { rawAmount } from '../domain/amounts.ts'
import { address } from '../domain/identifiers.ts'
import { createLogger, describeError } from '../observability/logger.ts'
import { type EvmClient, evmClient } from '../relayer/evm/client.ts'
import { sendCall } from '../relayer/evm/send.ts'
import { localSigner } from '../relayer/evm/signer.ts'
import { burnReceipts, lockCollateral } from '../relayer/evm/transfer.ts'
import { type TestAccount, testAccounts } from './accounts.ts'
import { devnetAssets } from './assets.ts'
import { readManifest } from './manifest.ts'
import { type Random, seededRandom } from './random.ts'

interface ActiveChain {
  readonly deployed: ChainDeployment
  readonly client: EvmClient
}

/** Pause between two actions of one trader, and between two price rounds of one chain, in milliseconds. */
const traderPauseMs = 4_000
const pricePauseMs = 6_000

const [manifestFile, seedText] = process.argv.slice(2)
if (manifestFile === undefined || seedText === undefined) throw new TypeError('Usage: activity.ts <devnet.json> <seed>')
const log = createLogger({ name: 'activity', level: 'info' })
const chains: readonly ActiveChain[] = parseDeployment(readManifest(manifestFile)).chains.map((deployed) => ({
  deployed,
  client: evmClient([deployed.rpcUrl ?? '']),
}))
const seed = Number(seedText)

await Promise.all([
  ...testAccounts.traders.map((trader, index) =>
    forever(traderPauseMs, seededRandom(seed + index), (random) => trade(trader, random)),
  ),
  ...chains.map((chain, index) =>
    forever(pricePauseMs, seededRandom(seed + 100 + index), (random) => movePrices(chain, random)),
  ),
])

async function forever(pauseMs: number, random: Random, act: (random: Random) => Promise<void>): Promise<void> {
  for (;;) {
    await act(random).catch((error: unknown) =>
      log.warn({ event: 'activity.failed', error: describeError(error) }, 'An action failed; the next one follows'),
    )
    await sleep(pauseMs * (0.5 + random.fraction()))
  }
}

/** Locks between 1 and 50 tokens, or burns some of the receipts the trader holds. */
async function trade(trader: TestAccount, random: Random): Promise<void> {
  const home = random.pick(chains)
  const host = random.pick(chains.filter((chain) => chain !== home))
  const asset = random.pick(home.deployed.assets)
  const signer = localSigner(trader.privateKey)
  const wantsToLock = random.fraction() < 0.6
  const share = random.fraction()

  const bucket = await host.client.readContract({
    address: host.deployed.buckets,
    abi: receiptBucketsAbi,
    functionName: 'bucket',
    args: [home.deployed.eid, asset.address],
  })
  const held = await host.client.readContract({
    address: address(bucket.receipt),
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [trader.address],
  })
  if (wantsToLock || held === 0n) {
    const amount = rawAmount(10n ** BigInt(asset.decimals) + portion(50n * 10n ** BigInt(asset.decimals), share))
    const options = { hostEid: host.deployed.eid, asset: asset.address, amount, receiver: trader.address }
    const { guid } = await lockCollateral({ ...home, signer }, options)
    log.info({ event: 'activity.locked', guid, chainId: home.deployed.chainId, asset: asset.symbol }, 'Locked')
  } else {
    const amount = rawAmount(portion(held, share) || held)
    const options = { homeEid: home.deployed.eid, asset: asset.address, amount, receiver: trader.address }
    const { guid } = await burnReceipts({ ...host, signer }, options)
    log.info({ event: 'activity.burned', guid, chainId: host.deployed.chainId, asset: asset.symbol }, 'Burned')
  }
}

/** Sets each feed of a chain to its first price, give or take up to two per cent. */
async function movePrices({ deployed, client }: ActiveChain, random: Random): Promise<void> {
  const signer = localSigner(testAccounts.owner.privateKey)
  for (const { symbol, priceFeed } of deployed.assets satisfies readonly AssetDeployment[]) {
    const first = devnetAssets.find((asset) => asset.chain === deployed.name && asset.symbol === symbol)?.usdPrice
    if (priceFeed === undefined || first === undefined) continue
    const answer = (first * 98n) / 100n + portion((first * 4n) / 100n, random.fraction())
    const write = { address: priceFeed, abi: testPriceFeedAbi, functionName: 'setAnswer', args: [answer] }
    await sendCall({ client, signer, write })
  }
}

/** A fraction of an amount, rounded down, exact to a millionth. */
function portion(amount: bigint, fraction: number): bigint {
  return (amount * BigInt(Math.floor(fraction * 1_000_000))) / 1_000_000n
}
