import { bytesToHex } from 'viem'
import { type Address, address, type Hex } from '../domain/identifiers.ts'
import { devAccount } from './anvil/accounts.ts'

/** A funded account of the devnet; its key is public knowledge. */
export interface TestAccount {
  readonly name: string
  readonly address: Address
  readonly privateKey: Hex
}

function testAccount(name: string, addressIndex: number): TestAccount {
  const account = devAccount(addressIndex)
  const key = account.getHdKey().privateKey
  if (key === null) throw new TypeError(`The development mnemonic gives no key ${addressIndex}`)
  return { name, address: address(account.address), privateKey: bytesToHex(key) }
}

/** Who does what on a devnet; each part has a key of its own. */
export const testAccounts = {
  owner: testAccount('owner', 0),
  relayer: testAccount('relayer', 1),
  guardian: testAccount('guardian', 15),
  guard: testAccount('guard', 16),
  steward: testAccount('steward', 17),
  attestors: [testAccount('attestor-1', 2), testAccount('attestor-2', 3), testAccount('attestor-3', 4)],
  layerZeroDvnSigner: testAccount('layerzero-dvn-signer', 5),
  layerZeroDvnSubmitter: testAccount('layerzero-dvn-submitter', 6),
  /** Whose transfer is shown. */
  demonstrator: testAccount('demonstrator', 7),
  /** Free for any outside client. */
  visitors: [
    testAccount('visitor-1', 8),
    testAccount('visitor-2', 9),
    testAccount('visitor-3', 13),
    testAccount('visitor-4', 14),
  ],
  /** Who makes the seeded activity. */
  traders: [testAccount('trader-1', 10), testAccount('trader-2', 11), testAccount('trader-3', 12)],
} as const

/** Every account, in the order of its key; all hold native tokens on every chain. */
export const allTestAccounts: readonly TestAccount[] = Object.values(testAccounts).flat()
