import { BaseError, HttpRequestError, RpcRequestError, TimeoutError } from 'viem'
import { ZodError } from 'zod'
import type { FaultKind, ProviderFault, Reading } from '../ports.ts'
import { BlockNotHereError } from './answer.ts'
import type { EvmClient } from './client.ts'

/** One RPC provider under the name it has in logs. */
export interface RpcProvider {
  readonly name: string
  readonly client: EvmClient
}

/** What one provider made of a question. */
export type ProviderAnswer<T> =
  | { readonly kind: 'answered'; readonly provider: string; readonly value: T }
  | { readonly kind: 'failed'; readonly provider: string; readonly fault: FaultKind }

/** Asks several providers the same question and believes what enough of them say alike. */
export interface QuorumReader {
  /** Identical answers needed, k. It never shrinks, whoever fails. */
  readonly size: number
  readonly providers: readonly string[]
  /**
   * Asks k providers, and the others as soon as these cannot agree any more, or after the hedge delay. Never throws:
   * what a provider throws is its fault.
   *
   * @param ask - Puts the question to one provider.
   * @param keyOf - Two answers are the same answer when their keys are equal.
   */
  read<T>(ask: (client: EvmClient) => Promise<T>, keyOf: (value: T) => string): Promise<Reading<T>>
  /** Asks every provider; who has not answered when k have is waited for no longer than the hedge delay. */
  survey<T>(ask: (client: EvmClient) => Promise<T>): Promise<readonly ProviderAnswer<T>[]>
}

/** Reads for which a provider that failed is asked last. */
const demotedReads = 16

class SlowProviderError extends Error {}

/**
 * A quorum over `providers`.
 *
 * Asking k first costs k calls instead of n. The k change from read to read, so that each provider is heard and a
 * liar shows; one that failed is asked last for a while, so that a dead one does not cost each read its hedge.
 *
 * @param options.size - k; the caller has checked it against the number of providers.
 * @param options.timeoutMs - Longest wait for one provider's whole answer.
 * @param options.hedgeMs - After that long without an agreement the remaining providers are asked too.
 * @param options.onFault - Told of each provider that a read could not believe.
 */
export function createQuorum({
  providers,
  size,
  timeoutMs = 5_000,
  hedgeMs = 1_000,
  onFault,
}: {
  readonly providers: readonly RpcProvider[]
  readonly size: number
  readonly timeoutMs?: number
  readonly hedgeMs?: number
  readonly onFault?: ((fault: ProviderFault) => void) | undefined
}): QuorumReader {
  let reads = 0
  const demotedUntil = new Map<string, number>()

  const inOrder = (): readonly RpcProvider[] => {
    reads += 1
    const first = reads % providers.length
    const rotated = [...providers.slice(first), ...providers.slice(0, first)]
    const isDemoted = ({ name }: RpcProvider): boolean => (demotedUntil.get(name) ?? 0) >= reads
    return [...rotated.filter((one) => !isDemoted(one)), ...rotated.filter(isDemoted)]
  }

  const putTo = async <T>(
    { name, client }: RpcProvider,
    ask: (client: EvmClient) => Promise<T>,
  ): Promise<ProviderAnswer<T>> => {
    let timer: NodeJS.Timeout | undefined
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new SlowProviderError()), timeoutMs)
      })
      return { kind: 'answered', provider: name, value: await Promise.race([ask(client), late]) }
    } catch (error) {
      return { kind: 'failed', provider: name, fault: faultOf(error) }
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    size,
    providers: providers.map(({ name }) => name),

    read: <T>(ask: (client: EvmClient) => Promise<T>, keyOf: (value: T) => string) =>
      new Promise<Reading<T>>((resolve) => {
        const waiting = [...inOrder()]
        const firstAsked = waiting.slice(0, size).map(({ name }) => name)
        const answers: ProviderAnswer<T>[] = []
        let pending = 0
        let isHedged = false
        const askSome = (count: number): void => {
          for (const provider of waiting.splice(0, count)) {
            pending += 1
            void putTo(provider, ask).then(take)
          }
        }
        const take = (answer: ProviderAnswer<T>): void => {
          pending -= 1
          answers.push(answer)
          const groups = groupsOf(answers, keyOf)
          const [largest] = groups
          const count = largest?.providers.length ?? 0
          if (largest !== undefined && count >= size) {
            const heard = new Set(answers.map(({ provider }) => provider))
            const slow = isHedged ? firstAsked.filter((name) => !heard.has(name)) : []
            const faults = [
              ...faultsOf(answers, groups.slice(1)),
              ...slow.map((provider): ProviderFault => ({ provider, kind: 'timeout' })),
            ]
            end({ kind: 'agreed', value: largest.value, faults })
          } else if (pending + waiting.length === 0) {
            const isAhead = count > (groups[1]?.providers.length ?? 0)
            end({ kind: 'disagreed', faults: faultsOf(answers, isAhead ? groups.slice(1) : groups) })
          } else if (count + pending < size) {
            askSome(waiting.length)
          }
        }
        const end = (reading: Reading<T>): void => {
          clearTimeout(hedge)
          for (const fault of reading.faults) {
            demotedUntil.set(fault.provider, reads + demotedReads)
            onFault?.(fault)
          }
          resolve(reading)
        }
        const hedge = setTimeout(() => {
          isHedged = true
          askSome(waiting.length)
        }, hedgeMs)
        askSome(size)
      }),

    survey: <T>(ask: (client: EvmClient) => Promise<T>) =>
      new Promise<readonly ProviderAnswer<T>[]>((resolve) => {
        const answers: ProviderAnswer<T>[] = []
        let patience: NodeJS.Timeout | undefined
        const end = (): void => {
          clearTimeout(patience)
          const heard = new Set(answers.map(({ provider }) => provider))
          const silent = providers.filter(({ name }) => !heard.has(name))
          resolve([
            ...answers,
            ...silent.map(({ name }) => ({ kind: 'failed', provider: name, fault: 'timeout' }) as const),
          ])
        }
        for (const provider of providers) {
          void putTo(provider, ask).then((answer) => {
            answers.push(answer)
            const good = answers.filter(({ kind }) => kind === 'answered').length
            if (answers.length === providers.length) end()
            else if (good >= size) patience ??= setTimeout(end, hedgeMs)
          })
        }
      }),
  }
}

interface Group<T> {
  readonly value: T
  readonly providers: readonly string[]
}

/** Answers by key, the largest group first. */
function groupsOf<T>(answers: readonly ProviderAnswer<T>[], keyOf: (value: T) => string): readonly Group<T>[] {
  const groups = new Map<string, Group<T>>()
  for (const answer of answers) {
    if (answer.kind === 'failed') continue
    const key = keyOf(answer.value)
    const group = groups.get(key)
    groups.set(key, { value: group?.value ?? answer.value, providers: [...(group?.providers ?? []), answer.provider] })
  }
  return [...groups.values()].sort((a, b) => b.providers.length - a.providers.length)
}

function faultsOf<T>(answers: readonly ProviderAnswer<T>[], differing: readonly Group<T>[]): readonly ProviderFault[] {
  return [
    ...answers.flatMap((answer) =>
      answer.kind === 'failed' ? [{ provider: answer.provider, kind: answer.fault } as const] : [],
    ),
    ...differing.flatMap(({ providers }) => providers.map((provider) => ({ provider, kind: 'differs' }) as const)),
  ]
}

/** What nodes say of a block that they do not have, or whose state they do not have yet. */
const unknownBlock = /unknown block|block.*not found|header not found|out ?of ?range|beyond|missing trie node/i

/** What a provider's failure amounts to. A JSON-RPC error instead of an answer counts as no answer. */
function faultOf(error: unknown): FaultKind {
  if (error instanceof SlowProviderError) return 'timeout'
  if (error instanceof BlockNotHereError) return 'lagging'
  if (error instanceof ZodError || !(error instanceof BaseError)) return 'malformed'
  if (error.walk((cause) => cause instanceof TimeoutError) !== null) return 'timeout'
  const http = error.walk((cause) => cause instanceof HttpRequestError)
  if (http instanceof HttpRequestError) return http.cause instanceof SyntaxError ? 'malformed' : 'unreachable'
  const refused = error.walk((cause) => cause instanceof RpcRequestError)
  if (refused instanceof RpcRequestError) return unknownBlock.test(refused.details) ? 'lagging' : 'unreachable'
  return 'malformed'
}
