import { createHash } from 'node:crypto'
import type { ExecutionResult } from 'graphql'
import type { ApiDatabase } from '../../database/api/api-database.ts'
import type { Logger } from '../../observability/logger.ts'
import { type ApiContext, type ApiServices, createContext, servicesOver } from '../context.ts'
import { CannotResumeError } from '../errors.ts'
import { maskError } from '../mask-error.ts'
import { advance } from './advance.ts'
import type { Audience, Newcomer } from './audience.ts'
import { completeFrame, eventFrame } from './frames.ts'
import type { Member } from './member.ts'
import { covers, encodePlace, nowhere, type Place } from './place.ts'
import type { SharedExecution } from './shared-execution.ts'
import type { StepRows } from './topic.ts'
import { stepRows } from './topics.ts'

/** What a reading has for somebody. */
interface Outcome {
  readonly frame: Buffer | undefined
  /** Ends the stream: for good with the frame that says so, or to be taken up again. */
  readonly end: 'no' | 'for-good' | 'for-now'
}

/** What was read, to be handed out at once: a reading that fails half-way tells nobody anything. */
export interface Reading {
  /** Where all stand afterwards. */
  readonly place: Place
  /** Differs when a state may. */
  readonly version: string
  readonly outcomes: readonly { readonly member: Member; readonly outcome: Outcome }[]
  readonly arrived: readonly { readonly audience: Audience; readonly newcomer: Newcomer }[]
  readonly stateIds: readonly { readonly audience: Audience; readonly id: string }[]
}

const unchanged: Outcome = { frame: undefined, end: 'no' }

/** Reads what there is to tell as of a snapshot, each thing once. */
export async function readFor(options: {
  readonly database: ApiDatabase
  readonly services: ApiServices
  readonly log: Logger
  readonly audiences: readonly Audience[]
  /** Where the audiences' members stand; undefined while there are none. */
  readonly from: Place | undefined
  /** Of the reading before. */
  readonly version: string
  /** Whether newcomers are told what they missed. */
  readonly admits: boolean
}): Promise<Reading> {
  const { database, log, audiences, from, admits } = options
  const services = servicesOver(options.services, database)
  const context = createContext(services)
  const { catalog } = services
  const advanced = (place: Place, until?: Place) => trying(() => advance({ database, catalog }, place, until))
  const live = from === undefined ? undefined : await advanced(from)
  const now =
    live === undefined || live instanceof CannotResumeError ? await advance({ database, catalog }, nowhere) : live
  const id = encodePlace(now.place)
  const chains = encodePlace({ ...nowhere, chains: now.place.chains })
  const version = `${chains} ${now.through.map(({ blockNumber }) => blockNumber).join(' ')}`
  const nothing = { messages: new Set<never>(), buckets: new Set<never>(), changes: new Set<never>() }
  const start = stepRows({ ...now, retracted: [], ...nothing }, services)
  const liveRows = live === undefined || live instanceof CannotResumeError ? live : stepRows(live, services)
  const resumed = memo(async (placeId: string, place: Place) => {
    void placeId
    const own = await advanced(place, now.place)
    if (own instanceof CannotResumeError) return own
    return covers(now.place, own.place) ? stepRows(own, services) : 'later'
  })
  const lost = (error: CannotResumeError): Outcome => ({
    frame: eventFrame({ errors: [maskError(error, log)] }),
    end: 'for-good',
  })

  const outcomes: { readonly member: Member; readonly outcome: Outcome }[] = []
  const arrived: { readonly audience: Audience; readonly newcomer: Newcomer }[] = []
  const stateIds: { readonly audience: Audience; readonly id: string }[] = []
  for (const audience of audiences) {
    const { execution, members } = audience
    const newcomers = admits ? audience.newcomers : new Set<never>()
    if (execution.topic.isState) {
      if (newcomers.size === 0 && version === options.version) continue
      const state = await stateOf(execution, start, { context, log })
      for (const member of members) {
        outcomes.push({ member, outcome: state.id === audience.stateId ? unchanged : state.outcome })
      }
      for (const newcomer of newcomers) {
        const { member, since } = newcomer
        const hasIt = since.kind === 'state' && since.id === state.id
        outcomes.push({ member, outcome: hasIt ? unchanged : state.outcome })
        arrived.push({ audience, newcomer })
      }
      stateIds.push({ audience, id: state.id })
      continue
    }
    const told = memo(async (_key: string, rows: StepRows) => {
      const event = await trying(() => execution.topic.eventOf(rows, rows === start))
      if (event instanceof CannotResumeError) return lost(event)
      return event === undefined ? unchanged : outcomeOf(await execution.answer(event, context), { id, log })
    })
    if (members.size > 0 && liveRows !== undefined) {
      const outcome = liveRows instanceof CannotResumeError ? lost(liveRows) : await told('live', liveRows)
      for (const member of members) outcomes.push({ member, outcome })
    }
    for (const newcomer of newcomers) {
      const { member, since } = newcomer
      const rows = since.kind === 'place' ? await resumed(since.id, since.place) : start
      if (rows === 'later') continue
      const outcome =
        rows instanceof CannotResumeError ? lost(rows) : await told(since.kind === 'place' ? since.id : 'start', rows)
      outcomes.push({ member, outcome })
      arrived.push({ audience, newcomer })
    }
  }
  return { place: now.place, version, outcomes, arrived, stateIds }
}

/** What comes of it, or why a stream cannot go on. */
async function trying<Value>(attempt: () => Promise<Value>): Promise<Value | CannotResumeError> {
  try {
    return await attempt()
  } catch (error) {
    if (error instanceof CannotResumeError) return error
    throw error
  }
}

/** Remembers by the key what was made of the value. */
function memo<Value, Made>(
  make: (key: string, value: Value) => Promise<Made>,
): (key: string, value: Value) => Promise<Made> {
  const made = new Map<string, Promise<Made>>()
  return (key, value) => {
    const known = made.get(key) ?? make(key, value)
    made.set(key, known)
    return known
  }
}

interface Answering {
  readonly context: ApiContext
  readonly log: Logger
}

/** A state as a whole, with an id that only an equal one has. */
async function stateOf(
  execution: SharedExecution,
  rows: StepRows,
  { context, log }: Answering,
): Promise<{ readonly id: string; readonly outcome: Outcome }> {
  const result = await execution.answer((await execution.topic.eventOf(rows, true)) ?? {}, context)
  const id = `s_${createHash('sha256').update(JSON.stringify(result)).digest('base64url').slice(0, 22)}`
  return { id, outcome: outcomeOf(result, { id, log }) }
}

/**
 * An answer as it is sent. One that failed, but may not the next time, leaves the place where it was and closes the connection,
 * so that it is read again; one without any data ends the stream.
 */
function outcomeOf(result: ExecutionResult, { id, log }: { readonly id: string; readonly log: Logger }): Outcome {
  if (result.errors === undefined) return { frame: eventFrame(result, id), end: 'no' }
  const errors = result.errors.map((error) => maskError(error, log))
  const failed: ExecutionResult = { ...result, errors }
  if (errors.some(({ extensions }) => extensions['retryable'] === true)) {
    return { frame: eventFrame(failed), end: 'for-now' }
  }
  return result.data === null || result.data === undefined
    ? { frame: eventFrame(failed), end: 'for-good' }
    : { frame: eventFrame(failed, id), end: 'no' }
}

/** Hands an outcome to its member. */
export function handOut(member: Member, { frame, end }: Outcome): void {
  if (frame !== undefined) member.send(frame)
  if (end === 'for-now') member.end()
  else if (end === 'for-good') member.end(completeFrame)
}
