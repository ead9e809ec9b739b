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
import { freePort } from '../../devnet/process/ports.ts'
import { DomainError } from '../../domain/errors.ts'
import { describeError, type Logger } from '../../observability/logger.ts'
import type { Redact } from '../../observability/redaction.ts'
import type { EvmClient } from '../../relayer/evm/client.ts'
import { readHead } from '../../relayer/evm/head.ts'
import { compose, composeClient, composeDatabase, deployedOn } from '../compose.ts'
import { EnvironmentError, required, rpcEndpointsOf } from '../environment.ts'
import { untilInterrupted } from '../interrupt.ts'
import { indexedSchemaName, indexedSchemaPrefix } from '../schema-name.ts'
import { withoutSigners } from '../signer-setting.ts'
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
 * beside it. Other code fills another schema, which is read once it has caught up with the former one.
 *
 * @throws {@link IndexerStoppedError} when Ponder ends by itself; EnvironmentError for an RPC URL with a user in it, which Ponder's
 * HTTP client refuses.
 */
export async function indexChain(chainName: string, options: { readonly port?: number }): Promise<void> {
  const composition = compose(`indexer-${chainName}`)
  const { environment, log, redact } = composition
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
  try {
    const ponder = spawn(
      process.execPath,
      [
        join(root, 'node_modules/ponder/dist/esm/bin/ponder.js'),
        'start',
        ...['--root', join(root, 'indexer'), '--config', '../ponder.config.ts', '--schema', schemaName],
        ...['--hostname', '127.0.0.1', '--port', String(options.port ?? (await freePort()))],
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
    signal.addEventListener('abort', () => ponder.kill('SIGTERM'))
    log.info({ event: 'indexer.started', chainId: chain.chainId, schemaName }, 'Indexing')
    const ended = new AbortController()
    const prefix = indexedSchemaPrefix(chain)
    const takingOver = takeOver({ sql, chainId: chain.chainId, schemaName, prefix, log, signal: ended.signal })
    const watching = watchHead({ chain, client: composeClient(composition, deployed), sql, log, signal: ended.signal })
    // Closed, not only exited: its last lines say why.
    const [status] = await once(ponder, 'close')
    ended.abort()
    await Promise.all([watching, takingOver])
    if (!signal.aborted) throw new IndexerStoppedError({ chain: chain.name, exitCode: status })
    log.info({ event: 'indexer.stopped', chainId: chain.chainId }, 'Stopped')
  } finally {
    await sql.end({ timeout: 5 })
  }
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
}: {
  readonly chain: Chain
  readonly client: EvmClient
  readonly sql: Sql
  readonly log: Logger
  readonly signal: AbortSignal
}): Promise<void> {
  while (!signal.aborted) {
    try {
      await recordHead(sql, { chainId: chain.chainId, ...(await readHead(client, chain.finality)) })
    } catch (error) {
      log.warn({ event: 'head.unreadable', chainId: chain.chainId, error: describeError(error) }, 'No head')
    }
    await sleep(Math.min(chain.blockTimeSeconds * 500, 5_000), undefined, { signal }).catch(() => undefined)
  }
}
