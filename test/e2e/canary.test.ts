import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { connect, type Sql } from '../../database/connect.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { devnetManifest, writeManifest } from '../../devnet/manifest.ts'
import { encryptKeystore } from '../../relayer/evm/keystore.ts'
import { findCanaries } from '../support/canaries.ts'
import { runCli, startCli } from '../support/cli.ts'
import { eventually } from '../support/eventually.ts'
import { forgeMint } from '../support/guard-stage.ts'
import { type ProcessTree, watchProcessTree } from '../support/process-tree.ts'
import { type RelayStage, startRelayStage } from '../support/relay-stage.ts'
import { type ProxyBehaviour, type RpcProxy, startRpcProxy } from '../support/rpc-proxy.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/*
 * Every secret that a Bulkhead process is given holds a canary. Every command is run with them, when all is well and when it is
 * not, and no canary may come out anywhere: output, command lines, database, API.
 */

type Variables = Readonly<Record<string, string>>

const folder = temporaryFolder()
const deploymentFile = join(folder.path, 'deployment.json')
const canary = (name: string): string => `c4n4ry-${name}-7f3b91`
const canaries = [
  ...['rpc-user', 'rpc+pass/word', 'rpc-path', 'rpc-query', 'file-path', 'signer-pass', 'signer-path', 'hook-path'],
  ...['hook-query', 'db-password', 'attestor-db-password', 'api-db-password', 'keystore-password', 'malformed'],
].map(canary)
/** Who signs in which role. */
const signers = {
  RELAYER: testAccounts.relayer,
  GUARD: testAccounts.guard,
  ATTESTOR: testAccounts.attestors[0],
  ACCOUNT: testAccounts.visitors[0],
  GUARDIAN: testAccounts.guardian,
  DEPLOYER: testAccounts.owner,
} as const
const keys = Object.values(signers).map(({ privateKey }) => privateKey)
const importedKey = `0x${'5afec4a1'.repeat(8)}`
const secrets = [...canaries, ...keys, importedKey]

let stage: RelayStage
let rpcs: readonly RpcProxy[]
let hook: RpcProxy
let deadPort: number
let tree: ProcessTree
/** Of an idle role that can be locked out while the API uses it. */
let apiUrl: string
let base: Variables
let commands: readonly string[]

const encoded = encodeURIComponent
/** A URL with a canary in each of its places. */
const rpcUrl = (port: string | number, { withUser = true } = {}): string =>
  `http://${withUser ? `${canary('rpc-user')}:${encoded(canary('rpc+pass/word'))}@` : ''}127.0.0.1:${port}/v2/${canary('rpc-path')}?key=${canary('rpc-query')}`
const signerUrl = (port: string | number): string =>
  `http://signer:${canary('signer-pass')}@127.0.0.1:${port}/${canary('signer-path')}`
const portOf = (proxy: RpcProxy | undefined): string => new URL(proxy?.url ?? '').port

async function databaseRole(sql: Sql, name: string, databaseUrl: string): Promise<string> {
  const password = canary(name)
  await sql.unsafe(`create role "${name}" login superuser password '${password}'`)
  const url = new URL(databaseUrl)
  url.username = name
  url.password = password
  return url.href
}

beforeAll(async () => {
  tree = watchProcessTree()
  stage = await startRelayStage()
  rpcs = await Promise.all(stage.chains.map(({ deployed }) => startRpcProxy(deployed.rpcUrl ?? '')))
  hook = await startRpcProxy('http://127.0.0.1:1')
  hook.behave({ kind: 'echo', as: 'status-401' })
  deadPort = await unusedPort()
  const deployment = {
    chains: stage.deployment.chains.map((deployed, index) => ({
      ...deployed,
      rpcUrl: `http://127.0.0.1:${portOf(rpcs[index])}/${canary('file-path')}`,
    })),
  }
  const { topology, layerZero } = stage.devnet
  writeManifest(
    deploymentFile,
    devnetManifest({ deployment, topology, layerZero, graphqlUrl: '', monitors: {}, databaseUrl: '' }),
  )
  const [attestor] = stage.attestors
  apiUrl = await databaseRole(stage.sql, 'api-db-password', stage.databaseUrl)
  base = {
    BULKHEAD_LOG_LEVEL: 'debug',
    BULKHEAD_DEPLOYMENT: deploymentFile,
    BULKHEAD_ALERT_WEBHOOK: `http://127.0.0.1:${portOf(hook)}/${canary('hook-path')}?token=${canary('hook-query')}`,
    DATABASE_URL: await databaseRole(stage.sql, 'db-password', stage.databaseUrl),
    BULKHEAD_ATTESTOR_DATABASE_URL: await databaseRole(stage.sql, 'attestor-db-password', attestor.databaseUrl),
    ...rpcVariables((index) => rpcUrl(portOf(rpcs[index]))),
  }
  const [home, host] = stage.chains
  const [asset] = home.deployed.assets
  if (asset === undefined) throw new TypeError('alpha has assets')
  await forgeMint(home, host, { asset: asset.address, amount: 10n ** 15n, nonce: 1_000n })
  writeFileSync(join(folder.path, 'password'), `${canary('keystore-password')}\n`, { mode: 0o600 })
  commands = await everyCommand()
})
afterAll(async () => {
  tree?.stop()
  await Promise.all([...(rpcs ?? []), hook].map((proxy) => proxy?.close()))
  await stage?.close()
  folder.remove()
})

const rpcVariables = (url: (index: number) => string): Variables =>
  Object.fromEntries(
    stage.deployment.chains.map(({ chainId }, index) => [`BULKHEAD_RPC_URL_${chainId}`, `own=${url(index)}`]),
  )

/** Every command, as the program's own help lists them: `guard ack` for one below another. */
async function everyCommand(above: readonly string[] = []): Promise<readonly string[]> {
  const { stdout } = await runCli([...above, '--help'])
  const [, list = ''] = stdout.split('\nCommands:\n')
  const names = [...(list.split('\n\n')[0] ?? '').matchAll(/^ {2}(\w+)/gm)].flatMap(([, name = '']) => name)
  const below = await Promise.all(
    names
      .filter((name) => name !== 'help')
      .map(async (name) => [[...above, name].join(' '), ...(await everyCommand([...above, name]))]),
  )
  return below.flat()
}

const guid = `0x${'12'.repeat(32)}`
const transfer = ['--home', 'alpha', '--host', 'beta', '--asset', 'tUSDC', '--amount', '1']
/** How each command is run. `forMs`: it stays up, and is interrupted that long after it says that it has started. */
const runs: Readonly<Record<string, readonly { readonly args: readonly string[]; readonly forMs?: number }[]>> = {
  devnet: [],
  index: [{ args: ['index', 'alpha'], forMs: 5_000 }],
  relay: [{ args: ['relay'], forMs: 2_500 }],
  guard: [{ args: ['guard', '--once', '--json'] }, { args: ['guard'], forMs: 2_500 }],
  'guard ack': [{ args: ['guard', 'ack', 'nothing'] }],
  attest: [{ args: ['attest'], forMs: 2_500 }],
  serve: [{ args: ['serve', '--port', '0'], forMs: 1_000 }],
  message: [{ args: ['message', guid] }],
  doctor: [{ args: ['doctor'] }, { args: ['doctor', '--json'] }],
  resume: [{ args: ['resume', 'alpha'] }, { args: ['resume', 'alpha', '--attestor'] }],
  key: [],
  'key create': [{ args: ['key', 'create', 'desk'] }],
  'key list': [{ args: ['key', 'list'] }],
  'key revoke': [{ args: ['key', 'revoke', 'nobody'] }],
  keystore: [{ args: ['keystore'] }],
  'keystore create': [],
  'keystore import': [],
  rebuild: [{ args: ['rebuild', '--json'] }],
  preflight: [{ args: ['preflight', 'lock', ...transfer] }],
  retry: [{ args: ['retry', '--all', '--dry-run'] }],
  park: [
    { args: ['park', guid, '--dry-run'] },
    { args: ['park', '--on', 'beta', '--from', 'alpha', '--nonce', '900', '--receiver', 'buckets', '--dry-run'] },
  ],
  refund: [{ args: ['refund', guid] }],
  plan: [{ args: ['plan', deploymentFile] }],
  deployment: [{ args: ['deployment', deploymentFile] }],
  apply: [{ args: ['apply', deploymentFile] }],
  lock: [{ args: ['lock', ...transfer] }],
  burn: [{ args: ['burn', ...transfer] }],
}

interface Outcome {
  readonly args: readonly string[]
  readonly status: number | null
  readonly text: string
}

async function run(args: readonly string[], env: Variables, forMs?: number): Promise<Outcome> {
  const command = startCli(args, env)
  const tooLong = setTimeout(() => command.kill(), 100_000)
  let over = false
  const ended = command.ended.finally(() => {
    over = true
  })
  if (forMs !== undefined) {
    while (!over && !/"event":"\w+\.(?:started|standby|listening)"/.test(command.output().stderr)) await sleep(50)
    if (!over) await sleep(forMs)
    command.interrupt()
  }
  const { status, stdout, stderr } = await ended
  clearTimeout(tooLong)
  return { args, status, text: stdout + stderr }
}

/** Runs commands with the given variables, three at a time, and expects no canary in what they write. */
async function runAll(env: Variables, only: readonly string[] = Object.keys(runs)): Promise<readonly Outcome[]> {
  const waiting = only.flatMap((name) => runs[name] ?? [])
  const outcomes: Outcome[] = []
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      outcomes.push(await run(next.args, env, next.forMs))
    }
  }
  await Promise.all([worker(), worker(), worker()])
  expectNoCanary(outcomes)
  return outcomes
}

function expectNoCanary(outcomes: readonly Outcome[]): void {
  const leaks = outcomes.flatMap(({ args, text }) => {
    const line = text.split('\n').find((one) => findCanaries(one, secrets).length > 0)
    return line === undefined ? [] : [`${args.join(' ')}: ${line}`]
  })
  expect(leaks).toEqual([])
}

const behave = (behaviour: ProxyBehaviour): void => {
  for (const rpc of rpcs) rpc.behave(behaviour)
}

const plainKeys: Variables = Object.fromEntries(
  Object.entries(signers).map(([role, { privateKey }]) => [`BULKHEAD_${role}_KEY`, privateKey]),
)
const keystores = (): Variables =>
  Object.fromEntries(
    Object.entries(plainKeys).flatMap(([name, key]) => {
      const file = join(folder.path, `${name}.json`)
      if (!existsSync(file)) {
        const cheap = { cost: { n: 2, r: 8, p: 1 } }
        writeFileSync(file, encryptKeystore(key as `0x${string}`, canary('keystore-password'), cheap))
        chmodSync(file, 0o600)
      }
      return [
        [`${name}STORE`, file],
        [name.replace(/KEY$/, 'PASSWORD_FILE'), join(folder.path, 'password')],
      ]
    }),
  )
const remoteSigners = (port: (index: number) => string | number): Variables =>
  Object.fromEntries(
    Object.entries(signers).flatMap(([role, { address }]) => [
      [`BULKHEAD_${role}_SIGNER_ADDRESS`, address],
      [`BULKHEAD_${role}_SIGNER_API`, 'node'],
      ...stage.deployment.chains.map(({ chainId }, index) => [
        `BULKHEAD_${role}_SIGNER_URL_${chainId}`,
        signerUrl(port(index)),
      ]),
    ]),
  )

const signing = ['relay', 'guard', 'attest', 'lock', 'burn', 'park', 'refund', 'apply']

describe.runIf(process.platform === 'linux')('canaries in every secret', () => {
  test('default: every command of the program is run here', () => {
    expect([...commands].sort()).toEqual(Object.keys(runs).sort())
  })

  test('behavior: nothing comes out when all is well, with plain keys', async () => {
    const outcomes = await runAll({ ...base, ...plainKeys })
    const statuses = Object.fromEntries(outcomes.map(({ args, status }) => [args.slice(0, 2).join(' '), status]))
    // They did run: what was interrupted ended in order, and the others did their work.
    expect(statuses).toMatchObject({
      'lock --home': 0,
      'guard --once': 0,
      relay: 0,
      attest: 0,
      'index alpha': 0,
    })
  })

  test('behavior: nor with keystores, and with remote signers', async () => {
    const opened = await runAll({ ...base, ...keystores() }, ['lock', 'attest'])
    const remote = await runAll({ ...base, ...remoteSigners((index) => portOf(rpcs[index])) }, ['lock', 'attest'])
    expect([...opened, ...remote].map(({ status }) => status)).toEqual([0, 0, 0, 0])
  })

  test.each(['status-401', 'rpc-error'] as const)('error: nodes answer with what they were sent, as %s', async (as) => {
    behave({ kind: 'echo', as })
    const outcomes = await runAll({ ...base, ...plainKeys })
    const { BULKHEAD_ALERT_WEBHOOK: _, ...others } = base
    const fromFile = Object.fromEntries(Object.entries(others).filter(([name]) => !name.startsWith('BULKHEAD_RPC_URL')))
    if (as === 'rpc-error') await runAll({ ...fromFile, ...plainKeys }, ['index', 'relay', 'lock'])
    behave({ kind: 'honest' })
    expect(outcomes.find(({ args }) => args[0] === 'lock')?.status).not.toBe(0)
  })

  test('error: signers answer with what they were sent, or not at all', async () => {
    const echo = await startRpcProxy('http://127.0.0.1:1')
    echo.behave({ kind: 'echo', as: 'rpc-error' })
    const said = await runAll({ ...base, ...remoteSigners(() => portOf(echo)) }, signing)
    echo.behave({ kind: 'echo', as: 'status-401' })
    await runAll({ ...base, ...remoteSigners(() => portOf(echo)) }, ['lock', 'attest'])
    await echo.close()
    const silent = await runAll({ ...base, ...remoteSigners(() => deadPort) }, signing)
    const text = (outcomes: readonly Outcome[]): string => outcomes.map((outcome) => outcome.text).join('\n')
    expect(text(said)).toContain('SIGNER_REFUSED')
    expect(text(silent)).toContain('SIGNER_UNAVAILABLE')
  })

  test('error: no node, no database', async () => {
    const unreachable = { ...base, ...plainKeys, ...rpcVariables(() => rpcUrl(deadPort)) }
    await runAll(unreachable)
    const noDatabase = (url: string | undefined): string => {
      const changed = new URL(url ?? '')
      changed.port = String(deadPort)
      return changed.href
    }
    const wrongPassword = base['DATABASE_URL']
      ?.replace('db-password@', 'db-password-c4n4ry@')
      .replace('7f3b91@', '7f3b91x@')
    const outcomes = await runAll({
      ...unreachable,
      DATABASE_URL: noDatabase(base['DATABASE_URL']),
      BULKHEAD_ATTESTOR_DATABASE_URL: noDatabase(base['BULKHEAD_ATTESTOR_DATABASE_URL']),
    })
    expect(outcomes.map(({ text }) => text).join('\n')).toContain('DATABASE_UNAVAILABLE')
    await runAll({ ...base, ...plainKeys, DATABASE_URL: wrongPassword ?? '' }, ['relay', 'index', 'message', 'doctor'])
  })

  test('error: settings that are wrong', async () => {
    const wrong = canary('malformed')
    const cases: readonly Variables[] = [
      { DATABASE_URL: `postgres://user:${wrong}@host:no-port/db` },
      { DATABASE_URL: wrong },
      { BULKHEAD_ALERT_WEBHOOK: `hooks.example/${wrong}` },
      rpcVariables(() => `https://${wrong}:no port`),
      rpcVariables(() => wrong),
      Object.fromEntries(Object.keys(plainKeys).map((name) => [name, wrong])),
    ]
    for (const change of cases) {
      const outcomes = await runAll({ ...base, ...plainKeys, ...change }, ['attest', 'lock'])
      expect(outcomes.some(({ status }) => status === 2)).toBe(true)
    }
  })

  test('behavior: keystore create and import print an address, and nothing else comes out', async () => {
    const [created, imported] = [join(folder.path, 'created.json'), join(folder.path, 'imported.json')]
    const password = ['--password-file', join(folder.path, 'password')]
    const first = await run(['keystore', 'create', created, ...password], {})
    expect(first).toMatchObject({ status: 0, text: expect.stringMatching(/^0x[0-9a-fA-F]{40}\n$/) })
    const second = await importing(imported, password)
    // The address of that key, worked out with @ethersproject/transactions.
    expect(second).toMatchObject({ status: 0, text: '0x579b76bE78289469AaF0b9d23d89049b51CE0442\n' })
    const again = await run(['keystore', 'create', created, ...password], {})
    expect(again).toMatchObject({ status: 4, text: expect.stringContaining('KEYSTORE_NOT_WRITTEN') })
    chmodSync(join(folder.path, 'password'), 0o644)
    const exposed = await run(['keystore', 'create', `${created}.2`, ...password], {})
    chmodSync(join(folder.path, 'password'), 0o600)
    expect(exposed).toMatchObject({ status: 2, text: expect.stringContaining('SECRET_FILE_EXPOSED') })
    expectNoCanary([first, second, again, exposed])
    expect(readFileSync(imported, 'utf8')).not.toContain('5afec4a1')
  })

  test('error: the API’s answers, with a database that is gone', async () => {
    const port = await unusedPort()
    const api = startCli(['serve', '--port', String(port)], { ...base, DATABASE_URL: apiUrl })
    const ask = async (query: string): Promise<string> => {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      })
      return response.text()
    }
    const query = `{ message(guid: "${guid}") { state } chains { name } }`
    await eventually('answers', () => ask(query))
    await stage.sql.unsafe('alter role "api-db-password" nologin')
    await stage.sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'api-db-password'`
    const answer = await eventually('an error', async () => {
      const text = await ask(query)
      return text.includes('errors') ? text : undefined
    })
    const malformed = await ask('{ nothing ')
    api.interrupt()
    const { status, stdout, stderr } = await api.ended
    expectNoCanary([{ args: ['serve'], status, text: [answer, malformed, stdout, stderr].join('\n') }])
  })

  test('behavior: everything on one machine: neither its output, nor its logs, nor the command line of any part', async () => {
    const dataDir = join(folder.path, 'devnet')
    const outcome = startCli(['devnet', '--once', '--json', '--data-dir', dataDir], {
      ...keystores(),
      BULKHEAD_LOG_LEVEL: 'debug',
    })
    onTestFinished(() => outcome.kill())
    const password = await eventually('its database has a password', () => passwordBelow(dataDir), {
      timeoutMs: 120_000,
    })
    const { status, stdout, stderr } = await outcome.ended
    expect(status).toBe(0)
    const logs = readdirSync(join(dataDir, 'logs')).map((name) => readFileSync(join(dataDir, 'logs', name), 'utf8'))
    expect(logs.length).toBeGreaterThan(8)
    expect(findCanaries([stdout, stderr, ...logs].join('\n'), [...secrets, password])).toEqual([])
    expect(findCanaries(tree.commandLines().join('\n'), [password])).toEqual([])
  })

  test('behavior: no row of any table holds one', async () => {
    const pools = [stage.databaseUrl, stage.attestors[0].databaseUrl].map((url) => connect(url))
    let rows = 0
    for (const sql of pools) {
      const tables = await sql<{ name: string }[]>`
        select format('%I.%I', table_schema, table_name) as name from information_schema.tables
        where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`
      for (const { name } of tables) {
        const texts = await sql.unsafe<{ text: string }[]>(`select row_to_json(t)::text as text from ${name} t`)
        rows += texts.length
        expect({ name, found: findCanaries(texts.map(({ text }) => text).join('\n'), secrets) }).toEqual({
          name,
          found: [],
        })
      }
    }
    const trips = await stage.sql`select 1 from bulkhead.guard_trip`
    await Promise.all(pools.map((sql) => sql.end({ timeout: 5 })))
    expect(rows).toBeGreaterThan(20)
    expect(trips.length).toBeGreaterThan(0)
  })

  test('behavior: no command line holds one, of all that were started', () => {
    const lines = tree.commandLines()
    for (const part of ['cli/main.ts relay', 'ponder', 'postgres', 'anvil']) {
      expect(lines.some((line) => line.includes(part))).toBe(true)
    }
    expect(lines.filter((line) => findCanaries(line, secrets).length > 0)).toEqual([])
  })

  test('behavior: the search finds each form', () => {
    const secret = canary('rpc+pass/word')
    const basic = Buffer.from(`user:${secret}`).toString('base64')
    for (const text of [secret, encoded(secret), `Basic ${basic}`, JSON.stringify({ secret }), secret.toUpperCase()]) {
      expect(findCanaries(`before ${text} after`, [secret])).toEqual([secret])
    }
    expect(findCanaries(`key ${keys[0]?.slice(2).toUpperCase()}`, keys)).toEqual([keys[0]])
    expect(findCanaries('nothing', secrets)).toEqual([])
  })
})

/** The password of the PostgreSQL that keeps its data there, or in the stand-in that a record there names. */
async function passwordBelow(dataDir: string): Promise<string | undefined> {
  const names = readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
  const record = names.find((name) => name.endsWith('/elsewhere'))
  const inside = names.find((name) => name.endsWith('/password'))
  const file =
    record === undefined
      ? inside && join(dataDir, inside)
      : join(readFileSync(join(dataDir, record), 'utf8').trim(), 'password')
  return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

async function importing(file: string, password: readonly string[]): Promise<Outcome> {
  const command = startCli(['keystore', 'import', file, ...password], {}, { stdin: importedKey })
  const { status, stdout, stderr } = await command.ended
  return { args: ['keystore', 'import'], status, text: stdout + stderr }
}

async function unusedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const bound = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}
