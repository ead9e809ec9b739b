// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Test } from "forge-std/Test.sol";

import { CapturedHost } from "./support/CapturedHost.sol";

/// @dev Whatever a captured host says, it moves what was locked towards it, once, no faster than the exit, and nothing else.
contract CapturedHostTest is Test {
    uint32 private constant HOST = 30_110;

    CapturedHost private _captured;

    function setUp() public {
        _captured = new CapturedHost();
        bytes4[] memory actions = new bytes4[](27);
        (actions[0], actions[1], actions[2]) =
        (CapturedHost.lock.selector, CapturedHost.lock.selector, CapturedHost.cycle.selector);
        (actions[3], actions[4], actions[5]) =
        (CapturedHost.release.selector, CapturedHost.refund.selector, CapturedHost.refund.selector);
        (actions[6], actions[7], actions[8]) =
        (CapturedHost.deliver.selector, CapturedHost.deliver.selector, CapturedHost.releaseHold.selector);
        (actions[9], actions[10], actions[11]) =
        (CapturedHost.releaseHold.selector, CapturedHost.releaseHold.selector, CapturedHost.voidExit.selector);
        (actions[12], actions[13], actions[14]) =
        (CapturedHost.claim.selector, CapturedHost.rescue.selector, CapturedHost.review.selector);
        (actions[15], actions[16], actions[17]) =
        (CapturedHost.endReview.selector, CapturedHost.setState.selector, CapturedHost.tighten.selector);
        (actions[18], actions[19], actions[20]) =
        (CapturedHost.setTightening.selector, CapturedHost.steer.selector, CapturedHost.setMood.selector);
        (actions[21], actions[22], actions[23]) =
        (CapturedHost.setBlocked.selector, CapturedHost.donate.selector, CapturedHost.pass.selector);
        // Time, so that those who are not the first would fit too.
        (actions[24], actions[25]) = (CapturedHost.pass.selector, CapturedHost.releaseHold.selector);
        actions[26] = CapturedHost.retryPayout.selector;
        targetSelector(FuzzSelector(address(_captured), actions));
        targetContract(address(_captured));
    }

    /// @custom:invariant INV-001, INV-002, INV-005, INV-010; the handler itself checks INV-003, INV-004, INV-007, INV-009,
    /// INV-011 and INV-012
    function invariant_whatACapturedHostMoves() public {
        uint256 locked = _captured.locked(HOST);
        uint256 balance = _captured.escrowBalance(HOST);
        (uint256 waiting, uint256 delayed) = _captured.held();
        assertEq(
            balance,
            locked + waiting + delayed + _captured.claims() + _captured.donated() + _captured.belowPar(),
            "INV-001: the escrow holds what it owes"
        );
        assertEq(balance, _captured.lockedIn() + _captured.donated() - _captured.paid(), "INV-001: by the tokens alone");
        assertEq(
            locked + _captured.takenOut(), _captured.lockedIn() + _captured.voided(), "INV-002: no more out than in"
        );
        assertLe(_captured.paid(), _captured.lockedIn(), "INV-002: by the tokens alone");
        assertLe(
            _captured.passedTheExit(),
            _captured.exit().burst + _captured.exit().refillPerSecond * (block.timestamp - _captured.started()),
            "INV-010: burst + refill * T"
        );
        _captured.checkQueue();
        _captured.checkIdle();
    }

    /// @dev After each run: what went wrong on the way is still to be seen.
    function afterInvariant() public view {
        _captured.checkHolds();
    }
}

contract CapturedHostSanityTest is Test {
    /// @dev 120 stored, 0.03 a second, 50 a payout; 30 of each half hour without delay.
    function test_everythingHappens() public {
        CapturedHost captured = new CapturedHost();
        assertTrue(captured.lock(60e18, 1));
        assertTrue(captured.lock(50e18, 2));
        assertTrue(captured.lock(40e18, 1));
        captured.release(20e18, 0, 0, true);
        assertEq(captured.paid(), 20e18, "paid at once");
        captured.refund(2, 9, 0, true); // 40 exceed the flow
        _assertHeld(captured, 0, 40e18);
        captured.refund(2, 9, 0, true);
        captured.refund(1, 0, 0, true);
        assertEq(captured.refunds(), 1, "neither twice nor a lie");
        captured.refund(0, 9, 0, true); // 60 exceed the maximum
        _assertHeld(captured, 60e18, 40e18);
        captured.releaseHold(0, 0, 0); // 50 of 60 are delayed by themselves
        _assertHeld(captured, 10e18, 90e18);
        assertEq(captured.delays(), 2);
        captured.checkQueue();
        captured.checkHolds();

        captured.cycle(10e18, 1, 0);
        assertEq(captured.releases(), 2, "a real mint, a real burn");
        _assertHeld(captured, 20e18, 90e18);
        captured.deliver(0, 0);
        assertEq(captured.replayed(), 1);

        // A later message before an earlier one.
        captured.release(1e18, 0, 0, false);
        captured.release(2e18, 0, 0, false);
        captured.deliver(7, 0);
        _assertHeld(captured, 22e18, 90e18);
        captured.deliver(6, 0);
        _assertHeld(captured, 23e18, 90e18);

        captured.review();
        captured.endReview(500_000_002);
        captured.pass(1801);
        captured.setBlocked(1, true);
        captured.releaseHold(0, 1, 0); // bob's 40, delayed
        assertEq(captured.claims(), 40e18);
        captured.retryPayout(1);
        assertEq(captured.retried(), 0, "he is blocked still");
        captured.setBlocked(1, false);
        captured.retryPayout(1);
        assertEq(captured.retried(), 1);
        captured.claim(1); // of nothing
        assertEq(captured.claims(), 0);
        assertEq(captured.belowPar(), 40e18 - uint256(40e18) * 500_000_002 / 1e9);
        captured.voidExit(0);
        assertGt(captured.voided(), 0);
        captured.rescue(7); // the fourth lock, after its 30 days
        assertEq(captured.rescuedOut(), 10e18);
        captured.checkQueue();
        captured.checkHolds();
        captured.checkIdle();
    }

    function _assertHeld(CapturedHost captured, uint256 waiting, uint256 delayed) private view {
        (uint256 waiting_, uint256 delayed_) = captured.held();
        assertEq(waiting_, waiting, "waiting");
        assertEq(delayed_, delayed, "delayed");
    }
}
