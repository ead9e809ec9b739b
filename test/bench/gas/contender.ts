import { DomainError } from '../../../domain/errors.ts'
import type { Address } from '../../../domain/identifiers.ts'

/** `out`: locked at home, minted on the host. `back`: burned on the host, released at home. */
export type Direction = 'out' | 'back'

/** Gas of bringing some messages to their end, all together. */
export interface DeliveryGas {
  /** What the bridge's own transactions used: committing and executing, and its own verification where that is one. */
  readonly delivery: number
  /** What verifications in transactions of their own used. */
  readonly verification: number
}

/** One of the ways in which messages can be delivered; the cheapest counts. */
export interface DeliveryWay<Message> {
  readonly name: string
  /** Whether deployed relayers deliver like this; only such ways count where no batch is asked for. */
  readonly standard: boolean
  /** Verifies and executes all messages. @throws {@link UndeliveredError} */
  deliver(direction: Direction, messages: readonly Message[]): Promise<DeliveryGas>
}

/** A message on its way, and the gas of the user's transaction that sent it. */
export interface SentMessage<Message> {
  readonly message: Message
  readonly gas: number
}

/** A bridge, deployed on both chains, whose gas is measured. All do the same job: lock and mint, burn and release. */
export interface Contender<Message> {
  readonly name: string
  /** The first is a standard one, and delivers what can only be delivered once. */
  readonly ways: readonly DeliveryWay<Message>[]
  /** Sends one message per receiver, each in a transaction of its own, by the user, who has approved what it takes. */
  send(direction: Direction, receivers: readonly Address[]): Promise<readonly SentMessage<Message>[]>
  /** Brings whatever grows with use, besides balances and fees, to what it is after long use. */
  age(): Promise<void>
}

/** A delivery was mined and did not deliver every message. */
export class UndeliveredError extends DomainError {
  readonly code = 'BENCH_UNDELIVERED'
  readonly retryable = false
  constructor(readonly facts: { readonly contender: string; readonly delivered: number; readonly expected: number }) {
    super(`${facts.contender} delivered ${facts.delivered} of ${facts.expected} messages.`)
  }
}

/** @throws {@link UndeliveredError} unless all were delivered. */
export function assertDelivered(contender: string, delivered: number, expected: number): void {
  if (delivered !== expected) throw new UndeliveredError({ contender, delivered, expected })
}

/** Gas that some transactions used, all together. */
export const gasOf = (receipts: readonly { readonly gasUsed: bigint }[]): number =>
  Number(receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n))
