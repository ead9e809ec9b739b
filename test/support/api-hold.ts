import { queryGraphql } from '../../devnet/graphql-client.ts'
import type { Address, Guid, Hex } from '../../domain/identifiers.ts'

/** A hold as the API shows it. */
export interface ApiHold {
  readonly id: string
  readonly kind: 'WAITING' | 'DELAYED' | 'REFUND_ONLY'
  readonly status: string
  readonly guid: Guid
  readonly waitingFor: string | null
  readonly refundGuid: Guid | null
  readonly call: {
    readonly contract: Address
    readonly eid: number
    readonly asset: Address
    readonly id: number
    readonly hold: {
      readonly guid: Hex
      readonly receiver: Address
      readonly refundTo: Address
      readonly amount: string
      readonly kind: number
      readonly heldAt: string
      readonly dueAt: string
    }
  } | null
}

/** A message as the API shows it. */
export interface ApiMessage {
  readonly state: string
  readonly outcome: string | null
  readonly waitingFor: string | null
  readonly hold: ApiHold | null
}

const holdFields = `id kind status guid waitingFor refundGuid
  call { contract eid asset id hold { guid receiver refundTo amount kind heldAt dueAt } }`

/** A message with what is held of it. */
export const messageOf = async (graphqlUrl: string, guid: Guid): Promise<ApiMessage | null> => {
  const query = `query ($guid: Bytes!) { message(guid: $guid) { state outcome waitingFor hold { ${holdFields} } } }`
  return (await queryGraphql<{ message: ApiMessage | null }>(graphqlUrl, query, { guid })).message
}

/** Holds that a filter lets through, the first in the queue first. */
export const holdsWhere = async (graphqlUrl: string, where: Record<string, unknown>): Promise<readonly ApiHold[]> => {
  const query = `query ($where: HoldWhere) { holds(where: $where, orderBy: HELD_AT_ASC) { nodes { ${holdFields} } } }`
  return (await queryGraphql<{ holds: { nodes: readonly ApiHold[] } }>(graphqlUrl, query, { where })).holds.nodes
}

/** Where to call, and the arguments that `releaseHold`, `refundHold` and `voidHold` share, as the API gave them. */
export function callOf({ id, call }: ApiHold) {
  if (call === null) throw new TypeError(`The hold ${id} takes no call`)
  const { contract, eid, asset, id: number, hold } = call
  const { amount, heldAt, dueAt, ...rest } = hold
  const struct = { ...rest, amount: BigInt(amount), heldAt: Number(heldAt), dueAt: Number(dueAt) }
  return { address: contract, args: [eid, asset, number, struct] as const }
}
