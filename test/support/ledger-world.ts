import type { Deployment } from '../../chains/deployment.ts'
import { type Random, seededRandom } from '../../devnet/random.ts'
import type { BucketTotals, VaultTotals } from '../../domain/backing.ts'
import type { HoldKind } from '../../domain/hold.ts'
import { type Address, address, chainId, endpointId, type Guid, guid, type Hex } from '../../domain/identifiers.ts'
import { type BucketEnd, type BucketKey, bucketId, type LedgerEvent } from '../../domain/ledger-event.ts'
import type { LedgerChain } from '../../relayer/ledger-ports.ts'

/** What an attacker, or a fault, can do to one bucket. */
export const frauds = [
  'forged mint',
  'forged hold',
  'double mint',
  'too much minted',
  'too little minted',
  'minted to another',
  'forged release',
  'released to another',
  'double release',
  'forged refund',
  'rescue of what was minted',
  'supply without an event',
  'locked without an event',
  'stolen escrow',
] as const
export type Fraud = (typeof frauds)[number]

/** Without a receiver: the one whom a message of that guid is for. */
type Fact = (LedgerEvent extends infer Event
  ? Event extends LedgerEvent
    ? Omit<Event, 'blockNumber' | 'blockHash' | 'logIndex' | 'remoteEid' | 'asset' | 'end' | 'receiver'>
    : never
  : never) & { readonly receiver?: Address }

interface Message {
  readonly kind: 'mint' | 'release' | 'refund'
  readonly guid: Guid
  readonly amount: bigint
  readonly sentIn: bigint
}

/** One bucket as vault and receipts keep it; written from the contracts, not from the ledger. */
interface Model {
  readonly key: BucketKey
  locked: bigint
  escrow: bigint
  backing: bigint
  claims: bigint
  readonly exits: { readonly guid: Guid; amount: bigint }[]
  supply: bigint
  readonly holds: Map<number, { readonly guid: Guid; kind: HoldKind; readonly amount: bigint }>
  lastHold: number
  /** Sent, and neither delivered nor dead. */
  inFlight: Message[]
  readonly delivered: Message[]
}

interface Block {
  readonly hash: Hex
  readonly events: readonly LedgerEvent[]
  readonly vaults: ReadonlyMap<string, VaultTotals>
  readonly buckets: ReadonlyMap<string, BucketTotals>
}

interface WorldChain {
  readonly id: number
  readonly blocks: Block[]
  final: number
  pending: LedgerEvent[]
}

/** Whom a message is for; many are for the same. */
const receiverOf = (of: Guid): Address => address(`0x${(Number(BigInt(of)) % 7).toString(16).padStart(40, '0')}`)
const stranger = address(`0x${'ee'.repeat(20)}`)

const hex = (value: number | bigint, bytes: number): Hex => `0x${value.toString(16).padStart(bytes * 2, '0')}`

/**
 * Three chains that are home and host of one another, where anything happens that vault and receipts allow, in blocks
 * that become final at their own pace. Whenever the ledger reads, the world moves on first.
 */
export function ledgerWorld(seed: number, options: { readonly failingReads?: number } = {}) {
  const random: Random = seededRandom(seed)
  let failingReads = options.failingReads ?? 0
  let guids = 0
  let defrauded: Model | undefined
  const forged = new Set<Guid>()
  const upTo = (most: number): number => Math.floor(random.fraction() * (most + 1))
  const chance = (probability: number): boolean => random.fraction() < probability
  const amountUpTo = (most: bigint): bigint => 1n + BigInt(upTo(Number(most - 1n)))
  const nextGuid = (): Guid => {
    guids += 1
    return guid(hex(guids, 32))
  }

  const latestGuid = (): Guid => guid(hex(guids, 32))

  const ids = [1, 2, 3]
  const assetOf = (id: number): Address => address(hex(0xa0 + id, 20))
  const chains: readonly WorldChain[] = ids.map((id) => ({ id, blocks: [], final: -1, pending: [] }))
  const chainOf = (id: number): WorldChain => present(chains.find((chain) => chain.id === id))
  const models: readonly Model[] = ids.flatMap((home) =>
    ids
      .filter((host) => host !== home)
      .map((host) => ({
        key: { hostChainId: chainId(host), homeChainId: chainId(home), asset: assetOf(home) },
        locked: 0n,
        escrow: 0n,
        backing: 1_000_000_000n,
        claims: 0n,
        exits: [],
        supply: 0n,
        holds: new Map(),
        lastHold: 0,
        inFlight: [],
        delivered: [],
      })),
  )

  const modelsOf = new Map(
    ids.map((id) => [id, models.filter(({ key }) => key.homeChainId === id || key.hostChainId === id)]),
  )

  const emit = (end: BucketEnd, model: Model, fact: Fact): void => {
    const { hostChainId, homeChainId, asset } = model.key
    const chain = chainOf(end === 'home' ? homeChainId : hostChainId)
    const remoteEid = endpointId(end === 'home' ? hostChainId : homeChainId)
    const place = {
      blockNumber: BigInt(chain.blocks.length),
      blockHash: blockHash(chain),
      logIndex: chain.pending.length,
    }
    // The pair of end and fact is right by construction of the callers below.
    const receiver = 'guid' in fact ? { receiver: receiverOf(fact.guid) } : {}
    chain.pending.push({ ...receiver, ...fact, ...place, end, remoteEid, asset } as LedgerEvent)
  }
  const blockHash = (chain: WorldChain): Hex => hex(BigInt(chain.id) * 1_000_000n + BigInt(chain.blocks.length), 32)
  const mine = (chain: WorldChain): void => {
    const of = (end: 'homeChainId' | 'hostChainId') => models.filter(({ key }) => key[end] === chain.id)
    const sum = (model: Model, kind: HoldKind) =>
      [...model.holds.values()].reduce((total, hold) => total + (hold.kind === kind ? hold.amount : 0n), 0n)
    chain.blocks.push({
      hash: blockHash(chain),
      events: chain.pending,
      vaults: new Map(
        of('homeChainId').map((m) => [bucketId(m.key), { locked: m.locked, escrow: m.escrow, backing: m.backing }]),
      ),
      buckets: new Map(
        of('hostChainId').map((m) => [
          bucketId(m.key),
          { bucketLevel: m.supply, reserved: sum(m, 'delayed'), waiting: sum(m, 'waiting') },
        ]),
      ),
    })
    chain.pending = []
  }

  const send = (model: Model, end: BucketEnd, kind: Message['kind'], amount: bigint): Guid => {
    const sentIn = BigInt(chainOf(end === 'home' ? model.key.homeChainId : model.key.hostChainId).blocks.length)
    const message: Message = { kind, guid: nextGuid(), amount, sentIn }
    model.inFlight.push(message)
    return message.guid
  }
  /** A message that its attestors would sign now: its block is final. */
  const deliverable = (model: Model, ...kinds: readonly Message['kind'][]): Message | undefined =>
    model.inFlight.find(
      ({ kind, sentIn }) =>
        kinds.includes(kind) &&
        sentIn <= chainOf(kind === 'mint' ? model.key.homeChainId : model.key.hostChainId).final,
    )
  const take = (model: Model, message: Message): void => {
    model.inFlight = model.inFlight.filter((other) => other !== message)
  }
  const deliver = (model: Model, message: Message): void => {
    take(model, message)
    model.delivered.push(message)
  }
  const pay = (model: Model, owed: bigint): void => {
    const paid = (owed * model.backing) / 1_000_000_000n
    model.escrow -= paid
    if (paid !== owed) emit('home', model, { kind: 'paid-below-par', amount: owed - paid })
  }
  const exit = (model: Model, id: Guid, amount: bigint): void => {
    if (chance(0.3)) {
      model.exits.push({ guid: id, amount })
      emit('home', model, { kind: 'exit-held', guid: id, amount })
    } else if (chance(0.2)) {
      model.claims += amount
      emit('home', model, { kind: 'payout-failed', guid: id, amount })
    } else pay(model, amount)
  }
  const arrive = (model: Model, id: Guid, amount: bigint, held = chance(0.4), receiver = receiverOf(id)): void => {
    if (!held) {
      model.supply += amount
      emit('host', model, { kind: 'minted', guid: id, amount, receiver })
      return
    }
    model.lastHold += 1
    const kind = random.pick(['waiting', 'delayed', 'refund-only'] as const)
    model.holds.set(model.lastHold, { guid: id, kind, amount })
    emit('host', model, { kind: 'held', guid: id, amount, receiver, holdId: model.lastHold, holdKind: kind })
  }
  const release = (
    model: Model,
    kind: 'released' | 'refunded',
    id: Guid,
    amount: bigint,
    receiver = receiverOf(id),
  ): void => {
    model.locked -= amount
    emit('home', model, { kind, guid: id, amount, receiver })
    exit(model, id, amount)
  }
  const rescue = (model: Model, id: Guid, amount: bigint): void => {
    model.locked -= amount
    emit('home', model, { kind: 'rescued', guid: id, amount })
    pay(model, amount)
  }

  const actHome: readonly ((model: Model) => void)[] = [
    (model) => {
      if (model.backing < 1_000_000_000n) return
      const amount = amountUpTo(1_000n)
      model.locked += amount
      // Tokens that charge a fee: what arrives is what counts.
      model.escrow += amount
      emit('home', model, { kind: 'locked', guid: send(model, 'home', 'mint', amount), amount })
    },
    (model) => {
      const message = deliverable(model, 'release', 'refund')
      if (message === undefined || message.amount > model.locked) return
      deliver(model, message)
      release(model, message.kind === 'release' ? 'released' : 'refunded', message.guid, message.amount)
    },
    (model) => {
      const held = model.exits[0]
      if (held === undefined) return
      const amount = amountUpTo(held.amount)
      if (chance(0.2)) {
        // A part of it gets a delay of its own.
        emit('home', model, { kind: 'exit-held', guid: held.guid, amount })
        return
      }
      held.amount -= amount
      emit('home', model, { kind: 'exit-released', guid: held.guid, amount })
      pay(model, amount)
      if (held.amount === 0n) model.exits.shift()
    },
    (model) => {
      if (model.claims === 0n) return
      const amount = model.claims
      model.claims = 0n
      emit('home', model, { kind: 'claimed', amount })
      pay(model, amount)
    },
    (model) => {
      const [held] = model.exits
      // A forged one is left to the ledger to find first.
      if (held === undefined || forged.has(held.guid) || chance(0.8)) return
      model.exits.shift()
      model.locked += held.amount
      emit('home', model, { kind: 'exit-voided', guid: held.guid, amount: held.amount })
    },
    (model) => {
      const message = chance(0.2) ? deliverable(model, 'mint') : undefined
      if (message === undefined || message.amount > model.locked) return
      take(model, message)
      rescue(model, message.guid, message.amount)
    },
    (model) => {
      // A gift to the escrow.
      if (chance(0.1)) model.escrow += amountUpTo(50n)
    },
    (model) => {
      // The owner writes a loss down, or makes it good; of a theft that nobody has found yet it knows nothing.
      if (model === defrauded) return
      if (model.backing === 1_000_000_000n ? chance(0.97) : chance(0.7)) return
      const owed = model.locked + model.claims + model.exits.reduce((sum, { amount }) => sum + amount, 0n)
      model.backing = model.backing === 1_000_000_000n ? 900_000_000n : 1_000_000_000n
      model.escrow = (owed * model.backing) / 1_000_000_000n
    },
  ]
  const actHost: readonly ((model: Model) => void)[] = [
    (model) => {
      const message = deliverable(model, 'mint')
      if (message === undefined) return
      deliver(model, message)
      arrive(model, message.guid, message.amount)
    },
    (model) => {
      if (model.supply === 0n) return
      const amount = amountUpTo(model.supply)
      model.supply -= amount
      emit('host', model, { kind: 'burned', guid: send(model, 'host', 'release', amount), amount })
    },
    (model) => {
      const [id, hold] = random.pick([...model.holds, [0, undefined] as const])
      if (hold === undefined) return
      const { guid: of, amount } = hold
      if (hold.kind === 'refund-only') {
        model.holds.delete(id)
        const sent = send(model, 'host', 'refund', amount)
        emit('host', model, { kind: 'refund-sent', guid: sent, amount, holdId: id })
      } else if (chance(0.4)) {
        hold.kind = hold.kind === 'waiting' && chance(0.5) ? 'delayed' : 'refund-only'
        emit('host', model, { kind: 'hold-changed', guid: of, amount, holdId: id, holdKind: hold.kind })
      } else {
        model.holds.delete(id)
        model.supply += amount
        emit('host', model, { kind: 'hold-released', guid: of, amount, holdId: id })
        emit('host', model, { kind: 'minted', guid: of, amount })
      }
    },
  ]

  const step = (): void => {
    const chain = random.pick(chains)
    for (let actions = upTo(3); actions > 0; actions -= 1) {
      const model = random.pick(present(modelsOf.get(chain.id)))
      random.pick(model.key.homeChainId === chain.id ? actHome : actHost)(model)
    }
    if (chance(0.6)) mine(chain)
    finalize(random.pick(chains))
  }
  const finalize = (chain: WorldChain): void => {
    const newest = chain.blocks.length - 1
    const lag = upTo(6)
    chain.final = Math.max(chain.final, newest - lag)
  }
  const steps = (count: number): void => {
    for (let taken = 0; taken < count; taken += 1) step()
  }

  const endsOf = (model: Model, end: BucketEnd) =>
    chainOf(end === 'home' ? model.key.homeChainId : model.key.hostChainId)

  /** Does it, if the bucket allows it now. @returns The block that it is in. */
  const commit = (fraud: Fraud, model: Model): { readonly chain: number; readonly block: number } | undefined => {
    const at = (end: BucketEnd) => ({ chain: endsOf(model, end).id, block: endsOf(model, end).blocks.length })
    const delivered = (...kinds: readonly Message['kind'][]) => model.delivered.find(({ kind }) => kinds.includes(kind))
    switch (fraud) {
      case 'forged mint':
      case 'forged hold':
        arrive(model, nextGuid(), amountUpTo(1_000n), fraud === 'forged hold')
        return at('host')
      case 'double mint': {
        const message = delivered('mint')
        if (message === undefined) return undefined
        arrive(model, message.guid, message.amount)
        return at('host')
      }
      case 'too much minted':
      case 'too little minted': {
        const message = deliverable(model, 'mint')
        if (message === undefined || message.amount < 2n) return undefined
        deliver(model, message)
        arrive(model, message.guid, message.amount + (fraud === 'too much minted' ? 1n : -1n))
        return at('host')
      }
      case 'minted to another': {
        const message = deliverable(model, 'mint')
        if (message === undefined) return undefined
        deliver(model, message)
        arrive(model, message.guid, message.amount, undefined, stranger)
        return at('host')
      }
      case 'released to another': {
        const message = deliverable(model, 'release')
        if (message === undefined || message.amount > model.locked) return undefined
        deliver(model, message)
        release(model, 'released', message.guid, message.amount, stranger)
        return at('home')
      }
      case 'forged release':
      case 'forged refund':
        if (model.locked === 0n) return undefined
        forged.add(nextGuid())
        release(model, fraud === 'forged release' ? 'released' : 'refunded', latestGuid(), amountUpTo(model.locked))
        return at('home')
      case 'double release': {
        const message = delivered('release')
        if (message === undefined || message.amount > model.locked) return undefined
        forged.add(message.guid)
        release(model, 'released', message.guid, message.amount)
        return at('home')
      }
      case 'rescue of what was minted': {
        const message = delivered('mint')
        if (message === undefined || message.amount > model.locked) return undefined
        rescue(model, message.guid, message.amount)
        return at('home')
      }
      case 'supply without an event':
        model.supply += 1n
        return at('host')
      case 'locked without an event':
        model.locked += 1n
        return at('home')
      case 'stolen escrow':
        if (model.locked === 0n) return undefined
        model.escrow = 0n
        return at('home')
    }
  }

  return {
    buckets: models.map(({ key }) => key),
    deployment: deploymentOf(ids, assetOf),
    steps,
    stopFailing() {
      failingReads = 0
    },
    /** Waits until a bucket can be defrauded so, does it, and waits until it is final. */
    defraud(fraud: Fraud): { readonly bucket: BucketKey } {
      for (let tries = 0; tries < 100_000; tries += 1) {
        const model = random.pick(models)
        const done = commit(fraud, model)
        if (done === undefined) {
          step()
          continue
        }
        defrauded = model
        // Nothing else of that block, so that nobody undoes it there.
        const chain = chainOf(done.chain)
        mine(chain)
        while (chain.final < done.block) {
          mine(chain)
          finalize(chain)
        }
        return { bucket: model.key }
      }
      throw new RangeError(`No bucket could be defrauded by a ${fraud}`)
    },
    /** Totals as they are now, for comparison. */
    totalsOf: (bucket: BucketKey) => present(models.find(({ key }) => bucketId(key) === bucketId(bucket))),
    /** Ends all blocks and makes them final. */
    settle() {
      for (const chain of chains) {
        mine(chain)
        chain.final = chain.blocks.length - 1
      }
    },
    /** Replaces a block that was final. */
    rewrite(id: number, block: number) {
      const { blocks } = chainOf(id)
      blocks[block] = { ...present(blocks[block]), hash: hex(0xbad, 32) }
    },
    ledgerChains: (movesPerRead = 3): readonly LedgerChain[] =>
      chains.map((chain): LedgerChain => {
        const read = async <T>(answer: () => T): Promise<T> => {
          await Promise.resolve()
          // Some answers take so long that a message goes all its way meanwhile.
          steps(upTo(chance(0.1) ? 30 * movesPerRead : movesPerRead))
          if (chance(failingReads)) throw new Error('The node does not answer.')
          return answer()
        }
        const at = (blockNumber: bigint): Block => present(chain.blocks[Number(blockNumber)])
        const keyOf = (end: BucketEnd, remote: number, asset: Address): string =>
          end === 'home' ? `${remote}:${chain.id}:${asset}` : `${chain.id}:${remote}:${asset}`
        return {
          chainId: chainId(chain.id),
          readFinalHead: () =>
            read(() =>
              chain.final < 0 ? undefined : { number: BigInt(chain.final), hash: at(BigInt(chain.final)).hash },
            ),
          readBlockHash: (blockNumber) => read(() => at(blockNumber).hash),
          readEvents: ({ fromBlock, toBlock }) =>
            read(() => chain.blocks.slice(Number(fromBlock), Number(toBlock) + 1).flatMap(({ events }) => events)),
          readVaultTotals: ({ remoteEid, asset, blockNumber }) =>
            read(() => present(at(blockNumber).vaults.get(keyOf('home', remoteEid, asset)))),
          readBucketTotals: ({ remoteEid, asset, blockNumber }) =>
            read(() => present(at(blockNumber).buckets.get(keyOf('host', remoteEid, asset)))),
        }
      }),
  }
}

function deploymentOf(ids: readonly number[], assetOf: (id: number) => Address): Deployment {
  const none = address(hex(0, 20))
  return {
    chains: ids.map((id) => ({
      name: `chain ${id}`,
      chainId: chainId(id),
      eid: endpointId(id),
      startBlock: 0,
      endpoint: none,
      sendLibrary: none,
      receiveLibrary: none,
      vault: none,
      buckets: none,
      relayWorker: none,
      deliveryGas: 1,
      requiredDvns: [none, none],
      assets: [{ symbol: `T${id}`, name: `Token ${id}`, address: assetOf(id), decimals: 18 }],
    })),
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('The world has no such thing')
  return value
}
