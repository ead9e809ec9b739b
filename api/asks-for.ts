import type { FieldNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql'

/** A field of a document, with the fragments that may be spread below it. */
export interface AskedField {
  readonly fieldNodes: readonly FieldNode[]
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
}

/** Documents that come again share their syntax tree. */
const known = new WeakMap<FieldNode, boolean>()

/** Whether anything below a field is worth something in dollars, so that prices are needed. */
export function asksForPrices({ fieldNodes, fragments }: AskedField): boolean {
  return fieldNodes.some((node) => {
    const before = known.get(node)
    if (before !== undefined) return before
    const found = namesPrice(node.selectionSet, fragments)
    known.set(node, found)
    return found
  })
}

function namesPrice(selection: SelectionSetNode | undefined, fragments: AskedField['fragments']): boolean {
  return (selection?.selections ?? []).some((one) => {
    if (one.kind === 'FragmentSpread') return namesPrice(fragments[one.name.value]?.selectionSet, fragments)
    if (one.kind === 'Field' && ['usd', 'price'].includes(one.name.value)) return true
    return namesPrice(one.selectionSet, fragments)
  })
}
