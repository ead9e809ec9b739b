import type { Setting } from '../../contracts/deploy/settings.ts'
import { assertNever } from '../../domain/errors.ts'
import type { ConfigurationReading } from '../../risk/breaker/configuration-drift.ts'
import { bucketId } from '../../risk/breaker/scope.ts'
import type { Reading } from '../ports.ts'
import { type Conditions, toRead } from './conditions.ts'
import { type ChainViews, readAt, type ViewBlock } from './views.ts'

/** Every planned setting beside what its chain says at the final block; one question per chain and quorum. */
export async function readConfiguration(
  settings: readonly Setting[],
  views: ChainViews,
  conditions: Conditions,
): Promise<readonly ConfigurationReading[]> {
  const readings = await Promise.all(
    [...views.values()].map(async ({ chain, first }) => {
      const planned = settings.filter(({ chainId }) => chainId === chain.chainId)
      const reading = await readAt(
        chain,
        first,
        planned.flatMap(({ reads }) => reads),
      )
      let next = 0
      return planned.map((setting) => {
        const start = next
        next += setting.reads.length
        return compare(setting, part(reading, start, next), conditions)
      })
    }),
  )
  return readings.flat()
}

type Answers = Reading<readonly unknown[]> | Extract<ViewBlock, { kind: 'unread' }>

const part = (reading: Answers, start: number, end: number): Answers =>
  reading.kind === 'agreed' ? { ...reading, value: reading.value.slice(start, end) } : reading

function compare(setting: Setting, answers: Answers, conditions: Conditions): ConfigurationReading {
  const read = <Value>(subject: string, decode: (values: readonly unknown[]) => Value) =>
    toRead(answers, { conditions, subject: `${subject} of ${setting.chainId}`, decode })
  switch (setting.kind) {
    case 'pathway': {
      const { kind, item, lane, end, planned } = setting
      const found = read(`${item} ${lane.home}>${lane.host}`, setting.found)
      return { kind, item, lane, end, planned, found }
    }
    case 'authority': {
      const { kind, item, chainId, subject, planned } = setting
      return { kind, item, chainId, subject, planned, found: read(`${item} ${subject}`, setting.found) }
    }
    case 'attestors': {
      const { kind, chainId, planned } = setting
      return { kind, chainId, planned, found: read('attestors', setting.found) }
    }
    case 'limits': {
      const { kind, which, bucket, planned } = setting
      return { kind, which, bucket, planned, found: read(`${which} limits ${bucketId(bucket)}`, setting.found) }
    }
    default:
      return assertNever(setting)
  }
}
