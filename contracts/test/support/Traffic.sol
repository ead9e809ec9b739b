// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { TestToken } from "../../src/devnet/TestToken.sol";
import { CollateralReceipt } from "../../src/CollateralReceipt.sol";
import { ReceiptBuckets } from "../../src/ReceiptBuckets.sol";
import { IRelayWorker } from "../../src/interfaces/IRelayWorker.sol";
import { BucketState } from "../../src/interfaces/IReceiptBuckets.sol";
import { BulkheadFixture } from "./BulkheadFixture.sol";

/// @title What invariants are checked over: locks, burns and deliveries on two hosts, in any order and any number.
/// @dev `inFlight` is the handler's own account of what has left one side and not reached the other. It counts each
/// message out once and in once, so a second delivery of the same message breaks conservation.
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

    Message[] private _messages;
    Lane[2] private _lanes;

    /// @notice Base units on their way, by lane.
    uint256[2] public inFlight;
    /// @notice What happened, to see that the run was worth something.
    uint256 public delivered;
    uint256 public refused;
    uint256 public replayed;

    constructor() {
        setUp();
        _lanes[0] = Lane(HOST, buckets, receipt);
        _lanes[1] = Lane(SECOND_HOST, secondBuckets, secondReceipt);
        // Small enough for random traffic to meet it.
        _setCapacity(buckets, 300e18);
        _setCapacity(secondBuckets, 200e18);
        vm.deal(alice, 1e9 ether);
    }

    function lock(uint256 lane, uint256 amount) external {
        lane = lane % 2;
        skip(1); // refills what a change of state has taken
        amount = bound(amount, 1, 100e18);
        token.mint(alice, amount);
        _sent(lane, Direction.Mint, amount, _lock(_lanes[lane].hostEid, amount));
    }

    function burn(uint256 lane, uint256 amount) external {
        lane = lane % 2;
        uint256 held = _lanes[lane].receipt.balanceOf(alice);
        if (held == 0) return;
        amount = bound(amount, 1, held);
        vm.recordLogs();
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

        uint256 suppliedBefore = _supplyOrLocked(message);
        _verifyByOtherDvn(destination, message.packet);
        _relay(destination, _job(destination, message.packet));
        uint256 suppliedAfter = _supplyOrLocked(message);

        // Never counted in twice: if a replay moved anything, conservation would break.
        if (message.delivered) {
            ++replayed;
        } else if (suppliedAfter == suppliedBefore) {
            ++refused;
        } else {
            message.delivered = true;
            ++delivered;
            inFlight[message.lane] -= message.amount;
        }
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
            IRelayWorker.Job memory job = _job(destination, other.packet);
            job.gasLimit = 1000; // too little to execute: verified and committed only
            _verifyByOtherDvn(destination, other.packet);
            _relay(destination, job);
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
