import { privateKeyToAccount } from 'viem/accounts'
import { testAccounts } from '../../devnet/accounts.ts'
import { finalBlock } from '../../devnet/layerzero/dvn-chain.ts'
import { rawAmount } from '../../domain/amounts.ts'
import type { Address, ChainId, UnixSeconds } from '../../domain/identifiers.ts'
import { revertData } from '../../relayer/evm/revert-reason.ts'
import { evaluate, type Snapshot } from '../../risk/breaker/evaluate.ts'
import type { FlowReading } from '../../risk/breaker/outflow-velocity.ts'
import { defaultBreakerParameters } from '../../risk/breaker/parameters.ts'
import { type GuardCall, type Proposal, tightenings } from '../../risk/tightenings.ts'
import type { ReplayBucket, ReplayDeployment } from './deployment.ts'
import { encodeGuardCall } from './guard-call.ts'
import { findingsOf, type GuardLedger, guardLedger } from './guard-ledger.ts'
import { type FinalOf, readBacking, readNonces, readStates } from './guard-reads.ts'
import type { RunningGuard } from './running-guard.ts'
import { type StageChain, submit } from './stage.ts'

const guardAccount = privateKeyToAccount(testAccounts.guard.privateKey)
const callGas = 500_000n
/** Twice the longest window of the velocity rule. */
const flowSeconds = 2n * 86_400n

/**
 * A guard in the test's own process: the rules of `risk/`, fed with what is final and nothing else. It reads events once, and
 * balances, nonces and states at each look, between two blocks; and sends what the contracts will take.
 */
export function startWatch(deployment: ReplayDeployment): RunningGuard {
  const { stage } = deployment
  const all = [...deployment.buckets, ...deployment.others]
  const ledger = guardLedger((eid) => chainWithEid(stage.all, eid))
  const readUntil = new Map<ChainId, bigint>()
  const finalOf: FinalOf = ({ chainId }) => readUntil.get(chainId) ?? 0n
  let proposed: readonly Proposal[] = []

  const look = async (): Promise<void> => {
    await Promise.all(stage.all.map((chain) => catchUp(deployment, chain, { ledger, readUntil })))
    const now = stage.now()
    const [backing, pathways, inForce] = await Promise.all([
      Promise.all(all.map((bucket) => readBacking(bucket, ledger.of(bucket.key), finalOf))),
      Promise.all(deployment.topology.lanes.flatMap((lane) => readNonces(deployment, lane, finalOf))),
      Promise.all(all.map((bucket) => readStates(deployment, bucket))),
    ])
    const snapshot: Snapshot = {
      backing,
      pathways,
      flows: all.map((bucket) => flowsOf(bucket, ledger, now)),
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
    for (const call of calls) await send(deployment, call)
  }
  return { settle: look, proposals: () => proposed, stop: async () => undefined }
}

/** Reads the events that became final since the last look. */
async function catchUp(
  deployment: ReplayDeployment,
  chain: StageChain,
  { ledger, readUntil }: { readonly ledger: GuardLedger; readonly readUntil: Map<ChainId, bigint> },
): Promise<void> {
  const { client, chainId } = chain
  const final = await finalBlock(client, chain.chain.finality)
  const fromBlock = (readUntil.get(chainId) ?? -1n) + 1n
  if (final < fromBlock) return
  const { vault, buckets } = deployment.contractsOn(chain)
  const logs = await client.getLogs({ address: [vault, buckets], fromBlock, toBlock: final })
  const numbers = [...new Set(logs.map(({ blockNumber }) => blockNumber))]
  const blocks = await Promise.all(numbers.map((blockNumber) => client.getBlock({ blockNumber })))
  const times = new Map(blocks.map(({ number, timestamp }) => [number, timestamp]))
  const timeOf = (block: bigint): bigint => times.get(block) ?? 0n
  const by = (contract: Address) => logs.filter((log) => log.address.toLowerCase() === contract)
  ledger.readHost(chainId, by(buckets), timeOf)
  ledger.readHome(chainId, by(vault), timeOf)
  readUntil.set(chainId, final)
}

function flowsOf({ key, terms }: ReplayBucket, ledger: GuardLedger, now: UnixSeconds): FlowReading {
  const { mintFlows, exitFlows, lockedNow } = ledger.of(key)
  const recent = ({ at }: { readonly at: UnixSeconds }): boolean => at > now - flowSeconds
  return {
    bucket: key,
    bucketCapacity: rawAmount(terms.bucketCapacity),
    locked: rawAmount(lockedNow),
    minted: mintFlows.filter(recent),
    released: exitFlows.filter(recent),
  }
}

/** Sends a call that the contract takes. One whose effect is not final yet it refuses, and has the last word. */
async function send(deployment: ReplayDeployment, call: GuardCall): Promise<void> {
  const { chain, to, data } = encodeGuardCall(deployment, call)
  const isTaken = await chain.client.call({ account: guardAccount.address, to, data }).then(() => true, isRefusal)
  if (isTaken) await submit(chain, guardAccount, [{ to, data, gas: callGas }])
}

function isRefusal(error: unknown): false {
  if (revertData(error) === undefined) throw error
  return false
}

function chainWithEid(chains: readonly StageChain[], eid: number): ChainId {
  const found = chains.find(({ chain }) => chain.eid === eid)
  if (found === undefined) throw new TypeError(`The stage has no endpoint ${eid}`)
  return found.chainId
}
