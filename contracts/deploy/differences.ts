import { decodeFunctionResult } from 'viem'
import { assertNever } from '../../domain/errors.ts'
import type { Hex } from '../../domain/identifiers.ts'
import { configInWords, configType } from './library-config.ts'
import type { Setting } from './settings.ts'
import { type ChainReader, encode } from './step.ts'

/** A setting that is on chain otherwise than planned, in words. */
export interface Difference {
  /** What differs, and where: `receiveConfig of 31001 → 31002 at host`. */
  readonly setting: string
  readonly planned: string
  readonly found: string
}

/**
 * Compares what is planned with what the chain says.
 *
 * @returns A difference for each part of a setting that is otherwise; what no contract answers is found `not there`.
 * @throws whatever the reader throws.
 */
export async function readDifferences(
  reader: ChainReader,
  settings: readonly Setting[],
): Promise<readonly Difference[]> {
  const found = await Promise.all(
    settings.map(async (setting) => {
      const answers = await Promise.all(
        setting.reads.map(async (read) => ({ read, data: await reader.call(read.address, encode(read)) })),
      )
      if (answers.some(({ data }) => data === '0x')) return [{ ...plannedOnly(setting), found: 'not there' }]
      return compare(
        setting,
        answers.map(({ read: { abi, functionName }, data }) => decodeFunctionResult({ abi, functionName, data })),
      )
    }),
  )
  return found.flat()
}

/** What a setting is called. */
export function settingName(setting: Setting): string {
  switch (setting.kind) {
    case 'pathway':
      return `${setting.item} of ${setting.lane.home} → ${setting.lane.host} at ${setting.end}`
    case 'authority':
      return `${setting.item} of ${setting.subject}`
    case 'attestors':
      return 'attestors'
    case 'limits': {
      const { which, bucket } = setting
      return `${which} limits of ${bucket.asset}, ${bucket.home} → ${bucket.host}`
    }
    default:
      return assertNever(setting)
  }
}

function plannedOnly(setting: Setting): Pick<Difference, 'setting' | 'planned'> {
  const planned = setting.kind === 'pathway' || setting.kind === 'authority' ? inWords(setting, setting.planned) : 'set'
  return { setting: settingName(setting), planned }
}

function compare(setting: Setting, answers: readonly unknown[]): readonly Difference[] {
  const named = { setting: settingName(setting) }
  switch (setting.kind) {
    case 'pathway':
    case 'authority': {
      const found = setting.found(answers)
      if (found === setting.planned) return []
      return [{ ...named, planned: inWords(setting, setting.planned), found: inWords(setting, found) }]
    }
    case 'attestors': {
      const inOne = ({ attestors, quorum }: typeof setting.planned) => `${quorum} of ${[...attestors].sort().join(' ')}`
      const [planned, found] = [inOne(setting.planned), inOne(setting.found(answers))]
      return planned === found ? [] : [{ ...named, planned, found }]
    }
    case 'limits': {
      const { planned } = setting
      const found = new Map(Object.entries(setting.found(answers)))
      return Object.entries(planned).flatMap(([name, value]) => {
        if (found.get(name) === value) return []
        return [{ setting: `${named.setting}: ${name}`, planned: String(value), found: String(found.get(name)) }]
      })
    }
    default:
      return assertNever(setting)
  }
}

function inWords({ kind, ...setting }: Extract<Setting, { kind: 'pathway' | 'authority' }>, value: string): string {
  if (kind !== 'pathway') return value
  if (setting.item === 'receiveConfig' || setting.item === 'sendConfig') {
    return configInWords(configType.uln, hex(value))
  }
  return setting.item === 'executorConfig' ? configInWords(configType.executor, hex(value)) : value
}

const hex = (text: string): Hex => `0x${text.slice(2)}`
