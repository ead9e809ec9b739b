import { encodeFunctionData, erc20Abi, pad } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { finalBlock } from '../../devnet/layerzero/dvn-chain.ts'
import { rawAmount } from '../../domain/amounts.ts'
import { assertNever } from '../../domain/errors.ts'
import { holdKinds } from '../../domain/hold.ts'
import { type Address, type ChainId, type UnixSeconds, unixSeconds } from '../../domain/identifiers.ts'
import { revertData } from '../../relayer/evm/revert-reason.ts'
import type { BackingReading } from '../../risk/breaker/backing-shortfall.ts'
import { evaluate, type Snapshot } from '../../risk/breaker/evaluate.ts'
import { bucketStates, compartmentStates } from '../../risk/breaker/measure.ts'
import type { NonceReading } from '../../risk/breaker/outbound-nonce.ts'
import type { FlowReading } from '../../risk/breaker/outflow-velocity.ts'
import { defaultBreakerParameters } from '../../risk/breaker/parameters.ts'
import type { Lane } from '../../risk/breaker/scope.ts'
import { type BucketInForce, type GuardCall, type Proposal, tightenings } from '../../risk/tightenings.ts'
import { chainOf, type ReplayBucket, type ReplayDeployment } from './deployment.ts'
import { findingsOf, guardLedger } from './guard-ledger.ts'
import type { RunningGuard } from './running-guard.ts'
import { type StageChain, submit } from './stage.ts'

const guardAccount = privateKeyToAccount(testAccounts.guard.privateKey)
const fullyBacked = 1_000_000_000n
const callGas = 500_000n

/**
 * A guard in the test's own process: the rules of `risk/`, fed with what is final and nothing else. It reads events once and
 * balances, nonces and states at each look, and sends what the contracts will take.
 */
export function startWatch(deployment: ReplayDeployment): RunningGuard {
  const { stage } = deployment
  const all = [...deployment.buckets, ...deployment.others]
  const ledger = guardLedger((eid) => chainWithEid(stage.all, eid))
  const readUntil = new Map<ChainId, bigint>()
  let proposed: readonly Proposal[] = []

  /** Reads the events that became final since the last look. */
  const catchUp = async (chain: StageChain): Promise<bigint> => {
    const final = await finalBlock(chain.client, chain.chain.finality)
    const from = (readUntil.get(chain.chainId) ?? -1n) + 1n
    if (final < from) return final
    const { vault, buckets } = deployment.contractsOn(chain)
    const logs = await chain.client.getLogs({ address: [vault, buckets], fromBlock: from, toBlock: final })
    const numbers = [...new Set(logs.map(({ blockNumber }) => blockNumber))]
    const blocks = await Promise.all(numbers.map((blockNumber) => chain.client.getBlock({ blockNumber })))
    const times = new Map(blocks.map(({ number, timestamp }) => [number, timestamp]))
    const timeOf = (block: bigint): bigint => times.get(block) ?? 0n
    const by = (contract: Address) => logs.filter((log) => log.address.toLowerCase() === contract)
    ledger.readHost(chain.chainId, by(buckets), timeOf)
    ledger.readHome(chain.chainId, by(vault), timeOf)
    readUntil.set(chain.chainId, final)
    return final
  }

  const look = async (): Promise<void> => {
    const now = stage.now()
    const finals = new Map<ChainId, bigint>()
    // One after the other: what a chain has taken is read before what another has sent is known to be final.
    for (const chain of stage.all) finals.set(chain.chainId, await catchUp(chain))
    const finalOf = ({ chainId }: StageChain): bigint => finals.get(chainId) ?? 0n
    const [backing, pathways, inForce] = await Promise.all([
      Promise.all(all.map((bucket) => backingOf(bucket))),
      Promise.all(deployment.topology.lanes.flatMap((lane) => noncesOf(lane))),
      Promise.all(all.map((bucket) => statesOf(bucket))),
    ])
    const snapshot: Snapshot = {
      backing,
      pathways: pathways.flat(),
      flows: all.map(flowsOf),
      mints: all.flatMap(({ key }) => findingsOf(key, ledger.of(key))),
      quorums: [],
      reorgs: [],
      heads: [],
      prices: [],
      attestation: [],
      configuration: [],
    }
    const { calls, proposals } = tightenings(evaluate(snapshot, defaultBreakerParameters, now), inForce, now)
    proposed = proposals
    for (const call of calls) await send(call)

    async function backingOf({ key, home, host, escrow }: ReplayBucket): Promise<BackingReading> {
      const books = ledger.of(key)
      const blocks = { homeBlock: finalOf(home), hostBlock: finalOf(host) }
      const sum = (amounts: Iterable<bigint>) => rawAmount([...amounts].reduce((total, amount) => total + amount, 0n))
      const raw = (name: 'minted' | 'sentHome' | 'locked' | 'rescued' | 'released' | 'refunded' | 'burned') =>
        rawAmount(books[name])
      const token = { address: key.asset, abi: erc20Abi, functionName: 'balanceOf', args: [escrow] } as const
      const balance = await home.client.readContract({ ...token, blockNumber: finalOf(home) })
      return {
        bucket: key,
        arrivals: {
          kind: 'read',
          value: {
            minted: raw('minted'),
            held: sum([...books.holds.values()].map(({ amount }) => amount)),
            sentHome: raw('sentHome'),
            locked: raw('locked'),
            rescued: raw('rescued'),
            ...blocks,
          },
        },
        exits: {
          kind: 'read',
          value: {
            released: raw('released'),
            refunded: raw('refunded'),
            burned: raw('burned'),
            sentHome: raw('sentHome'),
            ...blocks,
          },
        },
        escrow: {
          kind: 'read',
          value: {
            balance: rawAmount(balance),
            locked: rawAmount(books.lockedNow),
            due: sum([...books.exits.values(), books.claims]),
            backing: fullyBacked,
            homeBlock: finalOf(home),
          },
        },
      }
    }

    function flowsOf({ key, terms }: ReplayBucket): FlowReading {
      const { mintFlows, exitFlows, lockedNow } = ledger.of(key)
      const recent = ({ at }: { readonly at: UnixSeconds }): boolean => at > now - 2n * 86_400n
      return {
        bucket: key,
        bucketCapacity: rawAmount(terms.bucketCapacity),
        locked: rawAmount(lockedNow),
        minted: mintFlows.filter(recent),
        released: exitFlows.filter(recent),
      }
    }

    async function noncesOf(lane: Lane): Promise<readonly NonceReading[]> {
      const [home, host] = [chainOf(stage, lane.home), chainOf(stage, lane.host)]
      const vault = deployment.contractsOn(home).vault
      const { buckets } = deployment.contractsOn(host)
      return Promise.all([
        nonces('mint', { source: home, sender: vault, destination: host, receiver: buckets }),
        nonces('release', { source: host, sender: buckets, destination: home, receiver: vault }),
      ])
      async function nonces(direction: NonceReading['direction'], path: Pathway): Promise<NonceReading> {
        const { source, sender, destination, receiver } = path
        const inbound = await destination.client.readContract({
          address: destination.layerZero.endpoint,
          abi: endpointV2Abi,
          functionName: 'inboundNonce',
          args: [receiver, source.chain.eid, pad(sender, { size: 32 })],
          blockNumber: finalOf(destination),
        })
        const outbound = await source.client.readContract({
          address: source.layerZero.endpoint,
          abi: endpointV2Abi,
          functionName: 'outboundNonce',
          args: [sender, destination.chain.eid, pad(receiver, { size: 32 })],
          blockNumber: finalOf(source),
        })
        const blocks = { destinationBlock: finalOf(destination), sourceBlock: finalOf(source) }
        const value = { inbound, outbound, ...blocks, verified: [], swallowed: [] }
        return { lane, direction, nonces: { kind: 'read', value } }
      }
    }
  }

  /** What is in force at the head: a measure that is not final yet is not to be laid twice. */
  const statesOf = async ({ key, home, host }: ReplayBucket): Promise<BucketInForce> => {
    const [[own, overlay, until], [, ownAtHome, overlayAtHome, untilAtHome]] = await Promise.all([
      host.client.readContract({
        address: deployment.contractsOn(host).buckets,
        abi: receiptBucketsAbi,
        functionName: 'states',
        args: [home.chain.eid, key.asset],
      }),
      home.client.readContract({
        address: deployment.contractsOn(home).vault,
        abi: collateralVaultAbi,
        functionName: 'states',
        args: [host.chain.eid, key.asset],
      }),
    ])
    return {
      bucket: key,
      onHost: {
        kind: 'read',
        own: bucketStates[own] ?? 'stopped',
        overlay: bucketStates[overlay] ?? 'stopped',
        until: unixSeconds(until),
        stopEnds: undefined,
      },
      atHome: {
        kind: 'read',
        own: compartmentStates[ownAtHome] ?? 'review',
        overlay: compartmentStates[overlayAtHome] ?? 'review',
        until: unixSeconds(untilAtHome),
        stopEnds: undefined,
      },
    }
  }

  const send = async (call: GuardCall): Promise<void> => {
    const { chain, to, data } = encode(deployment, call)
    // A hold that was voided before its void was final: the contract has the last word.
    const refusal = await chain.client.call({ account: guardAccount.address, to, data }).then(() => false, isRefusal)
    if (!refusal) await submit(chain, guardAccount, [{ to, data, gas: callGas }])
  }

  return { settle: look, proposals: () => proposed, stop: async () => undefined }
}

interface Pathway {
  readonly source: StageChain
  readonly sender: Address
  readonly destination: StageChain
  readonly receiver: Address
}

function chainWithEid(chains: readonly StageChain[], eid: number): ChainId {
  const found = chains.find(({ chain }) => chain.eid === eid)
  if (found === undefined) throw new TypeError(`The stage has no endpoint ${eid}`)
  return found.chainId
}

function isRefusal(error: unknown): true {
  if (revertData(error) === undefined) throw error
  return true
}

function encode(deployment: ReplayDeployment, call: GuardCall) {
  const { stage } = deployment
  const [home, host] = [chainOf(stage, call.bucket.home), chainOf(stage, call.bucket.host)]
  const { asset } = call.bucket
  const onHost = { chain: host, to: deployment.contractsOn(host).buckets }
  const key = [home.chain.eid, asset] as const
  switch (call.kind) {
    case 'tightenBucket': {
      const args = [...key, bucketStates.indexOf(call.state)] as const
      return { ...onHost, data: encodeFunctionData({ abi: receiptBucketsAbi, functionName: 'tightenBucket', args }) }
    }
    case 'voidHold': {
      const { id, kind, heldAt, dueAt, ...rest } = call.hold
      const hold = { ...rest, kind: holdKinds.indexOf(kind), heldAt: Number(heldAt), dueAt: Number(dueAt) }
      const args = [...key, id, hold] as const
      return { ...onHost, data: encodeFunctionData({ abi: receiptBucketsAbi, functionName: 'voidHold', args }) }
    }
    case 'tightenCompartment': {
      const args = [host.chain.eid, asset, compartmentStates.indexOf(call.state)] as const
      const data = encodeFunctionData({ abi: collateralVaultAbi, functionName: 'tightenCompartment', args })
      return { chain: home, to: deployment.contractsOn(home).vault, data }
    }
    default:
      return assertNever(call)
  }
}
