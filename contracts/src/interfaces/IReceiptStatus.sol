// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title What a market needs to know of a receipt, besides its price.
interface IReceiptStatus {
    /// @notice No bucket has this receipt.
    error UnknownReceipt(address receipt);

    /// @notice Whether nothing is held against this receipt: its bucket is in state Open or NoMinting, whoever set it, and
    /// fully backed. False for an unknown receipt. Nobody but owner, guardian and guard moves it.
    function isSound(address receipt) external view returns (bool);

    /// @notice Whether new debt should be given against this receipt: it is sound, and no more than the set share of its
    /// supply was minted within the last `seasoningSeconds`.
    /// @dev Minting is counted in two adjoining windows of `seasoningSeconds`, so a receipt can count as fresh for up to
    /// twice as long, never shorter.
    function isEligible(address receipt) external view returns (bool);

    /// @notice What a receipt is backed by, in parts per billion of the collateral it names; 1e9 is fully backed. Only the
    /// owner moves it.
    /// @custom:reverts UnknownReceipt
    function backingOf(address receipt) external view returns (uint32);
}
