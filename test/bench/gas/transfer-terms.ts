import { keccak256, toHex } from 'viem'
import { testTokenAbi } from '../../../contracts/abi/TestToken.ts'
import { create2Address, deployStep } from '../../../contracts/deploy/create2.ts'
import { beginSequence } from '../../../devnet/anvil/contract-sequence.ts'
import { devnetAssets, tokenSpec } from '../../../devnet/assets.ts'
import { localChainExecutor } from '../../../devnet/chain-executor.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import { type Address, address } from '../../../domain/identifiers.ts'
import { accounts } from './accounts.ts'
import type { BenchChain } from './bench-chains.ts'

/** Base units of a token with 18 decimals that each transfer out, and each transfer back, moves. */
export const amounts = { out: rawAmount(100n * 10n ** 18n), back: rawAmount(10n ** 18n) } as const

/** Most messages of one batch, and as many receivers. */
const receiverCount = 50

const addressOf = (label: string): Address => address(keccak256(toHex(label)).slice(0, 42))

/** Where messages go: each of a batch to a receiver of its own. */
export const receivers: readonly Address[] = Array.from({ length: receiverCount }, (_, i) => addressOf(`receiver ${i}`))

/** Has nothing anywhere. */
export const freshReceiver = addressOf('fresh receiver')

/** Deploys the test token at home, gives the user plenty, and the receivers a little. @returns The token. */
export async function deployToken(home: BenchChain): Promise<Address> {
  const [asset] = devnetAssets
  if (asset === undefined) throw new TypeError('The devnet has assets')
  const spec = tokenSpec(asset)
  const token = create2Address(spec)
  await localChainExecutor(home.node, accounts.owner).sendInOrder([deployStep(home.chain.chainId, spec)])
  const sequence = await beginSequence({ chain: home, account: accounts.owner })
  const mint = (receiver: Address, amount: bigint): void =>
    sequence.call({ address: token, abi: testTokenAbi, functionName: 'mint', args: [receiver, amount] })
  mint(address(accounts.user.address), amounts.out * 10_000n)
  for (const receiver of receivers) mint(receiver, amounts.out)
  await sequence.send()
  return token
}

/** The user's approval without limit, which most users give: no transfer writes it. */
export async function approveAll(home: BenchChain, token: Address, spender: Address): Promise<void> {
  const sequence = await beginSequence({ chain: home, account: accounts.user })
  sequence.call({ address: token, abi: testTokenAbi, functionName: 'approve', args: [spender, 2n ** 256n - 1n] })
  await sequence.send()
}
