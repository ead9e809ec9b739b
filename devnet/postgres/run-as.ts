import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The user PostgreSQL runs as; `'self'` when the devnet itself is not run by root. */
export type ServerUser = { readonly uid: number; readonly gid: number } | 'self'

/** "nobody" on Linux. */
const nobody = 65_534

/**
 * The user PostgreSQL can run as: this one; for root, whom PostgreSQL refuses, an unprivileged user with an entry in
 * /etc/passwd (initdb insists on one): nobody, else daemon, else the first there is.
 */
export function findServerUser(): ServerUser {
  if (process.getuid?.() !== 0) return 'self'
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => Number.isInteger(uid) && Number.isInteger(gid) && uid > 0)
  const chosen = users.find(({ uid }) => uid === nobody) ?? users.find(({ name }) => name === 'daemon') ?? users[0]
  return chosen === undefined ? { uid: nobody, gid: nobody } : { uid: chosen.uid, gid: chosen.gid }
}

/** What PostgreSQL's programs see of the environment. */
export const serverEnvironment = (home: string): Readonly<Record<string, string>> => ({
  PATH: '/usr/bin:/bin',
  HOME: home,
  LC_ALL: 'C',
  TZ: 'UTC',
})

/** The end of a program that was run to completion; `'not-started'` when the system could not even start it. */
export interface ProgramResult {
  readonly exit: number | 'killed' | 'not-started'
  /** Standard error, then standard output; line by line. */
  readonly lines: readonly string[]
}

/** Runs a program as the server's user until it ends, or kills it after `timeoutMs`. */
export function runAs({
  user,
  command,
  args,
  home,
  input = '',
  timeoutMs = 60_000,
}: {
  readonly user: ServerUser
  readonly command: string
  readonly args: readonly string[]
  readonly home: string
  readonly input?: string
  readonly timeoutMs?: number
}): Promise<ProgramResult> {
  return new Promise((settle) => {
    const output = { stdout: '', stderr: '' }
    const lines = (): readonly string[] =>
      `${output.stderr}\n${output.stdout}`.split('\n').filter((line) => line !== '')
    const child = spawn(command, [...args], {
      cwd: '/',
      env: serverEnvironment(home),
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      ...(user === 'self' ? {} : user),
    })
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text
      })
    }
    child.once('error', (error) => settle({ exit: 'not-started', lines: [error.message] }))
    child.once('close', (code) => settle({ exit: code ?? 'killed', lines: lines() }))
    child.stdin.on('error', () => undefined) // The program ended without reading; its exit says why.
    child.stdin.end(input)
  })
}
