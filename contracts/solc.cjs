#!/usr/bin/env node
// The solc that forge calls (foundry.toml): solc-js behind the command line that forge expects of a native compiler.
// It answers `--version`, and `--standard-json` with its input on stdin. Nothing is downloaded.
const { readFileSync } = require('node:fs')
const { resolve } = require('node:path')
const solc = require('solc')

/**
 * Hands the sources over one by one, when the compiler asks for them. solc-js puts its input on the 5 MB stack of its
 * WebAssembly module, four bytes a character: above 1.3 MB, which forge reaches by inlining every file, it crashes with
 * "memory access out of bounds".
 */
function compile(input) {
  const contents = new Map(Object.entries(input.sources).map(([path, { content }]) => [path, content]))
  const sources = Object.fromEntries([...contents.keys()].map((path) => [path, { urls: [path] }]))
  return solc.compile(JSON.stringify({ ...input, sources }), { import: (path) => read(path, contents.get(path)) })
}

function read(path, inlined) {
  try {
    return { contents: inlined ?? readFileSync(resolve(path), 'utf8') }
  } catch (error) {
    return { error: String(error) }
  }
}

if (process.argv.includes('--version')) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`)
} else {
  process.stdout.write(compile(JSON.parse(readFileSync(0, 'utf8'))))
}
