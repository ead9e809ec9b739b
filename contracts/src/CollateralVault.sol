// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {
    ILayerZeroEndpointV2,
    MessagingFee,
    MessagingReceipt
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import { ICollateralVault } from "./interfaces/ICollateralVault.sol";
import { Messenger } from "./Messenger.sol";
import { Payload } from "./Payload.sol";

/// @title Holds collateral at home, in one compartment per (host, asset).
contract CollateralVault is ICollateralVault, Messenger {
    using SafeERC20 for IERC20;

    /// @dev One slot. A lock adds less than 2^128, so `locked` cannot overflow in any number of locks that fits a chain.
    struct Compartment {
        bool open;
        uint248 locked;
    }

    mapping(uint32 hostEid => mapping(address asset => Compartment)) private _compartments;

    constructor(ILayerZeroEndpointV2 endpoint_, address owner_) Messenger(endpoint_, owner_) { }

    /// @inheritdoc ICollateralVault
    function lock(uint32 dstEid, address asset, uint256 amount, address receiver, address refundTo)
        external
        payable
        override
        nonReentrant
        returns (bytes32 guid)
    {
        _transferable(amount);
        if (receiver == address(0) || refundTo == address(0)) revert ZeroReceiver();
        _requirePeer(dstEid);
        Compartment storage compartment = _compartments[dstEid][asset];
        if (!compartment.open) revert UnknownAsset(dstEid, asset);

        // What arrives is only known after the transfer; `nonReentrant` keeps anything else from arriving meanwhile.
        uint128 credited = _pull(asset, amount);
        uint248 lockedAfter = compartment.locked + credited;
        compartment.locked = lockedAfter;

        MessagingReceipt memory sent = _send(
            dstEid,
            Payload.encodeMint(Payload.Mint({ asset: asset, receiver: receiver, refundTo: refundTo, amount: credited }))
        );
        emit Locked(sent.guid, dstEid, asset, sent.nonce, msg.sender, receiver, refundTo, credited, lockedAfter);
        return sent.guid;
    }

    /// @inheritdoc ICollateralVault
    function openCompartment(uint32 dstEid, address asset) external override onlyOwner {
        _requirePeer(dstEid);
        Compartment storage compartment = _compartments[dstEid][asset];
        if (compartment.open) revert CompartmentAlreadyOpen(dstEid, asset);
        compartment.open = true;
        emit CompartmentOpened(dstEid, asset);
    }

    /// @inheritdoc ICollateralVault
    function quoteLock(uint32 dstEid) external view override returns (MessagingFee memory) {
        // The fee depends on the length alone.
        return _quote(dstEid, Payload.encodeMint(Payload.Mint(address(0), address(0), address(0), 0)));
    }

    /// @inheritdoc ICollateralVault
    function locked(uint32 dstEid, address asset) external view override returns (uint256) {
        return _compartments[dstEid][asset].locked;
    }

    /// @inheritdoc ICollateralVault
    function isOpen(uint32 dstEid, address asset) external view override returns (bool) {
        return _compartments[dstEid][asset].open;
    }

    /// @inheritdoc Messenger
    function _handle(uint32 srcEid, bytes32 guid, uint8 kind, bytes calldata payload) internal override {
        if (kind != Payload.RELEASE) revert UnexpectedKind(kind);
        _release(srcEid, guid, Payload.decodeRelease(payload));
    }

    /// @dev Only the compartment of the chain that the message came from can pay.
    function _release(uint32 srcEid, bytes32 guid, Payload.Release memory release) private {
        Compartment storage compartment = _compartments[srcEid][release.asset];
        uint248 lockedBefore = compartment.locked;
        if (release.amount > lockedBefore) {
            revert InsufficientLocked(srcEid, release.asset, release.amount, lockedBefore);
        }
        uint248 lockedAfter = lockedBefore - release.amount;
        compartment.locked = lockedAfter;

        IERC20(release.asset).safeTransfer(release.receiver, release.amount);
        emit Released(guid, srcEid, release.asset, release.receiver, release.amount, lockedAfter);
    }

    /// @dev Takes `amount` from the caller and returns what arrived.
    function _pull(address asset, uint256 amount) private returns (uint128) {
        uint256 held = IERC20(asset).balanceOf(address(this));
        IERC20(asset).safeTransferFrom(msg.sender, address(this), amount);
        return _transferable(IERC20(asset).balanceOf(address(this)) - held);
    }
}
