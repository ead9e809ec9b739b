import { type Context, ponder } from 'ponder:registry'
import { block, contractEvent } from 'ponder:schema'
import type { Hex } from '../../domain/identifiers.ts'
import { eventRow, type IndexedEvent, lower } from './event-row.ts'
import { recordRound } from './price-round.ts'

ponder.on('Sample:block', async ({ event, context }) => {
  const { number, hash, timestamp: time } = event.block
  await context.db.insert(block).values({ chainId: context.chain.id, number, hash, time })
})

ponder.on('PriceFeed:AnswerUpdated', recordRound)

ponder.on('CollateralVault:PeerSet', ({ event, context }) => keep({ event, context }, 'PeerSet'))
ponder.on('CollateralVault:DeliveryGasSet', ({ event, context }) => keep({ event, context }, 'DeliveryGasSet'))
ponder.on('CollateralVault:Parked', ({ event, context }) => keep({ event, context }, 'Parked'))
ponder.on('CollateralVault:NoopReceived', ({ event, context }) => keep({ event, context }, 'NoopReceived'))
ponder.on('CollateralVault:RoleSet', ({ event, context }) => keep({ event, context }, 'RoleSet'))
ponder.on('CollateralVault:OwnershipTransferred', ({ event, context }) =>
  keep({ event, context }, 'OwnershipTransferred'),
)
ponder.on('ReceiptBuckets:PeerSet', ({ event, context }) => keep({ event, context }, 'PeerSet'))
ponder.on('ReceiptBuckets:DeliveryGasSet', ({ event, context }) => keep({ event, context }, 'DeliveryGasSet'))
ponder.on('ReceiptBuckets:Parked', ({ event, context }) => keep({ event, context }, 'Parked'))
ponder.on('ReceiptBuckets:NoopReceived', ({ event, context }) => keep({ event, context }, 'NoopReceived'))
ponder.on('ReceiptBuckets:RoleSet', ({ event, context }) => keep({ event, context }, 'RoleSet'))
ponder.on('ReceiptBuckets:OwnershipTransferred', ({ event, context }) =>
  keep({ event, context }, 'OwnershipTransferred'),
)
ponder.on('RelayWorker:AttestorsSet', ({ event, context }) => keep({ event, context }, 'AttestorsSet'))
ponder.on('RelayWorker:RouteSet', ({ event, context }) => keep({ event, context }, 'RouteSet'))
ponder.on('RelayWorker:RoleSet', ({ event, context }) => keep({ event, context }, 'RoleSet'))
ponder.on('RelayWorker:OwnershipTransferred', ({ event, context }) => keep({ event, context }, 'OwnershipTransferred'))
ponder.on('RelayWorker:JobRejected', ({ event, context }) => keep({ event, context }, 'JobRejected'))
ponder.on('RelayWorker:JobSkipped', ({ event, context }) => keep({ event, context }, 'JobSkipped'))
ponder.on('RelayWorker:CommitFailed', ({ event, context }) => keep({ event, context }, 'CommitFailed'))
ponder.on('RelayWorker:ExecutionFailed', ({ event, context }) => keep({ event, context }, 'ExecutionFailed'))

/** Keeps an event of a contract as a whole, with its arguments as they are. */
async function keep(
  {
    event,
    context,
  }: {
    readonly event: IndexedEvent & { readonly log: { readonly address: Hex }; readonly args: unknown }
    readonly context: Context
  },
  name: string,
): Promise<void> {
  const args = JSON.stringify(event.args, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString()
    return typeof value === 'string' && value.startsWith('0x') ? value.toLowerCase() : value
  })
  await context.db
    .insert(contractEvent)
    .values({ ...eventRow(context.chain.id, event), contract: lower(event.log.address), name, args })
}
