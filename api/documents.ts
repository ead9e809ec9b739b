import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type GraphQLSchema, parse, validate } from 'graphql'
import { z } from 'zod'
import { DocumentsInvalidError } from './errors.ts'

/** Documents that requests may name by their SHA-256, hex. */
export type Documents = ReadonlyMap<string, string>

const hashForm = /^(?:sha256:)?([0-9a-f]{64})$/
const fileForm = z.record(z.string().regex(hashForm, 'is no SHA-256'), z.string())

/** The hash in a document's id, `sha256:…` or plain hex; `undefined` for any other text. */
export const hashInDocumentId = (id: string): string | undefined => hashForm.exec(id.toLowerCase())?.[1]

/**
 * Reads documents from a JSON file.
 *
 * @throws {@link DocumentsInvalidError} when it cannot be read, a hash is not that of its document, or a document does not
 * fit the schema.
 */
export async function readDocuments(file: string, schema: GraphQLSchema): Promise<Documents> {
  const refuse = (problem: string): never => {
    throw new DocumentsInvalidError({ file, problem })
  }
  const text = await readFile(file, 'utf8').catch(() => refuse('it cannot be read'))
  const entries = Object.entries(parseFile(text) ?? refuse('it is no JSON object of hashes and documents'))
  return new Map(
    entries.map(([id, document]) => {
      const hash = hashInDocumentId(id) ?? refuse(`${id.slice(0, 80)} is no SHA-256`)
      if (createHash('sha256').update(document).digest('hex') !== hash) refuse(`${id} is not the hash of its document`)
      const problem = problemOf(document, schema)
      if (problem !== undefined) refuse(`${id}: ${problem}`)
      return [hash, document]
    }),
  )
}

function parseFile(text: string): Readonly<Record<string, string>> | undefined {
  try {
    return fileForm.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function problemOf(document: string, schema: GraphQLSchema): string | undefined {
  try {
    return validate(schema, parse(document))[0]?.message
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
