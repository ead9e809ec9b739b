// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { CollateralReceipt } from "../src/CollateralReceipt.sol";
import { Hold, HoldKind } from "../src/HoldQueue.sol";
import { BucketState, IReceiptBuckets } from "../src/interfaces/IReceiptBuckets.sol";
import { IReceiptStatus } from "../src/interfaces/IReceiptStatus.sol";
import { IRoles, Role } from "../src/interfaces/IRoles.sol";
import { Limits, RateLimit } from "../src/RateLimit.sol";
import { HostFixture } from "./support/HostFixture.sol";

/// @dev What may be minted, and who may change that: limits, states, backing, seasoning. What is held is in HostHolds.
contract HostLimitsTest is HostFixture {
    // -------------------------------------------------------------------------------------------------------- mint

    function test_mint_drawsOnTheLimiterAndTimeRefillsIt() public {
        assertEq(_available(), 100e18);
        _minted(50e18);
        assertEq(_available(), 50e18);
        skip(7);
        assertEq(_available(), 57e18);
        skip(1000);
        assertEq(_available(), 100e18, "no more than the burst");
    }

    function test_mint_theBoundsOfAnAmount() public {
        _minted(2e18);
        _held(2e18 - 1, HoldKind.RefundOnly);
        _held(90e18, HoldKind.Delayed);
        _held(90e18 + 1, HoldKind.RefundOnly);
        _held(type(uint128).max, HoldKind.RefundOnly);
        assertEq(_bucketLevel(), 2e18);
        assertEq(_reserved(), 90e18);
    }

    function test_mint_unsetIsClosed() public {
        vm.prank(governor);
        buckets.openBucket(HOME, stranger, "Other", "OTH", 18);
        skip(1000);
        assertEq(buckets.available(HOME, stranger), 0);
        assertEq(buckets.previewMint(HOME, stranger, 5), type(uint256).max);
        _heldOf(stranger, 5, HoldKind.RefundOnly);
    }

    /// @dev A captured home: whatever it says, for however long, it mints at most the burst and the refill. 30 messages
    /// and whatever of them passes later.
    /// @custom:invariant INV-010
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_mint_aForgingHomeIsBounded(uint256 seed) public {
        uint256 started = block.timestamp;
        uint256 minted;
        for (uint256 i = 0; i < 30; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _deliver(host, _says(address(token), uint128(seed % 95e18)));
            skip((seed >> 200) % 30);
            minted = receipt.balanceOf(bob);
            assertLe(minted + _reserved(), 100e18 + (block.timestamp - started) * 1e18, "burst + rate * T");
        }
        assertGt(minted + _reserved(), 0);
    }

    // ------------------------------------------------------------------------------------------------ configuration

    function test_setBucketLimits_errors() public {
        Limits memory limits = _limits();
        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(RateLimit.LimitsOutOfOrder.selector, 2e18, 90e18, 100e18, 99e18));
        buckets.setBucketLimits(HOME, address(token), 99e18, limits);
        limits.delaySeconds = 3.5 days + 1;
        vm.expectRevert(abi.encodeWithSelector(IReceiptBuckets.DelayTooLong.selector, 3.5 days + 1, 3.5 days));
        buckets.setBucketLimits(HOME, address(token), HOST_CAPACITY, limits);
        limits.delaySeconds = 3.5 days;
        buckets.setBucketLimits(HOME, address(token), HOST_CAPACITY, limits);
        vm.stopPrank();
    }

    /// @custom:invariant INV-013
    function test_setBucketLimits_errorNotAllowed() public {
        address[3] memory others = [guardian, guard, stranger];
        Role[3] memory roles = [Role.Guardian, Role.Guard, Role.None];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IRoles.NotAllowed.selector, others[i], roles[i]));
            buckets.setBucketLimits(HOME, address(token), HOST_CAPACITY, _limits());
        }
    }

    /// @dev Tighter in every field, and back to just what the owner set.
    /// @custom:invariant INV-013
    function test_setBucketLimits_theStewardMovesWithinTheOwners() public {
        Limits memory tight = Limits(99e18, 0.9e18, 89e18, 3e18, 49e18, 1001);
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.BucketLimitsSet(HOME, address(token), 999e18, 99e18, 0.9e18, 89e18, 3e18, 49e18, 1001);
        _stewardSets(999e18, tight, false);
        assertEq(abi.encode(buckets.limits(HOME, address(token))), abi.encode(tight));
        assertEq(buckets.bucket(HOME, address(token)).bucketCapacity, 999e18);
        (uint112 capacity, Limits memory owners) = buckets.ownersLimits(HOME, address(token));
        assertEq(capacity, HOST_CAPACITY);
        assertEq(abi.encode(owners), abi.encode(_limits()), "the owner's are the bounds still");
        _stewardSets(HOST_CAPACITY, _limits(), false);
        assertEq(abi.encode(buckets.limits(HOME, address(token))), abi.encode(_limits()));
    }

    /// @custom:invariant INV-013
    function test_setBucketLimits_errorAboveOwnersLimitsInEachField() public {
        _stewardSets(HOST_CAPACITY + 1, _limits(), true);
        _stewardSets(HOST_CAPACITY, Limits(100e18 + 1, 1e18, 90e18, 2e18, 50e18, 1000), true);
        _stewardSets(HOST_CAPACITY, Limits(100e18, 1e18 + 1, 90e18, 2e18, 50e18, 1000), true);
        _stewardSets(HOST_CAPACITY, Limits(100e18, 1e18, 90e18 + 1, 2e18, 50e18, 1000), true);
        _stewardSets(HOST_CAPACITY, Limits(100e18, 1e18, 90e18, 2e18 - 1, 50e18, 1000), true);
        _stewardSets(HOST_CAPACITY, Limits(100e18, 1e18, 90e18, 2e18, 50e18 + 1, 1000), true);
        _stewardSets(HOST_CAPACITY, Limits(100e18, 1e18, 90e18, 2e18, 50e18, 999), true);
        _stewardSets(HOST_CAPACITY, Limits(100e18, 1e18, 90e18, 2e18, 50e18, 0), true);
    }

    function test_setBucketLimits_theOwnersNextAreTheNewBounds() public {
        _setLimits(500e18, Limits(50e18, 1e18, 50e18, 0, 0, 0));
        _stewardSets(HOST_CAPACITY, _limits(), true);
        _stewardSets(500e18, Limits(50e18, 1e18, 50e18, 0, 0, 0), false);
    }

    function test_setBucketLimits_theStewardOfAnUnsetBucketMaySetNothing() public {
        vm.prank(governor);
        buckets.openBucket(HOME, stranger, "Other", "OTH", 18);
        vm.prank(steward);
        vm.expectRevert(abi.encodeWithSelector(IReceiptBuckets.AboveOwnersLimits.selector, HOME, stranger));
        buckets.setBucketLimits(HOME, stranger, 1, Limits(1, 0, 1, 0, 0, 0));
    }

    /// @custom:invariant INV-007
    function testFuzz_setBucketLimits_neverRaisesRoom(uint112 capacity, uint112 burst, uint80 refill) public {
        capacity = uint112(bound(capacity, 1, type(uint112).max));
        burst = uint112(bound(burst, 1, capacity));
        _minted(50e18);
        Limits memory limits = Limits(burst, refill, burst, 0, 0, 0);
        _setLimits(capacity, limits);
        uint256 room = capacity < 50e18 ? 0 : capacity - 50e18;
        uint256 stored = burst < 50e18 ? burst : 50e18;
        assertEq(_available(), stored < room ? stored : room);
    }

    /// @dev A capacity below the level, raised again: what was stored is gone.
    /// @custom:invariant INV-007
    function test_setBucketLimits_aCapacityLoweredAndRaisedLeavesNothingStored() public {
        _minted(50e18);
        _setLimits(50e18, Limits(50e18, 1e18, 50e18, 0, 0, 0));
        _setLimits(HOST_CAPACITY, _limits());
        assertEq(_available(), 0);
        skip(3);
        assertEq(_available(), 3e18);
    }

    /// @dev Whatever anybody sets, in any order, what may be minted at that moment does not rise.
    /// @custom:invariant INV-007
    /// forge-config: default.fuzz.runs = 128
    function testFuzz_roles_noActionRaisesRoom(uint256 seed) public {
        for (uint256 i = 0; i < 24; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            skip((seed >> 8) % 3 == 0 ? (seed >> 16) % 9 days : (seed >> 16) % 90);
            if (seed % 5 == 0) _deliver(host, _says(address(token), uint128((seed >> 64) % 95e18)));
            uint256 before = _available();
            _anyAction(seed >> 32);
            assertLe(_available(), before);
        }
    }

    // -------------------------------------------------------------------------------------------------------- burn

    /// @custom:invariant INV-006
    function test_burn_dustIsBurnedAndPaid() public {
        _deliver(host, _lock(HOST, 10e18));
        _deliver(home, _burn(1));
        assertEq(vault.locked(HOST, address(token)), 10e18 - 1);
    }

    /// @custom:invariant INV-006
    function test_burn_theLimitsOfMintingAreNoneOfBurning() public {
        _deliver(host, _lock(HOST, 50e18));
        skip(1000);
        _deliver(host, _lock(HOST, 50e18));
        _setLimits(1, Limits(1, 0, 1, 0, 0, 0));
        _setBacking(0);
        _setState(BucketState.Stopped);
        _deliver(home, _burn(60e18));
        _deliver(home, _burn(40e18));
        assertEq(vault.locked(HOST, address(token)), 0);
        assertEq(_bucketLevel(), 0);
    }

    // ------------------------------------------------------------------------------------------------------ states

    /// @dev Of the owner's state and what is laid over it, the tighter is in force; at `until` the owner's alone. Open laid
    /// over it is nothing, and lasts for no time.
    function test_states_theTighterOfTwoIsInForce() public {
        for (uint8 own = 0; own < 4; ++own) {
            for (uint8 laid = 0; laid < 4; ++laid) {
                uint256 until = block.timestamp + 10;
                _setState(BucketState(own));
                vm.expectEmit(address(buckets));
                emit IReceiptBuckets.BucketTightened(
                    HOME, address(token), BucketState(laid), laid == 0 ? 0 : until, governor
                );
                _setTightening(BucketState(laid), until);
                assertEq(_state(), own > laid ? own : laid);
                (BucketState own_, BucketState laid_, uint256 until_) = buckets.states(HOME, address(token));
                assertEq(
                    abi.encode(own_, laid_, until_),
                    abi.encode(own, laid, laid == 0 ? 0 : until),
                    "neither overwrites the other"
                );
                skip(9);
                assertEq(_state(), own > laid ? own : laid);
                skip(1);
                assertEq(_state(), own);
            }
        }
    }

    /// @dev Who may go from each state to which: the guardian to any that is tighter, the guard up to NotEligible.
    /// @custom:invariant INV-013
    function test_tightenBucket_everyTransition() public {
        for (uint8 level = 0; level < 4; ++level) {
            _setState(BucketState(level));
            for (uint8 to = 0; to < 4; ++to) {
                uint256 snapshot = vm.snapshotState();
                bytes memory refused =
                    to > level ? bytes("") : abi.encodeWithSelector(IRoles.NotTighter.selector, level);
                _expectTighten(guardian, BucketState(to), refused);
                vm.revertToState(snapshot);
                if (to > level && to == 3) {
                    refused = abi.encodeWithSelector(IRoles.NotAllowed.selector, guard, Role.Guard);
                }
                _expectTighten(guard, BucketState(to), refused);
                vm.revertToState(snapshot);
            }
        }
    }

    /// @custom:invariant INV-013
    function test_tightenBucket_errorNotAllowed() public {
        address[3] memory others = [governor, steward, stranger];
        Role[3] memory roles = [Role.None, Role.Steward, Role.None];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(IRoles.NotAllowed.selector, others[i], roles[i]);
            _expectTighten(others[i], BucketState.NoMinting, reason);
        }
    }

    /// @dev What lies over the owner's state counts as in force: a second step must be tighter than the first.
    function test_tightenBucket_stepByStep() public {
        _tighten(guard, BucketState.NoMinting);
        _expectTighten(guard, BucketState.NoMinting, abi.encodeWithSelector(IRoles.NotTighter.selector, 1));
        skip(1 days);
        _tighten(guard, BucketState.NotEligible);
        _expectTighten(guardian, BucketState.NoMinting, abi.encodeWithSelector(IRoles.NotTighter.selector, 2));
        skip(1 days);
        _tighten(guardian, BucketState.Stopped);
        _expectTighten(guardian, BucketState.NotEligible, abi.encodeWithSelector(IRoles.NotTighter.selector, 3));
        skip(GUARDIAN_MAX - 1);
        assertEq(_state(), 3);
        skip(1);
        assertEq(_state(), 0);
    }

    /// @custom:invariant INV-007
    function test_tightenBucket_whatLapsesHasNothingStored() public {
        for (uint8 state = 1; state < 4; ++state) {
            skip(2000);
            assertEq(_available(), 100e18);
            _tighten(guardian, BucketState(state));
            assertEq(_available(), 0);
            skip(GUARDIAN_MAX - 1);
            assertEq(_available(), 0);
            skip(1);
            assertEq(_state(), 0);
            assertEq(_available(), 0, "empty when it lapses");
            skip(7);
            assertEq(_available(), 7e18, "and refilled from then on");
        }
    }

    /// @dev A change of limits, state or backing meanwhile lets nothing accrue before the lapse.
    /// @custom:invariant INV-007
    function test_tightenBucket_nothingAccruesWhatHappensMeanwhile() public {
        _tighten(guardian, BucketState.NoMinting);
        skip(1 days);
        _setLimits(HOST_CAPACITY, _open(HOST_CAPACITY));
        skip(1 days);
        _setState(BucketState.NoMinting);
        skip(1 days);
        _setState(BucketState.Open);
        _setBacking(5e8);
        _setBacking(1e9);
        skip(4 days);
        assertEq(_state(), 0);
        assertEq(_available(), 0);
        skip(1);
        assertEq(_available(), HOST_CAPACITY);
    }

    /// @dev The lapse does not open what the owner has closed meanwhile.
    function test_tightenBucket_lapsesToTheOwnersState() public {
        _tighten(guardian, BucketState.Stopped);
        _setState(BucketState.NotEligible);
        assertEq(_state(), 3);
        skip(GUARDIAN_MAX);
        assertEq(_state(), 2);
    }

    /// @dev A stop lapses at 7 d; until 14 d there is no other, whatever is laid over in between.
    /// @custom:invariant INV-013
    function test_tightenBucket_errorStoppedRecently() public {
        uint256 stopped = block.timestamp;
        bytes memory refused = _stoppedRecently(stopped + 14 days);
        _tighten(guardian, BucketState.Stopped);
        skip(7 days);
        _expectTighten(guardian, BucketState.Stopped, refused);
        _tighten(guardian, BucketState.NoMinting);
        _expectTighten(guardian, BucketState.Stopped, refused);
        skip(1 days);
        _tighten(guard, BucketState.NotEligible);
        skip(6 days - 1);
        _expectTighten(guardian, BucketState.Stopped, refused);
        skip(1);
        _tighten(guardian, BucketState.Stopped);
        assertEq(_state(), 3);
    }

    /// @dev The owner is above that.
    function test_tightenBucket_theOwnerStopsWhenHeLikes() public {
        _tighten(guardian, BucketState.Stopped);
        skip(7 days);
        _setState(BucketState.Stopped);
        assertEq(_state(), 3);
        _setState(BucketState.Open);
        _setTightening(BucketState.Stopped, block.timestamp + 1);
        assertEq(_state(), 3);
    }

    /// @custom:invariant INV-007
    function test_setTightening_liftsAndLeavesNothingStored() public {
        _tighten(guardian, BucketState.Stopped);
        skip(1 days);
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.BucketTightened(HOME, address(token), BucketState.Open, 0, governor);
        _setTightening(BucketState.Open, 0);
        assertEq(_state(), 0);
        assertEq(_available(), 0);
        skip(7);
        assertEq(_available(), 7e18);
    }

    /// @custom:invariant INV-007
    function test_setTightening_extends() public {
        _tighten(guardian, BucketState.Stopped);
        skip(6 days);
        uint256 until = block.timestamp + 7 days;
        _setTightening(BucketState.Stopped, until);
        vm.warp(until - 1);
        assertEq(_state(), 3);
        vm.warp(until);
        assertEq(_state(), 0);
        assertEq(_available(), 0);
        skip(7);
        assertEq(_available(), 7e18);
    }

    /// @dev What is laid lasts no longer than a fast role's would; nor does an end behind 2106, where the limiter's clock
    /// would begin again, fill anything.
    /// @custom:invariant INV-007
    function test_setTightening_errorTighteningTooLong() public {
        _minted(50e18);
        uint256 latest = block.timestamp + 7 days;
        uint256[3] memory untils = [latest + 1, 1 << 32, type(uint40).max];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(_tighteningTooLong(untils[i], latest));
            _setTightening(BucketState.NoMinting, untils[i]);
            assertEq(_state(), 0);
            assertEq(_available(), 50e18);
        }
        _setTightening(BucketState.NoMinting, latest);
        vm.warp(latest - 1);
        assertEq(_state(), 1);
        vm.warp(latest);
        assertEq(_state(), 0);
        assertEq(_available(), 0);
    }

    /// @dev Whenever it ends, Open is no state to lay over another.
    /// @custom:invariant INV-007
    function test_setTightening_openLiftsWhateverItsEnd() public {
        uint256[3] memory lengths = [uint256(0), 1, 7 days];
        for (uint256 i = 0; i < 3; ++i) {
            _tighten(guard, BucketState.NotEligible);
            skip(1 days);
            _setTightening(BucketState.Open, block.timestamp + lengths[i]);
            (BucketState own, BucketState laid, uint256 until) = buckets.states(HOME, address(token));
            assertEq(abi.encode(own, laid, until), abi.encode(0, 0, 0));
            assertEq(_available(), 0);
            skip(7);
            assertEq(_available(), 7e18, "refills at once");
        }
    }

    /// @dev A fast role's always ends later than what the owner laid at the latest, and is tighter: it shortens nothing.
    /// @custom:invariant INV-013
    function test_tightenBucket_neverShortensWhatTheOwnerLaid() public {
        uint256[3] memory pauses = [uint256(0), 1, 7 days - 1];
        address[2] memory fast = [guard, guardian];
        for (uint256 i = 0; i < 6; ++i) {
            uint256 snapshot = vm.snapshotState();
            uint256 until = block.timestamp + 7 days;
            _setTightening(BucketState.NoMinting, until);
            skip(pauses[i / 2]);
            _tighten(fast[i % 2], BucketState(2 + i % 2));
            vm.warp(until - 1);
            assertEq(_state(), 2 + i % 2, "as tight for as long as the owner said");
            assertEq(_available(), 0);
            (,, uint256 ends) = buckets.states(HOME, address(token));
            assertEq(ends, until + pauses[i / 2]);
            vm.revertToState(snapshot);
        }
    }

    /// @dev However a stop ends, there is no other until it would have lapsed and as long again; the owner's own is one.
    /// @custom:invariant INV-013
    function test_setTightening_keepsThePauseBetweenFullStops() public {
        uint256 from = block.timestamp + 14 days;
        _tighten(guardian, BucketState.Stopped);
        skip(1 days);
        uint256 snapshot = vm.snapshotState();
        BucketState[3] memory states = [BucketState.Open, BucketState.NotEligible, BucketState.Stopped];
        for (uint256 i = 0; i < 3; ++i) {
            _setTightening(states[i], block.timestamp + 2);
            if (i == 2) skip(2);
            _expectTighten(guardian, BucketState.Stopped, _stoppedRecently(from));
            vm.warp(from - 1);
            _expectTighten(guardian, BucketState.Stopped, _stoppedRecently(from));
            _setState(BucketState.Stopped);
            assertEq(_state(), 3);
            _setState(BucketState.Open);
            vm.warp(from);
            _expectTighten(guardian, BucketState.Stopped, "");
            vm.revertToState(snapshot);
        }
    }

    /// @custom:invariant INV-007
    function test_setBucketState_aReopenedBucketIsEmpty() public {
        for (uint8 state = 1; state < 4; ++state) {
            skip(2000);
            vm.expectEmit(address(buckets));
            emit IReceiptBuckets.BucketStateSet(HOME, address(token), BucketState(state));
            _setState(BucketState(state));
            assertEq(_available(), 0);
            skip(1000);
            _setState(BucketState.Open);
            assertEq(_available(), 0);
            skip(7);
            assertEq(_available(), 7e18);
        }
    }

    // ----------------------------------------------------------------------------------------------------- backing

    /// @custom:invariant INV-007
    function test_setBacking_belowOneMintsNothing() public {
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.BackingSet(HOME, address(token), 1e9 - 1);
        _setBacking(1e9 - 1);
        assertEq(buckets.backingOf(address(receipt)), 1e9 - 1);
        assertEq(buckets.bucket(HOME, address(token)).backing, 1e9 - 1);
        assertEq(_available(), 0);
        assertEq(buckets.previewMint(HOME, address(token), 2e18), type(uint256).max);
        _held(2e18, HoldKind.RefundOnly);
        assertFalse(buckets.isEligible(address(receipt)));

        skip(1 days);
        _setBacking(1e9);
        assertEq(buckets.backingOf(address(receipt)), 1e9);
        assertEq(_available(), 0, "starts empty");
        assertTrue(buckets.isEligible(address(receipt)));
        skip(7);
        assertEq(_available(), 7e18);
        _minted(7e18);
    }

    function test_setBacking_errorBackingOutOfRange() public {
        vm.prank(governor);
        vm.expectRevert(abi.encodeWithSelector(IReceiptBuckets.BackingOutOfRange.selector, 1e9 + 1));
        buckets.setBacking(HOME, address(token), 1e9 + 1);
    }

    function test_backingOf_errorUnknownReceipt() public {
        vm.expectRevert(abi.encodeWithSelector(IReceiptStatus.UnknownReceipt.selector, address(secondReceipt)));
        buckets.backingOf(address(secondReceipt));
    }

    // --------------------------------------------------------------------------------------------------- seasoning

    function test_setSeasoning_emitsAndStores() public {
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.SeasoningSet(HOME, address(token), 1 days, 20);
        _setSeasoning(1 days, 20);
        _assertFresh(0);
        (, uint256 length, uint256 percent) = buckets.seasoning(HOME, address(token));
        assertEq(abi.encode(length, percent), abi.encode(1 days, 20));
    }

    function test_setSeasoning_errorShareOutOfRange() public {
        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(IReceiptBuckets.ShareOutOfRange.selector, 101));
        buckets.setSeasoning(HOME, address(token), 1, 101);
        vm.expectRevert(abi.encodeWithSelector(IReceiptBuckets.ShareOutOfRange.selector, 0));
        buckets.setSeasoning(HOME, address(token), 1, 0);
        buckets.setSeasoning(HOME, address(token), 1, 100);
        buckets.setSeasoning(HOME, address(token), 0, 0);
        vm.stopPrank();
    }

    /// @dev 80 seasoned and 20 fresh are 20 %; one unit burned of either is too few.
    function test_isEligible_atTheExactShare() public {
        _seasoned(80e18);
        _mintTo(alice, 20e18);
        _assertFresh(20e18);
        assertTrue(buckets.isEligible(address(receipt)));
        vm.prank(bob);
        receipt.transfer(alice, 1);
        _burn(1);
        assertFalse(buckets.isEligible(address(receipt)), "20 of 100e18 - 1");
        _mintTo(bob, 1);
        assertFalse(buckets.isEligible(address(receipt)), "20e18 + 1 of 100e18");
    }

    /// @dev The first of a window counts twice its length, the last of it a second longer than once.
    function test_isEligible_theWindowsRoll() public {
        _seasoned(80e18);
        uint256 start = block.timestamp;
        _mintTo(bob, 25e18);
        _assertFresh(25e18);
        assertFalse(buckets.isEligible(address(receipt)));
        vm.warp(start + 1 days - 1);
        _mintTo(bob, 3e18);
        _assertFresh(28e18);
        vm.warp(start + 1 days);
        _assertFresh(28e18);
        vm.warp(start + 2 days - 1);
        _assertFresh(28e18);
        assertFalse(buckets.isEligible(address(receipt)));
        vm.warp(start + 2 days);
        _assertFresh(0);
        assertTrue(buckets.isEligible(address(receipt)));
    }

    /// @dev A mint at the second window's start pushes the first into the past, where it counts for one window more.
    function test_isEligible_aNewWindowKeepsTheOldOneForItsLength() public {
        _seasoned(80e18);
        uint256 start = block.timestamp;
        _mintTo(bob, 3e18);
        vm.warp(start + 1 days);
        _mintTo(bob, 5e18);
        _assertFresh(8e18);
        vm.warp(start + 2 days - 1);
        _assertFresh(8e18);
        vm.warp(start + 2 days);
        _assertFresh(5e18);
        vm.warp(start + 3 days);
        _assertFresh(0);
    }

    /// @dev 3 are minted at the last moment of a window that nothing follows: the next one adjoins it, and they count for a
    /// second more than a day; the 25 of the first moment, which are two days old, no more.
    function test_isEligible_theWindowsAdjoin() public {
        _seasoned(80e18);
        uint256 start = block.timestamp;
        _mintTo(bob, 25e18);
        vm.warp(start + 2 days - 1);
        _mintTo(bob, 3e18);
        _assertFresh(28e18);
        vm.warp(start + 2 days);
        _assertFresh(3e18);
        vm.warp(start + 3 days - 1);
        _assertFresh(3e18);
        vm.warp(start + 3 days);
        _assertFresh(0);
    }

    /// @dev What was minted within the last day always counts, and what was minted two days ago or earlier never.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_isEligible_freshForOnceToTwiceTheSeasoning(uint256 seed) public {
        _seasoned(1);
        uint256[16] memory times;
        uint256[16] memory amounts;
        for (uint256 i = 0; i < 16; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            // Mostly hours; sometimes longer than both windows.
            skip((seed >> 64) % 5 == 0 ? seed % 3 days : seed % 12 hours);
            (times[i], amounts[i]) = (block.timestamp, (seed >> 128) % 9e18 + 1);
            _mintTo(bob, uint128(amounts[i]));
            _assertFreshWithin(times, amounts, i);
            skip((seed >> 96) % 12 hours);
            _assertFreshWithin(times, amounts, i);
        }
    }

    /// @dev Without seasoning the two say the same: by the owner's state, and by what is laid over it until that lapses.
    function test_isSoundAndIsEligible_inEachState() public {
        bool[4] memory expected = [true, true, false, false];
        for (uint8 state = 0; state < 4; ++state) {
            _setState(BucketState(state));
            _assertStatus(expected[state], expected[state], "the owner's");
            _setState(BucketState.Open);
            _setTightening(BucketState(state), block.timestamp + 1);
            _assertStatus(expected[state], expected[state], "what is laid over it");
            skip(1);
            _assertStatus(true, true, "lapsed");
        }
        _tighten(guard, BucketState.NotEligible);
        _assertStatus(false, false, "a fast role's");
        skip(GUARDIAN_MAX);
        _assertStatus(true, true, "lapsed");
    }

    /// @dev 50 of 50 are fresh, where 20 % may be: no reason to doubt what backs them.
    function test_isSound_whateverIsFresh() public {
        _setSeasoning(1 days, 20);
        _minted(50e18);
        _assertFresh(50e18);
        _assertStatus(true, false, "sound, but fresh");
        _setState(BucketState.NoMinting);
        _assertStatus(true, false, "nor without minting");
        skip(2 days);
        _assertStatus(true, true, "seasoned");
        _setState(BucketState.NotEligible);
        _assertStatus(false, false, "whatever is seasoned");
    }

    /// @dev A part per billion is missing, and comes back.
    function test_isSound_onlyFullyBacked() public {
        uint32[3] memory backings = [uint32(1e9 - 1), 0, 1e9];
        for (uint256 i = 0; i < 3; ++i) {
            _setBacking(backings[i]);
            _assertStatus(i == 2, i == 2, "backing");
        }
    }

    function test_isSound_eachReceiptByItself() public {
        CollateralReceipt other = _openBucketOf(stranger);
        _setBacking(5e8);
        assertFalse(buckets.isSound(address(receipt)));
        assertTrue(buckets.isSound(address(other)));
        assertTrue(secondBuckets.isSound(address(secondReceipt)));
        assertFalse(buckets.isSound(address(secondReceipt)), "unknown here");
        assertFalse(buckets.isSound(address(0)));
        assertFalse(buckets.isSound(address(token)));
        assertFalse(buckets.isSound(buckets.receiptOf(HOME, bob)), "not opened yet");
    }

    /// @dev Another bucket's mints make nothing fresh here; a receipt of nobody's is never eligible.
    function test_isEligible_eachReceiptByItself() public {
        CollateralReceipt other = _openBucketOf(stranger);
        _setSeasoning(1 days, 20);
        _mintTo(bob, 10e18);
        assertFalse(buckets.isEligible(address(receipt)));
        assertTrue(buckets.isEligible(address(other)));
        assertFalse(buckets.isEligible(address(secondReceipt)), "unknown here");
        assertTrue(secondBuckets.isEligible(address(secondReceipt)));
        assertFalse(buckets.isEligible(address(0)));
    }

    function test_isEligible_withoutSeasoningWhateverIsFresh() public {
        _minted(50e18);
        assertTrue(buckets.isEligible(address(receipt)));
        _assertFresh(0);
    }

    // -------------------------------------------------------------------------------------------------------- views

    /// @dev 100 stored, a flow of 50, 90 at most, 2 at least.
    function test_previewMint_now() public view {
        assertEq(buckets.previewMint(HOME, address(token), 50e18), 0);
        assertEq(buckets.previewMint(HOME, address(token), 50e18 + 1), DELAY);
        assertEq(buckets.previewMint(HOME, address(token), 90e18), DELAY);
        assertEq(buckets.previewMint(HOME, address(token), 90e18 + 1), type(uint256).max);
        assertEq(buckets.previewMint(HOME, address(token), 2e18 - 1), type(uint256).max);
    }

    /// @dev 60 lack 10 of refill, and exceed the 0.5 of flow that there is by then.
    function test_previewMint_theDelayComesAfterTheRefill() public {
        _minted(50e18);
        assertEq(buckets.previewMint(HOME, address(token), 60e18), 10 + DELAY);
        (uint32 id, Hold memory hold) = _held(60e18, HoldKind.Waiting);
        skip(10);
        Hold memory changed = _as(hold, HoldKind.Delayed, block.timestamp + DELAY);
        _changed(id, hold, changed);
        skip(DELAY);
        _released(id, changed);
    }

    /// @dev 10 are stored and some 6 refill in seven days: what would fit a moment later could only go home.
    function test_previewMint_neverAfterTheMaximumHold() public {
        _setLimits(HOST_CAPACITY, Limits(100e18, 1e13, 90e18, 2e18, 0, 0));
        _minted(90e18);
        uint256 fits = 10e18 + 1e13 * (MAX_HOLD - 1);
        assertEq(buckets.previewMint(HOME, address(token), fits), MAX_HOLD - 1);
        assertEq(buckets.previewMint(HOME, address(token), fits + 1), type(uint256).max);
        // And with a delay, which counts too.
        Limits memory limits = Limits(100e18, 1e13, 90e18, 2e18, 0, uint32(DELAY));
        _setLimits(HOST_CAPACITY, limits);
        fits = 10e18 + 1e13 * (MAX_HOLD - 1 - DELAY);
        assertEq(buckets.previewMint(HOME, address(token), fits), MAX_HOLD - 1);
        assertEq(buckets.previewMint(HOME, address(token), fits + 1), type(uint256).max);
        (uint32 id, Hold memory hold) = _held(uint128(fits), HoldKind.Waiting);
        skip(MAX_HOLD - 1 - DELAY);
        Hold memory changed = _as(hold, HoldKind.Delayed, block.timestamp + DELAY);
        _changed(id, hold, changed);
        skip(DELAY);
        _released(id, changed);
    }

    function test_previewMint_neverWhileClosed() public {
        _tighten(guard, BucketState.NoMinting);
        assertEq(buckets.previewMint(HOME, address(token), 50e18), type(uint256).max);
    }

    /// @dev 10 stored behind 40 that wait: 20 more lack 50.
    function test_previewMint_behindOthers() public {
        Limits memory limits = _limits();
        limits.delaySeconds = 0;
        _setLimits(HOST_CAPACITY, limits);
        _minted(90e18);
        _held(40e18, HoldKind.Waiting);
        assertEq(_available(), 0);
        assertEq(buckets.previewMint(HOME, address(token), 20e18), 50);
        skip(49);
        assertEq(buckets.previewMint(HOME, address(token), 20e18), 1);
        assertEq(_available(), 19e18);
        skip(1);
        assertEq(buckets.previewMint(HOME, address(token), 20e18), 0);
        assertEq(_available(), 20e18);
        _minted(20e18);
    }

    /// @dev What it says is to the second: a second earlier the hold does not pass.
    function testFuzz_previewMint_isExactWithoutDelay(uint128 amount) public {
        Limits memory limits = _limits();
        limits.delaySeconds = 0;
        _setLimits(HOST_CAPACITY, limits);
        amount = uint128(bound(amount, 10e18 + 1, 90e18));
        _minted(90e18);
        uint256 wait = buckets.previewMint(HOME, address(token), amount);
        (uint32 id, Hold memory hold) = _held(amount, HoldKind.Waiting);
        skip(wait - 1);
        _notReleased(id, hold, _rateExceeded(HOME, amount, 10e18 + (wait - 1) * 1e18));
        skip(1);
        _released(id, hold);
    }

    function test_previewBurn_exact() public {
        _deliver(host, _lock(HOST, 10e18));
        (uint256 fee, uint256 room, uint256 wait) = buckets.previewBurn(HOME, address(token), 10e18);
        assertEq(room, 10e18);
        assertEq(wait, 0);
        (,, wait) = buckets.previewBurn(HOME, address(token), 10e18 + 1);
        assertEq(wait, type(uint256).max);
        vm.prank(alice);
        buckets.burn{ value: fee }(HOME, address(token), 10e18, alice);
        assertEq(_bucketLevel(), 0, "the fee sufficed");
    }

    // ----------------------------------------------------------------------------------------------------- support

    function _stewardSets(uint112 capacity, Limits memory limits, bool refused) private {
        vm.prank(steward);
        if (refused) {
            vm.expectRevert(abi.encodeWithSelector(IReceiptBuckets.AboveOwnersLimits.selector, HOME, address(token)));
        }
        buckets.setBucketLimits(HOME, address(token), capacity, limits);
    }

    function _setTightening(BucketState state, uint256 until) private {
        vm.prank(governor);
        buckets.setTightening(HOME, address(token), state, uint40(until));
    }

    function _expectTighten(address who, BucketState state, bytes memory refused) private {
        if (refused.length == 0) {
            vm.expectEmit(address(buckets));
            emit IReceiptBuckets.BucketTightened(HOME, address(token), state, block.timestamp + GUARDIAN_MAX, who);
        }
        vm.prank(who);
        if (refused.length != 0) vm.expectRevert(refused);
        buckets.tightenBucket(HOME, address(token), state);
        if (refused.length == 0) assertEq(_state(), uint8(state));
    }

    function _state() private view returns (uint8) {
        return uint8(buckets.bucket(HOME, address(token)).state);
    }

    /// @dev Something that one of the roles does; what is refused, is.
    function _anyAction(uint256 seed) private {
        uint256 pick = seed % 6;
        BucketState state = BucketState((seed >> 8) % 4);
        uint112 burst = uint112((seed >> 16) % 200e18 + 2e18);
        Limits memory limits = Limits(burst, uint80((seed >> 96) % 3e18), burst, 2e18, 50e18, uint32(DELAY));
        uint112 capacity = burst + uint112((seed >> 160) % 200e18);
        if (pick == 0) return _setLimits(capacity, limits);
        if (pick == 1) return _setState(state);
        if (pick == 2) return _setBacking((seed >> 16) % 2 == 0 ? 1e9 : 5e8);
        if (pick == 3) return _setTightening(state, block.timestamp + 7 days - (seed >> 16) % 14 days);
        if (pick == 4) {
            vm.prank(steward);
            try buckets.setBucketLimits(HOME, address(token), capacity, limits) { } catch { }
            return;
        }
        vm.prank((seed >> 16) % 2 == 0 ? guardian : guard);
        try buckets.tightenBucket(HOME, address(token), state) { } catch { }
    }

    function _setSeasoning(uint24 length, uint8 percent) private {
        vm.prank(governor);
        buckets.setSeasoning(HOME, address(token), length, percent);
    }

    /// @dev Bob holds `amount` that is seasoned: a day is the measure, and a fifth may be younger.
    function _seasoned(uint128 amount) private {
        _setLimits(HOST_CAPACITY, _open(HOST_CAPACITY));
        skip(1);
        _setSeasoning(1 days, 20);
        _mintTo(bob, amount);
        skip(2 days);
        _assertFresh(0);
    }

    function _mintTo(address receiver, uint128 amount) private {
        Packet memory packet = _says(address(token), amount);
        packet.message = _mintPayload(address(token), receiver, amount);
        uint256 level = _bucketLevel();
        _deliver(host, packet);
        assertEq(_bucketLevel(), level + amount, "minted");
    }

    function _assertFresh(uint256 expected) private view {
        (uint256 fresh,,) = buckets.seasoning(HOME, address(token));
        assertEq(fresh, expected);
    }

    /// @dev Of the first `last + 1` mints.
    function _assertFreshWithin(uint256[16] memory times, uint256[16] memory amounts, uint256 last) private view {
        (uint256 young, uint256 notOld) = (0, 0);
        for (uint256 i = 0; i <= last; ++i) {
            if (block.timestamp - times[i] < 1 days) young += amounts[i];
            if (block.timestamp - times[i] < 2 days) notOld += amounts[i];
        }
        (uint256 fresh,,) = buckets.seasoning(HOME, address(token));
        assertGe(fresh, young, "at least seasoningSeconds");
        assertLe(fresh, notOld, "at most twice");
    }

    function _assertStatus(bool sound, bool eligible, string memory why) private view {
        assertEq(buckets.isSound(address(receipt)), sound, string.concat("sound: ", why));
        assertEq(buckets.isEligible(address(receipt)), eligible, string.concat("eligible: ", why));
    }

    function _openBucketOf(address asset) private returns (CollateralReceipt) {
        vm.startPrank(governor);
        address opened = buckets.openBucket(HOME, asset, "Other", "OTH", 18);
        buckets.setBucketLimits(HOME, asset, HOST_CAPACITY, _open(HOST_CAPACITY));
        buckets.setSeasoning(HOME, asset, 1 days, 20);
        vm.stopPrank();
        return CollateralReceipt(opened);
    }
}
