import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { minifyIntrospection, preprocessIntrospection } from '@gql.tada/internal'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as resolvers from '@graphql-codegen/typescript-resolvers'
import { buildASTSchema, introspectionFromSchema, lexicographicSortSchema, parse, printSchema } from 'graphql'
import { readSchemaSource } from './schema-source.ts'

/*
 * node --import tsx api/codegen.ts [--check]: writes api/generated/schema.graphql, the whole schema in one sorted
 * file for clients and reviews, api/generated/resolver-types.ts, and api/client/generated/introspection.d.ts, from which the
 * client types its documents. With --check it writes nothing and fails when any is not what the SDL says.
 */
const folder = new URL('./', import.meta.url)
const banner = 'Generated from schemas/graphql by api/codegen.ts; do not edit.'

const models = '../models.ts'
const connections = [
  'Asset',
  'Compartment',
  'CollateralPosition',
  'VaultEvent',
  'Bucket',
  'Hold',
  'Receipt',
  'ReceiptHolding',
  'Message',
  'Change',
  'FeedPrice',
  'Market',
  'MarketPosition',
  'Liquidation',
  'LedgerEntry',
]
const nodeModels: Readonly<Record<string, string>> = {
  Asset: 'AssetModel',
  Compartment: 'CompartmentRow',
  CollateralPosition: 'PositionRow',
  VaultEvent: 'VaultEventRow',
  Bucket: 'BucketRow',
  Hold: 'HoldRow',
  Receipt: 'BucketRow',
  ReceiptHolding: 'ReceiptHoldingRow',
  Message: 'MessageRow',
  Change: 'ChangeRow',
  FeedPrice: 'FeedPriceModel',
  Market: 'MarketRow',
  MarketPosition: 'MarketPositionRow',
  Liquidation: 'LiquidationRow',
  LedgerEntry: 'LedgerEntryRow',
}

const mappers = {
  Chain: `${models}#ChainModel`,
  ChainStatus: `${models}#ChainStatusModel`,
  Amount: `${models}#AmountModel`,
  Limiter: `${models}#LimiterModel`,
  HoldCall: `${models}#HoldRow`,
  HoldStruct: `${models}#HoldRow`,
  Price: `${models}#PriceModel`,
  LockEvent: `${models}#VaultEventRow`,
  BucketChange: `${models}#BucketChangeRow`,
  CompartmentChange: `${models}#CompartmentChangeRow`,
  ContractChange: `${models}#ContractChangeRow`,
  ReleaseEvent: `${models}#VaultEventRow`,
  UndoneLockEvent: `${models}#VaultEventRow`,
  VoidedReleaseEvent: `${models}#VaultEventRow`,
  ShortfallEvent: `${models}#VaultEventRow`,
  ClaimEvent: `${models}#VaultEventRow`,
  Attempt: `${models}#AttemptModel`,
  MessageStep: `${models}#MessageStepModel`,
  Exposure: `${models}#ExposureRow`,
  Account: `${models}#AccountModel`,
  Cut: `${models}#CutModel`,
  CutBlock: `${models}#CutBlockModel`,
  Retraction: `${models}#RetractionModel`,
  StreamPlace: `${models}#StreamPlaceModel`,
  ...Object.fromEntries(Object.entries(nodeModels).map(([type, model]) => [type, `${models}#${model}`])),
  ...Object.fromEntries(
    connections.map((type) => [`${type}Connection`, `${models}#ConnectionModel<${nodeModels[type]}>`]),
  ),
}

const config = {
  useTypeImports: true,
  enumsAsTypes: true,
  skipTypename: true,
  immutableTypes: true,
  defaultScalarType: 'unknown',
  inputMaybeValue: 'T | null | undefined',
  contextType: '../context.ts#ApiContext',
  mappers,
  resolversNonOptionalTypename: false,
  scalars: {
    BigInt: 'bigint',
    BigDecimal: 'string',
    Address: { input: '../../domain/identifiers.ts#Address', output: '../../domain/identifiers.ts#Hex' },
    Bytes: '../../domain/identifiers.ts#Hex',
    DateTime: { input: 'string', output: 'bigint | Date' },
  },
}

const document = parse(await readSchemaSource())
const schema = buildASTSchema(document)
const types = await codegen({
  filename: 'resolver-types.ts',
  documents: [],
  schema: document,
  schemaAst: schema,
  config,
  plugins: [{ typescript: {} }, { resolvers: {} }],
  pluginMap: { typescript, resolvers },
})
const introspection = preprocessIntrospection(
  minifyIntrospection(introspectionFromSchema(lexicographicSortSchema(schema), { descriptions: false })),
)
const outputs = [
  { name: 'generated/schema.graphql', text: `# ${banner}\n${printSchema(lexicographicSortSchema(schema))}\n` },
  { name: 'generated/resolver-types.ts', text: `// ${banner}\n${types.trim()}\n` },
  {
    name: 'client/generated/introspection.d.ts',
    text: `// ${banner}\nexport type introspection = ${introspection.trim()}\n`,
  },
]

const stale: string[] = []
for (const made of ['generated/', 'client/generated/']) await mkdir(new URL(made, folder), { recursive: true })
for (const { name, text } of outputs) {
  const file = new URL(name, folder)
  const present = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (present === text) continue
  stale.push(`api/${name}`)
  if (!process.argv.includes('--check')) await writeFile(file, text)
}
if (process.argv.includes('--check') && stale.length > 0) {
  process.stderr.write(`Not what schemas/graphql says: ${stale.join(', ')}. Run node --import tsx api/codegen.ts.\n`)
  process.exitCode = 1
}
