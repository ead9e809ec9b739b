import { setTimeout as sleep } from 'node:timers/promises'
import { createTestClient, http } from 'viem'
import { getChainId } from 'viem/actions'
import { DomainError } from '../../domain/errors.ts'
import { type Platform, resolveInPackage, thisPlatform } from '../process/npm-binary.ts'
import { assertPortFree, freePort, PortTakenError } from '../process/ports.ts'
import type { ChildExit, SupervisedChild } from '../process/supervised-child.ts'
import type { Supervisor } from '../process/supervisor.ts'
import { devAccountCount, devMnemonic } from './accounts.ts'

/** A local chain did not come up. */
export class AnvilStartError extends DomainError {
  readonly code = 'ANVIL_START'
  readonly retryable = false
  constructor(readonly facts: { readonly name: string; readonly reason: string; readonly logFile: string }) {
    super(`The local chain ${facts.name} did not start: ${facts.reason.replace(/\.$/, '')}.`, {
      hint: `The whole log is ${facts.logFile}.`,
    })
  }
}

/** A local chain that answers at 127.0.0.1. Its state lives in memory: it ends with the process. */
export interface RunningAnvil {
  readonly name: string
  readonly chainId: number
  readonly port: number
  readonly rpcUrl: string
  /** Settles when the chain has ended, asked or not. */
  readonly ended: Promise<ChildExit>
  pid(): number | undefined
  stop(): Promise<void>
  /**
   * Ends the bootstrap (every transaction is mined at once, in a block of its own) and begins the chain's life: one block
   * every `blockTimeSeconds`, empty or not. Transactions wait for the next one from here on.
   */
  startBlockProduction(): Promise<void>
}

const readyWithinMs = 20_000
const portAttempts = 3

/**
 * Starts one local chain from `@foundry-rs/anvil-<platform>`, mining every transaction at once until
 * {@link RunningAnvil.startBlockProduction}. Block times never run ahead of the clock, however fast blocks follow one
 * another: this version of anvil gives consecutive blocks the same second.
 *
 * The chain keeps every block, transaction, receipt and log for as long as it lives, about 9 kB per transaction; of the
 * STATE it keeps the newest `stateHistoryBlocks` only, in memory. (Anvil's default is to write every state to ~/.foundry,
 * hundreds of MB per thousand blocks.)
 *
 * @param port - default: any free one.
 * @param blockTimeSeconds - seconds between blocks once block production has started; a whole number.
 * @param slotsInAnEpoch - n: the tag `safe` is n blocks, the tag `finalized` 2n blocks below the head.
 * @param stateHistoryBlocks - how far below the head state can still be read; default 2n + 64.
 * @throws MissingBinaryError when the npm package is not installed.
 * @throws PortTakenError when `port` is in use.
 * @throws {@link AnvilStartError} for anything else, with what anvil said last.
 */
export async function startAnvil({
  supervisor,
  name,
  chainId,
  port: wantedPort,
  blockTimeSeconds,
  slotsInAnEpoch = 32,
  stateHistoryBlocks = 2 * slotsInAnEpoch + 64,
  mnemonic = devMnemonic,
  accounts = devAccountCount,
  platform = thisPlatform,
}: {
  readonly supervisor: Supervisor
  readonly name: string
  readonly chainId: number
  readonly port?: number
  readonly blockTimeSeconds: number
  readonly slotsInAnEpoch?: number
  readonly stateHistoryBlocks?: number
  readonly mnemonic?: string
  readonly accounts?: number
  readonly platform?: Platform
}): Promise<RunningAnvil> {
  const command = findAnvil(platform)
  if (wantedPort !== undefined) await assertPortFree(wantedPort)
  for (let attempt = 1; ; attempt += 1) {
    const port = wantedPort ?? (await freePort())
    const child = supervisor.start({
      name,
      command,
      args: [
        ...['--quiet', '--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId)],
        ...['--slots-in-an-epoch', String(slotsInAnEpoch), '--prune-history', String(stateHistoryBlocks)],
        ...['--mnemonic', mnemonic, '--accounts', String(accounts)],
      ],
      cwd: supervisor.dataDir,
      env: { HOME: supervisor.dataDir },
      graceMs: 2_000,
      ready: 'announced',
    })
    const rpcUrl = `http://127.0.0.1:${port}`
    const outcome = await whenReady({ child, rpcUrl, chainId })
    if (outcome === 'ready' && child.announceReady()) {
      const { ended, pid, stop } = child
      const startBlockProduction = (): Promise<void> => mineEvery(rpcUrl, blockTimeSeconds)
      return { name, chainId, port, rpcUrl, ended, pid, stop, startBlockProduction }
    }
    await child.stop()
    const lines = child.lastLogLines()
    const portTaken = lines.some((line) => line.includes('Address already in use'))
    if (portTaken && wantedPort !== undefined) throw new PortTakenError({ port: wantedPort, reason: 'in use' })
    if (portTaken && attempt < portAttempts) continue
    const silence = outcome === 'timeout' ? `no answer for ${readyWithinMs / 1_000} s` : 'it logged nothing'
    throw new AnvilStartError({ name, reason: lines.at(-1) ?? silence, logFile: child.logFile })
  }
}

/** The binary itself, not the wrapper in `@foundry-rs/anvil`, which needs an install script on some systems. */
export function findAnvil(platform: Platform = thisPlatform): string {
  const arch = platform.arch === 'x64' ? 'amd64' : platform.arch
  const packageName = `@foundry-rs/anvil-${platform.os}-${arch}`
  return resolveInPackage({ packageName, subpath: '/bin/anvil', program: 'anvil, the local chain,' })
}

async function whenReady({
  child,
  rpcUrl,
  chainId,
}: {
  readonly child: SupervisedChild
  readonly rpcUrl: string
  readonly chainId: number
}): Promise<'ready' | 'ended' | 'timeout'> {
  const client = testClient(rpcUrl)
  const deadline = performance.now() + readyWithinMs
  while (child.pid() !== undefined) {
    if (await answers(() => getChainId(client), chainId)) return child.pid() === undefined ? 'ended' : 'ready'
    if (performance.now() > deadline) return 'timeout'
    await sleep(10)
  }
  return 'ended'
}

/** No answer, or another chain's answer (somebody took the port just before): not ours, not yet. */
async function answers(ask: () => Promise<number>, expected: number): Promise<boolean> {
  try {
    return (await ask()) === expected
  } catch {
    return false
  }
}

async function mineEvery(rpcUrl: string, blockTimeSeconds: number): Promise<void> {
  const client = testClient(rpcUrl)
  await client.setAutomine(false)
  await client.setIntervalMining({ interval: blockTimeSeconds })
}

const testClient = (rpcUrl: string) =>
  createTestClient({ mode: 'anvil', transport: http(rpcUrl, { retryCount: 0, timeout: 5_000 }) })
