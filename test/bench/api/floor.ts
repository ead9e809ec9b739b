/*
 * node --import tsx test/bench/api/floor.ts <file with templates>: answers POST with the rows of the same SQL that the API runs,
 * as PostgreSQL writes them, and does nothing else. DATABASE_URL says where. Prints its URL.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from '../../../database/connect.ts'

/** A statement of the API: its parameters, and which of them come from the request. */
export interface Template {
  readonly sql: string
  readonly parameters: readonly (string | null)[]
  readonly slots: readonly (readonly [parameter: number, value: number])[]
}

/** What the floor is asked. */
export interface FloorRequest {
  readonly template: string
  readonly values: readonly string[]
}

const [file = ''] = process.argv.slice(2)
const templates = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, readonly Template[]>>
// With the settings that the API reads with.
const sql = connect(process.env['DATABASE_URL'] ?? '', { reader: {} })

async function answer({ template, values }: FloorRequest): Promise<string> {
  const texts = await Promise.all(
    (templates[template] ?? []).map(async ({ sql: text, parameters, slots }) => {
      const filled = [...parameters]
      for (const [parameter, value] of slots) filled[parameter] = values[value] ?? null
      const [row] = await sql.unsafe<{ rows: string }[]>(
        `select coalesce(json_agg(q)::text, '[]') as rows from (${text}) q`,
        filled,
        { prepare: true, ...{ simple: false } },
      )
      return row?.rows ?? '[]'
    }),
  )
  return `[${texts.join(',')}]`
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    answer(JSON.parse(Buffer.concat(chunks).toString('utf8'))).then(
      (text) => response.writeHead(200, { 'content-type': 'application/json' }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}\n`)
})
