import { encodeFunctionData, pad, parseEventLogs } from 'viem'
import { beginSequence } from '../../../devnet/anvil/contract-sequence.ts'
import { type SequenceStep, sendSequence } from '../../../devnet/anvil/send-sequence.ts'
import { type Address, zeroAddress } from '../../../domain/identifiers.ts'
import { accounts } from './accounts.ts'
import { type BatchedCall, batchStep } from './batch-caller.ts'
import type { BenchChain, BenchChains } from './bench-chains.ts'
import { assertDelivered, type Contender, type DeliveryWay, type Direction, gasOf } from './contender.ts'
import { hyperlaneArtifact, tokenRouterAbi } from './hyperlane-artifacts.ts'
import { deployHyperlaneCore, type HyperlaneCore } from './hyperlane-core.ts'
import { type HyperlaneMessage, messageIn, signedCheckpoint } from './hyperlane-message.ts'
import { amounts, approveAll, receivers } from './transfer-terms.ts'

/** Gas units that the router buys for its handler on the other chain. */
const destinationGas = 64_000n
const transactionGas = 1_000_000n
/**
 * Messages that are sent before anything is measured warm. A Merkle tree writes a fresh slot whenever it doubles; from
 * here on it does not before the bench is over.
 */
const messagesBefore = 512

interface End {
  readonly bench: BenchChain
  readonly core: HyperlaneCore
  readonly router: Address
}

interface Ends {
  readonly home: End
  readonly host: End
}

/** Deploys a warp route: collateral at home, synthetic on the host. Both ends name their ISM, the cheapest way. */
export async function deployHyperlane(
  { home, host }: BenchChains,
  token: Address,
): Promise<Contender<HyperlaneMessage>> {
  const cores = { home: await deployHyperlaneCore(home, host), host: await deployHyperlaneCore(host, home) }
  const ends: Ends = {
    home: { bench: home, core: cores.home, router: await deployCollateral(home, cores.home, token) },
    host: { bench: host, core: cores.host, router: await deploySynthetic(host, cores.host) },
  }
  await connect(ends.home, ends.host)
  await connect(ends.host, ends.home)
  await approveAll(home, token, ends.home.router)
  const send = (direction: Direction, to: readonly Address[]) => transfer(route(ends, direction), direction, to)
  return {
    name: 'Hyperlane, 1 of 1',
    send,
    age: async () => {
      const to = Array.from({ length: messagesBefore }, (_, i) => receivers[i % receivers.length] ?? zeroAddress)
      await send('out', to)
      await send('back', to)
    },
    ways: [
      way(ends, 'process', true, ({ calls }) =>
        calls.map((call) => ({ name: 'process', ...call, gas: transactionGas })),
      ),
      way(ends, 'batched', false, ({ destination, calls }) => [batchStep(destination.bench, calls)]),
    ],
  }
}

const route = ({ home, host }: Ends, direction: Direction) =>
  direction === 'out' ? { source: home, destination: host } : { source: host, destination: home }

async function transfer(
  { source, destination }: ReturnType<typeof route>,
  direction: Direction,
  to: readonly Address[],
) {
  const { bench, core, router } = source
  const amount = amounts[direction]
  const domain = destination.bench.chainId
  const args = (receiver: Address) => [domain, pad(receiver), amount] as const
  const [fee] = await bench.client.readContract({
    address: router,
    abi: tokenRouterAbi,
    functionName: 'quoteTransferRemote',
    // The fee does not depend on who receives.
    args: args(zeroAddress),
  })
  const receipts = await sendSequence({
    chain: bench,
    account: accounts.user,
    steps: to.map((receiver) => ({
      name: 'transferRemote',
      to: router,
      data: encodeFunctionData({ abi: tokenRouterAbi, functionName: 'transferRemote', args: args(receiver) }),
      valueWei: fee?.amount ?? 0n,
      gas: transactionGas,
    })),
  })
  return receipts.map((receipt) => ({ message: messageIn(receipt, bench, core), gas: Number(receipt.gasUsed) }))
}

/** The validator's signature travels with the message, so verification is part of delivery. */
function way(
  ends: Ends,
  name: string,
  standard: boolean,
  steps: (what: { readonly destination: End; readonly calls: readonly BatchedCall[] }) => readonly SequenceStep[],
): DeliveryWay<HyperlaneMessage> {
  return {
    name,
    standard,
    async deliver(direction, messages) {
      const { destination } = route(ends, direction)
      const calls = await Promise.all(messages.map((message) => processCall(destination, message)))
      const { bench: chain } = destination
      const receipts = await sendSequence({ chain, account: accounts.submitter, steps: steps({ destination, calls }) })
      const { abi } = hyperlaneArtifact('Mailbox')
      const processed = receipts.flatMap(({ logs }) => parseEventLogs({ abi, eventName: 'ProcessId', logs }))
      assertDelivered(`Hyperlane, ${name},`, processed.length, messages.length)
      return { delivery: gasOf(receipts), verification: 0 }
    },
  }
}

async function processCall({ core }: End, message: HyperlaneMessage): Promise<BatchedCall> {
  const { abi } = hyperlaneArtifact('Mailbox')
  const args = [await signedCheckpoint(message), message.body] as const
  return { to: core.mailbox, data: encodeFunctionData({ abi, functionName: 'process', args }) }
}

async function deployCollateral(bench: BenchChain, { mailbox, ism }: HyperlaneCore, token: Address): Promise<Address> {
  const code = hyperlaneArtifact('HypERC20Collateral')
  const sequence = await beginSequence({ chain: bench, account: accounts.owner })
  const router = sequence.deploy({ ...code, args: [token, 1n, 1n, mailbox] })
  const args = [zeroAddress, ism, accounts.owner.address]
  sequence.call({ address: router, abi: code.abi, functionName: 'initialize', args })
  await sequence.send()
  return router
}

async function deploySynthetic(bench: BenchChain, { mailbox, ism }: HyperlaneCore): Promise<Address> {
  const code = hyperlaneArtifact('HypERC20')
  const sequence = await beginSequence({ chain: bench, account: accounts.owner })
  const router = sequence.deploy({ ...code, args: [18, 1n, 1n, mailbox] })
  const args = [0n, 'Synthetic Token', 'SYN', zeroAddress, ism, accounts.owner.address]
  sequence.call({ address: router, abi: code.abi, functionName: 'initialize', args })
  await sequence.send()
  return router
}

async function connect({ bench, router }: End, remote: End): Promise<void> {
  const sequence = await beginSequence({ chain: bench, account: accounts.owner })
  const call = { address: router, abi: tokenRouterAbi }
  const domain = remote.bench.chainId
  sequence.call({ ...call, functionName: 'enrollRemoteRouter', args: [domain, pad(remote.router)] })
  sequence.call({ ...call, functionName: 'setDestinationGas', args: [domain, destinationGas] })
  await sequence.send()
}
