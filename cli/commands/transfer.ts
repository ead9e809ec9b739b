import { formatDecimal, parseDecimal, transferAmount } from '../../domain/amounts.ts'
import { address } from '../../domain/identifiers.ts'
import { burnReceipts, lockCollateral } from '../../relayer/evm/transfer.ts'
import { assetOn, compose, composeAccount, composeClient, deployedOn } from '../compose.ts'
import { EnvironmentError } from '../environment.ts'

/** Options of `bulkhead lock` and `bulkhead burn`. */
export interface TransferOptions {
  readonly home: string
  readonly host: string
  /** Symbol, or address on the home chain. */
  readonly asset: string
  /** Decimal, in whole tokens. */
  readonly amount: string
  /** Defaults to the sending account. */
  readonly to?: string
  /** LayerZero fee in wei; the quoted one by default. */
  readonly fee?: string
}

/** `bulkhead lock`: locks collateral at home, for a receipt on the host. Prints the message's guid. */
export const lock = (options: TransferOptions): Promise<void> => transfer('lock', options)

/** `bulkhead burn`: burns receipts on the host, to release collateral at home. Prints the message's guid. */
export const burn = (options: TransferOptions): Promise<void> => transfer('burn', options)

async function transfer(direction: 'lock' | 'burn', options: TransferOptions): Promise<void> {
  const composition = compose('bulkhead')
  const home = deployedOn(composition, options.home)
  const host = deployedOn(composition, options.host)
  const asset = assetOn(home, options.asset)
  const assetAddress = asset?.address ?? address(options.asset)
  if (asset === undefined && options.amount.includes('.')) {
    throw new EnvironmentError(
      `${options.asset} is not in the deployment file, so its decimals are unknown.`,
      'Give the amount in base units.',
    )
  }
  const amount = transferAmount(parseDecimal(options.amount, asset?.decimals ?? 0))
  const here = direction === 'lock' ? home : host
  const signer = composeAccount(composition, here)
  const account = { client: composeClient(composition, here), deployed: here, signer }
  const terms = {
    asset: assetAddress,
    amount,
    receiver: options.to === undefined ? signer.address : address(options.to),
    ...(options.fee === undefined ? {} : { feeWei: parseDecimal(options.fee, 0) }),
  }
  const sent =
    direction === 'lock'
      ? await lockCollateral(account, { ...terms, hostEid: host.eid })
      : await burnReceipts(account, { ...terms, homeEid: home.eid })
  const result = {
    guid: sent.guid,
    chainId: here.chainId,
    txHash: sent.txHash,
    blockNumber: sent.blockNumber.toString(),
    amount: formatDecimal(sent.amount, asset?.decimals ?? 0),
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}
