import { type HDAccount, mnemonicToAccount } from 'viem/accounts'

/** The mnemonic every local Ethereum node knows: its keys are public, so they are worth nothing on any real chain. */
export const devMnemonic = 'test test test test test test test test test test test junk'

/** How many accounts of {@link devMnemonic} a devnet chain funds. */
export const devAccountCount = 30

/**
 * Account `index` of {@link devMnemonic}, the same one on every chain (path m/44'/60'/0'/0/index). Takes about 20 ms.
 */
export function devAccount(index: number): HDAccount {
  return mnemonicToAccount(devMnemonic, { addressIndex: index })
}
