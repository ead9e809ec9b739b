import {
  createTestClient,
  encodeAbiParameters,
  encodeFunctionData,
  erc20Abi,
  getContractAddress,
  type Hex,
  http,
  parseAbi,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { testTokenAbi } from '../../../contracts/abi/TestToken.ts'
import { compileSolidity } from '../../../contracts/compiler.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { devnetFees } from '../../../devnet/anvil/fees.ts'
import { nextNonce, sendSequence } from '../../../devnet/anvil/send-sequence.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import { type Address, address } from '../../../domain/identifiers.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { lockCollateral, quoteBurn, quoteLock } from '../../../relayer/evm/transfer.ts'
import { eventually } from '../../support/eventually.ts'
import type { RelayStage, StageChain } from '../../support/relay-stage.ts'

const sailors = 64n
/** Of each transaction: 15 × Locked and PacketSent, 40 × Transfer, 10 × Burned, PacketSent and Transfer. */
const perTransaction = { locks: 15n, transfers: 40n, burns: 10n }
const eventsPerTransaction = 2 * 15 + 40 + 3 * 10
const transactionsPerBlock = 2
/** Blocks that Ponder does not take for final, and some. */
const blocksAfter = 40

const source = 'test/bench/indexer/Fleet.sol'
const abi = parseAbi([
  'struct Terms { address vault; uint32 hostEid; address asset; uint256 lockFee; address buckets; uint32 homeEid; address homeAsset; address receipt; uint256 burnFee; }',
  'function prepare(Terms terms)',
  'function sail(Terms terms, uint256 seed, uint256 locks, uint256 transfers, uint256 burns)',
])
const owner = privateKeyToAccount(testAccounts.owner.privateKey)
const visitor = localSigner(testAccounts.visitors[0].privateKey)

/** Stops a chain's clock: from then on blocks come when they are asked for. */
export async function stopClock({ deployed: { rpcUrl } }: StageChain) {
  const client = createTestClient({ mode: 'anvil', transport: http(rpcUrl, { timeout: 60_000 }) })
  await client.setIntervalMining({ interval: 0 })
  return client
}

/**
 * Fills a chain with at least so many events of our contracts, by a fleet of contracts that lock, pass receipts on and burn. It is
 * home of what they lock and host of what they burn, whose home is `other`. Afterwards its clock stands still, and no message is
 * verified any more.
 *
 * @returns The last block with an event.
 */
export async function fillChain(
  stage: RelayStage,
  { chain: filled, other, events }: { readonly chain: StageChain; readonly other: StageChain; readonly events: number },
  say: (line: string) => void,
): Promise<bigint> {
  const { client, deployed, chain } = filled
  const node = { chainId: chain.chainId, rpcUrl: deployed.rpcUrl ?? '' }
  const compiled = compileSolidity([source]).get(source)
  if (compiled === undefined) throw new TypeError('The compiler gave no fleet')
  const nonce = await nextNonce(client, owner)
  const fleet = address(getContractAddress({ from: owner.address, nonce: BigInt(nonce) }))
  const [asset, homeAsset] = [plainAsset(filled), plainAsset(other)]
  const init: Hex = `0x${compiled.bytecode}${encodeAbiParameters([{ type: 'uint256' }], [sailors]).slice(2)}`
  const mint = encodeFunctionData({ abi: testTokenAbi, functionName: 'mint', args: [fleet, 10n ** 15n] })
  await sendSequence({
    chain: node,
    account: owner,
    steps: [
      { name: 'fleet', to: 'new contract', data: init, valueWei: 2_000n * 10n ** 18n, gas: 29_000_000n },
      { name: 'its assets', to: asset, data: mint },
    ],
  })
  say('its receipts are on their way')
  const receipt = await receiptOf(filled, other, homeAsset)
  await bringReceipts(stage, { filled, other, fleet, homeAsset, receipt })

  // It would verify every message of the fleet, in this process and on this machine.
  await stage.stopSecondDvn()

  const terms = {
    vault: deployed.vault,
    hostEid: other.chain.eid,
    asset,
    lockFee: await quoteLock(client, deployed, other.chain.eid),
    buckets: deployed.buckets,
    homeEid: other.chain.eid,
    homeAsset,
    receipt,
    burnFee: await quoteBurn(client, deployed, other.chain.eid),
  }
  const prepare = encodeFunctionData({ abi, functionName: 'prepare', args: [terms] })
  await sendSequence({
    chain: node,
    account: owner,
    steps: [{ name: 'prepare', to: fleet, data: prepare, gas: 20_000_000n }],
  })
  const miner = await stopClock(filled)
  await miner.setBlockGasLimit({ gasLimit: 60_000_000n })
  const count = Math.ceil(events / eventsPerTransaction)
  const first = await nextNonce(client, owner)
  for (let sent = 0; sent < count; ) {
    const together = Math.min(transactionsPerBlock, count - sent)
    for (let at = 0; at < together; at += 1, sent += 1) {
      const { locks, transfers, burns } = perTransaction
      const data = encodeFunctionData({
        abi,
        functionName: 'sail',
        args: [terms, BigInt(sent), locks, transfers, burns],
      })
      const transaction = { type: 'eip1559', chainId: chain.chainId, nonce: first + sent, to: fleet, data } as const
      const raw = await owner.signTransaction({ ...transaction, gas: 16_000_000n, ...devnetFees })
      await client.sendRawTransaction({ serializedTransaction: raw })
    }
    await miner.mine({ blocks: 1 })
    if (sent % 200 === 0) say(`${sent * eventsPerTransaction} events`)
  }
  const last = await client.getBlockNumber()
  await miner.mine({ blocks: blocksAfter })
  return last
}

/** How many of each event a filled chain must have at least. */
export function filledWith(events: number): { readonly locks: number; readonly burns: number } {
  const count = Math.ceil(events / eventsPerTransaction)
  return { locks: count * Number(perTransaction.locks), burns: count * Number(perTransaction.burns) }
}

function plainAsset({ deployed }: StageChain): Address {
  const asset = deployed.assets.find(({ symbol }) => symbol !== 'tFEE' && symbol !== 'tWETH')
  if (asset === undefined) throw new TypeError(`${deployed.name} has a plain asset`)
  return asset.address
}

async function receiptOf({ client, deployed }: StageChain, { chain }: StageChain, asset: Address): Promise<Address> {
  const buckets = { address: deployed.buckets, abi: receiptBucketsAbi } as const
  return address(await client.readContract({ ...buckets, functionName: 'receiptOf', args: [chain.eid, asset] }))
}

/** Locks on the other chain for the fleet, and waits for the mint. */
async function bringReceipts(
  stage: RelayStage,
  {
    filled,
    other,
    fleet,
    homeAsset,
    receipt,
  }: {
    readonly filled: StageChain
    readonly other: StageChain
    readonly fleet: Address
    readonly homeAsset: Address
    readonly receipt: Address
  },
): Promise<void> {
  const amount = rawAmount(10n ** 10n)
  const terms = { hostEid: filled.chain.eid, asset: homeAsset, amount, receiver: fleet }
  const { txHash } = await lockCollateral({ client: other.client, deployed: other.deployed, signer: visitor }, terms)
  await stage.track(other, txHash)
  await eventually(
    'the fleet has its receipts',
    async () => {
      await stage.passSource(other)
      await stage.passDestination(filled)
      const balance = await filled.client.readContract({
        ...{ address: receipt, abi: erc20Abi, functionName: 'balanceOf' },
        args: [fleet],
      })
      return balance > 0n ? true : undefined
    },
    { timeoutMs: 120_000, pauseMs: 500 },
  )
}
