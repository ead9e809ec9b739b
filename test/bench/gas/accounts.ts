import { privateKeyToAccount } from 'viem/accounts'
import { testAccounts } from '../../../devnet/accounts.ts'

/** Who does what; the same accounts on both chains, and for every bridge that is compared. */
export const accounts = {
  owner: privateKeyToAccount(testAccounts.owner.privateKey),
  /** Sends every transfer. */
  user: privateKeyToAccount(testAccounts.visitors[0].privateKey),
  /** Sends the transactions of LayerZero's and Hyperlane's verifiers and executors. */
  submitter: privateKeyToAccount(testAccounts.layerZeroDvnSubmitter.privateKey),
  dvnSigner: privateKeyToAccount(testAccounts.layerZeroDvnSigner.privateKey),
  secondDvnSigner: privateKeyToAccount(testAccounts.visitors[1].privateKey),
  hyperlaneValidator: privateKeyToAccount(testAccounts.visitors[2].privateKey),
} as const
