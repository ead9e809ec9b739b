import { createFinalityStore } from '../../database/finality-store.ts'
import { compose, composeAttestorDatabase, composeDatabase } from '../compose.ts'
import { exitCode } from '../exit-code.ts'

/**
 * `bulkhead resume <chain>`: lifts the halt of a chain whose final blocks changed. From then on the blocks that it has
 * now are taken for final. For an operator who has looked at what the vanished blocks held.
 *
 * @param options.attestor - Lifts an attestor's own halt, which no other halt or lifting touches.
 * @returns Exit status: 0 when it was lifted, 3 when the chain is not halted.
 * @throws UnknownChainError
 */
export async function resume(nameOrId: string, options: { readonly attestor: boolean }): Promise<number> {
  const composition = compose('bulkhead')
  const { name, chainId } = composition.registry.byName(nameOrId)
  const open = options.attestor ? composeAttestorDatabase : composeDatabase
  const sql = await open(composition, 'bulkhead-resume')
  try {
    const lifted = await createFinalityStore(sql).resume(chainId)
    if (lifted === undefined) {
      process.stderr.write(`bulkhead: CHAIN_NOT_HALTED: ${name} is not halted.\n`)
      return exitCode.notFound
    }
    const work = options.attestor ? 'attested' : 'delivered and settled'
    const { blockNumber, knownHash, foundHash, haltedAt } = lifted
    process.stdout.write(
      [
        `${name} goes on: its messages are ${work} again, on the blocks that it has now.`,
        `It was halted at ${haltedAt.toISOString()}: final block ${blockNumber} was ${knownHash}, became ${foundHash}.`,
        'Messages of vanished blocks that were delivered stay delivered: compare the ledger before you go on.',
        '',
      ].join('\n'),
    )
    return exitCode.ok
  } finally {
    await sql.end({ timeout: 5 })
  }
}
