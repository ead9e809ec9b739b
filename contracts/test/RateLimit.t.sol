// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { Limiter, Limits, RateLimit, Verdict } from "../src/RateLimit.sol";
import { Vectors } from "./support/Vectors.sol";

contract RateLimitTest is Vectors {
    using RateLimit for Limiter;

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
                Verdict verdict = RateLimit.decide(limiter, words[i + 3], words[i + 2], words[i + 5], words[i + 1]);
                if (uint8(verdict) != words[i + 4]) assertEq(uint8(verdict), words[i + 4], vm.toString(i / COLUMNS));
            } else {
                RateLimit.reconfigure(limiter, _limitsAt(words, i + 3), words[i + 2], words[i + 1]);
            }
            bool same = limiter.stored == words[i + 9] && limiter.flow == words[i + 10];
            if (!same) assertEq(limiter.stored, words[i + 9], vm.toString(i / COLUMNS));
            if (!same) assertEq(limiter.flow, words[i + 10], vm.toString(i / COLUMNS));
        }
    }

    // -------------------------------------------------------------------------------------------------------- take

    function test_take_unsetIsClosed() public {
        skip(1000 days);
        assertEq(uint8(_limiter.take(1, type(uint112).max, 0)), uint8(Verdict.AboveMaximum));
    }

    function test_take_startsEmptyAndRefills() public {
        Limits memory limits = _some();
        limits.delaySeconds = 0;
        _limiter.set(limits, 1000);
        assertEq(uint8(_limiter.take(10, 1000, 0)), uint8(Verdict.RateExceeded));
        skip(9);
        assertEq(uint8(_limiter.take(91, 1000, 0)), uint8(Verdict.RateExceeded));
        assertEq(uint8(_limiter.take(90, 1000, 0)), uint8(Verdict.Fits));
        skip(100);
        assertEq(_limiter.available(1000, block.timestamp), 500, "no more than the burst");
        assertEq(_limiter.available(499, block.timestamp), 499, "no more than the room");
    }

    function test_take_namesTheFirstLimitThatBinds() public {
        _limiter.set(_some(), 1000);
        skip(100);
        assertEq(uint8(_limiter.take(4, 1000, 0)), uint8(Verdict.BelowMinimum));
        assertEq(uint8(_limiter.take(401, 1000, 0)), uint8(Verdict.AboveMaximum));
        assertEq(uint8(_limiter.take(400, 399, 0)), uint8(Verdict.NoRoom));
        assertEq(uint8(_limiter.take(400, 400, 0)), uint8(Verdict.Delayed));
        assertEq(uint8(_limiter.take(101, 400, 0)), uint8(Verdict.RateExceeded));
        assertEq(uint8(_limiter.take(100, 400, 0)), uint8(Verdict.Fits));
    }

    function test_take_whatIsDelayedTakesItsRoomButNoFlow() public {
        _limiter.set(_some(), 1000);
        skip(100);
        assertEq(uint8(_limiter.take(201, 1000, 0)), uint8(Verdict.Delayed));
        assertEq(_limiter.stored, 299);
        assertEq(_limiter.flow, 200);
        assertEq(uint8(_limiter.take(200, 1000, 0)), uint8(Verdict.Fits));
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
        bool wholeWaits = RateLimit.decide(whole, total, 1000, 0, block.timestamp) == Verdict.Delayed;

        Verdict last;
        uint112 left = total;
        uint112 piece = uint112(total / (uint256(pieces) + 1) + 1);
        bool someWait;
        while (left != 0) {
            if (piece > left) piece = left;
            last = _limiter.take(piece, 1000, 0);
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
        uint256 availableBefore = _limiter.available(room, block.timestamp);
        uint256 flowBefore = _limiter.accruedFlow(block.timestamp);
        _limiter.set(then_, room);
        assertLe(_limiter.available(type(uint256).max, block.timestamp), availableBefore);
        assertEq(_limiter.stored, Math.min(availableBefore, then_.burst));
        assertLe(_limiter.accruedFlow(block.timestamp), flowBefore);
        assertEq(abi.encode(RateLimit.limitsOf(_limiter)), abi.encode(then_));
    }

    function test_checkpoint_aClosedMomentEmptiesIt() public {
        _limiter.set(_some(), 1000);
        skip(100);
        _limiter.checkpoint(30);
        assertEq(_limiter.stored, 30);
        _limiter.checkpoint(0);
        assertEq(_limiter.stored, 0);
        skip(2);
        assertEq(_limiter.available(1000, block.timestamp), 20, "only time fills it");
    }

    /// @dev A limiter whose time lies ahead keeps what it has, gains nothing and keeps that time.
    function test_checkpoint_keepsATimeThatLiesAhead() public {
        _limiter.set(_some(), 1000);
        skip(100);
        uint256 opens = block.timestamp + 60;
        _limiter.restart(opens);
        skip(20);
        _limiter.checkpoint(1000);
        assertEq(_limiter.stored, 0);
        assertEq(_limiter.updatedAt, opens);
        skip(40);
        assertEq(_limiter.available(1000, block.timestamp), 0, "at its time nothing is stored");
        skip(3);
        assertEq(_limiter.available(1000, block.timestamp), 30, "and only from then on it refills");
    }

    // ----------------------------------------------------------------------------------------------------- restart

    function test_restart_emptiesIt() public {
        _limiter.set(_some(), 1000);
        skip(100);
        _limiter.restart(0);
        assertEq(_limiter.stored, 0);
        assertEq(_limiter.flow, 200, "what it has seen flow is none of its room");
        assertEq(_limiter.updatedAt, block.timestamp, "a time that is past is now");
        skip(1);
        assertEq(_limiter.available(1000, block.timestamp), 10);
    }

    function test_restart_fromALaterTime() public {
        _limiter.set(_some(), 1000);
        skip(50);
        _limiter.restart(block.timestamp + 30);
        assertEq(_limiter.flow, 100);
        skip(30);
        assertEq(_limiter.available(1000, block.timestamp), 0);
        assertEq(_limiter.accruedFlow(block.timestamp), 100, "the flow stands still as well");
        skip(50);
        assertEq(_limiter.available(1000, block.timestamp), 500);
        assertEq(_limiter.accruedFlow(block.timestamp), 200);
    }

    /// @dev Whatever is done to a limiter before its time, nothing accrues until then, and then one second's refill a second.
    /// @custom:invariant INV-007
    function testFuzz_restart_nothingAccruesBeforeItsTime(uint32 ahead, uint256 seed, uint8 steps) public {
        ahead = uint32(bound(ahead, 1, 1000 days));
        Limits memory limits = _some();
        limits.delaySeconds = 0;
        _limiter.set(limits, 1000);
        skip(100);
        uint256 opens = block.timestamp + ahead;
        _limiter.restart(opens);
        for (uint256 i = 0; i < steps % 16; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 pause = (seed >> 8) % (uint256(ahead) / 8 + 1);
            if (block.timestamp + pause > opens) break;
            skip(pause);
            if (seed % 4 == 0) _limiter.checkpoint(seed >> 128);
            else if (seed % 4 == 1) _limiter.set(limits, seed >> 128);
            else if (seed % 4 == 2) assertEq(uint8(_limiter.take(5, 1000, 0)), uint8(Verdict.RateExceeded));
            else _limiter.set(Limits(400, 7, 300, 5, 100, 50), 1000);
            assertEq(_limiter.available(type(uint256).max, block.timestamp), 0);
            assertEq(_limiter.updatedAt, opens);
        }
        _limiter.set(limits, 1000);
        vm.warp(opens);
        assertEq(_limiter.available(1000, block.timestamp), 0);
        vm.warp(opens + 4);
        assertEq(_limiter.available(1000, block.timestamp), 40);
    }

    // -------------------------------------------------------------------------------------------------------- ahead

    /// @dev 500 stored, 120 of them due to others: 380 are left.
    function test_take_leavesWhatIsDueToOthers() public {
        Limits memory limits = _some();
        limits.delaySeconds = 0;
        _limiter.set(limits, 1000);
        skip(100);
        assertEq(uint8(_limiter.take(381, 1000, 120)), uint8(Verdict.RateExceeded));
        assertEq(uint8(_limiter.take(381, 500, 120)), uint8(Verdict.NoRoom), "of the room as well");
        assertEq(_limiter.stored, 0, "what is refused writes nothing");
        assertEq(uint8(_limiter.take(380, 500, 120)), uint8(Verdict.Fits));
        assertEq(_limiter.stored, 120, "their part is still there");
        assertEq(uint8(_limiter.take(5, 1000, type(uint160).max)), uint8(Verdict.NoRoom));
    }

    // --------------------------------------------------------------------------------------------------------- wait

    function test_wait_zeroWhenItFits() public {
        _full();
        assertEq(_wait(200, 1000, 0), 0);
        assertEq(_wait(200, 500, 300), 0);
        assertEq(_wait(5, 1000, 0), 0, "the minimum itself");
        assertEq(_wait(400, 1000, 0), 100, "the maximum itself");
    }

    function test_wait_theDelayWhenTheFlowIsShort() public {
        _full();
        assertEq(_wait(201, 1000, 0), 100);
        Limits memory limits = _some();
        limits.delaySeconds = 0;
        _limiter.set(limits, 1000);
        assertEq(_wait(201, 1000, 0), 0, "no delay, no flow");
    }

    /// @dev 500 stored, 10 a second: 101 behind 400 lack 1, which takes a whole second; 120 behind 400 lack 20.
    function test_wait_theRefillsTimeRoundedUp() public {
        _full();
        assertEq(_wait(101, 1000, 400), 1);
        assertEq(_wait(110, 1000, 400), 1);
        assertEq(_wait(120, 1000, 400), 2);
        assertEq(_wait(200, 1000, 600), 30, "those ahead and this one need not fit the burst together");
    }

    /// @dev The flow of 200 is used up and refills 2 a second: after 10 seconds it is short of 100, after 50 it is not.
    function test_wait_theFlowRefillsMeanwhile() public {
        _full();
        assertEq(uint8(_limiter.take(200, 1000, 0)), uint8(Verdict.Fits));
        assertEq(_wait(100, 1000, 300), 110);
        assertEq(_wait(100, 1000, 700), 50);
        assertEq(_wait(101, 1000, 700), 51);
    }

    /// @dev Likewise: 1 takes half a second, rounded up; all of it takes the whole delay.
    function test_flowReaches_theFirstSecondThatSuffices() public {
        _full();
        assertEq(uint8(_limiter.take(150, 1000, 0)), uint8(Verdict.Fits));
        uint256 taken = block.timestamp;
        assertEq(RateLimit.flowReaches(_limiter, 51), taken + 1);
        assertEq(RateLimit.flowReaches(_limiter, 52), taken + 1);
        assertEq(RateLimit.flowReaches(_limiter, 53), taken + 2);
        assertEq(RateLimit.flowReaches(_limiter, 200), taken + 75);
        for (uint256 amount = 51; amount <= 200; ++amount) {
            uint256 reaches = RateLimit.flowReaches(_limiter, amount);
            assertGe(RateLimit.accruedFlow(_limiter, reaches), amount);
            assertLt(RateLimit.accruedFlow(_limiter, reaches - 1), amount);
        }
    }

    function test_wait_countsFromATimeThatLiesAhead() public {
        _full();
        _limiter.restart(block.timestamp + 33);
        assertEq(_wait(100, 1000, 0), 43);
        skip(33);
        assertEq(_wait(100, 1000, 0), 10);
        skip(10);
        assertEq(_wait(100, 1000, 0), 0);
    }

    function test_wait_neverAsThingsAre() public {
        assertEq(_wait(1, 1000, 0), type(uint256).max, "unset");
        _full();
        assertEq(_wait(4, 1000, 0), type(uint256).max, "below the minimum");
        assertEq(_wait(401, 1000, 0), type(uint256).max, "above the maximum");
        assertEq(_wait(100, 99, 0), type(uint256).max, "no room");
        assertEq(_wait(100, 299, 200), type(uint256).max, "no room behind others");
        Limits memory limits = _some();
        limits.refillPerSecond = 0;
        _limiter.set(limits, 1000);
        assertEq(_wait(101, 1000, 400), type(uint256).max, "no refill");
        assertEq(_wait(100, 1000, 400), 0);
    }

    // ---------------------------------------------------------------------------------------------------- isLooser

    /// @dev Each field by itself: a step to one side is looser, to the other it is not.
    function test_isLooser_eachField() public pure {
        Limits memory bounds = _some();
        assertFalse(RateLimit.isLooser(bounds, bounds));
        assertTrue(RateLimit.isLooser(Limits(501, 10, 400, 5, 200, 100), bounds), "burst");
        assertTrue(RateLimit.isLooser(Limits(500, 11, 400, 5, 200, 100), bounds), "refill");
        assertTrue(RateLimit.isLooser(Limits(500, 10, 401, 5, 200, 100), bounds), "maximum");
        assertTrue(RateLimit.isLooser(Limits(500, 10, 400, 5, 201, 100), bounds), "threshold");
        assertTrue(RateLimit.isLooser(Limits(500, 10, 400, 5, 200, 99), bounds), "delay");
        assertTrue(RateLimit.isLooser(Limits(500, 10, 400, 5, 200, 0), bounds), "no delay");
        assertFalse(RateLimit.isLooser(Limits(499, 9, 399, 6, 199, 101), bounds));
        assertFalse(RateLimit.isLooser(Limits(0, 0, 0, 5, 0, type(uint32).max), bounds));
    }

    function test_isLooser_whereNothingIsDelayedAnyDelayIsTighter() public pure {
        Limits memory bounds = _some();
        (bounds.delayThreshold, bounds.delaySeconds) = (0, 0);
        assertFalse(RateLimit.isLooser(Limits(500, 10, 400, 5, 500, 1), bounds));
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

    /// @dev 500 stored, and a flow of 200.
    function _full() private {
        _limiter.set(_some(), 1000);
        skip(100);
        _limiter.checkpoint(1000);
    }

    function _wait(uint256 amount, uint256 room, uint256 ahead) private view returns (uint256) {
        return RateLimit.wait(_limiter, amount, room, ahead, block.timestamp);
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
