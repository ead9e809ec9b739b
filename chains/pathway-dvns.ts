import { DomainError } from '../domain/errors.ts'
import { type Address, type ChainId, zeroAddress } from '../domain/identifiers.ts'
import { knownChains } from './registry.ts'

/** The DVNs that a pathway requires would not keep one of them from forging a message, or would let none through. */
export class UnsafePathwayError extends DomainError {
  readonly code = 'PATHWAY_UNSAFE'
  readonly retryable = false
  constructor(readonly facts: { readonly pathway: string; readonly problem: string }) {
    super(`The required DVNs of ${facts.pathway} are not usable: ${facts.problem}.`, {
      hint: 'Two or more are required, of different operators: see docs/operations/deploy.md. chains/generated lists the DVNs.',
    })
  }
}

/** Who runs a DVN on a chain; `undefined` when LayerZero's deployments do not list it. */
export function operatorOf(chainId: ChainId, dvn: Address): string | undefined {
  const known = knownChains.find((chain) => chain.chainId === chainId)?.layerZero?.dvns ?? []
  return known.find(({ address }) => address === dvn)?.operator
}

const deadDvns: ReadonlySet<string> = new Set(knownChains.flatMap(({ layerZero }) => layerZero?.deadDvn ?? []))

/**
 * Refuses required DVNs that amount to fewer than two independent ones. Optional DVNs do not count: a threshold of them
 * can be met without any one of them.
 *
 * @param given.pathway - What the error calls it.
 * @param given.chainId - Where the DVNs' contracts are.
 * @param given.dvns - Every required DVN, ours included.
 * @throws {@link UnsafePathwayError} for a zero address, a dead DVN, an address twice, an operator twice, fewer than two.
 */
export function assertRequiredDvns({
  pathway,
  chainId,
  dvns,
}: {
  readonly pathway: string
  readonly chainId: ChainId
  readonly dvns: readonly Address[]
}): void {
  const refuse = (problem: string): never => {
    throw new UnsafePathwayError({ pathway, problem })
  }
  for (const [index, dvn] of dvns.entries()) {
    if (dvn === zeroAddress) refuse('one is the zero address')
    if (deadDvns.has(dvn)) refuse(`${dvn} is LayerZero's dead DVN, which verifies nothing`)
    if (dvns.indexOf(dvn) !== index) refuse(`${dvn} is named twice`)
  }
  const operators = dvns.flatMap((dvn) => operatorOf(chainId, dvn) ?? [])
  const twice = operators.find((operator, index) => operators.indexOf(operator) !== index)
  if (twice !== undefined) refuse(`two are run by ${twice}, which counts once`)
  if (dvns.length < 2) refuse(`there ${dvns.length === 1 ? 'is one' : 'are none'}, and it takes two`)
}

/**
 * Refuses two ends of a pathway that require DVNs of different operators: whoever is required at one end only is not paid
 * at the other, and no message arrives. An end with a DVN that nobody lists is taken at its word.
 *
 * @throws {@link UnsafePathwayError}
 */
export function assertSameOperators(
  pathway: string,
  ends: readonly { readonly chainId: ChainId; readonly dvns: readonly Address[] }[],
): void {
  const operators = ends.map(({ chainId, dvns }) => dvns.map((dvn) => operatorOf(chainId, dvn)))
  if (operators.flat().includes(undefined)) return
  const [all, ...others] = operators.map((names) => [...names].sort().join(', '))
  const other = others.find((names) => names !== all)
  if (other === undefined) return
  throw new UnsafePathwayError({ pathway, problem: `${all} at one end, ${other} at the other` })
}
