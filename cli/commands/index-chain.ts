import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Chain } from '../../chains/chain.ts'
import { recordHead } from '../../database/chain-head.ts'
import type { Sql } from '../../database/connect.ts'
import { readIndexedProgress } from '../../database/indexed-schema.ts'
import { freePort } from '../../devnet/process/ports.ts'
import { DomainError } from '../../domain/errors.ts'
import { describeError, type Logger } from '../../observability/logger.ts'
import type { Redact } from '../../observability/redaction.ts'
import type { EvmClient } from '../../relayer/evm/client.ts'
import { readHead } from '../../relayer/evm/head.ts'
import { type Composition, compose, composeClient, composeDatabase, deployedOn } from '../compose.ts'
import { EnvironmentError, required, rpcEndpointsOf } from '../environment.ts'
import { untilInterrupted } from '../interrupt.ts'
import { indexedSchemaName, indexedSchemaPrefix } from '../schema-name.ts'
import { withoutSigners } from '../signer-setting.ts'
import { createStallWatch, type Sighting } from '../stall-watch.ts'
import { takeOver } from '../take-over.ts'

/** Ponder ended although nobody asked it to. */
export class IndexerStoppedError extends DomainError {
  readonly code = 'INDEXER_STOPPED'
  readonly retryable = true
  constructor(readonly facts: { readonly chain: string; readonly exitCode: number | null }) {
    super(`The indexer of ${facts.chain} ended with exit status ${facts.exitCode ?? 'none'}.`, {
      hint: 'Its last log lines say why.',
    })
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * `bulkhead index <chain>`: indexes one chain until interrupted, and records the chain's head and newest final block
 * beside it. Other code fills another schema, which is read once it has caught up with the former one. A Ponder that stands
 * still while its chain goes on is started anew.
 *
 * @throws {@link IndexerStoppedError} when Ponder ends by itself; EnvironmentError for an RPC URL with a user in it, which Ponder's
 * HTTP client refuses.
 */
export async function indexChain(chainName: string, options: { readonly port?: number }): Promise<void> {
  const composition = compose(`indexer-${chainName}`)
  const { environment, log } = composition
  const deployed = deployedOn(composition, chainName)
  const chain = composition.registry.byId(deployed.chainId)
  const schemaName = indexedSchemaName(chain, deployed)
  const withUser = ({ url }: { readonly url: string }): boolean => {
    const { username, password } = new URL(url)
    return username !== '' || password !== ''
  }
  const refused = rpcEndpointsOf(environment, deployed).find(withUser)
  if (refused !== undefined) {
    throw new EnvironmentError(
      `The RPC URL ${refused.name} has a user or a password, which the indexer cannot use.`,
      'Give `index` a URL whose key is in its path, its query or its host name.',
    )
  }
  const signal = untilInterrupted()
  const sql = await composeDatabase(composition, `bulkhead-index-${chain.name}`)
  const ended = new AbortController()
  const seen: SeenHead = { number: undefined, atMs: 0 }
  const client = composeClient(composition, deployed)
  const beside = [
    watchHead({ chain, client, sql, log, signal: ended.signal, seen }),
    takeOver({
      sql,
      chainId: chain.chainId,
      schemaName,
      prefix: indexedSchemaPrefix(chain),
      log,
      signal: ended.signal,
    }),
  ]
  const limitMs = environment.indexStallMs ?? 60_000 + chain.blockTimeSeconds * 20_000
  const sight = async (): Promise<Sighting> => {
    const progress = await readIndexedProgress(sql, schemaName).catch(() => undefined)
    const atMs = performance.now()
    const isFresh = atMs - seen.atMs <= 5_000 + chain.blockTimeSeconds * 1_000
    return { atMs, indexed: progress?.ready ? progress.block : undefined, head: isFresh ? seen.number : undefined }
  }
  try {
    for (;;) {
      log.info({ event: 'indexer.started', chainId: chain.chainId, schemaName }, 'Indexing')
      const isStalled = createStallWatch({ limitMs, firstLimitMs })
      const outcome = await runPonder({
        port: options.port ?? (await freePort()),
        chain,
        schemaName,
        composition,
        signal,
        isStalled: async () => isStalled(await sight()),
      })
      if (signal.aborted) break
      if (outcome !== 'stalled') throw new IndexerStoppedError({ chain: chain.name, exitCode: outcome })
      log.warn({ event: 'indexer.stalled', chainId: chain.chainId, limitMs }, 'Stood still; started anew')
    }
    log.info({ event: 'indexer.stopped', chainId: chain.chainId }, 'Stopped')
  } finally {
    ended.abort()
    await Promise.all(beside)
    await sql.end({ timeout: 5 })
  }
}

/** The chain's newest block as it was last read, and when; a node that hangs leaves it to grow old. */
interface SeenHead {
  number: bigint | undefined
  atMs: number
}

const stallPollMs = 1_000
/** A start waits up to a minute for the lock of one that was killed, and makes its indexes before it goes on. */
const firstLimitMs = 300_000

/** Runs Ponder until it ends, `signal` is aborted, or it is found to stand still. @returns Its exit status, or that. */
async function runPonder({
  port,
  chain,
  schemaName,
  composition: { environment, redact },
  signal,
  isStalled,
}: {
  readonly port: number
  readonly chain: Chain
  readonly schemaName: string
  readonly composition: Composition
  readonly signal: AbortSignal
  readonly isStalled: () => Promise<boolean>
}): Promise<number | null | 'stalled'> {
  const ponder = spawn(
    process.execPath,
    [
      join(root, 'node_modules/ponder/dist/esm/bin/ponder.js'),
      'start',
      ...['--root', join(root, 'indexer'), '--config', '../ponder.config.ts', '--schema', schemaName],
      ...['--hostname', '127.0.0.1', '--port', String(port)],
      ...['--log-format', 'json', '--log-level', environment.logLevel === 'debug' ? 'debug' : 'info'],
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...withoutSigners(environment.inherited),
        BULKHEAD_INDEX_CHAIN: chain.name,
        DATABASE_URL: required(environment.databaseUrl, 'DATABASE_URL'),
        PONDER_TELEMETRY_DISABLED: '1',
      },
    },
  )
  // Ponder writes RPC URLs, and what providers answered, into its logs.
  passOn(ponder.stdout, process.stdout, redact)
  passOn(ponder.stderr, process.stderr, redact)
  const stop = (): boolean => ponder.kill('SIGTERM')
  signal.addEventListener('abort', stop)
  let stalled = false
  const closed = new AbortController()
  const watching = (async (): Promise<void> => {
    while (!closed.signal.aborted && !stalled) {
      await sleep(stallPollMs, undefined, { signal: closed.signal }).catch(() => undefined)
      stalled = !closed.signal.aborted && (await isStalled())
      // It may stand still because it is stopped, and then heeds nothing else.
      if (stalled) ponder.kill('SIGKILL')
    }
  })()
  // Closed, not only exited: its last lines say why.
  const [status] = await once(ponder, 'close')
  closed.abort()
  await watching
  signal.removeEventListener('abort', stop)
  return stalled ? 'stalled' : status
}

/** Passes a program's output on, line by line. */
function passOn(from: Readable, to: Writable, redact: Redact): void {
  createInterface({ input: from }).on('line', (line) => to.write(`${redact(line)}\n`))
}

/** Records the head until `signal` is aborted; a failed read leaves the last record, whose age then shows. */
async function watchHead({
  chain,
  client,
  sql,
  log,
  signal,
  seen,
}: {
  readonly chain: Chain
  readonly client: EvmClient
  readonly sql: Sql
  readonly log: Logger
  readonly signal: AbortSignal
  readonly seen: SeenHead
}): Promise<void> {
  while (!signal.aborted) {
    try {
      const head = await readHead(client, chain.finality)
      seen.number = head.head.number
      seen.atMs = performance.now()
      await recordHead(sql, { chainId: chain.chainId, ...head })
    } catch (error) {
      log.warn({ event: 'head.unreadable', chainId: chain.chainId, error: describeError(error) }, 'No head')
    }
    await sleep(Math.min(chain.blockTimeSeconds * 500, 5_000), undefined, { signal }).catch(() => undefined)
  }
}
