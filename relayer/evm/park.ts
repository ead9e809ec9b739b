import { pad } from 'viem'
import { z } from 'zod'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Address, EndpointId, Hex } from '../../domain/identifiers.ts'
import type { EvmClient } from './client.ts'
import { readContracts } from './read-contracts.ts'
import type { ContractWrite } from './send.ts'

/** A place in a pathway: where a message is, or would be, that claims to come from there. */
export interface InboundNonce {
  readonly endpoint: Address
  readonly receiver: Address
  readonly srcEid: EndpointId
  readonly sender: Address
  readonly nonce: bigint
}

/** The message was executed, or its nonce skipped: there is nothing left to park. */
export class NonceUsedError extends DomainError {
  readonly code = 'NONCE_USED'
  readonly retryable = false
  constructor(readonly facts: { readonly nonce: bigint; readonly srcEid: EndpointId }) {
    super(`Nonce ${facts.nonce} from endpoint ${facts.srcEid} is used: it was executed or skipped.`)
  }
}

/** The nonce is parked already. */
export class NonceParkedError extends DomainError {
  readonly code = 'NONCE_PARKED'
  readonly retryable = false
  constructor(readonly facts: { readonly nonce: bigint; readonly srcEid: EndpointId }) {
    super(`Nonce ${facts.nonce} from endpoint ${facts.srcEid} is parked already.`)
  }
}

const emptyHash = pad('0x', { size: 32 })
const nilHash = `0x${'f'.repeat(64)}`
const hash = z.string().transform((value) => value as Hex)

/**
 * The guardian's call that parks a nonce as it stands in the newest block: LayerZero wants the payload hash repeated that is
 * verified there, or zero when none is.
 *
 * @throws {@link NonceUsedError}, {@link NonceParkedError}; whatever the RPC throws.
 */
export async function parkCall(
  client: EvmClient,
  { endpoint, receiver, srcEid, sender, nonce }: InboundNonce,
): Promise<ContractWrite & { readonly payloadHash: Hex }> {
  const from = [receiver, srcEid, pad(sender, { size: 32 })]
  const [stored, lazy] = await readContracts(client, {
    reads: [
      { address: endpoint, abi: endpointV2Abi, functionName: 'inboundPayloadHash', args: [...from, nonce] },
      { address: endpoint, abi: endpointV2Abi, functionName: 'lazyInboundNonce', args: from },
    ],
  })
  const payloadHash = hash.parse(stored)
  if (payloadHash === nilHash) throw new NonceParkedError({ nonce, srcEid })
  if (payloadHash === emptyHash && nonce <= z.bigint().parse(lazy)) throw new NonceUsedError({ nonce, srcEid })
  // Vault and buckets have the very same function.
  const write = { address: receiver, abi: collateralVaultAbi, functionName: 'park' }
  return { ...write, args: [srcEid, nonce, payloadHash], payloadHash }
}
