/** What the guard needs from the outside: chains and its durable store. `relayer/evm` and `database` fit these. */
import type { RawAmount } from '../../domain/amounts.ts'
import type { Address, ChainId, Guid, Hex, UnixSeconds } from '../../domain/identifiers.ts'
import type { Account, Phase } from '../../domain/ledger-account.ts'
import type { BucketKey } from '../../domain/ledger-event.ts'
import type { HeldMint } from '../../risk/breaker/measure.ts'
import type { Lane } from '../../risk/breaker/scope.ts'
import type { Evidence, Severity, Trip } from '../../risk/breaker/trip.ts'
import type { ContractRead } from '../evm/read-contracts.ts'
import type { LedgerChain } from '../ledger-ports.ts'
import type { BlockObservation, ChainPort, Reading } from '../ports.ts'

/** Where the logs of our contracts stand in one block. */
export interface BlockTransactions {
  readonly hash: Hex
  readonly time: UnixSeconds
  readonly logs: readonly { readonly logIndex: number; readonly txHash: Hex }[]
}

/** A transaction of the guard, signed. Fees in wei per unit of gas. */
export interface SignedCall {
  readonly nonce: bigint
  readonly txHash: Hex
  readonly raw: Hex
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

/** One chain, as the guard reads it and as it acts on it. Methods with a {@link Reading} ask the quorum and never throw. */
export interface GuardChain extends Pick<ChainPort, 'chainId' | 'eid' | 'readFinal' | 'readBlock'> {
  /** The newest block. */
  readHead(): Promise<Reading<BlockObservation | undefined>>
  /** Providers, by name, that give a pinned block another hash. */
  contradictions(block: BlockObservation): Promise<readonly string[]>
  /** View functions at one block. Values are undecided in type: the caller checks them. */
  readContracts(
    reads: readonly ContractRead[],
    at: Pick<BlockObservation, 'hash'>,
  ): Promise<Reading<readonly unknown[]>>
  /** What vault and buckets emitted in one block. */
  readTransactions(blockNumber: bigint): Promise<Reading<BlockTransactions>>
  /** What the ledger reads, by quorum. @throws when the providers do not agree. */
  readonly ledger: Omit<LedgerChain, 'chainId' | 'readFinalHead'>
  /** The hold of a message as its events in one block leave it; `undefined` when they do not name one. */
  readHold(blockNumber: bigint, guid: Guid): Promise<Reading<HeldMint | undefined>>
}

/** A contract call of the guard, encoded. */
export interface GuardTransaction {
  readonly to: Address
  readonly data: Hex
}

/** What acts on a chain for the guard, with its key. */
export interface GuardSender {
  readonly address: Address
  /** The nonce after the last mined transaction. @throws whatever the RPC throws. */
  readNonce(): Promise<bigint>
  /**
   * Simulates at the newest block and signs; sends nothing.
   *
   * @throws ContractRefusedError when the simulation reverts; whatever the RPC throws.
   */
  prepare(transaction: GuardTransaction, nonce: bigint): Promise<SignedCall>
  /** Signs a transaction again, with fees above its own by a quarter at least. @throws whatever the RPC throws. */
  replace(call: SignedCall): Promise<SignedCall>
  /** Sends; one that the node knows, or whose nonce is used, is a success: the receipt tells. */
  broadcast(raw: Hex): Promise<void>
  /** The receipt, or `undefined` while there is none. @throws whatever the RPC throws. */
  findReceipt(txHash: Hex): Promise<{ readonly success: boolean; readonly blockNumber: bigint } | undefined>
}

/** Sum of the journal's entries of one kind, base units. */
export interface LedgerTotal {
  readonly bucket: BucketKey
  readonly eventKind: string
  readonly phase: Phase
  readonly from: Account
  readonly to: Account
  readonly amount: bigint
}

/** A mint or payout as the journal has it. */
export interface JournalFlow {
  readonly bucket: BucketKey
  readonly direction: 'minted' | 'released'
  readonly chainId: ChainId
  readonly blockNumber: bigint
  readonly blockHash: Hex
  readonly logIndex: number
  readonly amount: RawAmount
}

/** A mint or payout with its time and transaction. */
export interface TimedFlow extends JournalFlow {
  readonly at: UnixSeconds
  readonly txHash: Hex
}

/** A message that is final and not executed. */
export interface UnexecutedMessage {
  readonly guid: Guid
  readonly destination: ChainId
  readonly finalAt: UnixSeconds
  readonly signedBy: readonly Address[]
}

/** A lock whose nonce the host had used up for something else: it never arrives, and needs `rescueLock`. */
export interface SwallowedLock extends Lane {
  readonly guid: Guid
}

/** A price that was accepted, in its feed's decimals. */
export interface AcceptedPrice {
  readonly chainId: ChainId
  readonly feed: Address
  readonly answer: bigint
  readonly updatedAt: UnixSeconds
}

/** Since when a subject has been in a state. */
export interface Condition {
  readonly subject: string
  readonly state: string
  readonly since: UnixSeconds
}

/** A trip on record. */
export interface RecordedTrip {
  readonly id: bigint
  readonly fingerprint: string
  readonly rule: string
  readonly scope: string
  readonly severity: Severity
  readonly evidence: readonly Evidence[]
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  readonly acknowledged: { readonly at: Date; readonly by: string } | undefined
  readonly clearedAt: Date | undefined
  /** Transactions that were made because of it and succeeded, oldest first. */
  readonly txHashes: readonly Hex[]
}

/** A transaction of the guard that has not ended. */
export interface OpenCall extends SignedCall {
  readonly id: bigint
  /** Text that is equal for equal calls. */
  readonly call: string
  readonly because: readonly string[]
  /** Milliseconds since it was signed, by the database's clock. */
  readonly ageMs: number
}

/** An alert to deliver, at least once; `id` is the trip's. */
export interface DueAlert {
  readonly alertId: bigint
  readonly attempts: number
  readonly trip: RecordedTrip
}

/** What the rules read of the database. */
export interface GuardFacts {
  totals(): Promise<readonly LedgerTotal[]>
  /**
   * Mints and payouts whose time is not on record yet, newest first, at most `limit`: of those that were posted within so many
   * seconds, by the database's clock.
   */
  untimedFlows(postedWithinSeconds: bigint, limit: number): Promise<readonly JournalFlow[]>
  recordFlows(flows: readonly TimedFlow[]): Promise<void>
  /** Mints and payouts of blocks since then. */
  flowsSince(time: UnixSeconds): Promise<readonly TimedFlow[]>
  unexecuted(): Promise<readonly UnexecutedMessage[]>
  /** By the ledger's open findings. */
  swallowed(): Promise<readonly SwallowedLock[]>
  acceptedPrices(): Promise<readonly AcceptedPrice[]>
  acceptPrice(price: AcceptedPrice): Promise<void>
  conditions(): Promise<readonly Condition[]>
  /** Keeps exactly these. */
  saveConditions(conditions: readonly Condition[]): Promise<void>
}

/** What the guard found and did, durably. Every method is one statement or one transaction. */
export interface GuardStore extends GuardFacts {
  /**
   * Records what is found now: a new row, with its alert, for a cause that has none open; newest evidence for the others.
   * Rows that nothing was found for in `clearAfterSeconds` are cleared.
   *
   * @param options.pending - Block that must be final before the trip's alert may leave, for what was read in a newer one.
   * @returns The trips that are new.
   */
  recordTrips(
    trips: readonly (Trip & { readonly pending: { readonly chainId: ChainId; readonly block: bigint } | undefined })[],
    options: { readonly clearAfterSeconds: number },
  ): Promise<readonly string[]>
  /** Trips, newest first; all, or those that are not cleared. */
  trips(options: { readonly open: boolean }): Promise<readonly RecordedTrip[]>
  /** Fingerprints that somebody has acknowledged as false alarms. */
  acknowledged(): Promise<ReadonlySet<string>>
  /** @returns Whether there is a trip of that fingerprint. */
  acknowledge(fingerprint: string, by: string): Promise<boolean>
  /** In the order in which they were made. */
  openCalls(chainId: ChainId, signer: Address): Promise<readonly OpenCall[]>
  intend(
    call: SignedCall & {
      readonly chainId: ChainId
      readonly signer: Address
      readonly call: string
      readonly because: readonly string[]
    },
  ): Promise<void>
  resolve(
    txHash: Hex,
    outcome: { readonly state: 'succeeded' | 'reverted' | 'superseded'; readonly blockNumber: bigint | undefined },
  ): Promise<void>
  /** Lets the alerts go whose block is final now; drops those whose trip has cleared before it was. */
  releaseAlerts(finals: readonly { readonly chainId: ChainId; readonly number: bigint }[]): Promise<void>
  /** Alerts that are due, oldest first; each is due again only after `retrySeconds`. */
  takeAlerts(retrySeconds: (attempts: number) => number): Promise<readonly DueAlert[]>
  alertDelivered(alertId: bigint): Promise<void>
}
