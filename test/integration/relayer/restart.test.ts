import { parseEventLogs } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import type { Guid, Hex } from '../../../domain/identifiers.ts'
import { systemClock } from '../../../observability/clock.ts'
import { evmChainPort } from '../../../relayer/evm/chain-port.ts'
import { openChainRpc } from '../../../relayer/evm/chain-rpc.ts'
import { sendCall } from '../../../relayer/evm/send.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { lockCollateral, type SentTransfer } from '../../../relayer/evm/transfer.ts'
import type { ChainPort, PacketHint } from '../../../relayer/ports.ts'
import { eventually } from '../../support/eventually.ts'
import { type RelayStage, type StageChain, startRelayStage } from '../../support/relay-stage.ts'
import { reorg } from '../../support/reorg.ts'

let stage: RelayStage
let home: StageChain
let host: StageChain
const user = localSigner(testAccounts.visitors[0].privateKey)
const tether = 1_000_000n

beforeAll(async () => {
  stage = await startRelayStage()
  home = stage.chains[0]
  host = stage.chains[1]
})
afterAll(() => stage?.close())

const usdc = () => {
  const asset = home.deployed.assets.find((candidate) => candidate.symbol === 'tUSDC')
  if (asset === undefined) throw new TypeError('alpha is the home of tUSDC')
  return asset.address
}

const lock = (amount: bigint): Promise<SentTransfer> =>
  lockCollateral(
    { client: home.client, deployed: home.deployed, signer: user },
    { hostEid: host.chain.eid, asset: usdc(), amount: rawAmount(amount), receiver: user.address },
  )

interface PacketRow {
  readonly final_at: Date | null
  readonly attested_at: Date | null
  readonly verifiable_at: Date | null
  readonly executed_at: Date | null
  readonly settled_at: Date | null
  readonly orphaned_at: Date | null
  readonly failure: string | null
}

async function row({ guid, payloadHash, sourceBlockHash }: PacketHint): Promise<PacketRow> {
  const [found] = await stage.sql<PacketRow[]>`
    select * from bulkhead.packet
    where guid = ${guid} and payload_hash = ${payloadHash} and source_block_hash = ${sourceBlockHash}`
  if (found === undefined) throw new TypeError(`No packet ${guid}`)
  return found
}

const attempts = (guid: Guid) =>
  stage.sql<{ tx_hash: Hex; state: string }[]>`
    select tx_hash, state from bulkhead.attempt
    join bulkhead.attempt_packet on attempt_id = id where guid = ${guid} order by id`

/** Every mint of one lock, from the host chain itself. */
async function mintsOf(guid: Guid): Promise<readonly bigint[]> {
  const logs = await host.client.getLogs({ address: host.deployed.buckets, fromBlock: 0n })
  return parseEventLogs({ abi: receiptBucketsAbi, eventName: 'Minted', logs })
    .filter((log) => log.args.guid === guid)
    .map((log) => log.args.amount)
}

const untilAttested = (hint: PacketHint): Promise<true> =>
  eventually('attested', async () => {
    await stage.passSource(home)
    return (await row(hint)).attested_at === null ? undefined : true
  })

const untilExecuted = (hint: PacketHint, port?: ChainPort): Promise<true> =>
  eventually('executed', async () => {
    await stage.passDestination(host, port)
    return (await row(hint)).executed_at === null ? undefined : true
  })

/** Passes over the host until `port` has thrown what a dying relayer would leave behind. */
const untilItDies = (port: ChainPort): Promise<true> =>
  eventually('the relayer dies', () =>
    stage.passDestination(host, port).then(
      () => undefined,
      (error: unknown) => (error instanceof DiedError ? true : undefined),
    ),
  )

class DiedError extends Error {}

describe('a relayer that dies and comes back', () => {
  test('behavior: between intent and broadcast, the very same transaction is sent, once', async () => {
    const sent = await lock(5n * tether)
    const hint = await stage.track(home, sent.txHash)
    await untilAttested(hint)
    await untilItDies({ ...host.port, broadcast: () => Promise.reject(new DiedError()) })
    const [intent] = await attempts(sent.guid)
    expect(intent?.state).toBe('intended')
    expect(await mintsOf(sent.guid)).toEqual([])

    await untilExecuted(hint)
    expect(await attempts(sent.guid)).toEqual([{ tx_hash: intent?.tx_hash, state: 'succeeded' }])
    expect(await mintsOf(sent.guid)).toEqual([5n * tether])
  })

  test('behavior: after broadcast, before it is noted, nothing is sent twice', async () => {
    const sent = await lock(6n * tether)
    const hint = await stage.track(home, sent.txHash)
    await untilAttested(hint)
    await untilItDies({
      ...host.port,
      broadcast: async (raw) => {
        await host.port.broadcast(raw)
        throw new DiedError()
      },
    })
    await untilExecuted(hint)
    expect(await attempts(sent.guid)).toHaveLength(1)
    expect(await mintsOf(sent.guid)).toEqual([6n * tether])
  })

  test('behavior: somebody else was first; that is found on the chain and nothing is minted again', async () => {
    const sent = await lock(7n * tether)
    const hint = await stage.track(home, sent.txHash)
    await untilAttested(hint)
    const stranger = evmChainPort({
      chain: host.chain,
      deployed: host.deployed,
      rpc: openChainRpc({
        chain: 'beta',
        endpoints: [{ name: 'stranger', url: host.deployed.rpcUrl ?? '' }],
        quorum: 1,
      }),
      signer: localSigner(testAccounts.visitors[1].privateKey),
    })
    await eventually('verifiable', async () => {
      const [evidence] = await host.port.readDestinations([hint])
      return evidence?.kind === 'waiting' && evidence.missingDvns.length === 0 ? true : undefined
    })
    const validAt = systemClock.nowSeconds()
    const signed = await stage.store.signedGroups(host.chain.chainId, { validAt })
    const group = signed.find(({ packets }) => packets.some(({ guid }) => guid === hint.guid))
    const call = stranger.relayCall([
      { messages: [{ kind: 'delivered', packet: hint }], attestations: group?.attestations ?? [] },
    ])
    const { nextNonce: nonce } = await stranger.readLane()
    const fees = { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 9n }
    const prepared = await stranger.sign(call, { nonce, fees })
    await stranger.broadcast(prepared.raw)
    await eventually('mined', async () => (await stranger.readMined([prepared.txHash])).get(prepared.txHash))

    await untilExecuted(hint)
    expect(await attempts(sent.guid)).toEqual([])
    expect(await mintsOf(sent.guid)).toEqual([7n * tether])
  })

  test('default: a delivered message settles once its execution is final', async () => {
    const sent = await lock(8n * tether)
    const hint = await stage.track(home, sent.txHash)
    await untilAttested(hint)
    await untilExecuted(hint)
    expect((await row(hint)).settled_at).toBeNull()
    await eventually('settled', async () => {
      await stage.passDestination(host)
      return (await row(hint)).settled_at ?? undefined
    })
  })
})

describe('a bucket that is full', () => {
  test('behavior: its messages are delivered and held, and minted in their order once there is room', async () => {
    const steward = localSigner(testAccounts.steward.privateKey)
    const anybody = localSigner(testAccounts.visitors[1].privateKey)
    const { client, deployed } = host
    const call = { address: deployed.buckets, abi: receiptBucketsAbi }
    const key = [home.chain.eid, usdc()] as const
    const { bucketLevel, bucketCapacity } = await client.readContract({ ...call, functionName: 'bucket', args: key })
    const limits = await client.readContract({ ...call, functionName: 'limits', args: key })
    const setLimits = (capacity: bigint, burst: bigint) => {
      const args = [...key, capacity, { ...limits, burst, maxAmount: burst }] as const
      return sendCall({ client, signer: steward, write: { ...call, functionName: 'setBucketLimits', args } })
    }
    const lowered = bucketLevel + 10n * tether
    await setLimits(lowered, lowered)

    const large = await lock(11n * tether)
    const small = await lock(9n * tether)
    for (const sent of [large, small]) {
      const hint = await stage.track(home, sent.txHash)
      await untilAttested(hint)
      await untilExecuted(hint)
      expect((await row(hint)).failure).toBeNull()
      expect(await mintsOf(sent.guid)).toEqual([])
    }

    await setLimits(bucketCapacity, limits.burst)
    await eventually('refilled', async () => {
      const [, , , waiting] = await client.readContract({ ...call, functionName: 'queue', args: key })
      const available = await client.readContract({ ...call, functionName: 'available', args: key })
      return available >= waiting ? true : undefined
    })
    const held = await client.getContractEvents({ ...call, eventName: 'Held', fromBlock: 0n })
    const releaseOf = (guid: Hex) => {
      const { id, hold } = held.find(({ args }) => args.guid === guid)?.args ?? {}
      if (id === undefined || hold === undefined) throw new TypeError(`${guid} is not held`)
      return { ...call, functionName: 'releaseHold', args: [...key, id, hold] } as const
    }
    await expect(client.simulateContract({ ...releaseOf(small.guid), account: anybody.address })).rejects.toThrow(
      /NotNext/,
    )
    for (const [sent, amount] of [
      [large, 11n],
      [small, 9n],
    ] as const) {
      await sendCall({ client, signer: anybody, write: releaseOf(sent.guid) })
      expect(await mintsOf(sent.guid)).toEqual([amount * tether])
    }
  })
})

describe('a database that lies', () => {
  test('behavior: a message that the chain did not send is never signed', async () => {
    const sent = await lock(3n * tether)
    const honest = await stage.track(home, sent.txHash)
    const million = `0x${(10n ** 12n).toString(16).padStart(32, '0')}`
    const encoded: Hex = `0x${honest.encoded.slice(2, -32)}${million.slice(2)}`
    const forged = await stage.track(home, sent.txHash, { encoded, payloadHash: `0x${'66'.repeat(32)}` })
    await untilAttested(honest)
    expect(await row(forged)).toMatchObject({ attested_at: null, orphaned_at: expect.any(Date) })
  })

  test('behavior: marking a forged message final in the database gets it no signature either', async () => {
    const sent = await lock(4n * tether)
    const forged = await stage.track(home, sent.txHash, { sourceBlockHash: `0x${'77'.repeat(32)}` })
    await stage.sql`update bulkhead.packet set final_at = now() where source_block_hash = ${forged.sourceBlockHash}`
    await eventually('final', async () => {
      const reading = await home.port.readFinal()
      const final = reading.kind === 'agreed' ? (reading.value?.number ?? 0n) : 0n
      return final >= forged.sourceBlockNumber ? true : undefined
    })
    await stage.passSource(home)
    expect((await row(forged)).attested_at).toBeNull()
  })
})

describe('a reorg of the source', () => {
  test('behavior: a message whose block left the chain is orphaned, not signed', async () => {
    const sent = await lock(2n * tether)
    const hint = await stage.track(home, sent.txHash)
    await reorg(home.deployed.rpcUrl ?? '', { from: sent.blockNumber })
    await eventually('orphaned', async () => {
      await stage.passSource(home)
      return (await row(hint)).orphaned_at ?? undefined
    })
    expect((await row(hint)).attested_at).toBeNull()
    expect(await mintsOf(sent.guid)).toEqual([])
  })
})
