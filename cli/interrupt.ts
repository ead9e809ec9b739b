/** A second request to stop within this time is the same one: npm passes on what the terminal has sent already. */
const sameRequestMs = 2_000

/** A signal that is aborted by the first SIGINT, SIGTERM or SIGHUP; a later one ends the process at once. */
export function untilInterrupted(): AbortSignal {
  const controller = new AbortController()
  let firstMs: number | undefined
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (firstMs !== undefined && performance.now() - firstMs > sameRequestMs) process.exit(130)
      firstMs ??= performance.now()
      controller.abort()
    })
  }
  return controller.signal
}
