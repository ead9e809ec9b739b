/**
 * Finds what can be changed in a Solidity source so that a good test fails: one operator, or one of min and max, at a
 * time. Comments, strings, imports, the pragma, and whatever lies outside of function bodies are left alone.
 */

/** One change of a source file. */
export interface Mutant {
  /** Counted from 1. */
  readonly line: number
  /** The function it is in. */
  readonly function: string
  /** The line's text, trimmed: with `from`, `to` and `nth` it names the mutant even when the file grows above it. */
  readonly code: string
  readonly from: string
  readonly to: string
  /** Which `from` of its line, counted from 1. */
  readonly nth: number
  /** Where `from` begins, in characters. */
  readonly offset: number
}

interface Token {
  readonly kind: 'word' | 'operator' | 'literal'
  readonly text: string
  readonly offset: number
}

/** The nearest neighbour finds a wrong boundary, the opposite a condition that nothing checks. */
const replacements: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['!='],
  '!=': ['=='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '+=': ['-='],
  '-=': ['+='],
  '&&': ['||'],
  '||': ['&&'],
  '++': ['--'],
  min: ['max'],
  max: ['min'],
}

/** White space and comments, then strings, words, numbers, and operators with the longest first. */
const lexer =
  /(?<skip>\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<literal>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\d[\w.]*)|(?<word>[A-Za-z_$][\w$]*)|(?<operator>>>>=|<<=|>>=|>>>|\*\*|=>|->|==|!=|<=|>=|&&|\|\||\+=|-=|\*=|\/=|%=|\|=|&=|\^=|\+\+|--|<<|>>|[^\s])/gy

function tokenize(source: string): readonly Token[] {
  return [...source.matchAll(lexer)].flatMap(({ groups = {}, 0: text, index }) => {
    if (groups['skip'] !== undefined) return []
    const kind = groups['word'] !== undefined ? 'word' : groups['literal'] !== undefined ? 'literal' : 'operator'
    return [{ kind, text, offset: index }]
  })
}

/**
 * Every mutant of a source, in the order of the text.
 *
 * @param functions - Names of the functions to change; all when left out.
 */
export function mutantsOf(source: string, functions?: readonly string[]): readonly Mutant[] {
  const tokens = tokenize(source)
  const lines = source.split('\n')
  const mutants: Mutant[] = []
  const seen = new Map<string, number>()
  let name: string | undefined
  let depth = 0
  for (const [i, token] of tokens.entries()) {
    // A body is what the first brace after `function name(…) …` opens; one that ends in a semicolon has none.
    if (depth === 0) {
      if (token.text === 'function') name = tokens[i + 1]?.text
      else if (token.text === ';') name = undefined
      else if (token.text === '{' && name !== undefined) depth = 1
      continue
    }
    if (token.text === '{') depth += 1
    if (token.text === '}') depth -= 1
    if (depth === 0) {
      name = undefined
      continue
    }
    if (name === undefined || (functions !== undefined && !functions.includes(name))) continue
    if (!isMutable(tokens, i)) continue
    const line = source.slice(0, token.offset).split('\n').length
    const key = `${line} ${token.text}`
    const nth = (seen.get(key) ?? 0) + 1
    seen.set(key, nth)
    for (const to of replacements[token.text] ?? []) {
      const code = (lines[line - 1] ?? '').trim()
      mutants.push({ line, function: name, code, from: token.text, to, nth, offset: token.offset })
    }
  }
  return mutants
}

/** `min` and `max` only as calls of a library; plus and minus only between two operands. */
function isMutable(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i]
  const [before, after] = [tokens[i - 1], tokens[i + 1]]
  if (token === undefined || replacements[token.text] === undefined || token.kind === 'literal') return false
  if (token.kind === 'word') return before?.text === '.' && after?.text === '('
  if (token.text === '+' || token.text === '-') return before?.kind !== 'operator' || /^[)\]]$/.test(before.text)
  return true
}

/** The source with one mutant in it. */
export function applyMutant(source: string, { offset, from, to }: Mutant): string {
  return source.slice(0, offset) + to + source.slice(offset + from.length)
}
