import { setTimeout as sleep } from 'node:timers/promises'
import type { Chain } from '../chains/chain.ts'
import type { Deployment } from '../chains/deployment.ts'
import { formatDecimal, rawAmount } from '../domain/amounts.ts'
import { DomainError } from '../domain/errors.ts'
import type { Guid, Hex } from '../domain/identifiers.ts'
import type { Clock } from '../observability/clock.ts'
import { evmClient } from '../relayer/evm/client.ts'
import { localSigner } from '../relayer/evm/signer.ts'
import { burnReceipts, lockCollateral } from '../relayer/evm/transfer.ts'
import type { TestAccount } from './accounts.ts'
import { GraphqlRequestError, queryGraphql } from './graphql-client.ts'

/** Steps of a round trip, in order. */
export type RoundTripStepName = 'lock' | 'final' | 'attested' | 'minted' | 'burned' | 'released'

/**
 * One step that has happened. `final` and `attested` happen to the lock's transaction and name it; `atMs` is when
 * the step was seen, in Unix milliseconds, never before it happened.
 */
export interface RoundTripStep {
  readonly name: RoundTripStepName
  readonly chainId: number
  readonly blockNumber: number
  readonly txHash: Hex
  readonly atMs: number
}

/** A transfer from home to host and back. Amounts are base units, decimal text. */
export interface RoundTrip {
  /** Of the lock's message. */
  readonly guid: Guid
  /** Of the burn's message. */
  readonly returnGuid: Guid
  readonly asset: string
  readonly home: string
  readonly host: string
  readonly amount: string
  readonly steps: readonly RoundTripStep[]
}

/** A step of a round trip did not happen in time. */
export class RoundTripTimeoutError extends DomainError {
  readonly code = 'ROUND_TRIP_TIMEOUT'
  readonly retryable = true
  constructor(
    readonly facts: { readonly guid: Guid; readonly missing: string; readonly waitingFor: string | undefined },
  ) {
    super(`Message ${facts.guid} is not ${facts.missing} in time. It waits for: ${facts.waitingFor ?? 'nothing known'}`)
  }
}

interface MessageAnswer {
  readonly message: {
    readonly waitingFor: string | null
    readonly steps: readonly {
      readonly name: string
      readonly reached: boolean
      readonly blockNumber: string | null
      readonly txHash: Hex | null
      readonly at: string | null
    }[]
  } | null
}

const messageQuery = `query RoundTripMessage($guid: Bytes!) {
  message(guid: $guid) { waitingFor steps { name reached blockNumber txHash at } }
}`

/**
 * Moves collateral out and back, and follows it through the GraphQL API.
 *
 * @param options.onStep - Told each step as it happens.
 * @throws {@link RoundTripTimeoutError}, and what locking and burning throw.
 */
export async function makeRoundTrip(options: {
  readonly deployment: Deployment
  readonly home: Chain
  readonly host: Chain
  readonly symbol: string
  readonly wholeTokens: bigint
  readonly account: TestAccount
  readonly graphqlUrl: string
  readonly clock: Clock
  readonly timeoutMs: number
  /** Aborted: nothing more is waited for. */
  readonly signal?: AbortSignal
  readonly onStep: (step: RoundTripStep, detail: string) => void
}): Promise<RoundTrip> {
  const { deployment, home, host, account, graphqlUrl, clock, timeoutMs } = options
  const deployedOn = (chain: Chain) => {
    const deployed = deployment.chains.find((candidate) => candidate.chainId === chain.chainId)
    if (deployed === undefined) throw new TypeError(`The deployment has no chain ${chain.name}`)
    return { deployed, client: evmClient([deployed.rpcUrl ?? '']), signer: localSigner(account.privateKey) }
  }
  const atHome = deployedOn(home)
  const onHost = deployedOn(host)
  const asset = atHome.deployed.assets.find((candidate) => candidate.symbol === options.symbol)
  if (asset === undefined) throw new TypeError(`${home.name} is not the home of ${options.symbol}`)

  const steps: RoundTripStep[] = []
  const record = (step: RoundTripStep, detail: string): void => {
    steps.push(step)
    options.onStep(step, detail)
  }
  const shown = (amount: bigint): string => `${formatDecimal(amount, asset.decimals)} ${asset.symbol}`
  const until = (guid: Guid, name: 'FINAL' | 'ATTESTED' | 'EXECUTED') =>
    untilReached({ graphqlUrl, guid, name, deadlineMs: clock.nowMs() + timeoutMs, clock, signal: options.signal })

  const lock = await lockCollateral(atHome, {
    hostEid: host.eid,
    asset: asset.address,
    amount: rawAmount(options.wholeTokens * 10n ** BigInt(asset.decimals)),
    receiver: account.address,
  })
  const lockedIn = { chainId: home.chainId, blockNumber: Number(lock.blockNumber), txHash: lock.txHash }
  record({ name: 'lock', ...lockedIn, atMs: clock.nowMs() }, `${shown(lock.amount)} on ${home.name}`)

  const final = await until(lock.guid, 'FINAL')
  record({ name: 'final', ...lockedIn, atMs: final.atMs }, `block ${lock.blockNumber} on ${home.name}`)
  const attested = await until(lock.guid, 'ATTESTED')
  record({ name: 'attested', ...lockedIn, atMs: attested.atMs }, 'signed by our attestors')
  const minted = await until(lock.guid, 'EXECUTED')
  record({ name: 'minted', chainId: host.chainId, ...minted.where(), atMs: clock.nowMs() }, `receipt on ${host.name}`)

  const burn = await burnReceipts(onHost, {
    homeEid: home.eid,
    asset: asset.address,
    amount: lock.amount,
    receiver: account.address,
  })
  record(
    {
      name: 'burned',
      chainId: host.chainId,
      blockNumber: Number(burn.blockNumber),
      txHash: burn.txHash,
      atMs: clock.nowMs(),
    },
    `${shown(burn.amount)} on ${host.name}`,
  )
  const released = await until(burn.guid, 'EXECUTED')
  record(
    { name: 'released', chainId: home.chainId, ...released.where(), atMs: clock.nowMs() },
    `collateral on ${home.name}`,
  )

  return {
    guid: lock.guid,
    returnGuid: burn.guid,
    asset: asset.symbol,
    home: home.name,
    host: host.name,
    amount: lock.amount.toString(),
    steps,
  }
}

/** Polls the API until a step of a message is reached. */
async function untilReached({
  graphqlUrl,
  guid,
  name,
  deadlineMs,
  clock,
  signal,
}: {
  readonly graphqlUrl: string
  readonly guid: Guid
  readonly name: 'FINAL' | 'ATTESTED' | 'EXECUTED'
  readonly deadlineMs: number
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
}) {
  let waitingFor: string | undefined
  while (clock.nowMs() < deadlineMs) {
    signal?.throwIfAborted()
    const message = await queryGraphql<MessageAnswer>(graphqlUrl, messageQuery, { guid }).then(
      (answer) => answer.message,
      (error: unknown) => {
        // The API may still be starting.
        if (error instanceof GraphqlRequestError) return null
        throw error
      },
    )
    waitingFor = message?.waitingFor ?? waitingFor
    const step = message?.steps.find((candidate) => candidate.name === name)
    if (step?.reached === true && step.at !== null) {
      const { blockNumber, txHash, at } = step
      return {
        atMs: Date.parse(at),
        where: () => {
          if (blockNumber === null || txHash === null)
            throw new TypeError(`Step ${name} of ${guid} names no transaction`)
          return { blockNumber: Number(blockNumber), txHash }
        },
      }
    }
    await sleep(150)
  }
  throw new RoundTripTimeoutError({ guid, missing: name.toLowerCase(), waitingFor })
}
