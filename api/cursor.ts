import type { KeyType } from '../database/api/list-reader.ts'
import { BadCursorError } from './errors.ts'

/** The list and the order that a cursor belongs to. */
export interface CursorScope {
  readonly list: string
  readonly order: string
  readonly keyTypes: readonly (KeyType | 'symbol')[]
}

const forms: Readonly<Record<KeyType | 'symbol', (text: string) => boolean>> = {
  integer: (text) => /^\d{1,10}$/.test(text) && Number(text) <= 0x7fff_ffff,
  numeric: (text) => /^-?\d{1,78}$/.test(text),
  address: (text) => /^0x[0-9a-f]{40}$/.test(text),
  bytes: (text) => /^0x(?:[0-9a-f]{2}){1,32}$/.test(text),
  symbol: (text) => text.length <= 200,
}

/** Opaque cursor: base64url of list, order and the row's keys. Equal rows give equal cursors. */
export function encodeCursor({ list, order }: CursorScope, key: readonly string[]): string {
  return Buffer.from(JSON.stringify([list, order, ...key])).toString('base64url')
}

/**
 * The keys in a cursor.
 *
 * @throws {@link BadCursorError} for anything that {@link encodeCursor} did not make for this list and order.
 */
export function decodeCursor({ list, order, keyTypes }: CursorScope, cursor: string): readonly string[] {
  const fields = cursorFields(cursor)
  if (fields === undefined) throw new BadCursorError({ problem: 'it is malformed' })
  const [cursorList, cursorOrder, ...key] = fields
  if (cursorList !== list) throw new BadCursorError({ problem: 'it belongs to another list' })
  if (cursorOrder !== order) throw new BadCursorError({ problem: 'it belongs to another order of this list' })
  const fits =
    key.length === keyTypes.length &&
    key.every((text, at) => {
      const type = keyTypes[at]
      return type !== undefined && forms[type](text)
    })
  if (!fits) throw new BadCursorError({ problem: 'it is malformed' })
  return key
}

function cursorFields(cursor: string): readonly string[] | undefined {
  if (cursor.length > 1_000 || !/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    return Array.isArray(parsed) && parsed.every((field): field is string => typeof field === 'string')
      ? parsed
      : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
