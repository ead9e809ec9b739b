import type { ChainDeployment } from '../chains/deployment.ts'
import type { ChainRegistry } from '../chains/registry.ts'
import { DomainError } from '../domain/errors.ts'
import type { Address, Hex } from '../domain/identifiers.ts'
import { openKeystore } from '../relayer/evm/keystore.ts'
import { type RemoteSignerOptions, remoteAttestor, remoteSigner } from '../relayer/evm/remote-signer.ts'
import { type Attestor, localAttestor, localSigner, type TransactionSigner } from '../relayer/evm/signer.ts'
import type { Environment } from './environment.ts'
import { readPasswordFile, readSecretFile } from './secret-file.ts'
import { hasSigner, type SignerRole, signerSetting } from './signer-setting.ts'

/** A plain key was given for a chain that is not thrown away after use. */
export class PlainKeyRefusedError extends DomainError {
  readonly code = 'PLAIN_KEY_REFUSED'
  readonly retryable = false
  constructor(readonly facts: { readonly variable: string; readonly chain: string }) {
    super(
      `${facts.variable} holds a plain key, which is accepted only on local chains, and ${facts.chain} is not one.`,
      {
        hint: 'Use a keystore file or a remote signer: docs/operations/keys.md.',
      },
    )
  }
}

/** What opening a role's key takes. */
export interface SignerContext {
  readonly environment: Pick<Environment, 'inherited'>
  readonly registry: ChainRegistry
  /** The chains that it is to sign for. */
  readonly chains: readonly Pick<ChainDeployment, 'chainId' | 'name'>[]
}

/**
 * Opens the key that a role's transactions are signed with.
 *
 * @throws EnvironmentError, SignerAmbiguousError, {@link PlainKeyRefusedError}; for a keystore also what reading and opening it
 * throws. A remote signer is not asked anything yet.
 */
export function openSigner(context: SignerContext, role: Exclude<SignerRole, 'attestor'>): TransactionSigner {
  const opened = open(context, role)
  return opened.kind === 'held' ? localSigner(opened.key) : remoteSigner(opened.options)
}

/** Opens an attestor's key. @throws as {@link openSigner}. */
export function openAttestor(context: SignerContext): Attestor {
  const opened = open(context, 'attestor')
  return opened.kind === 'held' ? localAttestor(opened.key) : remoteAttestor(opened.options)
}

/** The account of a role's key; `undefined` when no variable says where one is. @throws as {@link openSigner}. */
export function findAddress(context: SignerContext, role: SignerRole): Address | undefined {
  if (!hasSigner(role, context.environment.inherited)) return undefined
  const opened = open(context, role)
  return opened.kind === 'held' ? localSigner(opened.key).address : opened.options.account
}

type Opened =
  | { readonly kind: 'held'; readonly key: Hex }
  | { readonly kind: 'remote'; readonly options: RemoteSignerOptions }

function open({ environment, registry, chains }: SignerContext, role: SignerRole): Opened {
  const setting = signerSetting(role, environment.inherited)
  if (setting.kind === 'plain') {
    const real = chains.find(({ chainId }) => !registry.byId(chainId).local)
    if (real !== undefined) throw new PlainKeyRefusedError({ variable: setting.variable, chain: real.name })
    return { kind: 'held', key: setting.key }
  }
  if (setting.kind === 'keystore') {
    const { file, passwordFile } = setting
    const [text, password] = [readSecretFile(file), readPasswordFile(passwordFile)]
    return { kind: 'held', key: openKeystore({ file, text, password }) }
  }
  // Now, not at the first signature: a chain without a signer is a wrong setting.
  for (const { chainId } of chains) setting.urlFor(chainId)
  return { kind: 'remote', options: setting }
}
