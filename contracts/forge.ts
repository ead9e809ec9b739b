/**
 * Runs forge in the repository's root, whatever the working directory, and passes arguments and exit code through:
 * `node --import tsx contracts/forge.ts test -vvv`. The binary comes from npm's package for this platform; its own
 * launcher is not used, because it relies on an install script.
 */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' }
const architecture = architectures[process.arch] ?? process.arch
const executable = process.platform === 'win32' ? 'forge.exe' : 'forge'
const binary = createRequire(import.meta.url).resolve(
  `@foundry-rs/forge-${process.platform}-${architecture}/bin/${executable}`,
)

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { status, error } = spawnSync(binary, process.argv.slice(2), { cwd: root, stdio: 'inherit' })
if (error !== undefined) throw error
process.exitCode = status ?? 1
