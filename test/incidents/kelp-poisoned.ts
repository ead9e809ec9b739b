import { concatHex, encodeAbiParameters, getAbiItem, numberToHex, pad, toEventSelector } from 'viem'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { finalBlock } from '../../devnet/layerzero/dvn-chain.ts'
import { chainDeployment } from '../../devnet/topology.ts'
import { rawAmount } from '../../domain/amounts.ts'
import type { Hex } from '../../domain/identifiers.ts'
import { encodePayload } from '../../domain/payload.ts'
import { evmChainPort } from '../../relayer/evm/chain-port.ts'
import { openChainRpc } from '../../relayer/evm/chain-rpc.ts'
import { localAttestor, localSigner } from '../../relayer/evm/signer.ts'
import type { PacketHint, SourceEvidence } from '../../relayer/ports.ts'
import { readSourceEvidence } from '../../relayer/source-evidence.ts'
import { type ProxiedCall, type RpcProxy, startRpcProxy } from '../support/rpc-proxy.ts'
import { attackerAddress } from './attacker.ts'
import { deployReplay, type ReplayDeployment } from './deployment.ts'
import { expiryOf } from './fill-buckets.ts'
import { deliver, packetOf } from './forge-messages.ts'
import { kelp2026 } from './kelp-2026.ts'
import { holdingsBefore, rpcQuorum } from './limits.ts'
import { type Balances, disturbance, lossOf, readBalances } from './measure.ts'
import type { Stage } from './stage.ts'

const packetSent = toEventSelector(getAbiItem({ abi: endpointV2Abi, name: 'PacketSent' }))

/** What an RPC of the source chain is: shows the forged message, with a nonce to match; or does not answer. */
export type Provider = 'poisoned' | 'dead'

/** What came of it. Amounts are base units. */
export interface PoisonedResult {
  readonly providers: readonly Provider[]
  /** What each attestor found, and how many signed. */
  readonly evidence: readonly SourceEvidence['kind'][]
  readonly signatures: number
  readonly lostHere: bigint
  readonly otherBucketsLost: bigint
  readonly balancesBefore: Balances
  readonly balancesAfter: Balances
}

/**
 * Kelp as it came about: nobody has a key, but RPCs of the source show a release that was never sent, and the nonce that it
 * would have. Each attestor reads through these providers, by the relayer's own code, and signs what that confirms; the
 * second DVN signs in any case.
 *
 * @param options.providers - As many as `rpcQuorum` says.
 */
export async function replayPoisoned(
  stage: Stage,
  { generation, providers }: { readonly generation: number; readonly providers: readonly Provider[] },
): Promise<PoisonedResult> {
  const holdings = holdingsBefore['kelp-2026']
  const deployment = await deployReplay(stage, { generation, breached: 'host', holdings })
  const hint = await forgeHint(deployment)
  const all = [...deployment.buckets, ...deployment.others]
  const measureAll = () => Promise.all(all.map((bucket) => readBalances(deployment, bucket, [attackerAddress(0)])))
  const before = await measureAll()
  const proxies = await Promise.all(providers.map(() => startRpcProxy(stage.breached.rpcUrl)))
  try {
    for (const [index, proxy] of proxies.entries()) {
      const change = showing(deployment, hint)
      proxy.behave(providers[index] === 'dead' ? { kind: 'dead' } : { kind: 'lie', change })
    }
    const attestors = testAccounts.attestors.map(({ privateKey }) => localAttestor(privateKey))
    const evidence = await Promise.all(attestors.map(() => evidenceOf(deployment, hint, proxies)))
    const signers = attestors.filter((_, index) => evidence[index] === 'confirmed')
    await deliver(stage.partner, {
      relayWorker: deployment.contractsOn(stage.partner).relayWorker,
      packets: [hint.packet],
      confirmations: stage.breached.chain.finality.depth,
      expiry: expiryOf(deployment),
      signers,
    })
    await stage.tick()
    const after = await measureAll()
    const changes = all.map((bucket, index) => ({ bucket, before: before[index], after: after[index] }))
    const [breached] = changes
    if (breached?.before === undefined || breached.after === undefined) throw new TypeError('Kelp has a bucket')
    return {
      providers,
      evidence,
      signatures: signers.length,
      lostHere: lossOf(breached.before, breached.after),
      otherBucketsLost: changes
        .slice(deployment.buckets.length)
        .reduce((sum, { before: was, after: is }) => sum + (was && is ? disturbance(was, is) : 0n), 0n),
      balancesBefore: breached.before,
      balancesAfter: breached.after,
    }
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.close()))
  }
}

/** The message that was never sent, said to be in a block of the source that is final. */
async function forgeHint(deployment: ReplayDeployment) {
  const { stage, contractsOn, buckets } = deployment
  const { breached: source, partner: destination } = stage
  const [{ buckets: sender }, { vault: receiver }] = [contractsOn(source), contractsOn(destination)]
  const [bucket] = buckets
  const [transfer] = kelp2026.transfers
  if (bucket === undefined || transfer === undefined) throw new TypeError('Kelp has a bucket and a transfer')
  const sent = await source.client.readContract({
    address: source.layerZero.endpoint,
    abi: endpointV2Abi,
    functionName: 'outboundNonce',
    args: [sender, destination.chain.eid, pad(receiver, { size: 32 })],
  })
  for (let block = 0n; block <= source.chain.finality.depth; block += 1n) await stage.tick()
  const blockNumber = await finalBlock(source.client, source.chain.finality)
  const { hash, timestamp } = await source.client.getBlock({ blockNumber })
  const path = { srcEid: source.chain.eid, sender, dstEid: destination.chain.eid, receiver, nonce: sent + 1n }
  const message = encodePayload({
    kind: 'release',
    asset: bucket.key.asset,
    receiver: attackerAddress(0),
    amount: rawAmount(transfer.amount),
  })
  const packet = packetOf(path, message)
  const hint: PacketHint = {
    guid: packet.guid,
    payloadHash: packet.payloadHash,
    sourceBlockHash: hash,
    sourceChainId: source.chainId,
    destinationChainId: destination.chainId,
    sourceBlockNumber: blockNumber,
    // Nobody looks for it.
    sourceTxHash: hash,
    nonce: packet.nonce,
    encoded: concatHex([packet.header, packet.guid, packet.message]),
  }
  return { ...hint, packet, final: { number: blockNumber, hash, time: timestamp } }
}

type ForgedHint = Awaited<ReturnType<typeof forgeHint>>

/** What one attestor makes of the message, with a quorum reader of its own over the providers. */
async function evidenceOf(
  { stage, topology }: ReplayDeployment,
  hint: ForgedHint,
  proxies: readonly RpcProxy[],
): Promise<SourceEvidence['kind']> {
  const { chain } = stage.breached
  const endpoints = proxies.map(({ url }, index) => ({ name: `provider ${index + 1}`, url }))
  const rpc = openChainRpc({ chain: chain.name, endpoints, quorum: rpcQuorum, timeoutMs: 2_000, hedgeMs: 100 })
  const deployment = {
    chains: stage.all.map(({ chain: one, rpcUrl }) => chainDeployment(topology, one, { rpcUrl, startBlock: 0 })),
  }
  const deployed = deployment.chains.find(({ chainId }) => chainId === chain.chainId)
  if (deployed === undefined) throw new TypeError(`The deployment has no chain ${chain.name}`)
  const signer = localSigner(testAccounts.relayer.privateKey)
  const port = evmChainPort({ chain, deployed, rpc, signer })
  const [found] = await readSourceEvidence({ chain: port, deployment, hints: [hint], final: hint.final })
  return found?.kind ?? 'unread'
}

/** Adds the forged event to its block, and counts it in the pathway's nonce. */
function showing({ stage }: ReplayDeployment, { encoded, final, nonce }: ForgedHint) {
  const { endpoint, sendLibrary } = stage.breached.layerZero
  return ({ method, params }: ProxiedCall, result: unknown): unknown => {
    // The aggregator's answer ends with the only value that was asked for.
    if (method === 'eth_call' && typeof result === 'string') {
      return `${result.slice(0, -64)}${numberToHex(nonce, { size: 32 }).slice(2)}`
    }
    const [filter] = params as readonly [{ readonly fromBlock?: Hex }]
    if (method !== 'eth_getLogs' || !Array.isArray(result)) return result
    if (BigInt(filter.fromBlock ?? -1) !== final.number) return result
    const data = encodeAbiParameters(
      [{ type: 'bytes' }, { type: 'bytes' }, { type: 'address' }],
      [encoded, '0x', sendLibrary],
    )
    const where = { blockNumber: numberToHex(final.number), blockHash: final.hash, transactionHash: final.hash }
    const event = { address: endpoint, topics: [packetSent], data, ...where, logIndex: '0x0', transactionIndex: '0x0' }
    return [...result, { ...event, removed: false }]
  }
}
