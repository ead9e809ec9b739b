// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Hold, HoldKind } from "../../src/HoldQueue.sol";
import { IHolds } from "../../src/interfaces/IHolds.sol";
import { BucketState, IReceiptBuckets } from "../../src/interfaces/IReceiptBuckets.sol";
import { IRelayWorker } from "../../src/interfaces/IRelayWorker.sol";
import { Payload } from "../../src/Payload.sol";
import { Limits } from "../../src/RateLimit.sol";
import { BulkheadFixture } from "./BulkheadFixture.sol";

/// @title A bucket with limits that bind, and a home that says whatever a test wants: bob receives, alice is refunded.
/// @dev What is forged takes the nonces of what the vault would send, so a test does one or the other.
abstract contract HostFixture is BulkheadFixture {
    uint112 internal constant HOST_CAPACITY = 1000e18;
    uint40 internal constant DELAY = 1000;
    uint256 internal constant MAX_HOLD = 7 days;
    uint256 internal constant REFUND_GRACE = 3 days;
    uint256 internal constant GUARDIAN_MAX = 7 days;

    uint64 private _spoken;

    function setUp() public virtual override {
        super.setUp();
        _setLimits(HOST_CAPACITY, _limits());
        skip(2000); // both the limiter and its flow are full
    }

    /// @dev 100 at once, 1 a second, 90 a message, at least 2; what exceeds a flow of 50 in 1,000 s waits as long.
    function _limits() internal pure returns (Limits memory) {
        return Limits(100e18, 1e18, 90e18, 2e18, 50e18, uint32(DELAY));
    }

    function _setLimits(uint112 capacity, Limits memory limits) internal {
        vm.prank(governor);
        buckets.setBucketLimits(HOME, address(token), capacity, limits);
    }

    function _setState(BucketState state) internal {
        vm.prank(governor);
        buckets.setBucketState(HOME, address(token), state);
    }

    function _setBacking(uint32 backing) internal {
        vm.prank(governor);
        buckets.setBacking(HOME, address(token), backing);
    }

    function _tighten(address who, BucketState state) internal {
        vm.prank(who);
        buckets.tightenBucket(HOME, address(token), state);
    }

    function _available() internal view returns (uint256) {
        return buckets.available(HOME, address(token));
    }

    function _reserved() internal view returns (uint256) {
        return buckets.bucket(HOME, address(token)).reserved;
    }

    /// @dev A MINT that no vault sent.
    function _says(address asset, uint128 amount) internal returns (Packet memory) {
        bytes memory payload = Payload.encodeMint(Payload.Mint(asset, bob, alice, amount));
        return _forge(home, address(vault), host, address(buckets), ++_spoken, payload);
    }

    /// @dev A MINT arrives and is minted at once.
    function _minted(uint128 amount) internal {
        Packet memory packet = _says(address(token), amount);
        uint256 level = _bucketLevel() + amount;
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.Minted(packet.guid, HOME, address(token), bob, amount, level);
        _relay(host, group);
    }

    /// @dev A MINT arrives and is held as `kind`.
    function _held(uint128 amount, HoldKind kind) internal returns (uint32 id, Hold memory hold) {
        return _heldOf(address(token), amount, kind);
    }

    function _heldOf(address asset, uint128 amount, HoldKind kind) internal returns (uint32 id, Hold memory hold) {
        Packet memory packet = _says(asset, amount);
        (,, id,) = buckets.queue(HOME, asset);
        ++id;
        hold = Hold(packet.guid, bob, alice, amount, kind, uint40(block.timestamp), 0);
        if (kind == HoldKind.Delayed) hold.dueAt = hold.heldAt + DELAY;
        if (kind == HoldKind.RefundOnly) hold.dueAt = hold.heldAt;
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        vm.expectEmit(address(buckets));
        emit IHolds.Held(packet.guid, HOME, asset, id, hold);
        _relay(host, group);
        assertTrue(buckets.isHeld(HOME, asset, id, hold), "held");
    }

    function _release(uint32 id, Hold memory hold) internal {
        buckets.releaseHold(HOME, address(token), id, hold);
    }

    /// @dev The hold passes and is minted.
    function _released(uint32 id, Hold memory hold) internal {
        uint256 level = _bucketLevel() + hold.amount;
        vm.expectEmit(address(buckets));
        emit IHolds.HoldReleased(hold.guid, HOME, address(token), id, hold.amount, 0);
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.Minted(hold.guid, HOME, address(token), bob, hold.amount, level);
        _release(id, hold);
        assertFalse(buckets.isHeld(HOME, address(token), id, hold), "gone");
    }

    /// @dev The hold does not pass but is `changed` now.
    function _changed(uint32 id, Hold memory hold, Hold memory changed) internal {
        vm.expectEmit(address(buckets));
        emit IHolds.HoldChanged(hold.guid, HOME, address(token), id, changed);
        _release(id, hold);
        assertFalse(buckets.isHeld(HOME, address(token), id, hold), "not as it was");
        assertTrue(buckets.isHeld(HOME, address(token), id, changed), "as it is now");
    }

    function _notReleased(uint32 id, Hold memory hold, bytes memory reason) internal {
        vm.expectRevert(reason);
        _release(id, hold);
    }

    function _voided(uint32 id, Hold memory hold) internal returns (Hold memory changed) {
        changed = _as(hold, HoldKind.RefundOnly, block.timestamp);
        vm.expectEmit(address(buckets));
        emit IHolds.HoldChanged(hold.guid, HOME, address(token), id, changed);
        vm.prank(guardian);
        buckets.voidHold(HOME, address(token), id, hold);
    }

    /// @dev `who` sends the hold home.
    function _refund(address who, uint32 id, Hold memory hold) internal {
        vm.deal(who, FEE);
        vm.prank(who);
        buckets.refundHold{ value: FEE }(HOME, address(token), id, hold);
    }

    function _notRefunded(address who, uint32 id, Hold memory hold, bytes memory reason) internal {
        vm.deal(who, FEE);
        vm.prank(who);
        vm.expectRevert(reason);
        buckets.refundHold{ value: FEE }(HOME, address(token), id, hold);
    }

    function _assertQueue(uint32 head, uint32 tail, uint256 waiting) internal view {
        _assertQueueOf(buckets, HOME, head, tail, waiting);
    }

    function _notMinting(BucketState state, uint256 backing) internal view returns (bytes memory) {
        return abi.encodeWithSelector(IReceiptBuckets.BucketNotMinting.selector, HOME, address(token), state, backing);
    }

    function _capacityExceeded(uint256 amount, uint256 room) internal view returns (bytes memory) {
        return abi.encodeWithSelector(IHolds.BucketCapacityExceeded.selector, HOME, address(token), amount, room);
    }
}
