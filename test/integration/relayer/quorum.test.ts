import { writeFileSync } from 'node:fs'
import pino from 'pino'
import { concatHex, encodeAbiParameters, numberToHex, slice } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpointV2Abi } from '../../../contracts/abi/EndpointV2.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import type { Hex } from '../../../domain/identifiers.ts'
import { decodePacket, packetGuid } from '../../../domain/packet.ts'
import { evmChainPort } from '../../../relayer/evm/chain-port.ts'
import { openChainRpc } from '../../../relayer/evm/chain-rpc.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { lockCollateral } from '../../../relayer/evm/transfer.ts'
import type { ChainPort, PacketHint, SourceEvidence } from '../../../relayer/ports.ts'
import { readSourceEvidence } from '../../../relayer/source-evidence.ts'
import { runCli } from '../../support/cli.ts'
import { eventually } from '../../support/eventually.ts'
import { type RelayStage, type StageChain, startRelayStage } from '../../support/relay-stage.ts'
import { reorg } from '../../support/reorg.ts'
import { type ProxiedCall, type RpcProxy, startRpcProxy } from '../../support/rpc-proxy.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let stage: RelayStage
let home: StageChain
let host: StageChain
let third: StageChain
let proxies: readonly RpcProxy[] = []
const lines: Record<string, unknown>[] = []
const log = pino(
  { level: 'debug', base: null },
  { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
)
const user = localSigner(testAccounts.visitors[0].privateKey)
const relayerKey = localSigner(testAccounts.relayer.privateKey)
const folder = temporaryFolder()

beforeAll(async () => {
  stage = await startRelayStage({ log })
  ;[home, host, third] = stage.chains
  writeFileSync(`${folder.path}/deployment.json`, JSON.stringify(stage.deployment))
  const nodeUrl = home.deployed.rpcUrl ?? ''
  proxies = await Promise.all([0, 1, 2, 3].map(() => startRpcProxy(nodeUrl)))
})
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()))
  await stage?.close()
  folder.remove()
})

/** The home chain through `count` proxies, called p1, p2 …, believed when `quorum` agree. */
function portOver({ count, quorum }: { readonly count: number; readonly quorum: number }): ChainPort {
  for (const proxy of proxies) proxy.behave({ kind: 'honest' })
  lines.length = 0
  const endpoints = proxies.slice(0, count).map(({ url }, index) => ({ name: `p${index + 1}`, url }))
  const rpc = openChainRpc({ chain: 'alpha', endpoints, quorum, timeoutMs: 1_000, hedgeMs: 200 })
  return evmChainPort({ chain: home.chain, deployed: home.deployed, rpc, signer: relayerKey })
}

const assetOf = (chain: StageChain, symbol: string) => {
  const asset = chain.deployed.assets.find((candidate) => candidate.symbol === symbol)
  if (asset === undefined) throw new TypeError(`${chain.chain.name} is not the home of ${symbol}`)
  return asset.address
}

async function lock(source = home, destination = host, symbol = 'tUSDC'): Promise<PacketHint> {
  const sent = await lockCollateral(
    { client: source.client, deployed: source.deployed, signer: user },
    {
      hostEid: destination.chain.eid,
      asset: assetOf(source, symbol),
      amount: rawAmount(5_000_000n),
      receiver: user.address,
    },
  )
  return stage.track(source, sent.txHash)
}

async function times({ guid, sourceBlockHash }: PacketHint) {
  const [row] = await stage.sql<{ final_at: Date | null; attested_at: Date | null; orphaned_at: Date | null }[]>`
    select final_at, attested_at, orphaned_at from bulkhead.packet
    where guid = ${guid} and source_block_hash = ${sourceBlockHash}`
  if (row === undefined) throw new TypeError(`No packet ${guid}`)
  return row
}

const untilAttested = (hint: PacketHint, source: StageChain, port?: ChainPort) =>
  eventually('attested', async () => {
    await stage.passSource(source, port)
    return (await times(hint)).attested_at ?? undefined
  })

/** Waits until the node itself calls a block final. */
const untilFinal = (blockNumber: bigint) =>
  eventually('final', async () => {
    const { number } = await home.client.getBlock({ blockTag: 'finalized' })
    return number >= blockNumber ? number : undefined
  })

const evidenceOf = async (port: ChainPort, hint: PacketHint): Promise<SourceEvidence | undefined> => {
  const final = await home.client.getBlock({ blockTag: 'finalized' })
  const block = { number: final.number, hash: final.hash, time: final.timestamp }
  const [evidence] = await readSourceEvidence({
    chain: port,
    deployment: stage.deployment,
    hints: [hint],
    final: block,
  })
  return evidence
}

/** Providers that were named so far, with what was wrong with them. */
const named = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    lines
      .flatMap((line) => [line['faults'], line['providers']])
      .flatMap((faults) => (Array.isArray(faults) ? (faults as { provider: string; kind: string }[]) : []))
      .map(({ provider, kind }) => [provider, kind]),
  )

/** A real message under the next nonce: what an attacker makes poisoned RPCs show, without anything being locked. */
async function forge(real: PacketHint): Promise<PacketHint> {
  const packet = decodePacket(real.encoded)
  const newest = await home.client.readContract({
    address: home.deployed.endpoint,
    abi: endpointV2Abi,
    functionName: 'outboundNonce',
    args: [packet.sender, packet.dstEid, concatHex([`0x${'00'.repeat(12)}`, packet.receiver])],
  })
  const nonce = newest + 1n
  const guid = packetGuid({ ...packet, nonce })
  const encoded = concatHex([
    slice(real.encoded, 0, 1),
    numberToHex(nonce, { size: 8 }),
    slice(real.encoded, 9, 81),
    guid,
    slice(real.encoded, 113),
  ])
  const forged = { ...real, guid, nonce, encoded, payloadHash: decodePacket(encoded).payloadHash }
  await stage.track(home, real.sourceTxHash, forged)
  return forged
}

/** Adds the forged message's event to whatever the node answers for its block. */
const showing =
  (forged: PacketHint, address: string = home.deployed.endpoint) =>
  ({ method, params }: ProxiedCall, result: unknown): unknown => {
    const [filter] = params as readonly [{ readonly fromBlock?: string; readonly topics?: readonly Hex[] }]
    if (method !== 'eth_getLogs' || !Array.isArray(result)) return result
    if (BigInt(filter.fromBlock ?? -1) !== forged.sourceBlockNumber) return result
    const data = encodeAbiParameters(
      [{ type: 'bytes' }, { type: 'bytes' }, { type: 'address' }],
      [forged.encoded, '0x', home.deployed.sendLibrary],
    )
    const event = { ...(result[0] as object), address, data, logIndex: '0x63' }
    return [...result, event]
  }

describe('one of three providers fails, two must agree', () => {
  test.each([
    ['lies', 'differs', () => ({ kind: 'lie', change: tampered }) as const],
    ['is dead', 'unreachable', () => ({ kind: 'dead' }) as const],
    ['never answers', 'timeout', () => ({ kind: 'silent' }) as const],
    ['answers HTML', 'malformed', () => ({ kind: 'garbage', body: '<html>c4n4ry</html>' }) as const],
    ['lags', 'lagging', () => ({ kind: 'lagging', blocks: 9n, finalityDepth: 4n }) as const],
  ] as const)('behavior: it %s; the message is signed, and it is named', async (_, kind, behaviour) => {
    const port = portOver({ count: 3, quorum: 2 })
    proxies[1]?.behave(behaviour())
    const hint = await lock()
    await untilAttested(hint, home, port)
    expect(named()).toEqual({ p2: kind })
    expect(JSON.stringify(lines)).not.toMatch(/127\.0\.0\.1|c4n4ry/)
  })

  const tampered = ({ method }: ProxiedCall, result: unknown): unknown =>
    method === 'eth_getBlockByNumber' ? { ...(result as object), hash: `0x${'66'.repeat(32)}` } : result
})

describe('poisoned providers', () => {
  test('behavior: one poisoned and one dead of three: the quorum of two does not shrink, nothing is signed', async () => {
    const real = await lock()
    const forged = await forge(real)
    await untilFinal(real.sourceBlockNumber)
    const port = portOver({ count: 3, quorum: 2 })
    proxies[0]?.behave({ kind: 'lie', change: showing(forged) })
    proxies[1]?.behave({ kind: 'dead' })
    await stage.passSource(home, port)
    await stage.passSource(home, port)
    expect(await times(forged)).toMatchObject({ attested_at: null, orphaned_at: null })
    expect(await evidenceOf(port, forged)).toMatchObject({ kind: 'disagreed' })
    expect(named()).toMatchObject({ p2: 'unreachable', p1: 'differs', p3: 'differs' })
  })

  test('behavior: two poisoned alike and one dead, three of three needed: nothing is signed', async () => {
    const real = await lock()
    const forged = await forge(real)
    await untilFinal(real.sourceBlockNumber)
    const port = portOver({ count: 3, quorum: 3 })
    proxies[0]?.behave({ kind: 'lie', change: showing(forged) })
    proxies[1]?.behave({ kind: 'lie', change: showing(forged) })
    proxies[2]?.behave({ kind: 'dead' })
    await stage.passSource(home, port)
    expect(await times(forged)).toMatchObject({ attested_at: null })
    expect(await evidenceOf(port, forged)).toMatchObject({
      kind: 'unread',
      faults: [{ provider: 'p3', kind: 'unreachable' }],
    })
  })

  test('behavior: two of three poisoned differently agree on nothing', async () => {
    const real = await lock()
    const forged = await forge(real)
    await untilFinal(real.sourceBlockNumber)
    const port = portOver({ count: 3, quorum: 2 })
    const other = (call: ProxiedCall, result: unknown) => {
      const shown = showing(forged)(call, result)
      return Array.isArray(shown) ? shown.map((event) => ({ ...event, logIndex: '0x7' })) : shown
    }
    proxies[0]?.behave({ kind: 'lie', change: showing(forged) })
    proxies[1]?.behave({ kind: 'lie', change: other })
    expect(await evidenceOf(port, forged)).toMatchObject({ kind: 'disagreed' })
    await stage.passSource(home, port)
    expect(await times(forged)).toMatchObject({ attested_at: null })
  })

  test('behavior: events forged by the whole quorum are refused by the nonce that the source has counted', async () => {
    const real = await lock()
    const forged = await forge(real)
    await untilFinal(real.sourceBlockNumber)
    const port = portOver({ count: 3, quorum: 2 })
    for (const proxy of proxies) proxy.behave({ kind: 'lie', change: showing(forged) })
    expect(await evidenceOf(port, forged)).toEqual({ kind: 'ahead', outboundNonce: forged.nonce - 1n })
    await stage.passSource(home, port)
    expect(await times(forged)).toMatchObject({ attested_at: null })
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'attestation.withheld', guid: forged.guid, reason: 'ahead-of-source' }),
    )
    // A block of which such a thing is said is not signed at all, until its providers say otherwise.
    expect(await times(real)).toMatchObject({ attested_at: null })
    await untilAttested(real, home, portOver({ count: 3, quorum: 2 }))
    expect(await times(forged)).toMatchObject({ attested_at: null })
  })

  test('behavior: the forged message is an event in no honest answer: absent', async () => {
    const real = await lock()
    const forged = await forge(real)
    await untilFinal(real.sourceBlockNumber)
    expect(await evidenceOf(portOver({ count: 3, quorum: 2 }), forged)).toEqual({ kind: 'absent' })
    expect(await evidenceOf(home.port, { ...real, sourceBlockNumber: real.sourceBlockNumber - 1n })).toEqual({
      kind: 'absent',
    })
    expect(await evidenceOf(home.port, { ...real, sourceBlockHash: `0x${'77'.repeat(32)}` })).toEqual({
      kind: 'differs',
    })
    expect(await evidenceOf(home.port, { ...real, sourceBlockNumber: 10n ** 9n })).toEqual({ kind: 'pending' })
    expect(await evidenceOf(home.port, real)).toEqual({ kind: 'confirmed' })
  })
})

describe('what it costs', () => {
  test('default: eight messages of one pass take as many calls as one', async () => {
    const hints = [await lock()]
    const calls = async (port: ChainPort, some: readonly PacketHint[]): Promise<number> => {
      const before = proxies[0]?.counts().calls ?? 0
      await port.readDestinations(some)
      return (proxies[0]?.counts().calls ?? 0) - before
    }
    const port = portOver({ count: 1, quorum: 1 })
    // Seen from the home chain nothing of it has arrived, which takes no look at events.
    const [one] = hints
    if (one === undefined) throw new TypeError('One was locked')
    expect(await calls(port, [one])).toBe(1)
    expect(
      await calls(
        port,
        Array.from({ length: 8 }, () => one),
      ),
    ).toBe(1)
  })
})

describe('a reorg of final blocks', () => {
  test('behavior: it halts that chain alone, survives a restart, and is lifted by an operator', async () => {
    const env = {
      DATABASE_URL: stage.databaseUrl,
      BULKHEAD_DEPLOYMENT: `${folder.path}/deployment.json`,
      BULKHEAD_RPC_URL_31001: `http://c4n4ry:c4n4ry@127.0.0.1:${new URL(home.deployed.rpcUrl ?? '').port}/?key=c4n4ry`,
    }
    const before = await lock()
    await untilAttested(before, home)
    const known = await stage.finalityStore.newestFinal(home.chain.chainId)
    // It goes, with all that is known after it, and nothing that was sent before.
    expect(known?.number).toBeGreaterThanOrEqual(before.sourceBlockNumber)
    await reorg(home.deployed.rpcUrl ?? '', { from: before.sourceBlockNumber })

    const after = await lock()
    await eventually('halted', async () => {
      await stage.passSource(home)
      return (await stage.finalityStore.halts())[0]
    })
    const [halt] = await stage.finalityStore.halts()
    const now = await home.client.getBlock({ blockNumber: halt?.blockNumber ?? 0n })
    expect(halt).toMatchObject({
      chainId: 31_001,
      blockNumber: known?.number,
      knownHash: known?.hash,
      foundHash: now.hash,
    })
    expect(lines).toContainEqual(expect.objectContaining({ event: 'chain.halted', level: 50, chainId: 31_001 }))

    await untilFinal(after.sourceBlockNumber)
    // A relayer that starts anew has nothing but the database.
    await stage.passSource(home, portOver({ count: 1, quorum: 1 }))
    expect(await times(after)).toMatchObject({ final_at: null, attested_at: null })
    const [waiting] = await stage.sql<{ guid: string }[]>`
      select guid from bulkhead.packet where guid = ${before.guid} and executed_at is null`
    expect(waiting).toBeDefined()
    for (let i = 0; i < 3; i += 1) await stage.passDestination(host)
    expect(await stage.store.openAttempts(host.chain.chainId)).toEqual([])

    const elsewhere = await lock(host, third, 'tUSDT')
    await untilAttested(elsewhere, host)

    const sick = await runCli(['doctor', '--json'], env)
    expect(sick.status).toBe(5)
    expect(JSON.parse(sick.stdout)).toMatchObject({
      ok: false,
      database: 'reachable',
      chains: [{ chain: 'alpha', halted: { knownHash: known?.hash } }, { halted: null }, { halted: null }],
    })

    const resumed = await runCli(['resume', 'alpha'], env)
    expect(resumed).toMatchObject({ status: 0, stderr: '' })
    expect(resumed.stdout).toContain(known?.hash)
    // Each attestor has found the same by itself, and goes on when its own operator says so.
    for (let i = 0; i < 3; i += 1) await stage.passSource(home)
    expect(await times(after)).toMatchObject({ attested_at: null })
    for (const { databaseUrl } of stage.attestors.slice(0, 2)) {
      const lifted = await runCli(['resume', 'alpha', '--attestor'], {
        ...env,
        BULKHEAD_ATTESTOR_DATABASE_URL: databaseUrl,
      })
      expect(lifted).toMatchObject({ status: 0, stderr: '' })
    }
    // They signed another message under its nonce, in a block that is gone: that one they never sign.
    expect(after.nonce).toBe(before.nonce)
    await untilAttested(await lock(), home)
    expect(await times(after)).toMatchObject({ final_at: expect.any(Date), attested_at: null })
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'attestation.withheld', guid: after.guid, reason: 'final-source-gone' }),
    )
  })

  test('behavior: a chain that is not halted has nothing to resume', async () => {
    const env = { DATABASE_URL: stage.databaseUrl, BULKHEAD_DEPLOYMENT: `${folder.path}/deployment.json` }
    expect(await runCli(['resume', 'beta'], env)).toMatchObject({ status: 3, stdout: '' })
    const well = await runCli(['doctor'], env)
    expect(well.stdout).toContain('alpha (31001): quorum 1 of 1 met')
    expect(well).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('bulkhead doctor', () => {
  const environment = (urls: readonly string[], quorum: number) => ({
    DATABASE_URL: stage.databaseUrl,
    BULKHEAD_DEPLOYMENT: `${folder.path}/deployment.json`,
    BULKHEAD_RPC_URL_31001: urls.join(','),
    BULKHEAD_RPC_QUORUM_31001: String(quorum),
  })

  test('behavior: names each provider and what is wrong with it, and no URL', async () => {
    portOver({ count: 4, quorum: 3 })
    proxies[1]?.behave({ kind: 'lagging', blocks: 9n, finalityDepth: 4n })
    const [first, second, , fourth] = proxies.map(({ url }) => url)
    const wrongChain = host.deployed.rpcUrl ?? ''
    const urls = [
      `good=${first}/c4n4ry?key=c4n4ry`,
      `slow=${second}/?key=c4n4ry`,
      'gone=http://c4n4ry.invalid/',
      `${fourth}`,
      `other=${wrongChain}`,
    ]
    const { status, stdout, stderr } = await runCli(['doctor', '--json'], environment(urls, 3))
    expect(status).toBe(5)
    const [alpha] = (
      JSON.parse(stdout) as { chains: [{ quorum: unknown; providers: { name: string; problems: string[] }[] }] }
    ).chains
    expect(alpha.quorum).toEqual({ needed: 3, providers: 5, met: true })
    expect(Object.fromEntries(alpha.providers.map(({ name, problems }) => [name, problems[0]]))).toMatchObject({
      good: undefined,
      slow: 'lagging',
      gone: 'unreachable',
      'alpha#4': undefined,
      other: 'wrong-chain',
    })
    expect(`${stdout}${stderr}`).not.toMatch(/c4n4ry|127\.0\.0\.1|http/)
    const words = await runCli(['doctor'], environment(urls, 3))
    expect(words.stdout).toMatch(/✗ slow +lagging/)
    expect(`${words.stdout}${words.stderr}`).not.toMatch(/c4n4ry|127\.0\.0\.1|http/)
  })

  test('error: RPC_QUORUM_INVALID, before anything is asked', async () => {
    const urls = ['http://c4n4ry.invalid/1', 'http://c4n4ry.invalid/2']
    const { status, stderr } = await runCli(['doctor'], environment(urls, 1))
    expect(status).toBe(2)
    expect(stderr).toContain('RPC_QUORUM_INVALID')
    expect(stderr).not.toContain('c4n4ry')
  })

  test('behavior: a database that does not answer is a finding', async () => {
    const env = { ...environment([home.deployed.rpcUrl ?? ''], 1), DATABASE_URL: 'postgres://127.0.0.1:1/none' }
    const { status, stdout } = await runCli(['doctor'], env)
    expect(status).toBe(5)
    expect(stdout).toContain('database unreachable')
  })
})
