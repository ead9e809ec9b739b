import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseTransaction, serializeTransaction } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testAccounts } from '../../../devnet/accounts.ts'
import { startAnvil } from '../../../devnet/anvil/start-anvil.ts'
import { openSupervisor, type Supervisor } from '../../../devnet/process/supervisor.ts'
import { address, chainId, type Hex } from '../../../domain/identifiers.ts'
import {
  remoteAttestor,
  remoteSigner,
  SignerRefusedError,
  SignerUnavailableError,
} from '../../../relayer/evm/remote-signer.ts'
import { SignedDifferentlyError } from '../../../relayer/evm/signed-as-asked.ts'
import { localAttestor, localSigner } from '../../../relayer/evm/signer.ts'
import { type RpcProxy, startRpcProxy } from '../../support/rpc-proxy.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()
const chain = 31_337
const own = testAccounts.relayer
const stranger = privateKeyToAccount(testAccounts.visitors[0].privateKey)
let supervisor: Supervisor
let proxy: RpcProxy

/** Anvil signs for its unlocked accounts: a real signer, which the proxy before it makes lie. */
beforeAll(async () => {
  supervisor = await openSupervisor({ dataDir: folder.path })
  const anvil = await startAnvil({ supervisor, name: 'signer', chainId: chain, blockTimeSeconds: 1 })
  proxy = await startRpcProxy(anvil.rpcUrl)
})
beforeEach(() => proxy.behave({ kind: 'honest' }))
afterAll(async () => {
  await proxy?.close()
  await supervisor?.close()
  folder.remove()
})

const transaction = {
  chainId: chain,
  to: testAccounts.guard.address,
  data: '0xc0ffee00',
  value: 5n,
  nonce: 0,
  gas: 90_000n,
  maxFeePerGas: 3_000_000_000n,
  maxPriorityFeePerGas: 1_000_000_000n,
} as const
const subject = {
  chainId: chainId(chain),
  relayWorker: testAccounts.owner.address,
  messages: [`0x${'ab'.repeat(32)}`, `0x${'cd'.repeat(32)}`],
  confirmations: 15n,
  expiry: 1_800_000_000n,
} as const
const options = (account = own.address, timeoutMs = 5_000) => ({
  account,
  api: 'node' as const,
  urlFor: () => `${proxy.url}/c4n4ry?key=c4n4ry`,
  timeoutMs,
})
const sign = (changed: Partial<typeof transaction> = {}) =>
  remoteSigner(options()).signTransaction({ ...transaction, ...changed })

describe('remoteSigner', () => {
  test.each([{}, { value: 0n, data: '0x' }, { nonce: 4_000_000 }])(
    'default: what a real signer signs is what a key here would have signed, with %o',
    async (change) => {
      const asked = { ...transaction, ...change } as typeof transaction
      expect(await sign(asked)).toBe(await localSigner(own.privateKey).signTransaction(asked))
    },
  )

  const forged: readonly (readonly [string, string, (asked: typeof transaction) => Promise<Hex>])[] = [
    ['another nonce', 'another nonce', (asked) => honestly({ ...asked, nonce: 1 })],
    ['another receiver', 'another to', (asked) => honestly({ ...asked, to: own.address })],
    ['another value', 'another value', (asked) => honestly({ ...asked, value: 6n })],
    ['no value', 'another value', (asked) => honestly({ ...asked, value: 0n })],
    ['other calldata', 'another data', (asked) => honestly({ ...asked, data: '0xc0ffee01' })],
    ['another gas limit', 'another gas', (asked) => honestly({ ...asked, gas: 90_001n })],
    ['a higher fee', 'another maxFeePerGas', (asked) => honestly({ ...asked, maxFeePerGas: 4_000_000_000n })],
    [
      'another tip',
      'another maxPriorityFeePerGas',
      (asked) => honestly({ ...asked, maxPriorityFeePerGas: 2_000_000_000n }),
    ],
    ['another chain', 'another chainId', (asked) => honestly({ ...asked, chainId: 1 })],
    ['with another key', `signed by ${address(stranger.address)}`, (asked) => stranger.signTransaction(of(asked))],
    [
      'with an access list',
      'other bytes',
      async (asked) => {
        const accessList = [{ address: own.address, storageKeys: [] }]
        return privateKeyToAccount(own.privateKey).signTransaction({ ...of(asked), accessList })
      },
    ],
    [
      'an older kind of transaction',
      'another kind of transaction',
      ({ chainId, to, data, value, nonce, gas, maxFeePerGas: gasPrice }) =>
        privateKeyToAccount(own.privateKey).signTransaction({
          type: 'legacy',
          chainId,
          to,
          data,
          value,
          nonce,
          gas,
          gasPrice,
        }),
    ],
    [
      'with a signature that chains refuse',
      'a signature that chains refuse',
      async (asked) => highS(await honestly(asked)),
    ],
    ['with bytes behind it', 'no transaction', async (asked) => `${await honestly(asked)}00`],
    ['without a signature', 'no signature', async (asked) => serializeTransaction(of(asked))],
    ['nothing', 'no transaction', async () => '0x02'],
  ]
  const of = (asked: typeof transaction) => ({ type: 'eip1559' as const, ...asked })
  const honestly = (asked: object): Promise<Hex> =>
    localSigner(own.privateKey).signTransaction({ ...transaction, ...asked })

  test.each(forged)('error: SignedDifferentlyError when it signs %s', async (_, differs, forge) => {
    const answer = await forge(transaction)
    proxy.behave({ kind: 'lie', change: () => answer })
    const error: unknown = await sign().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SignedDifferentlyError)
    expect(error).toMatchObject({ facts: { differs }, retryable: false })
  })

  test.each([null, 7, {}, { raw: '0xzz' }, 'c4n4ry'])('error: SignedDifferentlyError for %o', async (answer) => {
    proxy.behave({ kind: 'lie', change: () => answer })
    await expect(sign()).rejects.toThrow(SignedDifferentlyError)
    await expect(sign()).rejects.not.toThrow(/c4n4ry/)
  })

  test('behavior: geth’s and Clef’s form of the answer is understood', async () => {
    proxy.behave({ kind: 'lie', change: (_, raw) => ({ raw, tx: { hash: '0x00' } }) })
    expect(await sign()).toBe(await honestly({}))
  })

  test('error: SignerRefusedError for an account that the signer does not have', async () => {
    const unknown = address('0x00000000000000000000000000000000000000aa')
    const signing = remoteSigner(options(unknown)).signTransaction(transaction)
    await expect(signing).rejects.toThrow(SignerRefusedError)
    await expect(signing).rejects.toMatchObject({ facts: { method: 'eth_signTransaction', answer: 'error -32602' } })
  })

  test.each([
    [401, SignerRefusedError],
    [403, SignerRefusedError],
    [429, SignerUnavailableError],
    [503, SignerUnavailableError],
  ])('error: status %i, whose body repeats the URL', async (status, kind) => {
    proxy.behave({ kind: 'garbage', status, body: `no right to ${proxy.url}/c4n4ry?key=c4n4ry` })
    const error: unknown = await sign().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(kind)
    expect(error).toMatchObject({ facts: { signer: new URL(proxy.url).host, answer: `status ${status}` } })
    expect(JSON.stringify([error, String(error), Object(error).stack, Object(error).cause])).not.toContain('c4n4ry')
  })

  test('error: SignerUnavailableError when it hangs, closes the connection or answers with HTML', async () => {
    const facts = async () => {
      const error: unknown = await remoteSigner(options(own.address, 300))
        .signTransaction(transaction)
        .catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(SignerUnavailableError)
      expect(error).toMatchObject({ retryable: true })
      return Object(error).facts.answer
    }
    proxy.behave({ kind: 'silent' })
    expect(await facts()).toBe('no answer in time')
    proxy.behave({ kind: 'dead' })
    expect(await facts()).toBe('no usable answer')
    proxy.behave({ kind: 'garbage', body: '<html>c4n4ry</html>' })
    expect(await facts()).toBe('no usable answer')
  })

  test('behavior: one call per request, credentials of the URL as a header, each chain at its own signer', async () => {
    const seen: { url: string | undefined; authorization: string | undefined; body: unknown }[] = []
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const body = JSON.parse(Buffer.concat(chunks).toString())
      seen.push({ url: request.url, authorization: request.headers.authorization, body })
      response.end(JSON.stringify({ jsonrpc: '2.0', id: body.id, error: { code: -32000, message: 'denied' } }))
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const { port } = server.address() as AddressInfo
    const signer = remoteSigner({
      account: own.address,
      api: 'web3signer',
      urlFor: (id) => `http://user:p%40ss@127.0.0.1:${port}/chain/${id}`,
    })
    const results = await Promise.allSettled(
      [10, 20].map((id) => signer.signTransaction({ ...transaction, chainId: id })),
    )
    server.close()
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(seen.map(({ url }) => url).sort()).toEqual(['/chain/10', '/chain/20'])
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`
    expect(seen.map((one) => one.authorization)).toEqual([authorization, authorization])
    expect(seen[0]?.body).toMatchObject({
      method: 'eth_signTransaction',
      params: [{ from: own.address, nonce: '0x0' }],
    })
  })
})

describe('remoteAttestor', () => {
  test('default: what a real signer signs is what a key here would have signed', async () => {
    expect(await remoteAttestor(options()).attest(subject)).toEqual(await localAttestor(own.privateKey).attest(subject))
  })

  test.each([
    ['web3signer', 'eth_signTypedData', 'string'],
    ['clef', 'account_signTypedData', 'object'],
    ['node', 'eth_signTypedData_v4', 'object'],
  ] as const)('behavior: %s is asked by %s, with the data as %s', async (api, method, form) => {
    const { signature } = await localAttestor(own.privateKey).attest(subject)
    const calls: { method: string; params: readonly unknown[] }[] = []
    proxy.behave({ kind: 'honest' })
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const body = JSON.parse(Buffer.concat(chunks).toString())
      calls.push(body)
      response.end(JSON.stringify({ jsonrpc: '2.0', id: body.id, result: signature }))
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const { port } = server.address() as AddressInfo
    const remote = remoteAttestor({ account: own.address, api, urlFor: () => `http://127.0.0.1:${port}` })
    expect((await remote.attest(subject)).signature).toBe(signature)
    server.close()
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatchObject({ method, params: [own.address, expect.anything()] })
    const [, data] = calls[0]?.params ?? []
    expect(typeof data).toBe(form)
    expect(typeof data === 'string' ? JSON.parse(data) : data).toMatchObject({
      primaryType: 'Attestation',
      domain: { chainId: chain, verifyingContract: testAccounts.owner.address },
      message: { messages: subject.messages, confirmations: '15', expiry: '1800000000' },
    })
  })

  test('behavior: v of 0 or 1 becomes the 27 or 28 that contracts take', async () => {
    const { signature } = await localAttestor(own.privateKey).attest(subject)
    const v = Number.parseInt(signature.slice(-2), 16) - 27
    proxy.behave({ kind: 'lie', change: () => `${signature.slice(0, -2)}0${v}` })
    expect((await remoteAttestor(options()).attest(subject)).signature).toBe(signature)
  })

  test('error: SignedDifferentlyError for a signature of another subject, by another key or of another length', async () => {
    const other = await localAttestor(own.privateKey).attest({ ...subject, expiry: subject.expiry + 1n })
    const byStranger = await localAttestor(testAccounts.visitors[0].privateKey).attest(subject)
    const whole = await localAttestor(own.privateKey).attest(subject)
    for (const answer of [other.signature, byStranger.signature, whole.signature.slice(0, -2), '0x', null]) {
      proxy.behave({ kind: 'lie', change: () => answer })
      await expect(remoteAttestor(options()).attest(subject)).rejects.toThrow(SignedDifferentlyError)
    }
  })
})

/** The same transaction under the other valid signature of the same key, which chains refuse since EIP-2. */
function highS(raw: Hex): Hex {
  const { r, s, v: _, yParity, ...rest } = parseTransaction(raw as `0x02${string}`)
  if (r === undefined || s === undefined || yParity === undefined) throw new TypeError('signed')
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
  const other: Hex = `0x${(order - BigInt(s)).toString(16).padStart(64, '0')}`
  return serializeTransaction({ ...rest, type: 'eip1559' }, { r, s: other, yParity: 1 - yParity })
}
