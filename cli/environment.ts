import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type ChainDeployment, type Deployment, InvalidDeploymentError, parseDeployment } from '../chains/deployment.ts'
import { DomainError } from '../domain/errors.ts'
import type { ChainId, Hex } from '../domain/identifiers.ts'
import type { LogLevel } from '../observability/logger.ts'

/** A setting is missing or has no usable value; names the variable, never its value. */
export class EnvironmentError extends DomainError {
  readonly code = 'ENVIRONMENT_INVALID'
  readonly retryable = false
  constructor(message: string, hint?: string) {
    super(message, hint === undefined ? {} : { hint })
  }
}

const key = z.string().regex(/^0x[0-9a-fA-F]{64}$/, 'is not a 32-byte private key (0x and 64 hex digits)')
const port = z.coerce.number().int().min(0).max(65_535)

const variables = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is not a postgres:// URL')
    .optional(),
  BULKHEAD_DEPLOYMENT: z.string().min(1).default('.bulkhead/devnet.json'),
  BULKHEAD_INDEX_CHAIN: z.string().optional(),
  BULKHEAD_RELAYER_KEY: key.optional(),
  BULKHEAD_ATTESTOR_KEYS: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(key))
    .optional(),
  BULKHEAD_ACCOUNT_KEY: key.optional(),
  BULKHEAD_HOST: z.string().default('127.0.0.1'),
  BULKHEAD_PORT: port.optional(),
  BULKHEAD_GRAPHIQL: z.enum(['on', 'off']).default('on'),
  BULKHEAD_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/** Settings from the environment; everything else takes them as arguments. */
export interface Environment {
  readonly databaseUrl: string | undefined
  readonly deploymentFile: string
  readonly indexChain: string | undefined
  readonly relayerKey: Hex | undefined
  readonly attestorKeys: readonly Hex[] | undefined
  readonly accountKey: Hex | undefined
  readonly host: string
  readonly port: number | undefined
  readonly graphiql: boolean
  readonly logLevel: LogLevel
  /** What a child process is to see: the environment as it was read. */
  readonly inherited: Readonly<Record<string, string>>
  /** RPC URLs of a chain: `BULKHEAD_RPC_URL_<chainId>`, comma-separated; empty when unset. */
  rpcUrls(chainId: ChainId): readonly string[]
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
    relayerKey: values.BULKHEAD_RELAYER_KEY as Hex | undefined,
    attestorKeys: values.BULKHEAD_ATTESTOR_KEYS as readonly Hex[] | undefined,
    accountKey: values.BULKHEAD_ACCOUNT_KEY as Hex | undefined,
    host: values.BULKHEAD_HOST,
    port: values.BULKHEAD_PORT,
    graphiql: values.BULKHEAD_GRAPHIQL === 'on',
    logLevel: values.BULKHEAD_LOG_LEVEL,
    inherited: given,
    rpcUrls: (chainId) => (given[`BULKHEAD_RPC_URL_${chainId}`] ?? '').split(',').filter((url) => url !== ''),
  }
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
  return parseDeployment(readDeploymentFile(environment.deploymentFile))
}

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

/**
 * RPC URLs of a deployed chain, the environment's before the file's.
 *
 * @throws {@link EnvironmentError} when neither has any.
 */
export function rpcUrlsOf(environment: Environment, chain: ChainDeployment): readonly string[] {
  const urls = environment.rpcUrls(chain.chainId)
  if (urls.length > 0) return urls
  if (chain.rpcUrl !== undefined) return [chain.rpcUrl]
  throw new EnvironmentError(
    `No RPC URL is known for ${chain.name}.`,
    `Set BULKHEAD_RPC_URL_${chain.chainId}; several URLs are separated by commas.`,
  )
}
