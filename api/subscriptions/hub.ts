import type { Pool } from '../../database/api/api-database.ts'
import { inSnapshot } from '../../database/api/snapshot.ts'
import { describeError, type Logger } from '../../observability/logger.ts'
import type { ApiServices } from '../context.ts'
import type { Audience, Since } from './audience.ts'
import { keepAliveFrame, placeFrame } from './frames.ts'
import { createListener } from './listener.ts'
import type { Member } from './member.ts'
import { encodePlace, type Place } from './place.ts'
import { handOut, readFor } from './reading.ts'
import type { SharedExecution } from './shared-execution.ts'

/** Tells what happens to all who listen; each thing is read once. */
export interface Hub {
  /** Adds a member to those who listen to an execution: it is sent what it missed, and from then on what happens. */
  join(execution: SharedExecution, member: Member, since: Since): void
  leave(execution: SharedExecution, member: Member): void
  /** Ends every stream. Each can go on elsewhere from its last id. */
  close(): void
}

/** How often is read without a notice: finality has none. */
const pollMs = 500
/** At least between two readings, so that what comes together is told together. */
const pauseMs = 10
const keepAliveMs = 12_000

/** A {@link Hub}. It reads while somebody listens. */
export function createHub(options: { readonly services: ApiServices; readonly pool: Pool; readonly log: Logger }): Hub {
  const { services, pool, log } = options
  const audiences = new Map<SharedExecution, Audience>()
  /** Up to where all members are told; undefined while there are none. */
  let place: Place | undefined
  let version = ''
  let announced = ''
  let timer: NodeJS.Timeout | undefined
  let timerDueMs = 0
  let isReading = false
  let isWoken = false
  let hasFailed = false
  let isClosed = false

  const schedule = (inMs: number): void => {
    if (isClosed || isReading || audiences.size === 0) return
    const dueMs = performance.now() + inMs
    if (timer !== undefined && timerDueMs <= dueMs) return
    clearTimeout(timer)
    timerDueMs = dueMs
    timer = setTimeout(() => void read(), inMs)
  }
  const wake = (): void => {
    isWoken = true
    schedule(pauseMs)
  }
  const listener = createListener({ pool, log, onNotice: wake })

  const read = async (): Promise<void> => {
    timer = undefined
    isReading = true
    isWoken = false
    // After a failure those who have been told go on alone, so that nothing a newcomer asks for can hold them up.
    const admits = !hasFailed
    try {
      const reading = await inSnapshot(
        { pool, chains: services.database.chains, clock: services.clock },
        async (database) => {
          await database.read((indexed) => {
            listener.follow(indexed.map(({ schema }) => schema))
            return undefined
          })
          return readFor({ database, services, log, audiences: [...audiences.values()], from: place, version, admits })
        },
      )
      if (isClosed) return
      for (const { member, outcome } of reading.outcomes) handOut(member, outcome)
      for (const { audience, newcomer } of reading.arrived) {
        // Unless it has left meanwhile.
        if (audience.newcomers.delete(newcomer)) audience.members.add(newcomer.member)
      }
      for (const { audience, id } of reading.stateIds) audience.stateId = id
      place = audiences.size === 0 ? undefined : reading.place
      version = reading.version
      hasFailed = false
    } catch (error) {
      hasFailed = admits
      log.warn({ event: 'subscriptions.unread', error: describeError(error) }, 'Subscriptions wait')
    } finally {
      isReading = false
      schedule(isWoken ? pauseMs : pollMs)
    }
  }

  const keepAlive = setInterval(() => {
    const id = place === undefined ? '' : encodePlace(place)
    const moved = id !== '' && id !== announced ? placeFrame(id) : keepAliveFrame
    announced = id
    for (const { execution, members, newcomers } of audiences.values()) {
      for (const member of members) member.send(execution.topic.isState ? keepAliveFrame : moved)
      for (const { member } of newcomers) member.send(keepAliveFrame)
    }
  }, keepAliveMs)
  keepAlive.unref()

  return {
    join(execution, member, since) {
      if (isClosed) {
        member.end()
        return
      }
      const audience = audiences.get(execution) ?? { execution, members: new Set(), newcomers: new Set(), stateId: '' }
      audiences.set(execution, audience)
      audience.newcomers.add({ member, since })
      member.send(keepAliveFrame)
      wake()
    },
    leave(execution, member) {
      const audience = audiences.get(execution)
      if (audience === undefined) return
      audience.members.delete(member)
      for (const newcomer of audience.newcomers) if (newcomer.member === member) audience.newcomers.delete(newcomer)
      if (audience.members.size + audience.newcomers.size > 0) return
      audiences.delete(execution)
      if (audiences.size === 0) place = undefined
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      clearInterval(keepAlive)
      listener.close()
      for (const { members, newcomers } of audiences.values()) {
        for (const member of [...members, ...[...newcomers].map(({ member }) => member)]) member.end()
      }
    },
  }
}
