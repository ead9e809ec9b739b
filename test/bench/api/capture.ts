import postgres from 'postgres'
import { executeGraphql } from '../../../api/execute.ts'
import type { LiveChains } from '../../../api/live-chains.ts'
import { parseDeployment } from '../../../chains/deployment.ts'
import { chainRegistry } from '../../../chains/registry.ts'
import type { Sql } from '../../../database/connect.ts'
import { systemClock } from '../../../observability/clock.ts'
import type { Template } from './floor.ts'
import type { Operation } from './operations.ts'
import { worldDeployment } from './world.ts'

const unasked = async (): Promise<never> => {
  throw new TypeError('No chain is asked')
}
const live: LiveChains = { newest: unasked, transfer: unasked, receipt: unasked }

/** The SQL that the API runs for each variant of an operation, by `<operation> <variant>`, lists first. */
export async function captureTemplates(
  databaseUrl: string,
  operations: readonly Operation[],
): Promise<Readonly<Record<string, readonly Template[]>>> {
  let seen: { readonly sql: string; readonly parameters: readonly (string | null)[] }[] = []
  const sql: Sql = postgres(databaseUrl, {
    max: 1,
    types: { bigint: postgres.BigInt },
    debug: (_connection, text, parameters) => {
      // Not what the driver asks for itself, nor which chains are indexed.
      if (!/pg_catalog|pg_type|from bulkhead\.indexed_schema s\s+where/.test(text)) seen.push({ sql: text, parameters })
    },
  })
  const templates: Record<string, readonly Template[]> = {}
  try {
    for (const { name, document, marked } of operations) {
      for (const { variables, variant, values } of marked) {
        seen = []
        const clock = systemClock
        const options = { sql, live, clock, registry: chainRegistry(), deployment: parseDeployment(worldDeployment()) }
        const { errors } = await executeGraphql(options, document, variables)
        if (errors !== undefined) throw new Error(`${name} fails: ${errors.map(({ message }) => message).join('; ')}`)
        const found = seen.map(({ sql: text, parameters }) => ({
          sql: text,
          parameters,
          slots: parameters.flatMap((parameter, at) => {
            const value = parameter === null ? -1 : values.indexOf(String(parameter))
            return value < 0 ? [] : [[at, value] as const]
          }),
        }))
        // The statement with the request's own values comes first, whatever the order of reading.
        templates[`${name} ${variant}`] = [...found].sort(
          (a, b) => b.slots.length - a.slots.length || b.sql.length - a.sql.length,
        )
      }
    }
  } finally {
    await sql.end({ timeout: 5 })
  }
  return templates
}
