import { stringify } from 'csv-stringify/sync'
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  type SelectionSetNode,
} from 'graphql'
import { createGraphQLError, type Plugin, processRegularResult } from 'graphql-yoga'
import { BadCsvQueryError } from './errors.ts'

const csv = 'text/csv'
/** Cursor of the next page of a list, when the query asks for `pageInfo { hasNextPage endCursor }` and there is one. */
export const nextCursorHeader = 'bulkhead-next-cursor'

/** A list of a query: its rows' columns, each a path into a row, and where the rows are. */
interface Table {
  readonly root: string
  readonly isConnection: boolean
  readonly columns: readonly (readonly string[])[]
}

/**
 * Answers `Accept: text/csv` with the one list that the query asks for: a column per leaf, named by its path, in the
 * query's order; lists inside a row are JSON. RFC 4180, UTF-8, with a header row. Failures are answered as JSON.
 */
export function useCsv(): Plugin {
  const tables = new WeakMap<Request, Table>()
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { request } = args.contextValue as { readonly request: Request }
      if (!wantsCsv(request)) return
      const table = tableOf(args.schema, args.document, args.operationName ?? undefined)
      if (typeof table === 'string') {
        const { message, code, retryable } = new BadCsvQueryError({ problem: table })
        setResultAndStopExecution({ errors: [createGraphQLError(message, { extensions: { code, retryable } })] })
      } else tables.set(request, table)
    },
    onResultProcess({ request, result, setResultProcessor }) {
      if (!wantsCsv(request)) return
      const table = tables.get(request)
      const data = 'data' in result ? result.data : undefined
      const failed = 'errors' in result && result.errors !== undefined
      if (failed || table === undefined || data === undefined || data === null) {
        setResultProcessor(processRegularResult, 'application/graphql-response+json')
        return
      }
      const found = field(data, table.root)
      const headers = { 'content-type': `${csv}; charset=utf-8; header=present`, ...nextPage(found) }
      setResultProcessor((_result, { Response }) => new Response(toCsv(table, found), { headers }), csv)
    },
  }
}

const wantsCsv = (request: Request): boolean => (request.headers.get('accept') ?? '').toLowerCase().startsWith(csv)

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

function nextPage(found: unknown): Readonly<Record<string, string>> {
  const page = field(found, 'pageInfo')
  const cursor = field(page, 'endCursor')
  return field(page, 'hasNextPage') === true && typeof cursor === 'string' ? { [nextCursorHeader]: cursor } : {}
}

function toCsv({ isConnection, columns }: Table, found: unknown): string {
  const listed = isConnection ? field(found, 'nodes') : found
  const rows = Array.isArray(listed) ? listed : []
  return stringify(
    rows.map((row: unknown) => columns.map((path) => cell(path.reduce(field, row)))),
    {
      header: true,
      columns: columns.map((path) => path.join('.')),
      record_delimiter: 'windows',
      // A spreadsheet takes what begins like a formula for one, and a token's name is anybody's text.
      cast: { string: (text) => ({ value: text, escape_formulas: !/^-?\d+(\.\d+)?$/.test(text) }) },
    },
  )
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The list that an operation asks for, or what is wrong with it. */
function tableOf(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined): Table | string {
  const operation = getOperationAST(document, operationName)
  const query = schema.getQueryType()
  if (operation?.operation !== 'query' || query === undefined || query === null) return 'it is no query'
  const fragments = new Map(
    document.definitions.flatMap((one) => (one.kind === 'FragmentDefinition' ? [[one.name.value, one] as const] : [])),
  )
  const roots = fieldsOf(operation.selectionSet, fragments)
  const [root] = roots
  if (root === undefined || roots.length > 1) return 'it asks for more than one field of Query'
  const type = fieldType(schema, query.name, root.name.value)
  if (type === undefined) return `Query has no field ${root.name.value}`
  const name = nameOf(root)
  if (isList(type)) {
    return { root: name, isConnection: false, columns: columnsOf(schema, type, root.selectionSet, fragments) }
  }
  const nodes = fieldsOf(root.selectionSet, fragments).find((candidate) => candidate.name.value === 'nodes')
  const nodesType = fieldType(schema, type, 'nodes')
  if (nodes === undefined || nodesType === undefined || nameOf(nodes) !== 'nodes') {
    return `${root.name.value} is no list, or its \`nodes\` are not asked for`
  }
  return { root: name, isConnection: true, columns: columnsOf(schema, nodesType, nodes.selectionSet, fragments) }
}

const nameOf = ({ alias, name }: FieldNode): string => (alias ?? name).value

/** Fields of a selection and of the fragments in it, in order. */
function fieldsOf(
  selection: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly FieldNode[] {
  return (selection?.selections ?? []).flatMap((one): readonly FieldNode[] => {
    if (one.kind === 'Field') return [one]
    const inner = one.kind === 'InlineFragment' ? one : fragments.get(one.name.value)
    return fieldsOf(inner?.selectionSet, fragments)
  })
}

/** Paths of the leaves below a selection, each once; what is a list is one column. */
function columnsOf(
  schema: GraphQLSchema,
  type: string,
  selection: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly (readonly string[])[] {
  const paths = fieldsOf(selection, fragments).flatMap((one): readonly (readonly string[])[] => {
    const below = fieldType(schema, type, one.name.value)
    const isOneCell = one.selectionSet === undefined || below === undefined || isList(below)
    const name = nameOf(one)
    return isOneCell ? [[name]] : columnsOf(schema, below, one.selectionSet, fragments).map((path) => [name, ...path])
  })
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()]
}

const isList = (type: string): boolean => type.startsWith('[')

/**
 * Type of a field of a type, or of any type that an abstract one can be; types as they are written, such as `[Chain!]!`.
 * (By name and not by class: a bundler or test runner may load a second copy of graphql, whose classes are others.)
 */
function fieldType(schema: GraphQLSchema, type: string, name: string): string | undefined {
  const named = schema.getType(type.replace(/[[\]!]/g, ''))
  if (named === undefined) return undefined
  const found = 'getFields' in named ? named.getFields()[name]?.type : undefined
  if (found !== undefined) return String(found)
  if (!('resolveType' in named)) return undefined
  return schema
    .getPossibleTypes(named)
    .map((possible) => possible.getFields()[name]?.type)
    .find((candidate) => candidate !== undefined)
    ?.toString()
}
