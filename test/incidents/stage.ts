import { createTestClient, http, type LocalAccount, type TransactionReceipt } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Chain } from '../../chains/chain.ts'
import { devnetAlpha } from '../../chains/devnet-alpha.ts'
import { devnetBeta } from '../../chains/devnet-beta.ts'
import { devnetGamma } from '../../chains/devnet-gamma.ts'
import { connect, type Sql } from '../../database/connect.ts'
import { ensureDatabase } from '../../database/create-database.ts'
import { migrate } from '../../database/migrate.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { devnetFees } from '../../devnet/anvil/fees.ts'
import { pollReceipt } from '../../devnet/anvil/poll-receipt.ts'
import { nextNonce } from '../../devnet/anvil/send-sequence.ts'
import { type RunningAnvil, startAnvil } from '../../devnet/anvil/start-anvil.ts'
import { deployLayerZero, type LayerZeroDeployment } from '../../devnet/layerzero/deploy-layerzero.ts'
import { removePostgres } from '../../devnet/postgres/home.ts'
import { startPostgres } from '../../devnet/postgres/start-postgres.ts'
import { openSupervisor } from '../../devnet/process/supervisor.ts'
import { DomainError } from '../../domain/errors.ts'
import { type Address, type ChainId, type Hex, type UnixSeconds, unixSeconds } from '../../domain/identifiers.ts'
import { type EvmClient, evmClient } from '../../relayer/evm/client.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { blockSeconds } from './limits.ts'

/** One chain of the stage with LayerZero on it. */
export interface StageChain {
  readonly chain: Chain
  readonly chainId: ChainId
  readonly rpcUrl: string
  readonly node: RunningAnvil
  readonly client: EvmClient
  readonly layerZero: LayerZeroDeployment
}

/** A call to be sent, with its gas limit. */
export interface Call {
  readonly to: Address
  readonly data: Hex
  readonly gas: bigint
  readonly valueWei?: bigint
}

/** A transaction that a replay needs was reverted or never mined. */
export class StageCallError extends DomainError {
  readonly code = 'STAGE_CALL'
  readonly retryable = false
  constructor(readonly facts: { readonly chainId: ChainId; readonly txHash: Hex; readonly outcome: string }) {
    super(`Transaction ${facts.txHash} on chain ${facts.chainId}: ${facts.outcome}.`)
  }
}

/** Three chains whose blocks come when they are told to, all at the same time of one clock. */
export interface Stage {
  /** The one that is attacked through; the one that shares buckets with it; and the one that has no part in it. */
  readonly breached: StageChain
  readonly partner: StageChain
  readonly third: StageChain
  readonly all: readonly StageChain[]
  /** Time of the newest blocks. */
  now(): UnixSeconds
  /** The next block of every chain, that much later. What was sent before is in it. */
  tick(seconds?: bigint): Promise<void>
  /** While this runs every transaction has a block of its own at once; blocks stop when it is over. */
  whileMining(work: () => Promise<void>): Promise<void>
  /** An empty database of that name with our tables in it, on a server of the stage. The caller ends the pool. */
  openDatabase(name: string): Promise<Sql>
  close(): Promise<void>
}

/**
 * Starts the stage in a folder of its own.
 *
 * @param options.keepsStates - Whether balances can be read at every block afterwards, which takes memory.
 */
export async function startStage({ keepsStates = false }: { readonly keepsStates?: boolean } = {}): Promise<Stage> {
  const folder = temporaryFolder()
  const supervisor = await openSupervisor({ dataDir: folder.path })
  const postgresFolder = `${folder.path}/postgres`
  const close = async (): Promise<void> => {
    await supervisor.close()
    await removePostgres(postgresFolder)
    folder.remove()
  }
  const chains = [devnetAlpha, devnetBeta, devnetGamma]
  const start = async (chain: Chain): Promise<StageChain> => {
    const { chainId, name, blockTimeSeconds, finality } = chain
    const slotsInAnEpoch = Math.ceil(Number(finality.depth) / 2)
    const node = await startAnvil({
      supervisor,
      name: `stage-${name}`,
      chainId,
      blockTimeSeconds,
      slotsInAnEpoch,
      ...(keepsStates ? { stateHistoryBlocks: allBlocks } : {}),
    })
    const layerZero = await deployLayerZero({
      chain: node,
      eid: chain.eid,
      remoteEids: chains.filter((other) => other !== chain).map(({ eid }) => eid),
      owner: privateKeyToAccount(testAccounts.owner.privateKey),
      dvnSigner: testAccounts.layerZeroDvnSigner.address,
      workerAdmins: [testAccounts.layerZeroDvnSubmitter.address],
    })
    return { chain, chainId, rpcUrl: node.rpcUrl, node, client: evmClient([node.rpcUrl]), layerZero }
  }
  try {
    const [postgres, partner, breached, third] = await Promise.all([
      startPostgres({ supervisor, dataDir: postgresFolder }),
      start(devnetAlpha),
      start(devnetBeta),
      start(devnetGamma),
    ])
    const all = [partner, breached, third]
    let now = await newestTime(all)
    const tick = async (seconds: bigint = blockSeconds): Promise<void> => {
      now = unixSeconds(now + seconds)
      await Promise.all(all.map((chain) => mineAt(chain, now)))
    }
    return {
      partner,
      breached,
      third,
      all,
      now: () => now,
      tick,
      async whileMining(work) {
        await Promise.all(all.map((chain) => control(chain).setAutomine(true)))
        await work()
        await Promise.all(all.map((chain) => control(chain).setAutomine(false)))
        now = await newestTime(all)
        await tick()
      },
      async openDatabase(name) {
        const server = connect(postgres.url, { max: 1 })
        await ensureDatabase(server, name)
        await server.end({ timeout: 5 })
        const url = new URL(postgres.url)
        url.pathname = name
        const sql = connect(url.href)
        await migrate(sql)
        return sql
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const minedWithinMs = 20_000
/** More than a stage ever has. */
const allBlocks = 100_000

const control = ({ rpcUrl }: StageChain) => createTestClient({ mode: 'anvil', transport: http(rpcUrl) })

async function mineAt(chain: StageChain, time: UnixSeconds): Promise<void> {
  const node = control(chain)
  await node.setNextBlockTimestamp({ timestamp: time })
  await node.mine({ blocks: 1 })
}

async function newestTime(chains: readonly StageChain[]): Promise<UnixSeconds> {
  const blocks = await Promise.all(chains.map(({ client }) => client.getBlock()))
  const [newest] = blocks.map(({ timestamp }) => timestamp).sort((a, b) => Number(b - a))
  return unixSeconds(newest ?? 0n)
}

/** Signs and sends calls of one account, in order; they are mined with the next block. */
export async function submit(
  chain: StageChain,
  account: LocalAccount,
  calls: readonly Call[],
): Promise<readonly Hex[]> {
  const firstNonce = await nextNonce(chain.client, account)
  const signed = await Promise.all(
    calls.map(({ to, data, gas, valueWei }, index) =>
      account.signTransaction({
        type: 'eip1559',
        chainId: chain.chainId,
        nonce: firstNonce + index,
        to,
        data,
        gas,
        value: valueWei ?? 0n,
        ...devnetFees,
      }),
    ),
  )
  const sent: Hex[] = []
  for (const serializedTransaction of signed) {
    sent.push(await chain.client.sendRawTransaction({ serializedTransaction }))
  }
  return sent
}

/** Receipts, as soon as they are there. @throws {@link StageCallError} for what reverted or is not mined. */
export async function receiptsOf(chain: StageChain, hashes: readonly Hex[]): Promise<readonly TransactionReceipt[]> {
  const deadline = performance.now() + minedWithinMs
  return Promise.all(
    hashes.map(async (txHash) => {
      const receipt = await pollReceipt(chain.client, txHash, deadline)
      if (receipt?.status === 'success') return receipt
      throw new StageCallError({ chainId: chain.chainId, txHash, outcome: receipt?.status ?? 'not mined' })
    }),
  )
}
