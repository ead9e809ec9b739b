import { beginSequence, type ContractSequence } from '../../../devnet/anvil/contract-sequence.ts'
import { type Address, address } from '../../../domain/identifiers.ts'
import { accounts } from './accounts.ts'
import type { BenchChain } from './bench-chains.ts'
import { hyperlaneArtifact } from './hyperlane-artifacts.ts'

/** Hyperlane on one chain. */
export interface HyperlaneCore {
  readonly mailbox: Address
  readonly merkleTreeHook: Address
  /** A static multisig over message ids: one validator, of whom one must sign. */
  readonly ism: Address
}

/** Where a message's execution costs what, as a gas oracle has it: one coin is worth as much everywhere, 1 gwei a gas. */
const gasPrice = { tokenExchangeRate: 10n ** 10n, gasPrice: 10n ** 9n } as const
/** Gas units that every delivery takes besides the recipient's. */
const gasOverhead = 75_000n

/**
 * Deploys Hyperlane with the two hooks that every warp route's message needs, each once: the mailbox's required hook is
 * the MerkleTreeHook, its default hook the InterchainGasPaymaster with a StorageGasOracle. What public deployments put
 * around them (proxies, a routing and an aggregation hook, a pausable one, a protocol fee) is left out: it only adds.
 */
export async function deployHyperlaneCore(bench: BenchChain, remote: BenchChain): Promise<HyperlaneCore> {
  const owner = accounts.owner.address
  const sequence = await beginSequence({ chain: bench, account: accounts.owner })
  const factoryCode = hyperlaneArtifact('StaticMessageIdMultisigIsmFactory')
  const factory = sequence.deploy(factoryCode)
  const validators = [[accounts.hyperlaneValidator.address], 1] as const
  sequence.call({ address: factory, abi: factoryCode.abi, functionName: 'deploy', args: validators })
  const gasPaymaster = addGasPaymaster(sequence, remote)
  const mailboxCode = hyperlaneArtifact('Mailbox')
  const mailbox = sequence.deploy({ ...mailboxCode, args: [bench.chainId] })
  const merkleTreeHook = sequence.deploy({ ...hyperlaneArtifact('MerkleTreeHook'), args: [mailbox] })
  await sequence.send()

  const ism = address(
    await bench.client.readContract({
      address: factory,
      abi: factoryCode.abi,
      functionName: 'getAddress',
      args: validators,
    }),
  )
  const initialization = await beginSequence({ chain: bench, account: accounts.owner })
  initialization.call({
    address: mailbox,
    abi: mailboxCode.abi,
    functionName: 'initialize',
    args: [owner, ism, gasPaymaster, merkleTreeHook],
  })
  await initialization.send()
  return { mailbox, merkleTreeHook, ism }
}

function addGasPaymaster(sequence: ContractSequence, remote: BenchChain): Address {
  const owner = accounts.owner.address
  const oracleCode = hyperlaneArtifact('StorageGasOracle')
  const oracle = sequence.deploy(oracleCode)
  const prices = [{ remoteDomain: remote.chainId, ...gasPrice }]
  sequence.call({ address: oracle, abi: oracleCode.abi, functionName: 'setRemoteGasDataConfigs', args: [prices] })

  const code = hyperlaneArtifact('InterchainGasPaymaster')
  const paymaster = sequence.deploy(code)
  const call = { address: paymaster, abi: code.abi }
  sequence.call({ ...call, functionName: 'initialize', args: [owner, owner] })
  const configs = [{ remoteDomain: remote.chainId, config: { gasOracle: oracle, gasOverhead } }]
  sequence.call({ ...call, functionName: 'setDestinationGasConfigs', args: [configs] })
  return paymaster
}
