import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  concatHex,
  createTestClient,
  encodeFunctionData,
  http,
  keccak256,
  pad,
  parseAbi,
  parseEventLogs,
  publicActions,
  toHex,
} from 'viem'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FinalityRule } from '../../../chains/chain.ts'
import { devAccount } from '../../../devnet/anvil/accounts.ts'
import { sendSequence } from '../../../devnet/anvil/send-sequence.ts'
import { type RunningAnvil, startAnvil } from '../../../devnet/anvil/start-anvil.ts'
import { deployLayerZero, type LayerZeroDeployment } from '../../../devnet/layerzero/deploy-layerzero.ts'
import type { DvnChain } from '../../../devnet/layerzero/dvn-chain.ts'
import { runDvnSigner } from '../../../devnet/layerzero/dvn-signer.ts'
import { readPacket, type SentPacket } from '../../../devnet/layerzero/sent-packet.ts'
import { versionOneEid } from '../../../devnet/layerzero/version-one-eid.ts'
import { freePort } from '../../../devnet/process/ports.ts'
import { openSupervisor, type Supervisor } from '../../../devnet/process/supervisor.ts'
import { type Address, address, type Hex } from '../../../domain/identifiers.ts'
import { createLogger } from '../../../observability/logger.ts'

const endpointAbi = parseAbi([
  'struct MessagingParams { uint32 dstEid; bytes32 receiver; bytes message; bytes options; bool payInLzToken; }',
  'struct MessagingFee { uint256 nativeFee; uint256 lzTokenFee; }',
  'function quote(MessagingParams params, address sender) view returns (MessagingFee)',
  'function send(MessagingParams params, address refundAddress) payable',
  'function eid() view returns (uint32)',
  'function isSupportedEid(uint32 eid) view returns (bool)',
  'event PacketSent(bytes encodedPayload, bytes options, address sendLibrary)',
])
const receiveLibraryAbi = parseAbi([
  'function hashLookup(bytes32 headerHash, bytes32 payloadHash, address dvn) view returns (bool, uint64)',
  'struct UlnConfig { uint64 confirmations; uint8 requiredDVNCount; uint8 optionalDVNCount; uint8 optionalDVNThreshold; address[] requiredDVNs; address[] optionalDVNs; }',
  'function getUlnConfig(address oapp, uint32 remoteEid) view returns (UlnConfig)',
  'function verifiable(UlnConfig config, bytes32 headerHash, bytes32 payloadHash) view returns (bool)',
])

interface Side {
  readonly chain: RunningAnvil
  readonly eid: number
  readonly layerZero: LayerZeroDeployment
}

const owner = devAccount(0)
const sender = devAccount(1)
const signer = devAccount(2)
const submitter = devAccount(3)
const privateKey = (account: typeof owner): Hex => toHex(account.getHdKey().privateKey ?? new Uint8Array())
/** What the tests wait for takes a few polls; a busy machine gets much longer. */
const patience = { timeout: 10_000, interval: 20 }
const root = mkdtempSync(join(tmpdir(), 'bulkhead-layerzero-'))
let supervisor: Supervisor
let alpha: Side
let beta: Side
let running: { readonly stop: () => Promise<void> }[] = []

async function startSide(name: string, eid: number, remoteEid: number): Promise<Side> {
  const chain = await startAnvil({ supervisor, name, chainId: eid, blockTimeSeconds: 1, slotsInAnEpoch: 2 })
  const layerZero = await deployLayerZero({
    chain,
    eid,
    remoteEids: [remoteEid],
    owner,
    dvnSigner: address(signer.address),
    workerAdmins: [address(submitter.address)],
    confirmations: 4n,
  })
  return { chain, eid, layerZero }
}

const clientOf = ({ chain }: Side) =>
  createTestClient({ mode: 'anvil', transport: http(chain.rpcUrl), cacheTime: 0 }).extend(publicActions)

/** An account may send through the endpoint as a contract may. */
async function sendPacket(from: Side, to: Side, message: string): Promise<SentPacket> {
  const client = clientOf(from)
  const gasOption = concatHex(['0x0003', '0x01', '0x0011', '0x01', pad(toHex(100_000), { size: 16 })])
  const params = {
    dstEid: to.eid,
    receiver: pad(toHex(0xbeefn), { size: 32 }),
    message: toHex(message),
    options: gasOption,
    payInLzToken: false,
  }
  const { endpoint } = from.layerZero
  const fee = await client.readContract({
    address: endpoint,
    abi: endpointAbi,
    functionName: 'quote',
    args: [params, sender.address],
  })
  expect(fee.nativeFee).toBeGreaterThan(0n)
  const data = encodeFunctionData({ abi: endpointAbi, functionName: 'send', args: [params, sender.address] })
  const step = { name: 'send', to: endpoint, data, valueWei: fee.nativeFee }
  const [receipt] = await sendSequence({ chain: from.chain, account: sender, steps: [step] })
  const [sent] = parseEventLogs({ abi: endpointAbi, logs: receipt?.logs ?? [], eventName: 'PacketSent' })
  const packet = readPacket(sent?.args.encodedPayload ?? '0x')
  if (packet === 'foreign') throw new Error('The endpoint sent a packet that cannot be read.')
  return packet
}

const verification = (
  at: Side,
  packet: SentPacket,
  dvn: Address = at.layerZero.dvn,
): Promise<readonly [boolean, bigint]> =>
  clientOf(at).readContract({
    address: at.layerZero.receiveLibrary,
    abi: receiveLibraryAbi,
    functionName: 'hashLookup',
    args: [keccak256(packet.header), packet.payloadHash, dvn],
  })

const mine = (side: Side, blocks: number): Promise<void> => clientOf(side).mine({ blocks })

const submissions = (side: Side): Promise<number> => clientOf(side).getTransactionCount({ address: submitter.address })

function dvnChain({ chain, eid, layerZero }: Side, finality: FinalityRule = { kind: 'tag', depth: 4n }): DvnChain {
  const { endpoint, receiveLibrary, dvn } = layerZero
  const { chainId, rpcUrl } = chain
  const vid = versionOneEid(eid)
  return { chainId, eid, rpcUrl, endpoint, receiveLibrary, dvn, vid, finality, confirmations: 4n, startBlock: 0n }
}

function startSigner(chains: readonly DvnChain[] = [dvnChain(alpha), dvnChain(beta)]): {
  readonly stop: () => Promise<void>
} {
  const controller = new AbortController()
  const ended = runDvnSigner({
    chains,
    signerKey: privateKey(signer),
    submitterKey: privateKey(submitter),
    pollMs: 20,
    signal: controller.signal,
    log: createLogger({ name: 'dvn-test', level: 'silent' }),
  })
  const stop = async (): Promise<void> => {
    controller.abort()
    await ended
  }
  const handle = { stop }
  running.push(handle)
  return handle
}

beforeAll(async () => {
  supervisor = await openSupervisor({ dataDir: root })
  ;[alpha, beta] = await Promise.all([startSide('alpha', 40_001, 40_002), startSide('beta', 40_002, 40_001)])
}, 30_000)
afterEach(async () => {
  for (const { stop } of running) await stop()
  running = []
})
afterAll(async () => {
  await supervisor.close()
  rmSync(root, { recursive: true, force: true })
})

describe('deployLayerZero', () => {
  test('default: connects the chains, with the real DVN required by default', async () => {
    for (const [side, remote] of [
      [alpha, beta],
      [beta, alpha],
    ] as const) {
      const client = clientOf(side)
      const endpoint = { address: side.layerZero.endpoint, abi: endpointAbi } as const
      expect(await client.readContract({ ...endpoint, functionName: 'eid' })).toBe(side.eid)
      expect(await client.readContract({ ...endpoint, functionName: 'isSupportedEid', args: [remote.eid] })).toBe(true)
      const config = await client.readContract({
        address: side.layerZero.receiveLibrary,
        abi: receiveLibraryAbi,
        functionName: 'getUlnConfig',
        args: [owner.address, remote.eid],
      })
      expect(config.confirmations).toBe(4n)
      expect(config.requiredDVNs.map(address)).toEqual([side.layerZero.dvn])
    }
  })
})

describe('runDvnSigner', () => {
  test('default: verifies a packet once it is final, and not before', async () => {
    startSigner()
    const packet = await sendPacket(alpha, beta, 'final?')
    await mine(alpha, 3)
    await sleep(300)
    expect(await verification(beta, packet)).toEqual([false, 0n])
    await mine(alpha, 1)
    await expect.poll(() => verification(beta, packet), patience).toEqual([true, 4n])

    const client = clientOf(beta)
    const library = { address: beta.layerZero.receiveLibrary, abi: receiveLibraryAbi } as const
    const config = await client.readContract({
      ...library,
      functionName: 'getUlnConfig',
      args: [packet.receiver, alpha.eid],
    })
    const args = [config, keccak256(packet.header), packet.payloadHash] as const
    expect(await client.readContract({ ...library, functionName: 'verifiable', args })).toBe(true)
  })

  test('behavior: verifies many packets in few transactions, in both directions', async () => {
    const packets: SentPacket[] = []
    for (let index = 0; index < 6; index += 1) packets.push(await sendPacket(alpha, beta, `there ${index}`))
    const back = await sendPacket(beta, alpha, 'and back')
    await Promise.all([mine(alpha, 4), mine(beta, 4)])
    const before = await submissions(beta)
    startSigner()
    for (const packet of packets) await expect.poll(() => verification(beta, packet), patience).toEqual([true, 4n])
    await expect.poll(() => verification(alpha, back), patience).toEqual([true, 4n])
    expect((await submissions(beta)) - before).toBeLessThanOrEqual(2)
  })

  test('behavior: started again, sends nothing that is there already', async () => {
    const first = startSigner()
    const packet = await sendPacket(alpha, beta, 'once')
    await mine(alpha, 4)
    await expect.poll(() => verification(beta, packet), patience).toEqual([true, 4n])
    await first.stop()
    const before = await submissions(beta)
    startSigner()
    await sleep(500)
    expect(await submissions(beta)).toBe(before)
  })

  test('behavior: sends again what a reorg of the destination took away', async () => {
    startSigner()
    const packet = await sendPacket(alpha, beta, 'twice')
    await mine(alpha, 4)
    await expect.poll(() => verification(beta, packet), patience).toEqual([true, 4n])
    const sent = await submissions(beta)
    await clientOf(beta).request<{ Method: 'anvil_rollback'; Parameters: [number]; ReturnType: null }>({
      method: 'anvil_rollback',
      params: [1],
    })
    expect(await submissions(beta)).toBe(sent - 1)
    await expect.poll(() => verification(beta, packet), patience).toEqual([true, 4n])
  })

  test('behavior: finality can be a depth below the head', async () => {
    startSigner([dvnChain(alpha, { kind: 'depth', depth: 10n }), dvnChain(beta)])
    const packet = await sendPacket(alpha, beta, 'deep')
    await mine(alpha, 9)
    await sleep(300)
    expect(await verification(beta, packet)).toEqual([false, 0n])
    await mine(alpha, 1)
    await expect.poll(() => verification(beta, packet), patience).toEqual([true, 4n])
  })

  test('behavior: a chain that does not answer delays no message between the others', async () => {
    const dead: DvnChain = {
      ...dvnChain(beta),
      chainId: 1,
      eid: 40_003,
      rpcUrl: `http://127.0.0.1:${await freePort()}`,
    }
    startSigner([dead, dvnChain(alpha), dvnChain(beta)])
    const packet = await sendPacket(beta, alpha, 'past the dead')
    await mine(beta, 4)
    await expect.poll(() => verification(alpha, packet), patience).toEqual([true, 4n])
  })

  test('behavior: goes on by itself once the chain it writes to answers again', async () => {
    const port = await freePort()
    startSigner([dvnChain(alpha), { ...dvnChain(beta), rpcUrl: `http://127.0.0.1:${port}` }])
    const packet = await sendPacket(alpha, beta, 'later')
    await mine(alpha, 4)
    await sleep(200)
    expect(await verification(beta, packet)).toEqual([false, 0n])
    const forwarder = createServer((incoming) => {
      const outgoing = connect(beta.chain.port, '127.0.0.1')
      pipeline(incoming, outgoing, incoming, () => undefined)
    })
    forwarder.listen(port, '127.0.0.1')
    await expect.poll(() => verification(beta, packet), patience).toEqual([true, 4n])
    for (const { stop } of running.splice(0)) await stop()
    forwarder.close()
  })
})

describe('readPacket', () => {
  test('behavior: what is no version 1 packet to an EVM address is none of ours', () => {
    expect(readPacket('0x')).toBe('foreign')
    expect(readPacket(`0x02${'00'.repeat(120)}`)).toBe('foreign')
    expect(readPacket(`0x01${'ff'.repeat(120)}`)).toBe('foreign')
    expect(readPacket(`0x01${'00'.repeat(112)}`)).toMatchObject({ nonce: 0n, receiver: `0x${'00'.repeat(20)}` })
  })
})
