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
import { Limiter, Limits, RateLimit, Verdict } from "./RateLimit.sol";

/// @title Mints and burns receipts on the host, in one bucket per (home chain, asset).
contract ReceiptBuckets is IReceiptBuckets, Messenger {
    using RateLimit for Limiter;

    /// @dev Two slots and the limiter's three.
    struct Account {
        Bucket bucket;
        Limiter limiter;
    }

    /// @notice The code that every receipt is a clone of.
    address public immutable receiptImplementation;

    mapping(uint32 homeEid => mapping(address asset => Account)) private _accounts;

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
        uint112 levelAfter = _takeBack(homeEid, asset, burned);
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
        uint112 bucketCapacity
    ) external override onlyOwner returns (address receipt) {
        _requirePeer(srcEid);
        Bucket storage target = _accounts[srcEid][asset].bucket;
        if (target.receipt != address(0)) revert BucketAlreadyOpen(srcEid, asset);

        receipt = Clones.cloneDeterministic(receiptImplementation, _bucketId(srcEid, asset));
        target.receipt = receipt;
        target.bucketCapacity = bucketCapacity;
        ICollateralReceipt(receipt).initialize(name, symbol, decimals);
        emit BucketOpened(srcEid, asset, receipt, name, symbol, decimals, bucketCapacity);
    }

    /// @inheritdoc IReceiptBuckets
    function setBucketLimits(uint32 srcEid, address asset, uint112 bucketCapacity, Limits calldata newLimits)
        external
        override
        onlyOwner
    {
        Account storage account = _existing(srcEid, asset);
        RateLimit.check(newLimits, bucketCapacity);
        account.limiter.set(newLimits, _room(account.bucket));
        account.bucket.bucketCapacity = bucketCapacity;
        emit BucketCapacitySet(srcEid, asset, bucketCapacity);
        emit BucketLimitsSet(
            srcEid,
            asset,
            newLimits.burst,
            newLimits.refillPerSecond,
            newLimits.maxAmount,
            newLimits.minAmount,
            newLimits.delayThreshold,
            newLimits.delaySeconds
        );
    }

    /// @inheritdoc IReceiptBuckets
    function setBucketState(uint32 srcEid, address asset, BucketState state) external override onlyOwner {
        Account storage account = _existing(srcEid, asset);
        account.limiter.checkpoint(_room(account.bucket));
        account.bucket.state = state;
        emit BucketStateSet(srcEid, asset, state);
    }

    /// @inheritdoc IReceiptBuckets
    function quoteBurn(uint32 homeEid) external view override returns (MessagingFee memory) {
        // The fee depends on the length alone.
        return _quote(homeEid, Payload.encodeRelease(Payload.Release(address(0), address(0), 0)));
    }

    /// @inheritdoc IReceiptBuckets
    function bucket(uint32 srcEid, address asset) external view override returns (Bucket memory) {
        return _accounts[srcEid][asset].bucket;
    }

    /// @inheritdoc IReceiptBuckets
    function limits(uint32 srcEid, address asset) external view override returns (Limits memory) {
        return RateLimit.limitsOf(_accounts[srcEid][asset].limiter);
    }

    /// @inheritdoc IReceiptBuckets
    function available(uint32 srcEid, address asset) external view override returns (uint256) {
        Account storage account = _accounts[srcEid][asset];
        return RateLimit.available(account.limiter.rate, _room(account.bucket), block.timestamp);
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
        Account storage account = _existing(srcEid, mint.asset);
        Bucket storage target = account.bucket;
        BucketState state = target.state;
        if (state != BucketState.Open) revert BucketNotMinting(srcEid, mint.asset, state);

        uint256 room = _room(target);
        Verdict verdict = account.limiter.take(mint.amount, room);
        if (verdict == Verdict.Delayed) {
            revert FlowExceeded(srcEid, mint.asset, mint.amount, account.limiter.flow);
        }
        if (verdict != Verdict.Fits) _refuse(verdict, srcEid, mint.asset, mint.amount, room, account.limiter.rate);

        // What fits the room fits uint112.
        uint112 levelAfter = target.bucketLevel + uint112(mint.amount);
        target.bucketLevel = levelAfter;
        ICollateralReceipt(target.receipt).mint(mint.receiver, mint.amount);
        emit Minted(guid, srcEid, mint.asset, mint.receiver, mint.amount, levelAfter);
    }

    /// @dev Burns receipts of the caller, in whatever state the bucket is.
    function _takeBack(uint32 srcEid, address asset, uint128 amount) private returns (uint112 levelAfter) {
        Bucket storage target = _existing(srcEid, asset).bucket;
        address receipt = target.receipt;
        uint112 levelBefore = target.bucketLevel;
        uint256 burnable = Math.min(IERC20(receipt).balanceOf(msg.sender), levelBefore);
        if (amount > burnable) revert InsufficientReceipts(srcEid, asset, amount, burnable);

        levelAfter = levelBefore - uint112(amount);
        target.bucketLevel = levelAfter;
        ICollateralReceipt(receipt).burn(msg.sender, amount);
    }

    /// @dev What capacity and state leave.
    function _room(Bucket storage target) private view returns (uint256) {
        if (target.state != BucketState.Open) return 0;
        return Math.saturatingSub(target.bucketCapacity, target.bucketLevel);
    }

    function _existing(uint32 srcEid, address asset) private view returns (Account storage account) {
        account = _accounts[srcEid][asset];
        if (account.bucket.receipt == address(0)) revert UnknownAsset(srcEid, asset);
    }

    function _bucketId(uint32 srcEid, address asset) private pure returns (bytes32) {
        return keccak256(abi.encode(srcEid, asset));
    }
}
