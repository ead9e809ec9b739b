import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { DomainError } from '../domain/errors.ts'
import { address } from '../domain/identifiers.ts'
import { describeError } from '../observability/logger.ts'
import { createRedactor } from '../observability/redaction.ts'
import packageJson from '../package.json' with { type: 'json' }
import { forProduction, knownSecrets } from './environment.ts'
import { exitCode, exitCodeOf, named } from './exit-code.ts'

const program = new Command('bulkhead')
  .description('Collateral on one chain, receipts on others, in buckets that do not share their losses.')
  .version(packageJson.version)
  .exitOverride()
  .showHelpAfterError('(bulkhead --help lists commands and options)')
  .addHelpText(
    'after',
    `
Exit status: 0 done · 1 unexpected failure · 2 wrong command line or settings · 3 not found · 4 refused, nothing moved
· 5 a node, the database, a port or a program cannot be had · 6 message still on its way, topology
not applied yet.

Settings come from the environment: see .env.example.`,
  )

program
  .command('devnet')
  .description('Run everything on this machine: database, three chains, LayerZero, contracts, services.')
  .option('--once', 'make the transfers, then stop', false)
  .option('--json', 'print one JSON object as the last line of standard output (with --once)', false)
  .option('--port <port>', 'port of the GraphQL API (4200, or any free one with --once)', toPort)
  .option('--host <address>', 'address the API listens on (127.0.0.1)')
  .option('--data-dir <folder>', 'where database, logs and devnet.json are kept', '.bulkhead')
  .option('--fresh', 'delete what an earlier devnet left there first', false)
  .option('--seed <number>', 'seed of the background activity', toInteger, 1)
  .action(async (options) =>
    (await import('./commands/devnet.ts')).devnet({ port: undefined, host: undefined, ...options }),
  )

program
  .command('index')
  .description('Index one chain into PostgreSQL.')
  .argument('<chain>', 'name or chain id')
  .option('--port <port>', "port of the indexer's own health and metrics (any free one)", toPort)
  .option('--from <block>', 'only from this block (with --to): into a schema of their own, then stop', toInteger)
  .option('--to <block>', 'only up to and with this block', toInteger)
  .action(async (chain, options) => (await import('./commands/index-chain.ts')).indexChain(chain, options))

program
  .command('relay')
  .description('Deliver messages between all chains of the deployment.')
  .action(async () => (await import('./commands/relay.ts')).relay())

const guard = program
  .command('guard')
  .description('Watch every chain of the deployment, and tighten where a rule trips.')
  .option('--once', 'one round, then stop', false)
  .option('--dry-run', 'print what it would do, and send nothing', false)
  .option('--json', 'print JSON (with --once or --dry-run)', false)
  .action(async (options) => (await import('./commands/guard.ts')).guard(options))

guard
  .command('ack')
  .description('Acknowledge a false alarm: the guard does nothing about it any more.')
  .argument('<fingerprint>', 'of the trip, as alert, log and --dry-run print it')
  .option('--by <name>', 'who acknowledges it (the user of this machine)')
  .action(async (fingerprint, options) => {
    process.exitCode = await (await import('./commands/guard.ts')).acknowledge(fingerprint, options)
  })

program
  .command('attest')
  .description('Sign messages between all chains of the deployment, as one attestor.')
  .action(async () => (await import('./commands/attest.ts')).attest())

program
  .command('serve')
  .description('Serve the GraphQL API.')
  .option('--host <address>', 'address to listen on (127.0.0.1)')
  .option('--port <port>', 'port to listen on (4200)', toPort)
  .action(async (options) => {
    forProduction()
    await (await import('./commands/serve.ts')).serve(options)
  })

const key = program.command('key').description('Keys of the GraphQL API.')

key
  .command('create')
  .description('Make a key and print it, this once.')
  .argument('<name>', 'whose it is: letters, digits, dots, dashes', toKeyName)
  .option('--points <number>', 'points that it may spend in a minute', toPoints, 3_000_000)
  .action(async (name, options) => {
    process.exitCode = await (await import('./commands/key.ts')).createKey(name, options)
  })

key
  .command('list')
  .description('Show every key that was made: its name, points, dates.')
  .option('--json', 'print JSON', false)
  .action(async (options) => {
    process.exitCode = await (await import('./commands/key.ts')).listKeys(options)
  })

key
  .command('revoke')
  .description('Have a key taken no more.')
  .argument('<name>', 'as it was made')
  .action(async (name) => {
    process.exitCode = await (await import('./commands/key.ts')).revokeKey(name)
  })

program
  .command('message')
  .description('Explain where a message is and what it waits for.')
  .argument('<guid>', 'LayerZero guid, 0x and 64 hex digits')
  .option('--json', 'print JSON', false)
  .action(async (guid, options) => {
    process.exitCode = await (await import('./commands/message.ts')).message(guid, options)
  })

program
  .command('plan')
  .description('Compare a topology with its chains, and show what apply would send. Needs RPC URLs, no key.')
  .argument('<topology>', 'topology file, or a deployment file that holds one')
  .option('--json', 'print JSON', false)
  .action(async (topology, options) => {
    process.exitCode = await (await import('./commands/plan.ts')).plan(topology, options)
  })

program
  .command('apply')
  .description('Send what plan shows, as far as the deployer may send it now.')
  .argument('<topology>', 'topology file, or a deployment file that holds one')
  .option('--accept-in-flight', 'although messages under way would be stranded', false)
  .option('--json', 'print JSON', false)
  .action(async (topology, options) => {
    process.exitCode = await (await import('./commands/apply.ts')).apply(topology, options)
  })

program
  .command('deployment')
  .description('Print the deployment file of a topology that was applied. Needs RPC URLs, no key.')
  .argument('<topology>', 'topology file, or a deployment file that holds one')
  .option('--start-block <chain=block>', 'first block with our contracts, where nodes lack old state', toPairs)
  .option('--price-feed <asset=feed>', 'Chainlink-shaped feed in USD on the chain of the asset', toPairs)
  .action(
    async (topology, { startBlock = [], priceFeed = [] }: Record<'startBlock' | 'priceFeed', Pairs | undefined>) => {
      await (await import('./commands/deployment.ts')).deployment(topology, {
        startBlocks: new Map(startBlock.map(([chain, block]) => [chain, toInteger(block)])),
        priceFeeds: new Map(priceFeed.map(([asset, feed]) => [address(asset), address(feed)])),
      })
    },
  )

program
  .command('doctor')
  .description('Examine RPC providers, quorums, halts, databases, keys, and the configuration of every chain.')
  .argument('[topology]', 'topology or deployment file (the deployment file of the environment)')
  .option('--json', 'print JSON', false)
  .action(async (topology, options) => {
    process.exitCode = await (await import('./commands/doctor.ts')).doctor({ ...options, topology })
  })

program
  .command('resume')
  .description('Lift the halt of a chain whose final blocks changed, and take its present ones for final.')
  .argument('<chain>', 'name or chain id')
  .option('--attestor', "the halt in an attestor's own database", false)
  .action(async (chain, options) => {
    process.exitCode = await (await import('./commands/resume.ts')).resume(chain, options)
  })

program
  .command('rebuild')
  .description('Put messages and ledger on record again, from final blocks of the chains alone.')
  .option('--json', 'print JSON', false)
  .action(async (options) => (await import('./commands/rebuild.ts')).rebuildRecords(options))

program
  .command('preflight')
  .description('What a transfer would meet now at both ends, and which limit binds.')
  .argument('<direction>', 'lock or burn')
  .requiredOption('--home <chain>', 'name or chain id of the home chain')
  .requiredOption('--host <chain>', 'name or chain id of the host chain')
  .requiredOption('--asset <asset>', 'symbol, or address on the home chain')
  .requiredOption('--amount <amount>', 'whole tokens, decimals allowed')
  .option('--json', 'print JSON', false)
  .action(async (direction, options) => {
    process.exitCode = await (await import('./commands/preflight.ts')).preflight(direction, options)
  })

program
  .command('retry')
  .description('Have messages that failed tried again now.')
  .option('--guid <guid>', 'this message')
  .option('--lane <source:destination>', 'those of a lane, chains by name or id')
  .option('--reason <text>', 'those whose last failure has this in it')
  .option('--all', 'every one that failed', false)
  .option('--dry-run', 'say how many, and change nothing', false)
  .option('--json', 'print JSON', false)
  .action(async (options) => {
    process.exitCode = await (await import('./commands/retry.ts')).retry(options)
  })

program
  .command('park')
  .description("Have a receiver refuse a message until it is verified again, with the guardian's key.")
  .argument('[guid]', 'of a message on record; or say where it is:')
  .option('--on <chain>', 'the chain that receives it')
  .option('--from <chain>', 'the chain that it claims to come from')
  .option('--nonce <nonce>', 'its nonce', toInteger)
  .option('--receiver <contract>', 'vault or buckets')
  .option('--dry-run', 'say what it would send, and send nothing', false)
  .action(async (guid, options) => (await import('./commands/park.ts')).park(guid, options))

program
  .command('refund')
  .description('Send a held message home, once its owner has had the time to take it.')
  .argument('<guid>', 'of the message that is held')
  .option('--dry-run', 'say what it would send, and send nothing', false)
  .action(async (guid, options) => (await import('./commands/refund.ts')).refund(guid, options))
const keystore = program.command('keystore').description('Make encrypted key files.')
for (const [name, description] of [
  ['create', 'Make a key and write it, encrypted; print its address.'],
  ['import', 'Write the private key on standard input, encrypted; print its address.'],
] as const) {
  keystore
    .command(name)
    .description(description)
    .argument('<file>', 'keystore to write; it must not exist')
    .requiredOption('--password-file <file>', 'file with the password, open to its owner alone')
    .action(async (file, options) => {
      const { createKeystore, importKeystore } = await import('./commands/keystore.ts')
      await (name === 'create' ? createKeystore : importKeystore)(file, options)
    })
}

for (const [name, description] of [
  ['lock', 'Lock collateral on its home chain, for a receipt on a host chain.'],
  ['burn', 'Burn receipts on a host chain, to release collateral on its home chain.'],
] as const) {
  program
    .command(name)
    .description(description)
    .requiredOption('--home <chain>', 'name or chain id of the home chain')
    .requiredOption('--host <chain>', 'name or chain id of the host chain')
    .requiredOption('--asset <asset>', 'symbol, or address on the home chain')
    .requiredOption('--amount <amount>', 'whole tokens, decimals allowed')
    .option('--to <address>', 'receiver (the sending account)')
    .option('--fee <wei>', 'LayerZero fee (what the contract quotes)')
    .action(async (options) => (await import('./commands/transfer.ts'))[name](options))
}

// Node would print every field of an error that nobody caught, and some hold URLs.
process.on('uncaughtException', (error) => process.exit(report(named(error))))
try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(named(error))
}

function report(error: unknown): number {
  // Commander has printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage
  const known = error instanceof DomainError
  const lines = [`bulkhead: ${known ? `${error.code}: ${error.message}` : describeError(error).message}`]
  if (known && error.hint !== undefined) lines.push(error.hint)
  if (!known && error instanceof Error) lines.push(error.stack ?? '')
  process.stderr.write(createRedactor(knownSecrets())(`${lines.join('\n')}\n`))
  return exitCodeOf(error)
}

function toPort(text: string): number {
  const port = toInteger(text)
  if (port > 65_535) throw new InvalidArgumentError('It must be a port, 0 to 65535.')
  return port
}

function toKeyName(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) {
    throw new InvalidArgumentError('It must be 1 to 64 letters, digits, dots, dashes and underscores.')
  }
  return text
}

function toPoints(text: string): number {
  const points = toInteger(text)
  if (points === 0) throw new InvalidArgumentError('It must be one or more.')
  return points
}

type Pairs = readonly (readonly [string, string])[]

/** `a=b`, as often as it is given. */
function toPairs(text: string, before: Pairs = []): Pairs {
  const [, left, right] = /^([^=]+)=([^=]+)$/.exec(text) ?? []
  if (left === undefined || right === undefined) throw new InvalidArgumentError('It must be two words with = between.')
  return [...before, [left, right]]
}

function toInteger(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
