// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {
    ILayerZeroEndpointV2,
    MessagingFee,
    MessagingReceipt
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { CollateralReceipt } from "./CollateralReceipt.sol";
import { ICollateralReceipt } from "./interfaces/ICollateralReceipt.sol";
import { BucketState, IReceiptBuckets } from "./interfaces/IReceiptBuckets.sol";
import { Messenger } from "./Messenger.sol";
import { Payload } from "./Payload.sol";

/// @title Mints and burns receipts on the host, in one bucket per (home chain, asset).
contract ReceiptBuckets is IReceiptBuckets, Messenger {
    /// @notice The code that every receipt is a clone of.
    address public immutable receiptImplementation;

    mapping(uint32 homeEid => mapping(address asset => Bucket)) private _buckets;

    constructor(ILayerZeroEndpointV2 endpoint_, address owner_) Messenger(endpoint_, owner_) {
        receiptImplementation = address(new CollateralReceipt());
    }

    /// @inheritdoc IReceiptBuckets
    function burn(uint32 homeEid, address asset, uint256 amount, address receiver)
        external
        payable
        override
        nonReentrant
        returns (bytes32 guid)
    {
        uint128 burned = _transferable(amount);
        if (receiver == address(0)) revert ZeroReceiver();
        _requirePeer(homeEid);
        Bucket storage target = _existingBucket(homeEid, asset);
        address receipt = target.receipt;
        uint128 levelBefore = target.bucketLevel;
        uint256 burnable = Math.min(IERC20(receipt).balanceOf(msg.sender), levelBefore);
        if (burned > burnable) revert InsufficientReceipts(homeEid, asset, burned, burnable);

        uint128 levelAfter = levelBefore - burned;
        target.bucketLevel = levelAfter;
        ICollateralReceipt(receipt).burn(msg.sender, burned);

        MessagingReceipt memory sent = _send(
            homeEid, Payload.encodeRelease(Payload.Release({ asset: asset, receiver: receiver, amount: burned }))
        );
        emit Burned(sent.guid, homeEid, asset, sent.nonce, msg.sender, receiver, burned, levelAfter);
        return sent.guid;
    }

    /// @inheritdoc IReceiptBuckets
    function openBucket(
        uint32 srcEid,
        address asset,
        string calldata name,
        string calldata symbol,
        uint8 decimals,
        uint128 bucketCapacity
    ) external override onlyOwner returns (address receipt) {
        _requirePeer(srcEid);
        Bucket storage target = _buckets[srcEid][asset];
        if (target.receipt != address(0)) revert BucketAlreadyOpen(srcEid, asset);

        receipt = Clones.cloneDeterministic(receiptImplementation, _bucketId(srcEid, asset));
        target.receipt = receipt;
        target.bucketCapacity = bucketCapacity;
        ICollateralReceipt(receipt).initialize(name, symbol, decimals);
        emit BucketOpened(srcEid, asset, receipt, name, symbol, decimals, bucketCapacity);
    }

    /// @inheritdoc IReceiptBuckets
    function setBucketCapacity(uint32 srcEid, address asset, uint128 bucketCapacity) external override onlyOwner {
        _existingBucket(srcEid, asset).bucketCapacity = bucketCapacity;
        emit BucketCapacitySet(srcEid, asset, bucketCapacity);
    }

    /// @inheritdoc IReceiptBuckets
    function setBucketState(uint32 srcEid, address asset, BucketState state) external override onlyOwner {
        _existingBucket(srcEid, asset).state = state;
        emit BucketStateSet(srcEid, asset, state);
    }

    /// @inheritdoc IReceiptBuckets
    function quoteBurn(uint32 homeEid) external view override returns (MessagingFee memory) {
        // The fee depends on the length alone.
        return _quote(homeEid, Payload.encodeRelease(Payload.Release(address(0), address(0), 0)));
    }

    /// @inheritdoc IReceiptBuckets
    function bucket(uint32 srcEid, address asset) external view override returns (Bucket memory) {
        return _buckets[srcEid][asset];
    }

    /// @inheritdoc IReceiptBuckets
    function receiptOf(uint32 srcEid, address asset) external view override returns (address) {
        return Clones.predictDeterministicAddress(receiptImplementation, _bucketId(srcEid, asset));
    }

    /// @inheritdoc Messenger
    function _handle(uint32 srcEid, bytes32 guid, uint8 kind, bytes calldata payload) internal override {
        if (kind != Payload.MINT) revert UnexpectedKind(kind);
        _mint(srcEid, guid, Payload.decodeMint(payload));
    }

    /// @dev Only the bucket of the chain that the message came from can grow.
    function _mint(uint32 srcEid, bytes32 guid, Payload.Mint memory mint) private {
        Bucket storage target = _existingBucket(srcEid, mint.asset);
        BucketState state = target.state;
        if (state != BucketState.Open) revert BucketNotMinting(srcEid, mint.asset, state);

        uint128 levelBefore = target.bucketLevel;
        uint256 room = Math.saturatingSub(target.bucketCapacity, levelBefore);
        if (mint.amount > room) revert BucketCapacityExceeded(srcEid, mint.asset, mint.amount, room);

        uint128 levelAfter = levelBefore + mint.amount;
        target.bucketLevel = levelAfter;
        ICollateralReceipt(target.receipt).mint(mint.receiver, mint.amount);
        emit Minted(guid, srcEid, mint.asset, mint.receiver, mint.amount, levelAfter);
    }

    function _existingBucket(uint32 srcEid, address asset) private view returns (Bucket storage target) {
        target = _buckets[srcEid][asset];
        if (target.receipt == address(0)) revert UnknownAsset(srcEid, asset);
    }

    function _bucketId(uint32 srcEid, address asset) private pure returns (bytes32) {
        return keccak256(abi.encode(srcEid, asset));
    }
}
