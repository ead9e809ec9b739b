import { z } from 'zod'
import { address } from '../domain/identifiers.ts'

/** An address in a file that somebody wrote; comes out lower-case. */
export const addressText = z.string().transform((value, context) => {
  try {
    return address(value)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'not an address' })
    return z.NEVER
  }
})
