import type { Filter } from '../database/api/filter.ts'
import type { ListReader } from '../database/api/list-reader.ts'
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.ts'
import { BadPageSizeError, PageTooLargeError } from './errors.ts'
import type { ConnectionModel, CutModel } from './models.ts'

/** Most entries in a page. */
export const largestPage = 200
const usualPage = 50

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
  const edges = rows.map(({ row, key }) => ({ cursor: encodeCursor(scope, key), node: row }))
  return toConnection({
    edges,
    hasNextPage,
    hasPreviousPage: after !== undefined,
    totalCount: () => reader.count(filter),
    cut,
  })
}

/** A connection over these edges. */
export function toConnection<Node>(options: {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly totalCount: () => Promise<number>
  readonly cut: CutModel | undefined
}): ConnectionModel<Node> {
  const { edges, hasNextPage, hasPreviousPage, totalCount, cut } = options
  return {
    nodes: edges.map(({ node }) => node),
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges[edges.length - 1]?.cursor ?? null,
    },
    totalCount,
    cut: cut ?? null,
  }
}
