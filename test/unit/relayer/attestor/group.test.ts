import { concatHex, numberToHex, pad } from 'viem'
import { describe, expect, test } from 'vitest'
import type { ChainDeployment, Deployment } from '../../../../chains/deployment.ts'
import { type Address, address, chainId, endpointId, type Hex } from '../../../../domain/identifiers.ts'
import { packetGuid } from '../../../../domain/packet.ts'
import { groupsIn } from '../../../../relayer/attestor/group.ts'

const part = (digit: string): Address => address(`0x${digit.repeat(40)}`)
const hash = (digit: string): Hex => `0x${digit.repeat(64)}`

/** Chain `n` has eid 100 n; vault, buckets and worker end in a digit of their own. */
const chain = (n: number): ChainDeployment => ({
  name: `chain-${n}`,
  chainId: chainId(n),
  eid: endpointId(n * 100),
  startBlock: 0,
  endpoint: part('e'),
  sendLibrary: part('e'),
  receiveLibrary: part('e'),
  vault: part(String(n)),
  buckets: part('abc'[n - 1] ?? 'f'),
  relayWorker: part(String(n + 6)),
  deliveryGas: 1,
  requiredDvns: [part('d'), part('e')],
  assets: [],
})
const deployment: Deployment = { chains: [chain(1), chain(2), chain(3)] }

function sent(path: { nonce: bigint; srcEid: number; sender: Address; dstEid: number; receiver: Address }) {
  const { nonce, srcEid, sender, dstEid, receiver } = path
  const header = concatHex([
    '0x01',
    numberToHex(nonce, { size: 8 }),
    numberToHex(srcEid, { size: 4 }),
    pad(sender, { size: 32 }),
    numberToHex(dstEid, { size: 4 }),
    pad(receiver, { size: 32 }),
  ])
  return { encoded: concatHex([header, packetGuid(path), '0xfeed']), txHash: hash('5') }
}

const lockTo2 = (nonce: bigint) => sent({ nonce, srcEid: 100, sender: part('1'), dstEid: 200, receiver: part('b') })
const burnTo2 = (nonce: bigint) => sent({ nonce, srcEid: 100, sender: part('a'), dstEid: 200, receiver: part('2') })
const lockTo3 = (nonce: bigint) => sent({ nonce, srcEid: 100, sender: part('1'), dstEid: 300, receiver: part('c') })

const groups = (packets: readonly ReturnType<typeof sent>[]) =>
  groupsIn({
    deployment,
    sourceChainId: chainId(1),
    blockNumber: 7n,
    sent: { blockHash: hash('7'), packets },
  }).map(({ sourceChainId, block, destinationChainId, relayWorker, packets: of }) => ({
    sourceChainId,
    block,
    destinationChainId,
    relayWorker,
    encoded: of.map(({ encoded }) => encoded),
  }))

describe('groupsIn', () => {
  test('default: one group per destination, both pathways together, in the order of the block', () => {
    const [a, b, c, d] = [lockTo2(4n), lockTo3(1n), burnTo2(9n), lockTo2(5n)]
    const at = { sourceChainId: 1, block: { number: 7n, hash: hash('7') } }
    expect(groups([a, b, c, d])).toEqual([
      { ...at, destinationChainId: 2, relayWorker: part('8'), encoded: [a.encoded, c.encoded, d.encoded] },
      { ...at, destinationChainId: 3, relayWorker: part('9'), encoded: [b.encoded] },
    ])
  })
  test('behavior: what is not between our contracts, of another chain, or no packet is left out', () => {
    const stranger = sent({ nonce: 1n, srcEid: 100, sender: part('f'), dstEid: 200, receiver: part('b') })
    const crossed = sent({ nonce: 1n, srcEid: 100, sender: part('1'), dstEid: 200, receiver: part('2') })
    const elsewhere = sent({ nonce: 1n, srcEid: 300, sender: part('3'), dstEid: 200, receiver: part('b') })
    const noEndpoint = sent({ nonce: 1n, srcEid: 0, sender: part('1'), dstEid: 200, receiver: part('b') })
    const unknown = sent({ nonce: 1n, srcEid: 100, sender: part('1'), dstEid: 900, receiver: part('b') })
    const noise = { encoded: '0x1234', txHash: hash('5') } as const
    const real = lockTo2(1n)
    expect(groups([stranger, crossed, elsewhere, noEndpoint, unknown, noise, real])).toMatchObject([
      { destinationChainId: 2, encoded: [real.encoded] },
    ])
    expect(groups([stranger])).toEqual([])
  })
})
