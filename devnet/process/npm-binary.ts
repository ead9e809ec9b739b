import { createRequire } from 'node:module'
import { DomainError } from '../../domain/errors.ts'
import { errorCode } from './process-identity.ts'

/** An npm package with a program for this system is not installed, or does not exist for this system. */
export class MissingBinaryError extends DomainError {
  readonly code = 'BINARY_MISSING'
  readonly retryable = false
  constructor(
    readonly facts: { readonly packageName: string; readonly program: string; readonly alternative?: string },
  ) {
    super(`The npm package ${facts.packageName}, which holds ${facts.program} for this system, is not installed.`, {
      hint: `Run \`npm ci\` without --omit=optional${facts.alternative === undefined ? '' : `, or ${facts.alternative}`}.`,
    })
  }
}

/** An operating system and a processor, as Node names them. */
export interface Platform {
  readonly os: string
  readonly arch: string
}

/** The system this process runs on. */
export const thisPlatform: Platform = { os: process.platform, arch: process.arch }

/**
 * The absolute path of a file in an npm package for one system only.
 *
 * @param subpath - inside the package; `''` for its entry point.
 * @throws {@link MissingBinaryError} when the package is not installed.
 */
export function resolveInPackage({
  subpath,
  ...facts
}: MissingBinaryError['facts'] & { readonly subpath: string }): string {
  try {
    return createRequire(import.meta.url).resolve(facts.packageName + subpath)
  } catch (error) {
    if (errorCode(error) !== 'MODULE_NOT_FOUND') throw error
    throw new MissingBinaryError(facts)
  }
}
