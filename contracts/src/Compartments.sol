// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { Hold, HoldEntry, HoldKind, HoldQueue, Queue } from "./HoldQueue.sol";
import { CompartmentState, ICollateralVault } from "./interfaces/ICollateralVault.sol";
import { IHolds } from "./interfaces/IHolds.sol";
import { Limiter, Limits, RateLimit, Verdict } from "./RateLimit.sol";

/// @dev What a lock reads is in the first three slots, of which it writes one; what an exit reads, in the first two and its
/// limiter's three. The entry is a limiter without a flow.
struct Compartment {
    uint112 locked;
    uint112 entryStored;
    uint32 entryUpdatedAt;
    /// @dev Next slot.
    uint112 entryBurst;
    uint112 entryMaxAmount;
    bool open;
    /// @dev Whether `restriction` says anything, so that most need not look.
    bool restricted;
    /// @dev Whether the queue holds anything, likewise.
    bool queued;
    /// @dev Next slot.
    uint112 bucketCapacity;
    uint80 entryRefillPerSecond;
    uint64 entryMinAmount;
    Limiter exit;
    Restriction restriction;
    Queue queue;
    /// @dev What the owner set last, which the steward cannot exceed.
    uint112 ownersCapacity;
    Limits ownersEntry;
    Limits ownersExit;
}

/// @dev The owner's state, what a guardian laid over it, the end of the last review that a guardian began, and the part
/// of every payout, per billion, that is lost.
struct Restriction {
    CompartmentState own;
    CompartmentState overlay;
    uint40 until;
    uint40 stopEnds;
    uint32 shortfall;
}

/// @title The part of the vault that is seldom run: limits, states, reviews and held exits.
/// @dev Linked, because code of this size does not fit one contract. It has no storage of its own and checks no role: the
/// vault does that, and moves the tokens.
library Compartments {
    using HoldQueue for Queue;
    using RateLimit for Limiter;

    /// @dev 1, in the unit of `backing`.
    uint32 internal constant FULLY_BACKED = 1e9;

    /// @dev The longest that paying out everything may take, seconds.
    uint256 internal constant MAX_EXIT = 30 days;

    // -------------------------------------------------------------------------------------------------------- limits

    /// @dev See ICollateralVault.setCompartmentLimits.
    /// @param byOwner Else by the steward.
    function setLimits(
        Compartment storage self,
        uint32 dstEid,
        address asset,
        uint112 capacity,
        Limits calldata host,
        Limits calldata exit,
        bool byOwner
    ) external {
        RateLimit.check(host, capacity);
        Limits memory entry = RateLimit.mirrorOf(host);
        RateLimit.check(entry, capacity);
        _checkExit(exit, Math.max(capacity, self.locked + self.queue.waiting));
        if (byOwner) {
            (self.ownersCapacity, self.ownersEntry, self.ownersExit) = (capacity, entry, exit);
        } else if (
            capacity > self.ownersCapacity || RateLimit.isLooser(entry, self.ownersEntry)
                || RateLimit.isLooser(exit, self.ownersExit)
        ) {
            revert ICollateralVault.AboveOwnersLimits(dstEid, asset);
        }
        Limiter memory limiter = entryOf(self);
        RateLimit.reconfigure(limiter, entry, entryRoom(self), block.timestamp);
        storeEntry(self, limiter);
        (self.entryBurst, self.entryMaxAmount) = (entry.burst, entry.maxAmount);
        (self.entryRefillPerSecond, self.entryMinAmount) = (entry.refillPerSecond, entry.minAmount);
        self.exit.set(exit, _exitRoom(self));
        self.bucketCapacity = capacity;
        emit ICollateralVault.LockLimitsSet(
            dstEid, asset, capacity, entry.burst, entry.refillPerSecond, entry.maxAmount, entry.minAmount
        );
        emit ICollateralVault.ExitLimitsSet(
            dstEid, asset, exit.burst, exit.refillPerSecond, exit.maxAmount, exit.delayThreshold, exit.delaySeconds
        );
    }

    /// @dev Refuses an exit that could not pay `most` within MAX_EXIT, delay included, by one payout an hour: what refills
    /// meanwhile must find room beside a payout that just does not fit.
    function _checkExit(Limits calldata exit, uint256 most) private pure {
        RateLimit.check(exit, type(uint112).max);
        if (exit.delaySeconds > MAX_EXIT / 2) revert ICollateralVault.DelayTooLong(exit.delaySeconds, MAX_EXIT / 2);
        uint256 window = MAX_EXIT - exit.delaySeconds;
        (uint256 leastRefill, uint256 leastPayout) = (Math.ceilDiv(most, window), Math.ceilDiv(most * 1 hours, window));
        bool tight = exit.minAmount != 0 || exit.refillPerSecond < leastRefill || exit.maxAmount < leastPayout
            || exit.burst < exit.maxAmount + leastPayout;
        if (tight) revert ICollateralVault.ExitTooTight(leastRefill, leastPayout, exit.maxAmount + leastPayout);
    }

    /// @dev See ICollateralVault.previewLock.
    function previewLock(Compartment storage self, uint256 amount) external view returns (uint256 room, uint256 wait) {
        Limiter memory entry = entryOf(self);
        uint256 most = entryRoom(self);
        room = RateLimit.available(entry, most, block.timestamp);
        wait = RateLimit.wait(entry, amount, most, 0, block.timestamp);
    }

    /// @dev See ICollateralVault.previewExit.
    function previewExit(Compartment storage self, uint256 amount) external view returns (uint256 room, uint256 wait) {
        Limiter memory exit = self.exit;
        uint256 most = _exitRoom(self);
        room = Math.saturatingSub(RateLimit.available(exit, most, block.timestamp), self.queue.waiting);
        if (amount > self.locked) return (room, type(uint256).max);
        // What exceeds the maximum is paid in parts.
        exit.maxAmount = type(uint112).max;
        wait = RateLimit.wait(exit, amount, most, self.queue.waiting, block.timestamp);
    }

    // ---------------------------------------------------------------------------------------------------------- states

    /// @dev See ICollateralVault.setCompartmentState.
    function setState(Compartment storage self, uint32 dstEid, address asset, CompartmentState state) external {
        Limiter memory entry = entryOf(self);
        RateLimit.reconfigure(entry, RateLimit.limitsOf(entry), entryRoom(self), block.timestamp);
        storeEntry(self, entry);
        self.exit.checkpoint(_exitRoom(self));
        self.restriction.own = state;
        _noteRestriction(self);
        emit ICollateralVault.CompartmentStateSet(dstEid, asset, state);
    }

    /// @dev Lays a state over the owner's. When it lapses, nothing is stored.
    /// @param stopEnds When a review that a guardian began ends; zero for none.
    function lay(
        Compartment storage self,
        uint32 dstEid,
        address asset,
        CompartmentState state,
        uint40 until,
        uint40 stopEnds
    ) external {
        if (state == CompartmentState.Review) self.exit.restart(until);
        else if (stateOf(self) == CompartmentState.Review) self.exit.restart(0);
        _emptyEntry(self, until);
        Restriction storage restriction = self.restriction;
        (restriction.overlay, restriction.until, restriction.stopEnds) = (state, until, stopEnds);
        _noteRestriction(self);
        emit ICollateralVault.CompartmentTightened(dstEid, asset, state, until, msg.sender);
    }

    /// @dev See ICollateralVault.endReview.
    function endReview(Compartment storage self, uint32 dstEid, address asset, uint32 backing) external {
        if (backing > FULLY_BACKED) revert ICollateralVault.BackingOutOfRange(backing);
        if (stateOf(self) != CompartmentState.Review) revert ICollateralVault.NotUnderReview(dstEid, asset);
        _emptyEntry(self, 0);
        self.exit.restart(0);
        Restriction storage restriction = self.restriction;
        if (restriction.own == CompartmentState.Review) restriction.own = CompartmentState.NoLocking;
        (restriction.overlay, restriction.until) = (CompartmentState.Open, 0);
        restriction.shortfall = FULLY_BACKED - backing;
        _noteRestriction(self);
        emit ICollateralVault.ReviewEnded(dstEid, asset, backing);
    }

    /// @dev Refuses while nothing may be locked.
    function requireLocking(Compartment storage self, uint32 dstEid, address asset) external view {
        CompartmentState state = stateOf(self);
        uint32 shortfall = self.restriction.shortfall;
        if (state != CompartmentState.Open || shortfall != 0) {
            revert ICollateralVault.CompartmentClosed(dstEid, asset, state, FULLY_BACKED - shortfall);
        }
    }

    /// @dev Refuses while payouts wait.
    function requirePaying(Compartment storage self, uint32 eid, address asset) public view {
        if (stateOf(self) != CompartmentState.Review) return;
        uint32 shortfall = self.restriction.shortfall;
        revert ICollateralVault.CompartmentClosed(eid, asset, CompartmentState.Review, FULLY_BACKED - shortfall);
    }

    /// @dev The state in force.
    function stateOf(Compartment storage self) internal view returns (CompartmentState) {
        if (!self.restricted) return CompartmentState.Open;
        Restriction memory restriction = self.restriction;
        return restriction.overlay > restriction.own && block.timestamp < restriction.until
            ? restriction.overlay
            : restriction.own;
    }

    // ----------------------------------------------------------------------------------------------------------- holds

    /// @dev Holds an exit that did not fit.
    function hold(
        Compartment storage self,
        uint32 eid,
        address asset,
        bytes32 guid,
        address receiver,
        uint128 amount,
        bool delayed
    ) external {
        Hold memory held = Hold(guid, receiver, address(0), amount, HoldKind.Waiting, uint40(block.timestamp), 0);
        if (delayed) (held.kind, held.dueAt) = (HoldKind.Delayed, _delayEnds(self));
        else self.queued = true;
        emit IHolds.Held(guid, eid, asset, self.queue.add(held), held);
    }

    /// @dev Lets a hold pass, or a part of it; see IHolds.releaseHold.
    /// @return part What is to be paid; zero when it has to wait for its time now.
    function release(Compartment storage self, uint32 eid, address asset, uint32 id, Hold calldata held)
        external
        returns (uint128 part)
    {
        HoldEntry memory entry = self.queue.find(id, held);
        requirePaying(self, eid, asset);
        part = held.amount;
        if (held.kind == HoldKind.Delayed) {
            if (block.timestamp < held.dueAt) revert IHolds.HoldNotDue(id, held.dueAt);
        } else {
            self.queue.requireNext(id);
            // No more at once than one payout may move.
            part = uint128(Math.min(part, self.exit.maxAmount));
            Verdict verdict = self.exit.take(part, type(uint256).max, 0);
            if (verdict == Verdict.Delayed) {
                _delay(self, eid, asset, id, held, entry, part);
                return 0;
            }
            if (verdict != Verdict.Fits) {
                revert IHolds.RateLimitExceeded(eid, asset, part, RateLimit.accrued(self.exit, block.timestamp));
            }
        }
        if (part == held.amount) self.queued = self.queue.remove(id, held, entry);
        else self.queue.reduce(id, held, part);
        emit IHolds.HoldReleased(held.guid, eid, asset, id, part, held.amount - part);
    }

    /// @dev See ICollateralVault.voidExit.
    function voidExit(Compartment storage self, uint32 eid, address asset, uint32 id, Hold calldata held) external {
        self.queued = self.queue.remove(id, held, self.queue.find(id, held));
        // It was locked before, so it fits.
        self.locked += uint112(held.amount);
        emit ICollateralVault.ExitVoided(held.guid, eid, asset, id, held.amount, self.locked);
    }

    /// @dev Whether a hold with these particulars exists.
    function isHeld(Compartment storage self, uint32 id, Hold calldata held) external view returns (bool) {
        return self.queue.entries[id].commitment == HoldQueue.commitmentOf(id, held);
    }

    /// @dev `part` of a waiting hold has its room and waits for its own time now; what is left keeps its place.
    function _delay(
        Compartment storage self,
        uint32 eid,
        address asset,
        uint32 id,
        Hold memory held,
        HoldEntry memory entry,
        uint128 part
    ) private {
        Queue storage queue = self.queue;
        if (part == held.amount) {
            (held, self.queued) = queue.change(id, held, entry, HoldKind.Delayed, _delayEnds(self));
        } else {
            queue.reduce(id, held, part);
            Hold memory delayed =
                Hold(held.guid, held.receiver, address(0), part, HoldKind.Delayed, held.heldAt, _delayEnds(self));
            emit IHolds.Held(held.guid, eid, asset, queue.add(delayed), delayed);
        }
        emit IHolds.HoldChanged(held.guid, eid, asset, id, held);
    }

    // --------------------------------------------------------------------------------------------------------- the rest

    /// @dev The limiter of locks.
    function entryOf(Compartment storage self) internal view returns (Limiter memory) {
        return Limiter({
            stored: self.entryStored,
            flow: 0,
            updatedAt: self.entryUpdatedAt,
            burst: self.entryBurst,
            maxAmount: self.entryMaxAmount,
            delaySeconds: 0,
            refillPerSecond: self.entryRefillPerSecond,
            minAmount: self.entryMinAmount,
            delayThreshold: 0
        });
    }

    /// @dev Keeps what a use or a change of limits has left of the limiter of locks.
    function storeEntry(Compartment storage self, Limiter memory entry) internal {
        (self.entryStored, self.entryUpdatedAt) = (entry.stored, entry.updatedAt);
    }

    /// @dev What capacity, state and backing leave for locks.
    function entryRoom(Compartment storage self) internal view returns (uint256) {
        bool closed = stateOf(self) != CompartmentState.Open || self.restriction.shortfall != 0;
        return closed ? 0 : capacityRoom(self);
    }

    /// @dev What the capacity leaves. Exits that wait count too, so that paying everything takes no longer than MAX_EXIT.
    function capacityRoom(Compartment storage self) internal view returns (uint256) {
        uint256 waiting = self.queued ? self.queue.waiting : 0;
        return Math.saturatingSub(self.bucketCapacity, self.locked + waiting);
    }

    /// @dev Nothing is stored, and it refills from `time` on, be that now or later.
    function _emptyEntry(Compartment storage self, uint256 time) private {
        (self.entryStored, self.entryUpdatedAt) = (0, uint32(Math.max(time, block.timestamp)));
    }

    function _exitRoom(Compartment storage self) private view returns (uint256) {
        return stateOf(self) == CompartmentState.Review ? 0 : type(uint256).max;
    }

    function _delayEnds(Compartment storage self) private view returns (uint40) {
        return uint40(block.timestamp + self.exit.delaySeconds);
    }

    function _noteRestriction(Compartment storage self) private {
        Restriction memory restriction = self.restriction;
        self.restricted = restriction.own != CompartmentState.Open || restriction.overlay != CompartmentState.Open
            || restriction.shortfall != 0;
    }
}
