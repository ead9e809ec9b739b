import { type ChainDeployment, type Deployment, deployedBuckets } from '../../chains/deployment.ts'
import type { BucketKey as LedgerBucket } from '../../domain/ledger-event.ts'
import type { BucketKey } from '../../risk/breaker/scope.ts'

/** A bucket with the deployments of its two chains. */
export interface DeployedBucket {
  readonly bucket: BucketKey
  readonly home: ChainDeployment
  readonly host: ChainDeployment
}

/** A deployment's buckets. One that names a chain which the deployment lacks is left out: nothing could be read of it. */
export const bucketsOf = (deployment: Deployment): readonly DeployedBucket[] =>
  deployedBuckets(deployment).flatMap((bucket) => {
    const home = deployment.chains.find(({ chainId }) => chainId === bucket.home)
    const host = deployment.chains.find(({ chainId }) => chainId === bucket.host)
    return home === undefined || host === undefined ? [] : [{ bucket, home, host }]
  })

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
