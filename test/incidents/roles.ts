import { encodeAbiParameters, keccak256, parseAbi } from 'viem'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { relayWorkerAbi } from '../../contracts/abi/RelayWorker.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import type { Hex } from '../../domain/identifiers.ts'
import { attackerAddress } from './attacker.ts'
import type { ReplayDeployment } from './deployment.ts'

const rolesAbi = parseAbi(['function owner() view returns (address)', 'function roleOf(address) view returns (uint8)'])

/** One hash of everybody whose word counts on any chain: owners, delegates, roles (the attacker's too), attestors. */
export async function rolesOf({ stage, contractsOn }: ReplayDeployment): Promise<Hex> {
  const { guardian, guard, steward } = testAccounts
  const accounts = [guardian.address, guard.address, steward.address, attackerAddress(0)]
  const answers = await Promise.all(
    stage.all.map(async (chain) => {
      const { vault, buckets, relayWorker } = contractsOn(chain)
      const owned = [vault, buckets, relayWorker]
      const worker = { address: relayWorker, abi: relayWorkerAbi } as const
      const { client, layerZero } = chain
      return Promise.all([
        ...owned.map((address) => client.readContract({ address, abi: rolesAbi, functionName: 'owner' })),
        ...[vault, buckets].map((application) =>
          client.readContract({
            address: layerZero.endpoint,
            abi: endpointV2Abi,
            functionName: 'delegates',
            args: [application],
          }),
        ),
        ...owned.flatMap((address) =>
          accounts.map(async (account) =>
            String(await client.readContract({ address, abi: rolesAbi, functionName: 'roleOf', args: [account] })),
          ),
        ),
        client.readContract({ ...worker, functionName: 'attestors' }).then((attestors) => attestors.join()),
        client.readContract({ ...worker, functionName: 'quorum' }).then(String),
      ])
    }),
  )
  return keccak256(encodeAbiParameters([{ type: 'string[]' }], [answers.flat()]))
}
