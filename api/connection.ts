import type { Filter } from '../database/api/filter.ts'
import type { ListReader } from '../database/api/list-reader.ts'
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.ts'
import { BadPageSizeError, PageTooLargeError } from './errors.ts'
import type { ConnectionModel, CutModel } from './models.ts'

/** Most entries in a page. */
export const largestPage = 200
/** Entries in a page when nothing is said. */
export const usualPage = 50

/** Arguments that every list takes. */
export interface ListArguments<Order extends string> {
  readonly orderBy?: Order | null | undefined
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
}

/**
 * Entries asked for, 50 when left out.
 *
 * @throws {@link BadPageSizeError} below 1.
 * @throws {@link PageTooLargeError} above {@link largestPage}.
 */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? usualPage
  if (size < 1) throw new BadPageSizeError({ first: size })
  if (size > largestPage) throw new PageTooLargeError({ first: size, limit: largestPage })
  return size
}

/**
 * A page of a list from the database: one statement, and one more when the total is asked for.
 *
 * @param options.list - Name of the list, part of its cursors.
 * @throws {@link BadCursorError}, and what {@link pageSize} throws.
 */
export async function readConnection<Row, Order extends string>(
  reader: ListReader<Row, Order>,
  options: {
    readonly list: string
    readonly defaultOrder: Order
    readonly args: ListArguments<Order>
    readonly cut: CutModel | undefined
    readonly filter: Filter
  },
): Promise<ConnectionModel<Row>> {
  const { list, args, cut, filter } = options
  const order = args.orderBy ?? options.defaultOrder
  const first = pageSize(args.first)
  const scope: CursorScope = { list, order, keyTypes: reader.keyTypes(order) }
  const after = typeof args.after === 'string' ? decodeCursor(scope, args.after) : undefined
  const { rows, hasNextPage } = await reader.page({ filter, order, first, after })
  const entries = rows.map(({ row, key }) => ({ key, node: row }))
  return toConnection({
    entries,
    cursorOf: (key) => encodeCursor(scope, key),
    hasNextPage,
    hasPreviousPage: after !== undefined,
    totalCount: () => reader.count(filter),
    cut,
  })
}

/** A connection over these edges. */
export function toConnection<Node>(options: {
  readonly entries: readonly { readonly key: readonly string[]; readonly node: Node }[]
  readonly cursorOf: (key: readonly string[]) => string
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly totalCount: () => Promise<number>
  readonly cut: CutModel | undefined
}): ConnectionModel<Node> {
  const { entries, cursorOf, hasNextPage, hasPreviousPage, totalCount, cut } = options
  const [first, last] = [entries[0], entries[entries.length - 1]]
  return {
    nodes: entries.map(({ node }) => node),
    // Made when asked for, which is seldom.
    get edges() {
      return entries.map(({ key, node }) => ({ cursor: cursorOf(key), node }))
    },
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      startCursor: first === undefined ? null : cursorOf(first.key),
      endCursor: last === undefined ? null : cursorOf(last.key),
    },
    totalCount,
    cut: cut ?? null,
  }
}
