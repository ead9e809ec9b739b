import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = join(import.meta.dirname, '../..')
const typescriptLoader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/** A finished command. */
export interface CommandResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A running `bulkhead` command. */
export interface RunningCommand {
  readonly process: ChildProcess
  /** Everything written so far. */
  output(): { readonly stdout: string; readonly stderr: string }
  readonly ended: Promise<CommandResult>
  /** What Ctrl-C in a terminal does: SIGINT to the whole process group. */
  interrupt(): void
  /** Ends the whole process group at once, if it still lives. */
  kill(): void
}

/** Starts `bulkhead <args>` with nothing of this process's environment but PATH and HOME. */
export const startCli = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: { readonly stdin: string },
): RunningCommand =>
  startCommand([process.execPath, '--import', typescriptLoader, join(root, 'cli/main.ts'), ...args], env, input)

/** Starts a command in the repository's folder, as the leader of a process group of its own: like a terminal does. */
export function startCommand(
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: { readonly stdin: string },
): RunningCommand {
  const { PATH = '', HOME = '/' } = process.env
  const child = spawn(command, args, {
    cwd: root,
    env: { PATH, HOME, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  child.stdin.end(input?.stdin)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const ended = new Promise<CommandResult>((resolve) =>
    child.once('close', (status) => resolve({ status, stdout, stderr })),
  )
  const signalGroup = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, signal)
    }
  }
  return {
    process: child,
    output: () => ({ stdout, stderr }),
    ended,
    interrupt: () => signalGroup('SIGINT'),
    kill: () => signalGroup('SIGKILL'),
  }
}

/** Runs `bulkhead <args>` to its end. */
export const runCli = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandResult> =>
  startCli(args, env).ended
