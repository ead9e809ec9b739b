import type { LocalAccount } from 'viem'
import type { ChainExecutor } from '../contracts/deploy/apply.ts'
import { evmClient } from '../relayer/evm/client.ts'
import { type SequenceChain, sendSequence } from './anvil/send-sequence.ts'

/** Applies a deployment plan to a local chain that mines at once, as fast as the chain takes transactions. */
export function localChainExecutor(chain: SequenceChain, account: LocalAccount): ChainExecutor {
  const client = evmClient([chain.rpcUrl])
  return {
    code: async (address) => (await client.getCode({ address })) ?? '0x',
    call: async (to, data) => (await client.call({ to, data })).data ?? '0x',
    sendInOrder: async (steps) => {
      await sendSequence({ chain, account, steps })
    },
  }
}
