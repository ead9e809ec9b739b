import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { testAccounts } from '../../../devnet/accounts.ts'
import { assertNever } from '../../../domain/errors.ts'
import type { Hex } from '../../../domain/identifiers.ts'
import { type EvmClient, evmClient } from '../../../relayer/evm/client.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import type { Replay } from '../plan.ts'
import type { ChaosChain } from '../stage.ts'

/** The stranger who delivers what the relayer delivers. Nobody else sends from that account. */
const stranger = localSigner(testAccounts.visitors[0].privateKey)

const gasUnits = 6_000_000n
const priceWei = 20_000_000_000n

/** Delivers again, or before the relayer, what it delivers. The contracts have to take each message once all the same. */
export async function replay(chain: ChaosChain, how: Replay, forMs: number): Promise<void> {
  const client = evmClient([chain.node.rpcUrl])
  switch (how) {
    case 'same-bytes':
      for (const { raw } of await deliveries(chain, client)) await resend(client, raw)
      return
    case 'other-account':
      return sendAll(chain, client, await deliveries(chain, client))
    case 'newest-first':
      return sendAll(chain, client, [...(await deliveries(chain, client))].reverse())
    case 'overtake':
      return overtake(chain, client, forMs)
    default:
      return assertNever(how)
  }
}

interface Delivery {
  readonly hash: Hex
  readonly input: Hex
  readonly raw: Hex
}

/** The relayer's transactions of the newest blocks, the oldest first. */
async function deliveries({ deployed }: ChaosChain, client: EvmClient): Promise<readonly Delivery[]> {
  const head = await client.getBlockNumber()
  const found: Delivery[] = []
  for (let number = head > 20n ? head - 20n : 0n; number <= head; number += 1n) {
    const { transactions } = await client.getBlock({ blockNumber: number, includeTransactions: true })
    for (const { hash, to, from, input } of transactions) {
      if (to?.toLowerCase() !== deployed.relayWorker || from.toLowerCase() !== testAccounts.relayer.address) continue
      const raw = z.string().parse(
        await client.request<{ Method: string; Parameters: readonly Hex[]; ReturnType: unknown }>({
          method: 'eth_getRawTransactionByHash',
          params: [hash],
        }),
      )
      found.push({ hash, input, raw: `0x${raw.replace(/^0x/, '')}` })
    }
  }
  return found.slice(-5)
}

async function sendAll(chain: ChaosChain, client: EvmClient, all: readonly { readonly input: Hex }[]): Promise<void> {
  let nonce = await client.getTransactionCount({ address: stranger.address })
  for (const { input } of all) {
    await resend(client, await signed(chain, input, nonce, priceWei))
    nonce += 1
  }
}

/** Looks into the mempool, and offers more for the same call. */
async function overtake(chain: ChaosChain, client: EvmClient, forMs: number): Promise<void> {
  const seen = new Set<string>()
  let nonce = await client.getTransactionCount({ address: stranger.address })
  const deadline = performance.now() + forMs
  while (performance.now() < deadline) {
    const content = pool.parse(
      await client.request<{ Method: string; Parameters: readonly []; ReturnType: unknown }>({
        method: 'txpool_content',
        params: [],
      }),
    )
    const pending = Object.entries(content.pending).filter(
      ([from]) => from.toLowerCase() === testAccounts.relayer.address,
    )
    for (const { hash, to, input } of pending.flatMap(([, byNonce]) => Object.values(byNonce))) {
      if (to?.toLowerCase() !== chain.deployed.relayWorker || seen.has(hash)) continue
      seen.add(hash)
      await resend(client, await signed(chain, input, nonce, 100n * priceWei))
      nonce += 1
    }
    await sleep(100)
  }
}

const pool = z.object({
  pending: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        hash: z.string(),
        to: z.string().nullable(),
        input: z.custom<Hex>((value) => typeof value === 'string' && value.startsWith('0x')),
      }),
    ),
  ),
})

const signed = ({ deployed }: ChaosChain, data: Hex, nonce: number, tipWei: bigint): Promise<Hex> =>
  stranger.signTransaction({
    chainId: deployed.chainId,
    to: deployed.relayWorker,
    data,
    value: 0n,
    nonce,
    gas: gasUnits,
    maxFeePerGas: 2n * tipWei + 1_000_000_000n,
    maxPriorityFeePerGas: tipWei,
  })

/** What the node says to it does not matter: most of these are refused. */
async function resend(client: EvmClient, raw: Hex): Promise<void> {
  await client.sendRawTransaction({ serializedTransaction: raw }).catch(() => undefined)
}
