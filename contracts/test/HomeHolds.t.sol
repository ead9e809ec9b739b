// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Origin } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";

import { Hold, HoldKind, HoldQueue } from "../src/HoldQueue.sol";
import { CompartmentState, ICollateralVault } from "../src/interfaces/ICollateralVault.sol";
import { IHolds } from "../src/interfaces/IHolds.sol";
import { IMessenger } from "../src/interfaces/IMessenger.sol";
import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { TestToken } from "../src/devnet/TestToken.sol";
import { Limits } from "../src/RateLimit.sol";
import { HomeFixture } from "./support/HomeFixture.sol";
import { HostileToken } from "./support/HostileToken.sol";
import { ReentrantToken } from "./support/ReentrantToken.sol";

/// @dev Exits that wait: 1,000 locked, 100 stored, 1 a second, 40 a payout.
contract HomeHoldsTest is HomeFixture {
    // ----------------------------------------------------------------------------------------------------- waiting

    /// @dev 40 and 40 of 100 are out; 30 have to wait for 10 seconds' refill.
    /// @custom:invariant INV-012
    function test_release_overTheRateWaits() public {
        _release(bob, 40e18);
        _release(bob, 40e18);
        assertEq(token.balanceOf(bob), 80e18);
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 30e18);
        assertEq(vault.locked(HOST, address(token)), 890e18, "out of the books");
        assertEq(token.balanceOf(bob), 80e18, "but not paid");
        assertEq(token.balanceOf(vault.escrowOf(HOST, address(token))), 920e18);
        assertTrue(vault.isHeld(HOST, address(token), id, hold));
        _assertQueue(1, 1, 1, 30e18);

        _expectNoPass(id, hold, _rateExceeded(HOST, 30e18, 20e18));
        skip(9);
        _expectNoPass(id, hold, _rateExceeded(HOST, 30e18, 29e18));
        skip(1);
        _pass(id, hold, 30e18);
        _assertQueue(0, 0, 1, 0);
        assertEq(vault.availableToExit(HOST, address(token)), 0);
    }

    /// @custom:invariant INV-004
    function test_releaseHold_notTwice() public {
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 41e18);
        Hold memory whole = _copy(hold);
        _pass(id, hold, 40e18);
        _expectNoPass(id, whole, _unknownHold(id));
        Hold memory rest = _copy(hold);
        _pass(id, hold, 1e18);
        _expectNoPass(id, rest, _unknownHold(id));
        _expectNoPass(id, hold, _unknownHold(id)); // nor nothing at all
        assertEq(token.balanceOf(bob), 41e18);
    }

    function test_releaseHold_errorUnknownHold() public {
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 50e18);
        _expectUnknown(id + 1, hold);
        _expectUnknown(0, hold);
        for (uint256 field = 0; field < 7; ++field) {
            Hold memory other = _copy(hold);
            if (field == 0) other.guid = keccak256("other");
            if (field == 1) other.receiver = stranger;
            if (field == 2) other.refundTo = stranger;
            if (field == 3) other.amount += 1;
            if (field == 4) other.kind = HoldKind.Delayed;
            if (field == 5) other.heldAt -= 1;
            if (field == 6) other.dueAt = 1;
            _expectUnknown(id, other);
        }
        vm.expectRevert(_unknownHold(id));
        vault.releaseHold(SECOND_HOST, address(token), id, hold);
        assertFalse(vault.isHeld(SECOND_HOST, address(token), id, hold));
        _assertQueue(1, 1, 1, 50e18);
    }

    /// @dev 250 of 100 stored, 40 a payout: 40 and 40 at once, then 40 more each time that 40 are stored. After
    /// (250 - 100) / 1 = 150 seconds the last of it is out, as the preview said.
    function test_release_overTheMaximumIsPaidInParts() public {
        (uint256 room, uint256 wait) = vault.previewExit(HOST, address(token), 250e18);
        assertEq(room, 100e18);
        assertEq(wait, 150);
        uint256 started = block.timestamp;
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 250e18);
        _pass(id, hold, 40e18);
        _pass(id, hold, 40e18);
        _expectNoPass(id, hold, _rateExceeded(HOST, 40e18, 20e18));
        assertEq(token.balanceOf(bob), 80e18);
        _assertQueue(1, 1, 1, 170e18);
        uint256[5] memory pauses = [uint256(20), 40, 40, 40, 10];
        uint256[5] memory parts = [uint256(40e18), 40e18, 40e18, 40e18, 10e18];
        uint256 paid = 80e18;
        for (uint256 i = 0; i < 5; ++i) {
            skip(pauses[i] - 1);
            _expectNoPass(id, hold, _rateExceeded(HOST, parts[i], parts[i] - 1e18));
            skip(1);
            _pass(id, hold, parts[i]);
            paid += parts[i];
            assertEq(token.balanceOf(bob), paid);
            _assertQueue(i == 4 ? 0 : 1, i == 4 ? 0 : 1, 1, 250e18 - paid);
        }
        assertEq(block.timestamp, started + 150);
        assertEq(vault.locked(HOST, address(token)), 750e18);
    }

    /// @dev The maximum is that of now: of the second part only 10 may move at once.
    function test_releaseHold_limitsAreThoseOfNow() public {
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 80e18);
        _pass(id, hold, 40e18);
        _setExit(Limits(100e18, 1e18, 10e18, 0, 0, 0));
        _pass(id, hold, 10e18);
        _setExit(Limits(100e18, 1e18, 97e18, 0, 0, 0));
        _pass(id, hold, 30e18);
        assertEq(token.balanceOf(bob), 80e18);
    }

    /// @custom:invariant INV-011
    function test_releaseHold_firstInFirstOut() public {
        (uint32 first, Hold memory a) = _releaseWaits(alice, 100e18);
        (uint32 second, Hold memory b) = _releaseWaits(bob, 1e18);
        (uint32 third, Hold memory c) = _releaseWaits(stranger, 50e18);
        _assertQueue(1, 3, 3, 151e18);
        _expectNoPass(second, b, _notNext(2, 1));
        _pass(first, a, 40e18);
        _expectNoPass(third, c, _notNext(3, 1));
        _pass(first, a, 40e18);
        _pass(first, a, 20e18);
        _expectNoPass(third, c, _notNext(3, 2));
        skip(10);
        _pass(second, b, 1e18);
        _expectNoPass(third, c, _rateExceeded(HOST, 40e18, 9e18));
        skip(41);
        _pass(third, c, 40e18);
        _pass(third, c, 10e18);
        _assertQueue(0, 0, 3, 0);
    }

    /// @dev 20 are stored and 30 wait: until 30 and the newcomer's own are stored, it waits too; then it passes.
    /// @custom:invariant INV-011
    function test_release_takesNoRoomOfThoseWhoWait() public {
        _release(bob, 40e18);
        _release(bob, 40e18);
        (uint32 first, Hold memory a) = _releaseWaits(bob, 30e18);
        (uint32 second, Hold memory b) = _releaseWaits(alice, 5e18);
        skip(15);
        assertEq(vault.availableToExit(HOST, address(token)), 0, "35 stored, 35 wait");
        (uint32 third, Hold memory c) = _releaseWaits(stranger, 1);
        skip(10);
        assertEq(vault.availableToExit(HOST, address(token)), 10e18 - 1);
        _release(stranger, 10e18 - 1);
        assertEq(token.balanceOf(stranger), 10e18 - 1, "beyond what is due to others");
        _pass(first, a, 30e18);
        _pass(second, b, 5e18);
        _pass(third, c, 1);
        assertEq(vault.availableToExit(HOST, address(token)), 0);
    }

    /// @dev Whoever releases eagerly is paid exactly when the preview said, and not a second earlier.
    /// forge-config: default.fuzz.runs = 48
    function testFuzz_previewExit_isExact(uint256 ahead, uint256 amount, uint256 pause) public {
        ahead = bound(ahead, 0, 300e18);
        amount = bound(amount, 1, 300e18);
        _release(bob, 40e18);
        Hold memory a;
        bool waits = ahead > 40e18;
        if (waits) (, a) = _releaseWaits(alice, ahead);
        else if (ahead != 0) _release(alice, ahead);
        skip(bound(pause, 0, 50));

        (, uint256 wait) = vault.previewExit(HOST, address(token), amount);
        uint256 until = block.timestamp + wait;
        uint256 before = token.balanceOf(stranger);
        bytes32 guid = _release(stranger, amount);
        Hold memory b = _held(guid, stranger, amount, HoldKind.Waiting);
        uint32 id = waits ? 2 : 1;
        while (true) {
            if (waits) _drain(1, a);
            _drain(id, b);
            if (block.timestamp == until) break;
            assertLt(token.balanceOf(stranger), before + amount, "not earlier");
            skip(1);
        }
        assertEq(token.balanceOf(stranger), before + amount, "then");
    }

    /// @dev A release of more than is locked is refused: 1,000 are paid by (1000 - 100) / 1 seconds, a unit more never.
    function test_previewExit_never() public {
        (uint256 room, uint256 wait) = vault.previewExit(HOST, address(token), 1000e18);
        assertEq(room, 100e18);
        assertEq(wait, 900);
        (room, wait) = vault.previewExit(HOST, address(token), 1000e18 + 1);
        assertEq(room, 100e18);
        assertEq(wait, type(uint256).max);
        vm.prank(guardian);
        vault.tightenCompartment(HOST, address(token), CompartmentState.Review);
        (room, wait) = vault.previewExit(HOST, address(token), 1);
        assertEq(room, 0);
        assertEq(wait, type(uint256).max, "under review");
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.UnknownAsset.selector, HOST, address(this)));
        vault.previewExit(HOST, address(this), 1);
    }

    /// @dev "Seconds until the last of it may be paid": 20 of 40 are stored, and 40 exceed the flow of 10.
    function test_previewExit_countsTheDelayAfterTheWait() public {
        _setExit(_slowExit());
        _releaseHeld(bob, 40e18, HoldKind.Delayed);
        _releaseHeld(bob, 40e18, HoldKind.Delayed);
        (, uint256 wait) = vault.previewExit(HOST, address(token), 40e18);
        assertEq(wait, 20 + 1 hours);
        (uint32 id, Hold memory hold) = _releaseWaits(stranger, 40e18);
        skip(20);
        Hold memory delayed = _as(hold, HoldKind.Delayed, block.timestamp + 1 hours);
        vault.releaseHold(HOST, address(token), id, hold);
        skip(1 hours);
        _pass(id, delayed, 40e18);
    }

    /// @dev Nothing could be locked, so there is nothing to release; and a message about nothing is malformed.
    function test_release_whileLimitsAreUnset() public {
        TestToken other = new TestToken("Other", "OTH", 18);
        vm.prank(governor);
        vault.openCompartment(HOST, address(other));
        skip(1000);
        assertEq(vault.availableToExit(HOST, address(other)), 0);
        (uint256 room, uint256 wait) = vault.previewExit(HOST, address(other), 1);
        assertEq(room, 0);
        assertEq(wait, type(uint256).max);
        _expectRefusal(
            home,
            _nextPacket(_releasePayload(address(other), bob, 1)),
            abi.encodeWithSelector(ICollateralVault.InsufficientLocked.selector, HOST, address(other), 1, 0)
        );
        _expectRefusal(
            home,
            _nextPacket(_releasePayload(address(other), bob, 0)),
            abi.encodeWithSelector(IMessenger.ZeroAmount.selector)
        );
        (,, uint32 lastId,) = vault.queue(HOST, address(other));
        assertEq(lastId, 0);
    }

    /// @dev No host that burns says so.
    function test_release_errorZeroAmount() public {
        bytes memory reason = abi.encodeWithSelector(IMessenger.ZeroAmount.selector);
        _expectRefusal(home, _nextPacket(_releasePayload(address(token), bob, 0)), reason);
        _setState(CompartmentState.Review);
        _expectRefusal(home, _nextPacket(_releasePayload(address(token), bob, 0)), reason);
        _assertQueue(0, 0, 0, 0);
        assertEq(vault.locked(HOST, address(token)), 1000e18);
    }

    /// @dev Everything leaves `locked` at once and is held, with next to nothing stored. At the least refill, 1000e18 / 30
    /// days, the least maximum, 1000e18 / 720, and the least burst, twice that, one release an hour pays all of it within 30
    /// days, although the first comes a minute too early: what refills until the second is not lost.
    function test_release_everythingIsOutWithinMaxExit() public {
        uint80 refill = 385_802_469_135_803;
        uint112 most = 1_388_888_888_888_888_889;
        vm.prank(governor);
        vault.setCompartmentLimits(
            HOST, address(token), 1000e18, _open(1000e18), Limits(2 * most, refill, most, 0, 0, 0)
        );
        _release(stranger, most);
        _release(stranger, most);
        assertEq(vault.availableToExit(HOST, address(token)), 0);
        uint256 left = 1000e18 - 2 * most;
        (, uint256 wait) = vault.previewExit(HOST, address(token), left);
        assertEq(wait, 2_584_800, "718 hours");
        uint256 started = block.timestamp;
        (uint32 id, Hold memory hold) = _releaseWaits(bob, left);
        skip(59 minutes);
        vm.expectPartialRevert(IHolds.RateLimitExceeded.selector);
        vault.releaseHold(HOST, address(token), id, hold);
        for (uint256 i = 1; i <= 718; ++i) {
            skip(1 hours);
            vault.releaseHold(HOST, address(token), id, hold);
            uint256 paid = i == 718 ? left : i * most;
            assertEq(token.balanceOf(bob), paid);
            hold.amount = uint128(left - paid);
        }
        assertLe(block.timestamp, started + vault.MAX_EXIT());
        assertEq(vault.locked(HOST, address(token)), 0);
        _assertQueue(0, 0, 1, 0);
    }

    // ----------------------------------------------------------------------------------------------------- delayed

    /// @dev Of a flow of 10 an hour, 10 pass at once; 11 take their room and wait for an hour, whatever is stored then.
    function test_release_overTheFlowIsDelayed() public {
        _setExit(_slowExit());
        skip(1 hours);
        _release(bob, 10e18);
        assertEq(token.balanceOf(bob), 10e18);
        skip(1 hours);
        (uint32 id, Hold memory hold) = _releaseHeld(bob, 11e18, HoldKind.Delayed);
        _assertQueue(0, 0, 1, 0);
        assertEq(vault.availableToExit(HOST, address(token)), 89e18, "its room is taken");
        uint256 dueAt = block.timestamp + 1 hours;
        assertEq(hold.dueAt, dueAt);
        skip(1 hours - 1);
        _expectNoPass(id, hold, _notDue(id, dueAt));
        skip(1);
        _setExit(Limits(6e18, 1e18, 3e18, 0, 0, 0)); // leaves 6 stored
        _release(stranger, 3e18);
        _release(stranger, 3e18);
        _pass(id, hold, 11e18);
        assertEq(token.balanceOf(bob), 21e18);
    }

    /// @dev What it has taken is its own: a maximum that is lowered since, or a longer delay, binds those who come later.
    function test_releaseHold_aDelayedOneKeepsWhatItHasTaken() public {
        _setExit(_slowExit());
        (uint32 id, Hold memory hold) = _releaseHeld(bob, 40e18, HoldKind.Delayed);
        _setExit(Limits(13e18, 1e18, 10e18, 0, 1e18, 2 hours));
        skip(1 hours);
        _pass(id, hold, 40e18);
        assertEq(token.balanceOf(bob), 40e18, "all of it at once");
        (uint32 next, Hold memory later) = _releaseWaits(bob, 40e18);
        vault.releaseHold(HOST, address(token), next, later);
        _assertQueue(next, next, 3, 30e18);
    }

    /// @dev A delayed exit needs nothing any more, so it passes those who wait.
    function test_releaseHold_aDelayedExitIsInNoQueue() public {
        _setExit(_slowExit());
        (uint32 delayed, Hold memory a) = _releaseHeld(bob, 40e18, HoldKind.Delayed);
        (uint32 waiting,) = _releaseWaits(alice, 500e18);
        _assertQueue(waiting, waiting, 2, 500e18);
        skip(1 hours);
        _pass(delayed, a, 40e18);
        _assertQueue(waiting, waiting, 2, 500e18);
    }

    /// @dev 100 wait, 40 a payout, a flow of 10: two parts of 40 are split off and wait for themselves; the last 20 change
    /// where they stand. After the hour all of it is paid, in any order.
    function test_releaseHold_aPartThatIsDelayedIsSplitOff() public {
        _setExit(_slowExit());
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 100e18);
        uint40 heldAt = uint40(block.timestamp);
        uint40 dueAt = heldAt + 1 hours;
        Hold memory part = Hold(hold.guid, bob, address(0), 40e18, HoldKind.Delayed, heldAt, dueAt);
        for (uint32 i = 1; i <= 2; ++i) {
            Hold memory rest = _copy(hold);
            rest.amount = 100e18 - 40e18 * i;
            vm.expectEmit(address(vault));
            emit IHolds.Held(hold.guid, HOST, address(token), id + i, part);
            vm.expectEmit(address(vault));
            emit IHolds.HoldChanged(hold.guid, HOST, address(token), id, rest);
            vault.releaseHold(HOST, address(token), id, hold);
            hold = rest;
            _assertQueue(id, id, id + i, rest.amount);
            assertEq(vault.availableToExit(HOST, address(token)), 0, "what is stored is due to the rest");
        }
        Hold memory last = _copy(hold);
        (last.kind, last.dueAt) = (HoldKind.Delayed, dueAt);
        vm.expectEmit(address(vault));
        emit IHolds.HoldChanged(hold.guid, HOST, address(token), id, last);
        vault.releaseHold(HOST, address(token), id, hold);
        _assertQueue(0, 0, 3, 0);
        assertEq(token.balanceOf(bob), 0);
        _expectNoPass(id, hold, _unknownHold(id));

        _expectNoPass(3, part, _notDue(3, dueAt));
        skip(1 hours);
        Hold memory again = _copy(part);
        _pass(3, part, 40e18);
        _pass(id, last, 20e18);
        _pass(2, again, 40e18);
        assertEq(token.balanceOf(bob), 100e18);
    }

    // ----------------------------------------------------------------------------------------------------- refunds

    /// @dev A refund that is held has spent its lock already.
    /// @custom:invariant INV-003, INV-004
    function test_refund_thatIsHeldIsPaidLaterAndOnce() public {
        vm.prank(alice);
        bytes32 lockGuid = vault.lock{ value: FEE }(HOST, address(token), 41e18, bob, stranger);
        bytes memory payload = _refundPayload(lockGuid, bob, stranger, 41e18);
        Packet memory packet = _nextPacket(payload);
        _verifyByOtherDvn(home, packet);
        IRelayWorker.Group memory group = _group(home, packet);
        Hold memory hold = _held(packet.guid, stranger, 41e18, HoldKind.Waiting);
        vm.expectEmit(address(vault));
        emit ICollateralVault.Refunded(packet.guid, HOST, address(token), lockGuid, stranger, 41e18, 1000e18);
        vm.expectEmit(address(vault));
        emit IHolds.Held(packet.guid, HOST, address(token), 1, hold);
        _relay(home, group);
        assertEq(vault.lockRecord(lockGuid).lockedAt, 0, "spent on arrival");
        assertEq(token.balanceOf(stranger), 0);

        bytes memory unknown = abi.encodeWithSelector(ICollateralVault.UnknownLock.selector, lockGuid);
        _expectRefusal(home, _nextPacket(payload), unknown);
        skip(vault.RESCUE_DELAY());
        vm.prank(governor);
        vm.expectRevert(unknown);
        vault.rescueLock(lockGuid, ICollateralVault.Lock(HOST, address(token), 41e18, bob, stranger));

        _pass(1, hold, 40e18);
        _pass(1, hold, 1e18);
        assertEq(token.balanceOf(stranger), 41e18, "the recorded refundTo");
        assertEq(token.balanceOf(bob), 0);
        _expectRefusal(home, _nextPacket(payload), unknown);
    }

    // ------------------------------------------------------------------------------------------------------ voiding

    function test_voidExit_countsAsLockedAgain() public {
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 100e18);
        _pass(id, hold, 40e18);
        vm.expectEmit(address(vault));
        emit ICollateralVault.ExitVoided(hold.guid, HOST, address(token), id, 60e18, 960e18);
        vm.prank(governor);
        vault.voidExit(HOST, address(token), id, hold);
        assertEq(vault.locked(HOST, address(token)), 960e18);
        assertFalse(vault.isHeld(HOST, address(token), id, hold));
        _assertQueue(0, 0, 1, 0);
        _expectNoPass(id, hold, _unknownHold(id));
        vm.prank(governor);
        vm.expectRevert(_unknownHold(id));
        vault.voidExit(HOST, address(token), id, hold);
        _release(bob, 40e18);
        assertEq(token.balanceOf(bob), 80e18, "nothing is in the way of the next");
    }

    function test_voidExit_aDelayedOne() public {
        _setExit(_slowExit());
        (uint32 id, Hold memory hold) = _releaseHeld(bob, 40e18, HoldKind.Delayed);
        vm.prank(governor);
        vault.voidExit(HOST, address(token), id, hold);
        assertEq(vault.locked(HOST, address(token)), 1000e18);
        assertEq(vault.availableToExit(HOST, address(token)), 60e18, "what it took is gone, and refills");
        skip(1 hours);
        _expectNoPass(id, hold, _unknownHold(id));
    }

    function test_voidExit_ofARefundLeavesTheLockSpent() public {
        bytes32 lockGuid = _lock(HOST, 50e18).guid;
        bytes memory payload = _refundPayload(lockGuid, alice, alice, 50e18);
        Packet memory packet = _nextPacket(payload);
        _deliver(home, packet);
        vm.prank(governor);
        vault.voidExit(HOST, address(token), 1, _held(packet.guid, alice, 50e18, HoldKind.Waiting));
        assertEq(vault.locked(HOST, address(token)), 1050e18);
        assertEq(vault.lockRecord(lockGuid).lockedAt, 0);
        _expectRefusal(
            home, _nextPacket(payload), abi.encodeWithSelector(ICollateralVault.UnknownLock.selector, lockGuid)
        );
    }

    /// @dev Of five, the middle, the head and the tail go; the rest keep their order.
    function test_voidExit_anywhereInTheQueue() public {
        Hold[] memory holds = new Hold[](6);
        for (uint32 i = 1; i <= 5; ++i) {
            (, holds[i]) = _releaseWaits(bob, 50e18 + i);
        }
        _void(3, holds[3]);
        _assertQueue(1, 5, 5, 200e18 + 12);
        _void(1, holds[1]);
        _assertQueue(2, 5, 5, 150e18 + 11);
        _void(5, holds[5]);
        _assertQueue(2, 4, 5, 100e18 + 6);
        _expectNoPass(4, holds[4], _notNext(4, 2));
        _pass(2, holds[2], 40e18);
        _pass(2, holds[2], 10e18 + 2);
        (, holds[0]) = _releaseWaits(alice, 60e18);
        _assertQueue(4, 6, 6, 110e18 + 4);
        skip(100);
        _pass(4, holds[4], 40e18);
        _pass(4, holds[4], 10e18 + 4);
        _assertQueue(6, 6, 6, 60e18);
        _void(6, holds[0]);
        _assertQueue(0, 0, 6, 0);
    }

    function test_voidExit_ownerOnly() public {
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 100e18);
        address[4] memory others = [stranger, guardian, guard, steward];
        for (uint256 i = 0; i < 4; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, others[i]));
            vault.voidExit(HOST, address(token), id, hold);
        }
    }

    // --------------------------------------------------------------------------------------------------------- gas

    /// @dev With neighbours on both sides, and as the first.
    /// @custom:invariant INV-008
    function test_gas_isTheSameWhateverTheNumberOfHolds() public {
        vm.pauseGasMetering();
        uint256 before = vm.snapshotState();
        (uint256 releasedOfFew, uint256 headOfFew, uint256 middleOfFew, uint256 tailOfFew) = _measure(8);
        vm.revertToState(before);
        (uint256 released, uint256 head, uint256 middle, uint256 tail) = _measure(10_000);
        assertEq(released, releasedOfFew, "release");
        assertEq(head, headOfFew, "void the head");
        assertEq(middle, middleOfFew, "void in the middle");
        assertEq(tail, tailOfFew, "void the tail");
        assertGt(released, 20_000, "something was measured");
        assertGt(middle, 5000, "something was measured");
        vm.revertToState(before);
        // One that is alone has no neighbour to tell.
        _hear(1);
        assertLt(_gasOfRelease(1), released + 5000);
    }

    // ------------------------------------------------------------------------------------------------------- payouts

    /// @dev As when it is delivered: paid, or nothing at all has happened.
    /// @custom:invariant INV-009
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_releaseHold_noChoiceOfGasMakesAClaim(uint256 gas) public {
        gas = bound(gas, 20_000, 400_000);
        HostileToken hostile = HostileToken(_lockOther(address(new HostileToken())));
        Hold memory hold = _hearOther(address(hostile), bob, 50);
        hostile.setMood(HostileToken.Mood.WantsGas);
        skip(1000);
        try vault.releaseHold{ gas: gas }(HOST, address(hostile), 1, hold) {
            assertEq(hostile.balanceOf(bob), 40, "paid");
        } catch {
            assertEq(hostile.balanceOf(bob), 0);
            assertTrue(vault.isHeld(HOST, address(hostile), 1, hold), "or undone");
        }
        assertEq(vault.claimable(HOST, address(hostile), bob), 0, "never a claim");
    }

    function test_releaseHold_errorGasTooLow() public {
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 50e18);
        try vault.releaseHold{ gas: 115_000 }(HOST, address(token), id, hold) {
            fail();
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IMessenger.GasTooLow.selector);
        }
        _pass(id, hold, 40e18);
    }

    /// @dev 100,000 * 64 / 63 + 5000: one less is refused, and says so.
    function test_releaseHold_errorGasTooLow_byOneUnit() public {
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 50e18);
        (uint256 refused, uint256 passes) = (115_000, 400_000);
        while (passes - refused > 1) {
            uint256 gas = (refused + passes) / 2;
            if (_leftAtRefusal(id, hold, gas) == 0) passes = gas;
            else refused = gas;
        }
        assertEq(_leftAtRefusal(id, hold, refused), 106_586);
    }

    /// @dev What is left of `gas` where a release finds it too little; zero where it passes. Changes nothing.
    function _leftAtRefusal(uint32 id, Hold memory hold, uint256 gas) private returns (uint256 left) {
        uint256 snapshot = vm.snapshotState();
        try vault.releaseHold{ gas: gas }(HOST, address(token), id, hold) { }
        catch (bytes memory reason) {
            assertEq(bytes4(reason), IMessenger.GasTooLow.selector);
            assembly ("memory-safe") {
                left := mload(add(reason, 0x24))
            }
        }
        vm.revertToState(snapshot);
    }

    function test_releaseHold_aPayoutThatFailsBecomesAClaim() public {
        HostileToken hostile = HostileToken(_lockOther(address(new HostileToken())));
        Hold memory hold = _hearOther(address(hostile), bob, 50);
        hostile.setBlocked(bob, true);
        skip(1000);
        vm.expectEmit(address(vault));
        emit IHolds.HoldReleased(hold.guid, HOST, address(hostile), 1, 40, 10);
        vm.expectEmit(address(vault));
        emit ICollateralVault.PayoutFailed(hold.guid, HOST, address(hostile), bob, 40, 40);
        vault.releaseHold(HOST, address(hostile), 1, hold);
        hold.amount = 10;
        vm.expectEmit(address(vault));
        emit ICollateralVault.PayoutFailed(hold.guid, HOST, address(hostile), bob, 10, 50);
        vault.releaseHold(HOST, address(hostile), 1, hold);
        (uint32 head,,,) = vault.queue(HOST, address(hostile));
        assertEq(head, 0, "and blocks nobody");
        vm.prank(bob);
        assertEq(vault.claim(HOST, address(hostile), stranger), 50);
        assertEq(hostile.balanceOf(stranger), 50);
    }

    /// @custom:invariant INV-004
    function test_releaseHold_notTwiceByReentrancy() public {
        ReentrantToken hook = ReentrantToken(payable(_lockOther(address(new ReentrantToken()))));
        Hold memory hold = _hearOther(address(hook), bob, 50);
        skip(1000);
        // What the token writes has been written before, so that it can call back with the payout's gas.
        hook.mint(alice, 1);
        hook.callBack(address(vault), "", 0);
        vm.prank(alice);
        hook.transfer(bob, 1);
        bytes memory again = abi.encodeCall(vault.releaseHold, (HOST, address(hook), 1, hold));
        hook.callBack(address(vault), again, 0);
        vault.releaseHold(HOST, address(hook), 1, hold);
        assertTrue(hook.wasRefused());
        assertEq(hook.balanceOf(bob), 41);
        hold.amount = 10;
        hook.callBack(address(vault), abi.encodeCall(vault.releaseHold, (HOST, address(hook), 1, hold)), 0);
        vault.releaseHold(HOST, address(hook), 1, hold);
        assertTrue(hook.wasRefused());
        assertEq(hook.balanceOf(bob), 51);
        assertEq(hook.balanceOf(vault.escrowOf(HOST, address(hook))), 950);
    }

    // -------------------------------------------------------------------------------------------------------- support

    function _expectUnknown(uint32 id, Hold memory hold) private {
        assertFalse(vault.isHeld(HOST, address(token), id, hold));
        _expectNoPass(id, hold, _unknownHold(id));
        vm.prank(governor);
        vm.expectRevert(_unknownHold(id));
        vault.voidExit(HOST, address(token), id, hold);
    }

    function _void(uint32 id, Hold memory hold) private {
        vm.prank(governor);
        vault.voidExit(HOST, address(token), id, hold);
    }

    /// @dev Releases all of a hold that passes now.
    function _drain(uint32 id, Hold memory hold) private {
        while (hold.amount != 0) {
            uint256 before = token.balanceOf(hold.receiver);
            try vault.releaseHold(HOST, address(token), id, hold) { }
            catch {
                return;
            }
            hold.amount -= uint128(token.balanceOf(hold.receiver) - before);
        }
    }

    /// @dev A thousand of another token are locked; the exit is as this one's, in base units.
    function _lockOther(address asset) private returns (address) {
        _openBucket(HOST, buckets, asset, 18);
        TestToken(asset).mint(alice, 1000);
        vm.startPrank(alice);
        TestToken(asset).approve(address(vault), 1000);
        vault.lock{ value: FEE }(HOST, asset, 1000, alice, alice);
        vm.stopPrank();
        vm.prank(governor);
        vault.setCompartmentLimits(HOST, asset, 1000, _open(1000), Limits(100, 1, 40, 0, 0, 0));
        return asset;
    }

    function _hearOther(address asset, address receiver, uint128 amount) private returns (Hold memory) {
        Packet memory packet = _nextPacket(_releasePayload(asset, receiver, amount));
        _deliver(home, packet);
        return _held(packet.guid, receiver, amount, HoldKind.Waiting);
    }

    /// @dev `count` exits of 2 wait behind each other, heard under review and without the detour over LayerZero.
    function _hear(uint256 count) private {
        _setState(CompartmentState.Review);
        for (uint256 i = 1; i <= count; ++i) {
            bytes memory payload = _releasePayload(address(token), bob, 2);
            vm.prank(address(home.endpoint));
            vault.lzReceive(Origin(HOST, _asPeer(address(buckets)), 1), bytes32(i), payload, address(0), "");
        }
        _assertQueue(1, uint32(count), uint32(count), 2 * count);
        _setState(CompartmentState.Open);
        skip(1000);
    }

    function _measure(uint256 count) private returns (uint256 released, uint256 head, uint256 middle, uint256 tail) {
        _hear(count);
        released = _gasOfRelease(1);
        head = _gasOfVoid(2);
        middle = _gasOfVoid(count / 2);
        tail = _gasOfVoid(count);
    }

    function _gasOfRelease(uint256 id) private returns (uint256) {
        Hold memory hold = _held(bytes32(id), bob, 2, HoldKind.Waiting);
        hold.heldAt -= 1000;
        vm.resumeGasMetering();
        vault.releaseHold(HOST, address(token), uint32(id), hold);
        vm.pauseGasMetering();
        return vm.lastCallGas().gasTotalUsed;
    }

    function _gasOfVoid(uint256 id) private returns (uint256) {
        Hold memory hold = _held(bytes32(id), bob, 2, HoldKind.Waiting);
        hold.heldAt -= 1000;
        vm.prank(governor);
        vm.resumeGasMetering();
        vault.voidExit(HOST, address(token), uint32(id), hold);
        vm.pauseGasMetering();
        return vm.lastCallGas().gasTotalUsed;
    }
}
