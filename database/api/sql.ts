import type { Connection } from '../connect.ts'

/** A value that is bound. */
type Value = string | number | boolean | null | readonly string[]

/** A piece of SQL with its values: one text more than values, which stand between the texts. */
export interface Fragment {
  readonly texts: readonly string[]
  readonly values: readonly Value[]
}

/** A whole statement, and what its rows are. */
export interface Statement<Rows> extends Fragment {
  /** Only a type. */
  readonly rows?: Rows
}

/** A running statement. */
export interface RunningStatement<Row> extends PromiseLike<readonly Row[]> {
  cancel(): unknown
}

/**
 * Composes SQL: values are bound, fragments are put in. `sql('name')` is a quoted identifier, and {@link raw} text as it is.
 *
 * In place of postgres.js's own fragments, each of which is a promise: the statements here are made of thousands.
 */
export function sql(name: string): Fragment
export function sql<Rows = never>(
  texts: TemplateStringsArray,
  ...pieces: readonly (Fragment | Value)[]
): Statement<Rows>
export function sql(first: string | TemplateStringsArray, ...pieces: readonly (Fragment | Value)[]): Fragment {
  return typeof first === 'string' ? raw(`"${first.replaceAll('"', '""')}"`) : compose(first, pieces)
}

function compose(between: readonly string[], pieces: readonly (Fragment | Value)[]): Fragment {
  const texts: string[] = []
  const values: Value[] = []
  let text = between[0] ?? ''
  for (const [at, piece] of pieces.entries()) {
    const part = isFragment(piece) ? piece : { texts: ['', ''], values: [piece] }
    for (const [nth, value] of part.values.entries()) {
      texts.push(text + part.texts[nth])
      values.push(value)
      text = ''
    }
    text += `${part.texts.at(-1)}${between[at + 1]}`
  }
  texts.push(text)
  return { texts, values }
}

/** Text that is put in as it is: never anything that came from outside. */
export const raw = (text: string): Fragment => ({ texts: [text], values: [] })

const isFragment = (piece: Fragment | Value): piece is Fragment =>
  typeof piece === 'object' && piece !== null && 'texts' in piece

/** Runs a statement, which the connection keeps prepared. */
export function run<Row>(pool: Connection, { texts, values }: Statement<readonly Row[]>): RunningStatement<Row> {
  const text = texts.reduce((sum, part, at) => `${sum}$${at}${part}`)
  // Without `simple: false` one without values would be sent as it is, and planned each time.
  const options = { prepare: true, simple: false }
  return pool.unsafe(text, [...values] as never, options) as unknown as RunningStatement<Row>
}

/** `parts` with a comma, or another separator, between them. @throws TypeError without parts. */
export function list(parts: readonly Fragment[], separator = ', '): Fragment {
  if (parts.length === 0) throw new TypeError('An SQL list has no parts')
  return compose(['', ...parts.slice(1).map(() => separator), ''], parts)
}
