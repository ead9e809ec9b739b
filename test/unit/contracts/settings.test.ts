import { describe, expect, test } from 'vitest'
import { contractsOn } from '../../../contracts/deploy/contracts.ts'
import { settings } from '../../../contracts/deploy/settings.ts'
import { InvalidTopologyFileError, parseTopology, topologyToJson } from '../../../contracts/deploy/topology-file.ts'
import { devnetTopology } from '../../../devnet/topology.ts'
import { address } from '../../../domain/identifiers.ts'

const at = (byte: string) => address(`0x${byte.repeat(20)}`)
const topology = devnetTopology(() => ({
  endpoint: at('a1'),
  sendLibrary: at('a2'),
  receiveLibrary: at('a3'),
  dvn: at('d1'),
}))
const [alpha] = topology.chains
if (alpha === undefined) throw new TypeError('The devnet has a first chain')

describe('settings', () => {
  const all = settings(topology)
  const of = (kind: string, item?: string) =>
    all.filter(
      (setting) => setting.kind === kind && (item === undefined || ('item' in setting && setting.item === item)),
    )

  test('default: both ends of every lane, every authority, every worker, and three limits per bucket', () => {
    // Six lanes with two ends and seven items each.
    expect(of('pathway')).toHaveLength(6 * 2 * 7)
    // Three chains with three contracts: an owner and three roles each, and two delegates.
    expect(of('authority', 'owner')).toHaveLength(9)
    expect(of('authority', 'delegate')).toHaveLength(6)
    expect(of('authority', 'role')).toHaveLength(27)
    expect(of('attestors')).toHaveLength(3)
    expect(of('limits')).toHaveLength(12 * 3)
  })

  test('behavior: a default library counts as another one, also when it is the same now', () => {
    const [library] = of('pathway', 'receiveLibrary')
    expect(library?.found([[at('a3'), false]])).toBe(library?.planned)
    expect(library?.found([[at('a3'), true]])).not.toBe(library?.planned)
  })

  test('behavior: an owner is compared without regard to the case of its address', () => {
    const [owner] = of('authority', 'owner')
    const { timelock } = contractsOn(topology, alpha)
    expect(owner?.planned).toBe(timelock)
    expect(owner?.found([timelock.toUpperCase().replace('0X', '0x')])).toBe(timelock)
  })

  test('error: limits without a number in them are no limits', () => {
    const [limits] = of('limits')
    expect(() => limits?.found([1n, {}])).toThrow(TypeError)
  })
})

describe('parseTopology', () => {
  test('default: reads what was written', () => {
    expect(parseTopology(topologyToJson(topology))).toEqual(topology)
  })
  test('error: InvalidTopologyFileError names the field', () => {
    const json = { ...Object(topologyToJson(topology)), deployer: 'nobody' }
    expect(() => parseTopology(json)).toThrow(InvalidTopologyFileError)
    expect(() => parseTopology(json)).toThrow(/deployer/)
  })
})
