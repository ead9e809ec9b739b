import { assertNever } from '../../domain/errors.ts'
import type { IndexedMessageState } from '../../domain/message-state.ts'
import type { Catalog } from '../catalog.ts'
import type { AttemptState, MessageKind, MessageState, Resolvers } from '../generated/resolver-types.ts'
import { stateOf, stepsOf, waitingForOf } from '../message-steps.ts'
import type { AssetModel, AttemptModel, MessageRow } from '../models.ts'

const kinds: Readonly<Record<string, MessageKind>> = {
  mint: 'MINT',
  release: 'RELEASE',
  refund: 'REFUND',
  noop: 'NOOP',
}

const states: Readonly<Record<IndexedMessageState, MessageState>> = {
  sent: 'SENT',
  final: 'FINAL',
  attested: 'ATTESTED',
  verifiable: 'VERIFIABLE',
  verified: 'VERIFIED',
  executed: 'EXECUTED',
  settled: 'SETTLED',
  deferred: 'DEFERRED',
  refunding: 'REFUNDING',
  refunded: 'REFUNDED',
  orphaned: 'ORPHANED',
}

/** Kind of a message. @throws TypeError for a text that is none. */
function kindOf({ kind }: MessageRow): MessageKind {
  const known = kinds[kind]
  if (known === undefined) throw new TypeError(`A message has the unknown kind ${kind}`)
  return known
}

/** The collateral's home is where a MINT comes from, and where a RELEASE or a REFUND goes. */
function assetOf(row: MessageRow, catalog: Catalog): AssetModel | null {
  if (row.asset === null) return null
  return catalog.asset(catalog.chain(kindOf(row) === 'MINT' ? row.chain_id : row.dst_chain_id), row.asset)
}

function attemptState(state: AttemptModel['row']['state']): AttemptState {
  switch (state) {
    case 'intended':
      return 'INTENDED'
    case 'broadcast':
      return 'BROADCAST'
    case 'succeeded':
      return 'SUCCEEDED'
    case 'reverted':
      return 'REVERTED'
    case 'superseded':
      return 'SUPERSEDED'
    default:
      return assertNever(state)
  }
}

const moment = (seconds: string): Date => new Date(Math.round(Number(seconds) * 1000))

/** `Message` and `Attempt`. */
export const messageResolvers: Pick<Resolvers, 'Message' | 'Attempt'> = {
  Message: {
    kind: kindOf,
    state: (row) => states[stateOf(row)],
    waitingFor: (row, _args, { catalog }) => waitingForOf(row, catalog) ?? null,
    lane: (row, _args, { catalog }) => ({
      source: catalog.chain(row.chain_id),
      destination: catalog.chain(row.dst_chain_id),
    }),
    pathway: (row) => ({ srcEid: row.src_eid, sender: row.sender, dstEid: row.dst_eid, receiver: row.receiver }),
    nonce: (row) => BigInt(row.nonce),
    asset: (row, _args, { catalog }) => assetOf(row, catalog),
    amount: (row, _args, { catalog }) => {
      const asset = assetOf(row, catalog)
      return asset === null || row.amount === null ? null : catalog.amount(row.amount, asset)
    },
    sender: (row) => row.account,
    receiver: (row) => row.recipient,
    blockNumber: (row) => BigInt(row.block_number),
    txHash: (row) => row.tx_hash,
    sentAt: (row) => (row.block_time === null ? null : BigInt(row.block_time)),
    payloadHash: (row) => row.payload_hash,
    cut: (_row, _args, context, info) => context.view(info).cut ?? null,
    steps: (row, _args, { catalog }) => stepsOf(row, catalog),
    attempts: (row, _args, { catalog }) =>
      (row.attempts ?? []).map((attempt) => ({ row: attempt, chain: catalog.chain(row.dst_chain_id) })),
  },
  Attempt: {
    txHash: ({ row }) => row.txHash,
    state: ({ row }) => attemptState(row.state),
    signer: ({ row }) => row.signer,
    nonce: ({ row }) => BigInt(row.nonce),
    intendedAt: ({ row }) => moment(row.intendedAt),
    broadcastAt: ({ row }) => (row.broadcastAt === null ? null : moment(row.broadcastAt)),
    resolvedAt: ({ row }) => (row.resolvedAt === null ? null : moment(row.resolvedAt)),
    blockNumber: ({ row }) => (row.blockNumber === null ? null : BigInt(row.blockNumber)),
    gasUsed: ({ row }) => (row.gasUsed === null ? null : BigInt(row.gasUsed)),
  },
}
