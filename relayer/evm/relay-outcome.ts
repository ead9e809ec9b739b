import { parseEventLogs } from 'viem'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { relayWorkerAbi } from '../../contracts/abi/RelayWorker.ts'
import { address, guid, type Hex } from '../../domain/identifiers.ts'
import type { RelayOutcome } from '../ports.ts'
import { revertReason } from './revert-reason.ts'
import { takenAs } from './taken-as.ts'

/** What of a log says what happened. */
interface RawLog {
  readonly address: Hex
  readonly topics: readonly Hex[]
  readonly data: Hex
}

/** What became of each message, by the logs of one transaction: our receivers' own events, and those of the worker. */
export function relayOutcome(logs: readonly RawLog[], deployed: ChainDeployment): RelayOutcome {
  const receivers: readonly Hex[] = [deployed.vault, deployed.buckets]
  const taken = takenAs(logs.filter((log) => receivers.includes(address(log.address))))
  const executed = [...taken].map(([of, outcome]) => ({ guid: of, outcome }))
  const failures = parseEventLogs({
    abi: relayWorkerAbi,
    eventName: ['CommitFailed', 'ExecutionFailed', 'JobRejected'],
    logs: logs.filter((log) => address(log.address) === deployed.relayWorker).map(asLog),
  })
  const failed = failures.map(({ eventName, args }) => ({
    guid: guid(args.guid),
    reason: `${eventName}: ${revertReason(args.reason).text}`,
  }))
  return { executed, failed }
}

/** A log as viem takes it; where it lies does not matter here. */
function asLog({ address: from, topics, data }: RawLog) {
  const [signature, ...rest] = topics
  return {
    address: from,
    topics: signature === undefined ? ([] as []) : ([signature, ...rest] as [Hex, ...Hex[]]),
    data,
    blockNumber: null,
    blockHash: null,
    logIndex: null,
    transactionHash: null,
    transactionIndex: null,
    removed: false,
  }
}
