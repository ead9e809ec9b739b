import { chmod, copyFile, link, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { errorCode } from '../process/process-identity.ts'
import type { NativePackage } from './native-package.ts'

/** A PostgreSQL that can be run: a copy of the npm package with its library links made. */
export interface Runtime {
  readonly initdb: string
  readonly postgres: string
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * Makes (or finds) the runtime in `<home>/runtime`. A copy, because node_modules may be read-only or closed to the user
 * PostgreSQL runs as, and because npm neither packs symbolic links nor (with install scripts off) makes them again.
 * Hard links where the file system allows: no space and no time. Renamed into place last, so it is whole or absent.
 */
export async function installRuntime({
  home,
  nativePackage,
}: {
  readonly home: string
  readonly nativePackage: NativePackage
}): Promise<Runtime> {
  const directory = join(home, 'runtime')
  const label = `${nativePackage.name}@${nativePackage.version}\n`
  if ((await readIfThere(join(directory, 'version'))) !== label) {
    const draft = join(home, 'runtime.draft')
    await rm(draft, { recursive: true, force: true })
    await makeOpenDirectory(draft)
    await linkTree(nativePackage.nativeDir, join(draft, 'native'))
    await makeLibraryLinks(draft)
    await writeFile(join(draft, 'version'), label)
    await rm(directory, { recursive: true, force: true })
    await rename(draft, directory)
  }
  const bin = join(directory, 'native', 'bin')
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') }
}

async function linkTree(from: string, to: string): Promise<void> {
  await makeOpenDirectory(to)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await linkTree(source, target)
    // Symbolic links (where an install script did run) are all made anew from pg-symlinks.json.
    else if (entry.isFile()) await linkOrCopy(source, target)
  }
}

/** Everybody may enter, whatever the umask: PostgreSQL may run as another user. */
async function makeOpenDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  await chmod(directory, 0o755)
}

/** A hard link shares its permissions with the file in node_modules; where those are too narrow, a copy gets its own. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  const executable = dirname(source).endsWith('bin')
  const needed = executable ? 0o555 : 0o444
  const { mode } = await stat(source)
  if ((mode & needed) === needed && (await linkIfPossible(source, target))) return
  await copyFile(source, target)
  await chmod(target, executable ? 0o755 : 0o644)
}

async function linkIfPossible(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target)
    return true
  } catch (error) {
    // Another file system; one without hard links; a file of another user (protected_hardlinks); too many links.
    if (['EXDEV', 'EPERM', 'EACCES', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(errorCode(error) ?? '')) return false
    throw error
  }
}

async function makeLibraryLinks(root: string): Promise<void> {
  const links = linksSchema.parse(JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8')))
  for (const { source, target } of links) {
    await symlink(relative(dirname(target), source), join(root, target))
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
