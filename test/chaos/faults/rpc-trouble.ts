import { setTimeout as sleep } from 'node:timers/promises'
import { assertNever } from '../../../domain/errors.ts'
import type { Hex } from '../../../domain/identifiers.ts'
import type { ProxiedCall, ProxyBehaviour, RpcProxy } from '../../support/rpc-proxy.ts'
import type { Lie, RpcTrouble } from '../plan.ts'
import type { ChaosStage } from '../stage.ts'

/** Puts one provider of a process into trouble for a while. */
export async function troubleProvider(
  stage: ChaosStage,
  {
    process,
    chain,
    provider,
    forMs,
    trouble,
  }: {
    readonly process: string
    readonly chain: string
    readonly provider: number
    readonly forMs: number
    readonly trouble: RpcTrouble
  },
): Promise<void> {
  const proxy = providersOf(stage, process, chain)[provider]
  const depth = stage.targets.chains.find(({ name }) => name === chain)?.finalityDepth
  if (proxy === undefined || depth === undefined)
    throw new TypeError(`${process} has no provider ${provider} of ${chain}`)
  await misbehave([proxy], behaviourOf(trouble, BigInt(depth), forMs), forMs)
}

/** Keeps a process from every provider of a chain for a while. */
export async function cutOff(
  stage: ChaosStage,
  { process, chain, forMs }: { readonly process: string; readonly chain: string; readonly forMs: number },
): Promise<void> {
  await misbehave(providersOf(stage, process, chain), { kind: 'dead' }, forMs)
}

function providersOf(stage: ChaosStage, process: string, chain: string): readonly RpcProxy[] {
  const providers = stage.processes.get(process)?.providers.get(chain)
  if (providers === undefined) throw new TypeError(`${process} has no providers of ${chain}`)
  return providers
}

async function misbehave(proxies: readonly RpcProxy[], behaviour: ProxyBehaviour, forMs: number): Promise<void> {
  for (const proxy of proxies) proxy.behave(behaviour)
  await sleep(forMs)
  for (const proxy of proxies) proxy.behave({ kind: 'honest' })
}

function behaviourOf(trouble: RpcTrouble, finalityDepth: bigint, forMs: number): ProxyBehaviour {
  switch (trouble.kind) {
    case 'lie':
      return { kind: 'lie', change: (call, result) => untrue(trouble.lie, call, result) }
    case 'lag':
      return { kind: 'lagging', blocks: BigInt(trouble.blocks), finalityDepth }
    case 'silent':
      return { kind: 'silent' }
    case 'slow':
      return { kind: 'slow', delayMs: trouble.delayMs }
    case 'garbage':
      return { kind: 'garbage', body: '<html><body>503 Service Temporarily Unavailable</body></html>' }
    case 'mempool':
      return { kind: 'mempool', passOn: mempool(trouble.passesOn, forMs) }
    default:
      return assertNever(trouble)
  }
}

/** A result as a false provider gives it. What is no lie about this call is left as it is. */
function untrue(lie: Lie, { method }: ProxiedCall, result: unknown): unknown {
  switch (lie) {
    case 'no-logs':
      return method === 'eth_getLogs' ? [] : result
    case 'other-logs':
      return method === 'eth_getLogs' && Array.isArray(result) ? result.map((log) => changed(log, 'data')) : result
    case 'other-block-hash':
      return method === 'eth_getBlockByNumber' ? changed(result, 'hash') : result
    case 'other-state':
      return method === 'eth_call' ? otherDigit(result) : result
    case 'no-receipt':
      return method === 'eth_getTransactionReceipt' ? null : result
    case 'failed-receipt':
      return method === 'eth_getTransactionReceipt' && isObject(result)
        ? { ...result, status: '0x0', logs: [] }
        : result
    case 'nonce-ahead':
      return method === 'eth_getTransactionCount' ? counted(result, 3n) : result
    case 'nonce-behind':
      return method === 'eth_getTransactionCount' ? counted(result, -1n) : result
    default:
      return assertNever(lie)
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const changed = (value: unknown, field: string): unknown =>
  isObject(value) ? { ...value, [field]: otherDigit(value[field]) } : value

/** Hex text with its last digit raised by one. */
function otherDigit(value: unknown): unknown {
  if (typeof value !== 'string' || value.length < 3) return value
  const last = (Number.parseInt(value.slice(-1), 16) + 1) % 16
  return `${value.slice(0, -1)}${last.toString(16)}`
}

function counted(value: unknown, more: bigint): unknown {
  if (typeof value !== 'string') return value
  const count = BigInt(value) + more
  return `0x${(count < 0n ? 0n : count).toString(16)}`
}

/** What becomes of transactions that a provider has acknowledged. */
function mempool(passesOn: 'newest-first' | 'twice' | 'never', forMs: number) {
  const kept: Hex[] = []
  let isWaiting = false
  return (raw: Hex, send: (raw: Hex) => Promise<void>): void => {
    // The node may refuse it, or be paused: nobody hears of it either way.
    const pass = (one: Hex): Promise<void> => send(one).catch(() => undefined)
    if (passesOn === 'never') return
    if (passesOn === 'twice') {
      void pass(raw).then(() => pass(raw))
      return
    }
    kept.push(raw)
    if (isWaiting) return
    isWaiting = true
    void sleep(Math.min(forMs, 3_000)).then(async () => {
      isWaiting = false
      for (const one of kept.splice(0).reverse()) await pass(one)
    })
  }
}
