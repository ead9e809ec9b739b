import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseAbi } from 'viem'
import type { Hex } from '../../../domain/identifiers.ts'

/** Creation bytecode of Hyperlane's contracts, as published, and the part of their ABIs that the bench uses. */
const contracts = {
  Mailbox: {
    file: 'Mailbox',
    abi: parseAbi([
      'constructor(uint32 localDomain)',
      'function initialize(address owner, address defaultIsm, address defaultHook, address requiredHook)',
      'function process(bytes metadata, bytes message) payable',
      'event Dispatch(address indexed sender, uint32 indexed destination, bytes32 indexed recipient, bytes message)',
      'event ProcessId(bytes32 indexed messageId)',
    ]),
  },
  MerkleTreeHook: {
    file: 'hooks/MerkleTreeHook',
    abi: parseAbi([
      'constructor(address mailbox)',
      'function latestCheckpoint() view returns (bytes32 root, uint32 index)',
      'event InsertedIntoTree(bytes32 messageId, uint32 index)',
    ]),
  },
  InterchainGasPaymaster: {
    file: 'hooks/igp/InterchainGasPaymaster',
    abi: parseAbi([
      'struct DomainGasConfig { address gasOracle; uint96 gasOverhead; }',
      'struct GasParam { uint32 remoteDomain; DomainGasConfig config; }',
      'function initialize(address owner, address beneficiary)',
      'function setDestinationGasConfigs(GasParam[] configs)',
    ]),
  },
  StorageGasOracle: {
    file: 'hooks/igp/StorageGasOracle',
    abi: parseAbi([
      'struct RemoteGasDataConfig { uint32 remoteDomain; uint128 tokenExchangeRate; uint128 gasPrice; }',
      'function setRemoteGasDataConfigs(RemoteGasDataConfig[] configs)',
    ]),
  },
  StaticMessageIdMultisigIsmFactory: {
    file: 'isms/multisig/StaticMultisigIsm.sol/StaticMessageIdMultisigIsmFactory',
    abi: parseAbi([
      'function deploy(address[] validators, uint8 threshold) returns (address)',
      'function getAddress(address[] validators, uint8 threshold) view returns (address)',
    ]),
  },
  HypERC20Collateral: {
    file: 'token/HypERC20Collateral',
    abi: parseAbi([
      'constructor(address token, uint256 scaleNumerator, uint256 scaleDenominator, address mailbox)',
      'function initialize(address hook, address ism, address owner)',
    ]),
  },
  HypERC20: {
    file: 'token/HypERC20',
    abi: parseAbi([
      'constructor(uint8 decimals, uint256 scaleNumerator, uint256 scaleDenominator, address mailbox)',
      'function initialize(uint256 totalSupply, string name, string symbol, address hook, address ism, address owner)',
    ]),
  },
} as const

/** What both ends of a warp route understand. */
export const tokenRouterAbi = parseAbi([
  'struct Quote { address token; uint256 amount; }',
  'function enrollRemoteRouter(uint32 domain, bytes32 router)',
  'function setDestinationGas(uint32 domain, uint256 gas)',
  'function quoteTransferRemote(uint32 destination, bytes32 recipient, uint256 amount) view returns (Quote[])',
  'function transferRemote(uint32 destination, bytes32 recipient, uint256 amount) payable',
])

/**
 * One contract of `@hyperlane-xyz/core`. The bytecode is read out of the published factory's text: importing it would
 * need another Ethereum library.
 */
export function hyperlaneArtifact<Name extends keyof typeof contracts>(name: Name) {
  const { file, abi } = contracts[name]
  const published = createRequire(import.meta.url).resolve('@hyperlane-xyz/core/buildArtifact.json')
  const factory = join(dirname(published), 'typechain/factories/contracts', `${file}__factory.js`)
  const bytecode = /_bytecode = "0x([0-9a-f]+)"/.exec(readFileSync(factory, 'utf8'))?.[1]
  if (bytecode === undefined) throw new TypeError(`${factory} holds no bytecode`)
  const code: Hex = `0x${bytecode}`
  return { name, abi, bytecode: code }
}
