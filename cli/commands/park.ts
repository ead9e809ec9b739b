import { findMessage } from '../../database/message.ts'
import { guid as parseGuid } from '../../domain/identifiers.ts'
import { decodePacket } from '../../domain/packet.ts'
import { type InboundNonce, parkCall } from '../../relayer/evm/park.ts'
import { sendCall } from '../../relayer/evm/send.ts'
import { type Composition, compose, composeClient, composeDatabase, composeGuardian, deployedOn } from '../compose.ts'
import { EnvironmentError, MessageUnknownError } from '../environment.ts'

/** Where a message is that may not be on record: a forged one is on no source. */
export interface ParkOptions {
  readonly on?: string
  readonly from?: string
  readonly nonce?: number
  readonly receiver?: string
  readonly dryRun: boolean
}

/**
 * `bulkhead park`: has a receiver refuse a message until its DVNs verify it again, so that it delays no other; with the
 * guardian's key. `--dry-run` needs no key.
 *
 * @throws EnvironmentError, MessageUnknownError, NonceUsedError, NonceParkedError, ContractRefusedError; nothing has moved then.
 */
export async function park(guid: string | undefined, options: ParkOptions): Promise<void> {
  const composition = compose('bulkhead')
  const { on, at } = guid === undefined ? placeOf(composition, options) : await onRecord(composition, guid)
  const client = composeClient(composition, on)
  const write = await parkCall(client, at)
  const place = { chainId: on.chainId, receiver: at.receiver, srcEid: at.srcEid, nonce: at.nonce.toString() }
  if (options.dryRun) {
    process.stdout.write(`${JSON.stringify({ ...place, payloadHash: write.payloadHash, sent: false })}\n`)
    return
  }
  const { txHash, blockNumber } = await sendCall({ client, signer: composeGuardian(composition, on), write })
  const done = { payloadHash: write.payloadHash, sent: true, txHash, blockNumber: blockNumber.toString() }
  process.stdout.write(`${JSON.stringify({ ...place, ...done })}\n`)
}

interface Place {
  readonly on: ReturnType<typeof deployedOn>
  readonly at: InboundNonce
}

function placeOf(composition: Composition, { on, from, nonce, receiver }: ParkOptions): Place {
  if (
    on === undefined ||
    from === undefined ||
    nonce === undefined ||
    (receiver !== 'vault' && receiver !== 'buckets')
  ) {
    throw new EnvironmentError(
      'Say which message: its guid, or --on, --from, --nonce and --receiver (vault or buckets).',
    )
  }
  const [destination, source] = [deployedOn(composition, on), deployedOn(composition, from)]
  // The peer of a vault is the other chain's buckets contract, and the other way round.
  const [to, sender] = receiver === 'vault' ? [destination.vault, source.buckets] : [destination.buckets, source.vault]
  return {
    on: destination,
    at: { endpoint: destination.endpoint, receiver: to, srcEid: source.eid, sender, nonce: BigInt(nonce) },
  }
}

async function onRecord(composition: Composition, text: string): Promise<Place> {
  const wanted = parseGuid(text)
  const sql = await composeDatabase(composition, 'bulkhead-park')
  try {
    const found = await findMessage(sql, wanted)
    if (found === undefined) throw new MessageUnknownError(wanted)
    const { receiver, srcEid, sender, nonce } = decodePacket(found.encoded)
    const on = deployedOn(composition, String(found.destinationChainId))
    return { on, at: { endpoint: on.endpoint, receiver, srcEid, sender, nonce } }
  } finally {
    await sql.end({ timeout: 5 })
  }
}
