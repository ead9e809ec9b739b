import { readFile } from 'node:fs/promises'
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { readSchemaSource } from '../../../api/schema-source.ts'

const schema = buildSchema(await readSchemaSource())

describe('schema', () => {
  test('default: every type, field, argument and value is described', () => {
    const bare: string[] = []
    const check = (name: string, described: { readonly description?: string | null | undefined }): void => {
      if (described.description === undefined || described.description === null || described.description === '')
        bare.push(name)
    }
    for (const type of Object.values(schema.getTypeMap())) {
      if (isIntrospectionType(type) || ['Int', 'Float', 'String', 'Boolean', 'ID'].includes(type.name)) continue
      check(type.name, type)
      if (isObjectType(type) || isInterfaceType(type)) {
        for (const field of Object.values(type.getFields())) {
          check(`${type.name}.${field.name}`, field)
          for (const argument of field.args) check(`${type.name}.${field.name}(${argument.name})`, argument)
        }
      } else if (isInputObjectType(type)) {
        for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field)
      } else if (isEnumType(type)) {
        for (const value of type.getValues()) check(`${type.name}.${value.name}`, value)
      }
    }
    expect(bare).toEqual([])
  })

  test('behavior: the committed schema.graphql is the one in schemas/graphql', async () => {
    const committed = await readFile(new URL('../../../api/generated/schema.graphql', import.meta.url), 'utf8')
    expect(committed).toContain(printSchema(lexicographicSortSchema(schema)))
  })
})
