import { createTestClient, createWalletClient, http } from 'viem'
import type { Address, Hex } from '../../domain/identifiers.ts'
import { eventually } from './eventually.ts'
import type { StageChain } from './relay-stage.ts'

/** Sends a call as if a contract made it: what a compromised endpoint or a stolen escrow could do. */
export async function callAs(
  { client, deployed }: StageChain,
  { from, to, data }: { readonly from: Address; readonly to: Address; readonly data: Hex },
): Promise<void> {
  const transport = http(deployed.rpcUrl)
  const node = createTestClient({ mode: 'anvil', transport })
  await node.impersonateAccount({ address: from })
  await node.setBalance({ address: from, value: 10n ** 21n })
  const hash = await createWalletClient({ transport }).sendTransaction({
    account: from,
    chain: null,
    to,
    data,
    gas: 2_000_000n,
  })
  const { status } = await eventually('mined', () => client.getTransactionReceipt({ hash }))
  await node.stopImpersonatingAccount({ address: from })
  if (status !== 'success') throw new TypeError(`The call as ${from} was refused`)
}
