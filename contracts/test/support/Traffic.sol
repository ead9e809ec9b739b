// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Vm } from "forge-std/Test.sol";

import { CollateralReceipt } from "../../src/CollateralReceipt.sol";
import { Hold, HoldKind } from "../../src/HoldQueue.sol";
import { ICollateralVault } from "../../src/interfaces/ICollateralVault.sol";
import { IHolds } from "../../src/interfaces/IHolds.sol";
import { BucketState, IReceiptBuckets } from "../../src/interfaces/IReceiptBuckets.sol";
import { IRelayWorker } from "../../src/interfaces/IRelayWorker.sol";
import { Limits } from "../../src/RateLimit.sol";
import { ReceiptBuckets } from "../../src/ReceiptBuckets.sol";
import { BulkheadFixture } from "./BulkheadFixture.sol";

/// @title What invariants are checked over: locks, burns, refunds, holds and deliveries on two hosts, in any order and any
/// number, under limits that random traffic meets.
/// @dev `inFlight` is the handler's own account of what has left one side and not reached the other. It counts each
/// message out once and in once, so a second delivery of the same message breaks conservation. What is held it knows from
/// the events alone.
contract Traffic is BulkheadFixture {
    enum Direction {
        Mint,
        Release
    }

    struct Message {
        uint256 lane;
        Direction direction;
        uint256 amount;
        bool delivered;
        Packet packet;
    }

    struct Lane {
        uint32 hostEid;
        ReceiptBuckets buckets;
        CollateralReceipt receipt;
    }

    /// @dev A hold somewhere: of a lane, on its host or at home.
    struct Waiting {
        uint256 lane;
        bool atHome;
        uint32 id;
        Hold hold;
    }

    Message[] private _messages;
    Waiting[] private _waiting;
    Lane[2] private _lanes;

    /// @notice Base units on their way, by lane.
    uint256[2] public inFlight;
    /// @notice What happened, to see that the run was worth something.
    uint256 public delivered;
    uint256 public replayed;
    uint256 public heldOnHosts;
    uint256 public heldAtHome;
    uint256 public passed;
    uint256 public refunded;

    constructor() {
        setUp();
        _lanes[0] = Lane(HOST, buckets, receipt);
        _lanes[1] = Lane(SECOND_HOST, secondBuckets, secondReceipt);
        vm.startPrank(governor);
        // Small enough for random traffic to meet them.
        buckets.setBucketLimits(HOME, address(token), 300e18, Limits(120e18, 0.05e18, 90e18, 0, 60e18, 1 hours));
        secondBuckets.setBucketLimits(HOME, address(token), 200e18, _open(200e18));
        Limits memory exit = Limits(80e18, 0.02e18, 50e18, 0, 0, 0);
        vault.setCompartmentLimits(HOST, address(token), 10_000e18, _open(10_000e18), exit);
        exit = Limits(80e18, 0.02e18, 50e18, 0, 40e18, 1 hours);
        vault.setCompartmentLimits(SECOND_HOST, address(token), 10_000e18, _open(10_000e18), exit);
        vm.stopPrank();
        skip(1 days);
        vm.deal(alice, 1e9 ether);
        vm.recordLogs();
    }

    function lock(uint256 lane, uint256 amount) external {
        lane = lane % 2;
        amount = bound(amount, 1, 100e18);
        token.mint(alice, amount);
        vm.getRecordedLogs();
        _sent(lane, Direction.Mint, amount, _lock(_lanes[lane].hostEid, amount));
    }

    function burn(uint256 lane, uint256 amount) external {
        lane = lane % 2;
        uint256 owned = _lanes[lane].receipt.balanceOf(alice);
        if (owned == 0) return;
        amount = bound(amount, 1, owned);
        vm.getRecordedLogs();
        vm.prank(alice);
        _lanes[lane].buckets.burn{ value: FEE }(HOME, address(token), amount, alice);
        _sent(lane, Direction.Release, amount, _sentPacket());
    }

    /// @dev Any message, also one delivered before, and in any order: the endpoint wants earlier nonces verified, so
    /// all of them are.
    function deliver(uint256 which) external {
        if (_messages.length == 0) return;
        Message storage message = _messages[which % _messages.length];
        Stack memory destination = _destination(message);
        _verifyEarlier(message, destination);

        uint256 before = _supplyOrLocked(message);
        vm.getRecordedLogs();
        _verifyByOtherDvn(destination, message.packet);
        _relay(destination, _group(destination, message.packet));
        bool isHeld = _digest(message.lane);

        // Never counted in twice: if a replay moved anything, conservation would break.
        if (message.delivered) {
            ++replayed;
            return;
        }
        bool passes = _supplyOrLocked(message) != before;
        assertTrue(passes || isHeld, "INV-012: it passes or is held");
        message.delivered = true;
        ++delivered;
        inFlight[message.lane] -= message.amount;
    }

    // ---------------------------------------------------------------------------------------------------------- holds

    function releaseHold(uint256 which) external {
        if (_waiting.length == 0) return;
        Waiting memory one = _waiting[which % _waiting.length];
        Lane memory lane = _lanes[one.lane];
        IHolds end = one.atHome ? IHolds(vault) : IHolds(lane.buckets);
        vm.getRecordedLogs();
        try end.releaseHold(one.atHome ? lane.hostEid : HOME, address(token), one.id, one.hold) {
            _digest(one.lane);
        } catch { }
    }

    function refundHold(uint256 which) external {
        if (_waiting.length == 0) return;
        Waiting memory one = _waiting[which % _waiting.length];
        if (one.atHome) return;
        vm.getRecordedLogs();
        vm.prank(alice);
        try _lanes[one.lane].buckets.refundHold{ value: FEE }(HOME, address(token), one.id, one.hold) {
            Packet memory packet = _sentPacket();
            _forget(one.lane, false, one.id);
            _sent(one.lane, Direction.Release, one.hold.amount, packet);
            ++refunded;
        } catch { }
    }

    function voidHold(uint256 which) external {
        if (_waiting.length == 0) return;
        Waiting memory one = _waiting[which % _waiting.length];
        if (one.atHome) return;
        vm.getRecordedLogs();
        vm.prank(guard);
        try _lanes[one.lane].buckets.voidHold(HOME, address(token), one.id, one.hold) {
            _digest(one.lane);
        } catch { }
    }

    /// @dev Mostly minutes; sometimes longer than a message is held.
    function pass(uint32 time) external {
        skip(time % 8 == 0 ? bound(time, 0, 8 days) : bound(time, 0, 40 minutes));
    }

    function setState(uint256 lane, uint8 state) external {
        lane = lane % 2;
        vm.prank(governor);
        // Mostly open.
        _lanes[lane].buckets.setBucketState(HOME, address(token), BucketState(state % 12 < 4 ? state % 4 : 0));
    }

    /// @dev Receipts go from hand to hand without changing anything.
    function transfer(uint256 lane, uint256 amount) external {
        CollateralReceipt moved = _lanes[lane % 2].receipt;
        amount = bound(amount, 0, moved.balanceOf(alice));
        vm.prank(alice);
        moved.transfer(bob, amount);
        vm.prank(bob);
        moved.transfer(alice, amount / 2);
    }

    /// @dev Somebody's gift to vault or escrow is nobody's claim.
    function donate(uint256 lane, uint256 amount) external {
        address escrow = vault.escrowOf(_lanes[lane % 2].hostEid, address(token));
        token.mint(amount % 2 == 0 ? escrow : address(vault), bound(amount, 0, 1e18));
    }

    function lanes(uint256 lane)
        external
        view
        returns (uint256 locked, uint256 level, uint256 supply, uint256 capacity)
    {
        Lane memory l = _lanes[lane];
        locked = vault.locked(l.hostEid, address(token));
        level = l.buckets.bucket(HOME, address(token)).bucketLevel;
        capacity = l.buckets.bucket(HOME, address(token)).bucketCapacity;
        supply = l.receipt.totalSupply();
    }

    function firstPacket() public view returns (Packet memory) {
        return _messages[0].packet;
    }

    function escrowBalance(uint256 lane) external view returns (uint256) {
        return token.balanceOf(vault.escrowOf(_lanes[lane].hostEid, address(token)));
    }

    /// @notice Base units that are held: on the lane's host, of those what has its room, and at home.
    function held(uint256 lane) external view returns (uint256 onHost, uint256 reserved, uint256 atHome) {
        for (uint256 i = 0; i < _waiting.length; ++i) {
            Waiting storage one = _waiting[i];
            if (one.lane != lane) continue;
            if (one.atHome) atHome += one.hold.amount;
            else onHost += one.hold.amount;
            if (!one.atHome && one.hold.kind == HoldKind.Delayed) reserved += one.hold.amount;
        }
    }

    /// @notice What the lane's bucket says that it has reserved.
    function reservedOf(uint256 lane) external view returns (uint256) {
        return _lanes[lane].buckets.bucket(HOME, address(token)).reserved;
    }

    /// @dev Takes down what the events of either end say.
    function _digest(uint256 lane) private returns (bool isHeld) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            bool atHome = logs[i].emitter == address(vault);
            if (!atHome && logs[i].emitter != address(_lanes[lane].buckets)) continue;
            bytes32 topic = logs[i].topics[0];
            if (topic == IHolds.Held.selector) {
                (uint32 id, Hold memory hold) = abi.decode(logs[i].data, (uint32, Hold));
                _waiting.push(Waiting(lane, atHome, id, hold));
                isHeld = true;
                if (atHome) ++heldAtHome;
                else ++heldOnHosts;
            } else if (topic == IHolds.HoldChanged.selector) {
                (uint32 id, Hold memory hold) = abi.decode(logs[i].data, (uint32, Hold));
                _waiting[_find(lane, atHome, id)].hold = hold;
            } else if (topic == IHolds.HoldReleased.selector) {
                (uint32 id,, uint256 left) = abi.decode(logs[i].data, (uint32, uint256, uint256));
                ++passed;
                if (left == 0) _forget(lane, atHome, id);
                else _waiting[_find(lane, atHome, id)].hold.amount = uint128(left);
            }
        }
    }

    function _find(uint256 lane, bool atHome, uint32 id) private view returns (uint256 index) {
        while (_waiting[index].lane != lane || _waiting[index].atHome != atHome || _waiting[index].id != id) ++index;
    }

    function _forget(uint256 lane, bool atHome, uint32 id) private {
        _waiting[_find(lane, atHome, id)] = _waiting[_waiting.length - 1];
        _waiting.pop();
    }

    function _sent(uint256 lane, Direction direction, uint256 amount, Packet memory packet) private {
        Message storage message = _messages.push();
        (message.lane, message.direction, message.amount, message.packet) = (lane, direction, amount, packet);
        inFlight[lane] += amount;
    }

    function _verifyEarlier(Message storage message, Stack memory destination) private {
        for (uint256 i = 0; i < _messages.length; ++i) {
            Message storage other = _messages[i];
            bool samePath = other.lane == message.lane && other.direction == message.direction;
            if (!samePath || other.delivered || other.packet.nonce >= message.packet.nonce) continue;
            IRelayWorker.Group memory group = _group(destination, other.packet);
            group.gasLimit = 1000; // too little to execute: verified and committed only
            _verifyByOtherDvn(destination, other.packet);
            _relay(destination, group);
        }
    }

    function _destination(Message storage message) private view returns (Stack memory) {
        if (message.direction == Direction.Release) return home;
        return message.lane == 0 ? host : secondHost;
    }

    function _supplyOrLocked(Message storage message) private view returns (uint256) {
        Lane memory lane = _lanes[message.lane];
        return
            message.direction == Direction.Mint
                ? lane.receipt.totalSupply()
                : vault.locked(lane.hostEid, address(token));
    }
}
