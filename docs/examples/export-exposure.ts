/*
 * Exposure by chain, counterpart and asset as CSV, of now or of a moment in the past, with the block of each row.
 *
 *   node --import tsx docs/examples/export-exposure.ts <url of the API> [2026-01-31T12:00:00Z] > exposure.csv
 */
import { createClient, graphql } from 'bulkhead/client'

const [url = '', timestamp] = process.argv.slice(2)

const exposure = graphql(`
  query Exposure($asOf: AsOf) {
    exposure(asOf: $asOf) {
      chain { name }
      role
      counterpart { name }
      asset { id symbol }
      amount { value usd }
      capacity { value }
      held { value }
      inFlight { value }
      state
      asOfBlock
    }
  }
`)

const asOf = timestamp === undefined ? null : { timestamp }
for await (const page of createClient({ url }).csv(exposure, { asOf })) process.stdout.write(page)
