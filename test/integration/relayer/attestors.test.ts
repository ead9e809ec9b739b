import { writeFileSync } from 'node:fs'
import pino from 'pino'
import { concatHex, numberToHex, parseEventLogs, slice } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpointV2Abi } from '../../../contracts/abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { createAttestorStore } from '../../../database/attestor-store.ts'
import { connect } from '../../../database/connect.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import { type Attestation, messageHash } from '../../../domain/attestation.ts'
import { chainId, type Guid, type Hex, unixSeconds } from '../../../domain/identifiers.ts'
import { decodePacket, packetGuid } from '../../../domain/packet.ts'
import { SignedOtherwiseError } from '../../../domain/signed-otherwise.ts'
import { systemClock } from '../../../observability/clock.ts'
import { attestChain } from '../../../relayer/attestor/attest-chain.ts'
import type { AttestationBoard, MessageGroup } from '../../../relayer/attestor/ports.ts'
import { attestorContext } from '../../../relayer/attestor/run.ts'
import { localAttestor, localSigner } from '../../../relayer/evm/signer.ts'
import { lockCollateral } from '../../../relayer/evm/transfer.ts'
import type { PacketHint, SourceChainPort } from '../../../relayer/ports.ts'
import { runCli } from '../../support/cli.ts'
import { eventually } from '../../support/eventually.ts'
import { type RelayStage, type StageAttestor, type StageChain, startRelayStage } from '../../support/relay-stage.ts'
import { reorg } from '../../support/reorg.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let stage: RelayStage
let home: StageChain
let host: StageChain
const lines: Record<string, unknown>[] = []
const log = pino(
  { level: 'debug', base: null },
  { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
)
const folder = temporaryFolder()
const user = localSigner(testAccounts.visitors[0].privateKey)
const addresses = testAccounts.attestors.map((attestor) => attestor.address)

beforeAll(async () => {
  stage = await startRelayStage({ log })
  ;[home, host] = stage.chains
  writeFileSync(`${folder.path}/deployment.json`, JSON.stringify(stage.deployment))
})
afterAll(async () => {
  await stage?.close()
  folder.remove()
})

async function lock(amount: bigint): Promise<PacketHint> {
  const asset = home.deployed.assets.find(({ symbol }) => symbol === 'tUSDC')?.address
  if (asset === undefined) throw new TypeError('alpha is the home of tUSDC')
  const sent = await lockCollateral(
    { client: home.client, deployed: home.deployed, signer: user },
    { hostEid: host.chain.eid, asset, amount: rawAmount(amount), receiver: user.address },
  )
  return stage.track(home, sent.txHash)
}

async function mints(): Promise<ReadonlyMap<Guid, readonly bigint[]>> {
  const logs = await host.client.getLogs({ address: host.deployed.buckets, fromBlock: 0n })
  const found = new Map<Guid, readonly bigint[]>()
  for (const { args } of parseEventLogs({ abi: receiptBucketsAbi, eventName: 'Minted', logs })) {
    const guid = args.guid as Guid
    found.set(guid, [...(found.get(guid) ?? []), args.amount])
  }
  return found
}
const mintsOf = async ({ guid }: PacketHint): Promise<readonly bigint[]> => (await mints()).get(guid) ?? []

const signers = async ({ sourceBlockHash }: PacketHint): Promise<readonly string[]> =>
  (
    await stage.sql<{ attestor: string }[]>`
      select attestor from bulkhead.group_attestation where source_block_hash = ${sourceBlockHash} order by attestor`
  ).map(({ attestor }) => attestor)

/** What each attestor's own store says it signed: payload hash by block hash and nonce. */
const signedBy = async ({ sql }: StageAttestor) =>
  sql<{ nonce: string; payload_hash: Hex; source_block_hash: Hex }[]>`
    select nonce::text, payload_hash, source_block_hash from bulkhead.signed_message where src_eid = ${home.chain.eid}`

const untilFinal = (hint: PacketHint) =>
  eventually('final', async () => {
    const reading = await home.port.readFinal()
    const final = reading.kind === 'agreed' ? (reading.value?.number ?? 0n) : 0n
    return final >= hint.sourceBlockNumber ? true : undefined
  })

const untilMinted = (hint: PacketHint) =>
  eventually('minted', async () => {
    await stage.passDestination(host)
    const minted = await mintsOf(hint)
    return minted.length > 0 ? minted : undefined
  })

/** The home chain as a poisoned provider shows it: one message more in a block than was sent. */
const poisoned = (block: bigint, encoded: Hex): SourceChainPort => ({
  ...home.port,
  async readSent(number) {
    const reading = await home.port.readSent(number)
    if (reading.kind === 'disagreed' || number !== block) return reading
    const [first] = reading.value.packets
    const packets = [...reading.value.packets, { encoded, txHash: first?.txHash ?? encoded }]
    return { ...reading, value: { ...reading.value, packets } }
  },
})

/** The same message with another amount: a million whole tokens. */
const inflated = ({ encoded }: Pick<PacketHint, 'encoded'>): Hex =>
  `0x${encoded.slice(2, -32)}${(10n ** 12n).toString(16).padStart(32, '0')}`

/** The same message under a nonce that the source has not reached. */
function future({ encoded, nonce }: PacketHint): Hex {
  const later = nonce + 1_000n
  const guid = packetGuid({ ...decodePacket(encoded), nonce: later })
  const head = [slice(encoded, 0, 1), numberToHex(later, { size: 8 }), slice(encoded, 9, 81)] as const
  return concatHex([...head, guid, slice(encoded, 113)])
}

const keysOf = (encoded: Hex): Pick<PacketHint, 'encoded' | 'guid' | 'payloadHash' | 'nonce'> => {
  const { guid, payloadHash, nonce } = decodePacket(encoded)
  return { encoded, guid, payloadHash, nonce }
}

/** Writes a row as whoever can write to the shared database may. */
const insertSignature = (hint: PacketHint, row: { attestor: string; signature: Hex; packets?: readonly Hex[] }) =>
  stage.sql`
    insert into bulkhead.group_attestation (
      source_chain_id, source_block_number, source_block_hash, destination_chain_id, attestor, confirmations, expiry,
      packets, source_tx_hashes, signature
    ) values (
      ${hint.sourceChainId}, ${hint.sourceBlockNumber}, ${hint.sourceBlockHash}, ${hint.destinationChainId},
      ${row.attestor}, 4, ${expiry}, ${[...(row.packets ?? [hint.encoded])]},
      ${(row.packets ?? [hint.encoded]).map(() => hint.sourceTxHash)}, ${row.signature}
    )`

/** The grid point that a block of now gets. */
const grid = 6n * 3_600n
const expiry = ((systemClock.nowSeconds() + grid + grid - 1n) / grid) * grid

/** The other signature that recovers to the same account, which no `RelayWorker` takes. */
function flipped(signature: Hex = '0x'): Hex {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
  const s = order - BigInt(slice(signature, 32, 64))
  return concatHex([
    slice(signature, 0, 32),
    numberToHex(s, { size: 32 }),
    slice(signature, 64) === '0x1b' ? '0x1c' : '0x1b',
  ])
}

describe('three attestors, two of which are enough', () => {
  test('default: two sign, the third is away, and it is delivered', async () => {
    const hint = await lock(5_000_000n)
    await untilFinal(hint)
    await stage.attestors[0].pass(home)
    await stage.passDestination(host)
    expect(await stage.store.openAttempts(host.chain.chainId)).toEqual([])
    await stage.attestors[2].pass(home)
    expect(await untilMinted(hint)).toEqual([5_000_000n])
    const two = [addresses[0], addresses[2]].sort()
    expect(await signers(hint)).toEqual(two)
    const [row] = await stage.sql`select attestors from bulkhead.packet where guid = ${hint.guid}`
    expect(row?.['attestors']).toEqual(two)
  })

  test('behavior: one is shown a message that was not sent; it withholds, and the others suffice', async () => {
    const hint = await lock(6_000_000n)
    await untilFinal(hint)
    const [liedTo, ...others] = stage.attestors
    await liedTo.pass(home, { port: poisoned(hint.sourceBlockNumber, future(hint)) })
    expect(await signers(hint)).toEqual([])
    expect(lines).toContainEqual(
      expect.objectContaining({
        event: 'attestation.withheld',
        reason: 'ahead-of-source',
        guid: keysOf(future(hint)).guid,
      }),
    )
    for (const other of others) await other.pass(home)
    expect(await untilMinted(hint)).toEqual([6_000_000n])
    expect(await signers(hint)).toEqual(addresses.slice(1).sort())
  })
})

describe('an attacker who writes to the shared database', () => {
  test('behavior: nothing is signed or minted that the chain did not send, and what it sent gets through', async () => {
    const [one, two, three] = [await lock(7_000_000n), await lock(8_000_000n), await lock(9_000_000n)]
    await untilFinal(three)
    const { sql } = stage
    const forged = { ...one, ...keysOf(inflated(one)) }
    const later = { ...one, ...keysOf(future(one)) }
    // Messages that nobody sent, in real blocks and invented ones, some of them no packets at all.
    await stage.track(home, one.sourceTxHash, forged)
    await stage.track(home, one.sourceTxHash, later)
    await stage.track(home, one.sourceTxHash, {
      ...forged,
      sourceBlockHash: `0x${'77'.repeat(32)}`,
      sourceBlockNumber: 2n,
    })
    const noEndpoint: Hex = concatHex([slice(one.encoded, 0, 9), '0x00000000', slice(one.encoded, 13)])
    for (const [index, encoded] of (['0x', '0x1234', noEndpoint] as const).entries()) {
      const sourceBlockHash: Hex = `0x${String(index + 1).repeat(64)}`
      await stage.track(home, one.sourceTxHash, { encoded, sourceBlockHash })
      await stage.track(home, one.sourceTxHash, {
        encoded,
        sourceBlockHash,
        sourceBlockNumber: 10n ** 15n,
        guid: later.guid,
      })
    }
    const unknown = chainId(99_999)
    await stage.track(home, one.sourceTxHash, { sourceBlockHash: `0x${'8'.repeat(64)}`, destinationChainId: unknown })
    await expect(sql`update bulkhead.packet set destination_chain_id = -1 where guid = ${one.guid}`).rejects.toThrow(
      /packet_destination_chain/,
    )
    // Rows of real messages with other contents, and every flag that says it is done with.
    await sql`update bulkhead.packet set encoded = ${inflated(two)} where guid = ${two.guid}`
    await sql`
      update bulkhead.packet set final_at = now(), attested_at = now(), verifiable_at = now(), attestors = ${addresses}
      where executed_at is null`
    // Signatures: garbage where an attestor's own will be, of nobody, of a stranger, over what was not sent.
    const stranger = localAttestor(testAccounts.visitors[1].privateKey)
    const subject = { chainId: host.chain.chainId, relayWorker: host.deployed.relayWorker, confirmations: 4n, expiry }
    const strangers = await stranger.attest({ ...subject, messages: [messageHash(decodePacket(forged.encoded))] })
    for (const attestor of [...addresses, stranger.address]) {
      await insertSignature(one, { attestor, signature: `0x${'00'.repeat(65)}` })
      await insertSignature(two, { attestor, signature: strangers.signature, packets: [forged.encoded] })
      await insertSignature(three, { attestor, signature: strangers.signature, packets: ['0x12', noEndpoint] })
    }

    for (let i = 0; i < 3; i += 1) await stage.passSource(home)
    await stage.passDestination(host)
    // What was signed is changed, copied under an invented block, and taken away.
    const copied: PacketHint = { ...three, sourceBlockHash: `0x${'9'.repeat(64)}`, sourceBlockNumber: 3n }
    await stage.track(home, three.sourceTxHash, copied)
    const rows = await sql<{ attestor: string; signature: Hex }[]>`
      select attestor, signature from bulkhead.group_attestation where source_block_hash = ${three.sourceBlockHash}`
    expect(rows.length).toBeGreaterThan(1)
    for (const row of rows) await insertSignature(copied, row)
    await sql`update bulkhead.group_attestation set signature = ${flipped(rows[0]?.signature)}
      where source_block_hash = ${three.sourceBlockHash}`
    await sql`delete from bulkhead.group_attestation where source_block_hash = ${two.sourceBlockHash}`

    await eventually('everything is minted', async () => {
      await stage.passSource(home)
      await stage.passDestination(host)
      const found = await mints()
      return [one, two, three].every(({ guid }) => found.has(guid)) ? true : undefined
    })
    expect(await mintsOf(one)).toEqual([7_000_000n])
    expect(await mintsOf(two)).toEqual([8_000_000n])
    expect(await mintsOf(three)).toEqual([9_000_000n])
    expect(await mintsOf(later)).toEqual([])

    const logs = await home.client.getLogs({ address: home.deployed.endpoint, fromBlock: 0n })
    const sent = parseEventLogs({ abi: endpointV2Abi, eventName: 'PacketSent', logs }).map(
      ({ args, blockHash }) => `${decodePacket(args.encodedPayload).payloadHash} ${blockHash}`,
    )
    for (const attestor of stage.attestors) {
      for (const row of await signedBy(attestor)) expect(sent).toContain(`${row.payload_hash} ${row.source_block_hash}`)
    }
  })

  test('behavior: a deleted message that is found again is signed and delivered', async () => {
    const hint = await lock(4_000_000n)
    await stage.sql`delete from bulkhead.packet where guid = ${hint.guid}`
    await untilFinal(hint)
    await stage.passSource(home)
    expect(await signers(hint)).toEqual([])
    await stage.track(home, hint.sourceTxHash)
    await stage.passSource(home)
    await stage.sql`delete from bulkhead.packet where guid = ${hint.guid}`
    for (const attestor of stage.attestors) await attestor.pass(home, { restarted: true })
    await stage.track(home, hint.sourceTxHash)
    expect(await untilMinted(hint)).toEqual([4_000_000n])
  })
})

describe('an attestor that dies and comes back', () => {
  test('behavior: between recording and submitting, the very same signature is submitted', async () => {
    const hint = await lock(3_000_000n)
    await untilFinal(hint)
    const [attestor] = stage.attestors
    const handed: Attestation[] = []
    const died = new Error('killed')
    const board: AttestationBoard = {
      ...attestor.board,
      submit: ({ block }, attestation) => {
        if (block.hash === hint.sourceBlockHash) handed.push(attestation)
        return Promise.reject(died)
      },
    }
    // Time passes to just before the renewal: the terms on record stay.
    const later = { ...systemClock, nowSeconds: () => unixSeconds(systemClock.nowSeconds() + 3_600n) }
    await expect(attestChain(attestorContext({ ...attestor, board }, home.port))).rejects.toThrow(died)
    expect(await signers(hint)).toEqual([])
    await attestChain(attestorContext({ ...attestor, clock: later }, home.port))
    const [row] = await stage.sql<{ signature: Hex; expiry: bigint }[]>`
      select signature, expiry from bulkhead.group_attestation where source_block_hash = ${hint.sourceBlockHash}`
    expect(handed).toHaveLength(1)
    expect(row).toEqual({ signature: handed[0]?.signature, expiry: handed[0]?.expiry })
    const kept = await attestor.sql`
      select expiry from bulkhead.signed_group where source_block_hash = ${hint.sourceBlockHash}`
    expect(kept).toHaveLength(1)

    // Within the last half hour it signs for the next point of the grid, and keeps both.
    const renewing = { ...systemClock, nowSeconds: () => unixSeconds((row?.expiry ?? 0n) - 1_800n) }
    await attestChain(attestorContext({ ...attestor, clock: renewing }, home.port))
    const expiries = await stage.sql<{ expiry: bigint }[]>`
      select expiry from bulkhead.group_attestation where source_block_hash = ${hint.sourceBlockHash} order by 1`
    expect(expiries.map((each) => each.expiry - (row?.expiry ?? 0n))).toEqual([0n, 6n * 3_600n])
  })
})

describe('a second content for a nonce', () => {
  /** A group of one message that nobody sent. */
  const groupOf = (hint: PacketHint, change: { encoded?: Hex; hash?: Hex } = {}): MessageGroup => {
    const encoded = change.encoded ?? hint.encoded
    return {
      sourceChainId: hint.sourceChainId,
      block: { number: hint.sourceBlockNumber, hash: change.hash ?? hint.sourceBlockHash },
      destinationChainId: hint.destinationChainId,
      relayWorker: host.deployed.relayWorker,
      packets: [{ packet: decodePacket(encoded), encoded, txHash: hint.sourceTxHash }],
    }
  }
  test('error: SignedOtherwiseError, under two processes on one store too; what stands is never overwritten', async () => {
    const hint = await lock(2_000_000n)
    const unsent = { ...hint, ...keysOf(future(hint)) }
    const { store, attestor, databaseUrl, sql } = stage.attestors[2]
    const other = connect(databaseUrl, { max: 1 })
    try {
      const terms = { confirmations: 4n, expiry }
      const contents = [groupOf(unsent), groupOf(unsent, { encoded: inflated(unsent) })]
      const results = await Promise.allSettled([
        store.record(attestor.address, contents[0] ?? groupOf(unsent), terms),
        createAttestorStore(other).record(attestor.address, contents[1] ?? groupOf(unsent), terms),
      ])
      const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
      expect(refused).toEqual([expect.any(SignedOtherwiseError)])
      expect(refused[0]).toMatchObject({ facts: { kind: 'message', nonce: unsent.nonce } })

      const winner = results[0]?.status === 'fulfilled' ? 0 : 1
      const won = contents[winner] ?? groupOf(unsent)
      await store.record(attestor.address, won, terms)
      const moved = { ...won, block: { ...won.block, hash: `0x${'6'.repeat(64)}` as const } }
      await expect(store.record(attestor.address, moved, terms)).rejects.toThrow(SignedOtherwiseError)
      const rows = await sql`
        select payload_hash, source_block_hash from bulkhead.signed_message where nonce = ${unsent.nonce.toString()}`
      expect(rows).toEqual([
        { payload_hash: won.packets[0]?.packet.payloadHash, source_block_hash: hint.sourceBlockHash },
      ])
      await expect(sql`update bulkhead.signed_message set payload_hash = source_block_hash`).rejects.toThrow(/stays/)
      await expect(sql`delete from bulkhead.signed_group`).rejects.toThrow(/stays/)
    } finally {
      await other.end({ timeout: 5 })
    }
  })

  test('behavior: after a deep reorg the nonce is refused, whatever the operator lifts', async () => {
    const before = await lock(1_000_000n)
    await untilFinal(before)
    const [attestor] = stage.attestors
    await attestor.pass(home)
    expect(await signers(before)).toEqual([addresses[0]])
    await reorg(home.deployed.rpcUrl ?? '', { from: before.sourceBlockNumber })
    const after = await lock(1_500_000n)
    expect(after.nonce).toBe(before.nonce)
    await untilFinal(after)

    await eventually('halted', async () => {
      await attestor.pass(home)
      return (await attestor.finalityStore.halts())[0]
    })
    await attestor.pass(home, { restarted: true })
    expect(await signers(after)).toEqual([])
    await attestor.finalityStore.resume(home.chain.chainId)
    await attestor.pass(home, { restarted: true })
    expect(await signers(after)).toEqual([])
    expect(lines).toContainEqual(
      expect.objectContaining({
        event: 'attestation.withheld',
        guid: after.guid,
        reason: 'final-source-gone',
        nonce: after.nonce.toString(),
      }),
    )
    const signed = (await signedBy(attestor)).filter(({ nonce }) => nonce === before.nonce.toString())
    expect(signed.map(({ payload_hash }) => payload_hash)).toEqual([before.payloadHash])
    // One who has signed nothing for it does.
    await stage.attestors[1].pass(home)
    expect(await signers(after)).toEqual([addresses[1]])
  })
})

describe('bulkhead attest', () => {
  test('error: DATABASE_OF_OTHER_KIND when its own database is the shared one', async () => {
    const { status, stderr } = await runCli(['attest'], {
      DATABASE_URL: stage.databaseUrl,
      BULKHEAD_ATTESTOR_DATABASE_URL: stage.databaseUrl,
      BULKHEAD_ATTESTOR_KEY: testAccounts.attestors[0].privateKey,
      BULKHEAD_DEPLOYMENT: `${folder.path}/deployment.json`,
    })
    expect(status).toBe(2)
    expect(stderr).toContain('DATABASE_OF_OTHER_KIND')
  })
})
