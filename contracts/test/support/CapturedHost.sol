// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Vm } from "forge-std/Test.sol";

import { Hold, HoldKind, HoldQueue } from "../../src/HoldQueue.sol";
import { CompartmentState, ICollateralVault } from "../../src/interfaces/ICollateralVault.sol";
import { IHolds } from "../../src/interfaces/IHolds.sol";
import { IRelayWorker } from "../../src/interfaces/IRelayWorker.sol";
import { Payload } from "../../src/Payload.sol";
import { Limits } from "../../src/RateLimit.sol";
import { BulkheadFixture } from "./BulkheadFixture.sol";
import { HostileToken } from "./HostileToken.sol";

/// @title A host whose buckets contract an attacker speaks for, towards a vault that people and roles keep using.
/// @dev Every message is well verified and says whatever pays most, in any order, any number of times and with any gas. The
/// second host is honest and idle: what it locked must stay. The ledger here is built from events alone, as anybody who
/// acts on holds must, and compared with balances and the vault's own numbers.
contract CapturedHost is BulkheadFixture {
    struct Made {
        bytes32 guid;
        ICollateralVault.Lock record;
        bool undone;
    }

    struct Said {
        Packet packet;
        bool isRefund;
        /// @dev Which lock a refund is about, and whether it says the truth.
        uint256 made;
        bool truthful;
        uint256 amount;
        bool heard;
    }

    uint256 public constant IDLE = 77e18;
    uint112 private constant CAP = 600e18;
    /// @dev Claims go to the one; the other locks, and is never paid.
    address private immutable _cold = makeAddr("cold wallet");
    address private immutable _whale = makeAddr("whale");

    HostileToken public hostile;
    uint256 public started;
    Made[] private _made;
    Said[] private _said;
    uint64 private _nonce;

    /// @dev Holds by id; those who wait, in order; and all ids that are held.
    mapping(uint32 id => Hold) private _holds;
    uint32[] private _queue;
    uint32[] private _ids;

    /// @notice Base units that went in through locks, left `locked` since, and came back by voiding.
    uint256 public lockedIn;
    uint256 public takenOut;
    uint256 public voided;
    /// @notice Base units that left by rescues, of what `takenOut` says.
    uint256 public rescuedOut;
    /// @notice Claims outstanding, gifts to the escrow, and what payouts below par left in it.
    uint256 public claims;
    uint256 public donated;
    uint256 public belowPar;
    /// @notice What happened, to see that the run was worth something.
    uint256 public refunds;
    uint256 public releases;
    uint256 public heldOnes;
    uint256 public passed;
    uint256 public delays;
    uint256 public replayed;
    uint256 public retried;

    /// @dev The last of the idle compartment's availabilities.
    uint256 private _idleLockable;
    uint256 private _idlePayable;

    constructor() {
        setUp();
        hostile = new HostileToken();
        _openBucket(HOST, buckets, address(hostile), 18);
        _openBucket(SECOND_HOST, secondBuckets, address(hostile), 18);
        hostile.mint(_whale, 1e30);
        vm.deal(alice, 1e9 ether);
        vm.deal(_whale, 1e9 ether);
        vm.startPrank(_whale);
        hostile.approve(address(vault), type(uint256).max);
        vault.lock{ value: FEE }(SECOND_HOST, address(hostile), IDLE, alice, alice);
        vm.stopPrank();
        vm.startPrank(governor);
        // Slow enough for the idle one to show what draws on it.
        vault.setCompartmentLimits(SECOND_HOST, address(hostile), CAP, entry(), exit());
        vault.setCompartmentLimits(HOST, address(hostile), CAP, entry(), exit());
        vm.stopPrank();
        skip(1 hours);
        started = block.timestamp;
        vm.recordLogs();
    }

    /// @notice The owner's limits, which are the highest that anybody may reach here.
    function entry() public pure returns (Limits memory) {
        return Limits(400e18, 0.5e18, 400e18, 0, 0, 0);
    }

    /// @notice Likewise.
    function exit() public pure returns (Limits memory) {
        return Limits(120e18, 0.03e18, 50e18, 0, 30e18, 30 minutes);
    }

    // -------------------------------------------------------------------------------------------------------- traffic

    function lock(uint256 amount, uint8 refundTo) public returns (bool done) {
        return _lockOnce(bound(amount, 1, 100e18), refundTo);
    }

    /// @dev Lock and mint on the host, then burn there, and say so.
    function cycle(uint256 amount, uint8 receiver, uint32 gas) external {
        amount = bound(amount, 1, 100e18);
        if (!_lockOnce(amount, receiver)) return;
        vm.getRecordedLogs();
        vm.prank(alice);
        buckets.burn{ value: FEE }(HOME, address(hostile), amount, _someone(receiver));
        // The pathway's nonces are the attacker's, so the honest message gets one of those.
        _say(_sentPacket().message, false, 0, true, amount, gas, true);
    }

    function release(uint256 amount, uint8 receiver, uint32 gas, bool now_) external {
        amount = bound(amount, 0, 150e18);
        _say(
            Payload.encodeRelease(Payload.Release(address(hostile), _someone(receiver), uint128(amount))),
            false,
            0,
            true,
            amount,
            gas,
            now_
        );
    }

    /// @dev Mostly the truth about some lock, also one that was refunded before; else a lie in one field.
    function refund(uint256 which, uint8 lie, uint32 gas, bool now_) external {
        if (_made.length == 0) return;
        which = which % _made.length;
        ICollateralVault.Lock memory record = _made[which].record;
        bytes32 guid = _made[which].guid;
        lie = lie % 16;
        if (lie == 0) record.amount += 1;
        if (lie == 1) record.refundTo = governor;
        if (lie == 2) record.receiver = governor;
        if (lie == 3) guid = keccak256("no lock");
        _say(
            Payload.encodeRefund(Payload.Refund(guid, record.asset, record.receiver, record.refundTo, record.amount)),
            true,
            which,
            lie > 3,
            record.amount,
            gas,
            now_
        );
    }

    /// @dev Any message, also one that was heard before, in any order.
    function deliver(uint256 which, uint32 gas) external {
        if (_said.length == 0) return;
        _hear(which % _said.length, gas);
    }

    function releaseHold(uint256 which, uint8 first, uint32 gas) external {
        if (_ids.length == 0) return;
        uint32 id = first % 3 == 0 && _queue.length != 0 ? _queue[0] : _ids[which % _ids.length];
        Hold memory hold = _holds[id];
        bool waits = hold.kind == HoldKind.Waiting;
        uint256 head = _queue.length == 0 ? 0 : _queue[0];
        vm.getRecordedLogs();
        // Half the time with as much as anybody would give.
        uint256 limit = gas % 2 == 0 ? 1_000_000 : bound(gas, 10_000, 400_000);
        try vault.releaseHold{ gas: limit }(HOST, address(hostile), id, hold) {
            if (waits) assertEq(id, head, "INV-011: only the oldest passes");
            if (!waits) assertGe(block.timestamp, hold.dueAt, "not before its time");
            assertFalse(_reviewed(), "nothing passes under review");
            (, bool failed) = _digest();
            if (failed) assertFalse(_willing(), "INV-009: a claim only when the token refuses");
        } catch { }
    }

    function voidExit(uint256 which) external {
        if (_ids.length == 0) return;
        uint32 id = _ids[which % _ids.length];
        Hold memory hold = _holds[id];
        vm.getRecordedLogs();
        vm.prank(governor);
        vault.voidExit(HOST, address(hostile), id, hold);
        _digest();
        // Nobody can use it again.
        vm.expectRevert(abi.encodeWithSelector(HoldQueue.UnknownHold.selector, id));
        vault.releaseHold(HOST, address(hostile), id, hold);
    }

    function claim(uint8 receiver) external {
        address account = _someone(receiver);
        uint256 owed = vault.claimable(HOST, address(hostile), account);
        vm.getRecordedLogs();
        vm.prank(account);
        try vault.claim(HOST, address(hostile), _cold) {
            assertGt(owed, 0, "INV-004: only what is owed");
            assertFalse(_reviewed(), "nothing is claimed under review");
            _digest();
        } catch { }
    }

    /// @dev Anybody may; it goes to the receiver.
    function retryPayout(uint8 receiver) external {
        address account = _someone(receiver);
        uint256 owed = vault.claimable(HOST, address(hostile), account);
        uint256 balance = hostile.balanceOf(account);
        vm.getRecordedLogs();
        vm.prank(governor);
        try vault.retryPayout(HOST, address(hostile), account) returns (uint256 paid_) {
            assertGt(owed, 0, "INV-004: only what is owed");
            assertFalse(_reviewed(), "nothing is paid under review");
            assertEq(hostile.balanceOf(account), balance + paid_, "to the receiver itself");
            ++retried;
            _digest();
        } catch { }
    }

    /// @dev Seldom waits until it may.
    function rescue(uint256 which) external {
        if (_made.length == 0) return;
        Made storage made = _made[which % _made.length];
        if (which % 32 == 7) skip(vault.RESCUE_DELAY());
        uint256 before = _locked();
        vm.getRecordedLogs();
        vm.prank(governor);
        try vault.rescueLock(made.guid, made.record) {
            assertFalse(made.undone, "INV-004: only once");
            assertEq(before - _locked(), made.record.amount, "INV-003: the recorded amount");
            made.undone = true;
            _digest();
        } catch { }
    }

    // ---------------------------------------------------------------------------------------------------------- roles

    function review() external neverRaisesRoom {
        vm.prank(guardian);
        try vault.tightenCompartment(HOST, address(hostile), CompartmentState.Review) { } catch { }
    }

    function endReview(uint32 backing) external neverRaisesRoom {
        // A third are false alarms.
        backing = backing % 3 == 0 ? 1e9 : uint32(bound(backing, 0, 1e9));
        vm.prank(governor);
        try vault.endReview(HOST, address(hostile), backing) { } catch { }
    }

    /// @dev Mostly open.
    function setState(uint8 state) external neverRaisesRoom {
        vm.prank(governor);
        vault.setCompartmentState(HOST, address(hostile), CompartmentState(state % 9 < 3 ? state % 9 : 0));
    }

    function tighten(bool byGuard) external neverRaisesRoom {
        vm.prank(byGuard ? guard : guardian);
        try vault.tightenCompartment(HOST, address(hostile), CompartmentState.NoLocking) { } catch { }
    }

    function setTightening(uint8 state, uint32 length) external neverRaisesRoom {
        uint40 until = uint40(block.timestamp + bound(length, 0, 2 hours));
        vm.prank(governor);
        vault.setTightening(HOST, address(hostile), CompartmentState(state % 3), until);
    }

    function steer(uint112 capacity, uint112 burst, uint80 refill, uint112 most, uint32 delay)
        external
        neverRaisesRoom
    {
        capacity = uint112(bound(capacity, 100e18, CAP));
        burst = uint112(bound(burst, 1e18, 120e18 < capacity ? 120e18 : capacity));
        most = uint112(bound(most, 1e18, burst < 50e18 ? burst : 50e18));
        refill = uint80(bound(refill, 0, 0.03e18));
        Limits memory exit_ =
            Limits(burst, refill, most, 0, uint112(bound(delay, 0, 30e18)), uint32(30 minutes + delay % 1 hours));
        Limits memory host_ = Limits(capacity < 400e18 ? capacity : 400e18, 0.5e18, 1e18, 0, 0, 0);
        host_.maxAmount = host_.burst;
        vm.prank(steward);
        try vault.setCompartmentLimits(HOST, address(hostile), capacity, host_, exit_) { }
        catch (bytes memory reason) {
            assertEq(bytes4(reason), ICollateralVault.ExitTooTight.selector, "within the bounds");
        }
    }

    // ------------------------------------------------------------------------------------------------------ the world

    function setMood(uint8 mood) external {
        // Mostly honest.
        hostile.setMood(HostileToken.Mood(mood % 18 < 6 ? mood % 18 : 0));
    }

    function setBlocked(uint8 receiver, bool isBlocked) external {
        hostile.setBlocked(_someone(receiver), isBlocked);
    }

    function donate(uint256 amount) external {
        amount = bound(amount, 0, 1e18);
        donated += amount;
        hostile.mint(vault.escrowOf(HOST, address(hostile)), amount);
    }

    /// @dev Mostly minutes.
    function pass(uint32 time) external {
        checkIdle();
        skip(time % 8 == 0 ? bound(time, 0, 8 days) : bound(time, 0, 40 minutes));
    }

    // ---------------------------------------------------------------------------------------------------------- views

    function escrowBalance(uint32 hostEid) external view returns (uint256) {
        return hostile.balanceOf(vault.escrowOf(hostEid, address(hostile)));
    }

    function locked(uint32 hostEid) external view returns (uint256) {
        return vault.locked(hostEid, address(hostile));
    }

    /// @notice What receivers have got, by their own balances.
    function paid() public view returns (uint256) {
        return
            hostile.balanceOf(alice) + hostile.balanceOf(bob) + hostile.balanceOf(stranger) + hostile.balanceOf(_cold);
    }

    /// @notice Base units that wait, and that have their room and wait for their time.
    function held() public view returns (uint256 waiting, uint256 delayed) {
        for (uint256 i = 0; i < _ids.length; ++i) {
            Hold storage hold = _holds[_ids[i]];
            if (hold.kind == HoldKind.Waiting) waiting += hold.amount;
            else delayed += hold.amount;
        }
    }

    /// @notice What has passed the exit's limiter: paid, claimed, or delayed; rescues do not pass it.
    function passedTheExit() external view returns (uint256) {
        (, uint256 delayed) = held();
        // What was paid or kept, or is claimed, came from exits or rescues.
        return paid() + belowPar + claims + delayed - rescuedOut;
    }

    /// @notice Whether the vault's queue is the one that events tell.
    function checkQueue() external view {
        (uint32 head, uint32 tail,, uint256 waiting) = vault.queue(HOST, address(hostile));
        (uint256 sum,) = held();
        uint256 length = _queue.length;
        assertEq(waiting, sum, "queue().waiting is the sum of waiting exits");
        assertEq(head, length == 0 ? 0 : _queue[0], "head");
        assertEq(tail, length == 0 ? 0 : _queue[length - 1], "tail");
    }

    /// @notice Whether the vault holds what events tell.
    function checkHolds() external view {
        for (uint256 i = 0; i < _ids.length; ++i) {
            assertTrue(vault.isHeld(HOST, address(hostile), _ids[i], _holds[_ids[i]]), "as the events say");
        }
    }

    /// @notice Whether the idle compartment is what it was; what it may do only refills.
    function checkIdle() public {
        assertEq(vault.locked(SECOND_HOST, address(hostile)), IDLE, "INV-005: no other compartment changes");
        assertEq(hostile.balanceOf(vault.escrowOf(SECOND_HOST, address(hostile))), IDLE, "INV-005: nor does its escrow");
        (CompartmentState state,,,, uint256 backing) = vault.states(SECOND_HOST, address(hostile));
        assertEq(uint8(state), 0, "INV-005: nor its state");
        assertEq(backing, 1e9, "INV-005: nor its backing");
        (,, uint32 lastId,) = vault.queue(SECOND_HOST, address(hostile));
        assertEq(lastId, 0, "INV-005: nor its queue");
        uint256 lockable = vault.availableToLock(SECOND_HOST, address(hostile));
        uint256 payable_ = vault.availableToExit(SECOND_HOST, address(hostile));
        assertGe(lockable, _idleLockable, "INV-005: what may be locked only refills");
        assertGe(payable_, _idlePayable, "INV-005: what may be paid only refills");
        (_idleLockable, _idlePayable) = (lockable, payable_);
    }

    // --------------------------------------------------------------------------------------------------------- inside

    modifier neverRaisesRoom() {
        uint256 lockable = vault.availableToLock(HOST, address(hostile));
        uint256 payable_ = vault.availableToExit(HOST, address(hostile));
        _;
        assertLe(vault.availableToLock(HOST, address(hostile)), lockable, "INV-007: locks");
        assertLe(vault.availableToExit(HOST, address(hostile)), payable_, "INV-007: exits");
    }

    function _lockOnce(uint256 amount, uint8 refundTo) private returns (bool) {
        ICollateralVault.Lock memory record =
            ICollateralVault.Lock(HOST, address(hostile), uint128(amount), alice, _someone(refundTo));
        uint256 room = vault.availableToLock(HOST, address(hostile));
        vm.getRecordedLogs();
        vm.prank(_whale);
        try vault.lock{ value: FEE }(HOST, address(hostile), amount, alice, record.refundTo) returns (bytes32 guid) {
            assertLe(amount, room, "no lock beyond what was said to be available");
            _made.push(Made(guid, record, false));
            lockedIn += amount;
            _deliver(host, _sentPacket());
            return true;
        } catch {
            assertTrue(amount > room || amount > vault.lockLimits(HOST, address(hostile)).maxAmount, "only for a limit");
            return false;
        }
    }

    function _say(
        bytes memory payload,
        bool isRefund,
        uint256 made,
        bool truthful,
        uint256 amount,
        uint32 gas,
        bool now_
    ) private {
        Packet memory packet = _forge(host, address(buckets), home, address(vault), ++_nonce, payload);
        // Verified at once, so that any later one can be delivered before it.
        _verifyByOtherDvn(home, packet);
        IRelayWorker.Group memory group = _group(home, packet);
        group.gasLimit = 1000;
        _relay(home, group);
        Said storage said = _said.push();
        (said.packet, said.isRefund, said.made) = (packet, isRefund, made);
        (said.truthful, said.amount) = (truthful, amount);
        if (now_) _hear(_said.length - 1, gas);
    }

    /// @dev Once with chosen gas, once with enough.
    function _hear(uint256 index, uint32 gas) private {
        Said storage said = _said[index];
        IRelayWorker.Group memory group = _group(home, said.packet);
        uint256 before = _locked();
        uint256 room = vault.availableToExit(HOST, address(hostile));
        (bool isHeld, bool failed) = _tryWith(group, said.packet.nonce, bound(gas, 10_000, 250_000));
        if (_pending(said.packet.nonce)) (isHeld, failed) = _tryWith(group, said.packet.nonce, GAS_LIMIT);
        uint256 moved = before - _locked();

        if (said.heard) {
            assertEq(moved, 0, "INV-004: a message counts once");
            ++replayed;
            return;
        }
        // Nothing is malformed.
        bool due =
            said.truthful && said.amount != 0 && said.amount <= before && !(said.isRefund && _made[said.made].undone);
        assertEq(moved, due ? said.amount : 0, "INV-003, INV-012: what is true and locked passes or is held");
        if (!due) return;
        said.heard = true;
        if (said.isRefund) {
            _made[said.made].undone = true;
            ++refunds;
        } else {
            ++releases;
        }
        if (!isHeld) assertLe(said.amount, room, "INV-011: nothing is paid of what is due to others");
        if (failed) assertFalse(_willing(), "INV-009: a claim only when the token refuses");
    }

    function _tryWith(IRelayWorker.Group memory group, uint64 nonce, uint256 gas) private returns (bool, bool) {
        bool wasPending = _pending(nonce);
        vm.getRecordedLogs();
        group.gasLimit = uint128(gas);
        _relay(home, group);
        if (wasPending && !_pending(nonce)) return _digest();
        vm.getRecordedLogs(); // what a call that failed has emitted is recorded too
        return (false, false);
    }

    function _pending(uint64 nonce) private view returns (bool) {
        bytes32 sender = _asPeer(address(buckets));
        return home.endpoint.inboundPayloadHash(address(vault), HOST, sender, nonce) != bytes32(0);
    }

    /// @dev Whether the token pays anybody, given all the gas that a payout is due.
    function _willing() private view returns (bool) {
        HostileToken.Mood mood = hostile.mood();
        bool anyBlocked = hostile.blocked(alice) || hostile.blocked(bob) || hostile.blocked(stranger);
        return !anyBlocked && (mood == HostileToken.Mood.Honest || mood == HostileToken.Mood.WantsGas);
    }

    /// @dev Takes down what the vault's events say.
    function _digest() private returns (bool isHeld, bool failed) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(vault)) continue;
            bytes32 topic = logs[i].topics[0];
            bytes memory data = logs[i].data;
            if (topic == ICollateralVault.Released.selector) {
                (, uint256 amount,) = abi.decode(data, (address, uint256, uint256));
                takenOut += amount;
            } else if (topic == ICollateralVault.Refunded.selector) {
                (,, uint256 amount,) = abi.decode(data, (bytes32, address, uint256, uint256));
                takenOut += amount;
            } else if (topic == ICollateralVault.LockRescued.selector) {
                (, uint256 amount,) = abi.decode(data, (address, uint256, uint256));
                takenOut += amount;
                rescuedOut += amount;
            } else if (topic == IHolds.Held.selector) {
                (uint32 id, Hold memory hold) = abi.decode(data, (uint32, Hold));
                _add(id, hold);
                isHeld = true;
            } else if (topic == IHolds.HoldChanged.selector) {
                (uint32 id, Hold memory hold) = abi.decode(data, (uint32, Hold));
                if (hold.kind == HoldKind.Delayed) _unqueue(id);
                _holds[id] = hold;
            } else if (topic == IHolds.HoldReleased.selector) {
                (uint32 id, uint256 amount, uint256 left) = abi.decode(data, (uint32, uint256, uint256));
                assertEq(_holds[id].amount, amount + left, "all of it, or a part");
                _holds[id].amount = uint128(left);
                if (left == 0) _drop(id);
                ++passed;
            } else if (topic == ICollateralVault.ExitVoided.selector) {
                (uint32 id, uint256 amount,) = abi.decode(data, (uint32, uint256, uint256));
                assertEq(_holds[id].amount, amount, "all of it");
                voided += amount;
                _drop(id);
            } else if (topic == ICollateralVault.PayoutFailed.selector) {
                (, uint256 amount,) = abi.decode(data, (address, uint256, uint256));
                claims += amount;
                failed = true;
            } else if (topic == ICollateralVault.Claimed.selector) {
                (, uint256 amount) = abi.decode(data, (address, uint256));
                claims -= amount;
            } else if (topic == ICollateralVault.PaidBelowPar.selector) {
                (, uint256 owed, uint256 got) = abi.decode(data, (address, uint256, uint256));
                belowPar += owed - got;
            }
        }
    }

    function _add(uint32 id, Hold memory hold) private {
        if (hold.kind == HoldKind.Delayed) ++delays;
        _holds[id] = hold;
        _ids.push(id);
        if (hold.kind == HoldKind.Waiting) _queue.push(id);
        ++heldOnes;
    }

    function _drop(uint32 id) private {
        _unqueue(id);
        for (uint256 i = 0; i < _ids.length; ++i) {
            if (_ids[i] != id) continue;
            _ids[i] = _ids[_ids.length - 1];
            _ids.pop();
            break;
        }
        delete _holds[id];
    }

    function _unqueue(uint32 id) private {
        uint256 at = 0;
        while (at < _queue.length && _queue[at] != id) ++at;
        if (at == _queue.length) return;
        for (; at + 1 < _queue.length; ++at) {
            _queue[at] = _queue[at + 1];
        }
        _queue.pop();
    }

    function _reviewed() private view returns (bool) {
        (CompartmentState state,,,,) = vault.states(HOST, address(hostile));
        return state == CompartmentState.Review;
    }

    function _locked() private view returns (uint256) {
        return vault.locked(HOST, address(hostile));
    }

    function _someone(uint8 which) private view returns (address) {
        if (which % 3 == 0) return alice;
        return which % 3 == 1 ? bob : stranger;
    }
}
