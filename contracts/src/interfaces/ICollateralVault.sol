// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { MessagingFee } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

/// @title Home side: holds collateral while its receipts are outstanding on a host chain.
/// @notice Collateral is kept per compartment, (dstEid, asset): messages from one host can only release what was
/// locked towards that host. All amounts are base units of the asset.
interface ICollateralVault {
    /// @notice A compartment began to accept locks.
    event CompartmentOpened(uint32 indexed dstEid, address indexed asset);

    /// @notice Collateral was locked and its MINT message sent.
    /// @param guid LayerZero id of the MINT message; the id of this lock.
    /// @param nonce LayerZero nonce of that message on its pathway.
    /// @param account Who paid.
    /// @param receiver Who gets the receipt on the host.
    /// @param refundTo Who gets the collateral back if the receipt can never be minted.
    /// @param amount What the vault received, which is what the message carries; below what was asked for when the
    /// token charges a fee.
    /// @param locked What the compartment holds after this lock.
    event Locked(
        bytes32 indexed guid,
        uint32 indexed dstEid,
        address indexed asset,
        uint64 nonce,
        address account,
        address receiver,
        address refundTo,
        uint256 amount,
        uint256 locked
    );

    /// @notice Collateral left the vault because its receipt was burned.
    /// @param guid LayerZero id of the RELEASE message.
    /// @param locked What the compartment holds after this release.
    event Released(
        bytes32 indexed guid,
        uint32 indexed srcEid,
        address indexed asset,
        address receiver,
        uint256 amount,
        uint256 locked
    );

    /// @notice No compartment is open for this host and asset.
    error UnknownAsset(uint32 dstEid, address asset);
    /// @notice The compartment exists already.
    error CompartmentAlreadyOpen(uint32 dstEid, address asset);
    /// @notice A RELEASE asks for more than the compartment holds.
    error InsufficientLocked(uint32 srcEid, address asset, uint256 amount, uint256 locked);

    /// @notice Locks up to `amount` of `asset` and mints its receipt on the chain `dstEid`.
    /// @dev The caller pays the LayerZero fee in `msg.value`; the endpoint returns what is over to the caller.
    /// @param amount Base units to take from the caller. What arrives is what is credited.
    /// @return guid LayerZero id of the MINT message.
    /// @custom:reverts ZeroAmount, AmountAboveUint128, ZeroReceiver, UnknownChain, UnknownAsset, FeeTooSmall
    function lock(uint32 dstEid, address asset, uint256 amount, address receiver, address refundTo)
        external
        payable
        returns (bytes32 guid);

    /// @notice The LayerZero fee of a lock, in wei of this chain's native token.
    /// @custom:reverts UnknownChain when `dstEid` has no peer or no delivery gas.
    function quoteLock(uint32 dstEid) external view returns (MessagingFee memory fee);

    /// @notice Base units held for receipts on `dstEid`.
    function locked(uint32 dstEid, address asset) external view returns (uint256);

    /// @notice Whether the compartment accepts locks.
    function isOpen(uint32 dstEid, address asset) external view returns (bool);

    /// @notice Opens the compartment of `asset` towards `dstEid`. Owner only.
    /// @custom:reverts UnknownChain, CompartmentAlreadyOpen
    function openCompartment(uint32 dstEid, address asset) external;
}
