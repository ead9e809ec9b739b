import type { ApiDatabase } from './api-database.ts'
import type { Filter } from './filter.ts'
import type { IndexedChain } from './indexed-chains.ts'
import { type Branch, countStatement, type Page, type PageRequest, pageStatement, toPage } from './keyset.ts'
import type { Fragment } from './sql.ts'

/** Form of a key's text: what a cursor must hold to be let into a statement. */
export type KeyType = 'integer' | 'numeric' | 'address' | 'bytes'

/** Which rows of a list, in which order. */
export interface ListRequest<Order extends string> {
  readonly filter: Filter
  readonly order: Order
  /** Rows in the page. */
  readonly first: number
  /** Keys of the row before the page, as texts that fit {@link ListReader.keyTypes}. */
  readonly after: readonly string[] | undefined
}

/** A list over all chains: pages of it, and its length. Each is one statement. */
export interface ListReader<Row, Order extends string> {
  /** The keys of every row in this order. */
  keyTypes(order: Order): readonly KeyType[]
  page(request: ListRequest<Order>): Promise<Page<Row>>
  count(filter: Filter): Promise<number>
}

/** Makes a {@link ListReader} of a function that says which branches a list has. */
export function listReader<Row extends object, Order extends string>(
  database: ApiDatabase,
  options: {
    readonly branches: (
      indexed: readonly IndexedChain[],
      request: ListRequest<Order> & { readonly page: PageRequest },
    ) => readonly Branch[]
    readonly keyTypes: (order: Order) => readonly KeyType[]
    readonly descending: (order: Order) => boolean
    /** The order that is counted in; any will do. */
    readonly anyOrder: Order
    readonly decorate?: (
      indexed: readonly IndexedChain[],
      request: ListRequest<Order>,
    ) => { readonly columns: Fragment; readonly joins: Fragment } | undefined
  },
): ListReader<Row, Order> {
  const pageOf = (request: ListRequest<Order>): PageRequest => ({
    first: request.first,
    descending: options.descending(request.order),
    after: request.after,
  })
  return {
    keyTypes: options.keyTypes,
    async page(request) {
      const page = pageOf(request)
      const rows = await database.read((indexed) => {
        const branches = options.branches(indexed, { ...request, page })
        const decorate = options.decorate?.(indexed, request)
        return pageStatement<Row>({ branches, page, ...(decorate === undefined ? {} : { decorate }) })
      })
      return toPage(rows, { first: request.first, keys: options.keyTypes(request.order).length })
    },
    async count(filter) {
      const request = { filter, order: options.anyOrder, first: 0, after: undefined }
      const [row] = await database.read((indexed) =>
        countStatement(options.branches(indexed, { ...request, page: pageOf(request) })),
      )
      return Number(row?.total ?? 0)
    },
  }
}
