import { decodeErrorResult, encodeFunctionData, numberToHex, parseAbi, zeroHash } from 'viem'
import { timelockControllerAbi } from '../../contracts/abi/TimelockController.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { type Address, address } from '../../domain/identifiers.ts'
import { revertData } from '../../relayer/evm/revert-reason.ts'
import { type ContractWrite, type MinedTransaction, sendCall } from '../../relayer/evm/send.ts'
import { localSigner } from '../../relayer/evm/signer.ts'
import { passTime } from './pass-time.ts'
import type { StageChain } from './relay-stage.ts'

/** A timelock carries out at once what it should let wait. */
class NoDelayError extends Error {}

/**
 * Does what only the owner may: schedules the call at the timelock, makes sure that it is refused before its delay is over,
 * lets the delay pass and has it executed.
 *
 * @param owned - The contract whose owner, a timelock, makes the call; `write` may be to another one.
 * @throws NoDelayError, ContractRefusedError
 */
export async function throughTimelock(
  { client, deployed }: Pick<StageChain, 'client' | 'deployed'>,
  { owned, write }: { readonly owned: Address; readonly write: ContractWrite },
): Promise<MinedTransaction> {
  const signer = localSigner(testAccounts.owner.privateKey)
  const ownable = { address: owned, abi: parseAbi(['function owner() view returns (address)']) }
  const timelock = {
    address: address(await client.readContract({ ...ownable, functionName: 'owner' })),
    abi: timelockControllerAbi,
  } as const
  const delay = await client.readContract({ ...timelock, functionName: 'getMinDelay' })
  const data = encodeFunctionData({ abi: write.abi, functionName: write.functionName, args: [...write.args] })
  // Tells one operation of this account from the next.
  const salt = numberToHex(await client.getTransactionCount({ address: signer.address }), { size: 32 })
  const operation = [write.address, 0n, data, zeroHash, salt] as const

  const schedule = { ...timelock, functionName: 'schedule', args: [...operation, delay] }
  const { blockNumber } = await sendCall({ client, signer, write: schedule })
  const execute = { ...timelock, functionName: 'execute', args: operation } as const
  const early = await client
    .call({ account: signer.address, to: timelock.address, data: encodeFunctionData(execute), blockNumber })
    .then(() => 'executed', refusalOf)
  if (early !== 'TimelockUnexpectedOperationState') throw new NoDelayError(`${write.functionName}: ${early}`)
  await passTime(deployed.rpcUrl ?? '', Number(delay))
  return sendCall({ client, signer, write: execute })
}

function refusalOf(error: unknown): string {
  const data = revertData(error)
  if (data === undefined) throw error
  return decodeErrorResult({ abi: timelockControllerAbi, data }).errorName
}
