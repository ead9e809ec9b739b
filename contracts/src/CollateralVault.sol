// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {
    ILayerZeroEndpointV2,
    MessagingFee,
    MessagingReceipt
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { CompartmentEscrow } from "./CompartmentEscrow.sol";
import { Compartment, Compartments, Restriction } from "./Compartments.sol";
import { Hold } from "./HoldQueue.sol";
import { ICollateralReceipt } from "./interfaces/ICollateralReceipt.sol";
import { CompartmentState, ICollateralVault } from "./interfaces/ICollateralVault.sol";
import { ICompartmentEscrow } from "./interfaces/ICompartmentEscrow.sol";
import { IHolds } from "./interfaces/IHolds.sol";
import { Messenger } from "./Messenger.sol";
import { Payload } from "./Payload.sol";
import { Limiter, Limits, RateLimit, Verdict } from "./RateLimit.sol";

/// @title Holds collateral at home, in one compartment per (host, asset).
/// @dev A compartment belongs to (dstEid, peer, asset); the peer is set once per dstEid, so the key leaves it out.
contract CollateralVault is ICollateralVault, Messenger {
    using Compartments for Compartment;
    using RateLimit for Limiter;
    using SafeERC20 for IERC20;

    /// @notice Gas units that a payout may use, always all of them: a token that wants more leaves a claim.
    uint256 public constant PAYOUT_GAS = 100_000;

    /// @notice How long after its lock a message counts as undeliverable.
    uint256 public constant RESCUE_DELAY = 30 days;

    /// @inheritdoc ICollateralVault
    uint256 public constant override MAX_EXIT = Compartments.MAX_EXIT;

    /// @dev What must be left before a payout so that the call really gets PAYOUT_GAS: the EVM keeps 1/64 back, and a
    /// call to a cold account costs up to 2,700. Running out of gas anywhere else undoes everything.
    uint256 private constant PAYOUT_GAS_FLOOR = PAYOUT_GAS * 64 / 63 + 5000;

    /// @dev Enough for any receipt to name its buckets contract.
    uint256 private constant PROBE_GAS = 30_000;

    /// @notice The code that every escrow is a clone of.
    address public immutable escrowImplementation;

    mapping(uint32 hostEid => mapping(address asset => Compartment)) private _compartments;
    mapping(bytes32 guid => LockRecord) private _locks;
    mapping(uint32 hostEid => mapping(address asset => mapping(address receiver => uint256))) private _claims;

    constructor(ILayerZeroEndpointV2 endpoint_, address owner_) Messenger(endpoint_, owner_) {
        escrowImplementation = address(new CompartmentEscrow());
    }

    // ------------------------------------------------------------------------------------------------- for everybody

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
        Compartment storage compartment = _existing(dstEid, asset);
        if (compartment.restricted) compartment.requireLocking(dstEid, asset);

        // What arrives is only known after the transfer; `nonReentrant` keeps anything else from arriving meanwhile.
        uint128 credited = _pull(asset, escrowOf(dstEid, asset), amount);
        uint112 lockedAfter = _raise(compartment, dstEid, asset, credited);

        MessagingReceipt memory sent = _send(
            dstEid,
            Payload.encodeMint(Payload.Mint({ asset: asset, receiver: receiver, refundTo: refundTo, amount: credited }))
        );
        guid = sent.guid;
        _locks[guid] = LockRecord({
            commitment: _commitment(guid, Lock(dstEid, asset, credited, receiver, refundTo)),
            lockedAt: uint40(block.timestamp)
        });
        emit Locked(guid, dstEid, asset, sent.nonce, msg.sender, receiver, refundTo, credited, lockedAfter);
    }

    /// @inheritdoc ICollateralVault
    function claim(uint32 srcEid, address asset, address to) external override nonReentrant returns (uint256 amount) {
        if (to == address(0)) revert ZeroReceiver();
        return _claim(srcEid, asset, msg.sender, to);
    }

    /// @inheritdoc ICollateralVault
    function retryPayout(uint32 srcEid, address asset, address receiver)
        external
        override
        nonReentrant
        returns (uint256 amount)
    {
        return _claim(srcEid, asset, receiver, receiver);
    }

    /// @inheritdoc IHolds
    function releaseHold(uint32 srcEid, address asset, uint32 id, Hold calldata hold) external override nonReentrant {
        Compartment storage compartment = _compartments[srcEid][asset];
        uint128 part = compartment.release(srcEid, asset, id, hold);
        if (part != 0) _payOut(compartment, hold.guid, srcEid, asset, hold.receiver, part);
    }

    // ------------------------------------------------------------------------------------------------------ for roles

    /// @inheritdoc ICollateralVault
    function rescueLock(bytes32 guid, Lock calldata record) external override onlyOwner nonReentrant {
        uint256 due = _spend(guid, record) + RESCUE_DELAY;
        if (block.timestamp < due) revert RescueTooEarly(guid, due);
        Compartment storage compartment = _compartments[record.dstEid][record.asset];
        compartment.requirePaying(record.dstEid, record.asset);
        uint256 lockedAfter = _lower(compartment, record.dstEid, record.asset, record.amount);
        emit LockRescued(guid, record.dstEid, record.asset, record.refundTo, record.amount, lockedAfter);
        _payOut(compartment, guid, record.dstEid, record.asset, record.refundTo, record.amount);
    }

    /// @inheritdoc ICollateralVault
    function voidExit(uint32 srcEid, address asset, uint32 id, Hold calldata hold) external override onlyOwner {
        _compartments[srcEid][asset].voidExit(srcEid, asset, id, hold);
    }

    /// @inheritdoc ICollateralVault
    function openCompartment(uint32 dstEid, address asset) external override onlyOwner returns (address escrow) {
        _requirePeer(dstEid);
        Compartment storage compartment = _compartments[dstEid][asset];
        if (compartment.open) revert CompartmentAlreadyOpen(dstEid, asset);
        _refuseReceipt(asset);
        compartment.open = true;
        escrow = Clones.cloneDeterministic(escrowImplementation, _compartmentId(dstEid, asset));
        emit CompartmentOpened(dstEid, asset, escrow);
    }

    /// @inheritdoc ICollateralVault
    function setCompartmentLimits(
        uint32 dstEid,
        address asset,
        uint112 capacity,
        Limits calldata host,
        Limits calldata exit
    ) external override {
        _existing(dstEid, asset).setLimits(dstEid, asset, capacity, host, exit, _ownerElseSteward());
    }

    /// @inheritdoc ICollateralVault
    function setCompartmentState(uint32 dstEid, address asset, CompartmentState state) external override onlyOwner {
        _existing(dstEid, asset).setState(dstEid, asset, state);
    }

    /// @inheritdoc ICollateralVault
    function tightenCompartment(uint32 dstEid, address asset, CompartmentState state) external override {
        Compartment storage compartment = _existing(dstEid, asset);
        (uint40 until, uint40 stopEnds) = _tighten(
            uint8(state), uint8(compartment.stateOf()), uint8(CompartmentState.Review), compartment.restriction.stopEnds
        );
        compartment.lay(dstEid, asset, state, until, stopEnds);
    }

    /// @inheritdoc ICollateralVault
    function setTightening(uint32 dstEid, address asset, CompartmentState state, uint40 until)
        external
        override
        onlyOwner
    {
        Compartment storage compartment = _existing(dstEid, asset);
        (uint40 end, uint40 stopEnds) =
            _endOf(uint8(state), until, uint8(CompartmentState.Review), compartment.restriction.stopEnds);
        compartment.lay(dstEid, asset, state, end, stopEnds);
    }

    /// @inheritdoc ICollateralVault
    function endReview(uint32 dstEid, address asset, uint32 backing) external override onlyOwner {
        _existing(dstEid, asset).endReview(dstEid, asset, backing);
    }

    // ---------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc ICollateralVault
    function quoteLock(uint32 dstEid) public view override returns (MessagingFee memory) {
        // The fee depends on the length alone.
        return _quote(dstEid, Payload.encodeMint(Payload.Mint(address(0), address(0), address(0), 0)));
    }

    /// @inheritdoc ICollateralVault
    function previewLock(uint32 dstEid, address asset, uint256 amount)
        external
        view
        override
        returns (uint256 fee, uint256 room, uint256 wait)
    {
        fee = quoteLock(dstEid).nativeFee;
        (room, wait) = _existing(dstEid, asset).previewLock(amount);
    }

    /// @inheritdoc ICollateralVault
    function previewExit(uint32 dstEid, address asset, uint256 amount)
        external
        view
        override
        returns (uint256 room, uint256 wait)
    {
        return _existing(dstEid, asset).previewExit(amount);
    }

    /// @inheritdoc ICollateralVault
    function locked(uint32 dstEid, address asset) external view override returns (uint256) {
        return _compartments[dstEid][asset].locked;
    }

    /// @inheritdoc ICollateralVault
    function claimable(uint32 srcEid, address asset, address receiver) external view override returns (uint256) {
        return _claims[srcEid][asset][receiver];
    }

    /// @inheritdoc ICollateralVault
    function bucketCapacity(uint32 dstEid, address asset) external view override returns (uint256) {
        return _compartments[dstEid][asset].bucketCapacity;
    }

    /// @inheritdoc ICollateralVault
    function lockLimits(uint32 dstEid, address asset) external view override returns (Limits memory) {
        return RateLimit.limitsOf(_compartments[dstEid][asset].entryOf());
    }

    /// @inheritdoc ICollateralVault
    function exitLimits(uint32 dstEid, address asset) external view override returns (Limits memory) {
        return RateLimit.limitsOf(_compartments[dstEid][asset].exit);
    }

    /// @inheritdoc ICollateralVault
    function ownersLimits(uint32 dstEid, address asset)
        external
        view
        override
        returns (uint112, Limits memory, Limits memory)
    {
        Compartment storage compartment = _compartments[dstEid][asset];
        return (compartment.ownersCapacity, compartment.ownersEntry, compartment.ownersExit);
    }

    /// @inheritdoc ICollateralVault
    function availableToLock(uint32 dstEid, address asset) external view override returns (uint256 room) {
        (room,) = _compartments[dstEid][asset].previewLock(0);
    }

    /// @inheritdoc ICollateralVault
    function availableToExit(uint32 dstEid, address asset) external view override returns (uint256 room) {
        (room,) = _compartments[dstEid][asset].previewExit(0);
    }

    /// @inheritdoc ICollateralVault
    function states(uint32 dstEid, address asset)
        external
        view
        override
        returns (CompartmentState, CompartmentState, CompartmentState, uint256, uint256)
    {
        Compartment storage compartment = _compartments[dstEid][asset];
        Restriction memory restriction = compartment.restriction;
        return (
            compartment.stateOf(),
            restriction.own,
            restriction.overlay,
            restriction.until,
            Compartments.FULLY_BACKED - restriction.shortfall
        );
    }

    /// @inheritdoc IHolds
    function isHeld(uint32 eid, address asset, uint32 id, Hold calldata hold) external view override returns (bool) {
        return _compartments[eid][asset].isHeld(id, hold);
    }

    /// @inheritdoc IHolds
    function queue(uint32 eid, address asset) external view override returns (uint32, uint32, uint32, uint256) {
        Compartment storage compartment = _compartments[eid][asset];
        return (compartment.queue.head, compartment.queue.tail, compartment.queue.lastId, compartment.queue.waiting);
    }

    /// @inheritdoc ICollateralVault
    function lockRecord(bytes32 guid) external view override returns (LockRecord memory) {
        return _locks[guid];
    }

    /// @inheritdoc ICollateralVault
    function isOpen(uint32 dstEid, address asset) external view override returns (bool) {
        return _compartments[dstEid][asset].open;
    }

    /// @inheritdoc ICollateralVault
    /// @dev Computed, because that costs less than a storage slot.
    function escrowOf(uint32 dstEid, address asset) public view override returns (address) {
        return Clones.predictDeterministicAddress(escrowImplementation, _compartmentId(dstEid, asset));
    }

    // -------------------------------------------------------------------------------------------------------- the exit

    /// @inheritdoc Messenger
    /// @dev Release and refund are one exit: they differ in who is paid, and in that a refund spends its lock.
    function _handle(uint32 srcEid, bytes32 guid, uint8 kind, bytes calldata payload) internal override {
        if (kind == Payload.RELEASE) {
            Payload.Release memory release = Payload.decodeRelease(payload);
            Compartment storage compartment = _compartments[srcEid][release.asset];
            uint256 lockedAfter = _lower(compartment, srcEid, release.asset, release.amount);
            emit Released(guid, srcEid, release.asset, release.receiver, release.amount, lockedAfter);
            _exit(compartment, guid, srcEid, release.asset, release.receiver, release.amount);
        } else if (kind == Payload.REFUND) {
            Payload.Refund memory refund = Payload.decodeRefund(payload);
            // The particulars must be the recorded ones, so what is paid, and to whom, is what was recorded.
            _spend(refund.lockGuid, Lock(srcEid, refund.asset, refund.amount, refund.receiver, refund.refundTo));
            Compartment storage compartment = _compartments[srcEid][refund.asset];
            uint256 lockedAfter = _lower(compartment, srcEid, refund.asset, refund.amount);
            emit Refunded(guid, srcEid, refund.asset, refund.lockGuid, refund.refundTo, refund.amount, lockedAfter);
            _exit(compartment, guid, srcEid, refund.asset, refund.refundTo, refund.amount);
        } else {
            revert UnexpectedKind(kind);
        }
    }

    /// @dev Pays what `_lower` took, or holds it. Only the compartment of the chain that the message came from can pay.
    function _exit(
        Compartment storage compartment,
        bytes32 guid,
        uint32 eid,
        address asset,
        address receiver,
        uint128 amount
    ) private {
        uint256 ahead = compartment.queued ? compartment.queue.waiting : 0;
        bool closed = compartment.stateOf() == CompartmentState.Review;
        Verdict verdict = closed ? Verdict.NoRoom : compartment.exit.take(amount, type(uint256).max, ahead);
        if (verdict == Verdict.Fits) return _payOut(compartment, guid, eid, asset, receiver, amount);
        compartment.hold(eid, asset, guid, receiver, amount, verdict == Verdict.Delayed);
    }

    /// @dev Pays, or leaves it to the receiver as a claim. The payout gets PAYOUT_GAS or nothing happens at all, so
    /// whoever causes it cannot choose between the two.
    function _payOut(
        Compartment storage compartment,
        bytes32 guid,
        uint32 eid,
        address asset,
        address receiver,
        uint256 owed
    ) private {
        address escrow = escrowOf(eid, asset);
        uint256 paid = _worth(compartment, owed);
        uint256 left = gasleft();
        if (left < PAYOUT_GAS_FLOOR) revert GasTooLow(left, PAYOUT_GAS_FLOOR);
        try ICompartmentEscrow(escrow).pay{ gas: PAYOUT_GAS }(asset, receiver, paid) {
            if (paid != owed) emit PaidBelowPar(guid, eid, asset, receiver, owed, paid);
        } catch {
            uint256 claimableAfter = _claims[eid][asset][receiver] + owed;
            _claims[eid][asset][receiver] = claimableAfter;
            emit PayoutFailed(guid, eid, asset, receiver, owed, claimableAfter);
        }
    }

    function _claim(uint32 srcEid, address asset, address receiver, address to) private returns (uint256 amount) {
        uint256 owed = _claims[srcEid][asset][receiver];
        if (owed == 0) revert NothingToClaim(srcEid, asset, receiver);
        Compartment storage compartment = _compartments[srcEid][asset];
        compartment.requirePaying(srcEid, asset);
        delete _claims[srcEid][asset][receiver];
        emit Claimed(srcEid, asset, receiver, to, owed);
        amount = _worth(compartment, owed);
        if (amount != owed) emit PaidBelowPar(0, srcEid, asset, receiver, owed, amount);
        ICompartmentEscrow(escrowOf(srcEid, asset)).pay(asset, to, amount);
    }

    /// @dev The only place where a loss is applied. Rounded down.
    function _worth(Compartment storage compartment, uint256 owed) private view returns (uint256) {
        if (!compartment.restricted) return owed;
        return owed * (Compartments.FULLY_BACKED - compartment.restriction.shortfall) / Compartments.FULLY_BACKED;
    }

    // ------------------------------------------------------------------------------------------------------- the books

    /// @dev Undoes a lock's record, once.
    function _spend(bytes32 guid, Lock memory record) private returns (uint40 lockedAt) {
        LockRecord memory recorded = _locks[guid];
        lockedAt = recorded.lockedAt;
        if (lockedAt == 0 || recorded.commitment != _commitment(guid, record)) revert UnknownLock(guid);
        delete _locks[guid];
    }

    /// @dev The only place where `locked` rises, but for a voided exit: refuses what the host could not take.
    function _raise(Compartment storage compartment, uint32 dstEid, address asset, uint128 amount)
        private
        returns (uint112 lockedAfter)
    {
        Limiter memory entry = compartment.entryOf();
        uint112 lockedBefore = compartment.locked;
        uint256 room = compartment.capacityRoom();
        Verdict verdict = RateLimit.decide(entry, amount, room, 0, block.timestamp);
        if (verdict != Verdict.Fits) {
            if (verdict == Verdict.BelowMinimum) revert AmountBelowMinimum(amount, entry.minAmount);
            if (verdict == Verdict.AboveMaximum) revert AmountAboveMaximum(amount, entry.maxAmount);
            if (verdict == Verdict.NoRoom) revert BucketCapacityExceeded(dstEid, asset, amount, room);
            revert RateLimitExceeded(dstEid, asset, amount, RateLimit.accrued(entry, block.timestamp));
        }
        compartment.storeEntry(entry);
        // What fits the room fits uint112.
        lockedAfter = lockedBefore + uint112(amount);
        compartment.locked = lockedAfter;
    }

    /// @dev The only place where `locked` falls.
    function _lower(Compartment storage compartment, uint32 eid, address asset, uint128 amount)
        private
        returns (uint112 lockedAfter)
    {
        if (amount == 0) revert ZeroAmount();
        uint112 lockedBefore = compartment.locked;
        if (amount > lockedBefore) revert InsufficientLocked(eid, asset, amount, lockedBefore);
        lockedAfter = lockedBefore - uint112(amount);
        compartment.locked = lockedAfter;
    }

    /// @dev Takes `amount` from the caller and returns what arrived in the escrow.
    function _pull(address asset, address escrow, uint256 amount) private returns (uint128) {
        uint256 held = IERC20(asset).balanceOf(escrow);
        IERC20(asset).safeTransferFrom(msg.sender, escrow, amount);
        return _transferable(IERC20(asset).balanceOf(escrow) - held);
    }

    function _existing(uint32 dstEid, address asset) private view returns (Compartment storage compartment) {
        compartment = _compartments[dstEid][asset];
        if (!compartment.open) revert UnknownAsset(dstEid, asset);
    }

    /// @dev A receipt, of this or any other deployment, answers `buckets()`; a token does not.
    function _refuseReceipt(address asset) private view {
        if (asset.code.length == 0) revert AssetWithoutCode(asset);
        (bool answered, bytes memory answer) =
            asset.staticcall{ gas: PROBE_GAS }(abi.encodeCall(ICollateralReceipt.buckets, ()));
        if (!answered || answer.length != 32) return;
        uint256 buckets = abi.decode(answer, (uint256));
        if (buckets != 0) revert AssetIsReceipt(asset, address(uint160(buckets)));
    }

    function _compartmentId(uint32 dstEid, address asset) private pure returns (bytes32) {
        return keccak256(abi.encode(dstEid, asset));
    }

    /// @dev 216 bits leave 2^108 work for a collision, and 40 bits for the time in the same slot.
    function _commitment(bytes32 guid, Lock memory record) private pure returns (uint216) {
        return uint216(uint256(keccak256(abi.encode(guid, record))) >> 40);
    }
}
