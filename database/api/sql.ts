import type { Connection } from '../connect.ts'

/** What a fragment may hold: bound values, and other fragments. */
type Piece = Fragment | string | number | boolean | null | readonly string[]

/** A piece of SQL with its values. */
export interface Fragment {
  readonly texts: readonly string[]
  readonly pieces: readonly Piece[]
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
export function sql<Rows = never>(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Statement<Rows>
export function sql(first: string | TemplateStringsArray, ...pieces: readonly Piece[]): Fragment {
  return typeof first === 'string' ? raw(`"${first.replaceAll('"', '""')}"`) : { texts: first, pieces }
}

/** Text that is put in as it is: never anything that came from outside. */
export const raw = (text: string): Fragment => ({ texts: [text], pieces: [] })

const isFragment = (piece: Piece): piece is Fragment => typeof piece === 'object' && piece !== null && 'texts' in piece

/** Runs a statement, which the connection keeps prepared. */
export function run<Row>(pool: Connection, statement: Statement<readonly Row[]>): RunningStatement<Row> {
  let text = ''
  const values: Exclude<Piece, Fragment>[] = []
  const write = ({ texts, pieces }: Fragment): void => {
    for (const [at, part] of texts.entries()) {
      text += part
      const piece = pieces[at]
      if (piece === undefined) continue
      if (isFragment(piece)) write(piece)
      else text += `$${values.push(piece)}`
    }
  }
  write(statement)
  // Without `simple: false` one without values would be sent as it is, and planned each time.
  const options = { prepare: true, simple: false }
  return pool.unsafe(text, values as never, options) as unknown as RunningStatement<Row>
}

/** `parts` with a comma, or another separator, between them. @throws TypeError without parts. */
export function list(parts: readonly Fragment[], separator: Fragment = sql`, `): Fragment {
  if (parts.length === 0) throw new TypeError('An SQL list has no parts')
  const texts = ['', ...parts.map(() => '')]
  const pieces = parts.flatMap((part, at) => (at === 0 ? [part] : [separator, part]))
  return { texts: [...texts, ...parts.slice(1).map(() => '')], pieces }
}
