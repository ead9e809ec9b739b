import { setFlagsFromString } from 'node:v8'

/** MiB of each half of the heap's nursery. An answer is thousands of small objects, all dead once it is sent. */
const nurseryMiB = 64

/**
 * Settles what must be settled before the API is loaded: graphql checks every object for a second copy of itself unless it
 * is told that this is production, and the nursery's default of 16 MiB has half-made answers moved to the old generation.
 */
export function runAsServer(): void {
  process.env['NODE_ENV'] ??= 'production'
  setFlagsFromString(`--max-semi-space-size=${nurseryMiB}`)
}
