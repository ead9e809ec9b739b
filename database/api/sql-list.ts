import type postgres from 'postgres'
import type { Sql } from '../connect.ts'

/** `parts` with a comma, or another separator, between them. */
export function list(sql: Sql, parts: readonly postgres.Fragment[], separator = sql`, `): postgres.Fragment {
  const [first, ...rest] = parts
  if (first === undefined) throw new TypeError('An SQL list has no parts')
  return rest.reduce<postgres.Fragment>((sum, part) => sql`${sum}${separator}${part}`, sql`${first}`)
}
