// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice What the owner sets. All amounts are base units. All zero, which is what an unset limiter holds, is closed.
/// @param burst The most that may be stored up, and so the most that may pass at once.
/// @param refillPerSecond What becomes available again each second.
/// @param maxAmount The most that one message may move; at most `burst`.
/// @param minAmount The least that one message may move; at most `maxAmount`.
/// @param delayThreshold What may pass without delay in `delaySeconds`: the size of the flow.
/// @param delaySeconds How long the rest waits; zero delays nothing.
struct Limits {
    uint112 burst;
    uint80 refillPerSecond;
    uint112 maxAmount;
    uint64 minAmount;
    uint112 delayThreshold;
    uint32 delaySeconds;
}

/// @notice Whether an amount passes; in this order, the first that applies.
enum Verdict {
    Fits,
    BelowMinimum,
    AboveMaximum,
    NoRoom,
    RateExceeded,
    Delayed
}

/// @dev What changes with each use comes first and shares one slot; the other two are only read. Its time lasts until 2106.
struct Limiter {
    uint112 stored;
    uint112 flow;
    uint32 updatedAt;
    uint112 burst;
    uint112 maxAmount;
    uint32 delaySeconds;
    uint80 refillPerSecond;
    uint64 minAmount;
    uint112 delayThreshold;
}

/// @title A token bucket, and a second one that decides who waits.
/// @notice available = max(0, min(room, stored)), where `room` is the caller's: capacity less level and reservations, and
/// zero while closed. What fits `available` but not the flow (size `delayThreshold`, refill `delayThreshold /
/// delaySeconds`) takes its room and waits: of an amount sent in N pieces the last waits no less than the whole would.
/// @dev Exact integers: each accrual multiplies before it divides and rounds down, against whoever wants to pass.
/// `updatedAt` may lie ahead: until then nothing accrues. domain/rate-limit.ts is the twin of this library;
/// test/vectors/rate-limit.json binds the two.
library RateLimit {
    /// @notice The part of a host's burst and rate that the source lets in, in hundredths.
    uint256 internal constant MIRROR_PERCENT = 80;

    /// @notice Not minimum ≤ maximum ≤ burst ≤ capacity, or a maximum of zero.
    error LimitsOutOfOrder(uint256 minAmount, uint256 maxAmount, uint256 burst, uint256 bucketCapacity);

    /// @notice Takes `amount` from a limiter, or says why not.
    /// @param room Base units that the limit of capacity leaves.
    /// @param ahead Base units that are due to whoever came first: they are left alone.
    /// @return verdict `Delayed` has taken its room too, but none of the flow; any other but `Fits` changes nothing.
    function take(Limiter storage self, uint256 amount, uint256 room, uint256 ahead)
        internal
        returns (Verdict verdict)
    {
        Limiter memory limiter = self;
        verdict = decide(limiter, amount, room, ahead, block.timestamp);
        if (verdict != Verdict.Fits && verdict != Verdict.Delayed) return verdict;
        (self.stored, self.flow, self.updatedAt) = (limiter.stored, limiter.flow, limiter.updatedAt);
    }

    /// @notice Sets new limits. Nothing becomes available by it: it all has to be refilled.
    /// @param room What the capacity left before the change; zero while closed.
    function set(Limiter storage self, Limits memory limits, uint256 room) internal {
        Limiter memory limiter = self;
        reconfigure(limiter, limits, room, block.timestamp);
        (self.stored, self.flow, self.updatedAt) = (limiter.stored, limiter.flow, limiter.updatedAt);
        (self.burst, self.maxAmount, self.delaySeconds) = (limits.burst, limits.maxAmount, limits.delaySeconds);
        (self.refillPerSecond, self.minAmount, self.delayThreshold) =
        (limits.refillPerSecond, limits.minAmount, limits.delayThreshold);
    }

    /// @notice To be called before `room` changes by anything but use: keeps what is available from rising by it.
    /// @param room What was left until now.
    function checkpoint(Limiter storage self, uint256 room) internal {
        (self.stored, self.flow, self.updatedAt) =
        (uint112(available(self, room, block.timestamp)), uint112(accruedFlow(self, block.timestamp)), _latest(self));
    }

    /// @notice Empties a limiter and lets it refill from `time` on, be that now or later.
    function restart(Limiter storage self, uint256 time) internal {
        (self.stored, self.flow, self.updatedAt) =
        (0, uint112(accruedFlow(self, block.timestamp)), uint32(Math.max(time, block.timestamp)));
    }

    /// @notice What may pass now, base units.
    function available(Limiter memory limiter, uint256 room, uint256 time) internal pure returns (uint256) {
        return Math.min(room, accrued(limiter, time));
    }

    /// @notice Seconds until `amount` passes, as far as this limiter alone decides and nothing else passes: the refill's
    /// time, and then the delay where the flow is short. `type(uint256).max` when it never does as things are.
    function wait(Limiter memory limiter, uint256 amount, uint256 room, uint256 ahead, uint256 time)
        internal
        pure
        returns (uint256 seconds_)
    {
        bool never = amount < limiter.minAmount || amount > limiter.maxAmount || amount + ahead > room;
        if (never) return type(uint256).max;
        uint256 stored = accrued(limiter, time);
        if (amount + ahead > stored) {
            // What is due to others passes first, so only this amount has to fit the burst.
            if (limiter.refillPerSecond == 0) return type(uint256).max;
            seconds_ = Math.saturatingSub(limiter.updatedAt, time)
                + Math.ceilDiv(amount + ahead - stored, limiter.refillPerSecond);
        }
        bool flowIsShort = limiter.delaySeconds != 0 && amount > accruedFlow(limiter, time + seconds_);
        if (flowIsShort) seconds_ += limiter.delaySeconds;
    }

    /// @notice The limits as they were set.
    function limitsOf(Limiter memory limiter) internal pure returns (Limits memory) {
        return Limits({
            burst: limiter.burst,
            refillPerSecond: limiter.refillPerSecond,
            maxAmount: limiter.maxAmount,
            minAmount: limiter.minAmount,
            delayThreshold: limiter.delayThreshold,
            delaySeconds: limiter.delaySeconds
        });
    }

    /// @notice Whether limits allow anything that `bounds` do not.
    function isLooser(Limits memory limits, Limits memory bounds) internal pure returns (bool) {
        bool flowsFaster = bounds.delaySeconds != 0
            && (limits.delaySeconds < bounds.delaySeconds || limits.delayThreshold > bounds.delayThreshold);
        return flowsFaster || limits.burst > bounds.burst || limits.refillPerSecond > bounds.refillPerSecond
            || limits.maxAmount > bounds.maxAmount || limits.minAmount < bounds.minAmount;
    }

    /// @notice Refuses limits that contradict each other.
    /// @custom:reverts LimitsOutOfOrder
    function check(Limits memory limits, uint256 bucketCapacity) internal pure {
        bool ordered = limits.minAmount <= limits.maxAmount && limits.maxAmount <= limits.burst
            && limits.burst <= bucketCapacity && limits.maxAmount != 0;
        if (!ordered) revert LimitsOutOfOrder(limits.minAmount, limits.maxAmount, limits.burst, bucketCapacity);
    }

    /// @notice What the source lets in of a host's limits: 80 % of burst and rate, rounded down, and no more at once;
    /// no delay, which the host imposes.
    function mirrorOf(Limits memory host) internal pure returns (Limits memory) {
        uint256 burst = uint256(host.burst) * MIRROR_PERCENT / 100;
        return Limits({
            burst: uint112(burst),
            refillPerSecond: uint80(uint256(host.refillPerSecond) * MIRROR_PERCENT / 100),
            maxAmount: uint112(Math.min(host.maxAmount, burst)),
            minAmount: host.minAmount,
            delayThreshold: 0,
            delaySeconds: 0
        });
    }

    /// @dev `take` without storage: changes `limiter` as `take` would.
    function decide(Limiter memory limiter, uint256 amount, uint256 room, uint256 ahead, uint256 time)
        internal
        pure
        returns (Verdict)
    {
        if (amount < limiter.minAmount) return Verdict.BelowMinimum;
        if (amount > limiter.maxAmount) return Verdict.AboveMaximum;
        if (amount + ahead > room) return Verdict.NoRoom;
        uint256 stored = accrued(limiter, time);
        if (amount + ahead > stored) return Verdict.RateExceeded;
        uint256 flow = accruedFlow(limiter, time);
        limiter.stored = uint112(stored - amount);
        limiter.updatedAt = uint32(Math.max(time, limiter.updatedAt));
        bool delayed = limiter.delaySeconds != 0 && amount > flow;
        limiter.flow = uint112(delayed || limiter.delaySeconds == 0 ? flow : flow - amount);
        return delayed ? Verdict.Delayed : Verdict.Fits;
    }

    /// @dev `set` without storage: accrues at the old limits, then stored := min(stored, new burst, available before).
    function reconfigure(Limiter memory limiter, Limits memory limits, uint256 room, uint256 time) internal pure {
        uint256 stored = available(limiter, room, time);
        uint256 flow = accruedFlow(limiter, time);
        limiter.stored = uint112(Math.min(stored, limits.burst));
        limiter.flow = uint112(Math.min(flow, limits.delayThreshold));
        limiter.updatedAt = uint32(Math.max(time, limiter.updatedAt));
        (limiter.burst, limiter.maxAmount, limiter.delaySeconds) = (limits.burst, limits.maxAmount, limits.delaySeconds);
        (limiter.refillPerSecond, limiter.minAmount, limiter.delayThreshold) =
        (limits.refillPerSecond, limits.minAmount, limits.delayThreshold);
    }

    /// @dev What is stored at `time`.
    function accrued(Limiter memory limiter, uint256 time) internal pure returns (uint256) {
        return Math.min(limiter.burst, limiter.stored + _elapsed(limiter, time) * limiter.refillPerSecond);
    }

    /// @dev The flow at `time`; an unset delay accrues nothing.
    function accruedFlow(Limiter memory limiter, uint256 time) internal pure returns (uint256) {
        if (limiter.delaySeconds == 0) return limiter.flow;
        uint256 refill = _elapsed(limiter, time) * limiter.delayThreshold / limiter.delaySeconds;
        return Math.min(limiter.delayThreshold, limiter.flow + refill);
    }

    /// @dev When the flow reaches `amount`, which it has not and which is at most its size: the first second that it does.
    function flowReaches(Limiter memory limiter, uint256 amount) internal pure returns (uint256) {
        uint256 missing = amount - limiter.flow;
        return limiter.updatedAt + Math.ceilDiv(missing * limiter.delaySeconds, limiter.delayThreshold);
    }

    function _elapsed(Limiter memory limiter, uint256 time) private pure returns (uint256) {
        return Math.saturatingSub(time, limiter.updatedAt);
    }

    function _latest(Limiter storage self) private view returns (uint32) {
        return uint32(Math.max(self.updatedAt, block.timestamp));
    }
}
