import { type UnixSeconds, unixSeconds } from '../domain/identifiers.ts'

/** Our own time; the only reader of the system clock. Everything else is handed one of these, or `now`. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number
  /** Seconds since 1970, rounded down. */
  nowSeconds(): UnixSeconds
}

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  nowSeconds: () => unixSeconds(BigInt(Math.floor(Date.now() / 1000))),
}
