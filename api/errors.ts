import { DomainError } from '../domain/errors.ts'

/** A request that cannot be answered as it was put; its code and message are shown to the caller. */
export abstract class RequestError extends DomainError {
  readonly retryable = false
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
      hint: 'Give `after` a cursor of the same list and the same `orderBy`.',
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
