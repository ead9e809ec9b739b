// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Origin } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import { Hold, HoldKind, HoldQueue } from "../src/HoldQueue.sol";
import { ICollateralVault } from "../src/interfaces/ICollateralVault.sol";
import { IHolds } from "../src/interfaces/IHolds.sol";
import { IMessenger } from "../src/interfaces/IMessenger.sol";
import { BucketState, IReceiptBuckets } from "../src/interfaces/IReceiptBuckets.sol";
import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { IRoles, Role } from "../src/interfaces/IRoles.sol";
import { Limits } from "../src/RateLimit.sol";
import { HostFixture } from "./support/HostFixture.sol";
import { HostileRefunder } from "./support/HostileRefunder.sol";

/// @dev What is held on the host, in which order it passes, and how it goes home.
contract HostHoldsTest is HostFixture {
    // ------------------------------------------------------------------------------------------------- on arrival

    /// @dev Of 1 (below the minimum), 40 (passes), 60 (above the flow) and 91 (above the maximum), in each state and with
    /// full backing or not.
    /// @custom:invariant INV-012
    function test_arrival_everyStateBackingAndAmount() public {
        uint128[4] memory amounts = [uint128(1e18), 40e18, 60e18, 91e18];
        for (uint8 state = 0; state < 4; ++state) {
            for (uint256 backed = 0; backed < 2; ++backed) {
                for (uint256 i = 0; i < 4; ++i) {
                    uint256 snapshot = vm.snapshotState();
                    if (state != 0) _setState(BucketState(state));
                    if (backed == 0) _setBacking(999_999_999);
                    bool inBounds = i == 1 || i == 2;
                    if (!inBounds || backed == 0 || state == 3) _held(amounts[i], HoldKind.RefundOnly);
                    else if (state != 0) _held(amounts[i], HoldKind.Waiting);
                    else if (i == 1) _minted(amounts[i]);
                    else _held(amounts[i], HoldKind.Delayed);
                    vm.revertToState(snapshot);
                }
            }
        }
    }

    /// @custom:invariant INV-012
    function test_arrival_ofAnUnknownBucketCanOnlyGoHome() public {
        (uint32 id, Hold memory hold) = _heldOf(stranger, 5e18, HoldKind.RefundOnly);
        vm.expectRevert(_neverPasses(id));
        buckets.releaseHold(HOME, stranger, id, hold);
        vm.deal(bob, FEE);
        vm.prank(bob);
        buckets.refundHold{ value: FEE }(HOME, stranger, id, hold);
        assertFalse(buckets.isHeld(HOME, stranger, id, hold));
    }

    /// @dev It stays refund-only when its bucket is opened after all.
    function test_arrival_ofABucketOpenedLaterCanOnlyGoHome() public {
        (uint32 id, Hold memory hold) = _heldOf(stranger, 5e18, HoldKind.RefundOnly);
        vm.startPrank(governor);
        buckets.openBucket(HOME, stranger, "", "", 18);
        buckets.setBucketLimits(HOME, stranger, HOST_CAPACITY, _open(HOST_CAPACITY));
        vm.stopPrank();
        skip(1);
        vm.expectRevert(_neverPasses(id));
        buckets.releaseHold(HOME, stranger, id, hold);
    }

    /// @dev No vault locks nothing: such a message is malformed, whatever its bucket.
    /// @custom:invariant INV-012
    function test_arrival_errorZeroAmount() public {
        bytes memory reason = abi.encodeWithSelector(IMessenger.ZeroAmount.selector);
        _expectRefusal(host, _says(stranger, 0), reason);
        _expectRefusal(host, _says(address(token), 0), reason);
        Limits memory limits = _limits();
        limits.minAmount = 0;
        _setLimits(HOST_CAPACITY, limits);
        for (uint8 state = 0; state < 4; ++state) {
            _setState(BucketState(state));
            _expectRefusal(host, _says(address(token), 0), reason);
        }
        (,, uint32 lastId,) = buckets.queue(HOME, address(token));
        assertEq(lastId, 0);
    }

    /// @dev A delayed hold has its room, in the limiter and of the capacity; the others have none.
    function test_arrival_onlyWhatIsDelayedTakesRoom() public {
        _held(60e18, HoldKind.Delayed);
        assertEq(_available(), 40e18);
        assertEq(_reserved(), 60e18);
        _held(91e18, HoldKind.RefundOnly);
        assertEq(_available(), 40e18);
        _held(41e18, HoldKind.Waiting);
        assertEq(_available(), 0, "what is left is due to the first in the queue");
        assertEq(_reserved(), 60e18);
        assertEq(_bucketLevel(), 0);
        _assertQueue(3, 3, 41e18);
    }

    /// @dev Whatever gas a delivery gets: all of its effect or none.
    /// @custom:invariant INV-009
    function test_arrival_anyGasHasTheFullEffectOrNone() public {
        HoldKind[4] memory kinds = [HoldKind.Waiting, HoldKind.Delayed, HoldKind.RefundOnly, HoldKind.Waiting];
        uint128[4] memory amounts = [uint128(40e18), 60e18, 91e18, 80e18];
        _setSeasoned();
        for (uint256 i = 0; i < 4; ++i) {
            if (i == 3) _minted(50e18);
            uint256 refused;
            uint256 done;
            for (uint256 gas = 5000; gas < 250_000; gas += i == 0 ? 1100 : 1300) {
                uint256 snapshot = vm.snapshotState();
                bool passed = _hears(amounts[i], gas);
                (,, uint32 lastId, uint256 waiting) = buckets.queue(HOME, address(token));
                uint256 minted = passed && i == 0 ? 40e18 : 0;
                assertEq(_bucketLevel(), (i == 3 ? 50e18 : 0) + minted, "level");
                assertEq(receipt.balanceOf(bob), (i == 3 ? 50e18 : 0) + minted, "balance");
                (uint256 fresh,,) = buckets.seasoning(HOME, address(token));
                assertEq(fresh, _bucketLevel(), "fresh");
                assertEq(lastId, passed && i != 0 ? 1 : 0, "held");
                assertEq(waiting, passed && i == 3 ? 80e18 : 0, "waiting");
                assertEq(_reserved(), passed && kinds[i] == HoldKind.Delayed ? 60e18 : 0, "reserved");
                if (passed) ++done;
                else ++refused;
                vm.revertToState(snapshot);
            }
            assertGt(done, 50);
            assertGt(refused, 10);
        }
    }

    // ------------------------------------------------------------------------------------------------------- order

    /// @custom:invariant INV-011
    function test_queue_firstInFirstOut() public {
        _drained();
        (uint32 first, Hold memory one) = _held(40e18, HoldKind.Waiting);
        (uint32 second, Hold memory two) = _held(5e18, HoldKind.Waiting);
        (uint32 third, Hold memory three) = _held(60e18, HoldKind.Waiting);
        _assertQueue(1, 3, 105e18);

        skip(29);
        _notReleased(first, one, _rateExceeded(HOME, 40e18, 39e18));
        _notReleased(second, two, _notNext(second, first));
        skip(1);
        _released(first, one);
        _assertQueue(2, 3, 65e18);
        skip(65);
        _notReleased(third, three, _notNext(third, second));
        _released(second, two);
        _released(third, three);
        _assertQueue(0, 0, 0);
        assertEq(_available(), 0);
        assertEq(_bucketLevel(), 90e18 + 105e18);
    }

    /// @dev 70 stored, 60 due to the first who waits: 10 are anybody's, and a wei more waits.
    /// @custom:invariant INV-011
    function test_queue_laterOnesTakeWhatIsNotDueToEarlierOnes() public {
        _drained();
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Waiting);
        skip(60);
        assertEq(_available(), 10e18);
        uint256 snapshot = vm.snapshotState();
        _held(10e18 + 1, HoldKind.Waiting);
        vm.revertToState(snapshot);
        _minted(10e18);
        assertEq(_available(), 0);
        _held(2e18, HoldKind.Waiting);
        _released(id, hold);
    }

    /// @dev The same of the capacity: 100 are left, 60 of them due.
    /// @custom:invariant INV-011
    function test_queue_theRoomOfTheCapacityIsDueToo() public {
        _drained();
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Waiting);
        skip(90);
        Limits memory limits = _limits();
        (limits.burst, limits.delaySeconds) = (100e18, 0);
        _setLimits(190e18, limits);
        assertEq(_available(), 40e18);
        uint256 snapshot = vm.snapshotState();
        _held(40e18 + 1, HoldKind.Waiting);
        vm.revertToState(snapshot);
        _minted(40e18);
        _released(id, hold);
        assertEq(_bucketLevel(), 190e18);
    }

    /// @dev What is due to those who wait is room, not the flow: 50 that come later take all of that, beyond the 40 of room
    /// that wait. So the 40 are delayed when it is their turn, but the room is theirs, and nobody's else.
    /// @custom:invariant INV-011
    function test_queue_theFlowIsNotReserved() public {
        _minted(50e18);
        _held(50e18, HoldKind.Delayed);
        (uint32 id, Hold memory hold) = _held(40e18, HoldKind.Waiting);
        skip(1000); // 100 stored, a flow of 50
        uint256 snapshot = vm.snapshotState();
        _released(id, hold); // without anybody else it passes
        vm.revertToState(snapshot);

        assertEq(_available(), 60e18);
        _minted(50e18);
        assertEq(_available(), 10e18);
        (uint32 later, Hold memory next) = _held(10e18 + 1, HoldKind.Waiting);
        _notReleased(later, next, _notNext(later, id));
        Hold memory delayed = _as(hold, HoldKind.Delayed, block.timestamp + DELAY);
        _changed(id, hold, delayed);
        _notReleased(later, next, _rateExceeded(HOME, 10e18 + 1, 10e18));
        assertEq(_reserved(), 90e18, "its room is taken");
        skip(DELAY);
        _released(id, delayed);
    }

    /// @dev No single message, whatever it says, makes one wait that fits what is not reserved: above the maximum it is in
    /// no queue, and what waits is no more than the maximum.
    /// @custom:invariant INV-011
    function testFuzz_queue_oneForgedMessageHoldsUpNothingThatFits(uint128 forged, uint128 honest) public {
        forged = uint128(bound(forged, 1, type(uint128).max));
        Limits memory limits = _limits();
        limits.delaySeconds = 0;
        _setLimits(HOST_CAPACITY, limits);
        _minted(60e18);
        _deliver(host, _says(address(token), forged));
        uint256 left = _available();
        if (forged < 2e18 || forged > 90e18) assertEq(left, 40e18, "refund-only: reserves nothing");
        else assertEq(left, forged <= 40e18 ? 40e18 - forged : 0);
        if (left < 2e18) return;
        _minted(uint128(bound(honest, 2e18, left)));
    }

    // ----------------------------------------------------------------------------------------------------- release

    function test_releaseHold_delayedWaitsForItsTimeOnly() public {
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Delayed);
        (uint32 waits,) = _held(45e18, HoldKind.Waiting);
        _notReleased(id, hold, _notDue(id, hold.dueAt));
        vm.warp(hold.dueAt - 1);
        _notReleased(id, hold, _notDue(id, hold.dueAt));
        vm.warp(hold.dueAt);
        uint256 before = _available();
        vm.prank(stranger);
        _released(id, hold);
        assertEq(_available(), before, "its room was taken on arrival");
        assertEq(_reserved(), 0);
        _assertQueue(waits, waits, 45e18);
    }

    /// @dev A waiting hold above the flow has its room when it is its turn, and then its own time to wait for.
    function test_releaseHold_waitingBecomesDelayed() public {
        _minted(50e18);
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Waiting);
        skip(10); // 60 stored, and half a unit of flow
        Hold memory changed = _as(hold, HoldKind.Delayed, block.timestamp + DELAY);
        _changed(id, hold, changed);
        _assertQueue(0, 0, 0);
        assertEq(_reserved(), 60e18);
        assertEq(_available(), 0);
        assertEq(_bucketLevel(), 50e18);
        skip(DELAY - 1);
        _notReleased(id, changed, _notDue(id, changed.dueAt));
        skip(1);
        _released(id, changed);
        assertEq(_reserved(), 0);
    }

    /// @dev 60 exceed the flow's size: at seven days less the delay, theirs would end when they can only go home, so they give
    /// up their place; a second earlier they are delayed and pass at the last moment. What fits the flow passes until then.
    function test_releaseHold_takesNoRoomForWhatCannotPass() public {
        _minted(50e18);
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Waiting);
        uint256 snapshot = vm.snapshotState();
        skip(MAX_HOLD - DELAY - 1);
        Hold memory delayed = _as(hold, HoldKind.Delayed, block.timestamp + DELAY);
        _changed(id, hold, delayed);
        skip(DELAY);
        _released(id, delayed);
        vm.revertToState(snapshot);

        (uint32 small, Hold memory fits) = _held(50e18, HoldKind.Waiting);
        skip(MAX_HOLD - DELAY);
        _changed(id, hold, _as(hold, HoldKind.RefundOnly, block.timestamp));
        assertEq(_reserved(), 0);
        assertEq(_available(), 50e18, "100 are stored, and 50 due");
        skip(DELAY - 1);
        _released(small, fits);
    }

    /// @dev What the flow reaches in time waits for the flow instead, and nobody's poke sends it home.
    function test_releaseHold_waitsForTheFlowWhereADelayEndsTooLate() public {
        _minted(50e18); // uses up the flow
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Waiting);
        (uint32 small, Hold memory fits) = _held(50e18, HoldKind.Waiting);
        skip(MAX_HOLD - DELAY);
        _changed(id, hold, _as(hold, HoldKind.RefundOnly, block.timestamp));
        _minted(40e18); // leaves 10 of the flow, which refills 50 in DELAY
        uint256 reaches = block.timestamp + DELAY * 4 / 5;
        _notReleased(small, fits, _notDue(small, reaches));
        skip(DELAY * 4 / 5 - 1);
        _notReleased(small, fits, _notDue(small, reaches));
        skip(1);
        _released(small, fits);
    }

    /// @dev 50 that the flow reaches in the very second of their end, one too late to pass, wait for nothing any more.
    function test_releaseHold_waitsForNoFlowThatComesAtTheEnd() public {
        _minted(50e18);
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Waiting);
        (uint32 small, Hold memory late) = _held(50e18, HoldKind.Waiting);
        skip(MAX_HOLD - DELAY);
        _changed(id, hold, _as(hold, HoldKind.RefundOnly, block.timestamp));
        _minted(50e18); // leaves nothing of the flow, which refills 50 in DELAY
        _changed(small, late, _as(late, HoldKind.RefundOnly, block.timestamp));
        _assertQueue(0, 0, 0);
    }

    function test_releaseHold_errorHoldNeverPasses() public {
        (uint32 id, Hold memory hold) = _held(91e18, HoldKind.RefundOnly);
        _notReleased(id, hold, _neverPasses(id));
    }

    /// @dev State, backing and limits are those of the release.
    function test_releaseHold_errorWhileNothingIsMinted() public {
        (uint32 delayed, Hold memory one) = _held(60e18, HoldKind.Delayed);
        (uint32 waiting, Hold memory two) = _held(45e18, HoldKind.Waiting);
        skip(DELAY);
        for (uint8 state = 1; state < 4; ++state) {
            _setState(BucketState(state));
            _notReleased(delayed, one, _notMinting(BucketState(state), 1e9));
            _notReleased(waiting, two, _notMinting(BucketState(state), 1e9));
        }
        _setState(BucketState.Open);
        _setBacking(7e8);
        _notReleased(delayed, one, _notMinting(BucketState.Open, 7e8));
        _notReleased(waiting, two, _notMinting(BucketState.Open, 7e8));
        _setBacking(1e9);
        _tighten(guardian, BucketState.Stopped);
        _notReleased(delayed, one, _notMinting(BucketState.Stopped, 1e9));
        skip(6 days);
        vm.prank(governor);
        buckets.setTightening(HOME, address(token), BucketState.Open, 0);
        _released(delayed, one);
        skip(45);
        _released(waiting, two);
    }

    /// @dev 40 minted and 60 reserved: at a capacity of 95, 5 have to be burned first.
    function test_releaseHold_errorWhenTheCapacityWasLoweredBelowWhatIsTaken() public {
        _minted(40e18);
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Delayed);
        skip(DELAY);
        Limits memory limits = _limits();
        (limits.burst, limits.maxAmount) = (95e18, 90e18);
        _setLimits(95e18, limits);
        assertEq(_available(), 0);
        _notReleased(id, hold, _capacityExceeded(60e18, 0));
        vm.deal(bob, 10 ether);
        vm.prank(bob);
        buckets.burn{ value: FEE }(HOME, address(token), 5e18 - 1, bob);
        _notReleased(id, hold, _capacityExceeded(60e18, 0));
        vm.prank(bob);
        buckets.burn{ value: FEE }(HOME, address(token), 1, bob);
        _released(id, hold);
        assertEq(_bucketLevel(), 95e18);
    }

    function test_releaseHold_errorWithoutRoom() public {
        _drained();
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Waiting);
        skip(90);
        Limits memory limits = _limits();
        limits.delaySeconds = 0;
        _setLimits(149e18, limits);
        _notReleased(id, hold, _capacityExceeded(60e18, 59e18));
    }

    /// @dev A maximum lowered, or a minimum raised, since: the hold cannot pass any more, wherever it stands.
    function test_releaseHold_whatNoLongerFitsTheLimitsIsRefundOnly() public {
        (uint32 delayed, Hold memory one) = _held(60e18, HoldKind.Delayed);
        _held(41e18, HoldKind.Waiting);
        (uint32 large, Hold memory two) = _held(55e18, HoldKind.Waiting);
        (uint32 small, Hold memory three) = _held(2e18, HoldKind.Waiting);
        _setLimits(HOST_CAPACITY, Limits(100e18, 1e18, 54e18, 3e18, 50e18, uint32(DELAY)));
        _changed(large, two, _as(two, HoldKind.RefundOnly, block.timestamp));
        _assertQueue(2, 4, 43e18);
        _changed(small, three, _as(three, HoldKind.RefundOnly, block.timestamp));
        _assertQueue(2, 2, 41e18);
        assertEq(_reserved(), 60e18);
        _changed(delayed, one, _as(one, HoldKind.RefundOnly, block.timestamp));
        assertEq(_reserved(), 0);
    }

    /// @dev A maximum lowered and a minimum raised to the very amounts: they pass as they would have.
    function test_releaseHold_whatFitsTheNewLimitsToTheUnitPasses() public {
        _minted(50e18);
        (uint32 large, Hold memory most) = _held(55e18, HoldKind.Waiting);
        (uint32 small, Hold memory least) = _held(2e18, HoldKind.Waiting);
        _setLimits(HOST_CAPACITY, Limits(100e18, 1e18, 55e18, 2e18, 50e18, uint32(DELAY)));
        skip(2 * DELAY);
        _changed(large, most, _as(most, HoldKind.Delayed, block.timestamp + DELAY));
        _released(small, least);
    }

    // ------------------------------------------------------------------------------------------------------ expiry

    /// @dev At MAX_HOLD anybody's poke makes it refund-only; its place and its room are free.
    function test_releaseHold_afterTheMaximumHoldItIsRefundOnly() public {
        (uint32 delayed, Hold memory one) = _held(60e18, HoldKind.Delayed);
        (uint32 waiting, Hold memory two) = _held(45e18, HoldKind.Waiting);
        _setState(BucketState.NoMinting);
        skip(MAX_HOLD - 1);
        _notReleased(delayed, one, _notMinting(BucketState.NoMinting, 1e9));
        _notReleased(waiting, two, _notMinting(BucketState.NoMinting, 1e9));
        skip(1);
        _changed(delayed, one, _as(one, HoldKind.RefundOnly, block.timestamp));
        assertEq(_reserved(), 0);
        _changed(waiting, two, _as(two, HoldKind.RefundOnly, block.timestamp));
        _assertQueue(0, 0, 0);
    }

    /// @dev Whoever pokes it late puts off nobody's refund: what counts is when the maximum hold was over.
    function test_releaseHold_aLatePokePostponesNobodysRefund() public {
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Delayed);
        (uint32 other, Hold memory voided) = _held(41e18, HoldKind.Waiting);
        uint256 over = block.timestamp + MAX_HOLD;
        vm.warp(over + REFUND_GRACE - 1);
        Hold memory changed = _as(hold, HoldKind.RefundOnly, over);
        _changed(id, hold, changed);
        Hold memory changedToo = _as(voided, HoldKind.RefundOnly, over);
        vm.prank(guard);
        buckets.voidHold(HOME, address(token), other, voided);
        _notRefunded(stranger, id, changed, _notDue(id, over + REFUND_GRACE));
        _notRefunded(stranger, other, changedToo, _notDue(other, over + REFUND_GRACE));
        skip(1);
        _refund(stranger, id, changed);
        _refund(stranger, other, changedToo);
    }

    function test_releaseHold_afterTheMaximumHoldNothingIsMinted() public {
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Delayed);
        skip(MAX_HOLD);
        _changed(id, hold, _as(hold, HoldKind.RefundOnly, block.timestamp));
        assertEq(_bucketLevel(), 0);
    }

    /// @dev Receiver and refundTo from MAX_HOLD on, anybody else REFUND_GRACE later; of each kind that still waits.
    function test_refundHold_whoMayWhen() public {
        HoldKind[2] memory kinds = [HoldKind.Delayed, HoldKind.Waiting];
        for (uint256 i = 0; i < 2; ++i) {
            (uint32 id, Hold memory hold) = _held(60e18, kinds[i]);
            uint256 due = hold.heldAt + 7 days;
            bytes memory early = _notDue(id, due);
            bytes memory strangersEarly = _notDue(id, due + 3 days);
            vm.warp(due - 1);
            _notRefunded(bob, id, hold, early);
            _notRefunded(alice, id, hold, early);
            _notRefunded(stranger, id, hold, strangersEarly);
            vm.warp(due);
            _assertRefundable(bob, id, hold);
            _assertRefundable(alice, id, hold);
            vm.warp(due + 3 days - 1);
            _notRefunded(stranger, id, hold, strangersEarly);
            _notRefunded(guardian, id, hold, strangersEarly);
            vm.warp(due + 3 days);
            _refund(stranger, id, hold);
            assertFalse(buckets.isHeld(HOME, address(token), id, hold));
            assertEq(_reserved(), 0);
            _assertQueue(0, 0, 0);
            // So that the second has to wait.
            if (i == 0) _setState(BucketState.NoMinting);
        }
    }

    function test_refundHold_whatIsRefundOnlyAtOnce() public {
        (uint32 id, Hold memory hold) = _held(91e18, HoldKind.RefundOnly);
        bytes memory early = _notDue(id, hold.dueAt + 3 days);
        _assertRefundable(bob, id, hold);
        _assertRefundable(alice, id, hold);
        skip(3 days - 1);
        _notRefunded(stranger, id, hold, early);
        skip(1);
        _refund(stranger, id, hold);
    }

    // -------------------------------------------------------------------------------------------------------- void

    function test_voidHold_byGuardianAndGuardOnly() public {
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Delayed);
        address[5] memory others = [governor, steward, stranger, alice, bob];
        Role[5] memory roles = [Role.None, Role.Steward, Role.None, Role.None, Role.None];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IRoles.NotAllowed.selector, others[i], roles[i]));
            buckets.voidHold(HOME, address(token), id, hold);
        }
        uint256 snapshot = vm.snapshotState();
        vm.prank(guard);
        buckets.voidHold(HOME, address(token), id, hold);
        assertTrue(buckets.isHeld(HOME, address(token), id, _as(hold, HoldKind.RefundOnly, block.timestamp)));
        vm.revertToState(snapshot);
        skip(5);
        Hold memory changed = _voided(id, hold);
        assertEq(changed.dueAt, hold.heldAt + 5);
        assertTrue(buckets.isHeld(HOME, address(token), id, changed));
        _assertRefundable(bob, id, changed);
        _assertRefundable(alice, id, changed);
    }

    /// @dev What was reserved of the capacity is free again; what the limiter gave is not given again.
    function test_voidHold_returnsWhatADelayedHoldReserved() public {
        _setLimits(100e18, _limits());
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Delayed);
        skip(100);
        assertEq(_available(), 40e18, "the capacity binds");
        _voided(id, hold);
        assertEq(_reserved(), 0);
        assertEq(_available(), 100e18);
        _held(90e18, HoldKind.Delayed);
        assertEq(_reserved(), 90e18);
    }

    function test_refundHold_returnsWhatADelayedHoldReserved() public {
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Delayed);
        skip(MAX_HOLD);
        assertEq(_reserved(), 60e18);
        _refund(bob, id, hold);
        assertEq(_reserved(), 0);
        assertEq(buckets.bucket(HOME, address(token)).bucketLevel, 0);
    }

    /// @dev Of three who wait one goes, from each place and in each way; what stays keeps its order, and who comes next
    /// stands behind it.
    /// @custom:invariant INV-011
    function test_queue_anyPlaceCanBeLeft() public {
        for (uint256 way = 0; way < 3; ++way) {
            for (uint256 place = 0; place < 3; ++place) {
                uint256 snapshot = vm.snapshotState();
                _leave(way, place);
                vm.revertToState(snapshot);
            }
        }
    }

    /// @dev All three go, in each order; the queue is empty and takes the next as its first.
    function test_queue_emptiedInAnyOrder() public {
        uint8[3][6] memory orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        _drained();
        for (uint256 i = 0; i < 6; ++i) {
            uint256 snapshot = vm.snapshotState();
            (uint32[3] memory ids, Hold[3] memory holds) = _threeWait();
            for (uint256 j = 0; j < 3; ++j) {
                _voided(ids[orders[i][j]], holds[orders[i][j]]);
            }
            _assertQueue(0, 0, 0);
            _minted(10e18);
            _held(2e18, HoldKind.Waiting);
            _assertQueue(4, 4, 2e18);
            vm.revertToState(snapshot);
        }
    }

    // ------------------------------------------------------------------------------------------------------ refund

    /// @dev Over the real endpoints: the lock is spent and its refundTo paid.
    function test_refundHold_roundTrip() public {
        uint256 balance = token.balanceOf(alice);
        uint256 bobs = token.balanceOf(bob);
        vm.prank(alice);
        vault.lock{ value: FEE }(HOST, address(token), 30e18, stranger, bob);
        Packet memory packet = _sentPacket();
        _setState(BucketState.Stopped);
        _deliver(host, packet);
        uint40 time = uint40(block.timestamp);
        Hold memory hold = Hold(packet.guid, stranger, bob, 30e18, HoldKind.RefundOnly, time, time);

        uint256 fee = buckets.quoteRefund(HOME).nativeFee;
        bytes32 guid = host.endpoint.nextGuid(address(buckets), HOME, _asPeer(address(vault)));
        vm.deal(bob, FEE);
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.HoldRefunded(guid, HOME, address(token), 1, 1, packet.guid, bob, 30e18);
        vm.prank(bob);
        assertEq(buckets.refundHold{ value: FEE }(HOME, address(token), 1, hold), guid);
        assertEq(bob.balance, FEE - fee, "the surplus comes back");
        assertEq(_bucketLevel(), 0);

        Packet memory refund = _sentPacket();
        assertEq(refund.guid, guid);
        assertEq(refund.message, abi.encodePacked(hex"0103", packet.guid, token, stranger, bob, uint128(30e18)));
        assertEq(refund.options, abi.encodePacked(hex"000301001101", uint128(DELIVERY_GAS)));
        _verifyByOtherDvn(home, refund);
        IRelayWorker.Group memory group = _group(home, refund);
        vm.expectEmit(address(vault));
        emit ICollateralVault.Refunded(guid, HOST, address(token), packet.guid, bob, 30e18, 0);
        _relay(home, group);
        assertEq(token.balanceOf(bob), bobs + 30e18);
        assertEq(token.balanceOf(alice), balance - 30e18);
        assertEq(vault.locked(HOST, address(token)), 0);
        assertEq(vault.lockRecord(packet.guid).lockedAt, 0, "spent");
        assertEq(vault.lockRecord(packet.guid).commitment, 0);
    }

    function test_refundHold_theQuotedFeeSuffices() public {
        (uint32 id, Hold memory hold) = _held(91e18, HoldKind.RefundOnly);
        uint256 fee = buckets.quoteRefund(HOME).nativeFee;
        vm.deal(bob, fee);
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.FeeTooSmall.selector, fee - 1, fee));
        buckets.refundHold{ value: fee - 1 }(HOME, address(token), id, hold);
        assertTrue(buckets.isHeld(HOME, address(token), id, hold), "nothing was lost by it");
        buckets.refundHold{ value: fee }(HOME, address(token), id, hold);
        vm.stopPrank();
        assertEq(bob.balance, 0);
    }

    function test_refundHold_errorUnknownChain() public {
        (uint32 id, Hold memory hold) = _held(91e18, HoldKind.RefundOnly);
        vm.prank(governor);
        buckets.setDeliveryGas(HOME, 0);
        _notRefunded(bob, id, hold, abi.encodeWithSelector(IMessenger.UnknownChain.selector, HOME));
        vm.expectRevert(abi.encodeWithSelector(IMessenger.UnknownChain.selector, HOME));
        buckets.quoteRefund(HOME);
    }

    /// @dev No state, backing or limit keeps a hold from going home.
    function test_refundHold_inEveryState() public {
        (uint32 id, Hold memory hold) = _held(91e18, HoldKind.RefundOnly);
        _setBacking(0);
        for (uint8 state = 0; state < 4; ++state) {
            _setState(BucketState(state));
            _assertRefundable(bob, id, hold);
        }
    }

    // ------------------------------------------------------------------------------------------- no one else's, once

    function test_holds_errorUnknownHoldWithWrongParticulars() public {
        _setState(BucketState.NoMinting);
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Waiting);
        for (uint256 lie = 0; lie < 8; ++lie) {
            (uint32 id_, Hold memory lied) = _lieAbout(id, hold, lie);
            bytes memory unknown = _unknownHold(id_);
            assertFalse(buckets.isHeld(HOME, address(token), id_, lied));
            _notReleased(id_, lied, unknown);
            vm.prank(guardian);
            vm.expectRevert(unknown);
            buckets.voidHold(HOME, address(token), id_, lied);
            vm.warp(hold.heldAt + 30 days);
            _notRefunded(stranger, id_, lied, unknown);
            vm.warp(hold.heldAt);
        }
        // Nor under another bucket.
        bytes memory unknown_ = _unknownHold(id);
        vm.expectRevert(unknown_);
        buckets.releaseHold(HOME, stranger, id, hold);
        vm.expectRevert(unknown_);
        buckets.releaseHold(SECOND_HOST, address(token), id, hold);
        assertTrue(buckets.isHeld(HOME, address(token), id, hold));
    }

    /// @custom:invariant INV-004
    function test_holds_nothingHappensTwice() public {
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Delayed);
        skip(DELAY);
        _released(id, hold);
        _assertGone(id, hold);

        (id, hold) = _held(91e18, HoldKind.RefundOnly);
        _refund(bob, id, hold);
        _assertGone(id, hold);

        (id, hold) = _held(70e18, HoldKind.Delayed);
        Hold memory voided = _voided(id, hold);
        _assertGone(id, hold);
        vm.prank(guard);
        vm.expectRevert(_neverPasses(id));
        buckets.voidHold(HOME, address(token), id, voided);
        _notReleased(id, voided, _neverPasses(id));
        assertEq(_reserved(), 0, "returned once");
        _refund(alice, id, voided);
        _assertGone(id, voided);
    }

    /// @dev While the endpoint returns the surplus nothing of the buckets can be entered, so no hold is spent twice.
    /// @custom:invariant INV-004
    function test_refundHold_errorReentrancyBySurplus() public {
        HostileRefunder refunder = new HostileRefunder(buckets);
        Packet memory packet = _says(address(token), 91e18);
        packet.message = _mintPayload(address(token), address(refunder), 91e18);
        _deliver(host, packet);
        (uint32 delayedId, Hold memory delayed) = _held(60e18, HoldKind.Delayed);
        uint40 time = uint40(block.timestamp);
        Hold memory hold =
            Hold(packet.guid, address(refunder), address(refunder), 91e18, HoldKind.RefundOnly, time, time);
        skip(DELAY);

        bytes[] memory attempts = new bytes[](3);
        attempts[0] = abi.encodeCall(buckets.refundHold, (HOME, address(token), 1, hold));
        attempts[1] = abi.encodeCall(buckets.releaseHold, (HOME, address(token), delayedId, delayed));
        attempts[2] = abi.encodeCall(buckets.burn, (HOME, address(token), 1, bob));
        vm.deal(address(this), FEE);
        refunder.refund{ value: FEE }(HOME, address(token), 1, hold, attempts);
        bytes memory locked = abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(refunder.refusals(i), locked);
        }
        assertTrue(buckets.isHeld(HOME, address(token), delayedId, delayed));
        _assertGone(1, hold);
    }

    // ----------------------------------------------------------------------------------------------------- support

    /// @dev No delay, 90 minted and 10 stored.
    function _drained() private {
        Limits memory limits = _limits();
        limits.delaySeconds = 0;
        _setLimits(HOST_CAPACITY, limits);
        _minted(90e18);
    }

    function _setSeasoned() private {
        vm.prank(governor);
        buckets.setSeasoning(HOME, address(token), 1 days, 20);
    }

    /// @dev The endpoint delivers with so much gas.
    function _hears(uint128 amount, uint256 gas) private returns (bool passed) {
        bytes memory payload = _mintPayload(address(token), bob, amount);
        Origin memory origin = Origin(HOME, _asPeer(address(vault)), 1);
        bytes memory call = abi.encodeCall(buckets.lzReceive, (origin, bytes32(gas), payload, stranger, ""));
        vm.prank(address(host.endpoint));
        (passed,) = address(buckets).call{ gas: gas }(call);
    }

    function _threeWait() private returns (uint32[3] memory ids, Hold[3] memory holds) {
        uint128[3] memory amounts = [uint128(20e18), 30e18, 40e18];
        for (uint256 i = 0; i < 3; ++i) {
            (ids[i], holds[i]) = _held(amounts[i], HoldKind.Waiting);
        }
    }

    /// @param way Voided, expired or sent home.
    function _leave(uint256 way, uint256 place) private {
        _drained();
        (uint32[3] memory ids, Hold[3] memory holds) = _threeWait();
        if (way == 1 || way == 2) skip(MAX_HOLD);
        Hold memory refundOnly = _as(holds[place], HoldKind.RefundOnly, block.timestamp);
        if (way == 0) _voided(ids[place], holds[place]);
        if (way == 1) _changed(ids[place], holds[place], refundOnly);
        if (way == 2) _refund(bob, ids[place], holds[place]);
        uint256 left = 90e18 - holds[place].amount;
        _assertQueue(place == 0 ? ids[1] : ids[0], place == 2 ? ids[1] : ids[2], left);
        if (way == 1 || way == 2) return;

        skip(100);
        (uint32 last, Hold memory newest) = _held(80e18, HoldKind.Waiting);
        uint32 head = place == 0 ? ids[1] : ids[0];
        _notReleased(last, newest, _notNext(last, head));
        for (uint256 i = 0; i < 3; ++i) {
            if (i != place) _released(ids[i], holds[i]);
        }
        _assertQueue(last, last, 80e18);
        skip(100);
        _released(last, newest);
        _assertQueue(0, 0, 0);
    }

    function _lieAbout(uint32 id, Hold memory hold, uint256 lie) private pure returns (uint32, Hold memory lied) {
        lied = _as(hold, hold.kind, hold.dueAt);
        if (lie == 0) lied.guid = bytes32(uint256(hold.guid) ^ 1);
        if (lie == 1) lied.receiver = hold.refundTo;
        if (lie == 2) lied.refundTo = hold.receiver;
        if (lie == 3) lied.amount = hold.amount - 1;
        if (lie == 4) lied.kind = HoldKind.Delayed;
        if (lie == 5) lied.heldAt = hold.heldAt - 1;
        if (lie == 6) lied.dueAt = hold.dueAt + 1;
        return (lie == 7 ? id + 1 : id, lied);
    }

    function _assertRefundable(address who, uint32 id, Hold memory hold) private {
        uint256 snapshot = vm.snapshotState();
        _refund(who, id, hold);
        assertFalse(buckets.isHeld(HOME, address(token), id, hold), "sent home");
        vm.revertToState(snapshot);
    }

    /// @dev By no way can it be acted on again.
    function _assertGone(uint32 id, Hold memory hold) private {
        bytes memory unknown = _unknownHold(id);
        assertFalse(buckets.isHeld(HOME, address(token), id, hold));
        _notReleased(id, hold, unknown);
        uint256 snapshot = vm.snapshotState();
        skip(30 days);
        _notRefunded(bob, id, hold, unknown);
        vm.revertToState(snapshot);
        if (hold.kind == HoldKind.RefundOnly) return;
        vm.prank(guardian);
        vm.expectRevert(unknown);
        buckets.voidHold(HOME, address(token), id, hold);
    }
}

/// @dev Two buckets, one with three waiting holds and one with 10,000: each step costs the same in both.
contract HostHoldsGasTest is HostFixture {
    uint32 private constant MANY = 10_000;
    address private constant CROWDED = address(0xc0ffee);

    uint40 private _time;

    function setUp() public override {
        super.setUp();
        vm.startPrank(governor);
        buckets.openBucket(HOME, CROWDED, "", "", 18);
        buckets.setBucketLimits(HOME, CROWDED, HOST_CAPACITY, _limits());
        buckets.setBucketLimits(HOME, address(token), HOST_CAPACITY, _limits());
        buckets.setBucketState(HOME, CROWDED, BucketState.NoMinting);
        buckets.setBucketState(HOME, address(token), BucketState.NoMinting);
        vm.stopPrank();
        _time = uint40(block.timestamp);
        vm.pauseGasMetering();
        for (uint32 id = 1; id <= MANY; ++id) {
            if (id <= 3) _arrive(address(token), id);
            _arrive(CROWDED, id);
        }
        vm.resumeGasMetering();
        vm.startPrank(governor);
        buckets.setBucketState(HOME, CROWDED, BucketState.Open);
        buckets.setBucketState(HOME, address(token), BucketState.Open);
        vm.stopPrank();
    }

    /// @custom:invariant INV-008
    function test_gas_theSameWithThreeAndTenThousandHolds() public {
        (uint32 head, uint32 tail, uint32 lastId, uint256 waiting) = buckets.queue(HOME, CROWDED);
        assertEq(abi.encode(head, tail, lastId, waiting), abi.encode(1, MANY, MANY, uint256(MANY) * 2e18));

        skip(100);
        _compare(this.release, 1, 1, "release, first");
        _compare(this.void, 1, 1, "void, first");
        _compare(this.void, 2, 5000, "void, between");
        _compare(this.void, 3, MANY, "void, last");
        skip(MAX_HOLD);
        _compare(this.release, 2, 5000, "expire, between");
        _compare(this.refund, 1, 1, "refund, first");
        _compare(this.refund, 2, 5000, "refund, between");
        _compare(this.refund, 3, MANY, "refund, last");
    }

    /// @dev A queue of one has no neighbour to tell, which is all that it saves: one slot to read and write.
    /// @custom:invariant INV-008
    function test_gas_aloneItSavesOneSlot() public {
        this.void(address(token), 2);
        this.void(address(token), 3);
        skip(100);
        uint256 alone = _cost(this.release, address(token), 1);
        uint256 crowded = _cost(this.release, CROWDED, 1);
        assertLt(crowded, alone + 7200, "2,100 for a cold slot, 5,000 for its change");
    }

    function release(address asset, uint32 id) external {
        buckets.releaseHold(HOME, asset, id, _holdOf(asset, id));
    }

    function void(address asset, uint32 id) external {
        Hold memory hold = _holdOf(asset, id);
        vm.prank(guardian);
        buckets.voidHold(HOME, asset, id, hold);
    }

    function refund(address asset, uint32 id) external {
        Hold memory hold = _holdOf(asset, id);
        uint256 fee = buckets.quoteRefund(HOME).nativeFee;
        vm.deal(bob, fee);
        vm.prank(bob);
        buckets.refundHold{ value: fee }(HOME, asset, id, hold);
    }

    function _compare(function(address, uint32) external step, uint32 few, uint32 many, string memory what) private {
        assertApproxEqAbs(_cost(step, CROWDED, many), _cost(step, address(token), few), 300, what);
    }

    function _cost(function(address, uint32) external step, address asset, uint32 id) private returns (uint256 gas) {
        uint256 snapshot = vm.snapshotState();
        vm.cool(address(buckets));
        vm.cool(buckets.receiptOf(HOME, asset));
        vm.cool(address(host.endpoint));
        step(asset, id);
        gas = vm.lastCallGas().gasTotalUsed;
        vm.revertToState(snapshot);
    }

    function _arrive(address asset, uint32 id) private {
        uint256 memoryEnd;
        assembly ("memory-safe") {
            memoryEnd := mload(0x40)
        }
        bytes memory payload = _mintPayload(asset, bob, 2e18);
        vm.prank(address(host.endpoint));
        buckets.lzReceive(Origin(HOME, _asPeer(address(vault)), id), bytes32(uint256(id)), payload, stranger, "");
        // 10,000 of them would not fit the memory.
        assembly ("memory-safe") {
            mstore(0x40, memoryEnd)
        }
    }

    function _holdOf(address, uint32 id) private view returns (Hold memory) {
        return Hold(bytes32(uint256(id)), bob, bob, 2e18, HoldKind.Waiting, _time, 0);
    }
}
