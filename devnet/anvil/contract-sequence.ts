import {
  type Abi,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type LocalAccount,
  type TransactionReceipt,
} from 'viem'
import { type Address, address, type Hex } from '../../domain/identifiers.ts'
import { nextNonce, type SequenceChain, type SequenceStep, sendSequence, sequenceClient } from './send-sequence.ts'

/** Deployments and calls of one account, collected first and then sent as one sequence. */
export interface ContractSequence {
  /** Adds a deployment. Returns the address the contract will have, for the steps to come. */
  deploy(contract: {
    readonly name: string
    readonly abi: Abi
    readonly bytecode: Hex
    readonly args?: readonly unknown[]
    readonly gas?: bigint
  }): Address
  /** Adds a call. */
  call(call: {
    readonly address: Address
    readonly abi: Abi
    readonly functionName: string
    readonly args?: readonly unknown[]
    readonly valueWei?: bigint
    readonly gas?: bigint
  }): void
  /** Adds any other transaction. */
  add(step: SequenceStep): void
  /** Sends everything that was added; once. @throws SequenceStepError as `sendSequence` does. */
  send(): Promise<readonly TransactionReceipt[]>
}

/** Begins a sequence whose contracts' addresses are known before it is sent: CREATE derives them from the nonce. */
export async function beginSequence({
  chain,
  account,
}: {
  readonly chain: SequenceChain
  readonly account: LocalAccount
}): Promise<ContractSequence> {
  const firstNonce = await nextNonce(sequenceClient(chain), account)
  const steps: SequenceStep[] = []
  return {
    deploy: ({ name, abi, bytecode, args = [], gas }) => {
      const nonce = BigInt(firstNonce + steps.length)
      const data = encodeDeployData({ abi, bytecode, args: [...args] })
      steps.push({ name: `deploy ${name}`, to: 'new contract', data, ...(gas === undefined ? {} : { gas }) })
      return address(getContractAddress({ from: account.address, nonce }))
    },
    call: ({ address: to, abi, functionName, args = [], valueWei, gas }) => {
      const data = encodeFunctionData({ abi, functionName, args: [...args] })
      steps.push({
        name: functionName,
        to,
        data,
        ...(gas === undefined ? {} : { gas }),
        ...(valueWei === undefined ? {} : { valueWei }),
      })
    },
    add: (step) => {
      steps.push(step)
    },
    send: () => sendSequence({ chain, account, steps, firstNonce }),
  }
}
