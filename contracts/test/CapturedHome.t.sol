// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Test } from "forge-std/Test.sol";

import { IReceiptBuckets } from "../src/interfaces/IReceiptBuckets.sol";
import { CapturedHome } from "./support/CapturedHome.sol";

/// @dev Whatever a captured home says, it mints what one bucket's limits leave, in order, and changes no other bucket.
contract CapturedHomeTest is Test {
    CapturedHome private _captured;

    function setUp() public {
        _captured = new CapturedHome();
        _captured.start();
        bytes4[] memory actions = new bytes4[](18);
        (actions[0], actions[1], actions[2]) =
        (CapturedHome.forge.selector, CapturedHome.forge.selector, CapturedHome.forge.selector);
        (actions[3], actions[4], actions[5]) =
        (CapturedHome.forge.selector, CapturedHome.deliver.selector, CapturedHome.deliver.selector);
        (actions[6], actions[7], actions[8]) =
        (CapturedHome.release.selector, CapturedHome.release.selector, CapturedHome.refund.selector);
        (actions[9], actions[10], actions[11]) =
        (CapturedHome.burn.selector, CapturedHome.transfer.selector, CapturedHome.wait.selector);
        (actions[12], actions[13], actions[14]) =
        (CapturedHome.tighten.selector, CapturedHome.setTightening.selector, CapturedHome.setState.selector);
        (actions[15], actions[16], actions[17]) =
        (CapturedHome.setBacking.selector, CapturedHome.setLimits.selector, CapturedHome.void.selector);
        targetSelector(FuzzSelector(address(_captured), actions));
        targetContract(address(_captured));
    }

    /// @custom:invariant INV-004, INV-005, INV-010, INV-011; the handler itself checks INV-007, INV-012 and INV-013
    function invariant_whatACapturedHomeMoves() public view {
        IReceiptBuckets.Bucket memory bucket = _captured.bucket();
        assertEq(_captured.others(), _captured.othersAtFirst(), "INV-005: another bucket changed");

        uint256 time = block.timestamp - _captured.started();
        uint256 most = _captured.reservedAtFirst() + _captured.MOST_BURST() + time * _captured.MOST_REFILL();
        assertLe(_captured.minted() + bucket.reserved, most, "INV-010: reserved before + burst + refill * T");
        assertLe(uint256(bucket.bucketLevel) + bucket.reserved, _captured.MOST_CAPACITY(), "INV-010: the capacity");
        assertEq(bucket.bucketLevel, _captured.levelAtFirst() + _captured.minted() - _captured.burned(), "the level");

        (uint32 head, uint32 tail,, uint256 waiting) = _captured.queue();
        (uint32 head_, uint32 tail_, uint256 waiting_, uint256 delayed) = _captured.expected();
        assertEq(head, head_, "INV-011: the first in the queue");
        assertEq(tail, tail_, "INV-011: the last in the queue");
        assertEq(waiting, waiting_, "the sum of what waits");
        assertEq(bucket.reserved, delayed, "the sum of what is delayed");
    }

    /// @dev After each run: what went wrong on the way is still to be seen, and every step would cost five times as much.
    function afterInvariant() public view {
        _captured.checkMessages();
    }
}

/// @dev The invariants are worth what happens under them: here everything does.
contract CapturedHomeSanityTest is Test {
    uint32 private constant ENOUGH = 2;
    uint32 private constant LITTLE = 5001; // 1 of 4: that much
    uint256 private constant DUST = 10;

    function test_everythingHappens() public {
        CapturedHome captured = new CapturedHome();
        captured.start();
        // 60 are reserved, 40 stored, 50 may flow: 30 pass, 60 wait, a wei and too much go home.
        captured.forge(30e18 + 2, 2, 1, 1, ENOUGH);
        _happened(captured, "mint", 1);
        captured.forge(60e18 + 2, 2, 1, 1, ENOUGH);
        _happened(captured, "hold waiting", 1);
        captured.forge(DUST, 2, 1, 1, ENOUGH);
        captured.forge(type(uint256).max - 4, 2, 1, 1, ENOUGH);
        captured.forge(5e18 + 2, 0, 1, 1, ENOUGH);
        captured.forge(5e18 + 2, 1, 1, 7, ENOUGH);
        _happened(captured, "hold refund-only", 4);
        captured.forge(5e18 + 2, 2, 2, 2, LITTLE);
        _happened(captured, "starved", 1);
        captured.deliver(7, ENOUGH);
        _happened(captured, "hold waiting", 2);
        captured.deliver(7, ENOUGH);
        captured.deliver(1, ENOUGH);
        _happened(captured, "replay", 2);

        captured.release(1); // the delayed one, before its time
        _happened(captured, "release refused", 1);
        captured.wait(3 * 28_000); // 77,400 s later 100 are stored
        captured.wait(3 * 28_000);
        captured.release(1);
        _happened(captured, "release delayed", 1);
        captured.release(0); // 60 are above the flow
        _happened(captured, "became delayed", 1);
        captured.release(0);
        _happened(captured, "release waiting", 1);

        captured.refund(4, 2);
        captured.refund(5, 0);
        assertGe(captured.times("refund") + captured.times("refund refused"), 2);
        _happened(captured, "refund", 1);
        captured.burn(1, 7e18);
        captured.burn(1, 3e18);
        _happened(captured, "burn", 2);
        captured.transfer(1, 2, 1e18);

        captured.tighten(false, 3);
        _happened(captured, "tighten refused", 1);
        captured.tighten(false, 2);
        captured.tighten(true, 3);
        _happened(captured, "tighten", 2);
        captured.setTightening(0, 1);
        captured.setTightening(1, 3);
        captured.setTightening(0, 1);
        captured.setTightening(1, 3 * 220_000); // 7.6 days
        _happened(captured, "lay", 3);
        _happened(captured, "lay refused", 1);
        captured.setLimits(false, true, 0);
        captured.setLimits(true, false, uint256(keccak256("tighter")));
        captured.setLimits(false, true, 0);
        captured.setLimits(true, true, 0);
        _happened(captured, "limits", 2);
        _happened(captured, "steward", 1);
        _happened(captured, "steward refused", 1);
        captured.setState(1);
        captured.forge(5e18 + 2, 2, 1, 1, ENOUGH);
        _happened(captured, "hold waiting", 3);
        captured.setState(4);
        captured.setBacking(4);
        captured.setBacking(1);
        _happened(captured, "backing", 2);
        captured.void(0, true);
        _happened(captured, "void", 1);
        captured.void(1, false);
        captured.void(3, false);
        assertGe(captured.times("void refused"), 1);

        captured.setState(1);
        captured.forge(5e18 + 2, 2, 1, 1, ENOUGH);
        for (uint256 i = 0; i < 8; ++i) {
            captured.wait(3 * 50_000);
        }
        captured.release(0);
        _happened(captured, "expire", 1);
        captured.checkMessages();
        assertGt(captured.minted(), 0);
    }

    function _happened(CapturedHome captured, bytes32 what, uint256 times) private view {
        assertEq(captured.times(what), times, string(abi.encodePacked(what)));
    }
}
