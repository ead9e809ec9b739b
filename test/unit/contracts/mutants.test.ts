import { describe, expect, test } from 'vitest'
import { applyMutant, mutantsOf } from '../../../contracts/mutants.ts'

const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;
import { A } from "../a+b/A.sol";

/// @notice a < b, and c == d.
library L {
  uint256 internal constant FEE = 1 + 2;
  using A for A;

  /* x && y */
  function f(uint256 a, mapping(uint256 => uint256) storage m) internal returns (uint256) {
    if (a <= 3 && m[a] != 0) revert E("a - b"); // a > b
    m[a] += type(uint256).max - 1;
    return Math.min(a, 1e18) + (a >> 2) - m[0] - 1;
  }

  function g() external virtual;

  function h(uint256 max) internal { max++; L.max(max, 2 ** 3); }
}
`

const asText = (mutants: ReturnType<typeof mutantsOf>) =>
  mutants.map(({ line, function: name, from, to, nth }) => `${line} ${name} ${from}${nth} ${to}`)

describe('mutantsOf', () => {
  test('default: operators, min and max in bodies of functions, and nothing else', () => {
    expect(asText(mutantsOf(source))).toEqual([
      '12 f <=1 <',
      '12 f <=1 >',
      '12 f &&1 ||',
      '12 f !=1 ==',
      '13 f +=1 -=',
      '13 f -1 +',
      '14 f min1 max',
      '14 f +1 -',
      '14 f -1 +',
      '14 f -2 +',
      '19 h ++1 --',
      '19 h max1 min',
    ])
  })

  test('behavior: only the functions asked for', () => {
    expect(asText(mutantsOf(source, ['h']))).toEqual(['19 h ++1 --', '19 h max1 min'])
  })
})

describe('applyMutant', () => {
  test('default: changes one place', () => {
    const mutant = mutantsOf(source).find(({ line, nth }) => line === 14 && nth === 2)
    if (mutant === undefined) throw new Error('no such mutant')
    expect(applyMutant(source, mutant)).toBe(source.replace('- m[0] - 1', '- m[0] + 1'))
  })
})
