/*
 * Stands in for LayerZero's own DVN service: signs what left any devnet chain once it is final there. Run as a
 * process of its own: layerzero-dvn.ts <devnet.json>.
 */
import { parseDeployment } from '../chains/deployment.ts'
import { chainRegistry } from '../chains/registry.ts'
import { createLogger } from '../observability/logger.ts'
import { testAccounts } from './accounts.ts'
import { runDvnSigner } from './layerzero/dvn-signer.ts'
import { versionOneEid } from './layerzero/version-one-eid.ts'
import { readManifest } from './manifest.ts'

const [manifestFile] = process.argv.slice(2)
if (manifestFile === undefined) throw new TypeError('Usage: layerzero-dvn.ts <devnet.json>')
const manifest = readManifest(manifestFile)
const registry = chainRegistry()
const controller = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())

await runDvnSigner({
  chains: parseDeployment(manifest).chains.map((deployed) => {
    const { finality } = registry.byId(deployed.chainId)
    const layerZero = manifest.layerZero[deployed.name]
    if (layerZero === undefined) throw new TypeError(`${manifestFile} has no LayerZero on ${deployed.name}`)
    return {
      chainId: deployed.chainId,
      eid: deployed.eid,
      rpcUrl: deployed.rpcUrl ?? '',
      endpoint: deployed.endpoint,
      receiveLibrary: deployed.receiveLibrary,
      dvn: layerZero.dvn,
      vid: versionOneEid(deployed.eid),
      finality,
      confirmations: finality.depth,
      startBlock: BigInt(deployed.startBlock),
    }
  }),
  signerKey: testAccounts.layerZeroDvnSigner.privateKey,
  submitterKey: testAccounts.layerZeroDvnSubmitter.privateKey,
  pollMs: 250,
  signal: controller.signal,
  log: createLogger({ name: 'layerzero-dvn', level: 'info' }),
})
