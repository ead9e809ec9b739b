import { concatHex, encodeFunctionData, keccak256, pad } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpointV2Abi } from '../../../contracts/abi/EndpointV2.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import type { Address, Hex } from '../../../domain/identifiers.ts'
import { decodePacket } from '../../../domain/packet.ts'
import { decodePayload, encodePayload } from '../../../domain/payload.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { lockCollateral } from '../../../relayer/evm/transfer.ts'
import type { DestinationEvidence, PacketHint } from '../../../relayer/ports.ts'
import { eventually } from '../../support/eventually.ts'
import { type RelayStage, type StageChain, startRelayStage } from '../../support/relay-stage.ts'

let stage: RelayStage
let home: StageChain
let host: StageChain
const user = localSigner(testAccounts.visitors[0].privateKey)

beforeAll(async () => {
  stage = await startRelayStage()
  ;[home, host] = stage.chains
})
afterAll(() => stage?.close())

async function lock(): Promise<PacketHint> {
  const asset = home.deployed.assets.find(({ symbol }) => symbol === 'tUSDC')?.address
  if (asset === undefined) throw new TypeError('alpha is the home of tUSDC')
  const sent = await lockCollateral(
    { client: home.client, deployed: home.deployed, signer: user },
    { hostEid: host.chain.eid, asset, amount: rawAmount(5_000_000n), receiver: user.address },
  )
  return stage.track(home, sent.txHash)
}

const evidenceOf = async (hint: PacketHint): Promise<DestinationEvidence | undefined> =>
  (await host.port.readDestinations([hint]))[0]

/** Sends a call to the host's endpoint from an account whose key nobody has, and waits until it is mined. */
async function actAs(from: Address, data: Hex): Promise<void> {
  const send = (method: string, params: readonly unknown[]): Promise<unknown> =>
    host.client.request({ method, params } as never)
  await send('anvil_impersonateAccount', [from])
  await send('anvil_setBalance', [from, '0xde0b6b3a7640000'])
  const hash = (await send('eth_sendTransaction', [{ from, to: host.deployed.endpoint, data, gas: '0x7a120' }])) as Hex
  const receipt = await eventually('mined', () => host.client.getTransactionReceipt({ hash }))
  if (receipt.status !== 'success') throw new TypeError(`${hash} reverted`)
}

const pathwayOf = (hint: PacketHint) => {
  const { receiver, srcEid, sender, nonce } = decodePacket(hint.encoded)
  return { receiver, srcEid, sender: pad(sender, { size: 32 }), nonce }
}

/** What a receive library does once every required DVN has verified: the endpoint keeps a payload hash. */
function commit(hint: PacketHint, payloadHash: Hex): Promise<void> {
  const { receiver, ...origin } = pathwayOf(hint)
  const args = [origin, receiver, payloadHash] as const
  return actAs(host.deployed.receiveLibrary, encodeFunctionData({ abi: endpointV2Abi, functionName: 'verify', args }))
}

/** What a guardian does with a nonce whose payload is in doubt: later ones run, and it has to be verified anew. */
function park(hint: PacketHint, payloadHash: Hex): Promise<void> {
  const { receiver, srcEid, sender, nonce } = pathwayOf(hint)
  const args = [receiver, srcEid, sender, nonce, payloadHash] as const
  return actAs(receiver, encodeFunctionData({ abi: endpointV2Abi, functionName: 'nilify', args }))
}

const untilAttested = (hint: PacketHint) =>
  eventually('attested', async () => {
    await stage.passSource(home)
    const [row] = await stage.sql`select 1 from bulkhead.packet where guid = ${hint.guid} and attested_at is not null`
    return row
  })

const failureOf = async ({ guid }: PacketHint): Promise<string | null> => {
  const [row] = await stage.sql<{ failure: string | null }[]>`select failure from bulkhead.packet where guid = ${guid}`
  return row?.failure ?? null
}

describe('what the receiving chain says of a message', () => {
  test('default: waiting, another payload committed, committed, executed', async () => {
    const hint = await lock()
    expect(await evidenceOf(hint)).toMatchObject({ kind: 'waiting', missingDvns: [expect.stringMatching(/^0x/)] })
    const other: Hex = `0x${'66'.repeat(32)}`
    await commit(hint, other)
    expect(await evidenceOf(hint)).toMatchObject({ kind: 'conflicting', payloadHash: other })
    await commit(hint, hint.payloadHash)
    expect(await evidenceOf(hint)).toEqual({ kind: 'committed' })
    await untilAttested(hint)
    await eventually('executed', async () => {
      await stage.passDestination(host)
      return (await evidenceOf(hint))?.kind === 'executed' ? true : undefined
    })
  })

  test('behavior: another payload committed under its nonce withholds it; once parked, it is verified anew', async () => {
    const hint = await lock()
    const other: Hex = `0x${'66'.repeat(32)}`
    await commit(hint, other)
    await untilAttested(hint)
    await eventually('withheld', async () => {
      await stage.passDestination(host)
      return (await failureOf(hint)) ?? undefined
    })
    expect(await failureOf(hint)).toMatch(/Another payload is committed/)
    expect(await stage.store.openAttempts(host.chain.chainId)).toEqual([])
    await park(hint, other)
    await eventually('executed', async () => {
      await stage.passDestination(host)
      return (await evidenceOf(hint))?.kind === 'executed' ? true : undefined
    })
  })

  test('behavior: a parked message delays no later one, and one beyond doubt is verified anew', async () => {
    const parked = await lock()
    const next = await lock()
    await park(parked, pad('0x', { size: 32 }))
    expect(await host.port.readDestinations([parked, next])).toMatchObject([{ kind: 'parked' }, { kind: 'waiting' }])
    await untilAttested(next)
    for (const hint of [next, parked]) {
      await eventually('executed', async () => {
        await stage.passDestination(host)
        return (await evidenceOf(hint))?.kind === 'executed' ? true : undefined
      })
    }
  })

  test('behavior: a skipped nonce is not taken for an execution', async () => {
    const hint = await lock()
    const { receiver, srcEid, sender, nonce } = pathwayOf(hint)
    const args = [receiver, srcEid, sender, nonce] as const
    await actAs(receiver, encodeFunctionData({ abi: endpointV2Abi, functionName: 'skip', args }))
    expect(await evidenceOf(hint)).toEqual({ kind: 'skipped' })
    await untilAttested(hint)
    await eventually('looked at', async () => {
      await stage.passDestination(host)
      return (await failureOf(hint)) ?? undefined
    })
    expect(await failureOf(hint)).toMatch(/skipped/)
    const [row] = await stage.sql`select executed_at from bulkhead.packet where guid = ${hint.guid}`
    expect(row).toEqual({ executed_at: null })
  })

  test('behavior: other content under the same nonce, and so the same guid, is not taken for an execution', async () => {
    const hint = await lock()
    const { receiver, ...origin } = pathwayOf(hint)
    const sent = decodePayload(decodePacket(hint.encoded).message)
    if (sent.kind !== 'mint') throw new TypeError('A lock sends a mint')
    const message = encodePayload({ ...sent, amount: rawAmount(sent.amount + 1n) })
    await commit(hint, keccak256(concatHex([hint.guid, message])))
    const args = [origin, receiver, hint.guid, message, '0x'] as const
    await actAs(user.address, encodeFunctionData({ abi: endpointV2Abi, functionName: 'lzReceive', args }))
    expect(await evidenceOf(hint)).toEqual({ kind: 'skipped' })
  })
})
