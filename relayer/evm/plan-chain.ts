import { setTimeout as sleep } from 'node:timers/promises'
import type { Chain } from '../../chains/chain.ts'
import type { ChainExecutor } from '../../contracts/deploy/apply.ts'
import type { ChainReader } from '../../contracts/deploy/step.ts'
import { DomainError } from '../../domain/errors.ts'
import { askChainId } from './answer.ts'
import { lagToleranceOf } from './chain-port.ts'
import type { ChainRpc } from './chain-rpc.ts'
import type { EvmClient } from './client.ts'
import { QuorumDisagreedError } from './guard-chain.ts'
import { readPinnedFinal } from './pinned-final.ts'
import { revertData } from './revert-reason.ts'
import { sendTransaction, untilNothingPends } from './send.ts'
import type { TransactionSigner } from './signer.ts'

/** A chain's providers are of another chain. */
export class WrongChainError extends DomainError {
  readonly code = 'WRONG_CHAIN'
  readonly retryable = false
  constructor(readonly facts: { readonly chain: string; readonly expected: number; readonly found: number }) {
    super(`The RPC providers of ${facts.chain} are of chain ${facts.found}, not ${facts.expected}.`)
  }
}

/** A transaction is mined, and the providers do not all have its block. */
export class QuorumBehindError extends DomainError {
  readonly code = 'RPC_QUORUM_BEHIND'
  readonly retryable = true
  constructor(readonly facts: { readonly chain: string; readonly block: bigint }) {
    super(`A quorum of the RPC providers of ${facts.chain} has not reached block ${facts.block}.`, {
      hint: '`bulkhead doctor` examines each of them; `bulkhead apply` goes on where it stopped.',
    })
  }
}

/**
 * Reads a chain by quorum, every answer at the one block that was its newest when this began.
 *
 * @throws {@link WrongChainError}, QuorumDisagreedError here and in its methods.
 */
export async function openPlanReader({
  chain,
  rpc: { quorum },
}: {
  readonly chain: Chain
  readonly rpc: Pick<ChainRpc, 'quorum'>
}): Promise<ChainReader & { readonly head: bigint }> {
  const { chainId, name } = chain
  const agreed = async <T>(ask: (client: EvmClient) => Promise<T>): Promise<T> => {
    const reading = await quorum.read(ask, String)
    if (reading.kind === 'agreed') return reading.value
    throw new QuorumDisagreedError({ chainId, faults: reading.faults })
  }
  const found = await agreed(askChainId)
  if (BigInt(found) !== BigInt(chainId))
    throw new WrongChainError({ chain: name, expected: chainId, found: Number(found) })
  const newest = { kind: 'depth', depth: 0n } as const
  const pinned = await readPinnedFinal({ quorum, rule: newest, lagTolerance: lagToleranceOf(chain) })
  if (pinned.kind === 'disagreed' || pinned.value === undefined) {
    throw new QuorumDisagreedError({ chainId, faults: pinned.faults })
  }
  const { number: blockNumber } = pinned.value
  return {
    head: blockNumber,
    code: (target) => agreed(async (client) => (await client.getCode({ address: target, blockNumber })) ?? '0x'),
    call: (to, data) =>
      agreed(async (client) => {
        try {
          return (await client.call({ to, data, blockNumber })).data ?? '0x'
        } catch (error) {
          if (revertData(error) === undefined) throw error
          return '0x'
        }
      }),
  }
}

/** How often, and how many times, the quorum is asked for the block of what was just sent. */
const catchUp = { pollMs: 500, times: 60 } as const

/**
 * Reads a chain as {@link openPlanReader} does, and sends with a key. Its block is a new one after each sending.
 *
 * @throws as {@link openPlanReader}; AccountBusyError; from sending {@link QuorumBehindError}, ContractRefusedError, TransactionPendingError.
 */
export async function openPlanExecutor(options: {
  readonly chain: Chain
  readonly rpc: ChainRpc
  readonly signer: TransactionSigner
}): Promise<ChainExecutor> {
  const { rpc, signer } = options
  // What an earlier run left unmined is not to be planned, and sent, a second time.
  await untilNothingPends(rpc.any, signer.address)
  let reader = await openPlanReader(options)
  return {
    code: (target) => reader.code(target),
    call: (to, data) => reader.call(to, data),
    async sendInOrder(transactions) {
      let mined = 0n
      for (const { name, to, data } of transactions) {
        const { blockNumber } = await sendTransaction({ client: rpc.any, signer, call: { name, to, data } })
        mined = blockNumber
      }
      for (let times = 0; times < catchUp.times; times += 1) {
        reader = await openPlanReader(options)
        if (reader.head >= mined) return
        await sleep(catchUp.pollMs)
      }
      throw new QuorumBehindError({ chain: options.chain.name, block: mined })
    },
  }
}
