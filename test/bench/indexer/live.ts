import { setTimeout as sleep } from 'node:timers/promises'
import { encodeFunctionData, erc20Abi, maxUint256 } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { collateralVaultAbi } from '../../../contracts/abi/CollateralVault.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { devnetFees } from '../../../devnet/anvil/fees.ts'
import { nextNonce } from '../../../devnet/anvil/send-sequence.ts'
import { freePort } from '../../../devnet/process/ports.ts'
import type { Supervisor } from '../../../devnet/process/supervisor.ts'
import { devnetServices } from '../../../devnet/services.ts'
import { eventually } from '../../support/eventually.ts'
import type { StageChain } from '../../support/relay-stage.ts'
import { sender } from '../api/load.ts'

const account = privateKeyToAccount(testAccounts.visitors[1].privateKey)
/** More than any lock asks; what is over comes back. */
const feeWei = 10n ** 16n

/**
 * Runs an indexer for each chain and the API, and locks in every block of every chain. For each of `blocks` blocks: the milliseconds
 * from when its node first says that it is there until the API shows the lock that is in it.
 */
export async function measureLive(
  chains: readonly StageChain[],
  {
    supervisor,
    manifestFile,
    databaseUrl,
    blocks,
  }: {
    readonly supervisor: Supervisor
    readonly manifestFile: string
    readonly databaseUrl: string
    readonly blocks: number
  },
  say: (line: string) => void,
): Promise<readonly number[]> {
  const inherited = { PATH: process.env['PATH'] ?? '', BULKHEAD_LOG_LEVEL: 'warn' }
  const settings = { supervisor, manifestFile, databaseUrl, inherited }
  const port = await freePort()
  const services = [
    ...chains.map(({ chain }) => devnetServices.indexer(settings, chain)),
    devnetServices.api(settings, { host: '127.0.0.1', port }),
  ]
  const ask = sender(`http://127.0.0.1:${port}/graphql`, { connections: 16 })
  try {
    await eventually(
      'every chain is live',
      async () => ((await ask(body('{ _meta { consistent } }'))).includes('"consistent":true') ? true : undefined),
      { timeoutMs: 300_000, pauseMs: 500 },
    )
    say('live: measuring')
    const measured = await Promise.all(chains.map((chain, index) => followChain(chains, index, { ask, blocks, chain })))
    return measured.flat()
  } finally {
    ask.close()
    await Promise.all(services.map((service) => service.stop()))
  }
}

const body = (query: string): string => JSON.stringify({ query })

async function followChain(
  chains: readonly StageChain[],
  index: number,
  {
    chain: { chain, deployed, client },
    ask,
    blocks,
  }: { readonly chain: StageChain; readonly ask: (body: string) => Promise<string>; readonly blocks: number },
): Promise<readonly number[]> {
  const host = chains[(index + 1) % chains.length]
  const asset = deployed.assets.find(({ symbol }) => symbol !== 'tFEE' && symbol !== 'tWETH')
  if (host === undefined || asset === undefined) throw new TypeError(`${chain.name} has an asset and another chain`)
  let nonce = await nextNonce(client, account)
  const send = async (to: `0x${string}`, data: `0x${string}`, value: bigint): Promise<void> => {
    const transaction = { type: 'eip1559', chainId: chain.chainId, nonce, to, data, value, gas: 400_000n } as const
    nonce += 1
    const raw = await account.signTransaction({ ...transaction, ...devnetFees })
    await client.sendRawTransaction({ serializedTransaction: raw })
  }
  await send(
    asset.address,
    encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [deployed.vault, maxUint256] }),
    0n,
  )
  const { address: self } = account
  const args = [host.chain.eid, asset.address, 1n, self, self] as const
  const lock = encodeFunctionData({ abi: collateralVaultAbi, functionName: 'lock', args })
  const newest = body(
    `{ messages(first: 1, where: { sourceChainId: ${chain.chainId} }) { nodes { blockNumber txHash amount { raw } } } }`,
  )
  const measured: number[] = []
  let last = await client.getBlockNumber()
  let seenMs = performance.now()
  while (measured.length < blocks) {
    await send(deployed.vault, lock, feeWei)
    // It is in the next block after this one.
    last = await client.getBlockNumber()
    // A block every second: there is no need to look before its time.
    await sleep(Math.max(0, seenMs + 900 - performance.now()))
    let head = await client.getBlockNumber()
    while (head <= last) {
      await sleep(3)
      head = await client.getBlockNumber()
    }
    seenMs = performance.now()
    for (;;) {
      const shown = /"blockNumber":"(\d+)"/.exec(await ask(newest))?.[1]
      if (shown !== undefined && BigInt(shown) >= head) break
      if (performance.now() - seenMs > 60_000) throw new Error(`Block ${head} of ${chain.name} is never shown`)
      await sleep(5)
    }
    measured.push(performance.now() - seenMs)
  }
  return measured
}
