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

/// @dev The limiter proper, two slots: one that each use writes, one that it only reads. Its time lasts until 2106.
struct Rate {
    uint112 stored;
    uint112 burst;
    uint32 updatedAt;
    uint112 maxAmount;
    uint80 refillPerSecond;
    uint64 minAmount;
}

/// @dev A rate with a delay by flow, three slots. `flow` is as old as `rate.updatedAt`.
struct Limiter {
    Rate rate;
    uint112 flow;
    uint112 delayThreshold;
    uint32 delaySeconds;
}

/// @title A token bucket, and a second one that decides who waits.
/// @notice available = max(0, min(room, stored)), where `room` is the caller's: capacity less level and reservations, and
/// zero while closed. What fits `available` but not the flow (size `delayThreshold`, refill `delayThreshold /
/// delaySeconds`) takes its room and waits: of an amount sent in N pieces the last waits no less than the whole would.
/// @dev Exact integers: each accrual multiplies before it divides and rounds down, against whoever wants to pass.
/// domain/rate-limit.ts is the twin of this library; test/vectors/rate-limit.json binds the two.
library RateLimit {
    /// @notice The part of a host's burst and rate that the source lets in, in hundredths.
    uint256 internal constant MIRROR_PERCENT = 80;

    /// @notice Not minimum ≤ maximum ≤ burst ≤ capacity, or a maximum of zero.
    error LimitsOutOfOrder(uint256 minAmount, uint256 maxAmount, uint256 burst, uint256 bucketCapacity);

    /// @notice Takes `amount` from a limiter, or says why not.
    /// @param room Base units that the limit of capacity leaves.
    /// @return verdict `Delayed` has taken its room too, but none of the flow; any other but `Fits` changes nothing.
    function take(Limiter storage self, uint256 amount, uint256 room) internal returns (Verdict verdict) {
        Limiter memory limiter = self;
        verdict = decide(limiter, amount, room, block.timestamp);
        if (verdict != Verdict.Fits && verdict != Verdict.Delayed) return verdict;
        _store(self.rate, limiter.rate);
        if (limiter.delaySeconds != 0) self.flow = limiter.flow;
    }

    /// @notice Takes `amount` from a limiter without delay, or says why not.
    function takeRate(Rate storage self, uint256 amount, uint256 room) internal returns (Verdict verdict) {
        Rate memory rate = self;
        verdict = decideRate(rate, amount, room, block.timestamp);
        if (verdict == Verdict.Fits) _store(self, rate);
    }

    /// @notice Sets new limits. Nothing becomes available by it: it all has to be refilled.
    /// @param room What the capacity left before the change; zero while closed.
    function set(Limiter storage self, Limits memory limits, uint256 room) internal {
        Limiter memory limiter = self;
        reconfigure(limiter, limits, room, block.timestamp);
        self.rate = limiter.rate;
        (self.flow, self.delayThreshold, self.delaySeconds) =
        (limiter.flow, limiter.delayThreshold, limiter.delaySeconds);
    }

    /// @notice Sets new limits without a delay, as `set` does.
    function setRate(Rate storage self, Limits memory limits, uint256 room) internal {
        Rate memory rate = self;
        rate = reconfigureRate(rate, limits, room, block.timestamp);
        (self.stored, self.burst, self.updatedAt) = (rate.stored, rate.burst, rate.updatedAt);
        (self.maxAmount, self.refillPerSecond, self.minAmount) = (rate.maxAmount, rate.refillPerSecond, rate.minAmount);
    }

    /// @notice To be called before `room` changes by anything but use: keeps what is available from rising by it.
    /// @param room What was left until now.
    function checkpoint(Limiter storage self, uint256 room) internal {
        set(self, limitsOf(self), room);
    }

    /// @notice What may pass now, base units.
    function available(Rate memory rate, uint256 room, uint256 time) internal pure returns (uint256) {
        return Math.min(room, accrued(rate, time));
    }

    /// @notice The limits as they were set.
    function limitsOf(Limiter memory limiter) internal pure returns (Limits memory) {
        return Limits({
            burst: limiter.rate.burst,
            refillPerSecond: limiter.rate.refillPerSecond,
            maxAmount: limiter.rate.maxAmount,
            minAmount: limiter.rate.minAmount,
            delayThreshold: limiter.delayThreshold,
            delaySeconds: limiter.delaySeconds
        });
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
    function decide(Limiter memory limiter, uint256 amount, uint256 room, uint256 time)
        internal
        pure
        returns (Verdict verdict)
    {
        uint256 flow = accruedFlow(limiter, time);
        verdict = decideRate(limiter.rate, amount, room, time);
        if (verdict != Verdict.Fits || limiter.delaySeconds == 0) return verdict;
        if (amount > flow) verdict = Verdict.Delayed;
        else flow -= amount;
        limiter.flow = uint112(flow);
    }

    /// @dev `takeRate` without storage: changes `rate` as `takeRate` would.
    function decideRate(Rate memory rate, uint256 amount, uint256 room, uint256 time) internal pure returns (Verdict) {
        if (amount < rate.minAmount) return Verdict.BelowMinimum;
        if (amount > rate.maxAmount) return Verdict.AboveMaximum;
        if (amount > room) return Verdict.NoRoom;
        uint256 stored = accrued(rate, time);
        if (amount > stored) return Verdict.RateExceeded;
        rate.stored = uint112(stored - amount);
        rate.updatedAt = uint32(time);
        return Verdict.Fits;
    }

    /// @dev `set` without storage: accrues at the old limits, then stored := min(stored, new burst, available before).
    function reconfigure(Limiter memory limiter, Limits memory limits, uint256 room, uint256 time) internal pure {
        uint256 flow = accruedFlow(limiter, time);
        limiter.rate = reconfigureRate(limiter.rate, limits, room, time);
        limiter.flow = uint112(Math.min(flow, limits.delayThreshold));
        limiter.delayThreshold = limits.delayThreshold;
        limiter.delaySeconds = limits.delaySeconds;
    }

    /// @dev `setRate` without storage.
    function reconfigureRate(Rate memory rate, Limits memory limits, uint256 room, uint256 time)
        internal
        pure
        returns (Rate memory)
    {
        return Rate({
            stored: uint112(Math.min(available(rate, room, time), limits.burst)),
            burst: limits.burst,
            updatedAt: uint32(time),
            maxAmount: limits.maxAmount,
            refillPerSecond: limits.refillPerSecond,
            minAmount: limits.minAmount
        });
    }

    /// @dev What is stored at `time`, which is not before `updatedAt`.
    function accrued(Rate memory rate, uint256 time) internal pure returns (uint256) {
        return Math.min(rate.burst, rate.stored + (time - rate.updatedAt) * rate.refillPerSecond);
    }

    /// @dev The flow at `time`; an unset delay accrues nothing.
    function accruedFlow(Limiter memory limiter, uint256 time) internal pure returns (uint256) {
        if (limiter.delaySeconds == 0) return limiter.flow;
        uint256 refill = (time - limiter.rate.updatedAt) * limiter.delayThreshold / limiter.delaySeconds;
        return Math.min(limiter.delayThreshold, limiter.flow + refill);
    }

    function _store(Rate storage self, Rate memory rate) private {
        (self.stored, self.updatedAt) = (rate.stored, rate.updatedAt);
    }
}
