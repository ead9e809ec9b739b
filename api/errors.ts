import { DomainError } from '../domain/errors.ts'

/** A request that cannot be answered as it was put; its code and message are shown to the caller. */
export abstract class RequestError extends DomainError {
  readonly retryable: boolean = false
  /** HTTP status and headers of the answer, where they are not those of any bad request. */
  readonly http?: { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
}

/** A request without the key that every request needs. */
export class ApiKeyRequiredError extends RequestError {
  readonly code = 'API_KEY_REQUIRED'
  override readonly http = { status: 401, headers: { 'www-authenticate': 'Bearer' } }
  constructor() {
    super('This API answers with a key only.', { hint: 'Send it as `Authorization: Bearer <key>`.' })
  }
}

/** A key that is nobody's, or was revoked. */
export class ApiKeyUnknownError extends RequestError {
  readonly code = 'API_KEY_UNKNOWN'
  override readonly http = { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }
  constructor() {
    super('The API key is not known, or was revoked.')
  }
}

/** The points of this minute are spent. */
export class RateLimitedError extends RequestError {
  readonly code = 'RATE_LIMITED'
  override readonly retryable = true
  override readonly http: { readonly status: number; readonly headers: Readonly<Record<string, string>> }
  constructor(readonly facts: { readonly cost: number; readonly left: number; readonly retryAfterSeconds: number }) {
    super(`The operation costs ${facts.cost} points, and ${facts.left} are left of this minute.`, {
      hint: `More in ${facts.retryAfterSeconds} s. Smaller pages cost less, and a key may spend more.`,
    })
    this.http = { status: 429, headers: { 'retry-after': String(facts.retryAfterSeconds) } }
  }
}

/** An operation whose answer may hold more than one answer should. */
export class QueryTooCostlyError extends RequestError {
  readonly code = 'QUERY_TOO_COSTLY'
  override readonly http = { status: 400 }
  constructor(readonly facts: { readonly cost: number; readonly limit: number }) {
    super(`The operation costs ${facts.cost} points; the most that one may cost is ${facts.limit}.`, {
      hint: 'Ask for smaller pages, above all of lists inside lists, or for fewer fields.',
    })
  }
}

/** A document whose fields nest too deep. */
export class QueryTooDeepError extends RequestError {
  readonly code = 'QUERY_TOO_DEEP'
  override readonly http = { status: 400 }
  constructor(readonly facts: { readonly limit: number }) {
    super(`The document nests deeper than ${facts.limit} fields.`)
  }
}

/** A document id that the API has no document for. */
export class DocumentUnknownError extends RequestError {
  readonly code = 'DOCUMENT_UNKNOWN'
  override readonly http = { status: 404 }
  constructor(readonly facts: { readonly id: string }) {
    super(`There is no document ${facts.id.slice(0, 80)}.`, {
      hint: 'Send the document itself, or have it put into the file of documents that the API is started with.',
    })
  }
}

/** A document of the caller's own, where only those that the API was started with are answered. */
export class OnlyKnownDocumentsError extends RequestError {
  readonly code = 'ONLY_KNOWN_DOCUMENTS'
  override readonly http = { status: 403 }
  constructor() {
    super('This API answers only the documents that it was started with.', {
      hint: 'Name one: `documentId=sha256:…`.',
    })
  }
}

/** An id that has not the form its type has. */
export class BadIdError extends RequestError {
  readonly code = 'BAD_ID'
  constructor(readonly facts: { readonly given: string; readonly form: string }) {
    super(`"${facts.given.slice(0, 120)}" is not an id of the form ${facts.form}.`)
  }
}

/** A cursor that this list did not hand out in this order. */
export class BadCursorError extends RequestError {
  readonly code = 'BAD_CURSOR'
  constructor(readonly facts: { readonly problem: string }) {
    super(`The cursor cannot be used here: ${facts.problem}.`, {
      hint: 'Give `after` a cursor of the same list and the same `orderBy`, a stream the id of an event of its own.',
    })
  }
}

/** More entries asked for than a page may have. */
export class PageTooLargeError extends RequestError {
  readonly code = 'PAGE_TOO_LARGE'
  constructor(readonly facts: { readonly first: number; readonly limit: number }) {
    super(`A page has at most ${facts.limit} entries; ${facts.first} were asked for.`)
  }
}

/** Fewer than one entry asked for. */
export class BadPageSizeError extends RequestError {
  readonly code = 'BAD_PAGE_SIZE'
  constructor(readonly facts: { readonly first: number }) {
    super(`A page has at least one entry; ${facts.first} were asked for.`)
  }
}

/** A filter with more conditions or values than one statement should carry. */
export class FilterTooLargeError extends RequestError {
  readonly code = 'FILTER_TOO_LARGE'
  constructor(readonly facts: { readonly what: string; readonly limit: number }) {
    super(`A filter has at most ${facts.limit} ${facts.what}.`)
  }
}

/** A scalar that has not the form its type has. */
export class BadValueError extends RequestError {
  readonly code = 'BAD_VALUE'
  constructor(readonly facts: { readonly given: string; readonly expected: string }) {
    super(`Expected ${facts.expected}, got "${facts.given.slice(0, 80)}".`)
  }
}

/** `asOf` names a state that the index does not have. */
export class AsOfOutOfRangeError extends RequestError {
  readonly code = 'AS_OF_OUT_OF_RANGE'
  constructor(readonly facts: { readonly asked: string; readonly problem: string }) {
    super(`There is no answer as of ${facts.asked}: ${facts.problem}.`, {
      hint: '`_meta` says how far each chain is indexed.',
    })
  }
}

/** `asOf` says nothing, or too much. */
export class BadAsOfError extends RequestError {
  readonly code = 'BAD_AS_OF'
  constructor(readonly facts: { readonly problem: string }) {
    super(`The argument asOf cannot be used: ${facts.problem}.`)
  }
}

/** A history of more intervals than an answer may have. */
export class RangeTooLongError extends RequestError {
  readonly code = 'RANGE_TOO_LONG'
  constructor(readonly facts: { readonly intervals: string; readonly limit: number }) {
    super(`A history has at most ${facts.limit} intervals; ${facts.intervals} were asked for.`)
  }
}

/** A query that has no one list to write as CSV. */
export class BadCsvQueryError extends RequestError {
  readonly code = 'BAD_CSV_QUERY'
  constructor(readonly facts: { readonly problem: string }) {
    super(`The query cannot be answered as CSV: ${facts.problem}.`, {
      hint: 'Ask for one list of Query, such as `{ exposure { chain { name } amount { raw } } }`.',
    })
  }
}

/** A subscription whose sender takes no stream of events. */
export class NeedsEventStreamError extends RequestError {
  readonly code = 'NEEDS_EVENT_STREAM'
  constructor() {
    super('A subscription is answered as server-sent events.', { hint: 'Send the header `accept: text/event-stream`.' })
  }
}

/** More streams than one process keeps open. */
export class TooManyStreamsError extends DomainError {
  readonly code = 'TOO_MANY_STREAMS'
  readonly retryable = true
  constructor(readonly facts: { readonly limit: number }) {
    super(`No more than ${facts.limit} streams are kept open.`)
  }
}

/** A stream cannot go on from where it was without a gap. */
export class CannotResumeError extends RequestError {
  readonly code = 'CANNOT_RESUME'
  constructor(readonly facts: { readonly problem: string }) {
    super(`The stream cannot go on from there: ${facts.problem}.`, {
      hint: 'Subscribe without an id, then ask for what holds now.',
    })
  }
}

/** The deployment has no such bucket. */
export class NoSuchBucketError extends RequestError {
  readonly code = 'NO_SUCH_BUCKET'
  constructor(readonly facts: { readonly home: string; readonly host: string; readonly asset: string }) {
    super(`There is no bucket on ${facts.host} for the asset ${facts.asset} of ${facts.home}.`)
  }
}

/** A contract is not a price feed of that receipt. */
export class NotItsFeedError extends RequestError {
  readonly code = 'NOT_ITS_FEED'
  constructor(readonly facts: { readonly feed: string; readonly receipt: string }) {
    super(`${facts.feed} is not a BucketPriceFeed of the receipt ${facts.receipt}.`)
  }
}

/** A chain's node does not answer, or not for that block. */
export class ChainUnreadableError extends DomainError {
  readonly code = 'CHAIN_UNREADABLE'
  readonly retryable = true
  constructor(
    readonly facts: { readonly chain: string; readonly block?: bigint },
    cause?: unknown,
  ) {
    const block = facts.block === undefined ? '' : ` at block ${facts.block}`
    super(`The node of ${facts.chain} cannot be read${block}.`, {
      hint: 'A node keeps the states of its newest blocks only, unless it is an archive node.',
      cause,
    })
  }
}

/** The file of documents cannot be used. */
export class DocumentsInvalidError extends DomainError {
  readonly code = 'DOCUMENTS_INVALID'
  readonly retryable = false
  constructor(readonly facts: { readonly file: string; readonly problem: string }) {
    super(`The documents in ${facts.file} cannot be used: ${facts.problem}.`, {
      hint: 'It is a JSON object that has documents by the SHA-256 of their text, as `sha256:…` or plain hex.',
    })
  }
}

/** The port is in use. */
export class PortTakenError extends DomainError {
  readonly code = 'PORT_TAKEN'
  readonly retryable = true
  constructor(readonly facts: { readonly host: string; readonly port: number }) {
    super(`Port ${facts.port} at ${facts.host} is in use by another program.`, {
      hint: 'Stop that program, or choose another port.',
    })
  }
}
