// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title What the buckets contract may do with a receipt, beside ERC-20 and permit.
interface ICollateralReceipt {
    /// @notice Only the buckets contract mints, burns and initialises.
    error OnlyBuckets(address caller);

    /// @notice The only minter and burner, the same for every receipt of one host chain.
    function buckets() external view returns (address);

    /// @notice Names a fresh clone, once; its EIP-712 domain is (name, version "1").
    /// @param decimals Decimals of the home asset.
    function initialize(string calldata name, string calldata symbol, uint8 decimals) external;

    /// @notice Mints `amount` base units to `account`.
    /// @return supply Total supply after it.
    function mint(address account, uint256 amount) external returns (uint256 supply);

    /// @notice Burns `amount` base units of `account`; needs no allowance.
    /// @return supply Total supply after it.
    /// @custom:reverts ERC20InsufficientBalance
    function burn(address account, uint256 amount) external returns (uint256 supply);
}
