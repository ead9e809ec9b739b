import { keccak256, parseTransaction, TransactionReceiptNotFoundError } from 'viem'
import { type Address, address, type ChainId, type Hex } from '../../domain/identifiers.ts'
import { greatest } from '../../domain/integers.ts'
import type { GuardSender, SignedCall } from '../guard/ports.ts'
import type { EvmClient } from './client.ts'
import { rethrow } from './send.ts'
import type { TransactionSigner } from './signer.ts'

/** What nodes say of a transaction that they have, or whose nonce is used: the receipt tells which, and is read next. */
const knownAlready = /already (known|imported)|nonce too low|replacement transaction underpriced/i

/** The guard's key on one chain. What it reads here decides nothing but nonce and fees: any provider will do. */
export function evmGuardSender({
  chainId,
  client,
  signer,
}: {
  readonly chainId: ChainId
  readonly client: EvmClient
  readonly signer: TransactionSigner
}): GuardSender {
  const readFees = () => client.estimateFeesPerGas({ type: 'eip1559', chain: null })
  const sign = async (
    { to, data }: { readonly to: Address; readonly data: Hex },
    with_: { readonly nonce: bigint; readonly gas: bigint; readonly fees: Fees },
  ): Promise<SignedCall> => {
    const { nonce, gas, fees } = with_
    const raw = await signer.signTransaction({ chainId, to, data, nonce: Number(nonce), gas, ...fees })
    return { nonce, txHash: keccak256(raw), raw, ...fees }
  }

  return {
    address: signer.address,

    async readNonce() {
      return BigInt(await client.getTransactionCount({ address: signer.address, blockTag: 'latest' }))
    },

    async prepare({ to, data }, nonce) {
      const [estimate, { maxFeePerGas, maxPriorityFeePerGas }] = await Promise.all([
        client
          .estimateGas({ account: signer.address, to, data })
          .catch((error: unknown) => rethrow('The guard’s call', error)),
        readFees(),
      ])
      return sign({ to, data }, { nonce, gas: (estimate * 13n) / 10n, fees: { maxFeePerGas, maxPriorityFeePerGas } })
    },

    async replace(call) {
      const { to, data = '0x', gas } = parseTransaction(call.raw)
      if (typeof to !== 'string' || gas === undefined) throw new TypeError('The guard made no such transaction')
      const fees = dearer(await readFees(), call)
      return sign({ to: address(to), data }, { nonce: call.nonce, gas, fees })
    },

    async broadcast(raw) {
      try {
        await client.request({ method: 'eth_sendRawTransaction', params: [raw] })
      } catch (error) {
        if (error instanceof Error && knownAlready.test(error.message)) return
        throw error
      }
    },

    async findReceipt(txHash) {
      try {
        const { status, blockNumber } = await client.getTransactionReceipt({ hash: txHash })
        return { success: status === 'success', blockNumber }
      } catch (error) {
        if (error instanceof TransactionReceiptNotFoundError) return undefined
        throw error
      }
    },
  }
}

type Fees = Pick<SignedCall, 'maxFeePerGas' | 'maxPriorityFeePerGas'>

/** What the market asks, and a quarter above what was offered at least: nodes want a tenth. */
function dearer(market: Fees, offered: Fees): Fees {
  const above = (value: bigint): bigint => (value * 5n) / 4n + 1n
  return {
    maxFeePerGas: greatest(market.maxFeePerGas, above(offered.maxFeePerGas)),
    maxPriorityFeePerGas: greatest(market.maxPriorityFeePerGas, above(offered.maxPriorityFeePerGas)),
  }
}
