// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { Hold, HoldEntry, HoldKind, HoldQueue, Queue } from "./HoldQueue.sol";
import { IHolds } from "./interfaces/IHolds.sol";
import { BucketState, IReceiptBuckets } from "./interfaces/IReceiptBuckets.sol";
import { Payload } from "./Payload.sol";
import { Limiter, Limits, RateLimit, Verdict } from "./RateLimit.sol";

/// @dev What a mint reads is in the first two slots, the limiter's three, and `fresh` while receipts season.
struct BucketAccount {
    address receipt;
    BucketState own;
    BucketState overlay;
    uint40 until;
    uint24 seasoningSeconds;
    uint8 maxFreshPercent;
    /// @dev Whether the queue holds anything, so that most mints need not look.
    bool queued;
    /// @dev Next slot: supply and what delayed holds have reserved, together.
    uint112 taken;
    uint112 bucketCapacity;
    uint32 shortfall;
    Limiter limiter;
    Freshness fresh;
    Queue queue;
    /// @dev What the owner set last, which the steward cannot exceed; and the end of the last full stop of a guardian.
    uint112 ownersCapacity;
    uint40 stopEnds;
    Limits ownersLimits;
}

/// @dev Base units minted in the window that began at `since`, and in the one before it. One slot.
struct Freshness {
    uint32 since;
    uint112 current;
    uint112 previous;
}

/// @title The part of the buckets that is seldom run: limits, states and holds.
/// @dev Linked, because code of this size does not fit one contract. It has no storage of its own and checks no role:
/// ReceiptBuckets does that, and mints.
library Buckets {
    using HoldQueue for Queue;
    using RateLimit for Limiter;

    /// @dev 1, in the unit of `backing`.
    uint32 internal constant FULLY_BACKED = 1e9;

    /// @dev How long a message is held before it can go home, and how much longer strangers wait, seconds.
    uint256 internal constant MAX_HOLD = 7 days;
    uint256 internal constant REFUND_GRACE = 3 days;

    // -------------------------------------------------------------------------------------------------------- limits

    /// @dev See IReceiptBuckets.setBucketLimits.
    /// @param byOwner Else by the steward.
    function setLimits(
        BucketAccount storage self,
        uint32 srcEid,
        address asset,
        uint112 capacity,
        Limits calldata limits,
        bool byOwner
    ) external {
        RateLimit.check(limits, capacity);
        if (limits.delaySeconds > MAX_HOLD / 2) {
            revert IReceiptBuckets.DelayTooLong(limits.delaySeconds, MAX_HOLD / 2);
        }
        if (byOwner) {
            (self.ownersCapacity, self.ownersLimits) = (capacity, limits);
        } else if (capacity > self.ownersCapacity || RateLimit.isLooser(limits, self.ownersLimits)) {
            revert IReceiptBuckets.AboveOwnersLimits(srcEid, asset);
        }
        self.limiter.set(limits, roomOf(self));
        self.bucketCapacity = capacity;
        emit IReceiptBuckets.BucketLimitsSet(
            srcEid,
            asset,
            capacity,
            limits.burst,
            limits.refillPerSecond,
            limits.maxAmount,
            limits.minAmount,
            limits.delayThreshold,
            limits.delaySeconds
        );
    }

    /// @dev See IReceiptBuckets.available and previewMint.
    function previewMint(BucketAccount storage self, uint256 amount)
        external
        view
        returns (uint256 available, uint256 wait)
    {
        Limiter memory limiter = self.limiter;
        uint256 room = roomOf(self);
        uint256 waiting = self.queue.waiting;
        available = Math.saturatingSub(RateLimit.available(limiter, room, block.timestamp), waiting);
        wait = RateLimit.wait(limiter, amount, room, waiting, block.timestamp);
        // By then it could only go home.
        if (wait >= MAX_HOLD) wait = type(uint256).max;
    }

    /// @dev What capacity, state and backing leave.
    function roomOf(BucketAccount storage self) internal view returns (uint256) {
        if (stateOf(self) != BucketState.Open || self.shortfall != 0) return 0;
        return Math.saturatingSub(self.bucketCapacity, self.taken);
    }

    // ---------------------------------------------------------------------------------------------------------- states

    /// @dev See IReceiptBuckets.setBucketState.
    function setState(BucketAccount storage self, uint32 srcEid, address asset, BucketState state) external {
        self.limiter.checkpoint(roomOf(self));
        self.own = state;
        emit IReceiptBuckets.BucketStateSet(srcEid, asset, state);
    }

    /// @dev Lays a state over the owner's. When it lapses, nothing is stored.
    /// @param stopEnds When the last full stop of a guardian ends; zero for none.
    function lay(
        BucketAccount storage self,
        uint32 srcEid,
        address asset,
        BucketState state,
        uint40 until,
        uint40 stopEnds
    ) external {
        self.limiter.restart(until);
        (self.overlay, self.until, self.stopEnds) = (state, until, stopEnds);
        emit IReceiptBuckets.BucketTightened(srcEid, asset, state, until, msg.sender);
    }

    /// @dev See IReceiptBuckets.setBacking.
    function setBacking(BucketAccount storage self, uint32 srcEid, address asset, uint32 backing) external {
        if (backing > FULLY_BACKED) revert IReceiptBuckets.BackingOutOfRange(backing);
        self.limiter.checkpoint(roomOf(self));
        self.shortfall = FULLY_BACKED - backing;
        emit IReceiptBuckets.BackingSet(srcEid, asset, backing);
    }

    /// @dev See IReceiptBuckets.setSeasoning.
    function setSeasoning(BucketAccount storage self, uint32 srcEid, address asset, uint24 length, uint8 percent)
        external
    {
        if (percent > 100 || (length != 0 && percent == 0)) revert IReceiptBuckets.ShareOutOfRange(percent);
        (self.seasoningSeconds, self.maxFreshPercent) = (length, percent);
        emit IReceiptBuckets.SeasoningSet(srcEid, asset, length, percent);
    }

    /// @dev See IReceiptStatus.isEligible.
    function isEligible(BucketAccount storage self) external view returns (bool) {
        if (!isSound(self)) return false;
        if (self.seasoningSeconds == 0) return true;
        return freshOf(self) * 100 <= IERC20(self.receipt).totalSupply() * self.maxFreshPercent;
    }

    /// @dev See IReceiptStatus.isSound.
    function isSound(BucketAccount storage self) internal view returns (bool) {
        return self.receipt != address(0) && stateOf(self) <= BucketState.NoMinting && self.shortfall == 0;
    }

    /// @dev The state in force.
    function stateOf(BucketAccount storage self) internal view returns (BucketState) {
        BucketState own = self.own;
        BucketState overlay = self.overlay;
        return overlay > own && block.timestamp < self.until ? overlay : own;
    }

    // ------------------------------------------------------------------------------------------------------- seasoning

    /// @dev Counts what was minted.
    function addFresh(BucketAccount storage self, uint256 amount) internal {
        Freshness memory fresh = self.fresh;
        uint256 length = self.seasoningSeconds;
        (fresh.current, fresh.previous) = _windows(fresh, length);
        uint256 age = block.timestamp - fresh.since;
        // The next window adjoins the last, or begins now.
        if (age >= length) fresh.since = uint32(age < 2 * length ? fresh.since + length : block.timestamp);
        fresh.current += uint112(amount);
        self.fresh = fresh;
    }

    /// @dev Base units that count as fresh.
    function freshOf(BucketAccount storage self) internal view returns (uint256) {
        (uint112 current, uint112 previous) = _windows(self.fresh, self.seasoningSeconds);
        return uint256(current) + previous;
    }

    /// @dev What was minted in the window of now and in the one before it.
    function _windows(Freshness memory fresh, uint256 length) private view returns (uint112, uint112) {
        uint256 age = block.timestamp - fresh.since;
        if (age < length) return (fresh.current, fresh.previous);
        return (0, age < 2 * length ? fresh.current : 0);
    }

    // ----------------------------------------------------------------------------------------------------------- holds

    /// @dev Holds a message that is not minted now.
    /// @param verdict Delayed has its room; without room or rate it waits; anything else can only go home.
    function hold(BucketAccount storage self, uint32 srcEid, bytes32 guid, Payload.Mint calldata mint, Verdict verdict)
        external
    {
        uint40 time = uint40(block.timestamp);
        Hold memory held = Hold(guid, mint.receiver, mint.refundTo, mint.amount, HoldKind.RefundOnly, time, time);
        if (verdict == Verdict.Delayed) {
            (held.kind, held.dueAt) = (HoldKind.Delayed, time + self.limiter.delaySeconds);
        } else if (verdict == Verdict.NoRoom || verdict == Verdict.RateExceeded) {
            (held.kind, held.dueAt) = (HoldKind.Waiting, 0);
            self.queued = true;
        }
        emit IHolds.Held(guid, srcEid, mint.asset, self.queue.add(held), held);
    }

    /// @dev Takes the room of a hold that is due; see IHolds.releaseHold.
    /// @return passes Whether it is to be minted; else it is of another kind now.
    function release(BucketAccount storage self, uint32 srcEid, address asset, uint32 id, Hold calldata held)
        external
        returns (bool passes)
    {
        HoldEntry memory entry = self.queue.find(id, held);
        if (held.kind == HoldKind.RefundOnly) revert IHolds.HoldNeverPasses(id);
        bool fitsLimits = held.amount >= self.limiter.minAmount && held.amount <= self.limiter.maxAmount;
        if (block.timestamp >= held.heldAt + MAX_HOLD || !fitsLimits) {
            _makeRefundOnly(self, srcEid, asset, id, held, entry);
            return false;
        }
        if (held.kind == HoldKind.Delayed) {
            if (block.timestamp < held.dueAt) revert IHolds.HoldNotDue(id, held.dueAt);
            _requireMinting(self, srcEid, asset);
            // Its room is taken, but the capacity may have been lowered since.
            if (self.taken > self.bucketCapacity) {
                revert IHolds.BucketCapacityExceeded(srcEid, asset, held.amount, 0);
            }
        } else {
            self.queue.requireNext(id);
            _requireMinting(self, srcEid, asset);
            if (_endsTooLate(self, id, held)) {
                _makeRefundOnly(self, srcEid, asset, id, held, entry);
                return false;
            }
            if (_takeRoom(self, srcEid, asset, held.amount) == Verdict.Delayed) {
                uint40 dueAt = uint40(block.timestamp + self.limiter.delaySeconds);
                _change(self, srcEid, asset, id, held, entry, HoldKind.Delayed, dueAt);
                return false;
            }
        }
        self.queued = self.queue.remove(id, held, entry);
        emit IHolds.HoldReleased(held.guid, srcEid, asset, id, held.amount, 0);
        return true;
    }

    /// @dev Takes a hold away that goes home; see IReceiptBuckets.refundHold.
    function takeHome(BucketAccount storage self, uint32 id, Hold calldata held) external {
        uint256 from = held.kind == HoldKind.RefundOnly ? held.dueAt : held.heldAt + MAX_HOLD;
        if (msg.sender != held.receiver && msg.sender != held.refundTo) from += REFUND_GRACE;
        if (block.timestamp < from) revert IHolds.HoldNotDue(id, from);
        self.queued = self.queue.remove(id, held, self.queue.find(id, held));
        if (held.kind == HoldKind.Delayed) self.taken -= uint112(held.amount);
    }

    /// @dev See IReceiptBuckets.voidHold.
    function voidHold(BucketAccount storage self, uint32 srcEid, address asset, uint32 id, Hold calldata held)
        external
    {
        if (held.kind == HoldKind.RefundOnly) revert IHolds.HoldNeverPasses(id);
        _makeRefundOnly(self, srcEid, asset, id, held, self.queue.find(id, held));
    }

    /// @dev Whether a hold with these particulars exists.
    function isHeld(BucketAccount storage self, uint32 id, Hold calldata held) external view returns (bool) {
        return self.queue.entries[id].commitment == HoldQueue.commitmentOf(id, held);
    }

    /// @dev Whether neither a delay nor the flow ends before it can only go home. Where the flow alone does, it waits for that.
    function _endsTooLate(BucketAccount storage self, uint32 id, Hold calldata held) private view returns (bool) {
        Limiter memory limiter = self.limiter;
        uint256 end = held.heldAt + MAX_HOLD;
        bool delayFits = limiter.delaySeconds == 0 || block.timestamp + limiter.delaySeconds < end;
        if (delayFits || held.amount <= RateLimit.accruedFlow(limiter, block.timestamp)) return false;
        if (held.amount > RateLimit.accruedFlow(limiter, end - 1)) return true;
        revert IHolds.HoldNotDue(id, RateLimit.flowReaches(limiter, held.amount));
    }

    /// @dev Returns what a hold had taken, and its place.
    function _makeRefundOnly(
        BucketAccount storage self,
        uint32 srcEid,
        address asset,
        uint32 id,
        Hold calldata held,
        HoldEntry memory entry
    ) private {
        // Whoever does this late does not put off when it can be sent home.
        uint256 since = Math.min(block.timestamp, held.heldAt + MAX_HOLD);
        _change(self, srcEid, asset, id, held, entry, HoldKind.RefundOnly, uint40(since));
        if (held.kind == HoldKind.Delayed) self.taken -= uint112(held.amount);
    }

    /// @dev For the first of those who wait.
    /// @return verdict Fits or Delayed; either way the room is taken.
    function _takeRoom(BucketAccount storage self, uint32 srcEid, address asset, uint128 amount)
        private
        returns (Verdict verdict)
    {
        uint256 room = roomOf(self);
        verdict = self.limiter.take(amount, room, 0);
        if (verdict == Verdict.NoRoom) revert IHolds.BucketCapacityExceeded(srcEid, asset, amount, room);
        if (verdict == Verdict.RateExceeded) {
            uint256 stored = RateLimit.accrued(self.limiter, block.timestamp);
            revert IHolds.RateLimitExceeded(srcEid, asset, amount, stored);
        }
        self.taken += uint112(amount);
    }

    function _change(
        BucketAccount storage self,
        uint32 srcEid,
        address asset,
        uint32 id,
        Hold calldata held,
        HoldEntry memory entry,
        HoldKind kind,
        uint40 dueAt
    ) private {
        Hold memory changed;
        (changed, self.queued) = self.queue.change(id, held, entry, kind, dueAt);
        emit IHolds.HoldChanged(changed.guid, srcEid, asset, id, changed);
    }

    function _requireMinting(BucketAccount storage self, uint32 srcEid, address asset) private view {
        BucketState state = stateOf(self);
        if (state != BucketState.Open || self.shortfall != 0) {
            revert IReceiptBuckets.BucketNotMinting(srcEid, asset, state, FULLY_BACKED - self.shortfall);
        }
    }
}
