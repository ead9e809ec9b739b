// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Origin } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { Errors } from "@layerzerolabs/lz-evm-protocol-v2/contracts/libs/Errors.sol";
import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";
import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";

import { CollateralVault } from "../src/CollateralVault.sol";
import { Hold, HoldKind } from "../src/HoldQueue.sol";
import { CompartmentState, ICollateralVault } from "../src/interfaces/ICollateralVault.sol";
import { BucketState } from "../src/interfaces/IReceiptBuckets.sol";
import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { IRoles, Role } from "../src/interfaces/IRoles.sol";
import { Messenger } from "../src/Messenger.sol";
import { Payload } from "../src/Payload.sol";
import { ReceiptBuckets } from "../src/ReceiptBuckets.sol";
import { RelayWorker } from "../src/RelayWorker.sol";
import { Roles } from "../src/Roles.sol";
import { BulkheadFixture } from "./support/BulkheadFixture.sol";

/// @dev Who may do what. Every function that administers is a row of a table; every kind of account tries each.
contract RolesTest is BulkheadFixture {
    enum Gate {
        Owner,
        OwnerOrSteward,
        GuardianOrGuard,
        Guardian,
        Nobody
    }

    /// @dev A call that succeeds for whoever passes the gate.
    struct Row {
        string name;
        Gate gate;
        address target;
        bytes call;
    }

    uint256 private constant GUARDIAN_MAX = 7 days;

    Row[] private _rows;
    address private _attestor;
    Hold private _heldMint;
    Hold private _heldExit;
    uint256 private _start;

    function setUp() public override {
        super.setUp();
        _attestor = attestorWallets[0].addr;
        home.worker.transferOwnership(governor);
        vm.startPrank(governor);
        home.worker.setRole(guardian, Role.Guardian);
        home.worker.setRole(guard, Role.Guard);
        home.worker.setRole(steward, Role.Steward);
        vm.stopPrank();
        _start = block.timestamp;
    }

    // ---------------------------------------------------------------------------------------------------- the table

    /// @custom:invariant INV-013
    function test_everyAdministration_isForWhomItIsFor() public {
        _fillTable();
        address[6] memory callers = [governor, guardian, guard, steward, _attestor, stranger];
        assertEq(_rows.length, 37);
        for (uint256 i = 0; i < _rows.length; ++i) {
            Row memory row = _rows[i];
            uint256 allowed;
            for (uint256 j = 0; j < callers.length; ++j) {
                uint256 snapshot = vm.snapshotState();
                string memory what = string.concat(row.name, " by ", vm.toString(j));
                vm.prank(callers[j]);
                (bool done, bytes memory reason) = row.target.call(row.call);
                if (_passes(row.gate, callers[j])) {
                    assertTrue(done, what);
                    ++allowed;
                } else {
                    assertFalse(done, what);
                    assertEq(reason, _refusal(row, callers[j]), what);
                }
                assertTrue(vm.revertToState(snapshot));
            }
            assertEq(allowed, [uint256(1), 2, 2, 1, 0][uint256(row.gate)], row.name);
        }
    }

    /// @dev A role of one contract is none of another.
    function test_roles_areOfOneContract() public {
        vm.prank(governor);
        vault.setRole(bob, Role.Guardian);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IRoles.NotAllowed.selector, bob, Role.None));
        buckets.tightenBucket(HOME, address(token), BucketState.NoMinting);
    }

    function test_setRole_isOneAndCanBeTaken() public {
        vm.startPrank(governor);
        vm.expectEmit(address(vault));
        emit IRoles.RoleSet(guardian, Role.Steward);
        vault.setRole(guardian, Role.Steward);
        assertEq(uint8(vault.roleOf(guardian)), uint8(Role.Steward));
        vm.stopPrank();
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IRoles.NotAllowed.selector, guardian, Role.Steward));
        vault.tightenCompartment(HOST, address(token), CompartmentState.NoLocking);

        vm.prank(governor);
        vault.setRole(guardian, Role.None);
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IRoles.NotAllowed.selector, guardian, Role.None));
        vault.setCompartmentLimits(HOST, address(token), AMPLE, _open(AMPLE), _openExit(AMPLE));
    }

    function test_roleOf_isNoneAtFirst() public {
        CollateralVault fresh = new CollateralVault(home.endpoint, governor);
        address[4] memory accounts = [governor, guardian, stranger, address(0)];
        for (uint256 i = 0; i < accounts.length; ++i) {
            assertEq(uint8(fresh.roleOf(accounts[i])), uint8(Role.None));
        }
        assertEq(fresh.GUARDIAN_MAX(), GUARDIAN_MAX);
    }

    // ------------------------------------------------------------------------------------------------------ ownership

    function test_transferOwnership_movesTheDelegateAtOnce() public {
        Messenger[2] memory messengers = [Messenger(vault), Messenger(buckets)];
        Stack[2] memory chains = [home, host];
        uint32[2] memory remotes = [HOST, HOME];
        for (uint256 i = 0; i < 2; ++i) {
            address oapp = address(messengers[i]);
            bytes32 peer = messengers[i].peers(remotes[i]);
            vm.prank(governor);
            messengers[i].transferOwnership(bob);
            assertEq(messengers[i].owner(), bob);
            assertEq(chains[i].endpoint.delegates(oapp), bob);

            vm.prank(governor);
            vm.expectRevert(Errors.LZ_Unauthorized.selector);
            chains[i].endpoint.skip(oapp, remotes[i], peer, 1);
            vm.prank(governor);
            vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, governor));
            messengers[i].setRole(governor, Role.Guardian);
            vm.prank(bob);
            chains[i].endpoint.skip(oapp, remotes[i], peer, 1);
            assertEq(chains[i].endpoint.lazyInboundNonce(oapp, remotes[i], peer), 1);
        }
    }

    function test_transferOwnership_errorOwnableInvalidOwner() public {
        Roles[3] memory targets = [Roles(vault), Roles(buckets), Roles(home.worker)];
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(governor);
            vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableInvalidOwner.selector, address(0)));
            targets[i].transferOwnership(address(0));
        }
    }

    function test_constructor_errorOwnableInvalidOwner() public {
        bytes memory reason = abi.encodeWithSelector(Ownable.OwnableInvalidOwner.selector, address(0));
        vm.expectRevert(reason);
        new CollateralVault(home.endpoint, address(0));
        vm.expectRevert(reason);
        new ReceiptBuckets(host.endpoint, address(0));
        vm.expectRevert(reason);
        new RelayWorker(host.endpoint, address(1), address(2), address(0));
    }

    /// @custom:invariant INV-013
    function test_timelock_asOwner() public {
        address[] memory keepers = new address[](1);
        keepers[0] = bob;
        TimelockController timelock = new TimelockController(2 days, keepers, keepers, address(0));
        vm.prank(governor);
        vault.transferOwnership(address(timelock));
        assertEq(home.endpoint.delegates(address(vault)), address(timelock));

        bytes memory setter = abi.encodeCall(Messenger.setDeliveryGas, (HOST, 99_000));
        bytes memory skip_ =
            abi.encodeCall(home.endpoint.skip, (address(vault), HOST, _asPeer(address(buckets)), uint64(1)));
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockInsufficientDelay.selector, 1, 2 days));
        timelock.schedule(address(vault), 0, setter, 0, 0, 1);
        timelock.schedule(address(vault), 0, setter, 0, 0, 2 days);
        timelock.schedule(address(home.endpoint), 0, skip_, 0, 0, 2 days);

        vm.warp(_start + 2 days - 1);
        bytes32 id = timelock.hashOperation(address(vault), 0, setter, 0, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                TimelockController.TimelockUnexpectedOperationState.selector,
                id,
                bytes32(1 << uint256(TimelockController.OperationState.Ready))
            )
        );
        timelock.execute(address(vault), 0, setter, 0, 0);
        // Nor does who may propose get anything done by himself.
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, bob));
        vault.setDeliveryGas(HOST, 99_000);
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        home.endpoint.skip(address(vault), HOST, _asPeer(address(buckets)), 1);
        assertEq(vault.deliveryGas(HOST), DELIVERY_GAS);

        vm.warp(_start + 2 days);
        timelock.execute(address(vault), 0, setter, 0, 0);
        timelock.execute(address(home.endpoint), 0, skip_, 0, 0);
        vm.stopPrank();
        assertEq(vault.deliveryGas(HOST), 99_000);
        assertEq(home.endpoint.lazyInboundNonce(address(vault), HOST, _asPeer(address(buckets))), 1);
    }

    // ------------------------------------------------------------------------------------------- tightening, in time

    /// @custom:invariant INV-013
    function test_tightenBucket_lapsesByItself() public {
        vm.prank(guard);
        buckets.tightenBucket(HOME, address(token), BucketState.NotEligible);
        _assertBucket(BucketState.NotEligible, BucketState.Open, _start + GUARDIAN_MAX);
        vm.warp(_start + GUARDIAN_MAX - 1);
        assertEq(uint8(_bucketState()), uint8(BucketState.NotEligible));
        vm.warp(_start + GUARDIAN_MAX);
        assertEq(uint8(_bucketState()), uint8(BucketState.Open));
    }

    /// @custom:invariant INV-013
    function test_tightenBucket_errorNotTighter() public {
        vm.prank(governor);
        buckets.setBucketState(HOME, address(token), BucketState.NoMinting);
        _expectBucketNotTighter(guardian, BucketState.Open, BucketState.NoMinting);
        _expectBucketNotTighter(guard, BucketState.NoMinting, BucketState.NoMinting);
        vm.prank(guardian);
        buckets.tightenBucket(HOME, address(token), BucketState.Stopped);
        for (uint8 level = 0; level < 4; ++level) {
            // Not even to extend it.
            _expectBucketNotTighter(guardian, BucketState(level), BucketState.Stopped);
        }
        vm.warp(_start + GUARDIAN_MAX);
        _expectBucketNotTighter(guardian, BucketState.NoMinting, BucketState.NoMinting);
    }

    /// @custom:invariant INV-013
    function test_tightenBucket_aFullStopIsNotRepeatedAtOnce() public {
        vm.prank(guardian);
        buckets.tightenBucket(HOME, address(token), BucketState.Stopped);
        uint256 from = _start + 2 * GUARDIAN_MAX;
        vm.warp(_start + GUARDIAN_MAX);
        assertEq(uint8(_bucketState()), uint8(BucketState.Open), "it lapsed");
        vm.startPrank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IRoles.StoppedRecently.selector, from));
        buckets.tightenBucket(HOME, address(token), BucketState.Stopped);
        // What is no full stop can follow, and does not forget the last one.
        buckets.tightenBucket(HOME, address(token), BucketState.NotEligible);
        vm.warp(from - 1);
        vm.expectRevert(abi.encodeWithSelector(IRoles.StoppedRecently.selector, from));
        buckets.tightenBucket(HOME, address(token), BucketState.Stopped);
        vm.warp(from);
        buckets.tightenBucket(HOME, address(token), BucketState.Stopped);
        vm.stopPrank();
        _assertBucket(BucketState.Stopped, BucketState.Open, from + GUARDIAN_MAX);
    }

    /// @custom:invariant INV-013
    function test_tightenBucket_anotherGuardianCannotRepeatAFullStop() public {
        vm.prank(guardian);
        buckets.tightenBucket(HOME, address(token), BucketState.Stopped);
        vm.prank(governor);
        buckets.setRole(bob, Role.Guardian);
        vm.warp(_start + GUARDIAN_MAX);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IRoles.StoppedRecently.selector, _start + 2 * GUARDIAN_MAX));
        buckets.tightenBucket(HOME, address(token), BucketState.Stopped);
    }

    /// @custom:invariant INV-013
    function test_setTightening_theOwnerLiftsAndExtends() public {
        vm.prank(guardian);
        buckets.tightenBucket(HOME, address(token), BucketState.Stopped);
        vm.prank(governor);
        vm.expectRevert(
            abi.encodeWithSelector(IRoles.TighteningTooLong.selector, _start + 60 days, _start + GUARDIAN_MAX)
        );
        buckets.setTightening(HOME, address(token), BucketState.Stopped, uint40(_start + 60 days));

        vm.warp(_start + 5 days);
        vm.prank(governor);
        buckets.setTightening(HOME, address(token), BucketState.Stopped, uint40(_start + 12 days));
        _assertBucket(BucketState.Stopped, BucketState.Open, _start + 12 days);
        vm.warp(_start + 12 days - 1);
        assertEq(uint8(_bucketState()), uint8(BucketState.Stopped));
        vm.prank(governor);
        buckets.setTightening(HOME, address(token), BucketState.Open, type(uint40).max);
        assertEq(uint8(_bucketState()), uint8(BucketState.Open), "Open lifts, whatever the end");
        // The pause counts from the end that the owner gave it, lifted early or not.
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IRoles.StoppedRecently.selector, _start + 12 days + GUARDIAN_MAX));
        buckets.tightenBucket(HOME, address(token), BucketState.Stopped);
        vm.prank(governor);
        buckets.setBucketState(HOME, address(token), BucketState.Stopped);
        assertEq(uint8(_bucketState()), uint8(BucketState.Stopped), "the owner need not wait");
    }

    /// @custom:invariant INV-013
    function test_tightenCompartment_inTime() public {
        vm.prank(guard);
        vault.tightenCompartment(HOST, address(token), CompartmentState.NoLocking);
        _assertCompartment(CompartmentState.NoLocking, _start + GUARDIAN_MAX);
        vm.prank(guard);
        vm.expectRevert(abi.encodeWithSelector(IRoles.NotTighter.selector, uint8(1)));
        vault.tightenCompartment(HOST, address(token), CompartmentState.NoLocking);
        vm.prank(guard);
        vm.expectRevert(abi.encodeWithSelector(IRoles.NotAllowed.selector, guard, Role.Guard));
        vault.tightenCompartment(HOST, address(token), CompartmentState.Review);

        vm.warp(_start + 1 days);
        vm.prank(guardian);
        vault.tightenCompartment(HOST, address(token), CompartmentState.Review);
        uint256 ends = _start + 1 days + GUARDIAN_MAX;
        _assertCompartment(CompartmentState.Review, ends);
        vm.warp(ends - 1);
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IRoles.NotTighter.selector, uint8(2)));
        vault.tightenCompartment(HOST, address(token), CompartmentState.Review);
        vm.warp(ends);
        _assertCompartment(CompartmentState.Open, ends);
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IRoles.StoppedRecently.selector, ends + GUARDIAN_MAX));
        vault.tightenCompartment(HOST, address(token), CompartmentState.Review);
        vm.warp(ends + GUARDIAN_MAX);
        vm.prank(guardian);
        vault.tightenCompartment(HOST, address(token), CompartmentState.Review);
        _assertCompartment(CompartmentState.Review, ends + 2 * GUARDIAN_MAX);
    }

    /// @dev Whatever fast roles do in any order, nothing is looser at once, the owner's state stays, and seven quiet
    /// days later all of it has lapsed.
    /// @custom:invariant INV-013
    function testFuzz_tighten_neverLoosensAndLapses(uint8 own, uint24[8] calldata waits, uint8[8] calldata moves)
        public
    {
        BucketState owners = BucketState(own % 4);
        CompartmentState ownersAtHome = CompartmentState(own % 3);
        vm.startPrank(governor);
        buckets.setBucketState(HOME, address(token), owners);
        vault.setCompartmentState(HOST, address(token), ownersAtHome);
        vm.stopPrank();
        for (uint256 i = 0; i < 8; ++i) {
            skip(waits[i] % 10 days);
            uint8 stateBefore = uint8(_bucketState());
            uint8 atHomeBefore = uint8(_compartmentState());
            vm.startPrank([guardian, guard, steward, stranger][moves[i] % 4]);
            try buckets.tightenBucket(HOME, address(token), BucketState((moves[i] >> 2) % 4)) { } catch { }
            try vault.tightenCompartment(HOST, address(token), CompartmentState((moves[i] >> 4) % 3)) { } catch { }
            vm.stopPrank();
            assertGe(uint8(_bucketState()), stateBefore);
            assertGe(uint8(_compartmentState()), atHomeBefore);
        }
        (BucketState ownAfter,,) = buckets.states(HOME, address(token));
        (, CompartmentState ownAtHomeAfter,,,) = vault.states(HOST, address(token));
        assertEq(uint8(ownAfter), uint8(owners), "the owner's state is his");
        assertEq(uint8(ownAtHomeAfter), uint8(ownersAtHome));
        skip(GUARDIAN_MAX);
        assertEq(uint8(_bucketState()), uint8(owners));
        assertEq(uint8(_compartmentState()), uint8(ownersAtHome));
    }

    // -------------------------------------------------------------------------------- no message administers anything

    /// @custom:invariant INV-013
    function testFuzz_lzReceive_administersNothing(bytes calldata body, uint8 kind) public {
        bytes memory payload = abi.encodePacked(uint8(1), uint8(kind % 6), body);
        _receiveEverywhere(payload);
        _receiveEverywhere(body);
    }

    /// @dev Well-formed, of every kind, with numbers and addresses that exist.
    /// @custom:invariant INV-013
    function testFuzz_lzReceive_whatIsWellFormedAdministersNothing(uint8 who, uint128 amount, bytes32 guid) public {
        address[6] memory known = [governor, guardian, address(vault), address(buckets), address(token), stranger];
        address receiver = known[who % 6];
        address asset = who % 2 == 0 ? address(token) : stranger;
        Packet memory packet = _lock(HOST, 1e18);
        _receiveEverywhere(Payload.encodeMint(Payload.Mint(asset, receiver, receiver, amount)));
        _receiveEverywhere(Payload.encodeRelease(Payload.Release(asset, receiver, amount % 1e19)));
        _receiveEverywhere(Payload.encodeRefund(Payload.Refund(guid, asset, receiver, receiver, amount)));
        _receiveEverywhere(_refundPayload(packet.guid, alice, alice, 1e18));
        _receiveEverywhere(Payload.encodeNoop());
    }

    // -------------------------------------------------------------------------------------------------------- helpers

    /// @dev As the peers would say it, to both ends.
    function _receiveEverywhere(bytes memory payload) private {
        bytes32 before = _administration();
        vm.prank(address(host.endpoint));
        try buckets.lzReceive(Origin(HOME, _asPeer(address(vault)), 1), "guid", payload, stranger, "") { } catch { }
        vm.prank(address(home.endpoint));
        try vault.lzReceive(Origin(HOST, _asPeer(address(buckets)), 1), "guid", payload, stranger, "") { } catch { }
        assertEq(_administration(), before, "a message administered");
    }

    /// @dev All that only roles may change.
    function _administration() private view returns (bytes32) {
        bytes memory accounts;
        address[8] memory known =
            [governor, guardian, guard, steward, stranger, alice, address(vault), address(buckets)];
        for (uint256 i = 0; i < known.length; ++i) {
            accounts = abi.encode(accounts, vault.roleOf(known[i]), buckets.roleOf(known[i]));
        }
        bytes memory lanes = abi.encode(
            vault.owner(),
            buckets.owner(),
            home.endpoint.delegates(address(vault)),
            host.endpoint.delegates(address(buckets)),
            vault.peers(HOST),
            vault.peers(NOWHERE),
            buckets.peers(HOME),
            vault.deliveryGas(HOST),
            buckets.deliveryGas(HOME)
        );
        address[2] memory assets = [address(token), stranger];
        bytes memory books;
        for (uint256 i = 0; i < 2; ++i) {
            books = abi.encode(books, _compartmentOf(assets[i]), _bucketOf(assets[i]));
        }
        return keccak256(abi.encode(accounts, lanes, books));
    }

    function _compartmentOf(address asset) private view returns (bytes memory) {
        (uint112 capacity,,) = vault.ownersLimits(HOST, asset);
        bytes memory kept = abi.encode(vault.isOpen(HOST, asset), vault.bucketCapacity(HOST, asset), capacity);
        kept = abi.encode(kept, vault.lockLimits(HOST, asset), vault.exitLimits(HOST, asset));
        (CompartmentState state, CompartmentState own, CompartmentState overlay, uint256 until, uint256 backing) =
            vault.states(HOST, asset);
        return abi.encode(kept, state, own, overlay, until, backing);
    }

    function _bucketOf(address asset) private view returns (bytes memory) {
        ReceiptBuckets.Bucket memory bucket = buckets.bucket(HOME, asset);
        (, uint256 seasoningSeconds, uint256 maxFreshPercent) = buckets.seasoning(HOME, asset);
        bytes memory kept = abi.encode(bucket.receipt, bucket.state, bucket.bucketCapacity, bucket.backing);
        kept = abi.encode(kept, seasoningSeconds, maxFreshPercent, buckets.limits(HOME, asset));
        (BucketState own, BucketState overlay, uint256 until) = buckets.states(HOME, asset);
        return abi.encode(kept, own, overlay, until);
    }

    function _passes(Gate gate, address caller) private view returns (bool) {
        if (gate == Gate.Owner) return caller == governor;
        if (gate == Gate.OwnerOrSteward) return caller == governor || caller == steward;
        if (gate == Gate.GuardianOrGuard) return caller == guardian || caller == guard;
        return gate == Gate.Guardian && caller == guardian;
    }

    /// @dev Written from what the interfaces say.
    function _refusal(Row memory row, address caller) private view returns (bytes memory) {
        if (row.gate == Gate.Nobody) return abi.encodeWithSelector(IRoles.OwnerRequired.selector);
        if (row.gate == Gate.Owner) {
            return abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, caller);
        }
        Role role = Role.None;
        if (caller == guardian) role = Role.Guardian;
        if (caller == guard) role = Role.Guard;
        if (caller == steward) role = Role.Steward;
        return abi.encodeWithSelector(IRoles.NotAllowed.selector, caller, role);
    }

    function _fillTable() private {
        _holdSomething();
        address asset = address(token);
        _fillRoles("vault", address(vault));
        _fillRoles("buckets", address(buckets));
        _fillRoles("worker", address(home.worker));
        _fillMessenger("vault", address(vault), HOST);
        _fillMessenger("buckets", address(buckets), HOME);

        address target = address(vault);
        ICollateralVault.Lock memory record = ICollateralVault.Lock(HOST, asset, 1e18, alice, alice);
        _row("rescueLock", Gate.Owner, target, abi.encodeCall(vault.rescueLock, (_heldMint.guid, record)));
        _row("voidExit", Gate.Owner, target, abi.encodeCall(vault.voidExit, (SECOND_HOST, asset, 1, _heldExit)));
        _row("openCompartment", Gate.Owner, target, abi.encodeCall(vault.openCompartment, (HOST, address(home.worker))));
        _row(
            "setCompartmentLimits",
            Gate.OwnerOrSteward,
            target,
            abi.encodeCall(vault.setCompartmentLimits, (HOST, asset, AMPLE, _open(AMPLE), _openExit(AMPLE)))
        );
        _row(
            "setCompartmentState",
            Gate.Owner,
            target,
            abi.encodeCall(vault.setCompartmentState, (HOST, asset, CompartmentState.Review))
        );
        _row(
            "tightenCompartment",
            Gate.GuardianOrGuard,
            target,
            abi.encodeCall(vault.tightenCompartment, (HOST, asset, CompartmentState.NoLocking))
        );
        _row(
            "tightenCompartment to Review",
            Gate.Guardian,
            target,
            abi.encodeCall(vault.tightenCompartment, (HOST, asset, CompartmentState.Review))
        );
        _row(
            "vault.setTightening",
            Gate.Owner,
            target,
            abi.encodeCall(
                vault.setTightening, (HOST, asset, CompartmentState.Review, uint40(block.timestamp + 7 days))
            )
        );
        _row("endReview", Gate.Owner, target, abi.encodeCall(vault.endReview, (SECOND_HOST, asset, 1e9)));

        target = address(buckets);
        _row("voidHold", Gate.GuardianOrGuard, target, abi.encodeCall(buckets.voidHold, (HOME, asset, 1, _heldMint)));
        _row(
            "openBucket",
            Gate.Owner,
            target,
            abi.encodeCall(buckets.openBucket, (HOME, address(home.worker), "", "", 6))
        );
        _row(
            "setBucketLimits",
            Gate.OwnerOrSteward,
            target,
            abi.encodeCall(buckets.setBucketLimits, (HOME, asset, CAPACITY, _open(CAPACITY)))
        );
        _row(
            "setBucketState",
            Gate.Owner,
            target,
            abi.encodeCall(buckets.setBucketState, (HOME, asset, BucketState.Open))
        );
        _row(
            "tightenBucket",
            Gate.GuardianOrGuard,
            target,
            abi.encodeCall(buckets.tightenBucket, (HOME, asset, BucketState.NotEligible))
        );
        _row(
            "tightenBucket to Stopped",
            Gate.Guardian,
            target,
            abi.encodeCall(buckets.tightenBucket, (HOME, asset, BucketState.Stopped))
        );
        _row(
            "buckets.setTightening",
            Gate.Owner,
            target,
            abi.encodeCall(buckets.setTightening, (HOME, asset, BucketState.Stopped, uint40(block.timestamp + 7 days)))
        );
        _row("setBacking", Gate.Owner, target, abi.encodeCall(buckets.setBacking, (HOME, asset, 1)));
        _row("setSeasoning", Gate.Owner, target, abi.encodeCall(buckets.setSeasoning, (HOME, asset, 1 days, 10)));

        target = address(home.worker);
        _row("setAttestors", Gate.Owner, target, abi.encodeCall(home.worker.setAttestors, (_attestors(), 1)));
        _row("removeAttestor", Gate.Guardian, target, abi.encodeCall(home.worker.removeAttestor, (_attestor)));
        _row("setRoute", Gate.Owner, target, abi.encodeCall(home.worker.setRoute, (HOST, _route())));
        _row("withdrawFee", Gate.Owner, target, abi.encodeCall(home.worker.withdrawFee, (bob, 1)));
    }

    function _fillRoles(string memory name, address target) private {
        _row(string.concat(name, ".setRole"), Gate.Owner, target, abi.encodeCall(Roles.setRole, (bob, Role.Guard)));
        _row(
            string.concat(name, ".transferOwnership"),
            Gate.Owner,
            target,
            abi.encodeCall(Ownable.transferOwnership, (bob))
        );
        _row(
            string.concat(name, ".renounceOwnership"), Gate.Nobody, target, abi.encodeCall(Roles.renounceOwnership, ())
        );
    }

    function _fillMessenger(string memory name, address target, uint32 remote) private {
        bytes memory setPeer = abi.encodeCall(Messenger.setPeer, (NOWHERE, bob));
        _row(string.concat(name, ".setPeer"), Gate.Owner, target, setPeer);
        bytes memory setGas = abi.encodeCall(Messenger.setDeliveryGas, (remote, 1));
        _row(string.concat(name, ".setDeliveryGas"), Gate.Owner, target, setGas);
        // A nonce that nobody has verified yet.
        bytes memory park = abi.encodeCall(Messenger.park, (remote, 9, 0));
        _row(string.concat(name, ".park"), Gate.Guardian, target, park);
    }

    function _row(string memory name, Gate gate, address target, bytes memory call) private {
        _rows.push(Row(name, gate, target, call));
    }

    /// @dev A mint waits in the first host's bucket, and an exit in the second's compartment, which is under review.
    function _holdSomething() private {
        _deliver(secondHost, _lock(SECOND_HOST, 5e18));
        vm.prank(alice);
        secondBuckets.burn{ value: FEE }(HOME, address(token), 5e18, alice);
        Packet memory burned = _sentPacket();
        vm.prank(guardian);
        vault.tightenCompartment(SECOND_HOST, address(token), CompartmentState.Review);
        uint40 time = uint40(block.timestamp);
        _deliver(home, burned);
        _heldExit = Hold(burned.guid, alice, address(0), 5e18, HoldKind.Waiting, time, 0);
        assertTrue(vault.isHeld(SECOND_HOST, address(token), 1, _heldExit));
        vm.startPrank(governor);
        vault.setCompartmentState(SECOND_HOST, address(token), CompartmentState.Review);
        buckets.setBucketState(HOME, address(token), BucketState.NoMinting);
        vm.stopPrank();

        Packet memory locked = _lock(HOST, 1e18);
        _deliver(host, locked);
        _heldMint = Hold(locked.guid, alice, alice, 1e18, HoldKind.Waiting, time, 0);
        assertTrue(buckets.isHeld(HOME, address(token), 1, _heldMint));
        skip(30 days); // a lock can be rescued
    }

    function _expectBucketNotTighter(address caller, BucketState asked, BucketState inForce) private {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IRoles.NotTighter.selector, uint8(inForce)));
        buckets.tightenBucket(HOME, address(token), asked);
    }

    function _assertBucket(BucketState inForce, BucketState own, uint256 until) private view {
        assertEq(uint8(_bucketState()), uint8(inForce));
        (BucketState ownNow,, uint256 untilNow) = buckets.states(HOME, address(token));
        assertEq(uint8(ownNow), uint8(own));
        assertEq(untilNow, until);
    }

    function _assertCompartment(CompartmentState inForce, uint256 until) private view {
        (CompartmentState state, CompartmentState own,, uint256 untilNow,) = vault.states(HOST, address(token));
        assertEq(uint8(state), uint8(inForce));
        assertEq(uint8(own), uint8(CompartmentState.Open));
        assertEq(untilNow, until);
    }

    function _bucketState() private view returns (BucketState) {
        return buckets.bucket(HOME, address(token)).state;
    }

    function _compartmentState() private view returns (CompartmentState state) {
        (state,,,,) = vault.states(HOST, address(token));
    }
}
