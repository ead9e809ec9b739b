import { formatDecimal, parseDecimal, type RawAmount, transferAmount } from '../../domain/amounts.ts'
import { address } from '../../domain/identifiers.ts'
import { type EndReading, preflight as judge, type Preflight } from '../../domain/preflight.ts'
import { readBurn, readLock } from '../../relayer/evm/preflight-reads.ts'
import { assetOn, compose, composeClient, deployedOn } from '../compose.ts'
import { EnvironmentError } from '../environment.ts'
import { exitCode } from '../exit-code.ts'

/** Options of `bulkhead preflight`; see `TransferOptions`. */
export interface PreflightOptions {
  readonly home: string
  readonly host: string
  readonly asset: string
  readonly amount: string
  readonly json: boolean
}

/**
 * `bulkhead preflight <lock|burn>`: what a transfer would meet at both ends if it were sent and arrived now: which limit binds,
 * how much would pass at once, and how long the rest waits. Sends nothing and needs no key.
 *
 * @returns Exit status: 0 when it passes, 6 when it would wait, 4 when it would be refused as things are.
 * @throws EnvironmentError, ContractRefusedError for a bucket that there is not.
 */
export async function preflight(direction: string, options: PreflightOptions): Promise<number> {
  if (direction !== 'lock' && direction !== 'burn') {
    throw new EnvironmentError(`There is no transfer called ${direction}.`, 'It is lock or burn.')
  }
  const composition = compose('bulkhead')
  const home = deployedOn(composition, options.home)
  const host = deployedOn(composition, options.host)
  const listed = assetOn(home, options.asset)
  const asset = listed?.address ?? address(options.asset)
  const decimals = listed?.decimals ?? 0
  const amount = transferAmount(parseDecimal(options.amount, decimals))
  const end = (deployed: typeof home) => ({ deployed, client: composeClient(composition, deployed) })
  const question = { home: end(home), host: end(host), asset, amount }
  const { feeWei, ends } = await (direction === 'lock' ? readLock(question) : readBurn(question))
  const result = judge(amount, ends)
  const inTokens = (raw: RawAmount): string => formatDecimal(raw, decimals)
  process.stdout.write(options.json ? `${inJson(result, feeWei, inTokens)}\n` : inWords(result, feeWei, inTokens))
  return { passes: exitCode.ok, waits: exitCode.waiting, refused: exitCode.refused }[result.verdict]
}

type InTokens = (raw: RawAmount) => string

/** Amounts in whole tokens, times in seconds; null for what does not bound, or never comes. */
function inJson({ verdict, binding, room, waitSeconds, ends }: Preflight, feeWei: bigint, inTokens: InTokens): string {
  return JSON.stringify({
    verdict,
    binding: binding ?? null,
    room: inTokens(room),
    waitSeconds: waitSeconds === undefined ? null : Number(waitSeconds),
    feeWei: feeWei.toString(),
    ends: ends.map(({ minAmount, maxAmount, capacityRoom, ...reading }) => ({
      ...reading,
      minAmount: inTokens(minAmount),
      maxAmount: maxAmount === undefined ? null : inTokens(maxAmount),
      capacityRoom: capacityRoom === undefined ? null : inTokens(capacityRoom),
      room: inTokens(reading.room),
      waitSeconds: reading.waitSeconds === undefined ? null : Number(reading.waitSeconds),
    })),
  })
}

function inWords({ verdict, binding, room, waitSeconds, ends }: Preflight, feeWei: bigint, inTokens: InTokens): string {
  const why = binding === undefined ? '' : `, by the ${binding.limit} of chain ${binding.chainId} (${binding.end})`
  const wait = verdict === 'waits' ? ` for ${waitSeconds} s` : ''
  const line = ({
    chainId,
    state,
    minAmount,
    maxAmount,
    capacityRoom,
    room: here,
    waitSeconds: seconds,
  }: EndReading) => {
    const capacity = capacityRoom === undefined ? '' : `, ${inTokens(capacityRoom)} below capacity`
    const waits = seconds === undefined ? 'never as things are' : `in ${seconds} s`
    const most = maxAmount === undefined ? 'any amount' : inTokens(maxAmount)
    const each = `${inTokens(minAmount)} to ${most} each`
    return `  chain ${chainId}: ${state}, ${each}, ${inTokens(here)} at once${capacity}; this amount ${waits}`
  }
  return [
    `It ${verdict === 'refused' ? 'would be refused' : verdict}${wait}${why}.`,
    `At once would pass ${inTokens(room)}. The message costs ${feeWei} wei.`,
    ...ends.map(line),
    '',
  ].join('\n')
}
