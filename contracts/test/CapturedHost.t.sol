// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Test } from "forge-std/Test.sol";

import { CapturedHost } from "./support/CapturedHost.sol";

/// @dev Whatever a captured host says, it moves what was locked towards it, once, and nothing else.
contract CapturedHostTest is Test {
    CapturedHost private _captured;

    function setUp() public {
        _captured = new CapturedHost();
        bytes4[] memory actions = new bytes4[](10);
        (actions[0], actions[1], actions[2]) =
        (CapturedHost.lock.selector, CapturedHost.lock.selector, CapturedHost.release.selector);
        (actions[3], actions[4], actions[5]) =
        (CapturedHost.refund.selector, CapturedHost.refund.selector, CapturedHost.rescue.selector);
        (actions[6], actions[7]) = (CapturedHost.claim.selector, CapturedHost.setMood.selector);
        (actions[8], actions[9]) = (CapturedHost.setBlocked.selector, CapturedHost.donate.selector);
        targetSelector(FuzzSelector(address(_captured), actions));
        targetContract(address(_captured));
    }

    /// @custom:invariant INV-001, INV-002, INV-005; the handler itself checks INV-003 and INV-004
    function invariant_whatACapturedHostMoves() public view {
        uint256 owed = _captured.locked(30_110) + _captured.claims();
        assertEq(_captured.escrowBalance(30_110), owed + _captured.donated(), "INV-001: the escrow holds what it owes");
        assertEq(_captured.locked(30_110), _captured.lockedIn() - _captured.takenOut(), "INV-002: no more out than in");
        assertEq(_captured.locked(30_184), _captured.IDLE(), "INV-005: no other compartment changes");
        assertEq(_captured.escrowBalance(30_184), _captured.IDLE(), "INV-005: nor does its escrow");
    }
}

contract CapturedHostSanityTest is Test {
    function test_everythingHappens() public {
        CapturedHost captured = new CapturedHost();
        captured.lock(60e18, 1);
        captured.lock(50e18, 2);
        captured.lock(40e18, 1);
        captured.release(30e18, 0, 0);
        captured.refund(0, 9, 0);
        captured.refund(0, 9, 0);
        captured.refund(1, 0, 0);
        assertEq(captured.refunds(), 1);
        assertEq(captured.releases(), 1);
        captured.rescue(2);
        captured.setBlocked(2, true);
        captured.refund(1, 9, 0);
        assertEq(captured.claims(), 0, "all but 20e18 is gone: the last refund finds too little");
        captured.release(20e18, 2, 0);
        assertEq(captured.claims(), 20e18);
        captured.claim(2);
        assertEq(captured.claims(), 0);
        assertEq(captured.takenOut(), 150e18);
    }
}
