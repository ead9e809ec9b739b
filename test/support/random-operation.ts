import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { Random } from '../../devnet/random.ts'

/** A request to a GraphQL server, valid or not. */
export interface RandomOperation {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** What somebody would put where text goes in, hoping that it ends up in SQL, in JSON or in a log. */
const hostileTexts: readonly string[] = [
  "'; drop table bulkhead.packet; --",
  '"; select pg_sleep(30); --',
  "' or 1=1 --",
  '$1',
  '\\u0000',
  '\u0000',
  '%s%n',
  '31001:0x',
  '\u{1f480}'.repeat(40),
  'a'.repeat(3_000),
  '{{7*7}}',
  '../../etc/passwd',
  '',
]

/** A random operation that fits the schema: fields, aliases, fragments, directives, variables, and arguments of any kind. */
export function randomOperation(
  schema: GraphQLSchema,
  random: Random,
  /** Texts of each scalar that name something. */
  known: Readonly<Record<string, readonly string[]>>,
): RandomOperation {
  const variables: Record<string, unknown> = {}
  const definitions: string[] = []
  const fragments: string[] = []
  const chance = (share: number): boolean => random.fraction() < share

  const scalarText = (name: string): unknown => {
    if (name === 'Boolean') return chance(0.5)
    if (name === 'Int') {
      return chance(0.9) ? random.pick([1, 2, 50, 31_001, 31_002]) : random.pick([0, 201, -1, 2 ** 31 - 1, -(2 ** 31)])
    }
    return random.pick(chance(0.9) ? (known[name] ?? hostileTexts) : hostileTexts)
  }
  const value = (type: GraphQLInputType, depth: number): unknown => {
    if (isNonNullType(type)) return value(type.ofType, depth)
    if (isListType(type)) {
      return Array.from({ length: random.pick([0, 1, 2, 5]) }, () => value(type.ofType, depth + 1))
    }
    if (isEnumType(type)) return random.pick(type.getValues()).name
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields())
      const wanted = type.isOneOf
        ? [random.pick(fields)]
        : fields.filter((field) => isNonNullType(field.type) || (depth < 4 && chance(2 / fields.length)))
      return Object.fromEntries(
        wanted.map((field) => [
          field.name,
          value(isNonNullType(field.type) ? field.type.ofType : field.type, depth + 1),
        ]),
      )
    }
    return scalarText(type.name)
  }
  const literal = (given: unknown, type: GraphQLInputType): string => {
    if (isNonNullType(type)) return literal(given, type.ofType)
    if (given === null) return 'null'
    if (isListType(type)) return `[${(given as readonly unknown[]).map((one) => literal(one, type.ofType)).join(', ')}]`
    if (isEnumType(type)) return String(given)
    if (isInputObjectType(type)) {
      const fields = type.getFields()
      const parts = Object.entries(given as object).flatMap(([name, one]) => {
        const field = fields[name]
        return field === undefined ? [] : [`${name}: ${literal(one, field.type)}`]
      })
      return `{ ${parts.join(', ')} }`
    }
    return JSON.stringify(given)
  }
  const argument = ({ name, type }: GraphQLArgument): string => {
    const given = value(type, 0)
    if (chance(0.5)) return `${name}: ${literal(given, type)}`
    const variable = `v${definitions.length}`
    definitions.push(`$${variable}: ${type}`)
    variables[variable] = given
    return `${name}: $${variable}`
  }
  const field = (one: GraphQLField<unknown, unknown>, depth: number): string => {
    const args = one.args.filter(({ type }) => isNonNullType(type) || chance(0.4)).map(argument)
    const alias = chance(0.1) ? `a${Math.floor(random.fraction() * 1_000)}: ` : ''
    const directive = chance(0.05) ? ` @${random.pick(['skip', 'include'])}(if: ${chance(0.5)})` : ''
    const below = getNamedType(one.type)
    const rest = isObjectType(below) || 'resolveType' in below ? ` ${selection(below, depth + 1)}` : ''
    return `${alias}${one.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${directive}${rest}`
  }
  const selection = (type: GraphQLNamedType, depth: number): string => {
    const all = 'getFields' in type ? (Object.values(type.getFields()) as GraphQLField<unknown, unknown>[]) : []
    const leaves = all.filter((one) => !isObjectType(getNamedType(one.type)))
    const usable = depth > 6 ? leaves : all
    const count = depth === 0 ? random.pick([1, 1, 2, 3]) : random.pick([1, 2, 3, 5])
    const fields = Array.from({ length: usable.length === 0 ? 0 : count }, () => field(random.pick(usable), depth))
    const text = `{ ${['__typename', ...fields].join(' ')} }`
    if (depth === 0 || !chance(0.1)) return text
    if (chance(0.5)) return `{ ... on ${type.name} ${text} }`
    const name = `F${fragments.length}`
    fragments.push('')
    fragments[Number(name.slice(1))] = `fragment ${name} on ${type.name} ${text}`
    return `{ ...${name} }`
  }
  const query = schema.getQueryType()
  if (query === undefined || query === null) throw new TypeError('The schema has no queries')
  const body = selection(query, 0)
  const head = definitions.length > 0 ? `query Random(${definitions.join(', ')})` : 'query Random'
  return { query: [`${head} ${body}`, ...fragments].join('\n'), variables }
}

/** The same, damaged: characters lost, doubled or put in, words swapped, variables of other types. */
export function damaged({ query, variables }: RandomOperation, random: Random): RandomOperation {
  const at = Math.floor(random.fraction() * query.length)
  const to = at + Math.floor(random.fraction() * 20)
  const others = Object.fromEntries(
    Object.keys(variables).map((name) => [name, random.pick<unknown>([null, 5, 'x', [], {}, [[{}]], 1e300, true])]),
  )
  return random.pick<() => RandomOperation>([
    () => ({ query: query.slice(0, at) + query.slice(to), variables }),
    () => ({ query: query.slice(0, at) + query.slice(at, to) + query.slice(at), variables }),
    () => ({ query: query.slice(0, at), variables }),
    () => ({ query: query.slice(0, at) + random.pick([...'{}()[]:$@!"\\\u0000#,.']) + query.slice(at), variables }),
    () => ({
      query: query.replace(/\b[a-z]\w+\b/g, (word) => (random.fraction() < 0.05 ? 'nothing' : word)),
      variables,
    }),
    () => ({ query, variables: others }),
    () => ({ query, variables: {} }),
  ])()
}
