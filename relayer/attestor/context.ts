import type { Deployment } from '../../chains/deployment.ts'
import type { Clock } from '../../observability/clock.ts'
import type { Logger } from '../../observability/logger.ts'
import type { Monitor } from '../../observability/monitor.ts'
import type { Attestor } from '../evm/signer.ts'
import type { FinalityWatch } from '../finality.ts'
import type { SourceChainPort } from '../ports.ts'
import type { Reported } from '../reported.ts'
import type { Agenda } from './agenda.ts'
import type { AttestationBoard, AttestorStore } from './ports.ts'

/** What an attestor's passes over one source chain need. */
export interface AttestorContext {
  readonly chain: SourceChainPort
  /** Rests on the attestor's own store. */
  readonly finality: FinalityWatch
  readonly deployment: Deployment
  /** What a signature says of the depth of the source block. */
  readonly confirmations: bigint
  readonly attestor: Attestor
  readonly store: AttestorStore
  readonly board: AttestationBoard
  readonly agenda: Agenda
  readonly reported: Reported
  readonly clock: Clock
  readonly log: Logger
  readonly monitor?: Monitor | undefined
}
