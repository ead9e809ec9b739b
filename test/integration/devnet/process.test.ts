import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { DevnetRunningError } from '../../../devnet/process/data-dir-lock.ts'
import { assertPortFree, freePort, PortTakenError } from '../../../devnet/process/ports.ts'
import { identify } from '../../../devnet/process/process-identity.ts'
import type { ChildSpec, UnexpectedExit } from '../../../devnet/process/supervised-child.ts'
import { ChildNameError, openSupervisor, type Supervisor } from '../../../devnet/process/supervisor.ts'
import { firstLine, runScript } from './fixtures/run-script.ts'

const root = mkdtempSync(join(tmpdir(), 'bulkhead-process-'))
const open: Supervisor[] = []
let directories = 0

const newDataDir = (): string => join(root, String(directories++))

async function supervise(
  dataDir = newDataDir(),
  onUnexpectedExit?: (report: UnexpectedExit) => void,
): Promise<Supervisor> {
  const supervisor = await openSupervisor({ dataDir, ...(onUnexpectedExit === undefined ? {} : { onUnexpectedExit }) })
  open.push(supervisor)
  return supervisor
}

const shell = (name: string, script: string): ChildSpec => ({
  name,
  command: '/bin/sh',
  args: ['-c', script],
  cwd: '/',
  env: { PATH: '/usr/bin:/bin', GREETING: 'hello' },
  graceMs: 300,
})

async function until(condition: () => boolean, timeoutMs = 8_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${condition}`)
    await sleep(10)
  }
}

const isGone = (pid: number): boolean => identify(pid) === 'gone'

afterEach(async () => {
  for (const supervisor of open.splice(0)) await supervisor.close()
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('openSupervisor', () => {
  test('default: a child logs to its file and ends with everything it started', async () => {
    const supervisor = await supervise()
    const child = supervisor.start(shell('family', 'sleep 600 & echo $GREETING $!; wait'))
    await until(() => child.lastLogLines().length === 1)
    const [greeting, grandchild] = (child.lastLogLines()[0] ?? '').split(' ')
    expect(greeting).toBe('hello')
    expect(isGone(Number(grandchild))).toBe(false)

    await child.stop()
    expect(child.pid()).toBeUndefined()
    expect(isGone(Number(grandchild))).toBe(true)
    expect(await child.ended).toEqual({ code: null, signal: 'SIGTERM' })
    expect(readFileSync(join(supervisor.logsDir, 'family.log'), 'utf8')).toContain('hello')
  })

  test('behavior: a child that ignores the stop signal is killed after the grace', async () => {
    const supervisor = await supervise()
    const child = supervisor.start(shell('stubborn', 'trap "" TERM INT; echo up; while :; do sleep 0.1; done'))
    await until(() => child.lastLogLines().includes('up'))
    const before = performance.now()
    await child.stop()
    expect(performance.now() - before).toBeGreaterThanOrEqual(300)
    expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' })
  })

  test('behavior: the stop signal can be chosen', async () => {
    const supervisor = await supervise()
    const script = 'trap "echo interrupted; exit 0" INT; echo up; while :; do sleep 0.05; done'
    const child = supervisor.start({ ...shell('polite', script), stopSignal: 'SIGINT', graceMs: 5_000 })
    await until(() => child.lastLogLines().includes('up'))
    await child.stop()
    expect(await child.ended).toEqual({ code: 0, signal: null })
    expect(child.lastLogLines()).toContain('interrupted')
  })

  test('behavior: an exit nobody asked for is reported with the last lines of the log', async () => {
    const reports: UnexpectedExit[] = []
    const supervisor = await supervise(newDataDir(), (report) => reports.push(report))
    const crashing = supervisor.start(shell('crashing', 'for i in 1 2 3; do echo line $i; done; exit 7'))
    const missing = supervisor.start({ ...shell('missing', ''), command: '/no/such/program' })
    await Promise.all([crashing.ended, missing.ended])
    const report = (name: string) => reports.find((each) => each.name === name)
    expect(report('crashing')).toEqual({
      name: 'crashing',
      exit: { code: 7, signal: null },
      lastLogLines: ['line 1', 'line 2', 'line 3'],
      restartInMs: 'never',
    })
    expect(report('missing')?.exit.code).toBe(127)
  })

  test('behavior: before a child is announced ready, its exit is final and nobody else is told', async () => {
    const reports: UnexpectedExit[] = []
    const supervisor = await supervise(newDataDir(), (report) => reports.push(report))
    const restart = { firstDelayMs: 10, maxDelayMs: 40, resetAfterMs: 60_000 }
    const early = supervisor.start({ ...shell('early', 'exit 1'), restart, ready: 'announced' })
    expect(await early.ended).toEqual({ code: 1, signal: null })
    expect(early.announceReady()).toBe(false)
    expect(reports).toEqual([])

    const late = supervisor.start({ ...shell('late', 'sleep 0.2; exit 2'), ready: 'announced' })
    expect(late.announceReady()).toBe(true)
    await late.ended
    expect(reports.map((each) => each.exit.code)).toEqual([2])
  })

  test('behavior: a service restarts after growing delays, until it is stopped', async () => {
    const reports: UnexpectedExit[] = []
    const supervisor = await supervise(newDataDir(), (report) => reports.push(report))
    const restart = { firstDelayMs: 10, maxDelayMs: 40, resetAfterMs: 60_000 }
    const service = supervisor.start({ ...shell('service', 'echo run; exit 1'), restart })
    await until(() => reports.length >= 5)
    await service.stop()
    const runs = reports.length
    expect(reports.slice(0, 5).map((each) => each.restartInMs)).toEqual([10, 20, 40, 40, 40])
    expect(reports[0]?.lastLogLines).toEqual(['run'])
    await sleep(100)
    expect(reports.length).toBe(runs)
  })

  test('behavior: what a devnet killed with -9 left behind ends at once, by its watchdog', async () => {
    const dataDir = newDataDir()
    const parent = runScript({ script: 'supervising-parent.ts', args: [dataDir] })
    const pids = z.record(z.string(), z.number()).parse(await firstLine(parent))
    expect(Object.keys(pids)).toEqual(['family', 'stubborn', 'grandchild'])
    expect(Object.values(pids).some(isGone)).toBe(false)
    parent.kill('SIGKILL')
    await until(() => Object.values(pids).every(isGone))
    await until(() => readFileSync(join(dataDir, 'logs', 'watchdog.log'), 'utf8').includes('watchdog.ended-children'))
  }, 20_000)

  test('behavior: a later start ends what is left, and never a process that only has the same pid', async () => {
    const dataDir = newDataDir()
    const first = await supervise(dataDir)
    await first.close()
    const spawnSleep = () => spawn('/bin/sleep', ['600'], { detached: true, stdio: 'ignore' })
    const [leftover, stranger] = [spawnSleep(), spawnSleep()]
    const left = identify(leftover.pid ?? 0)
    const strange = identify(stranger.pid ?? 0)
    if (left === 'gone' || strange === 'gone') throw new Error('sleep did not start')
    const recorded = { name: 'sleep', signal: 'SIGTERM', graceMs: 1_000 }
    const children = [
      { ...recorded, ...left },
      { ...recorded, pid: strange.pid, startTime: 'another time' },
    ]
    writeFileSync(join(dataDir, 'processes.json'), JSON.stringify({ owner: { pid: 1, startTime: 'x' }, children }))
    const strangerEnds = once(stranger, 'exit')
    await supervise(dataDir)
    expect(isGone(left.pid)).toBe(true)
    expect(isGone(strange.pid)).toBe(false)
    stranger.kill('SIGKILL')
    await strangerEnds
  })

  test('behavior: the lock of a dead process does not count', async () => {
    const dataDir = newDataDir()
    const supervisor = await supervise(dataDir)
    await supervisor.close()
    writeFileSync(join(dataDir, 'devnet.lock'), JSON.stringify({ pid: process.pid, startTime: 'another time' }))
    await expect(supervise(dataDir)).resolves.toBeDefined()
  })

  test('error: DevnetRunningError', async () => {
    const { dataDir } = await supervise()
    await expect(openSupervisor({ dataDir })).rejects.toThrow(DevnetRunningError)
    await expect(openSupervisor({ dataDir })).rejects.toThrow(`process ${process.pid}`)
  })

  test('error: ChildNameError', async () => {
    const supervisor = await supervise()
    supervisor.start(shell('taken', 'sleep 600'))
    expect(() => supervisor.start(shell('taken', 'sleep 600'))).toThrow(ChildNameError)
    expect(() => supervisor.start(shell('../outside', 'sleep 600'))).toThrow(ChildNameError)
    await supervisor.close()
    expect(() => supervisor.start(shell('late', 'sleep 600'))).toThrow(ChildNameError)
  })
})

describe('ports', () => {
  test('default: a free port is free', async () => {
    await expect(assertPortFree(await freePort())).resolves.toBeUndefined()
  })

  test.each(['127.0.0.1', '0.0.0.0'])('error: PortTakenError while somebody listens on %s', async (host) => {
    const port = await freePort()
    const server = createServer().listen(port, host)
    await once(server, 'listening')
    await expect(assertPortFree(port)).rejects.toThrow(PortTakenError)
    server.close()
    await once(server, 'close')
  })
})
