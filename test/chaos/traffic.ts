import { setTimeout as sleep } from 'node:timers/promises'
import { erc20Abi } from 'viem'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { type TestAccount, testAccounts } from '../../devnet/accounts.ts'
import { type Random, seededRandom } from '../../devnet/random.ts'
import { rawAmount } from '../../domain/amounts.ts'
import type { Address } from '../../domain/identifiers.ts'
import { evmClient } from '../../relayer/evm/client.ts'
import { localSigner, type TransactionSigner } from '../../relayer/evm/signer.ts'
import { burnReceipts, lockCollateral, type UserAccount } from '../../relayer/evm/transfer.ts'
import type { ChaosChain } from './stage.ts'

/** Who makes the traffic: everybody whose account nothing else uses. */
const traders: readonly TestAccount[] = [...testAccounts.traders, ...testAccounts.visitors.slice(1)]

/** Longest wait of one request to a chain that may be paused, milliseconds. */
const timeoutMs = 10_000

/** How many actions went through, and why the others did not, by the name of the error. */
export interface Traffic {
  readonly done: number
  readonly failed: Readonly<Record<string, number>>
}

/**
 * Locks and burns at random over all lanes, straight at the nodes, until `signal` is aborted. Each trader acts on every chain
 * at once, where its nonces are its own. Equal seeds make equal choices. Nothing is sent once the signal is aborted, but it
 * takes a minute until nobody waits for a transaction any more that a reorg took.
 */
export async function makeTraffic(
  chains: readonly ChaosChain[],
  { seed, pauseMs, signal }: { readonly seed: number; readonly pauseMs: number; readonly signal: AbortSignal },
): Promise<Traffic> {
  let done = 0
  const failed: Record<string, number> = {}
  const trading = chains.flatMap((here, chainIndex) =>
    traders.map(async (trader, index) => {
      const random = seededRandom(seed + 1 + chainIndex * traders.length + index)
      while (!signal.aborted) {
        try {
          await trade(here, chains, { trader, random, signal })
          done += 1
        } catch (error) {
          // A reorg took the transaction, or the chain is paused: whatever left shows on the chains, and only there.
          const name = error instanceof Error ? error.name : 'unknown'
          failed[name] = (failed[name] ?? 0) + 1
        }
        await sleep(pauseMs * (0.5 + random.fraction()), undefined, { signal }).catch(() => undefined)
      }
    }),
  )
  await Promise.all(trading)
  return { done, failed }
}

/** On one chain: locks up to 50 tokens, to the last base unit, or burns a part of the receipts that the trader holds there. */
async function trade(
  here: ChaosChain,
  chains: readonly ChaosChain[],
  { trader, random, signal }: { readonly trader: TestAccount; readonly random: Random; readonly signal: AbortSignal },
): Promise<void> {
  const there = random.pick(chains.filter((chain) => chain !== here))
  const [wantsToLock, share] = [random.fraction() < 0.6, BigInt(Math.floor(random.fraction() * 1_000_000))]
  const account = {
    client: evmClient([here.node.rpcUrl], { timeoutMs }),
    deployed: here.deployed,
    signer: untilAborted(localSigner(trader.privateKey), signal),
  }
  const foreign = random.pick(there.deployed.assets)
  const held = wantsToLock ? 0n : await receiptsOf(account, there, foreign.address)
  if (held > 0n) {
    const amount = rawAmount((held * share) / 1_000_000n || held)
    const terms = { homeEid: there.deployed.eid, asset: foreign.address, amount, receiver: trader.address }
    await burnReceipts(account, terms)
  } else {
    const own = random.pick(here.deployed.assets)
    const amount = rawAmount((50n * 10n ** BigInt(own.decimals) * (share + 1n)) / 1_000_000n)
    const terms = { hostEid: there.deployed.eid, asset: own.address, amount, receiver: trader.address }
    await lockCollateral(account, terms)
  }
}

/** Signs nothing once `signal` is aborted: who waits for an approval then does not lock any more. */
const untilAborted = (signer: TransactionSigner, signal: AbortSignal): TransactionSigner => ({
  ...signer,
  async signTransaction(transaction) {
    signal.throwIfAborted()
    return signer.signTransaction(transaction)
  },
})

/** Receipts of an asset of `home` that an account holds, base units. */
async function receiptsOf(
  { client, deployed, signer }: UserAccount,
  home: ChaosChain,
  asset: Address,
): Promise<bigint> {
  const bucket = await client.readContract({
    address: deployed.buckets,
    abi: receiptBucketsAbi,
    functionName: 'bucket',
    args: [home.deployed.eid, asset],
  })
  return client.readContract({
    address: bucket.receipt,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [signer.address],
  })
}
