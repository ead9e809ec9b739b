import { type Log, parseEventLogs } from 'viem'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { assertNever } from '../../domain/errors.ts'
import { type HoldKind, holdKinds } from '../../domain/hold.ts'
import { address, endpointId, guid, type Hex } from '../../domain/identifiers.ts'
import { byPlace, type LedgerEvent } from '../../domain/ledger-event.ts'
import { IncompleteBlockError } from './head.ts'

/**
 * Reads what a chain's logs say of its vault and buckets, in the order of the chain; logs of others are passed over.
 *
 * @throws {@link IncompleteBlockError} for a log that is in no block yet.
 */
export function ledgerEvents(logs: readonly Log[], { vault, buckets }: ChainDeployment): readonly LedgerEvent[] {
  const of = (contract: Hex): Log[] => logs.filter((log) => address(log.address) === contract)
  return [...homeEvents(of(vault)), ...hostEvents(of(buckets))].sort(byPlace)
}

function homeEvents(logs: Log[]): readonly LedgerEvent[] {
  const events = parseEventLogs({
    abi: collateralVaultAbi,
    logs,
    eventName: [
      'Locked',
      'Released',
      'Refunded',
      'LockRescued',
      'Held',
      'HoldReleased',
      'ExitVoided',
      'PayoutFailed',
      'Claimed',
      'PaidBelowPar',
    ],
  })
  return events.map((log): LedgerEvent => {
    const end = 'home'
    switch (log.eventName) {
      case 'Locked':
        return { ...of(log, log.args.dstEid), end, kind: 'locked', ...received(log.args) }
      case 'Released':
        return { ...of(log, log.args.srcEid), end, kind: 'released', ...received(log.args) }
      case 'Refunded':
        return { ...of(log, log.args.srcEid), end, kind: 'refunded', ...moved(log.args) }
      case 'LockRescued': {
        const { dstEid, lockGuid, amount } = log.args
        return { ...of(log, dstEid), end, kind: 'rescued', ...moved({ guid: lockGuid, amount }) }
      }
      case 'Held': {
        const { eid, guid: heldGuid, hold } = log.args
        return { ...of(log, eid), end, kind: 'exit-held', ...moved({ guid: heldGuid, amount: hold.amount }) }
      }
      case 'HoldReleased':
        return { ...of(log, log.args.eid), end, kind: 'exit-released', ...moved(log.args) }
      case 'ExitVoided':
        return { ...of(log, log.args.srcEid), end, kind: 'exit-voided', ...moved(log.args) }
      case 'PayoutFailed':
        return { ...of(log, log.args.srcEid), end, kind: 'payout-failed', ...moved(log.args) }
      case 'Claimed':
        return { ...of(log, log.args.srcEid), end, kind: 'claimed', amount: log.args.amount }
      case 'PaidBelowPar':
        return { ...of(log, log.args.srcEid), end, kind: 'paid-below-par', amount: log.args.owed - log.args.paid }
      default:
        return assertNever(log)
    }
  })
}

function hostEvents(logs: Log[]): readonly LedgerEvent[] {
  const events = parseEventLogs({
    abi: receiptBucketsAbi,
    logs,
    eventName: ['Minted', 'Held', 'HoldChanged', 'HoldReleased', 'Burned', 'HoldRefunded'],
  })
  return events.map((log): LedgerEvent => {
    const end = 'host'
    switch (log.eventName) {
      case 'Minted':
        return { ...of(log, log.args.srcEid), end, kind: 'minted', ...received(log.args) }
      case 'Burned':
        return { ...of(log, log.args.dstEid), end, kind: 'burned', ...received(log.args) }
      case 'Held':
      case 'HoldChanged': {
        const { eid, guid: heldGuid, id: holdId, hold } = log.args
        const kind = log.eventName === 'Held' ? 'held' : 'hold-changed'
        const holdKind = holdKindOf(hold.kind)
        const { receiver, amount } = hold
        return { ...of(log, eid), end, kind, holdId, holdKind, ...received({ guid: heldGuid, amount, receiver }) }
      }
      case 'HoldReleased':
        return { ...of(log, log.args.eid), end, kind: 'hold-released', holdId: log.args.id, ...moved(log.args) }
      case 'HoldRefunded':
        return { ...of(log, log.args.dstEid), end, kind: 'refund-sent', holdId: log.args.id, ...moved(log.args) }
      default:
        return assertNever(log)
    }
  })
}

/** Where a log stands, and of which bucket it is. */
function of(log: Log & { readonly args: { readonly asset: Hex } }, remoteEid: number) {
  const { blockNumber, blockHash, logIndex, args } = log
  if (blockNumber === null || blockHash === null || logIndex === null) throw new IncompleteBlockError()
  return { blockNumber, blockHash, logIndex, remoteEid: endpointId(remoteEid), asset: address(args.asset) }
}

const moved = (args: { readonly guid: Hex; readonly amount: bigint }) => ({
  guid: guid(args.guid),
  amount: args.amount,
})

const received = (args: { readonly guid: Hex; readonly amount: bigint; readonly receiver: Hex }) => ({
  ...moved(args),
  receiver: address(args.receiver),
})

function holdKindOf(number: number): HoldKind {
  const kind = holdKinds[number]
  if (kind === undefined) throw new TypeError(`A hold has the unknown kind ${number}`)
  return kind
}
