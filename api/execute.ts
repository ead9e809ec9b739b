import { type ExecutionResult, graphql } from 'graphql'
import type { Deployment } from '../chains/deployment.ts'
import type { ChainRegistry } from '../chains/registry.ts'
import type { Pool } from '../database/api/api-database.ts'
import type { Clock } from '../observability/clock.ts'
import { createContext, createServices } from './context.ts'
import type { LiveChains } from './live-chains.ts'
import { loadSchema } from './schema.ts'

/** Runs one GraphQL operation in this process, without a server: for the command line. */
export async function executeGraphql(
  options: {
    readonly sql: Pool
    readonly registry: ChainRegistry
    readonly deployment: Deployment
    readonly live: LiveChains
    readonly clock: Clock
  },
  source: string,
  variableValues: Readonly<Record<string, unknown>>,
): Promise<ExecutionResult> {
  const contextValue = createContext(createServices(options))
  return graphql({ schema: await loadSchema(), source, variableValues, contextValue })
}
