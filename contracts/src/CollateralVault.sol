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
import { ICollateralReceipt } from "./interfaces/ICollateralReceipt.sol";
import { ICollateralVault } from "./interfaces/ICollateralVault.sol";
import { ICompartmentEscrow } from "./interfaces/ICompartmentEscrow.sol";
import { Messenger } from "./Messenger.sol";
import { Payload } from "./Payload.sol";
import { Limiter, Limits, Rate, RateLimit, Verdict } from "./RateLimit.sol";

/// @title Holds collateral at home, in one compartment per (host, asset).
/// @dev A compartment belongs to (dstEid, peer, asset); the peer is set once per dstEid, so the key leaves it out.
contract CollateralVault is ICollateralVault, Messenger {
    using SafeERC20 for IERC20;
    using RateLimit for Limiter;
    using RateLimit for Rate;

    /// @dev One slot, two of the limiter on the way in and three of the one on the way out.
    struct Compartment {
        bool open;
        uint112 locked;
        uint112 bucketCapacity;
        Rate entry;
        Limiter exit;
    }

    /// @notice Gas units that a payout may use, always all of them: a token that wants more leaves a claim.
    uint256 public constant PAYOUT_GAS = 100_000;

    /// @notice How long after its lock a message counts as undeliverable.
    uint256 public constant RESCUE_DELAY = 30 days;

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
        if (!_compartments[dstEid][asset].open) revert UnknownAsset(dstEid, asset);

        // What arrives is only known after the transfer; `nonReentrant` keeps anything else from arriving meanwhile.
        uint128 credited = _pull(asset, escrowOf(dstEid, asset), amount);
        uint112 lockedAfter = _raise(dstEid, asset, credited);

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
        amount = _claims[srcEid][asset][msg.sender];
        if (amount == 0) revert NothingToClaim(srcEid, asset, msg.sender);
        delete _claims[srcEid][asset][msg.sender];
        emit Claimed(srcEid, asset, msg.sender, to, amount);
        ICompartmentEscrow(escrowOf(srcEid, asset)).pay(asset, to, amount);
    }

    /// @inheritdoc ICollateralVault
    function rescueLock(bytes32 guid, Lock calldata record) external override onlyOwner nonReentrant {
        uint256 due = _spend(guid, record) + RESCUE_DELAY;
        if (block.timestamp < due) revert RescueTooEarly(guid, due);
        uint256 lockedAfter = _lower(record.dstEid, record.asset, record.amount);
        emit LockRescued(guid, record.dstEid, record.asset, record.refundTo, record.amount, lockedAfter);
        _payOut(guid, record.dstEid, record.asset, record.refundTo, record.amount);
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
    ) external override onlyOwner {
        Compartment storage compartment = _compartments[dstEid][asset];
        if (!compartment.open) revert UnknownAsset(dstEid, asset);
        RateLimit.check(host, capacity);
        RateLimit.check(exit, capacity);
        if (exit.minAmount != 0 || exit.maxAmount < host.maxAmount) {
            revert ExitLimitsTooTight(exit.minAmount, exit.maxAmount, host.maxAmount);
        }
        uint112 lockedNow = compartment.locked;
        Limits memory entry = RateLimit.mirrorOf(host);
        compartment.entry.setRate(entry, Math.saturatingSub(compartment.bucketCapacity, lockedNow));
        compartment.exit.set(exit, lockedNow);
        compartment.bucketCapacity = capacity;
        emit LockLimitsSet(
            dstEid, asset, capacity, entry.burst, entry.refillPerSecond, entry.maxAmount, entry.minAmount
        );
        emit ExitLimitsSet(
            dstEid, asset, exit.burst, exit.refillPerSecond, exit.maxAmount, exit.delayThreshold, exit.delaySeconds
        );
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
    function claimable(uint32 srcEid, address asset, address receiver) external view override returns (uint256) {
        return _claims[srcEid][asset][receiver];
    }

    /// @inheritdoc ICollateralVault
    function bucketCapacity(uint32 dstEid, address asset) external view override returns (uint256) {
        return _compartments[dstEid][asset].bucketCapacity;
    }

    /// @inheritdoc ICollateralVault
    function lockLimits(uint32 dstEid, address asset) external view override returns (Limits memory) {
        return RateLimit.limitsOf(Limiter(_compartments[dstEid][asset].entry, 0, 0, 0));
    }

    /// @inheritdoc ICollateralVault
    function exitLimits(uint32 dstEid, address asset) external view override returns (Limits memory) {
        return RateLimit.limitsOf(_compartments[dstEid][asset].exit);
    }

    /// @inheritdoc ICollateralVault
    function availableToLock(uint32 dstEid, address asset) external view override returns (uint256) {
        Compartment storage compartment = _compartments[dstEid][asset];
        uint256 room = Math.saturatingSub(compartment.bucketCapacity, compartment.locked);
        return RateLimit.available(compartment.entry, room, block.timestamp);
    }

    /// @inheritdoc ICollateralVault
    function availableToExit(uint32 dstEid, address asset) external view override returns (uint256) {
        Compartment storage compartment = _compartments[dstEid][asset];
        return RateLimit.available(compartment.exit.rate, compartment.locked, block.timestamp);
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

    /// @inheritdoc Messenger
    /// @dev Release and refund are one exit: they differ in who is paid, and in that a refund spends its lock.
    function _handle(uint32 srcEid, bytes32 guid, uint8 kind, bytes calldata payload) internal override {
        if (kind == Payload.RELEASE) {
            Payload.Release memory release = Payload.decodeRelease(payload);
            uint256 lockedAfter = _takeOut(srcEid, release.asset, release.amount);
            emit Released(guid, srcEid, release.asset, release.receiver, release.amount, lockedAfter);
            _payOut(guid, srcEid, release.asset, release.receiver, release.amount);
        } else if (kind == Payload.REFUND) {
            Payload.Refund memory refund = Payload.decodeRefund(payload);
            // The particulars must be the recorded ones, so what is paid, and to whom, is what was recorded.
            _spend(refund.lockGuid, Lock(srcEid, refund.asset, refund.amount, refund.receiver, refund.refundTo));
            uint256 lockedAfter = _takeOut(srcEid, refund.asset, refund.amount);
            emit Refunded(guid, srcEid, refund.asset, refund.lockGuid, refund.refundTo, refund.amount, lockedAfter);
            _payOut(guid, srcEid, refund.asset, refund.refundTo, refund.amount);
        } else {
            revert UnexpectedKind(kind);
        }
    }

    /// @dev Undoes a lock's record, once.
    function _spend(bytes32 guid, Lock memory record) private returns (uint40 lockedAt) {
        LockRecord memory recorded = _locks[guid];
        lockedAt = recorded.lockedAt;
        if (lockedAt == 0 || recorded.commitment != _commitment(guid, record)) revert UnknownLock(guid);
        delete _locks[guid];
    }

    /// @dev The entry: refuses what the host could not take.
    function _raise(uint32 dstEid, address asset, uint128 amount) private returns (uint112 lockedAfter) {
        Compartment storage compartment = _compartments[dstEid][asset];
        uint112 lockedBefore = compartment.locked;
        uint256 room = Math.saturatingSub(compartment.bucketCapacity, lockedBefore);
        Verdict verdict = compartment.entry.takeRate(amount, room);
        if (verdict != Verdict.Fits) _refuse(verdict, dstEid, asset, amount, room, compartment.entry);
        // What fits the room fits uint112.
        lockedAfter = lockedBefore + uint112(amount);
        compartment.locked = lockedAfter;
    }

    /// @dev The exit: releases and refunds draw on one limiter. Only the compartment of the chain that the message came
    /// from can pay.
    function _takeOut(uint32 eid, address asset, uint128 amount) private returns (uint112 lockedAfter) {
        lockedAfter = _lower(eid, asset, amount);
        Limiter storage limiter = _compartments[eid][asset].exit;
        Verdict verdict = limiter.take(amount, amount);
        if (verdict == Verdict.Delayed) revert FlowExceeded(eid, asset, amount, limiter.flow);
        if (verdict != Verdict.Fits) _refuse(verdict, eid, asset, amount, amount, limiter.rate);
    }

    /// @dev The only place where `locked` falls.
    function _lower(uint32 eid, address asset, uint128 amount) private returns (uint112 lockedAfter) {
        Compartment storage compartment = _compartments[eid][asset];
        uint112 lockedBefore = compartment.locked;
        if (amount > lockedBefore) revert InsufficientLocked(eid, asset, amount, lockedBefore);
        lockedAfter = lockedBefore - uint112(amount);
        compartment.locked = lockedAfter;
    }

    /// @dev Pays what `_lower` took, or leaves it to the receiver as a claim. The payout gets PAYOUT_GAS or nothing
    /// happens at all, so whoever executes the message cannot choose between the two.
    function _payOut(bytes32 guid, uint32 eid, address asset, address receiver, uint128 amount) private {
        address escrow = escrowOf(eid, asset);
        uint256 left = gasleft();
        if (left < PAYOUT_GAS_FLOOR) revert GasTooLow(left, PAYOUT_GAS_FLOOR);
        try ICompartmentEscrow(escrow).pay{ gas: PAYOUT_GAS }(asset, receiver, amount) { }
        catch {
            uint256 claimableAfter = _claims[eid][asset][receiver] + amount;
            _claims[eid][asset][receiver] = claimableAfter;
            emit PayoutFailed(guid, eid, asset, receiver, amount, claimableAfter);
        }
    }

    /// @dev Takes `amount` from the caller and returns what arrived in the escrow.
    function _pull(address asset, address escrow, uint256 amount) private returns (uint128) {
        uint256 held = IERC20(asset).balanceOf(escrow);
        IERC20(asset).safeTransferFrom(msg.sender, escrow, amount);
        return _transferable(IERC20(asset).balanceOf(escrow) - held);
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
