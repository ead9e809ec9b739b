// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";

import { Hold, HoldKind } from "../src/HoldQueue.sol";
import { CompartmentState, ICollateralVault } from "../src/interfaces/ICollateralVault.sol";
import { IHolds } from "../src/interfaces/IHolds.sol";
import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { IRoles, Role } from "../src/interfaces/IRoles.sol";
import { Limits } from "../src/RateLimit.sol";
import { HomeFixture } from "./support/HomeFixture.sol";
import { HostileToken } from "./support/HostileToken.sol";

/// @dev States at home, and how a loss is shared. The exit lets 1,000 pass at once and 1 a second, so that only the state
/// makes anything wait.
contract ReviewTest is HomeFixture {
    uint256 private constant PAR = 1e9;

    HostileToken private _hostile;

    function setUp() public override {
        super.setUp();
        _hostile = new HostileToken();
        _openBucket(HOST, buckets, address(_hostile), 18);
        _openBucket(SECOND_HOST, secondBuckets, address(_hostile), 18);
        _hostile.mint(alice, 20_000);
        vm.startPrank(alice);
        _hostile.approve(address(vault), type(uint256).max);
        vault.lock{ value: FEE }(HOST, address(_hostile), 1000, alice, alice);
        vault.lock{ value: FEE }(SECOND_HOST, address(_hostile), 1000, alice, alice);
        vm.stopPrank();
        _lock(SECOND_HOST, 500e18);
        _setExit(Limits(1000e18, 1e18, 997e18, 0, 0, 0));
        skip(1000);
    }

    // ------------------------------------------------------------------------------------------------- what it stops

    function test_review_everyPayoutWaits() public {
        _hostile.setBlocked(bob, true);
        bytes32 lockGuid = _lock(HOST, 10e18).guid;
        (uint32 id, Hold memory hold) = _holdSomething();
        _claimSomething();
        skip(vault.RESCUE_DELAY());
        uint256 locked = vault.locked(HOST, address(token));
        uint256 until = block.timestamp + 7 days;

        vm.expectEmit(address(vault));
        emit ICollateralVault.CompartmentTightened(HOST, address(token), CompartmentState.Review, until, guardian);
        _reviewBy(guardian, address(token));
        _assertStates(CompartmentState.Review, CompartmentState.Open, CompartmentState.Review, until, PAR);
        assertEq(vault.availableToExit(HOST, address(token)), 0);
        assertEq(vault.availableToLock(HOST, address(token)), 0);

        // A release and a refund are held, one that was held stays.
        bytes memory closed = _closed(address(token), CompartmentState.Review, PAR);
        _expectNoPass(id, hold, closed);
        (uint32 released, Hold memory a) = _releaseWaits(bob, 5e18);
        Packet memory refund = _nextPacket(_refundPayload(lockGuid, alice, alice, 10e18));
        _deliver(home, refund);
        assertEq(vault.lockRecord(lockGuid).lockedAt, 0, "spent");
        assertTrue(vault.isHeld(HOST, address(token), 3, _held(refund.guid, alice, 10e18, HoldKind.Waiting)));
        assertEq(vault.locked(HOST, address(token)), locked - 15e18);
        _expectNoPass(released, a, closed);

        // A rescue, a lock.
        vm.prank(alice);
        vm.expectRevert(closed);
        vault.lock{ value: FEE }(HOST, address(token), 1, alice, alice);

        // A claim, in the other asset's compartment, which is not under review yet.
        uint256 before = vm.snapshotState();
        _claimBy(bob, 30);
        vm.revertToState(before);
        _reviewBy(guardian, address(_hostile));
        _hostile.setBlocked(bob, false);
        vm.prank(bob);
        vm.expectRevert(_closed(address(_hostile), CompartmentState.Review, PAR));
        vault.claim(HOST, address(_hostile), stranger);
        vm.expectRevert(_closed(address(_hostile), CompartmentState.Review, PAR));
        vault.retryPayout(HOST, address(_hostile), bob);
        assertEq(vault.claimable(HOST, address(_hostile), bob), 30);
        assertEq(_hostile.balanceOf(bob), 0);
    }

    function test_review_aRescueWaits() public {
        vm.prank(alice);
        bytes32 guid = vault.lock{ value: FEE }(HOST, address(token), 10e18, bob, stranger);
        skip(vault.RESCUE_DELAY());
        _reviewBy(guardian, address(token));
        ICollateralVault.Lock memory record = ICollateralVault.Lock(HOST, address(token), 10e18, bob, stranger);
        vm.prank(governor);
        vm.expectRevert(_closed(address(token), CompartmentState.Review, PAR));
        vault.rescueLock(guid, record);
        _endReview(0.6e9);
        vm.expectEmit(address(vault));
        emit ICollateralVault.PaidBelowPar(guid, HOST, address(token), stranger, 10e18, 6e18);
        vm.prank(governor);
        vault.rescueLock(guid, record);
        assertEq(token.balanceOf(stranger), 6e18, "and bears its share");
    }

    /// @custom:invariant INV-005
    function test_review_touchesNoOtherCompartment() public {
        (, Hold memory hold) = _holdSomething();
        bytes32 before = _others();
        _reviewBy(guardian, address(token));
        _release(bob, 5e18);
        assertEq(_others(), before);
        _endReview(0.3e9);
        skip(200);
        vault.releaseHold(HOST, address(token), 1, hold);
        assertEq(_others(), before);
        // And the others still do everything.
        bytes memory payload = _releasePayload(address(token), stranger, 7e18);
        _deliver(home, _forge(secondHost, address(secondBuckets), home, address(vault), 1, payload));
        assertEq(token.balanceOf(stranger), 7e18);
        _deliver(home, _nextPacket(_releasePayload(address(_hostile), stranger, 7)));
        assertEq(_hostile.balanceOf(stranger), 7);
    }

    /// @custom:invariant INV-013
    function test_review_lapses() public {
        _reviewBy(guardian, address(token));
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 100e18);
        skip(7 days - 1);
        _expectNoPass(id, hold, _closed(address(token), CompartmentState.Review, PAR));
        skip(1);
        assertEq(vault.availableToExit(HOST, address(token)), 0, "what opens again has nothing stored");
        assertEq(vault.availableToLock(HOST, address(token)), 0);
        _expectNoPass(id, hold, _rateExceeded(HOST, 100e18, 0));
        skip(100);
        _pass(id, hold, 100e18);
        assertEq(vault.availableToLock(HOST, address(token)), 1100e18, "the steepest refill");
    }

    /// @custom:invariant INV-013
    function test_review_errorStoppedRecently() public {
        _reviewBy(guardian, address(token));
        uint256 from = block.timestamp + 14 days;
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IRoles.NotTighter.selector, 2));
        vault.tightenCompartment(HOST, address(token), CompartmentState.Review);
        skip(7 days);
        bytes memory recently = _stoppedRecently(from);
        _expectReviewError(guardian, recently);
        // What stops no exit can follow, and does not shorten the pause.
        _tightenBy(guardian, CompartmentState.NoLocking);
        vm.warp(from - 1);
        _expectReviewError(guardian, recently);
        vm.warp(from);
        _reviewBy(guardian, address(token));
    }

    /// @custom:invariant INV-013
    function test_review_theOwnerExtendsIt() public {
        _reviewBy(guardian, address(token));
        skip(3 days);
        uint40 until = uint40(block.timestamp + 7 days);
        vm.expectEmit(address(vault));
        emit ICollateralVault.CompartmentTightened(HOST, address(token), CompartmentState.Review, until, governor);
        vm.prank(governor);
        vault.setTightening(HOST, address(token), CompartmentState.Review, until);
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 100e18);
        vm.warp(until - 1);
        _expectNoPass(id, hold, _closed(address(token), CompartmentState.Review, PAR));
        _expectReviewError(guardian, abi.encodeWithSelector(IRoles.NotTighter.selector, 2));
        vm.warp(until);
        _expectNoPass(id, hold, _rateExceeded(HOST, 100e18, 0));
        skip(100);
        _pass(id, hold, 100e18);
    }

    /// @custom:invariant INV-007
    function test_setTightening_liftsWithNothingStored() public {
        _reviewBy(guardian, address(token));
        skip(1 days);
        vm.prank(governor);
        vault.setTightening(HOST, address(token), CompartmentState.Open, 0);
        _assertStates(CompartmentState.Open, CompartmentState.Open, CompartmentState.Open, 0, PAR);
        assertEq(vault.availableToExit(HOST, address(token)), 0);
        assertEq(vault.availableToLock(HOST, address(token)), 0);
        skip(30);
        assertEq(vault.availableToExit(HOST, address(token)), 30e18);
    }

    /// @dev What is laid lasts no longer than a fast role's would; the owner's own state does.
    function test_setTightening_errorTighteningTooLong() public {
        uint256 latest = block.timestamp + 7 days;
        uint256[3] memory untils = [latest + 1, 1 << 32, type(uint40).max];
        vm.startPrank(governor);
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(_tighteningTooLong(untils[i], latest));
            vault.setTightening(HOST, address(token), CompartmentState.NoLocking, uint40(untils[i]));
        }
        vault.setTightening(HOST, address(token), CompartmentState.NoLocking, uint40(latest));
        vm.stopPrank();
        _assertStates(CompartmentState.NoLocking, CompartmentState.Open, CompartmentState.NoLocking, latest, PAR);
    }

    /// @dev Open, or a time that is past, lifts it.
    function test_setTightening_lifts() public {
        _tightenBy(guard, CompartmentState.NoLocking);
        vm.startPrank(governor);
        vault.setTightening(HOST, address(token), CompartmentState.Open, uint40(block.timestamp + 7 days));
        _assertStates(CompartmentState.Open, CompartmentState.Open, CompartmentState.Open, 0, PAR);
        vault.setTightening(HOST, address(token), CompartmentState.Review, uint40(block.timestamp));
        vm.stopPrank();
        _assertStates(CompartmentState.Open, CompartmentState.Open, CompartmentState.Review, block.timestamp, PAR);
        skip(1);
        _release(bob, 1e18);
        assertEq(token.balanceOf(bob), 1e18, "nothing waits");
    }

    /// @dev NoLocking takes no locks, and exits go on; laid over a review it does not starve them until it ends.
    /// @custom:invariant INV-007
    function test_setTightening_fromReviewToNoLockingLetsExitsRefill() public {
        _reviewBy(guardian, address(token));
        skip(1 days);
        vm.prank(governor);
        vault.setTightening(HOST, address(token), CompartmentState.NoLocking, uint40(block.timestamp + 7 days));
        assertEq(vault.availableToExit(HOST, address(token)), 0);
        skip(100);
        assertEq(vault.availableToExit(HOST, address(token)), 100e18);
        assertEq(vault.availableToLock(HOST, address(token)), 0);
        skip(7 days - 100);
        assertEq(vault.availableToLock(HOST, address(token)), 0, "empty when it lapses");
        _assertStates(CompartmentState.Open, CompartmentState.Open, CompartmentState.NoLocking, block.timestamp, PAR);
    }

    /// @dev A fast role's always ends later than what the owner laid at the latest, and is tighter: it shortens nothing.
    /// @custom:invariant INV-013
    function test_tightenCompartment_neverShortensWhatTheOwnerLaid() public {
        uint256[3] memory pauses = [uint256(0), 1, 7 days - 1];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 snapshot = vm.snapshotState();
            uint256 until = block.timestamp + 7 days;
            vm.prank(governor);
            vault.setTightening(HOST, address(token), CompartmentState.NoLocking, uint40(until));
            skip(pauses[i]);
            _reviewBy(guardian, address(token));
            vm.warp(until - 1);
            _assertStates(
                CompartmentState.Review, CompartmentState.Open, CompartmentState.Review, until + pauses[i], PAR
            );
            assertEq(vault.availableToLock(HOST, address(token)), 0);
            vm.revertToState(snapshot);
        }
    }

    /// @dev However a review ends, the guardian begins no other until it would have lapsed and as long again; the owner does.
    /// @custom:invariant INV-013
    function test_review_thePauseOutlivesItsEnd() public {
        uint256 begun = block.timestamp;
        _reviewBy(guardian, address(token));
        skip(1 days);
        uint256 snapshot = vm.snapshotState();
        for (uint256 way = 0; way < 4; ++way) {
            // The owner's extension, from the second day on for seven, puts the pause off.
            uint256 from = begun + (way == 3 ? 15 days : 14 days);
            if (way == 0) _endReview(1e9);
            if (way == 1) _layByOwner(CompartmentState.Open, 0);
            if (way == 2) _layByOwner(CompartmentState.NoLocking, 1 days);
            if (way == 3) {
                _layByOwner(CompartmentState.Review, 7 days);
                _endReview(1e9);
            }
            _expectReviewError(guardian, _stoppedRecently(from));
            uint256 at = vm.snapshotState();
            _setState(CompartmentState.Review);
            _assertState(CompartmentState.Review);
            vm.revertToState(at);
            vm.warp(from - 1);
            _expectReviewError(guardian, _stoppedRecently(from));
            vm.warp(from);
            _reviewBy(guardian, address(token));
            _assertState(CompartmentState.Review);
            vm.revertToState(snapshot);
        }
    }

    /// @custom:invariant INV-013
    function test_tightenCompartment_whoMayWhat() public {
        _expectReviewError(guard, abi.encodeWithSelector(IRoles.NotAllowed.selector, guard, Role.Guard));
        address[3] memory others = [governor, steward, stranger];
        Role[3] memory roles = [Role.None, Role.Steward, Role.None];
        for (uint256 i = 0; i < 3; ++i) {
            _expectReviewError(others[i], abi.encodeWithSelector(IRoles.NotAllowed.selector, others[i], roles[i]));
        }
        uint256 until = block.timestamp + 7 days;
        _tightenBy(guard, CompartmentState.NoLocking);
        _assertStates(CompartmentState.NoLocking, CompartmentState.Open, CompartmentState.NoLocking, until, PAR);
        vm.prank(alice);
        vm.expectRevert(_closed(address(token), CompartmentState.NoLocking, PAR));
        vault.lock{ value: FEE }(HOST, address(token), 1, alice, alice);
        _release(bob, 300e18);
        assertEq(token.balanceOf(bob), 300e18, "nobody's exit is stopped");
        assertEq(vault.availableToExit(HOST, address(token)), 700e18);

        vm.prank(guard);
        vm.expectRevert(abi.encodeWithSelector(IRoles.NotTighter.selector, 1));
        vault.tightenCompartment(HOST, address(token), CompartmentState.NoLocking);
        vm.prank(guard);
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.UnknownAsset.selector, HOST, address(this)));
        vault.tightenCompartment(HOST, address(this), CompartmentState.NoLocking);
        _reviewBy(guardian, address(token));
    }

    function test_states_ownerOnly() public {
        address[4] memory others = [guardian, guard, steward, stranger];
        for (uint256 i = 0; i < 4; ++i) {
            bytes memory reason = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, others[i]);
            vm.startPrank(others[i]);
            vm.expectRevert(reason);
            vault.setCompartmentState(HOST, address(token), CompartmentState.Review);
            vm.expectRevert(reason);
            vault.setTightening(HOST, address(token), CompartmentState.Open, 0);
            vm.expectRevert(reason);
            vault.endReview(HOST, address(token), 1e9);
            vm.stopPrank();
        }
        bytes memory unknown = abi.encodeWithSelector(ICollateralVault.UnknownAsset.selector, HOST, address(this));
        vm.startPrank(governor);
        vm.expectRevert(unknown);
        vault.setCompartmentState(HOST, address(this), CompartmentState.Review);
        vm.expectRevert(unknown);
        vault.setTightening(HOST, address(this), CompartmentState.Open, 0);
        vm.expectRevert(unknown);
        vault.endReview(HOST, address(this), 1e9);
        vm.stopPrank();
    }

    /// @dev The owner's own does not lapse, and ends as one that takes no locks.
    /// @custom:invariant INV-007
    function test_setCompartmentState_theOwnersReview() public {
        vm.expectEmit(address(vault));
        emit ICollateralVault.CompartmentStateSet(HOST, address(token), CompartmentState.Review);
        _setState(CompartmentState.Review);
        _assertStates(CompartmentState.Review, CompartmentState.Review, CompartmentState.Open, 0, PAR);
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 100e18);
        skip(365 days);
        _expectNoPass(id, hold, _closed(address(token), CompartmentState.Review, PAR));
        _expectReviewError(guardian, abi.encodeWithSelector(IRoles.NotTighter.selector, 2));
        _endReview(1e9);
        _assertStates(CompartmentState.NoLocking, CompartmentState.NoLocking, CompartmentState.Open, 0, PAR);
        _expectNoPass(id, hold, _rateExceeded(HOST, 100e18, 0));
        skip(100);
        _pass(id, hold, 100e18);
        vm.prank(alice);
        vm.expectRevert(_closed(address(token), CompartmentState.NoLocking, PAR));
        vault.lock{ value: FEE }(HOST, address(token), 1, alice, alice);
        skip(365 days);
        _setState(CompartmentState.Open);
        assertEq(vault.availableToLock(HOST, address(token)), 0, "reopening starts empty");
        skip(1);
        _lock(HOST, 1);
    }

    /// @custom:invariant INV-007
    function test_setCompartmentState_reopeningStartsEmpty() public {
        _setState(CompartmentState.Review);
        skip(365 days);
        _setState(CompartmentState.Open);
        assertEq(vault.availableToExit(HOST, address(token)), 0);
        assertEq(vault.availableToLock(HOST, address(token)), 0);
        skip(5);
        assertEq(vault.availableToExit(HOST, address(token)), 5e18);
    }

    // ------------------------------------------------------------------------------------------------------- its end

    function test_endReview_aFalseAlarmPaysInFull() public {
        _reviewBy(guardian, address(token));
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 100e18);
        skip(1 days);
        vm.expectEmit(address(vault));
        emit ICollateralVault.ReviewEnded(HOST, address(token), PAR);
        _endReview(1e9);
        _assertStates(CompartmentState.Open, CompartmentState.Open, CompartmentState.Open, 0, PAR);
        _expectNoPass(id, hold, _rateExceeded(HOST, 100e18, 0));
        skip(100);
        _pass(id, hold, 100e18);
        _lock(HOST, 1e18);
    }

    /// @dev The escrow lost 40 % of 1,000. Bob burned during the review, stranger after it: both get 60 of 100, and of an
    /// odd amount the fraction stays.
    /// @custom:invariant INV-014
    function test_endReview_aLossIsSharedByAll() public {
        address escrow = vault.escrowOf(HOST, address(token));
        vm.prank(escrow);
        token.transfer(makeAddr("thief"), 400e18);
        _reviewBy(guardian, address(token));
        (uint32 id, Hold memory hold) = _releaseWaits(bob, 100e18);
        _endReview(0.6e9);
        _assertStates(CompartmentState.Open, CompartmentState.Open, CompartmentState.Open, 0, 0.6e9);
        skip(300);

        vm.expectEmit(address(vault));
        emit IHolds.HoldReleased(hold.guid, HOST, address(token), id, 100e18, 0);
        vm.expectEmit(address(vault));
        emit ICollateralVault.PaidBelowPar(hold.guid, HOST, address(token), bob, 100e18, 60e18);
        vault.releaseHold(HOST, address(token), id, hold);
        assertEq(token.balanceOf(bob), 60e18);

        Packet memory packet = _nextPacket(_releasePayload(address(token), stranger, 100e18));
        _verifyByOtherDvn(home, packet);
        IRelayWorker.Group memory group = _group(home, packet);
        vm.expectEmit(address(vault));
        emit ICollateralVault.Released(packet.guid, HOST, address(token), stranger, 100e18, 800e18);
        vm.expectEmit(address(vault));
        emit ICollateralVault.PaidBelowPar(packet.guid, HOST, address(token), stranger, 100e18, 60e18);
        _relay(home, group);
        assertEq(token.balanceOf(stranger), 60e18, "as who was first");

        // floor(7 * 0.6) = 4; the last of the rest finds what it is owed.
        _release(bob, 7);
        assertEq(token.balanceOf(bob), 60e18 + 4);
        skip(1000);
        _release(stranger, 800e18 - 7);
        assertEq(vault.locked(HOST, address(token)), 0);
        // floor((800e18 - 7) * 0.6) = 480e18 - 5 (4.2 rounded against it)
        assertEq(token.balanceOf(stranger), 540e18 - 5);
        assertEq(token.balanceOf(escrow), 1, "dust stays");
    }

    /// @custom:invariant INV-014
    function test_endReview_claimsBearTheirShareToo() public {
        _hostile.setBlocked(bob, true);
        _claimSomething(); // 30 of bob, before the loss
        _reviewBy(guardian, address(_hostile));
        _endReviewOf(address(_hostile), 0.6e9);
        // 40 fail at the ratio, and are owed in full until they are paid.
        Packet memory packet = _nextPacket(_releasePayload(address(_hostile), bob, 40));
        skip(1000);
        _verifyByOtherDvn(home, packet);
        IRelayWorker.Group memory group = _group(home, packet);
        vm.expectEmit(address(vault));
        emit ICollateralVault.PayoutFailed(packet.guid, HOST, address(_hostile), bob, 40, 70);
        _relay(home, group);
        assertEq(vault.claimable(HOST, address(_hostile), bob), 70);

        vm.expectEmit(address(vault));
        emit ICollateralVault.Claimed(HOST, address(_hostile), bob, stranger, 70);
        vm.expectEmit(address(vault));
        emit ICollateralVault.PaidBelowPar(0, HOST, address(_hostile), bob, 70, 42);
        _claimBy(bob, 42);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.NothingToClaim.selector, HOST, address(_hostile), bob));
        vault.claim(HOST, address(_hostile), stranger);
    }

    /// @dev Of two claims, before the loss and after it, one is retried by a stranger: 30 and 40 at 60 % are 18 and 24.
    /// @custom:invariant INV-014
    function test_endReview_retriedPayoutsBearTheirShareToo() public {
        _hostile.setBlocked(bob, true);
        _claimSomething();
        _reviewBy(guardian, address(_hostile));
        _endReviewOf(address(_hostile), 0.6e9);
        _hostile.setBlocked(bob, false);
        vm.expectEmit(address(vault));
        emit ICollateralVault.Claimed(HOST, address(_hostile), bob, bob, 30);
        vm.expectEmit(address(vault));
        emit ICollateralVault.PaidBelowPar(0, HOST, address(_hostile), bob, 30, 18);
        vm.prank(stranger);
        assertEq(vault.retryPayout(HOST, address(_hostile), bob), 18);
        assertEq(_hostile.balanceOf(bob), 18);

        _hostile.setBlocked(bob, true);
        skip(1000);
        _deliver(home, _nextPacket(_releasePayload(address(_hostile), bob, 40)));
        assertEq(vault.claimable(HOST, address(_hostile), bob), 40, "owed in full until it is paid");
        _hostile.setBlocked(bob, false);
        assertEq(vault.retryPayout(HOST, address(_hostile), bob), 24);
        assertEq(_hostile.balanceOf(bob), 42);
        assertEq(_hostile.balanceOf(vault.escrowOf(HOST, address(_hostile))), 958);
    }

    /// @custom:invariant INV-014
    function test_endReview_refundsBearTheirShareToo() public {
        bytes32 lockGuid = _lock(HOST, 10e18).guid;
        _reviewBy(guardian, address(token));
        _endReview(0.25e9);
        skip(100);
        uint256 before = token.balanceOf(alice);
        _deliver(home, _nextPacket(_refundPayload(lockGuid, alice, alice, 10e18)));
        assertEq(token.balanceOf(alice), before + 2.5e18);
    }

    /// @dev What is paid in all is never more than the escrow holds, in whatever parts and order.
    /// @custom:invariant INV-014, INV-001
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_endReview_theEscrowPaysEverybody(uint32 backing, uint256 seed) public {
        backing = uint32(bound(backing, 0, 1e9));
        address escrow = vault.escrowOf(HOST, address(token));
        _setExit(Limits(1000e18, type(uint80).max, 997e18, 0, 0, 0));
        // Held before the loss is known, some of it dust.
        _reviewBy(guardian, address(token));
        uint256 left = 1000e18;
        Hold[3] memory holds;
        for (uint32 i = 0; i < 3; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 amount = 1 + (seed % 2 == 0 ? seed % 100 : seed % (left / 2));
            (, holds[i]) = _releaseWaits(bob, amount);
            left -= amount;
        }
        // Exactly what the ratio says is there.
        uint256 lost = 1000e18 - 1000e18 * uint256(backing) / 1e9;
        vm.prank(escrow);
        token.transfer(address(0xdead), lost);
        _endReview(backing);
        skip(1);
        uint256 expected;
        for (uint32 i = 0; i < 3; ++i) {
            vault.releaseHold(HOST, address(token), i + 1, holds[i]);
            expected += uint256(holds[i].amount) * backing / 1e9;
            assertEq(token.balanceOf(bob), expected, "floor(owed * backing / 1e9)");
            skip(1);
        }
        for (uint256 i = 0; left != 0; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 amount = i == 5 ? left : 1 + seed % left;
            _release(bob, amount);
            expected += amount * backing / 1e9;
            left -= amount;
            assertEq(token.balanceOf(bob), expected);
            skip(1);
        }
        assertEq(vault.locked(HOST, address(token)), 0);
        assertEq(vault.claimable(HOST, address(token), bob), 0, "nobody finds the escrow empty");
        assertLt(token.balanceOf(escrow), 10, "dust stays");
    }

    /// @custom:invariant INV-007
    function test_lock_refusedWhileBackingIsBelowPar() public {
        _reviewBy(guardian, address(token));
        _endReview(1e9 - 1);
        skip(1000);
        assertEq(vault.availableToLock(HOST, address(token)), 0);
        (,, uint256 wait) = vault.previewLock(HOST, address(token), 1);
        assertEq(wait, type(uint256).max);
        vm.prank(alice);
        vm.expectRevert(_closed(address(token), CompartmentState.Open, 1e9 - 1));
        vault.lock{ value: FEE }(HOST, address(token), 1, alice, alice);
        // The loss is made good.
        vm.startPrank(governor);
        vault.setCompartmentState(HOST, address(token), CompartmentState.Review);
        vault.endReview(HOST, address(token), 1e9);
        vault.setCompartmentState(HOST, address(token), CompartmentState.Open);
        vm.stopPrank();
        assertEq(vault.availableToLock(HOST, address(token)), 0, "reopening starts empty");
        assertEq(vault.availableToExit(HOST, address(token)), 0);
        skip(1);
        _lock(HOST, 1);
    }

    /// @dev 60 %, then 50 %: the second replaces the first, it is not on top of it.
    function test_endReview_aSecondWriteDownReplacesTheFirst() public {
        _reviewBy(guardian, address(token));
        _endReview(0.6e9);
        skip(1000);
        _release(bob, 100e18);
        assertEq(token.balanceOf(bob), 60e18);
        _setState(CompartmentState.Review); // a guardian would have to wait
        _assertStates(CompartmentState.Review, CompartmentState.Review, CompartmentState.Open, 0, 0.6e9);
        (uint32 id, Hold memory hold) = _releaseWaits(stranger, 100e18);
        _expectNoPass(id, hold, _closed(address(token), CompartmentState.Review, 0.6e9));
        _endReview(0.5e9);
        skip(1000);
        vault.releaseHold(HOST, address(token), id, hold);
        assertEq(token.balanceOf(stranger), 50e18);
    }

    function test_endReview_errors() public {
        bytes memory notUnderReview =
            abi.encodeWithSelector(ICollateralVault.NotUnderReview.selector, HOST, address(token));
        vm.prank(governor);
        vm.expectRevert(notUnderReview);
        vault.endReview(HOST, address(token), 1e9);
        _tightenBy(guard, CompartmentState.NoLocking);
        vm.prank(governor);
        vm.expectRevert(notUnderReview);
        vault.endReview(HOST, address(token), 1e9);
        _reviewBy(guardian, address(token));
        vm.prank(governor);
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.BackingOutOfRange.selector, 1e9 + 1));
        vault.endReview(HOST, address(token), 1e9 + 1);
        skip(7 days);
        vm.prank(governor);
        vm.expectRevert(notUnderReview);
        vault.endReview(HOST, address(token), 1e9);
    }

    /// @dev Nothing is left: burning stays possible and pays nothing.
    function test_endReview_aTotalLoss() public {
        _reviewBy(guardian, address(token));
        _endReview(0);
        skip(1000);
        Packet memory packet = _nextPacket(_releasePayload(address(token), bob, 100e18));
        _verifyByOtherDvn(home, packet);
        IRelayWorker.Group memory group = _group(home, packet);
        vm.expectEmit(address(vault));
        emit ICollateralVault.PaidBelowPar(packet.guid, HOST, address(token), bob, 100e18, 0);
        _relay(home, group);
        assertEq(vault.locked(HOST, address(token)), 900e18);
        assertEq(token.balanceOf(bob), 0);
    }

    // -------------------------------------------------------------------------------------------------------- support

    /// @dev Everything that is known of the three other compartments and of what their escrows hold.
    function _others() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                _numbers(SECOND_HOST, address(token)),
                _numbers(SECOND_HOST, address(_hostile)),
                _numbers(HOST, address(_hostile))
            )
        );
    }

    function _numbers(uint32 eid, address asset) private view returns (bytes memory) {
        (,,, uint256 waiting) = vault.queue(eid, asset);
        (, uint256 wait) = vault.previewExit(eid, asset, 1);
        bytes memory amounts = abi.encode(
            vault.locked(eid, asset),
            vault.availableToLock(eid, asset),
            vault.availableToExit(eid, asset),
            vault.bucketCapacity(eid, asset),
            vault.claimable(eid, asset, bob),
            HostileToken(asset).balanceOf(vault.escrowOf(eid, asset)),
            waiting,
            wait
        );
        (CompartmentState state, CompartmentState own, CompartmentState overlay, uint256 until, uint256 backing) =
            vault.states(eid, asset);
        return abi.encode(
            amounts, vault.lockLimits(eid, asset), vault.exitLimits(eid, asset), state, own, overlay, until, backing
        );
    }

    /// @dev 100 of 1,000 that were stored are left, of which 2 more than fit are asked for: they wait.
    function _holdSomething() private returns (uint32 id, Hold memory hold) {
        _setExit(Limits(100e18, 1e18, 97e18, 0, 0, 0));
        (id, hold) = _releaseWaits(bob, 102e18);
        _setExit(Limits(1000e18, 1e18, 997e18, 0, 0, 0));
    }

    /// @dev Bob, who is blocked, has a claim of 30.
    function _claimSomething() private {
        _deliver(home, _nextPacket(_releasePayload(address(_hostile), bob, 30)));
        assertEq(vault.claimable(HOST, address(_hostile), bob), 30);
    }

    function _claimBy(address account, uint256 expected) private {
        vm.prank(account);
        assertEq(vault.claim(HOST, address(_hostile), stranger), expected);
        assertEq(_hostile.balanceOf(stranger), expected);
    }

    function _reviewBy(address account, address asset) private {
        vm.prank(account);
        vault.tightenCompartment(HOST, asset, CompartmentState.Review);
    }

    function _tightenBy(address account, CompartmentState state) private {
        vm.prank(account);
        vault.tightenCompartment(HOST, address(token), state);
    }

    function _expectReviewError(address account, bytes memory reason) private {
        vm.prank(account);
        vm.expectRevert(reason);
        vault.tightenCompartment(HOST, address(token), CompartmentState.Review);
    }

    function _endReview(uint32 backing) private {
        _endReviewOf(address(token), backing);
    }

    function _endReviewOf(address asset, uint32 backing) private {
        vm.prank(governor);
        vault.endReview(HOST, asset, backing);
    }

    function _closed(address asset, CompartmentState state, uint256 backing) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ICollateralVault.CompartmentClosed.selector, HOST, asset, state, backing);
    }

    function _layByOwner(CompartmentState state, uint256 length) private {
        vm.prank(governor);
        vault.setTightening(HOST, address(token), state, uint40(block.timestamp + length));
    }

    function _assertState(CompartmentState expected) private view {
        (CompartmentState state,,,,) = vault.states(HOST, address(token));
        assertEq(uint8(state), uint8(expected), "state");
    }

    function _assertStates(
        CompartmentState state,
        CompartmentState own,
        CompartmentState overlay,
        uint256 until,
        uint256 backing
    ) private view {
        (CompartmentState state_, CompartmentState own_, CompartmentState overlay_, uint256 until_, uint256 backing_) =
            vault.states(HOST, address(token));
        assertEq(uint8(state_), uint8(state), "state");
        assertEq(uint8(own_), uint8(own), "own");
        assertEq(uint8(overlay_), uint8(overlay), "overlay");
        assertEq(until_, until, "until");
        assertEq(backing_, backing, "backing");
    }
}
