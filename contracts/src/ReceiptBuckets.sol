// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {
    ILayerZeroEndpointV2,
    MessagingFee,
    MessagingReceipt
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import { BucketAccount, Buckets } from "./Buckets.sol";
import { CollateralReceipt } from "./CollateralReceipt.sol";
import { Hold } from "./HoldQueue.sol";
import { ICollateralReceipt } from "./interfaces/ICollateralReceipt.sol";
import { IHolds } from "./interfaces/IHolds.sol";
import { BucketState, IReceiptBuckets } from "./interfaces/IReceiptBuckets.sol";
import { IReceiptStatus } from "./interfaces/IReceiptStatus.sol";
import { Messenger } from "./Messenger.sol";
import { Payload } from "./Payload.sol";
import { Limiter, Limits, RateLimit, Verdict } from "./RateLimit.sol";

/// @title Mints and burns receipts on the host, in one bucket per (home chain, asset).
contract ReceiptBuckets is IReceiptBuckets, Messenger {
    using Buckets for BucketAccount;
    using RateLimit for Limiter;

    struct BucketKey {
        uint32 srcEid;
        address asset;
    }

    /// @inheritdoc IReceiptBuckets
    uint256 public constant override MAX_HOLD = Buckets.MAX_HOLD;
    /// @inheritdoc IReceiptBuckets
    uint256 public constant override REFUND_GRACE = Buckets.REFUND_GRACE;

    /// @notice The code that every receipt is a clone of.
    address public immutable receiptImplementation;

    mapping(uint32 homeEid => mapping(address asset => BucketAccount)) private _accounts;
    mapping(address receipt => BucketKey) private _keys;

    constructor(ILayerZeroEndpointV2 endpoint_, address owner_) Messenger(endpoint_, owner_) {
        receiptImplementation = address(new CollateralReceipt());
    }

    // ------------------------------------------------------------------------------------------------- for everybody

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
        BucketAccount storage account = _existing(homeEid, asset);
        // Nobody holds more than the supply, which `taken` contains.
        uint256 level = ICollateralReceipt(account.receipt).burn(msg.sender, burned);
        account.taken -= uint112(burned);
        MessagingReceipt memory sent = _send(
            homeEid, Payload.encodeRelease(Payload.Release({ asset: asset, receiver: receiver, amount: burned }))
        );
        emit Burned(sent.guid, homeEid, asset, sent.nonce, msg.sender, receiver, burned, level);
        return sent.guid;
    }

    /// @inheritdoc IHolds
    function releaseHold(uint32 srcEid, address asset, uint32 id, Hold calldata hold) external override nonReentrant {
        BucketAccount storage account = _accounts[srcEid][asset];
        if (account.release(srcEid, asset, id, hold)) {
            _mint(account, srcEid, asset, hold.guid, hold.receiver, hold.amount);
        }
    }

    /// @inheritdoc IReceiptBuckets
    function refundHold(uint32 srcEid, address asset, uint32 id, Hold calldata hold)
        external
        payable
        override
        nonReentrant
        returns (bytes32 guid)
    {
        _accounts[srcEid][asset].takeHome(id, hold);
        MessagingReceipt memory sent = _send(
            srcEid, Payload.encodeRefund(Payload.Refund(hold.guid, asset, hold.receiver, hold.refundTo, hold.amount))
        );
        emit HoldRefunded(sent.guid, srcEid, asset, id, sent.nonce, hold.guid, hold.refundTo, hold.amount);
        return sent.guid;
    }

    // ------------------------------------------------------------------------------------------------------ for roles

    /// @inheritdoc IReceiptBuckets
    function voidHold(uint32 srcEid, address asset, uint32 id, Hold calldata hold) external override {
        _guardianOrGuard();
        _accounts[srcEid][asset].voidHold(srcEid, asset, id, hold);
    }

    /// @inheritdoc IReceiptBuckets
    function openBucket(uint32 srcEid, address asset, string calldata name, string calldata symbol, uint8 decimals)
        external
        override
        onlyOwner
        returns (address receipt)
    {
        _requirePeer(srcEid);
        BucketAccount storage account = _accounts[srcEid][asset];
        if (account.receipt != address(0)) revert BucketAlreadyOpen(srcEid, asset);

        receipt = Clones.cloneDeterministic(receiptImplementation, _bucketId(srcEid, asset));
        account.receipt = receipt;
        _keys[receipt] = BucketKey(srcEid, asset);
        ICollateralReceipt(receipt).initialize(name, symbol, decimals);
        emit BucketOpened(srcEid, asset, receipt, name, symbol, decimals);
    }

    /// @inheritdoc IReceiptBuckets
    function setBucketLimits(uint32 srcEid, address asset, uint112 bucketCapacity, Limits calldata newLimits)
        external
        override
    {
        _existing(srcEid, asset).setLimits(srcEid, asset, bucketCapacity, newLimits, _ownerElseSteward());
    }

    /// @inheritdoc IReceiptBuckets
    function setBucketState(uint32 srcEid, address asset, BucketState state) external override onlyOwner {
        _existing(srcEid, asset).setState(srcEid, asset, state);
    }

    /// @inheritdoc IReceiptBuckets
    function tightenBucket(uint32 srcEid, address asset, BucketState state) external override {
        BucketAccount storage account = _existing(srcEid, asset);
        (uint40 until, uint40 stopEnds) =
            _tighten(uint8(state), uint8(account.stateOf()), uint8(BucketState.Stopped), account.stopEnds);
        account.lay(srcEid, asset, state, until, stopEnds);
    }

    /// @inheritdoc IReceiptBuckets
    function setTightening(uint32 srcEid, address asset, BucketState state, uint40 until) external override onlyOwner {
        BucketAccount storage account = _existing(srcEid, asset);
        (uint40 end, uint40 stopEnds) = _endOf(uint8(state), until, uint8(BucketState.Stopped), account.stopEnds);
        account.lay(srcEid, asset, state, end, stopEnds);
    }

    /// @inheritdoc IReceiptBuckets
    function setBacking(uint32 srcEid, address asset, uint32 backing) external override onlyOwner {
        _existing(srcEid, asset).setBacking(srcEid, asset, backing);
    }

    /// @inheritdoc IReceiptBuckets
    function setSeasoning(uint32 srcEid, address asset, uint24 seasoningSeconds, uint8 maxFreshPercent)
        external
        override
        onlyOwner
    {
        _existing(srcEid, asset).setSeasoning(srcEid, asset, seasoningSeconds, maxFreshPercent);
    }

    // ---------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IReceiptStatus
    function isSound(address receipt) external view override returns (bool) {
        BucketKey memory key = _keys[receipt];
        return _accounts[key.srcEid][key.asset].isSound();
    }

    /// @inheritdoc IReceiptStatus
    function isEligible(address receipt) external view override returns (bool) {
        BucketKey memory key = _keys[receipt];
        return _accounts[key.srcEid][key.asset].isEligible();
    }

    /// @inheritdoc IReceiptStatus
    function backingOf(address receipt) external view override returns (uint32) {
        BucketKey memory key = _keys[receipt];
        if (key.srcEid == 0) revert UnknownReceipt(receipt);
        return Buckets.FULLY_BACKED - _accounts[key.srcEid][key.asset].shortfall;
    }

    /// @inheritdoc IReceiptBuckets
    function quoteBurn(uint32 homeEid) public view override returns (MessagingFee memory) {
        // The fee depends on the length alone.
        return _quote(homeEid, Payload.encodeRelease(Payload.Release(address(0), address(0), 0)));
    }

    /// @inheritdoc IReceiptBuckets
    function quoteRefund(uint32 homeEid) external view override returns (MessagingFee memory) {
        return _quote(homeEid, Payload.encodeRefund(Payload.Refund(0, address(0), address(0), address(0), 0)));
    }

    /// @inheritdoc IReceiptBuckets
    function previewBurn(uint32 homeEid, address asset, uint256 amount)
        external
        view
        override
        returns (uint256 fee, uint256 room, uint256 wait)
    {
        room = IERC20(_existing(homeEid, asset).receipt).totalSupply();
        return (quoteBurn(homeEid).nativeFee, room, amount > room ? type(uint256).max : 0);
    }

    /// @inheritdoc IReceiptBuckets
    function previewMint(uint32 srcEid, address asset, uint256 amount) external view override returns (uint256 wait) {
        (, wait) = _accounts[srcEid][asset].previewMint(amount);
    }

    /// @inheritdoc IReceiptBuckets
    function bucket(uint32 srcEid, address asset) external view override returns (Bucket memory) {
        BucketAccount storage account = _accounts[srcEid][asset];
        address receipt = account.receipt;
        uint112 level = receipt == address(0) ? 0 : uint112(IERC20(receipt).totalSupply());
        return Bucket({
            receipt: receipt,
            state: account.stateOf(),
            bucketCapacity: account.bucketCapacity,
            bucketLevel: level,
            reserved: account.taken - level,
            backing: Buckets.FULLY_BACKED - account.shortfall
        });
    }

    /// @inheritdoc IReceiptBuckets
    function states(uint32 srcEid, address asset)
        external
        view
        override
        returns (BucketState own, BucketState overlay, uint256 until)
    {
        BucketAccount storage account = _accounts[srcEid][asset];
        return (account.own, account.overlay, account.until);
    }

    /// @inheritdoc IReceiptBuckets
    function limits(uint32 srcEid, address asset) external view override returns (Limits memory) {
        return RateLimit.limitsOf(_accounts[srcEid][asset].limiter);
    }

    /// @inheritdoc IReceiptBuckets
    function ownersLimits(uint32 srcEid, address asset) external view override returns (uint112, Limits memory) {
        BucketAccount storage account = _accounts[srcEid][asset];
        return (account.ownersCapacity, account.ownersLimits);
    }

    /// @inheritdoc IReceiptBuckets
    function available(uint32 srcEid, address asset) external view override returns (uint256 room) {
        (room,) = _accounts[srcEid][asset].previewMint(0);
    }

    /// @inheritdoc IHolds
    function isHeld(uint32 srcEid, address asset, uint32 id, Hold calldata hold) external view override returns (bool) {
        return _accounts[srcEid][asset].isHeld(id, hold);
    }

    /// @inheritdoc IHolds
    function queue(uint32 srcEid, address asset) external view override returns (uint32, uint32, uint32, uint256) {
        BucketAccount storage account = _accounts[srcEid][asset];
        return (account.queue.head, account.queue.tail, account.queue.lastId, account.queue.waiting);
    }

    /// @inheritdoc IReceiptBuckets
    function seasoning(uint32 srcEid, address asset) external view override returns (uint256, uint256, uint256) {
        BucketAccount storage account = _accounts[srcEid][asset];
        return (account.freshOf(), account.seasoningSeconds, account.maxFreshPercent);
    }

    /// @inheritdoc IReceiptBuckets
    function receiptOf(uint32 srcEid, address asset) external view override returns (address) {
        return Clones.predictDeterministicAddress(receiptImplementation, _bucketId(srcEid, asset));
    }

    // -------------------------------------------------------------------------------------------------------- arrival

    /// @inheritdoc Messenger
    function _handle(uint32 srcEid, bytes32 guid, uint8 kind, bytes calldata payload) internal override {
        if (kind != Payload.MINT) revert UnexpectedKind(kind);
        Payload.Mint memory mint = Payload.decodeMint(payload);
        if (mint.receiver == address(0)) revert ZeroReceiver();
        if (mint.amount == 0) revert ZeroAmount();
        // Only the bucket of the chain that the message came from can grow.
        BucketAccount storage account = _accounts[srcEid][mint.asset];
        Verdict verdict = _arrive(account, mint.amount);
        if (verdict == Verdict.Fits) _mint(account, srcEid, mint.asset, guid, mint.receiver, mint.amount);
        else account.hold(srcEid, guid, mint, verdict);
    }

    /// @dev Takes room for what arrives, if there is any beyond what is due to those before it.
    /// @return verdict What can never be minted is above the maximum: an unknown bucket's, like any unset one's, is zero.
    function _arrive(BucketAccount storage account, uint128 amount) private returns (Verdict verdict) {
        if (account.shortfall != 0 || account.stateOf() == BucketState.Stopped) return Verdict.AboveMaximum;
        uint256 ahead = account.queued ? account.queue.waiting : 0;
        verdict = account.limiter.take(amount, account.roomOf(), ahead);
        // What fits the room fits uint112.
        if (verdict == Verdict.Fits || verdict == Verdict.Delayed) account.taken += uint112(amount);
    }

    /// @dev The only place that mints; the room was taken before.
    function _mint(
        BucketAccount storage account,
        uint32 srcEid,
        address asset,
        bytes32 guid,
        address receiver,
        uint256 amount
    ) private {
        if (account.seasoningSeconds != 0) account.addFresh(amount);
        uint256 level = ICollateralReceipt(account.receipt).mint(receiver, amount);
        emit Minted(guid, srcEid, asset, receiver, amount, level);
    }

    function _existing(uint32 srcEid, address asset) private view returns (BucketAccount storage account) {
        account = _accounts[srcEid][asset];
        if (account.receipt == address(0)) revert UnknownAsset(srcEid, asset);
    }

    function _bucketId(uint32 srcEid, address asset) private pure returns (bytes32) {
        return keccak256(abi.encode(srcEid, asset));
    }
}
