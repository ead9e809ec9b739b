import { type Address, address } from '../domain/identifiers.ts'
import type { Catalog } from './catalog.ts'
import { BadIdError } from './errors.ts'
import type { ChainModel } from './models.ts'

/** A token or a receipt on its chain, from "{chainId}:{address}". @throws {@link BadIdError}, UnknownChainError */
export function parseContractId(
  catalog: Catalog,
  id: string,
): { readonly chain: ChainModel; readonly address: Address } {
  const match = /^([1-9]\d{0,14}):(0x[0-9a-f]{40})$/i.exec(id)
  const [, chainId, contract] = match ?? []
  if (chainId === undefined || contract === undefined) throw new BadIdError({ given: id, form: '{chainId}:{address}' })
  return { chain: catalog.chain(Number(chainId)), address: address(contract) }
}

/**
 * A position, from "{homeChainId}:{hostChainId}:{asset}:{account}".
 *
 * @throws {@link BadIdError}, UnknownChainError
 */
export function parsePositionId(
  catalog: Catalog,
  id: string,
): { readonly home: ChainModel; readonly host: ChainModel; readonly asset: Address; readonly account: Address } {
  const match = /^([1-9]\d{0,14}):([1-9]\d{0,14}):(0x[0-9a-f]{40}):(0x[0-9a-f]{40})$/i.exec(id)
  const [, home, host, asset, account] = match ?? []
  if (home === undefined || host === undefined || asset === undefined || account === undefined) {
    throw new BadIdError({ given: id, form: '{homeChainId}:{hostChainId}:{asset}:{account}' })
  }
  return {
    home: catalog.chain(Number(home)),
    host: catalog.chain(Number(host)),
    asset: address(asset),
    account: address(account),
  }
}
