import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type RunningCommand, runCli, startCli, startCommand } from '../support/cli.ts'
import { eventually } from '../support/eventually.ts'
import { processesMentioning } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const hash = z.string().regex(/^0x[0-9a-f]{64}$/)
const summary = z.object({
  ok: z.literal(true),
  chains: z.array(z.object({ name: z.string(), id: z.number(), eid: z.number() }).loose()).length(3),
  transfers: z
    .array(
      z.object({
        guid: hash,
        asset: z.string(),
        home: z.string(),
        host: z.string(),
        amount: z.string().regex(/^[1-9]\d*$/),
        steps: z.array(
          z.object({
            name: z.string(),
            chainId: z.number(),
            blockNumber: z.number().int().positive(),
            txHash: hash,
            atMs: z.number().int(),
          }),
        ),
      }),
    )
    .length(3),
  exposure: z.array(
    z.object({ role: z.enum(['HOME', 'HOST']), amount: z.object({ raw: z.string() }).loose() }).loose(),
  ),
  elapsedMs: z.number().positive(),
})

const folders: { remove(): void }[] = []
const commands: RunningCommand[] = []
afterEach(async () => {
  // A test that failed in the middle leaves its command running; killed, it takes its devnet along.
  for (const command of commands.splice(0)) {
    command.kill()
    await command.ended
  }
  for (const folder of folders.splice(0)) folder.remove()
})
const started = (command: RunningCommand): RunningCommand => {
  commands.push(command)
  return command
}
const newFolder = (): string => {
  const folder = temporaryFolder()
  folders.push(folder)
  return folder.path
}

describe('npm start -- --once --json', () => {
  test('default: exits 0 with one JSON object as its last line, and leaves no process', async () => {
    const dataDir = newFolder()
    const { status, stdout, stderr } = await startCommand([
      'npm',
      'start',
      '--',
      '--once',
      '--json',
      '--data-dir',
      dataDir,
    ]).ended
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
    const result = summary.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''))
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .filter((line) => line.startsWith('{')),
    ).toHaveLength(1)
    for (const { steps } of result.transfers) {
      expect(steps.map((step) => step.name)).toEqual(['lock', 'final', 'attested', 'minted', 'burned', 'released'])
      // Attestors see finality by themselves, and may be a moment ahead of the relayer that tells it.
      for (const seenBy of ['final', 'attested']) {
        const times = steps.filter(({ name }) => name === seenBy || !['final', 'attested'].includes(name))
        expect([...times].sort((a, b) => a.atMs - b.atMs)).toEqual(times)
      }
    }
    expect(result.exposure.filter((row) => row.role === 'HOST')).toHaveLength(12)
    expect(stderr).toContain('starting services')
    expect(stderr).not.toContain('\x1b')
    expect(processesMentioning(dataDir)).toEqual([])
  })
})

describe('bulkhead devnet', () => {
  test('behavior: Ctrl-C in the middle of the start leaves no process', async () => {
    const dataDir = newFolder()
    const running = started(startCommand(['npm', 'start', '--', '--data-dir', dataDir, '--port', '0']))
    await eventually('services start', async () =>
      running.output().stdout.includes('starting services') ? true : undefined,
    )
    await sleep(1_500)
    expect(processesMentioning(dataDir).length).toBeGreaterThan(5)
    running.interrupt()
    await running.ended
    expect(processesMentioning(dataDir)).toEqual([])
  })

  test('behavior: killed with -9, it takes everything along', async () => {
    const dataDir = newFolder()
    const running = started(startCli(['devnet', '--data-dir', dataDir, '--port', '0']))
    await eventually('services start', async () =>
      running.output().stdout.includes('starting services') ? true : undefined,
    )
    await sleep(1_500)
    running.process.kill('SIGKILL')
    await running.ended
    await eventually('nothing is left', async () => (processesMentioning(dataDir).length === 0 ? true : undefined))
  })

  test('error: a taken port is one sentence and exit status 5', async () => {
    const server = createServer()
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const result = await runCli(['devnet', '--data-dir', newFolder(), '--port', String(port)])
    await new Promise((closed) => server.close(closed))
    expect(result.status).toBe(5)
    expect(result.stderr).toContain(`PORT_TAKEN: Port ${port} on 127.0.0.1 is already in use`)
    expect(result.stderr).not.toContain('    at ')
  })
})

describe('bulkhead', () => {
  test('default: --help names every command and exits 0', async () => {
    const { status, stdout } = await startCommand(['npx', 'bulkhead', '--help']).ended
    expect(status).toBe(0)
    for (const command of ['devnet', 'index', 'relay', 'serve', 'message', 'lock', 'burn'])
      expect(stdout).toContain(command)
  })
  test.each([
    [['nonsense'], 2],
    [['devnet', '--port', 'many'], 2],
    [['message', '0x12'], 2],
    [['relay'], 2],
    [['serve'], 2],
  ])('error: %j exits %i', async (args, status) => {
    const missing = { BULKHEAD_DEPLOYMENT: '/nowhere/devnet.json' }
    expect((await runCli(args, missing)).status).toBe(status)
  })
})
