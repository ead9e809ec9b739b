// A solc that stays: contracts/mutate.ts compiles the same files over and over, and most of what a fresh solc-js takes is
// to load and to warm up. Run as `node solc-server.cjs <socket>`; a client sends one standard JSON input, ends its side,
// and gets the output. Sources are handed over one by one for the reason that contracts/solc.cjs gives.
const { createServer } = require('node:net')
const solc = require('solc')

function compile(input) {
  const sources = Object.fromEntries(Object.keys(input.sources).map((path) => [path, { urls: [path] }]))
  const contents = (path) => input.sources[path]?.content
  return solc.compile(JSON.stringify({ ...input, sources }), {
    import: (path) => (contents(path) === undefined ? { error: `${path} is missing.` } : { contents: contents(path) }),
  })
}

const server = createServer({ allowHalfOpen: true }, (socket) => {
  const chunks = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('end', () => socket.end(compile(JSON.parse(Buffer.concat(chunks).toString()))))
  // A forge that was killed for its time hangs up.
  socket.on('error', () => {})
})
server.listen(process.argv[2], () => process.send?.('ready'))
// Nobody needs it any more.
process.on('disconnect', () => process.exit())
