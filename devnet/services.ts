import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Chain } from '../chains/chain.ts'
import { type TestAccount, testAccounts } from './accounts.ts'
import { restartWithBackoff, type SupervisedChild } from './process/supervised-child.ts'
import type { Supervisor } from './process/supervisor.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const typescriptLoader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/** What every service of the devnet is told. */
export interface ServiceSettings {
  readonly supervisor: Supervisor
  readonly manifestFile: string
  readonly databaseUrl: string
  /** Variables that the devnet itself was started with; its own settings win. */
  readonly inherited: Readonly<Record<string, string>>
}

/**
 * A devnet's buckets let half their capacity in at once and refill in seconds, and whoever plays with it may use that: no pace
 * is out of the ordinary. What has no lock behind it trips as anywhere.
 */
const guardParameters = {
  velocityWindows: [{ windowSeconds: 3_600, mintedShareBps: 10_000_000, releasedShareBps: 10_000_000 }],
}

/** Whose key is in another process, which speaks as a node does. Nowhere: the service has the key itself. */
export interface RemoteKey {
  readonly signers?: readonly { readonly chainId: number; readonly url: string }[]
}

/** One attestor, with a database of its own. */
export interface AttestorSettings extends TestAccount, RemoteKey {
  readonly databaseUrl: string
  /** Where it serves figures and health; nowhere when absent. */
  readonly monitorPort?: number
}

/** One of the relayers that share a database. */
export interface RelayerSettings extends RemoteKey {
  readonly name?: string
  readonly monitorPort?: number
}

const keyOf = (role: string, account: TestAccount, signers: RemoteKey['signers']): Readonly<Record<string, string>> =>
  signers === undefined
    ? { [`BULKHEAD_${role}_KEY`]: account.privateKey }
    : {
        ...Object.fromEntries(signers.map(({ chainId, url }) => [`BULKHEAD_${role}_SIGNER_URL_${chainId}`, url])),
        [`BULKHEAD_${role}_SIGNER_ADDRESS`]: account.address,
        [`BULKHEAD_${role}_SIGNER_API`]: 'node',
      }

const monitorOn = (port: number | undefined): Readonly<Record<string, string>> =>
  port === undefined ? {} : { BULKHEAD_HOST: '127.0.0.1', BULKHEAD_MONITOR_PORT: String(port) }

/** The services of a devnet, each a process of its own, running the same commands that an operator runs. */
export const devnetServices = {
  indexer: (
    settings: ServiceSettings,
    chain: Chain,
    { monitorPort }: { readonly monitorPort?: number } = {},
  ): SupervisedChild =>
    startService(settings, {
      name: `indexer-${chain.name}`,
      script: 'cli/main.ts',
      args: ['index', chain.name],
      env: monitorOn(monitorPort),
    }),

  relayer: (
    settings: ServiceSettings,
    { name = 'relayer', monitorPort, signers }: RelayerSettings = {},
  ): SupervisedChild =>
    startService(settings, {
      name,
      script: 'cli/main.ts',
      args: ['relay'],
      env: { ...keyOf('RELAYER', testAccounts.relayer, signers), ...monitorOn(monitorPort) },
    }),

  attestor: (
    settings: ServiceSettings,
    { databaseUrl, monitorPort, signers, ...account }: AttestorSettings,
  ): SupervisedChild =>
    startService(settings, {
      name: account.name,
      script: 'cli/main.ts',
      args: ['attest'],
      env: {
        ...keyOf('ATTESTOR', account, signers),
        BULKHEAD_ATTESTOR_DATABASE_URL: databaseUrl,
        ...monitorOn(monitorPort),
      },
    }),

  guard: (
    settings: ServiceSettings,
    { monitorPort, signers }: RemoteKey & { readonly monitorPort?: number } = {},
  ): SupervisedChild =>
    startService(settings, {
      name: 'guard',
      script: 'cli/main.ts',
      args: ['guard'],
      env: {
        ...keyOf('GUARD', testAccounts.guard, signers),
        BULKHEAD_GUARD_PARAMETERS: JSON.stringify(guardParameters),
        ...monitorOn(monitorPort),
      },
    }),

  layerZeroDvn: (settings: ServiceSettings): SupervisedChild =>
    startService(settings, { name: 'layerzero-dvn', script: 'devnet/layerzero-dvn.ts', args: [settings.manifestFile] }),

  activity: (settings: ServiceSettings, seed: number): SupervisedChild =>
    startService(settings, {
      name: 'activity',
      script: 'devnet/activity.ts',
      args: [settings.manifestFile, String(seed)],
    }),

  api: (settings: ServiceSettings, { host, port }: { readonly host: string; readonly port: number }): SupervisedChild =>
    startService(settings, {
      name: 'api',
      // As cli/bulkhead.js has it.
      nodeArgs: ['--max-semi-space-size=64'],
      script: 'cli/main.ts',
      args: ['serve', '--host', host, '--port', String(port)],
      // Whoever asks is on this machine, and may ask as fast as it answers.
      env: { BULKHEAD_API_ANONYMOUS_POINTS: '999999999' },
    }),
}

function startService(
  { supervisor, manifestFile, databaseUrl, inherited }: ServiceSettings,
  {
    name,
    nodeArgs = [],
    script,
    args,
    env = {},
  }: {
    readonly nodeArgs?: readonly string[]
    readonly name: string
    readonly script: string
    readonly args: readonly string[]
    readonly env?: Readonly<Record<string, string>>
  },
): SupervisedChild {
  return supervisor.start({
    name,
    command: process.execPath,
    args: [...nodeArgs, '--import', typescriptLoader, join(root, script), ...args],
    cwd: root,
    env: { ...inherited, DATABASE_URL: databaseUrl, BULKHEAD_DEPLOYMENT: manifestFile, ...env },
    restart: restartWithBackoff,
    graceMs: 8_000,
  })
}
