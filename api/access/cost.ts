import { type DocumentNode, type FieldNode, type GraphQLSchema, Kind } from 'graphql'
import { type ComplexityEstimatorArgs, getComplexity } from 'graphql-query-complexity'
import { largestPage, usualPage } from '../connection.ts'

/** What is asked, and with which variables. */
export interface Asked {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
}

/** How long a list without pages is taken to be: such as exposure, and the steps of a message. */
const usualLength = { root: 50, below: 10 } as const

/** What a field costs beside its values: a statement of its own, a call to a chain's node, or a description of everything. */
const ownPoints: Readonly<Record<string, number>> = {
  totalCount: 100,
  history: 500,
  backing: 100,
  preflight: 500,
  eligibility: 500,
  __schema: 5_000,
  __type: 100,
}

/** What was computed of a document, by the variables that a cost can depend on. */
const known = new WeakMap<DocumentNode, Map<string, number>>()
/** Combinations of such variables that are remembered of a document. */
const mostKnown = 100

/**
 * Points that an operation costs: one per value that its answer may hold, a list counted as if it were as long as it may
 * be, and more for what takes a statement of its own. At least 1.
 *
 * @throws GraphQLError when the variables or arguments do not fit; not where the cost is known already.
 */
export function costOf(asked: Asked): number {
  const { document, operationName, variables } = asked
  // Lengths of pages, and what is included or skipped.
  const deciding = Object.entries(variables).filter(
    ([, value]) => typeof value !== 'string' && typeof value !== 'object',
  )
  const key = JSON.stringify([operationName, deciding])
  const ofDocument = known.get(document) ?? new Map<string, number>()
  const found = ofDocument.get(key)
  if (found !== undefined) return found
  const cost = computeCost(asked)
  if (ofDocument.size >= mostKnown) ofDocument.clear()
  known.set(document, ofDocument.set(key, cost))
  return cost
}

const computeCost = ({ schema, document, operationName, variables }: Asked): number =>
  Math.max(
    1,
    getComplexity({
      schema: schema as never,
      query: document as never,
      variables: { ...variables },
      estimators: [points],
      maxQueryNodes: 20_000,
      ...(operationName === undefined ? {} : { operationName }),
    }),
  )

function points({ type, field, args, childComplexity, node }: ComplexityEstimatorArgs): number {
  const own = 1 + (ownPoints[field.name] ?? 0)
  // A null is what was left out, too.
  const isPage = field.args.some(({ name }) => name === 'first')
  const first: unknown = isPage ? (args['first'] ?? usualPage) : undefined
  const length = lengthOf(type.name, field.name, String(field.type), first)
  // A page tells its total once, however many entries it has.
  const totals = isPage ? totalsIn(node) * (1 + (ownPoints['totalCount'] ?? 0)) : 0
  return own + totals + length * (childComplexity - totals)
}

/** How often a page's field asks for the total. Where a directive or a fragment may leave it out, it is counted with the entries. */
const totalsIn = ({ selectionSet }: FieldNode): number =>
  (selectionSet?.selections ?? []).filter(
    (one) => one.kind === Kind.FIELD && one.name.value === 'totalCount' && (one.directives ?? []).length === 0,
  ).length

/** How many entries a field is counted as. */
function lengthOf(parent: string, name: string, type: string, first: unknown): number {
  if (typeof first === 'number') return Math.min(Math.max(first, 1), largestPage)
  // Their page is counted already, and the whole of the schema at its root.
  if (!type.startsWith('[') || name === 'nodes' || name === 'edges' || parent.startsWith('__')) return 1
  return parent === 'Query' ? usualLength.root : usualLength.below
}
