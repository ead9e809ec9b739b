import type { BlockObservation } from '../ports.ts'
import type { Visit } from './agenda.ts'
import { attestGroup } from './attest-group.ts'
import type { AttestorContext } from './context.ts'
import { attestorPolicy } from './judge.ts'
import { type ReadBlock, readGroups } from './read-groups.ts'

/** Most blocks looked at in one pass: a flood of invented hints delays what is real by passes, not for good. */
const blocksPerPass = 50

/** When a block is looked at again, seconds: one without messages of ours, one that was not signed whole, and at most. */
const emptyAgainSeconds = 60n
const withheldAgainSeconds = 2n
const longestSeconds = 6n * 3_600n

/**
 * One pass over a source chain: looks at the final blocks that hints name, derives the groups of each from what the
 * attestor's own quorum says was sent there, and signs those that nothing speaks against.
 *
 * @throws when one of the databases cannot be read or written.
 */
export async function attestChain(context: AttestorContext): Promise<void> {
  const { chain, finality, deployment, board, agenda, attestor, clock } = context
  const due = agenda.due(await board.hintedBlocks(chain.chainId, attestor.address), clock.nowSeconds())
  const [lowest] = due
  if (lowest === undefined) return
  const pinned = await finality.pin({ waitingFor: lowest })
  if (pinned.kind !== 'pinned') return
  const blockNumbers = due.filter((number) => number <= pinned.block.number).slice(0, blocksPerPass)
  const blocks = await readGroups({ chain, deployment, blockNumbers, pinnedAt: pinned.block })
  await Promise.all(blocks.map(async (block) => agenda.note(block.number, await visit(context, block, pinned.block))))
}

async function visit(context: AttestorContext, block: ReadBlock, pinnedAt: BlockObservation): Promise<Visit> {
  const { chain, clock, log } = context
  if (block.kind === 'unread') {
    const { number, faults } = block
    const facts = { chainId: chain.chainId, blockNumber: number.toString(), faults }
    log.warn({ event: 'attestation.unread', ...facts }, 'No quorum on what the block holds')
    return { lookAgainAt: clock.nowSeconds() + withheldAgainSeconds, submitted: [] }
  }
  const signed = await Promise.all(block.groups.map((group) => attestGroup(context, group, { block, pinnedAt })))
  const done = signed.filter((one) => one !== undefined)
  const now = clock.nowSeconds()
  const times = [
    now + (signed.length === 0 ? emptyAgainSeconds : longestSeconds),
    ...(done.length < signed.length ? [now + withheldAgainSeconds] : []),
    ...done.map(({ expiry }) => expiry - attestorPolicy.renewBeforeSeconds),
  ]
  const lookAgainAt = times.reduce((a, b) => (b < a ? b : a))
  return { lookAgainAt, submitted: done.map(({ digest }) => digest) }
}
