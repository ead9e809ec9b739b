/*
 * node --import tsx test/bench/api/subscribers.ts <url> <subscribers> <changes> <file>: opens so many subscriptions, prints `ready`
 * once each has had its first event, sends the headers in HEADERS, and writes when each of them was told of each message once all were, or after a minute.
 */
import { writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'

/** Milliseconds since 1970 at which subscribers were told of a message, by its guid. */
export type Receipts = Readonly<Record<string, readonly number[]>>

const [url = '', subscribers = '', changes = '', file = ''] = process.argv.slice(2)
const waitMs = 60_000
const others: Readonly<Record<string, string>> = JSON.parse(process.env['HEADERS'] ?? '{}')
/** Distinct questions among the subscribers; every change matches all of them. */
const questions = 10

const query = `subscription ($where: MessageWhere) {
  messageChanged(where: $where) {
    retracted { chain { id } afterBlock }
    messages { guid state waitingFor amount { value usd } lane { source { name } destination { name } } steps { name reached at } }
  }
}`

const receipts: Record<string, number[]> = {}
let begun = 0
let received = 0
const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY })

function subscribe(nth: number): void {
  const body = JSON.stringify({ query, variables: { where: { amount_gte: String(nth % questions) } } })
  const headers = { ...others, accept: 'text/event-stream', 'content-type': 'application/json' }
  const sent = request(url, { method: 'POST', agent, headers }, (response) => {
    if (response.statusCode !== 200) throw new Error(`Answered ${response.statusCode}`)
    let rest = ''
    let isFirst = true
    response.setEncoding('utf8')
    response.on('data', (text: string) => {
      const now = Date.now()
      const frames = `${rest}${text}`.split('\n\n')
      rest = frames.pop() ?? ''
      for (const frame of frames) {
        if (!frame.includes('\ndata: ')) continue
        if (isFirst) {
          isFirst = false
          begun += 1
          if (begun === Number(subscribers)) process.stdout.write('ready\n')
        }
        for (const [, guid = ''] of frame.matchAll(/"guid":"(0x[0-9a-f]{64})"/g)) {
          receipts[guid] ??= []
          receipts[guid].push(now)
          received += 1
        }
      }
      if (received >= Number(subscribers) * Number(changes)) finish()
    })
    response.once('end', () => {
      throw new Error('A stream ended')
    })
  })
  sent.end(body)
}

function finish(): never {
  writeFileSync(file, JSON.stringify(receipts satisfies Receipts))
  process.exit(0)
}

for (let nth = 0; nth < Number(subscribers); nth += 1) subscribe(nth)
setTimeout(finish, waitMs)
