import { erc20Abi, parseEventLogs } from 'viem'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { type RawAmount, rawAmount } from '../../domain/amounts.ts'
import { DomainError } from '../../domain/errors.ts'
import { type Address, type EndpointId, type Guid, guid, zeroAddress } from '../../domain/identifiers.ts'
import type { EvmClient } from './client.ts'
import { type MinedTransaction, rethrow, sendCall } from './send.ts'
import type { TransactionSigner } from './signer.ts'

/** The receiver is the zero address. */
export class ZeroReceiverError extends DomainError {
  readonly code = 'RECEIVER_ZERO'
  readonly retryable = false
  constructor() {
    super('The receiver is the zero address.')
  }
}

/** The account holds less than it is to send. */
export class InsufficientBalanceError extends DomainError {
  readonly code = 'BALANCE_INSUFFICIENT'
  readonly retryable = false
  constructor(readonly facts: { readonly token: Address; readonly balance: bigint; readonly amount: bigint }) {
    super(`The account holds ${facts.balance} base units of ${facts.token}, less than ${facts.amount}.`)
  }
}

/** A user's account on one chain. */
export interface UserAccount {
  readonly client: EvmClient
  readonly deployed: ChainDeployment
  readonly signer: TransactionSigner
}

/** A lock or a burn whose message is on its way. */
export interface SentTransfer extends MinedTransaction {
  readonly guid: Guid
  /** What the message carries: after a token's own fee, if it charges one. */
  readonly amount: RawAmount
}

/**
 * Locks collateral on its home chain for a receipt on a host chain. Approves the vault first when it must.
 *
 * @param options.feeWei - LayerZero fee to pay; the quoted one by default.
 * @throws {@link ZeroReceiverError}, {@link InsufficientBalanceError}, ContractRefusedError; nothing has moved then.
 */
export async function lockCollateral(
  { client, deployed, signer }: UserAccount,
  options: {
    readonly hostEid: EndpointId
    readonly asset: Address
    readonly amount: RawAmount
    readonly receiver: Address
    readonly refundTo?: Address
    readonly feeWei?: bigint
  },
): Promise<SentTransfer> {
  const { hostEid, asset, amount, receiver } = options
  if (receiver === zeroAddress) throw new ZeroReceiverError()
  const vault = { address: deployed.vault, abi: collateralVaultAbi } as const
  const isOpen = await client.readContract({ ...vault, functionName: 'isOpen', args: [hostEid, asset] })
  if (isOpen) {
    // Only where the asset is known to the vault: anything else is the vault's to refuse, by name.
    const token = { address: asset, abi: erc20Abi } as const
    const [balance, allowance] = await Promise.all([
      client.readContract({ ...token, functionName: 'balanceOf', args: [signer.address] }),
      client.readContract({ ...token, functionName: 'allowance', args: [signer.address, deployed.vault] }),
    ])
    if (balance < amount) throw new InsufficientBalanceError({ token: asset, balance, amount })
    if (allowance < amount) {
      await sendCall({ client, signer, write: { ...token, functionName: 'approve', args: [deployed.vault, amount] } })
    }
  }
  const value = options.feeWei ?? (await quoteLock(client, deployed, hostEid))
  const mined = await sendCall({
    client,
    signer,
    write: {
      ...vault,
      functionName: 'lock',
      args: [hostEid, asset, amount, receiver, options.refundTo ?? signer.address],
      value,
    },
  })
  const [locked] = parseEventLogs({ abi: collateralVaultAbi, eventName: 'Locked', logs: [...mined.logs] })
  if (locked === undefined) throw new TypeError(`Transaction ${mined.txHash} has no Locked event`)
  return { ...mined, guid: guid(locked.args.guid), amount: rawAmount(locked.args.amount) }
}

/**
 * Burns receipts on a host chain to release collateral on its home chain.
 *
 * @param options.feeWei - LayerZero fee to pay; the quoted one by default.
 * @throws {@link ZeroReceiverError}, ContractRefusedError; nothing has moved then.
 */
export async function burnReceipts(
  { client, deployed, signer }: UserAccount,
  options: {
    readonly homeEid: EndpointId
    readonly asset: Address
    readonly amount: RawAmount
    readonly receiver: Address
    readonly feeWei?: bigint
  },
): Promise<SentTransfer> {
  const { homeEid, asset, amount, receiver } = options
  if (receiver === zeroAddress) throw new ZeroReceiverError()
  const value = options.feeWei ?? (await quoteBurn(client, deployed, homeEid))
  const mined = await sendCall({
    client,
    signer,
    write: {
      address: deployed.buckets,
      abi: receiptBucketsAbi,
      functionName: 'burn',
      args: [homeEid, asset, amount, receiver],
      value,
    },
  })
  const [burned] = parseEventLogs({ abi: receiptBucketsAbi, eventName: 'Burned', logs: [...mined.logs] })
  if (burned === undefined) throw new TypeError(`Transaction ${mined.txHash} has no Burned event`)
  return { ...mined, guid: guid(burned.args.guid), amount: rawAmount(burned.args.amount) }
}

/** LayerZero fee of a lock, in wei of the home chain's native token. */
export async function quoteLock(client: EvmClient, deployed: ChainDeployment, hostEid: EndpointId): Promise<bigint> {
  const fee = await client
    .readContract({ address: deployed.vault, abi: collateralVaultAbi, functionName: 'quoteLock', args: [hostEid] })
    .catch((error: unknown) => rethrow('quoteLock', error))
  return fee.nativeFee
}

/** LayerZero fee of a burn, in wei of the host chain's native token. */
export async function quoteBurn(client: EvmClient, deployed: ChainDeployment, homeEid: EndpointId): Promise<bigint> {
  const fee = await client
    .readContract({ address: deployed.buckets, abi: receiptBucketsAbi, functionName: 'quoteBurn', args: [homeEid] })
    .catch((error: unknown) => rethrow('quoteBurn', error))
  return fee.nativeFee
}
