// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title The purse of one compartment.
interface ICompartmentEscrow {
    /// @notice Only the vault pays out of an escrow.
    error OnlyVault(address caller);

    /// @notice The only caller that is obeyed, the same for every escrow of one home chain.
    function vault() external view returns (address);

    /// @notice Sends `amount` base units of `asset` to `to`. Vault only.
    /// @dev A token that returns nothing counts as having paid, one that returns false as having refused.
    /// @custom:reverts OnlyVault, SafeERC20FailedOperation, whatever the token reverts with.
    /// @custom:invariant INV-005
    function pay(address asset, address to, uint256 amount) external;
}
