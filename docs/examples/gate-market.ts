/*
 * Whether a lending market should give new debt against a receipt, and how much against so many of them. A contract that
 * lends asks `isEligible` itself, in the same transaction: this is for its front end, or for a lender who decides by hand.
 *
 *   node --import tsx docs/examples/gate-market.ts <url of the API> <chain id>:<receipt> <feed of the market> <receipts>
 *
 * Exit status 0: yes. 4: no, for the reasons that are printed.
 */
import { createClient, graphql } from 'bulkhead/client'

const [url = '', receipt = '', feed = '', receipts = '0'] = process.argv.slice(2)
/** Part of the value that may be borrowed. */
const loanToValuePercent = 80n

const eligibility = graphql(`
  query Gate($receipt: ID!, $feed: Address!) {
    eligibility(receipt: $receipt, feed: $feed) {
      eligible
      reasons
      state
      backing
      room { value }
      receipt { symbol decimals }
      feed { strict haircut answer ageSeconds refusal }
      cut { blocks { chain { name } number } }
    }
  }
`)

const decimals = 18
/** Exact: a decimal text as a whole number of 10^-18. */
const scaled = (text: string): bigint => {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
}

const client = createClient({ url })
const answer = await client.query(eligibility, { receipt, feed: feed as `0x${string}` })
const found = answer.eligibility
const price = found?.feed?.answer
const reasons = [
  ...(found === null ? ['there is no such receipt'] : found.reasons.map((reason) => `not eligible: ${reason}`)),
  ...(found?.feed?.refusal ? [`the feed refuses: ${found.feed.refusal}`] : []),
]
const value = (scaled(receipts) * scaled(price ?? '0')) / 10n ** BigInt(decimals)
const mostDebt = reasons.length > 0 ? 0n : (value * loanToValuePercent) / 100n

console.log(
  JSON.stringify({ lend: reasons.length === 0, reasons, mostDebt: String(mostDebt), eligibility: found }, null, 2),
)
process.exitCode = reasons.length === 0 ? 0 : 4
