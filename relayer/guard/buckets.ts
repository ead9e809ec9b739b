import type { ChainDeployment, Deployment } from '../../chains/deployment.ts'
import type { BucketKey as LedgerBucket } from '../../domain/ledger-event.ts'
import type { BucketKey } from '../../risk/breaker/scope.ts'

/** A bucket with the deployments of its two chains. */
export interface DeployedBucket {
  readonly bucket: BucketKey
  readonly home: ChainDeployment
  readonly host: ChainDeployment
}

/** Every bucket that a deployment names: each asset of each chain, on every other chain. */
export const bucketsOf = ({ chains }: Deployment): readonly DeployedBucket[] =>
  chains.flatMap((home) =>
    home.assets.flatMap(({ address: asset }) =>
      chains
        .filter((host) => host.chainId !== home.chainId)
        .map((host) => ({ bucket: { host: host.chainId, home: home.chainId, asset }, home, host })),
    ),
  )

/** The ledger's bucket as the rules name it. */
export const ofLedger = ({ hostChainId, homeChainId, asset }: LedgerBucket): BucketKey => ({
  host: hostChainId,
  home: homeChainId,
  asset,
})

/** A bucket as the ledger names it. */
export const toLedger = ({ host, home, asset }: BucketKey): LedgerBucket => ({
  hostChainId: host,
  homeChainId: home,
  asset,
})
