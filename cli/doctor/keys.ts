import type { ChainDeployment } from '../../chains/deployment.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { relayWorkerAbi } from '../../contracts/abi/RelayWorker.ts'
import { roleNumbers } from '../../contracts/deploy/plan.ts'
import type { Address } from '../../domain/identifiers.ts'
import type { QuorumReader } from '../../relayer/evm/quorum.ts'
import { type ContractRead, readContracts } from '../../relayer/evm/read-contracts.ts'
import { faultsInWords } from '../../relayer/guard/conditions.ts'
import type { Reading } from '../../relayer/ports.ts'

/** Whose key it is. */
export type KeyRole = 'relayer' | 'guard' | 'attestor'

/** A key that doctor was given, by its address alone. */
export interface RoleKey {
  readonly role: KeyRole
  readonly address: Address
}

/** One role's key on one chain. Wei of the chain's native token. */
export interface KeyFinding {
  readonly role: KeyRole
  readonly address: Address
  readonly balance: bigint | undefined
  /** Below this it should be topped up; zero for a key that sends nothing. */
  readonly leastBalance: bigint
  readonly problems: readonly string[]
}

/** What a key's balance should last for: so many transactions of so much gas at today's price. */
const leastTransactions = 100n
/** Gas of one tightening, roughly; what a delivery takes is the deployment's. */
const guardGas = 150_000n

/**
 * Whether each key has its role on a chain, and enough of the native token there, by quorum.
 *
 * @param options.at - The block to read at; `undefined` when no quorum agrees on one.
 */
export async function examineKeys({
  keys,
  deployed,
  quorum,
  at,
}: {
  readonly keys: readonly RoleKey[]
  readonly deployed: ChainDeployment
  readonly quorum: QuorumReader
  readonly at: { readonly number: bigint } | undefined
}): Promise<readonly KeyFinding[]> {
  if (at === undefined) {
    return keys.map((key) => ({ ...key, balance: undefined, leastBalance: 0n, problems: ['not read: no quorum'] }))
  }
  const gasPrice = await highestGasPrice(quorum)
  return Promise.all(
    keys.map(async ({ role, address }): Promise<KeyFinding> => {
      const [balance, roles] = await Promise.all([
        quorum.read((client) => client.getBalance({ address, blockNumber: at.number }), String),
        readRole({ role, address }, deployed, quorum),
      ])
      const leastBalance = gasOf(role, deployed) * gasPrice * leastTransactions
      const isPoor = balance.kind === 'agreed' && balance.value < leastBalance
      return {
        ...{ role, address, leastBalance },
        balance: balance.kind === 'agreed' ? balance.value : undefined,
        problems: [
          ...(balance.kind === 'agreed' ? [] : [`balance not read: ${faultsInWords(balance.faults)}`]),
          ...(isPoor ? [`balance is below ${leastTransactions} transactions at today's gas price`] : []),
          ...roles,
        ],
      }
    }),
  )
}

/** The highest that any provider says; a liar can only make the warning come early. */
async function highestGasPrice(quorum: QuorumReader): Promise<bigint> {
  const answers = await quorum.survey((client) => client.getGasPrice())
  return answers.reduce((highest, answer) => {
    return answer.kind === 'answered' && answer.value > highest ? answer.value : highest
  }, 0n)
}

const gasOf = (role: KeyRole, { deliveryGas }: ChainDeployment): bigint =>
  ({ relayer: BigInt(deliveryGas), guard: guardGas, attestor: 0n })[role]

/** What a key lacks on chain for its role. Anybody may relay. */
async function readRole(
  { role, address }: RoleKey,
  { vault, buckets, relayWorker }: ChainDeployment,
  quorum: QuorumReader,
): Promise<readonly string[]> {
  if (role === 'relayer') return []
  const subjects = { vault, buckets, relayWorker }
  const abis = { vault: collateralVaultAbi, buckets: receiptBucketsAbi, relayWorker: relayWorkerAbi }
  const names = ['vault', 'buckets', 'relayWorker'] as const
  const reads: readonly ContractRead[] =
    role === 'guard'
      ? names.map((name) => ({ abi: abis[name], address: subjects[name], functionName: 'roleOf', args: [address] }))
      : [{ abi: relayWorkerAbi, address: relayWorker, functionName: 'attestors', args: [] }]
  const answers: Reading<readonly unknown[]> = await quorum.read(
    (client) => readContracts(client, { reads }),
    (values) => values.map(String).join(),
  )
  if (answers.kind === 'disagreed') return [`role not read: ${faultsInWords(answers.faults)}`]
  if (role === 'guard') {
    return names.flatMap((name, index) => {
      return answers.value[index] === roleNumbers.guard ? [] : [`is not a guard of ${name}`]
    })
  }
  const [attestors] = answers.value
  const isOne = Array.isArray(attestors) && attestors.some((one) => String(one).toLowerCase() === address)
  return isOne ? [] : ['is not an attestor of the relay worker']
}
