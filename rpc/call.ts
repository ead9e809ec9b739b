/** A JSON-RPC call, without its id. */
export interface RpcCall {
  readonly method: string
  readonly params: readonly unknown[]
}

/** An error as a node words it. */
export interface RpcError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

/** What a node says to a call. */
export type RpcAnswer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: RpcError }

/** What asking one provider came to. */
export type Outcome =
  | RpcAnswer
  /** It was asked too much in too short a time. */
  | { readonly kind: 'limited' }
  /** It gave nothing to rest on; `reason` is from a small set, and no secret. */
  | { readonly kind: 'failed'; readonly reason: string }

/** Whether a value is an object with fields to look at. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
