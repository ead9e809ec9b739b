import { parseEventLogs } from 'viem'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import type { Address } from '../../../domain/identifiers.ts'
import { sendCall } from '../../../relayer/evm/send.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import type { PacketHint } from '../../../relayer/ports.ts'
import type { BenchChains } from './bench-chains.ts'
import type { Contender } from './contender.ts'
import type { OurEnd } from './our-end.ts'
import { refillSeconds } from './our-topology.ts'
import { receivers } from './transfer-terms.ts'

/** Gas of one message that is delayed on its host, beside one that is not; two required DVNs, warm. */
export interface HoldGas {
  /** The delivery of one that is minted at once. */
  readonly mint: number
  /** The delivery of one that is held. */
  readonly arrival: number
  /** The transaction that mints it when its time has come. */
  readonly release: number
}

/** Holds and releases two messages; the first, which is the first hold ever, does not count. */
export async function measureHold(
  chains: BenchChains,
  {
    contender,
    home,
    host,
    asset,
  }: {
    readonly contender: Contender<PacketHint>
    readonly home: OurEnd
    readonly host: OurEnd
    readonly asset: Address
  },
): Promise<HoldGas> {
  const { client } = host.bench
  const call = { address: host.contracts.buckets, abi: receiptBucketsAbi } as const
  const key = [home.bench.chain.eid, asset] as const
  const deliver = async (): Promise<number> => {
    const [sent] = await contender.send('out', receivers.slice(0, 1))
    const [way] = contender.ways
    if (sent === undefined || way === undefined) throw new TypeError('One message has one way')
    return (await way.deliver('out', [sent.message])).delivery
  }
  await deliver()
  const mint = await deliver()

  const { bucketCapacity } = await client.readContract({ ...call, functionName: 'bucket', args: key })
  const limits = await client.readContract({ ...call, functionName: 'limits', args: key })
  const narrow = { ...limits, delayThreshold: 1n }
  const steward = localSigner(testAccounts.steward.privateKey)
  const write = { ...call, functionName: 'setBucketLimits', args: [...key, bucketCapacity, narrow] } as const
  await sendCall({ client, signer: steward, write })

  const holdOne = async (): Promise<Pick<HoldGas, 'arrival' | 'release'>> => {
    const arrival = await deliver()
    await chains.passTime(refillSeconds)
    const logs = await client.getContractEvents({ ...call, eventName: 'Held', fromBlock: 0n })
    const { id, hold } = logs.at(-1)?.args ?? {}
    if (id === undefined || hold === undefined) throw new TypeError('The message is held')
    const anybody = localSigner(testAccounts.relayer.privateKey)
    const release = { ...call, functionName: 'releaseHold', args: [...key, id, hold] } as const
    const mined = await sendCall({ client, signer: anybody, write: release })
    const [minted] = parseEventLogs({ abi: receiptBucketsAbi, eventName: 'Minted', logs: [...mined.logs] })
    if (minted?.args.guid !== hold.guid) throw new TypeError('The released message is minted')
    return { arrival, release: Number(mined.gasUsed) }
  }
  await holdOne()
  return { mint, ...(await holdOne()) }
}
