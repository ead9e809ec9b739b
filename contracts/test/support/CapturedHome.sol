// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { CollateralReceipt } from "../../src/CollateralReceipt.sol";
import { TestToken } from "../../src/devnet/TestToken.sol";
import { Hold, HoldKind } from "../../src/HoldQueue.sol";
import { BucketState, IReceiptBuckets } from "../../src/interfaces/IReceiptBuckets.sol";
import { IRelayWorker } from "../../src/interfaces/IRelayWorker.sol";
import { Payload } from "../../src/Payload.sol";
import { Limits } from "../../src/RateLimit.sol";
import { ReceiptBuckets } from "../../src/ReceiptBuckets.sol";
import { BulkheadFixture } from "./BulkheadFixture.sol";

/// @title A home whose vault an attacker speaks for, towards buckets that people and roles keep using.
/// @dev Every message is well verified and says what it likes, about every asset but one: that asset's bucket, and the
/// second host's, must stay as they are. The handler keeps its own list of what is held and its own sums; it checks each
/// step by them, and CapturedHome.t.sol the state between steps.
contract CapturedHome is BulkheadFixture {
    struct Message {
        Packet packet;
        address asset;
        address receiver;
        address refundTo;
        uint128 amount;
        /// @dev It was minted or held; and what became of it in the end.
        bool arrived;
        bool minted;
        bool refunded;
    }

    struct Waiter {
        uint256 message;
        uint32 id;
        bool gone;
        Hold hold;
    }

    /// @notice The most that any role ever sets.
    uint112 public constant MOST_CAPACITY = 300e18;
    uint112 public constant MOST_BURST = 100e18;
    uint80 public constant MOST_REFILL = 1e15;
    uint32 private constant DELAY = 6 hours;
    uint256 private constant MAX_HOLD = 7 days;
    uint256 private constant GRACE = 3 days;
    uint256 private constant GUARDIAN_MAX = 7 days;

    TestToken public idle;
    uint256 public started;
    bytes32 public othersAtFirst;

    Message[] private _messages;
    Waiter[] private _waiters;
    uint64 private _nonce;
    /// @dev When the guardian may stop everything again.
    uint256 private _nextStop;

    /// @notice Base units that were minted and burned since the start, and what had been reserved and minted before.
    uint256 public minted;
    uint256 public burned;
    uint256 public reservedAtFirst;
    uint256 public levelAtFirst;

    /// @notice How often each thing happened, to see that the run was worth something.
    mapping(bytes32 what => uint256) private _times;

    constructor() {
        setUp();
    }

    /// @dev No constructor: packets are read by a call to itself.
    function start() external {
        require(started == 0);
        idle = new TestToken("Idle", "IDLE", 18);
        CollateralReceipt idleReceipt = _openBucket(HOST, buckets, address(idle), 18);
        idle.mint(alice, 10e18);
        vm.startPrank(governor);
        buckets.setBucketLimits(HOME, address(token), MOST_CAPACITY, _most());
        buckets.setSeasoning(HOME, address(token), 1 days, 20);
        vm.stopPrank();
        skip(100 days);
        vm.deal(alice, 1e9 ether);
        vm.startPrank(alice);
        idle.approve(address(vault), type(uint256).max);
        vault.lock{ value: FEE }(HOST, address(idle), 7e18, alice, alice);
        vm.stopPrank();
        _deliver(host, _sentPacket());
        _deliver(secondHost, _lock(SECOND_HOST, 9e18));
        _deliver(host, _lock(HOST, 30e18)); // alice's own
        skip(1 days); // full again
        assertEq(idleReceipt.balanceOf(alice) + secondReceipt.balanceOf(alice) + receipt.balanceOf(alice), 46e18);

        // From here on nobody but the attacker speaks for the vault. One hold has its room already.
        _nonce = home.endpoint.outboundNonce(address(vault), HOST, _asPeer(address(buckets)));
        levelAtFirst = 30e18;
        _execute(_say(address(token), bob, bob, 60e18), GAS_LIMIT);
        reservedAtFirst = 60e18;
        assertEq(_bucket().reserved, 60e18);
        started = block.timestamp;
        othersAtFirst = others();
    }

    // ------------------------------------------------------------------------------------------------ the attacker

    /// @dev A new message, delivered with little gas, with enough, or not yet.
    function forge(uint256 amount, uint8 asset, uint8 receiver, uint8 refundTo, uint32 gas) external {
        address receiver_ = _someone(receiver);
        address refundTo_ = refundTo % 8 == 7 ? address(0) : _someone(refundTo);
        uint256 message = _say(_asset(asset), receiver_, refundTo_, _amount(amount));
        if (gas % 4 == 0) return;
        _execute(message, gas % 4 == 1 ? bound(gas, 5000, 240_000) : GAS_LIMIT);
    }

    /// @dev Any message, also one that arrived before, with any gas.
    function deliver(uint256 which, uint32 gas) external {
        _execute(which % _messages.length, gas % 3 == 0 ? bound(gas, 5000, 240_000) : GAS_LIMIT);
    }

    // --------------------------------------------------------------------------------------------- whoever likes to

    function release(uint256 which) external {
        (bool found, uint256 index) = _pick(which);
        if (!found) return;
        Waiter storage waiter = _waiters[index];
        Hold memory hold = waiter.hold;
        address asset = _messages[waiter.message].asset;
        bool mustPass = _mustPass(index);
        bool oldest = _oldest() == index;
        uint256 level = _bucket().bucketLevel;
        vm.prank(stranger);
        try buckets.releaseHold(HOME, asset, waiter.id, hold) {
            assertTrue(hold.kind != HoldKind.RefundOnly, "what is refund-only stays so");
            bool stays = _reread(index);
            if (_bucket().bucketLevel != level) {
                assertFalse(stays, "INV-004: gone");
                assertEq(_bucket().bucketLevel, level + hold.amount, "the whole");
                assertLt(block.timestamp, hold.heldAt + MAX_HOLD, "not after the maximum hold");
                if (hold.kind == HoldKind.Waiting) assertTrue(oldest, "INV-011: the oldest");
                else assertGe(block.timestamp, hold.dueAt, "not before its time");
                _countMint(waiter.message);
                _count(hold.kind == HoldKind.Waiting ? bytes32("release waiting") : bytes32("release delayed"));
            } else {
                assertTrue(stays, "still held");
                if (waiter.hold.kind == HoldKind.Delayed) assertTrue(oldest, "INV-011: the oldest");
                _count(waiter.hold.kind == HoldKind.Delayed ? bytes32("became delayed") : bytes32("expire"));
            }
        } catch {
            assertFalse(mustPass, "what is due passes");
            _count("release refused");
        }
    }

    function refund(uint256 which, uint8 who) external {
        (bool found, uint256 index) = _pick(which);
        if (!found) return;
        Waiter storage waiter = _waiters[index];
        Message storage message = _messages[waiter.message];
        Hold memory hold = waiter.hold;
        address caller = who % 3 == 0 ? hold.receiver : who % 3 == 1 ? hold.refundTo : makeAddr("passer-by");
        if (caller == address(0)) return;
        bool theirs = caller == hold.receiver || caller == hold.refundTo;
        uint256 from = (hold.kind == HoldKind.RefundOnly ? hold.dueAt : hold.heldAt + MAX_HOLD) + (theirs ? 0 : GRACE);
        vm.deal(caller, FEE);
        vm.prank(caller);
        try buckets.refundHold{ value: FEE }(HOME, message.asset, waiter.id, hold) {
            assertGe(block.timestamp, from, "not before its time");
            assertFalse(message.minted || message.refunded, "INV-004: minted or refunded before");
            message.refunded = true;
            assertFalse(_reread(index), "INV-004: gone");
            _count("refund");
        } catch {
            assertLt(block.timestamp, from, "the way home is open");
            _count("refund refused");
        }
    }

    // ------------------------------------------------------------------------------------------------------- people

    /// @dev No state or limit refuses it.
    function burn(uint8 who, uint256 amount) external {
        address account = _someone(who);
        uint256 balance = receipt.balanceOf(account);
        if (balance == 0) return;
        amount = bound(amount, 1, balance);
        vm.deal(account, FEE);
        vm.prank(account);
        buckets.burn{ value: FEE }(HOME, address(token), amount, account);
        burned += amount;
        _count("burn");
    }

    function transfer(uint8 from, uint8 to, uint256 amount) external {
        address account = _someone(from);
        amount = bound(amount, 0, receipt.balanceOf(account));
        vm.prank(account);
        receipt.transfer(_someone(to), amount);
    }

    /// @dev Mostly hours; sometimes longer than a message is held.
    function wait(uint32 time) external {
        if (time % 12 == 0) skip(bound(time, 1, 8 days));
        else skip(time % 3 == 0 ? bound(time, 1, 2 days) : bound(time, 1, 2 hours));
    }

    // -------------------------------------------------------------------------------------------------------- roles

    modifier raisesNothing() {
        uint256 before = buckets.available(HOME, address(token));
        _;
        assertLe(buckets.available(HOME, address(token)), before, "INV-007: room rose");
    }

    function tighten(bool byGuardian, uint8 state) external raisesNothing {
        BucketState before = _bucket().state;
        (,, uint256 laidUntil) = buckets.states(HOME, address(token));
        vm.prank(byGuardian ? guardian : guard);
        try buckets.tightenBucket(HOME, address(token), BucketState(state % 4)) {
            (,, uint256 until) = buckets.states(HOME, address(token));
            assertGt(state % 4, uint8(before), "INV-013: only tighter");
            assertGe(until, laidUntil, "INV-013: shortens nothing");
            assertTrue(byGuardian || state % 4 != 3, "INV-013: the guard stops nothing");
            if (state % 4 == 3) {
                assertGe(block.timestamp, _nextStop, "INV-013: no full stop after another");
                _nextStop = until + GUARDIAN_MAX;
            }
            _count("tighten");
        } catch {
            _count("tighten refused");
        }
    }

    /// @dev Mostly the owner lifts what was laid over; sometimes asks for too long.
    function setTightening(uint8 state, uint24 ahead) external raisesNothing {
        bool lifts = ahead % 3 != 0;
        uint40 until = lifts ? 0 : uint40(block.timestamp + ahead % 9 days);
        vm.prank(governor);
        try buckets.setTightening(HOME, address(token), lifts ? BucketState.Open : BucketState(state % 4), until) {
            (,, uint256 laidUntil) = buckets.states(HOME, address(token));
            assertLe(laidUntil, block.timestamp + GUARDIAN_MAX, "INV-013: no longer than a fast role's");
            _count("lay");
        } catch {
            assertGt(until, block.timestamp + GUARDIAN_MAX, "the owner may");
            _count("lay refused");
        }
    }

    /// @dev Mostly open.
    function setState(uint8 state) external raisesNothing {
        vm.prank(governor);
        buckets.setBucketState(HOME, address(token), BucketState(state % 12 < 4 ? state % 4 : 0));
        _count("state");
    }

    function setBacking(uint32 backing) external raisesNothing {
        vm.prank(governor);
        buckets.setBacking(HOME, address(token), backing % 4 == 0 ? uint32(bound(backing, 0, 1e9)) : 1e9);
        _count("backing");
    }

    /// @dev Within what the owner set at first; the owner every other time sets just that.
    function setLimits(bool byOwner, bool most, uint256 seed) external raisesNothing {
        Limits memory limits = _most();
        uint112 capacity = MOST_CAPACITY;
        if (!most) {
            limits.burst = uint112(bound(uint64(seed), 1e18, MOST_BURST));
            limits.maxAmount = uint112(bound(seed >> 64 & type(uint64).max, 1e18, _min(limits.burst, 90e18)));
            limits.refillPerSecond = uint80(bound(seed >> 128 & type(uint64).max, 0, MOST_REFILL));
            limits.delayThreshold = uint112(bound(seed >> 192, 0, 50e18));
            limits.delaySeconds += uint32(seed % 1 days);
            capacity = uint112(bound(uint64(seed >> 32), limits.burst, MOST_CAPACITY));
        }
        vm.prank(byOwner ? governor : steward);
        try buckets.setBucketLimits(HOME, address(token), capacity, limits) {
            _count(byOwner ? bytes32("limits") : bytes32("steward"));
        } catch {
            assertFalse(byOwner, "the owner may");
            _count("steward refused");
        }
    }

    /// @dev It gives back what the hold had, and nothing else.
    function void(uint256 which, bool byGuardian) external {
        (bool found, uint256 index) = _pick(which);
        if (!found) return;
        Waiter storage waiter = _waiters[index];
        Hold memory hold = waiter.hold;
        uint256 before = buckets.available(HOME, address(token));
        vm.prank(byGuardian ? guardian : guard);
        try buckets.voidHold(HOME, _messages[waiter.message].asset, waiter.id, hold) {
            assertTrue(_reread(index), "still held");
            assertTrue(waiter.hold.kind == HoldKind.RefundOnly, "refund-only");
            assertLe(buckets.available(HOME, address(token)), before + hold.amount, "what it had");
            _count("void");
        } catch {
            assertTrue(hold.kind == HoldKind.RefundOnly, "it can be voided");
            _count("void refused");
        }
    }

    // -------------------------------------------------------------------------------------------------------- views

    function times(bytes32 what) external view returns (uint256) {
        return _times[what];
    }

    /// @notice Every number of the buckets that nobody forges for.
    function others() public view returns (bytes32) {
        return keccak256(abi.encode(_numbers(buckets, address(idle)), _numbers(secondBuckets, address(token))));
    }

    function bucket() external view returns (IReceiptBuckets.Bucket memory) {
        return _bucket();
    }

    /// @notice The queue as the contract has it.
    function queue() external view returns (uint32 head, uint32 tail, uint32 lastId, uint256 waiting) {
        return buckets.queue(HOME, address(token));
    }

    /// @notice The same by the handler's own list, and the sum of what is delayed.
    function expected() external view returns (uint32 head, uint32 tail, uint256 waiting, uint256 delayed) {
        for (uint256 i = 0; i < _waiters.length; ++i) {
            Waiter storage waiter = _waiters[i];
            if (waiter.gone || _messages[waiter.message].asset != address(token)) continue;
            if (waiter.hold.kind == HoldKind.Delayed) delayed += waiter.hold.amount;
            if (waiter.hold.kind != HoldKind.Waiting) continue;
            if (head == 0) head = waiter.id;
            tail = waiter.id;
            waiting += waiter.hold.amount;
        }
    }

    /// @notice Whether each message was minted or refunded, and not both, and each that is held is one of those that arrived.
    function checkMessages() external view {
        for (uint256 i = 0; i < _messages.length; ++i) {
            Message storage message = _messages[i];
            assertFalse(message.minted && message.refunded, "INV-004: minted and refunded");
            if (message.minted || message.refunded) assertTrue(message.arrived);
        }
        for (uint256 i = 0; i < _waiters.length; ++i) {
            Waiter storage waiter = _waiters[i];
            Message storage message = _messages[waiter.message];
            assertEq(buckets.isHeld(HOME, message.asset, waiter.id, waiter.hold), !waiter.gone, "held as listed");
            if (!waiter.gone) assertFalse(message.minted || message.refunded, "INV-004: held and spent");
            else assertTrue(message.minted || message.refunded, "nothing vanishes");
        }
    }

    // ----------------------------------------------------------------------------------------------------- support

    /// @dev Verified and committed, but with too little gas to be executed.
    function _say(address asset, address receiver, address refundTo, uint128 amount) private returns (uint256) {
        Message storage message = _messages.push();
        bytes memory payload = Payload.encodeMint(Payload.Mint(asset, receiver, refundTo, amount));
        message.packet = _forge(home, address(vault), host, address(buckets), ++_nonce, payload);
        (message.asset, message.receiver, message.refundTo, message.amount) = (asset, receiver, refundTo, amount);
        _verifyByOtherDvn(host, message.packet);
        IRelayWorker.Group memory group = _group(host, message.packet);
        group.gasLimit = 1000;
        _relay(host, group);
        return _messages.length - 1;
    }

    function _execute(uint256 which, uint256 gas) private {
        Message storage message = _messages[which];
        uint256 level = _bucket().bucketLevel;
        uint256 free = buckets.available(HOME, address(token));
        (,, uint32 lastId,) = buckets.queue(HOME, message.asset);
        IRelayWorker.Group memory group = _group(host, message.packet);
        group.gasLimit = uint128(gas);
        _relay(host, group);

        uint256 levelAfter = _bucket().bucketLevel;
        (,, uint32 id,) = buckets.queue(HOME, message.asset);
        if (message.arrived) {
            assertEq(levelAfter, level, "INV-004: minted twice");
            assertEq(id, lastId, "INV-004: held twice");
            _count("replay");
        } else if (id != lastId) {
            assertEq(levelAfter, level, "held, so not minted");
            message.arrived = true;
            _hold(which, id);
        } else if (levelAfter != level) {
            assertEq(levelAfter, level + message.amount, "the whole");
            assertEq(message.asset, address(token), "INV-005: of the bucket that it names");
            assertLe(message.amount, free, "INV-011: it took what was due to others");
            message.arrived = true;
            _countMint(which);
            _count("mint");
        } else {
            assertLt(gas, GAS_LIMIT, "INV-012: refused, with enough gas");
            _count("starved");
        }
    }

    function _hold(uint256 which, uint32 id) private {
        Message storage message = _messages[which];
        Waiter storage waiter = _waiters.push();
        (waiter.message, waiter.id) = (which, id);
        waiter.hold = Hold(
            message.packet.guid,
            message.receiver,
            message.refundTo,
            message.amount,
            HoldKind.Waiting,
            uint40(block.timestamp),
            0
        );
        assertTrue(_reread(_waiters.length - 1), "held as something");
        HoldKind kind = waiter.hold.kind;
        if (message.asset != address(token)) assertTrue(kind == HoldKind.RefundOnly, "an unknown bucket's goes home");
        if (kind == HoldKind.Waiting) _count("hold waiting");
        else _count(kind == HoldKind.Delayed ? bytes32("hold delayed") : bytes32("hold refund-only"));
    }

    /// @dev What the hold is now: as it was, or of a kind that it became just now; or it is gone.
    function _reread(uint256 index) private returns (bool) {
        Waiter storage waiter = _waiters[index];
        address asset = _messages[waiter.message].asset;
        Hold memory hold = waiter.hold;
        if (buckets.isHeld(HOME, asset, waiter.id, hold)) return true;
        // Whoever makes it refund-only late puts off nobody's refund.
        (hold.kind, hold.dueAt) = (HoldKind.RefundOnly, uint40(_min(block.timestamp, hold.heldAt + MAX_HOLD)));
        if (!buckets.isHeld(HOME, asset, waiter.id, hold)) {
            uint256 delay = buckets.limits(HOME, asset).delaySeconds;
            (hold.kind, hold.dueAt) = (HoldKind.Delayed, uint40(block.timestamp + delay));
        }
        waiter.gone = !buckets.isHeld(HOME, asset, waiter.id, hold);
        if (!waiter.gone) waiter.hold = hold;
        return !waiter.gone;
    }

    function _countMint(uint256 which) private {
        Message storage message = _messages[which];
        assertFalse(message.minted || message.refunded, "INV-004: minted or refunded before");
        message.minted = true;
        minted += message.amount;
    }

    /// @dev Whether nothing stands in the way of a hold.
    function _mustPass(uint256 index) private view returns (bool) {
        Waiter storage waiter = _waiters[index];
        Hold memory hold = waiter.hold;
        if (_messages[waiter.message].asset != address(token) || hold.kind == HoldKind.RefundOnly) return false;
        if (block.timestamp >= hold.heldAt + MAX_HOLD) return true; // it becomes refund-only
        IReceiptBuckets.Bucket memory now_ = _bucket();
        if (now_.state != BucketState.Open || now_.backing != 1e9) return false;
        if (hold.kind == HoldKind.Delayed) {
            return block.timestamp >= hold.dueAt && now_.bucketLevel + now_.reserved <= now_.bucketCapacity;
        }
        // With anything to spare, there is enough for all that wait.
        return _oldest() == index && buckets.available(HOME, address(token)) > 0;
    }

    /// @dev The first that waits, by the handler's own list.
    function _oldest() private view returns (uint256) {
        for (uint256 i = 0; i < _waiters.length; ++i) {
            bool counts = !_waiters[i].gone && _messages[_waiters[i].message].asset == address(token);
            if (counts && _waiters[i].hold.kind == HoldKind.Waiting) return i;
        }
        return type(uint256).max;
    }

    /// @dev One that is still held; every other time the oldest that waits, if any.
    function _pick(uint256 which) private view returns (bool, uint256) {
        uint256 oldest = _oldest();
        if (which % 2 == 0 && oldest != type(uint256).max) return (true, oldest);
        which /= 2;
        for (uint256 i = 0; i < _waiters.length; ++i) {
            uint256 index = (which % _waiters.length + i) % _waiters.length;
            if (!_waiters[index].gone) return (true, index);
        }
        return (false, 0);
    }

    function _numbers(ReceiptBuckets of_, address asset) private view returns (bytes memory) {
        (uint32 head, uint32 tail, uint32 lastId, uint256 waiting) = of_.queue(HOME, asset);
        (uint256 fresh,,) = of_.seasoning(HOME, asset);
        bytes memory open = abi.encode(head, tail, lastId, waiting, fresh, of_.available(HOME, asset));
        address token_ = of_.receiptOf(HOME, asset);
        bytes memory balances = abi.encode(CollateralReceipt(token_).balanceOf(alice), of_.isEligible(token_));
        return abi.encode(of_.bucket(HOME, asset), of_.limits(HOME, asset), open, balances);
    }

    function _bucket() private view returns (IReceiptBuckets.Bucket memory) {
        return buckets.bucket(HOME, address(token));
    }

    /// @dev Dust, more than anything can be, and mostly what fits the limits. Never zero, which no vault sends.
    function _amount(uint256 seed) private pure returns (uint128) {
        if (seed % 10 == 0) return uint128(bound(seed, 1, 1e18 - 1));
        if (seed % 10 == 1) return uint128(bound(seed, 90e18 + 1, type(uint128).max));
        return uint128(bound(seed, 1e18, 90e18));
    }

    /// @dev Mostly the bucket's; else one that has none, or a receipt.
    function _asset(uint8 which) private returns (address) {
        if (which % 8 == 0) return makeAddr("no asset");
        return which % 8 == 1 ? address(receipt) : address(token);
    }

    function _someone(uint8 which) private view returns (address) {
        if (which % 3 == 0) return alice;
        return which % 3 == 1 ? bob : stranger;
    }

    function _most() private pure returns (Limits memory) {
        return Limits(MOST_BURST, MOST_REFILL, 90e18, 1e18, 50e18, DELAY);
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    function _count(bytes32 what) private {
        ++_times[what];
    }
}
