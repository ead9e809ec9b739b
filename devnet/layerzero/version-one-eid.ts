/**
 * LayerZero numbers its version 1 endpoints below 30,000 and its version 2 endpoints 30,000 above them. A DVN's `vid` and
 * the price feed's keys are the version 1 numbers.
 */
export const versionOneEid = (eid: number): number => eid % 30_000
