import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chainFile } from './chain-file.ts'
import { realChains } from './real-chains.ts'

/*
 * node --import tsx chains/generate.ts [--check]: writes chains/generated/<name>.ts for every real chain from
 * LayerZero's packages. With --check it writes nothing and fails when a file is not what they say.
 */
const folder = new URL('./generated/', import.meta.url)
const isCheck = process.argv.includes('--check')
const stale = realChains.filter((chain) => {
  const file = new URL(`${chain.name}.ts`, folder)
  const text = chainFile(chain)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false
  if (isCheck) return true
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, text)
  return false
})
if (stale.length > 0) {
  process.stderr.write(
    `Not what LayerZero's packages say: ${stale.map(({ name }) => `chains/generated/${name}.ts`).join(', ')}. npm run generate\n`,
  )
  process.exitCode = 1
}
