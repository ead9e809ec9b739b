import type { Random } from '../../../devnet/random.ts'

/** How many happen in one interval of which `mean` happen on average, by chance alone: Poisson, by counting (Knuth). */
export function poisson(random: Random, mean: number): number {
  const least = Math.exp(-mean)
  let count = 0
  for (let product = random.fraction(); product > least; product *= random.fraction()) count += 1
  return count
}
