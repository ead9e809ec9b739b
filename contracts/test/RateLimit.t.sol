// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { Limiter, Limits, Rate, RateLimit, Verdict } from "../src/RateLimit.sol";
import { Vectors } from "./support/Vectors.sol";

contract RateLimitTest is Vectors {
    using RateLimit for Limiter;
    using RateLimit for Rate;

    uint256 private constant COLUMNS = 11;

    Limiter private _limiter;

    // ----------------------------------------------------------------------------------------------------- vectors

    /// @dev Ten thousand steps of one limiter, as test/vectors/generate-rate-limit.ts has worked them out.
    function test_vectors() public view {
        uint256[] memory words = vm.parseJsonUintArray(_read("rate-limit"), ".words");
        assertEq(words.length, 10_000 * COLUMNS);
        Limiter memory limiter;
        for (uint256 i = 0; i < words.length; i += COLUMNS) {
            if (words[i] == 0) {
                Verdict verdict = RateLimit.decide(limiter, words[i + 3], words[i + 2], words[i + 1]);
                if (uint8(verdict) != words[i + 4]) assertEq(uint8(verdict), words[i + 4], vm.toString(i / COLUMNS));
            } else {
                RateLimit.reconfigure(limiter, _limitsAt(words, i + 3), words[i + 2], words[i + 1]);
            }
            bool same = limiter.rate.stored == words[i + 9] && limiter.flow == words[i + 10];
            if (!same) assertEq(limiter.rate.stored, words[i + 9], vm.toString(i / COLUMNS));
            if (!same) assertEq(limiter.flow, words[i + 10], vm.toString(i / COLUMNS));
        }
    }

    // -------------------------------------------------------------------------------------------------------- take

    function test_take_unsetIsClosed() public {
        skip(1000 days);
        assertEq(uint8(_limiter.take(1, type(uint112).max)), uint8(Verdict.AboveMaximum));
        assertEq(uint8(_limiter.rate.takeRate(1, type(uint112).max)), uint8(Verdict.AboveMaximum));
    }

    function test_take_startsEmptyAndRefills() public {
        Limits memory limits = _some();
        limits.delaySeconds = 0;
        _limiter.set(limits, 1000);
        assertEq(uint8(_limiter.take(10, 1000)), uint8(Verdict.RateExceeded));
        skip(9);
        assertEq(uint8(_limiter.take(91, 1000)), uint8(Verdict.RateExceeded));
        assertEq(uint8(_limiter.take(90, 1000)), uint8(Verdict.Fits));
        skip(100);
        assertEq(_limiter.rate.available(1000, block.timestamp), 500, "no more than the burst");
        assertEq(_limiter.rate.available(499, block.timestamp), 499, "no more than the room");
    }

    function test_take_namesTheFirstLimitThatBinds() public {
        _limiter.set(_some(), 1000);
        skip(100);
        assertEq(uint8(_limiter.take(4, 1000)), uint8(Verdict.BelowMinimum));
        assertEq(uint8(_limiter.take(401, 1000)), uint8(Verdict.AboveMaximum));
        assertEq(uint8(_limiter.take(400, 399)), uint8(Verdict.NoRoom));
        assertEq(uint8(_limiter.take(400, 400)), uint8(Verdict.Delayed));
        assertEq(uint8(_limiter.take(101, 400)), uint8(Verdict.RateExceeded));
        assertEq(uint8(_limiter.take(100, 400)), uint8(Verdict.Fits));
    }

    function test_take_whatIsDelayedTakesItsRoomButNoFlow() public {
        _limiter.set(_some(), 1000);
        skip(100);
        assertEq(uint8(_limiter.take(201, 1000)), uint8(Verdict.Delayed));
        assertEq(_limiter.rate.stored, 299);
        assertEq(_limiter.flow, 200);
        assertEq(uint8(_limiter.take(200, 1000)), uint8(Verdict.Fits));
        assertEq(_limiter.flow, 0);
        skip(25);
        assertEq(_limiter.accruedFlow(block.timestamp), 50, "the flow refills within its delay");
    }

    /// @dev Of an amount sent at one moment in any pieces, some wait the delay if the whole would.
    function testFuzz_take_theLastPieceWaitsAsTheWholeWould(uint112 total, uint8 pieces, uint16 idle) public {
        Limits memory limits = _some();
        (limits.minAmount, limits.delaySeconds) = (0, 1000);
        _limiter.set(limits, 1000);
        skip(100 + uint256(idle));
        total = uint112(bound(total, 1, 400));
        Limiter memory whole = _limiter;
        bool wholeWaits = RateLimit.decide(whole, total, 1000, block.timestamp) == Verdict.Delayed;

        Verdict last;
        uint112 left = total;
        uint112 piece = uint112(total / (uint256(pieces) + 1) + 1);
        bool someWait;
        while (left != 0) {
            if (piece > left) piece = left;
            last = _limiter.take(piece, 1000);
            someWait = someWait || last == Verdict.Delayed;
            left -= piece;
        }
        assertEq(someWait, wholeWaits);
    }

    // --------------------------------------------------------------------------------------------------------- set

    /// @custom:invariant INV-007
    function testFuzz_set_neverRaisesWhatIsAvailable(
        Limits memory before,
        Limits memory then_,
        uint112 room,
        uint32 age
    ) public {
        _limiter.set(before, 0);
        skip(age % 1e9); // time takes 32 bits
        uint256 availableBefore = _limiter.rate.available(room, block.timestamp);
        uint256 flowBefore = _limiter.accruedFlow(block.timestamp);
        _limiter.set(then_, room);
        assertLe(_limiter.rate.available(type(uint256).max, block.timestamp), availableBefore);
        assertEq(_limiter.rate.stored, Math.min(availableBefore, then_.burst));
        assertLe(_limiter.accruedFlow(block.timestamp), flowBefore);
        assertEq(abi.encode(RateLimit.limitsOf(_limiter)), abi.encode(then_));
    }

    function test_checkpoint_aClosedMomentEmptiesIt() public {
        _limiter.set(_some(), 1000);
        skip(100);
        _limiter.checkpoint(30);
        assertEq(_limiter.rate.stored, 30);
        _limiter.checkpoint(0);
        assertEq(_limiter.rate.stored, 0);
        skip(2);
        assertEq(_limiter.rate.available(1000, block.timestamp), 20, "only time fills it");
    }

    // ------------------------------------------------------------------------------------------------------- check

    function test_check_errorLimitsOutOfOrder() public {
        _expectOutOfOrder(Limits(5, 0, 5, 6, 0, 0), 5);
        _expectOutOfOrder(Limits(5, 0, 6, 0, 0, 0), 5);
        _expectOutOfOrder(Limits(6, 0, 5, 0, 0, 0), 5);
        _expectOutOfOrder(Limits(5, 0, 0, 0, 0, 0), 5);
        this.check(Limits(5, 0, 5, 5, 0, 0), 5);
    }

    function test_mirrorOf_roundsDown() public pure {
        Limits memory mirror = RateLimit.mirrorOf(Limits(1001, 4, 900, 3, 2, 1));
        assertEq(abi.encode(mirror), abi.encode(Limits(800, 3, 800, 3, 0, 0)));
    }

    /// @dev External, to be refused.
    function check(Limits memory limits, uint256 capacity) external pure {
        RateLimit.check(limits, capacity);
    }

    function _expectOutOfOrder(Limits memory limits, uint256 capacity) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                RateLimit.LimitsOutOfOrder.selector, limits.minAmount, limits.maxAmount, limits.burst, capacity
            )
        );
        this.check(limits, capacity);
    }

    function _some() private pure returns (Limits memory) {
        return Limits({
            burst: 500, refillPerSecond: 10, maxAmount: 400, minAmount: 5, delayThreshold: 200, delaySeconds: 100
        });
    }

    function _limitsAt(uint256[] memory words, uint256 i) private pure returns (Limits memory) {
        return Limits({
            burst: uint112(words[i]),
            refillPerSecond: uint80(words[i + 1]),
            maxAmount: uint112(words[i + 2]),
            minAmount: uint64(words[i + 3]),
            delayThreshold: uint112(words[i + 4]),
            delaySeconds: uint32(words[i + 5])
        });
    }
}
