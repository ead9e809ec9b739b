import { readdir, readFile } from 'node:fs/promises'

const folder = new URL('../schemas/graphql/', import.meta.url)

/** The SDL of all files in `schemas/graphql`, in the order of their names. */
export async function readSchemaSource(): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort()
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')))
  return texts.join('\n')
}
