#!/usr/bin/env node
// The solc that forge calls (foundry.toml): solc-js behind the command line that forge expects of a native compiler.
// It answers `--version`, and `--standard-json` with its input on stdin. Nothing is downloaded.
const { readFileSync } = require('node:fs')
const { resolve } = require('node:path')
const solc = require('solc')

const args = process.argv.slice(2)
const folders = args.flatMap((arg, i) => (['--base-path', '--include-path'].includes(arg) ? [args[i + 1]] : []))

function readSource(path) {
  for (const folder of [process.cwd(), ...folders]) {
    try {
      return { contents: readFileSync(resolve(folder, path), 'utf8') }
    } catch (error) {
      if (error.code !== 'ENOENT') return { error: String(error) }
    }
  }
  return { error: `${path}: no such file` }
}

if (args.includes('--version')) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`)
} else {
  process.stdout.write(solc.compile(readFileSync(0, 'utf8'), { import: readSource }))
}
