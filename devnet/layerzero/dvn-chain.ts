import type { PublicClient } from 'viem'
import type { FinalityRule } from '../../chains/chain.ts'
import type { Address } from '../../domain/identifiers.ts'
import type { SentPacket } from './sent-packet.ts'

/** One chain the DVN reads packets from and writes verifications to. */
export interface DvnChain {
  readonly chainId: number
  readonly eid: number
  readonly rpcUrl: string
  readonly endpoint: Address
  readonly receiveLibrary: Address
  /** LayerZero's DVN contract, of which the signer is one and the submitter an admin. */
  readonly dvn: Address
  /** The DVN contract's own number: `versionOneEid(eid)`. */
  readonly vid: number
  /** When a packet sent from this chain is signed. */
  readonly finality: FinalityRule
  /** What is reported for a packet sent from this chain; must be what the receivers' ULN configuration asks for, or more. */
  readonly confirmations: bigint
  /** First block that can hold a packet. */
  readonly startBlock: bigint
}

/** A packet on its way; kept in memory only, since everything about it can be read again. */
export interface PendingPacket {
  readonly packet: SentPacket
  readonly confirmations: bigint
  /** The receiving chain's head when the verification was first seen there. */
  readonly seenAt?: bigint | undefined
  /** When the verification was last sent, on the clock of `performance.now()`. */
  readonly sentAtMs?: number | undefined
}

/** Height of the newest final block by the chain's rule; −1 while there is none. */
export async function finalBlock(client: PublicClient, rule: FinalityRule): Promise<bigint> {
  if (rule.kind === 'tag') return (await client.getBlock({ blockTag: 'finalized' })).number
  return (await client.getBlockNumber()) - rule.depth
}
