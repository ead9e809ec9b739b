import { keccak256, toHex } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { testAccounts } from '../../devnet/accounts.ts'
import { type Address, address } from '../../domain/identifiers.ts'

/** The attacker's account that sends transactions; its first receiver. */
export const attacker: PrivateKeyAccount = privateKeyToAccount(testAccounts.visitors[1].privateKey)

/** Receivers of the attacker: the first can send, the others only hold. */
export const attackerAddress = (index: number): Address =>
  address(index === 0 ? attacker.address : keccak256(toHex(`attacker ${index}`)).slice(0, 42))
