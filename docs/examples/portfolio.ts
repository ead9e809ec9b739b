/*
 * What one owner has over all chains, as JSON: collateral, receipts, and what is under way.
 *
 *   node --import tsx docs/examples/portfolio.ts <url of the API> <account>
 */
import { createClient, graphql } from 'bulkhead/client'

const [url = '', account = ''] = process.argv.slice(2)
const client = createClient({ url })

const portfolio = graphql(`
  query Portfolio($account: Address!) {
    account(address: $account) {
      positions(first: 200) {
        nodes { home { name } host { name } asset { symbol } totalLocked { value } totalReleased { value } }
      }
      receiptHoldings(first: 200) {
        nodes { receipt { id symbol } balance { value usd } }
      }
    }
  }
`)

const messages = graphql(`
  query UnderWay($account: Address!, $open: [MessageState!], $after: String) {
    account(address: $account) {
      messages(first: 100, after: $after, where: { state_in: $open }) {
        nodes { guid kind state waitingFor amount { value } asset { symbol } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`)

const owner = { account: account as `0x${string}` }
const open = ['SENT', 'FINAL', 'ATTESTED', 'VERIFIABLE', 'VERIFIED', 'DEFERRED', 'REFUNDING'] as const
const { positions, receiptHoldings } = (await client.query(portfolio, owner)).account
const underWay = []
for await (const message of client.entries(
  messages,
  { ...owner, open: [...open] },
  (answer) => answer.account.messages,
)) {
  underWay.push(message)
}
console.log(JSON.stringify({ positions: positions.nodes, receipts: receiptHoldings.nodes, underWay }, null, 2))
