import { encodeAbiParameters, keccak256, numberToHex, zeroHash } from 'viem'
import { type Address, type UnixSeconds, unixSeconds } from '../../domain/identifiers.ts'
import { timelockControllerAbi } from '../abi/TimelockController.ts'
import { type ChainReader, type ContractCall, readCall, type Step } from './step.ts'

/** An operation with so many calls takes no more: far below the gas that one transaction may use. */
const fullAt = 20

/** Steps that a timelock carries out together, and how far it is with them. */
export interface Operation {
  readonly steps: readonly Step[]
  readonly schedule: ContractCall
  readonly execute: ContractCall
  /** `waiting`: scheduled, and not to be executed before `readyAt`. */
  readonly state:
    | { readonly kind: 'unscheduled' }
    | { readonly kind: 'waiting'; readonly readyAt: UnixSeconds }
    | { readonly kind: 'ready' }
}

/**
 * What a timelock must be told for steps to happen. The same missing steps make the same operations, so that a second look
 * finds what the first one scheduled; an operation that was executed before, under the same name, is scheduled under the
 * next. What becomes of one operation does not change the others.
 *
 * @param options.planned - Every step of the chain's plan, which decides where operations end.
 * @param options.missing - Those to be carried out.
 * @throws whatever the reader throws.
 */
export async function readOperations(
  reader: ChainReader,
  options: { readonly timelock: Address; readonly planned: readonly Step[]; readonly missing: readonly Step[] },
): Promise<readonly Operation[]> {
  const { timelock, planned, missing } = options
  const parts = partsOf(planned)
    .map((part) => part.filter((step) => missing.includes(step)))
    .filter((part) => part.length > 0)
  return Promise.all(parts.map((steps) => readOperation(reader, timelock, steps)))
}

/** Cuts a plan where it may be cut: never within what sets up one end of a lane, so that its peer is not set without it. */
function partsOf(planned: readonly Step[]): readonly (readonly Step[])[] {
  const parts: Step[][] = []
  for (const [index, step] of planned.entries()) {
    const [part, before] = [parts.at(-1), planned[index - 1]]
    const mayCut = before?.group !== step.group
    if (part === undefined || (part.length >= fullAt && mayCut)) parts.push([step])
    else part.push(step)
  }
  return parts
}

/** Numbers of OpenZeppelin's `OperationState`. */
const [unset, waiting, ready, done] = [0, 1, 2, 3]

async function readOperation(reader: ChainReader, timelock: Address, steps: readonly Step[]): Promise<Operation> {
  const own = { abi: timelockControllerAbi, address: timelock }
  const read = async (functionName: string, args: readonly unknown[]): Promise<unknown> => {
    const answer = await readCall(reader, { ...own, functionName, args })
    if (answer.kind === 'answered') return answer.value
    throw new TypeError(`There is no timelock at ${timelock}`)
  }
  const calls = [steps.map(({ to }) => to), steps.map(() => 0n), steps.map(({ data }) => data), zeroHash] as const
  for (let attempt = 0n; ; attempt += 1n) {
    const args = [...calls, numberToHex(attempt, { size: 32 })] as const
    // As `hashOperationBatch` does it.
    const id = keccak256(encodeAbiParameters(operationType, args))
    const state = await read('getOperationState', [id])
    if (state === done) continue
    const operation = {
      steps,
      schedule: { ...own, functionName: 'scheduleBatch', args: [...args, await read('getMinDelay', [])] },
      execute: { ...own, functionName: 'executeBatch', args },
    }
    if (state === unset) return { ...operation, state: { kind: 'unscheduled' } }
    if (state === ready) return { ...operation, state: { kind: 'ready' } }
    if (state !== waiting) throw new TypeError(`The timelock at ${timelock} has an operation in no known state`)
    const readyAt = unixSeconds(BigInt(String(await read('getTimestamp', [id]))))
    return { ...operation, state: { kind: 'waiting', readyAt } }
  }
}

const operationType = [
  { type: 'address[]' },
  { type: 'uint256[]' },
  { type: 'bytes[]' },
  { type: 'bytes32' },
  { type: 'bytes32' },
] as const
