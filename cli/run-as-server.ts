/**
 * Settles what must be settled before the API is loaded: graphql checks every object for a second copy of itself unless it
 * is told that this is production.
 */
export function runAsServer(): void {
  process.env['NODE_ENV'] ??= 'production'
}
