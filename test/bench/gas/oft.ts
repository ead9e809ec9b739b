import { encodeFunctionData, type Hex, pad, parseAbi } from 'viem'
import { beginSequence } from '../../../devnet/anvil/contract-sequence.ts'
import { sendSequence } from '../../../devnet/anvil/send-sequence.ts'
import { type Address, address } from '../../../domain/identifiers.ts'
import { accounts } from './accounts.ts'
import type { BenchChain, BenchChains } from './bench-chains.ts'
import type { Contender, Direction } from './contender.ts'
import type { BenchContract, BenchContracts } from './contracts.ts'
import { type BenchDvn, layerZeroDvns } from './dvn-verification.ts'
import { deliveryWays } from './oft-delivery.ts'
import { packetIn, type SentPacket } from './packets.ts'
import { amounts, approveAll } from './transfer-terms.ts'
import { configureApplication, requireDvns } from './uln-config.ts'

const oftAbi = parseAbi([
  'struct SendParam { uint32 dstEid; bytes32 to; uint256 amountLD; uint256 minAmountLD; bytes extraOptions; bytes composeMsg; bytes oftCmd; }',
  'struct MessagingFee { uint256 nativeFee; uint256 lzTokenFee; }',
  'struct EnforcedOption { uint32 eid; uint16 msgType; bytes options; }',
  'function setPeer(uint32 eid, bytes32 peer)',
  'function setEnforcedOptions(EnforcedOption[] options)',
  'function quoteSend(SendParam param, bool payInLzToken) view returns (MessagingFee)',
  'function send(SendParam param, MessagingFee fee, address refundAddress) payable',
])

/** LayerZero options of type 3 with one of the executor: lzReceive with 80,000 gas. */
const enforcedOptions: Hex = '0x00030100110100000000000000000000000000013880'
const sendMessageType = 1
const sendGas = 1_000_000n

/** LayerZero's OFT, deployed and ready to be used in either configuration. */
export interface OftDeployment {
  readonly contender: Contender<SentPacket>
  /** Makes the first of its two DVNs the only required one, both ways. */
  requireOneDvn(): Promise<Contender<SentPacket>>
}

interface End {
  readonly bench: BenchChain
  readonly oft: Address
}

/** Deploys an OFT: adapter at home, token on the host. It requires both of LayerZero's DVNs and has its Executor. */
export async function deployOft(
  { home, host }: BenchChains,
  token: Address,
  contracts: BenchContracts,
): Promise<OftDeployment> {
  const deploy = (bench: BenchChain, contract: BenchContract, args: readonly unknown[]) =>
    deployOne(bench, contract, [...args, bench.layerZero.endpoint, accounts.owner.address])
  const ends = {
    home: { bench: home, oft: await deploy(home, contracts.HomeOft, [token]) },
    host: { bench: host, oft: await deploy(host, contracts.HostOft, []) },
  }
  await connect(ends.home, ends.host)
  await connect(ends.host, ends.home)
  await approveAll(home, token, ends.home.oft)
  return {
    contender: contender(ends, 'two DVNs', layerZeroDvns),
    requireOneDvn: async () => {
      const one = (bench: BenchChain): readonly BenchDvn[] => layerZeroDvns(bench).slice(0, 1)
      for (const [{ bench, oft }, remote] of [
        [ends.home, host],
        [ends.host, home],
      ] as const) {
        await requireDvns(bench, { application: oft, remote, dvns: one(bench).map((dvn) => dvn.contract) })
      }
      return contender(ends, 'one DVN', one)
    },
  }
}

async function deployOne(bench: BenchChain, contract: BenchContract, args: readonly unknown[]): Promise<Address> {
  const sequence = await beginSequence({ chain: bench, account: accounts.owner })
  const deployed = sequence.deploy({ ...contract, args })
  await sequence.send()
  return deployed
}

async function connect({ bench, oft }: End, remote: End): Promise<void> {
  const { eid } = remote.bench.chain
  const sequence = await beginSequence({ chain: bench, account: accounts.owner })
  const call = { address: oft, abi: oftAbi }
  sequence.call({ ...call, functionName: 'setPeer', args: [eid, pad(remote.oft)] })
  const options = [{ eid, msgType: sendMessageType, options: enforcedOptions }]
  sequence.call({ ...call, functionName: 'setEnforcedOptions', args: [options] })
  await sequence.send()
  const dvns = layerZeroDvns(bench).map((dvn) => dvn.contract)
  await configureApplication(bench, { application: oft, remote: remote.bench, dvns })
}

function contender(
  { home, host }: { readonly home: End; readonly host: End },
  configuration: string,
  dvnsOn: (bench: BenchChain) => readonly BenchDvn[],
): Contender<SentPacket> {
  const name = `OFT, ${configuration}`
  const route = (direction: Direction) =>
    direction === 'out' ? { source: home, destination: host } : { source: host, destination: home }
  return {
    name,
    age: async () => undefined,
    async send(direction, receivers) {
      const { source, destination } = route(direction)
      const param = (receiver: Address) => ({
        dstEid: destination.bench.chain.eid,
        to: pad(receiver),
        amountLD: amounts[direction],
        minAmountLD: amounts[direction],
        extraOptions: '0x' as const,
        composeMsg: '0x' as const,
        oftCmd: '0x' as const,
      })
      const user = address(accounts.user.address)
      const fee = await source.bench.client.readContract({
        address: source.oft,
        abi: oftAbi,
        functionName: 'quoteSend',
        // The fee depends on the length alone.
        args: [param(user), false],
      })
      const receipts = await sendSequence({
        chain: source.bench,
        account: accounts.user,
        steps: receivers.map((receiver) => ({
          name: 'OFT.send',
          to: source.oft,
          data: encodeFunctionData({ abi: oftAbi, functionName: 'send', args: [param(receiver), fee, user] }),
          valueWei: fee.nativeFee,
          gas: sendGas,
        })),
      })
      return receipts.map(({ logs, gasUsed }) => ({ message: packetIn(logs), gas: Number(gasUsed) }))
    },
    ways: deliveryWays(name, (direction) => {
      const { source, destination } = route(direction)
      const confirmations = source.bench.chain.finality.depth
      return { destination: destination.bench, confirmations, dvns: dvnsOn(destination.bench) }
    }),
  }
}
