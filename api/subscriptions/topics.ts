import { everything, type Filter } from '../../database/api/filter.ts'
import { readUnsettled } from '../../database/api/touched.ts'
import type { Hex } from '../../domain/identifiers.ts'
import type { Catalog } from '../catalog.ts'
import type { ApiServices } from '../context.ts'
import { CannotResumeError } from '../errors.ts'
import { changeFields, messageFields } from '../fields.ts'
import type {
  SubscriptionBucketChangedArgs,
  SubscriptionExposureChangedArgs,
  SubscriptionHaltRaisedArgs,
  SubscriptionMessageChangedArgs,
} from '../generated/resolver-types.ts'
import { parseContractId } from '../ids.ts'
import { stateOf } from '../message-steps.ts'
import type { ChangeRow, MessageRow } from '../models.ts'
import { anyOf, isOneOf, narrowed, passes, toFilter } from '../where.ts'
import { bucketKey, mostMessages, type Step, tooMuch } from './advance.ts'
import type { StepRows, Topic } from './topic.ts'

/** The rows of a step. Those of messages may be too many: CannotResumeError. */
export function stepRows(
  step: Step,
  { catalog, readers, database }: Pick<ApiServices, 'catalog' | 'readers' | 'database'>,
): StepRows {
  const lost = new Set(step.retracted.map(({ chain }) => chain.chain.chainId))
  return {
    step,
    messages: once(async () => {
      const unsettled = lost.size === 0 ? [] : await readUnsettled(database, lost, mostMessages)
      const guids = new Set([...step.messages, ...unsettled])
      if (guids.size > mostMessages) throw new CannotResumeError({ problem: tooMuch })
      if (guids.size === 0) return []
      // With the chains named, the index by chain and guid serves.
      const chains = isOneOf(
        'sourceChainId',
        catalog.chains.map(({ chain }) => String(chain.chainId)),
      )
      const filter = narrowed(chains, ...isOneOf('guid', [...guids]).conditions)
      return allOf(await readers.messages.page({ ...whole, filter, order: 'SENT_AT_ASC', first: guids.size }))
    }),
    buckets: once(async () => {
      if (step.buckets.size === 0 && lost.size === 0) return []
      const rows = allOf(
        await readers.buckets.page({ ...whole, filter: everything, order: 'ID_ASC', first: mostBuckets }),
      )
      return rows.filter(
        ({ chain_id, src_eid, asset }) =>
          step.buckets.has(bucketKey(chain_id, src_eid, asset)) || lost.has(catalog.chain(chain_id).chain.chainId),
      )
    }),
    halts: once(async () => {
      if (step.changes.size === 0) return []
      const since = [...step.changesFrom].map(
        ([chainId, block]): Filter => ({
          conditions: [
            ...isOneOf('chainId', [String(chainId)]).conditions,
            { operator: 'gte', field: 'blockNumber', value: block.toString() },
          ],
          and: [],
          or: undefined,
        }),
      )
      const filter = narrowed(anyOf(since), ...isOneOf('state', ['true']).conditions)
      const rows = await readers.changes.page({ ...whole, filter, order: 'TIME_ASC', first: step.changes.size })
      return allOf(rows).filter(({ id }) => step.changes.has(id))
    }),
  }
}

/** What the names of chains in arguments are looked up in. */
interface Words {
  readonly catalog: Catalog
}

/** More than there are. */
const mostBuckets = 100_000
const whole = { after: undefined } as const
const allOf = <Row>({ rows }: { readonly rows: readonly { readonly row: Row }[] }): readonly Row[] =>
  rows.map(({ row }) => row)

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= read()
    return made
  }
}

/** The event with what a step concerns of it, unless that is nothing and no chain lost blocks. */
function eventWith<Row>(
  name: string,
  { step: { retracted, through } }: StepRows,
  rows: readonly Row[],
  isFirst: boolean,
): object | undefined {
  return isFirst || rows.length > 0 || retracted.length > 0 ? { retracted, through, [name]: rows } : undefined
}

/** Topic of `messageChanged`. */
export function messageTopic({ where }: Partial<SubscriptionMessageChangedArgs>, { catalog }: Words): Topic {
  const filter = toFilter(where, messageFields(catalog))
  return {
    isState: false,
    async eventOf(rows, isFirst) {
      const matching = (await rows.messages()).filter((row) => passes(filter, fieldsOfMessage(row)))
      return eventWith('messages', rows, matching, isFirst)
    },
  }
}

const fieldsOfMessage = (row: MessageRow): Readonly<Record<string, string | readonly Hex[] | undefined>> => ({
  guid: row.guid,
  kind: row.kind,
  state: stateOf(row),
  sourceChainId: String(row.chain_id),
  destinationChainId: String(row.dst_chain_id),
  account: row.account ?? undefined,
  receiver: row.recipient ?? undefined,
  asset: row.asset ?? undefined,
  txHash: row.executed_tx === null ? row.tx_hash : [row.tx_hash, row.executed_tx],
  nonce: row.nonce,
  amount: row.amount ?? undefined,
  sentAt: row.block_time ?? undefined,
})

/** Topic of `bucketChanged`. */
export function bucketTopic({ ids }: Partial<SubscriptionBucketChangedArgs>, { catalog }: Words): Topic {
  const wanted =
    ids === null || ids === undefined
      ? undefined
      : new Set(
          ids.map((id) => {
            const { chain, address } = parseContractId(catalog, id)
            return `${chain.chain.chainId}:${address}`
          }),
        )
  return {
    isState: false,
    async eventOf(rows, isFirst) {
      const matching = (await rows.buckets()).filter(
        ({ chain_id, receipt }) => wanted === undefined || wanted.has(`${chain_id}:${receipt}`),
      )
      return eventWith('buckets', rows, matching, isFirst)
    },
  }
}

/** Topic of `haltRaised`. */
export function haltTopic({ where }: Partial<SubscriptionHaltRaisedArgs>, { catalog }: Words): Topic {
  const filter = toFilter(where, changeFields(catalog))
  return {
    isState: false,
    async eventOf(rows, isFirst) {
      const matching = (await rows.halts()).filter((row) => passes(filter, fieldsOfChange(row)))
      return eventWith('halts', rows, matching, isFirst)
    },
  }
}

const fieldsOfChange = (row: ChangeRow): Readonly<Record<string, string | undefined>> => ({
  scope: row.scope,
  chainId: String(row.chain_id),
  asset: row.scope === 'CONTRACT' ? undefined : row.asset,
  contract: row.scope === 'CONTRACT' ? row.contract : undefined,
  state: 'true',
  txHash: row.tx_hash,
  time: row.block_time,
  blockNumber: row.block_number,
})

/** Topic of `exposureChanged`: its argument, which the field itself applies. */
export const exposureTopic = (args: Partial<SubscriptionExposureChangedArgs>): Topic => ({
  isState: true,
  eventOf: async () => args,
})
