import { zeroAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BulkheadClient, createClient, graphql } from '../../api/client/index.ts'
import { bucketPriceFeedAbi, bucketPriceFeedBytecode } from '../../contracts/abi/BucketPriceFeed.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { testPriceFeedAbi, testPriceFeedBytecode } from '../../contracts/abi/TestPriceFeed.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { beginSequence } from '../../devnet/anvil/contract-sequence.ts'
import { removePostgres } from '../../devnet/postgres/home.ts'
import { type Devnet, startDevnet } from '../../devnet/start.ts'
import { type Address, address } from '../../domain/identifiers.ts'
import { least } from '../../domain/integers.ts'
import { type EvmClient, evmClient } from '../../relayer/evm/client.ts'
import { sendCall } from '../../relayer/evm/send.ts'
import { localSigner } from '../../relayer/evm/signer.ts'
import { startCommand } from '../support/cli.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const folder = temporaryFolder()
let devnet: Devnet
let client: BulkheadClient
/** Receipt on beta of alpha's tWETH. */
let receipt: Address
let feed: Address

const deployedOn = (name: string) => {
  const deployed = devnet.chains.deployment.chains.find((candidate) => candidate.name === name)
  if (deployed?.rpcUrl === undefined) throw new TypeError(`${name} is not deployed`)
  return { ...deployed, client: evmClient([deployed.rpcUrl]) as EvmClient, rpcUrl: deployed.rpcUrl }
}
const assetOn = (name: string, symbol: string): Address => {
  const asset = deployedOn(name).assets.find((candidate) => candidate.symbol === symbol)
  if (asset === undefined) throw new TypeError(`${name} has no ${symbol}`)
  return asset.address
}

beforeAll(async () => {
  devnet = await startDevnet({
    dataDir: folder.path,
    fresh: true,
    host: '127.0.0.1',
    port: undefined,
    databaseUrl: undefined,
    activitySeed: 11,
    inherited: { PATH: process.env['PATH'] ?? '' },
    onStage: () => undefined,
    onRestart: () => undefined,
  })
  client = createClient({ url: devnet.graphqlUrl })
  const { eid } = deployedOn('alpha')
  const host = deployedOn('beta')
  const asset = assetOn('alpha', 'tWETH')
  const buckets = { address: host.buckets, abi: receiptBucketsAbi } as const
  receipt = address(await host.client.readContract({ ...buckets, functionName: 'receiptOf', args: [eid, asset] }))
  feed = await deployFeed(host, receipt)
  const chains = graphql('{ _meta { chains { indexed } } buckets { nodes { id } } }')
  await eventually('all chains are indexed, and the buckets', async () => {
    const { _meta, buckets: found } = await client.query(chains)
    const isIndexed = _meta.chains.every(({ indexed }) => indexed !== null)
    return (isIndexed && found.nodes.some(({ id }) => id === `${host.chainId}:${receipt}`)) || undefined
  })
})

afterAll(async () => {
  await devnet?.close()
  await removePostgres(`${folder.path}/postgres`)
  folder.remove()
})

/** A strict feed with a haircut of five percent over a source at 2,000. */
async function deployFeed(host: ReturnType<typeof deployedOn>, of: Address): Promise<Address> {
  const account = privateKeyToAccount(testAccounts.visitors[3].privateKey)
  const sequence = await beginSequence({ chain: host, account })
  const source = sequence.deploy({
    name: 'source',
    abi: testPriceFeedAbi,
    bytecode: testPriceFeedBytecode,
    args: [account.address, 8, 'tWETH / USD', 2_000_00000000n],
  })
  const settings = { receipt: of, source, haircutBps: 500, maxAgeSeconds: 86_400, isStrict: true }
  const deployed = sequence.deploy({
    name: 'BucketPriceFeed',
    abi: bucketPriceFeedAbi,
    bytecode: bucketPriceFeedBytecode,
    args: [{ ...settings, sequencerUptimeFeed: zeroAddress, sequencerGraceSeconds: 0 }],
  })
  await sequence.send()
  return deployed
}

const example = (name: string, ...args: readonly string[]) =>
  startCommand([process.execPath, '--import', 'tsx', `docs/examples/${name}.ts`, devnet.graphqlUrl, ...args]).ended

describe('preflight', () => {
  const preflight = graphql(`
    query ($direction: TransferDirection!, $home: Int!, $host: Int!, $asset: Address!, $amount: BigInt!, $asOf: AsOf) {
      preflight(direction: $direction, home: $home, host: $host, asset: $asset, amount: $amount, asOf: $asOf) {
        verdict
        binding {
          end
          limit
        }
        room {
          raw
        }
        waitSeconds
        feeWei
        source {
          chain {
            name
          }
          state
          room {
            raw
          }
          capacityRoom {
            raw
          }
        }
        destination {
          chain {
            name
          }
          room {
            raw
          }
          capacityRoom {
            raw
          }
        }
        cut {
          blocks {
            chain {
              name
            }
            number
            hash
          }
        }
      }
    }
  `)
  const question = (amount: bigint, direction: 'LOCK' | 'BURN' = 'LOCK') => ({
    direction,
    home: deployedOn('alpha').chainId,
    host: deployedOn('beta').chainId,
    asset: assetOn('alpha', 'tWETH'),
    amount: amount.toString(),
  })

  test('default: is what the contracts say at the blocks that it names', async () => {
    const [home, host] = [deployedOn('alpha'), deployedOn('beta')]
    const asset = assetOn('alpha', 'tWETH')
    for (const amount of [1n, 10n ** 18n, 10n ** 30n]) {
      const { preflight: found } = await client.query(preflight, question(amount))
      const blockOf = (name: string) =>
        BigInt(found.cut.blocks.find(({ chain }) => chain.name === name)?.number ?? Number.NaN)
      const vault = { address: home.vault, abi: collateralVaultAbi, blockNumber: blockOf('alpha') } as const
      const buckets = { address: host.buckets, abi: receiptBucketsAbi, blockNumber: blockOf('beta') } as const
      const [feeWei, room] = await home.client.readContract({
        ...vault,
        functionName: 'previewLock',
        args: [host.eid, asset, amount],
      })
      const available = await host.client.readContract({
        ...buckets,
        functionName: 'available',
        args: [home.eid, asset],
      })
      expect(found).toMatchObject({
        feeWei: String(feeWei),
        source: { chain: { name: 'alpha' }, state: 'OPEN', room: { raw: String(room) } },
        destination: { chain: { name: 'beta' }, room: { raw: String(available) } },
        room: { raw: String(least(room, available)) },
      })
    }
    const { preflight: tooMuch } = await client.query(preflight, question(10n ** 30n))
    expect(tooMuch).toMatchObject({ verdict: 'REFUSED', waitSeconds: null, binding: { limit: 'MAXIMUM' } })
    const { preflight: one } = await client.query(preflight, question(10n ** 18n))
    expect(one).toMatchObject({ verdict: 'PASSES', waitSeconds: '0', binding: null })
    const { preflight: back } = await client.query(preflight, question(10n ** 30n, 'BURN'))
    expect(back).toMatchObject({ verdict: 'REFUSED', source: { chain: { name: 'beta' } } })
  })

  test('behavior: as of a moment in the past, at the blocks of that cut', async () => {
    const { timestamp } = await deployedOn('alpha').client.getBlock()
    const asOf = { timestamp: new Date(Number(timestamp - 20n) * 1000).toISOString() }
    const cutQuery = graphql(
      'query ($asOf: AsOf!) { cut(asOf: $asOf) { final blocks { chain { name } number hash } } }',
    )
    const { blocks } = await eventually('that moment is indexed and final', async () => {
      const { cut } = await client.query(cutQuery, { asOf })
      return cut.final ? cut : undefined
    })
    const first = await client.query(preflight, { ...question(10n ** 18n), asOf })
    expect(first.preflight.cut).toEqual({ blocks })
    expect(await client.query(preflight, { ...question(10n ** 18n), asOf })).toEqual(first)
  })

  test('error: CHAIN_UNREADABLE for a block whose state the node keeps no more', async () => {
    const old = graphql('query ($asOf: AsOf!) { cut(asOf: $asOf) { blocks { number } } }')
    const asOf = { blocks: [{ chainId: deployedOn('alpha').chainId, number: '1' }] }
    const isKnown = await client.query(old, { asOf }).then(
      () => true,
      () => false,
    )
    const failure = client.query(preflight, { ...question(10n ** 18n), asOf })
    await expect(failure).rejects.toMatchObject({ code: isKnown ? 'CHAIN_UNREADABLE' : 'AS_OF_OUT_OF_RANGE' })
  })
})

describe('eligibility', () => {
  const eligibility = graphql(`
    query ($receipt: ID!, $feed: Address) {
      eligibility(receipt: $receipt, feed: $feed) {
        eligible
        sound
        reasons
        state
        backing
        room {
          raw
        }
        seasoning {
          seconds
        }
        receipt {
          symbol
        }
        price {
          usd
        }
        feed {
          address
          strict
          haircut
          answer
          refusal
        }
        cut {
          blocks {
            number
          }
        }
      }
    }
  `)
  const id = () => `${deployedOn('beta').chainId}:${receipt}`

  test('default: what contracts and feed say of the receipt', async () => {
    const { eligibility: found } = await client.query(eligibility, { receipt: id(), feed })
    expect(found).toMatchObject({
      eligible: true,
      sound: true,
      reasons: [],
      state: 'OPEN',
      backing: '1',
      feed: { strict: true, haircut: '0.05', answer: '1900', refusal: null },
    })
    expect(found?.feed?.address.toLowerCase()).toBe(feed)
    const without = await client.query(eligibility, { receipt: id() })
    expect(without.eligibility).toMatchObject({ eligible: true, feed: null })
  })

  test('error: NOT_ITS_FEED for another contract, and for an account without code', async () => {
    for (const other of [deployedOn('beta').buckets, receipt, testAccounts.owner.address]) {
      const failure = client.query(eligibility, { receipt: id(), feed: other })
      await expect(failure).rejects.toMatchObject({ code: 'NOT_ITS_FEED' })
    }
  })

  test('behavior: the examples run: a market is gated, a portfolio is read, exposure is exported', async () => {
    const gate = () => example('gate-market', id(), feed, '10')
    const open = await gate()
    expect(open).toMatchObject({ status: 0, stderr: '' })
    expect(JSON.parse(open.stdout)).toMatchObject({ lend: true, mostDebt: String(15_200n * 10n ** 18n) })

    const portfolio = await example('portfolio', testAccounts.traders[0].address)
    expect(portfolio).toMatchObject({ status: 0, stderr: '' })
    const { positions, receipts } = JSON.parse(portfolio.stdout)
    expect(positions.length + receipts.length).toBeGreaterThan(0)

    const csv = await example('export-exposure')
    const [header, ...rows] = csv.stdout.trimEnd().split('\r\n')
    expect(header?.split(',').slice(0, 3)).toEqual(['chain.name', 'role', 'counterpart.name'])
    expect(rows.length).toBeGreaterThan(3)
    const { timestamp } = await deployedOn('alpha').client.getBlock()
    // Not long ago: on a fast machine the chains are young.
    const moment = new Date(Number(timestamp - 5n) * 1000).toISOString()
    const [once, again] = [await example('export-exposure', moment), await example('export-exposure', moment)]
    expect(once).toMatchObject({ status: 0, stderr: '' })
    expect(again.stdout.split('\r\n')[0]).toBe(header)

    const host = deployedOn('beta')
    await sendCall({
      client: host.client,
      signer: localSigner(testAccounts.guardian.privateKey),
      write: {
        address: host.buckets,
        abi: receiptBucketsAbi,
        functionName: 'tightenBucket',
        args: [deployedOn('alpha').eid, assetOn('alpha', 'tWETH'), 2],
      },
    })
    const closed = await gate()
    expect(closed).toMatchObject({ status: 4, stderr: '' })
    expect(JSON.parse(closed.stdout)).toMatchObject({
      lend: false,
      reasons: ['not eligible: STATE', 'the feed refuses: NotSound'],
      mostDebt: '0',
      eligibility: { eligible: false, state: 'NOT_ELIGIBLE', feed: { answer: null, refusal: 'NotSound' } },
    })
    await eventually('the index has it too', async () => {
      const query = graphql('query ($id: ID!) { bucket(id: $id) { state } }')
      const { bucket } = await client.query(query, { id: id() })
      return bucket?.state === 'NOT_ELIGIBLE' || undefined
    })
  })
})
