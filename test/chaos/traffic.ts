import { setTimeout as sleep } from 'node:timers/promises'
import { erc20Abi } from 'viem'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { type TestAccount, testAccounts } from '../../devnet/accounts.ts'
import { type Random, seededRandom } from '../../devnet/random.ts'
import { rawAmount } from '../../domain/amounts.ts'
import { address } from '../../domain/identifiers.ts'
import { evmClient } from '../../relayer/evm/client.ts'
import { localSigner } from '../../relayer/evm/signer.ts'
import { burnReceipts, lockCollateral } from '../../relayer/evm/transfer.ts'
import type { ChaosChain } from './stage.ts'

/** Who makes the traffic: everybody whose account nothing else uses. */
const traders: readonly TestAccount[] = [...testAccounts.traders, ...testAccounts.visitors.slice(1)]

/** Longest wait of one request to a chain that may be paused, milliseconds. */
const timeoutMs = 10_000

/** Locks and burns at random over all lanes, straight at the nodes, until `signal` is aborted. Equal seeds make equal choices. */
export async function makeTraffic(
  chains: readonly ChaosChain[],
  { seed, pauseMs, signal }: { readonly seed: number; readonly pauseMs: number; readonly signal: AbortSignal },
): Promise<void> {
  await Promise.all(
    traders.map(async (trader, index) => {
      const random = seededRandom(seed + 1 + index)
      while (!signal.aborted) {
        // A reorg took the transaction, or the chain is paused: whatever left shows on the chains, and only there.
        await trade(chains, trader, random).catch(() => undefined)
        await sleep(pauseMs * (0.5 + random.fraction()), undefined, { signal }).catch(() => undefined)
      }
    }),
  )
}

/** Locks up to 50 tokens, some of them to the last base unit, or burns a part of the receipts that the trader holds. */
async function trade(chains: readonly ChaosChain[], trader: TestAccount, random: Random): Promise<void> {
  const home = random.pick(chains)
  const host = random.pick(chains.filter((chain) => chain !== home))
  const asset = random.pick(home.deployed.assets)
  const [wantsToLock, share] = [random.fraction() < 0.6, BigInt(Math.floor(random.fraction() * 1_000_000))]
  const signer = localSigner(trader.privateKey)
  const account = (chain: ChaosChain) => ({
    client: evmClient([chain.node.rpcUrl], { timeoutMs }),
    deployed: chain.deployed,
    signer,
  })
  const onHost = account(host)
  const bucket = await onHost.client.readContract({
    address: host.deployed.buckets,
    abi: receiptBucketsAbi,
    functionName: 'bucket',
    args: [home.deployed.eid, asset.address],
  })
  const held = await onHost.client.readContract({
    address: address(bucket.receipt),
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [trader.address],
  })
  const terms = { asset: asset.address, receiver: trader.address }
  if (wantsToLock || held === 0n) {
    const amount = (50n * 10n ** BigInt(asset.decimals) * (share + 1n)) / 1_000_000n
    await lockCollateral(account(home), { ...terms, hostEid: host.deployed.eid, amount: rawAmount(amount) })
  } else {
    const amount = (held * share) / 1_000_000n || held
    await burnReceipts(onHost, { ...terms, homeEid: home.deployed.eid, amount: rawAmount(amount) })
  }
}
