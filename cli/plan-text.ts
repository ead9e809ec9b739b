import type { CarriedOut } from '../contracts/deploy/carry-out.ts'
import type { Difference } from '../contracts/deploy/differences.ts'
import type { InFlight } from '../contracts/deploy/in-flight.ts'
import { configInWords } from '../contracts/deploy/library-config.ts'
import type { Outlook, PlannedTransaction } from '../contracts/deploy/outlook.ts'
import type { ContractCall } from '../contracts/deploy/step.ts'
import { assertNever } from '../domain/errors.ts'

/** What `plan --json` prints. Numbers of the contracts are decimal text. */
export const outlookAsJson = ({ chains, inFlight }: Outlook) => ({
  nothingToDo: chains.every(({ transactions }) => transactions.length === 0),
  chains: chains.map(({ chain, contracts, differences, transactions }) => ({
    ...{ chain: chain.name, chainId: chain.chainId, contracts, differences },
    transactions: transactions.map(transactionAsJson),
  })),
  inFlight: inFlight.map(({ lane, from, to, sent, verified, executed, changes, strands }) => ({
    ...{ lane, from: from.name, to: to.name, changes, strands },
    ...{ sent: String(sent), verified: String(verified), executed: String(executed) },
  })),
})

/** What `apply --json` prints. */
export const carriedOutAsJson = ({ sent, outlook }: CarriedOut) => ({
  sent: sent.map(({ chainId, name }) => ({ chainId, name })),
  ...outlookAsJson(outlook),
})

const transactionAsJson = ({ name, to, data, sender, due, calls }: PlannedTransaction) => ({
  ...{ name, to, data, sender },
  due: due.kind === 'at' ? { kind: due.kind, time: String(due.time) } : due,
  calls: calls.map((item) => ({ name: item.name, contract: item.call.address, call: callInWords(item.call) })),
})

/** An outlook for people. */
export function outlookInWords({ chains, inFlight }: Outlook): string {
  const lines = chains.flatMap(({ chain, contracts, differences, transactions }) => [
    `${chain.name} (${chain.chainId}): ${contracts.filter(({ isDeployed }) => isDeployed).length} of ${contracts.length} contracts deployed, ${
      transactions.length === 0 ? 'nothing to do' : `${transactions.length} transactions to send`
    }`,
    ...contracts.map(({ name, address, isDeployed }) => `  ${isDeployed ? '✓' : '✗'} ${name.padEnd(11)} ${address}`),
    ...differences.flatMap(differenceInWords),
    ...transactions.flatMap(transactionInWords),
  ])
  return [...lines, ...inFlight.map(inFlightInWords), ''].join('\n')
}

/** A difference in three lines. */
export const differenceInWords = ({ setting, planned, found }: Difference): readonly string[] => [
  `  ≠ ${setting}`,
  `      planned ${planned}`,
  `      found   ${found}`,
]

function transactionInWords({ name, to, data, sender, due, calls }: PlannedTransaction, index: number) {
  const size = (data.length - 2) / 2
  return [
    `  ${index + 1}. ${name}`,
    `      ${senderInWords(sender)} to ${to}, ${size} bytes, ${dueInWords(due)}`,
    ...calls.map((item) => `      ${item.call.address} ${callInWords(item.call)}`),
  ]
}

const senderInWords = (sender: PlannedTransaction['sender']): string =>
  sender.kind === 'anybody' ? 'anybody' : `${sender.kind} ${sender.accounts.join(' or ')}`

function dueInWords(due: PlannedTransaction['due']): string {
  switch (due.kind) {
    case 'now':
      return 'now'
    case 'at':
      return `from ${new Date(Number(due.time) * 1_000).toISOString()} on`
    case 'after-proposal':
      return 'when the delay after scheduling is over'
    default:
      return assertNever(due)
  }
}

function inFlightInWords({ from, to, sent, verified, executed, changes, strands }: InFlight): string {
  const count = `${sent - executed} of ${sent} messages ${from.name} → ${to.name} are under way, ${verified} verified`
  return `${strands ? 'WOULD STRAND' : 'in flight'}: ${count}; ${changes.join(', ')} would change`
}

/** A call as Solidity writes it, a library's configuration in words. */
function callInWords({ functionName, args }: ContractCall): string {
  return `${functionName}(${args.map(valueInWords).join(', ')})`
}

function valueInWords(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueInWords).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value)
  const type = Reflect.get(value, 'configType')
  return `{${fields
    .map(([name, field]) => {
      const isConfig = name === 'config' && typeof type === 'number' && typeof field === 'string'
      return `${name}: ${isConfig ? `(${configInWords(type, `0x${field.slice(2)}`)})` : valueInWords(field)}`
    })
    .join(', ')}}`
}
