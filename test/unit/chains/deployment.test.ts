import { describe, expect, test } from 'vitest'
import { deployedBuckets, InvalidDeploymentError, parseDeployment } from '../../../chains/deployment.ts'

const account = (digit: string): string => `0x${digit.repeat(40)}`
const chain = (name: string, chainId: number, assets: readonly string[]) => ({
  name,
  chainId,
  eid: chainId,
  startBlock: 0,
  endpoint: account('1'),
  sendLibrary: account('2'),
  receiveLibrary: account('3'),
  vault: account('4'),
  buckets: account('5'),
  relayWorker: account('6'),
  deliveryGas: 250_000,
  requiredDvns: [account('6'), account('7')],
  assets: assets.map((address) => ({ symbol: 'T', name: 'T', address, decimals: 18 })),
})
const [here, there, other] = [
  chain('here', 1, [account('A'), account('b')]),
  chain('there', 2, [account('c')]),
  chain('other', 3, []),
]

describe('deployedBuckets', () => {
  test('default: without a list, each asset of each chain on every other chain', () => {
    expect(deployedBuckets(parseDeployment({ chains: [here, there, other] }))).toEqual([
      { home: 1, host: 2, asset: account('a') },
      { home: 1, host: 3, asset: account('a') },
      { home: 1, host: 2, asset: account('b') },
      { home: 1, host: 3, asset: account('b') },
      { home: 2, host: 1, asset: account('c') },
      { home: 2, host: 3, asset: account('c') },
    ])
  })

  test('behavior: a list is all there is', () => {
    const buckets = [{ home: 1, host: 3, asset: account('B'), receiptSymbol: 'dropped' }]
    expect(deployedBuckets(parseDeployment({ chains: [here, there, other], buckets }))).toEqual([
      { home: 1, host: 3, asset: account('b') },
    ])
    expect(deployedBuckets(parseDeployment({ chains: [here], buckets: [] }))).toEqual([])
  })

  test('error: a bucket on a chain that is not deployed', () => {
    const buckets = [{ home: 1, host: 9, asset: account('a') }]
    const read = () => parseDeployment({ chains: [here, there], buckets })
    expect(read).toThrow(InvalidDeploymentError)
    expect(read).toThrow(/buckets\.0: a chain that is not deployed/)
  })
})
