import { decodeEventLog, getAbiItem, toEventSelector } from 'viem'
import type { Chain } from '../../chains/chain.ts'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { rawAmount } from '../../domain/amounts.ts'
import { DomainError } from '../../domain/errors.ts'
import { holdKinds } from '../../domain/hold.ts'
import { address, type ChainId, type Guid, guid, unixSeconds } from '../../domain/identifiers.ts'
import type { HeldMint } from '../../risk/breaker/measure.ts'
import type { GuardChain } from '../guard/ports.ts'
import type { ProviderFault } from '../ports.ts'
import { askBlock, askLogs, type LogAnswer } from './answer.ts'
import { lagToleranceOf } from './chain-port.ts'
import type { ChainRpc } from './chain-rpc.ts'
import type { EvmClient } from './client.ts'
import { evmLedgerChain } from './ledger-chain.ts'
import { blockKey, readPinnedFinal } from './pinned-final.ts'
import { readContracts } from './read-contracts.ts'

/** A chain's providers did not agree on an answer. */
export class QuorumDisagreedError extends DomainError {
  readonly code = 'RPC_QUORUM_DISAGREED'
  readonly retryable = true
  constructor(readonly facts: { readonly chainId: ChainId; readonly faults: readonly ProviderFault[] }) {
    const names = facts.faults.map(({ provider, kind }) => `${provider} ${kind}`).join(', ')
    super(`The RPC providers of chain ${facts.chainId} do not agree: ${names}.`, {
      hint: '`bulkhead doctor` examines each of them.',
    })
  }
}

const heldTopics = [
  toEventSelector(getAbiItem({ abi: receiptBucketsAbi, name: 'Held' })),
  toEventSelector(getAbiItem({ abi: receiptBucketsAbi, name: 'HoldChanged' })),
]

/** Equal for equal answers: nested data of the ABI with its numbers. */
const keyOf = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item)) ?? 'undefined'

/** One EVM chain for the guard; every answer is a quorum's. */
export function evmGuardChain({
  chain,
  deployed,
  rpc: { quorum },
}: {
  readonly chain: Chain
  readonly deployed: ChainDeployment
  readonly rpc: Pick<ChainRpc, 'quorum'>
}): GuardChain {
  const { chainId, eid } = chain
  const lagTolerance = lagToleranceOf(chain)
  const pin = (rule: Chain['finality']) => readPinnedFinal({ quorum, rule, lagTolerance })
  const ours = [deployed.vault, deployed.buckets]
  const ledgerOf = (client: EvmClient) => evmLedgerChain({ chain, deployed, client })
  const agreed = async <T>(ask: (client: EvmClient) => Promise<T>): Promise<T> => {
    const reading = await quorum.read(ask, keyOf)
    if (reading.kind === 'disagreed') throw new QuorumDisagreedError({ chainId, faults: reading.faults })
    return reading.value
  }

  return {
    chainId,
    eid,
    readFinal: () => pin(chain.finality),
    readHead: () => pin({ kind: 'depth', depth: 0n }),
    readBlock: (number) => quorum.read((client) => askBlock(client, number), blockKey),

    async contradictions({ number, hash }) {
      const answers = await quorum.survey(async (client) => (await askBlock(client, number)).hash)
      return answers.flatMap((answer) => (answer.kind === 'answered' && answer.value !== hash ? [answer.provider] : []))
    },

    readContracts: (reads, at) => quorum.read((client) => readContracts(client, { reads, at }), keyOf),

    readTransactions: (blockNumber) =>
      quorum.read(async (client) => {
        const range = { fromBlock: blockNumber, toBlock: blockNumber }
        const [{ hash, time }, logs] = await Promise.all([
          askBlock(client, blockNumber),
          askLogs(client, { addresses: ours, topics: [], ...range }),
        ])
        return { hash, time: unixSeconds(time), logs: logs.map(placeOf) }
      }, keyOf),

    readHold: (blockNumber, heldGuid) =>
      quorum.read((client) => askHold(client, deployed, blockNumber, heldGuid), keyOf),

    ledger: {
      readBlockHash: (blockNumber) => agreed(async (client) => (await askBlock(client, blockNumber)).hash),
      // With the last block's hash: a node that does not have the block yet has no events of it either.
      readEvents: async (range) =>
        (
          await agreed(async (client) => ({
            hash: (await askBlock(client, range.toBlock)).hash,
            events: await ledgerOf(client).readEvents(range),
          }))
        ).events,
      readVaultTotals: (at) => agreed((client) => ledgerOf(client).readVaultTotals(at)),
      readBucketTotals: (at) => agreed((client) => ledgerOf(client).readBucketTotals(at)),
    },
  }
}

const placeOf = ({ logIndex, transactionHash }: LogAnswer) => ({ logIndex: Number(logIndex), txHash: transactionHash })

/** The hold that the last of its events in a block leaves; with the block's hash, so that silence is comparable. */
async function askHold(
  client: EvmClient,
  { buckets }: ChainDeployment,
  blockNumber: bigint,
  heldGuid: Guid,
): Promise<HeldMint | undefined> {
  const range = { fromBlock: blockNumber, toBlock: blockNumber }
  await askBlock(client, blockNumber)
  const logs = await askLogs(client, { addresses: [buckets], topics: [heldTopics, heldGuid], ...range })
  const last = logs.at(-1)
  if (last === undefined) return undefined
  const [signature, ...indexed] = last.topics
  if (signature === undefined) return undefined
  const { args } = decodeEventLog({
    abi: receiptBucketsAbi,
    eventName: signature === heldTopics[0] ? 'Held' : 'HoldChanged',
    data: last.data,
    topics: [signature, ...indexed],
  })
  const { id, hold } = args
  const kind = holdKinds[hold.kind]
  if (kind === undefined) return undefined
  return {
    id,
    guid: guid(hold.guid),
    receiver: address(hold.receiver),
    refundTo: address(hold.refundTo),
    amount: rawAmount(hold.amount),
    kind,
    heldAt: unixSeconds(BigInt(hold.heldAt)),
    dueAt: unixSeconds(BigInt(hold.dueAt)),
  }
}
