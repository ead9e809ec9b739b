import { readFileSync } from 'node:fs'
import { parseUnits } from 'viem'
import { z } from 'zod'
import type { AccessSettings } from '../api/access/use-access.ts'
import type { ApiSettings } from '../api/server.ts'
import { type ChainDeployment, type Deployment, InvalidDeploymentError, parseDeployment } from '../chains/deployment.ts'
import { DomainError } from '../domain/errors.ts'
import type { ChainId, Guid } from '../domain/identifiers.ts'
import type { LogLevel } from '../observability/logger.ts'
import type { DeliverySettings } from '../relayer/delivery-settings.ts'

/** A setting is missing or has no usable value; names the variable, never its value. */
export class EnvironmentError extends DomainError {
  readonly code = 'ENVIRONMENT_INVALID'
  readonly retryable = false
  constructor(message: string, hint?: string) {
    super(message, hint === undefined ? {} : { hint })
  }
}

/** Nobody has put such a message on record. */
export class MessageUnknownError extends DomainError {
  readonly code = 'MESSAGE_NOT_FOUND'
  readonly retryable = false
  constructor(guid: Guid) {
    super(`No message ${guid} is on record.`, { hint: 'Its indexer may be behind, or a reorg has undone it.' })
  }
}

/** Its host holds nothing of a message, as far as the index knows. */
export class HoldUnknownError extends DomainError {
  readonly code = 'HOLD_NOT_FOUND'
  readonly retryable = false
  constructor(guid: Guid) {
    super(`No open hold of message ${guid} is known.`, { hint: '`bulkhead message` says what became of it.' })
  }
}

const databaseUrl = z
  .string()
  .refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), 'is not a postgres:// URL')
/** Whether a text is an origin as browsers send it: `https://app.example`, nothing after it. */
const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text
const points = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'is not a whole number of points, one or more')
  .transform(Number)
const port = z.coerce.number().int().min(0).max(65_535)

/** An amount above zero as a decimal number, in units of so many decimals of wei. */
const wei = (decimals: number) =>
  z
    .string()
    .regex(/^\d{1,12}(?:\.\d{1,9})?$/, 'is not a decimal number')
    .transform((text) => parseUnits(text, decimals))
    .refine((amount) => amount > 0n, 'is zero')

const variables = z.object({
  DATABASE_URL: databaseUrl.optional(),
  BULKHEAD_DEPLOYMENT: z.string().min(1).default('.bulkhead/devnet.json'),
  BULKHEAD_INDEX_CHAIN: z.string().optional(),
  BULKHEAD_INDEX_RANGE: z
    .string()
    .regex(/^\d{1,12}-\d{1,12}$/, 'is not two block numbers with - between')
    .optional(),
  BULKHEAD_GUARD_PARAMETERS: z.string().optional(),
  BULKHEAD_ALERT_WEBHOOK: z
    .string()
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), 'is not an http(s) URL')
    .optional(),
  BULKHEAD_ATTESTOR_DATABASE_URL: databaseUrl.optional(),
  BULKHEAD_MAX_FEE_GWEI: wei(9).optional(),
  BULKHEAD_MAX_REFUND_FEE: wei(18).optional(),
  BULKHEAD_REPLACE_AFTER_BLOCKS: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'is not a whole number of blocks, one or more')
    .transform(BigInt)
    .optional(),
  BULKHEAD_INDEX_STALL_SECONDS: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'is not a whole number of seconds, one or more')
    .transform(Number)
    .optional(),
  BULKHEAD_HOST: z.string().default('127.0.0.1'),
  BULKHEAD_PORT: port.optional(),
  BULKHEAD_MONITOR_PORT: port.optional(),
  BULKHEAD_GRAPHIQL: z.enum(['on', 'off']).default('on'),
  BULKHEAD_INTROSPECTION: z.enum(['on', 'off']).default('on'),
  BULKHEAD_API_KEYS: z.enum(['optional', 'required']).default('optional'),
  BULKHEAD_API_ANONYMOUS_POINTS: points.optional(),
  BULKHEAD_API_MAX_COST: points.optional(),
  BULKHEAD_API_PROXIES: z.coerce.number().int().min(0).max(9).optional(),
  BULKHEAD_CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .refine((origins) => origins.every((origin) => origin === '*' || isOrigin(origin)), 'is no list of origins')
    .optional(),
  BULKHEAD_DOCUMENTS: z.string().min(1).optional(),
  BULKHEAD_ONLY_DOCUMENTS: z.enum(['on', 'off']).default('off'),
  BULKHEAD_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/** What of the API's settings is set. */
export type ApiEnvironment = Omit<ApiSettings, 'access' | 'corsOrigins'> & {
  readonly access: Partial<AccessSettings>
  readonly corsOrigins?: ApiSettings['corsOrigins']
}

/** Blocks of a chain, both ends included. */
export interface BlockRange {
  readonly from: number
  readonly to: number
}

/** Settings from the environment; everything else takes them as arguments. */
export interface Environment {
  readonly databaseUrl: string | undefined
  readonly deploymentFile: string
  readonly indexChain: string | undefined
  /** The blocks that are indexed, both included; what there is from the deployment on when unset. */
  readonly indexRange: BlockRange | undefined
  /** How long an indexer may stand still, milliseconds; by its chain's block time when unset. */
  readonly indexStallMs: number | undefined
  /** JSON; see `cli/guard-parameters.ts`. */
  readonly guardParameters: string | undefined
  /** Secret: a webhook is authorised by its URL. */
  readonly alertWebhook: string | undefined
  readonly attestorDatabaseUrl: string | undefined
  /** What of the delivery settings is set. */
  readonly delivery: Partial<DeliverySettings>
  readonly host: string
  readonly port: number | undefined
  /** Of figures and health; nothing is served when unset. */
  readonly monitorPort: number | undefined
  readonly api: ApiEnvironment
  readonly logLevel: LogLevel
  /** The environment as it was read: what a child process is to see, and where `cli/signer-setting.ts` finds keys. */
  readonly inherited: Readonly<Record<string, string>>
  /** Every value of {@link inherited} that must not be shown: for `createRedactor`. */
  readonly secrets: readonly string[]
  /**
   * RPC providers of a chain: `BULKHEAD_RPC_URL_<chainId>`, comma-separated, each a URL or `label=url`; empty when
   * unset. Without a label a provider is called by its position. @throws {@link EnvironmentError}, which names the
   * position only.
   */
  rpcProviders(chainId: ChainId): readonly { readonly label: string | undefined; readonly url: string }[]
  /** `BULKHEAD_RPC_QUORUM_<chainId>`; `undefined` when unset. @throws {@link EnvironmentError} */
  rpcQuorum(chainId: ChainId): number | undefined
  /**
   * `BULKHEAD_RPC_CALLS_PER_SECOND_<chainId>`: the most that the indexer asks each provider; `undefined` when unset.
   *
   * @throws {@link EnvironmentError}
   */
  rpcCallsPerSecond(chainId: ChainId): number | undefined
}

/**
 * Reads the environment; the only place that does.
 *
 * @throws {@link EnvironmentError} naming the first variable that is wrong.
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const given: Record<string, string> = {}
  for (const [name, value] of Object.entries(source)) if (value !== undefined && value !== '') given[name] = value
  const result = variables.safeParse(given)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new EnvironmentError(`The environment variable ${issue?.path.join('.')} ${issue?.message}.`)
  }
  const values = result.data
  return {
    databaseUrl: values.DATABASE_URL,
    deploymentFile: values.BULKHEAD_DEPLOYMENT,
    indexChain: values.BULKHEAD_INDEX_CHAIN,
    indexRange: parseRange(values.BULKHEAD_INDEX_RANGE),
    indexStallMs:
      values.BULKHEAD_INDEX_STALL_SECONDS === undefined ? undefined : values.BULKHEAD_INDEX_STALL_SECONDS * 1_000,
    guardParameters: values.BULKHEAD_GUARD_PARAMETERS,
    alertWebhook: values.BULKHEAD_ALERT_WEBHOOK,
    attestorDatabaseUrl: values.BULKHEAD_ATTESTOR_DATABASE_URL,
    delivery: {
      ...(values.BULKHEAD_MAX_FEE_GWEI === undefined ? {} : { maxFeePerGas: values.BULKHEAD_MAX_FEE_GWEI }),
      ...(values.BULKHEAD_MAX_REFUND_FEE === undefined ? {} : { maxRefundFee: values.BULKHEAD_MAX_REFUND_FEE }),
      ...(values.BULKHEAD_REPLACE_AFTER_BLOCKS === undefined
        ? {}
        : { replaceAfterBlocks: values.BULKHEAD_REPLACE_AFTER_BLOCKS }),
    },
    host: values.BULKHEAD_HOST,
    port: values.BULKHEAD_PORT,
    monitorPort: values.BULKHEAD_MONITOR_PORT,
    api: {
      access: {
        keysRequired: values.BULKHEAD_API_KEYS === 'required',
        ...(values.BULKHEAD_API_ANONYMOUS_POINTS === undefined
          ? {}
          : { anonymousPointsPerMinute: values.BULKHEAD_API_ANONYMOUS_POINTS }),
        ...(values.BULKHEAD_API_MAX_COST === undefined ? {} : { maxCost: values.BULKHEAD_API_MAX_COST }),
        ...(values.BULKHEAD_API_PROXIES === undefined ? {} : { proxies: values.BULKHEAD_API_PROXIES }),
      },
      graphiql: values.BULKHEAD_GRAPHIQL === 'on',
      introspection: values.BULKHEAD_INTROSPECTION === 'on',
      ...(values.BULKHEAD_CORS_ORIGINS === undefined ? {} : { corsOrigins: values.BULKHEAD_CORS_ORIGINS }),
      documentsFile: values.BULKHEAD_DOCUMENTS,
      onlyDocuments: values.BULKHEAD_ONLY_DOCUMENTS === 'on',
    },
    logLevel: values.BULKHEAD_LOG_LEVEL,
    inherited: given,
    secrets: secretsOf(given),
    rpcProviders: (chainId) => parseProviders(`BULKHEAD_RPC_URL_${chainId}`, given),
    rpcQuorum: (chainId) => parseWhole(`BULKHEAD_RPC_QUORUM_${chainId}`, given),
    rpcCallsPerSecond: (chainId) => parseRate(`BULKHEAD_RPC_CALLS_PER_SECOND_${chainId}`, given),
  }
}

const secretVariable = /^(?:BULKHEAD_\w*(?:_KEY|_URL(?:_\d+)?|_WEBHOOK)|DATABASE_(?:PRIVATE_)?URL)$/

/** Keys, and URLs that may hold credentials or tokens, in an environment that need not be valid. */
function secretsOf(source: Readonly<Record<string, string | undefined>> = process.env): readonly string[] {
  return Object.entries(source).flatMap(([name, value = '']) => {
    if (value === '' || !secretVariable.test(name)) return []
    if (!name.startsWith('BULKHEAD_RPC_URL_')) return [value]
    return value.split(',').map((entry) => provider.exec(entry.trim())?.[2] ?? entry.trim())
  })
}

/** @throws {@link EnvironmentError} when `value` is absent. */
export function required<T>(value: T | undefined, variable: string, hint?: string): T {
  if (value === undefined) throw new EnvironmentError(`The environment variable ${variable} is not set.`, hint)
  return value
}

/**
 * Reads the deployment file.
 *
 * @throws {@link EnvironmentError} when there is none, {@link InvalidDeploymentError} when it is malformed.
 */
export function readDeployment(environment: Environment): Deployment {
  const deployment = parseDeployment(readDeploymentFile(environment.deploymentFile))
  keepSecret(...deployment.chains.flatMap(({ rpcUrl }) => rpcUrl ?? []))
  return deployment
}

/** RPC URLs of the files that this process has read. */
const filedUrls = new Set<string>()

/** Has the last words of this process searched for RPC URLs that a file holds. */
export function keepSecret(...urls: readonly string[]): void {
  for (const url of urls) filedUrls.add(url)
}

/** All secrets that this process knows where to look for: those of its environment, and of the files that it read. */
export const knownSecrets = (): readonly string[] => [...secretsOf(), ...filedUrls]

/** Parsed JSON of a deployment file. @throws as {@link readDeployment}. */
export function readDeploymentFile(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new EnvironmentError(
      `There is no deployment file at ${file}.`,
      'Start a devnet with `npm start`, or set BULKHEAD_DEPLOYMENT.',
    )
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidDeploymentError({ problems: ['it is not JSON'] })
  }
}

/** A label is what a provider is called in logs and metrics. */
const provider = /^(?:([A-Za-z0-9][A-Za-z0-9._-]{0,31})=)?(https?:\/\/.+)$/

function parseProviders(name: string, given: Readonly<Record<string, string>>) {
  const texts = (given[name] ?? '').split(',').filter((text) => text.trim() !== '')
  const providers = texts.map((text, index) => {
    const [, label, url] = provider.exec(text.trim()) ?? []
    if (url === undefined || !URL.canParse(url)) {
      throw new EnvironmentError(`Entry ${index + 1} of ${name} is neither an http(s) URL nor \`label=url\`.`)
    }
    return { label, url }
  })
  const labels = providers.flatMap(({ label }) => label ?? [])
  const twice = labels.find((label, index) => labels.indexOf(label) !== index)
  if (twice !== undefined) throw new EnvironmentError(`${name} gives the label ${twice} to two providers.`)
  return providers
}

function parseWhole(name: string, given: Readonly<Record<string, string>>): number | undefined {
  const text = given[name]
  if (text === undefined) return undefined
  if (!/^\d{1,5}$/.test(text)) throw new EnvironmentError(`The environment variable ${name} is not a whole number.`)
  return Number(text)
}

function parseRate(name: string, given: Readonly<Record<string, string>>): number | undefined {
  const rate = parseWhole(name, given)
  if (rate === 0) throw new EnvironmentError(`The environment variable ${name} is zero.`)
  return rate
}

function parseRange(text: string | undefined): BlockRange | undefined {
  if (text === undefined) return undefined
  const [from = 0, to = 0] = text.split('-').map(Number)
  return { from, to }
}

/**
 * RPC providers of a deployed chain, the environment's before the file's. `name` is their label, else the chain's name
 * and their position: `alpha#1`.
 *
 * @throws {@link EnvironmentError} when neither has any.
 */
export function rpcEndpointsOf(
  environment: Environment,
  chain: Pick<ChainDeployment, 'chainId' | 'name' | 'rpcUrl'>,
): readonly { readonly name: string; readonly url: string }[] {
  const given = environment.rpcProviders(chain.chainId)
  const providers = given.length > 0 || chain.rpcUrl === undefined ? given : [{ label: undefined, url: chain.rpcUrl }]
  if (providers.length > 0) {
    return providers.map(({ label, url }, index) => ({ name: label ?? `${chain.name}#${index + 1}`, url }))
  }
  throw new EnvironmentError(
    `No RPC URL is known for ${chain.name}.`,
    `Set BULKHEAD_RPC_URL_${chain.chainId}; several URLs are separated by commas.`,
  )
}

/**
 * Tells libraries that are loaded from now on that this is production, unless something else is said: graphql then no longer
 * checks every object for a second copy of itself.
 */
export function forProduction(): void {
  process.env['NODE_ENV'] ??= 'production'
}
