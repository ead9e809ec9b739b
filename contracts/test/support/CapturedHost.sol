// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { ICollateralVault } from "../../src/interfaces/ICollateralVault.sol";
import { IRelayWorker } from "../../src/interfaces/IRelayWorker.sol";
import { Payload } from "../../src/Payload.sol";
import { BulkheadFixture } from "./BulkheadFixture.sol";
import { HostileToken } from "./HostileToken.sol";

/// @title A host whose buckets contract an attacker speaks for, towards a vault that people keep using.
/// @dev Every message is well verified and says whatever pays most. The second host is honest and idle: what it locked
/// must stay. The handler's own ledger counts what went in and what came out, by the tokens' own balances.
contract CapturedHost is BulkheadFixture {
    struct Made {
        bytes32 guid;
        ICollateralVault.Lock record;
        bool undone;
    }

    uint256 public constant IDLE = 77e18;

    HostileToken public hostile;
    Made[] private _made;
    uint64 private _nonce;

    /// @notice Base units that went in through locks, and that left `locked` since.
    uint256 public lockedIn;
    uint256 public takenOut;
    /// @notice Claims outstanding, and gifts to the escrow.
    uint256 public claims;
    uint256 public donated;
    /// @notice What happened, to see that the run was worth something.
    uint256 public refunds;
    uint256 public releases;

    constructor() {
        setUp();
        hostile = new HostileToken();
        _openBucket(HOST, buckets, address(hostile), 18);
        _openBucket(SECOND_HOST, secondBuckets, address(hostile), 18);
        hostile.mint(alice, IDLE);
        vm.deal(alice, 1e9 ether);
        vm.startPrank(alice);
        hostile.approve(address(vault), type(uint256).max);
        vault.lock{ value: FEE }(SECOND_HOST, address(hostile), IDLE, alice, alice);
        vm.stopPrank();
    }

    function lock(uint256 amount, uint8 refundTo) external {
        amount = bound(amount, 1, 100e18);
        hostile.mint(alice, amount);
        ICollateralVault.Lock memory record =
            ICollateralVault.Lock(HOST, address(hostile), uint128(amount), alice, _someone(refundTo));
        vm.prank(alice);
        bytes32 guid = vault.lock{ value: FEE }(HOST, address(hostile), amount, alice, record.refundTo);
        _made.push(Made(guid, record, false));
        lockedIn += amount;
    }

    function release(uint256 amount, uint8 receiver, uint32 gas) external {
        amount = bound(amount, 0, 150e18);
        uint256 before = _locked();
        _say(Payload.encodeRelease(Payload.Release(address(hostile), _someone(receiver), uint128(amount))), gas);
        uint256 moved = before - _locked();
        assertTrue(moved == 0 || moved == amount, "all or nothing");
        if (moved != 0) ++releases;
        takenOut += moved;
    }

    /// @dev Mostly the truth about some lock, also one that was refunded before; else a lie in one field.
    function refund(uint256 which, uint8 lie, uint32 gas) external {
        if (_made.length == 0) return;
        Made storage made = _made[which % _made.length];
        ICollateralVault.Lock memory record = made.record;
        bytes32 guid = made.guid;
        if (lie == 0) record.amount += 1;
        if (lie == 1) record.refundTo = governor;
        if (lie == 2) record.receiver = governor;
        if (lie == 3) guid = keccak256("no lock");
        uint256 before = _locked();
        _say(
            Payload.encodeRefund(Payload.Refund(guid, record.asset, record.receiver, record.refundTo, record.amount)),
            gas
        );
        uint256 moved = before - _locked();
        if (moved == 0) return;
        assertGt(lie, 3, "INV-003: only what was recorded");
        assertFalse(made.undone, "INV-004: only once");
        assertEq(moved, record.amount, "INV-003: the recorded amount");
        made.undone = true;
        ++refunds;
        takenOut += moved;
    }

    function rescue(uint256 which) external {
        if (_made.length == 0) return;
        Made storage made = _made[which % _made.length];
        skip(vault.RESCUE_DELAY());
        uint256 before = _locked();
        vm.prank(governor);
        try vault.rescueLock(made.guid, made.record) {
            assertFalse(made.undone, "INV-004: only once");
            made.undone = true;
            takenOut += before - _locked();
            _countClaims();
        } catch { }
    }

    function claim(uint8 receiver) external {
        address account = _someone(receiver);
        vm.prank(account);
        try vault.claim(HOST, address(hostile), makeAddr("cold wallet")) { } catch { }
        _countClaims();
    }

    function setMood(uint8 mood) external {
        // Mostly honest.
        hostile.setMood(HostileToken.Mood(mood % 12 < 6 ? mood % 6 : 0));
    }

    function setBlocked(uint8 receiver, bool isBlocked) external {
        hostile.setBlocked(_someone(receiver), isBlocked);
    }

    function donate(uint256 amount) external {
        amount = bound(amount, 0, 1e18);
        donated += amount;
        hostile.mint(vault.escrowOf(HOST, address(hostile)), amount);
    }

    function escrowBalance(uint32 hostEid) external view returns (uint256) {
        return hostile.balanceOf(vault.escrowOf(hostEid, address(hostile)));
    }

    function locked(uint32 hostEid) external view returns (uint256) {
        return vault.locked(hostEid, address(hostile));
    }

    function _say(bytes memory payload, uint32 gas) private {
        Packet memory packet = _forge(host, address(buckets), home, address(vault), ++_nonce, payload);
        _deliverWith(packet, bound(gas, 10_000, 400_000));
        // Whatever the first try's gas did, the second has enough.
        _deliverWith(packet, GAS_LIMIT);
        _countClaims();
    }

    function _deliverWith(Packet memory packet, uint256 gas) private {
        _verifyByOtherDvn(home, packet);
        IRelayWorker.Job memory job = _job(home, packet);
        job.gasLimit = uint128(gas);
        _relay(home, job);
    }

    function _countClaims() private {
        claims = 0;
        for (uint8 i = 0; i < 3; ++i) {
            claims += vault.claimable(HOST, address(hostile), _someone(i));
        }
    }

    function _locked() private view returns (uint256) {
        return vault.locked(HOST, address(hostile));
    }

    function _someone(uint8 which) private view returns (address) {
        if (which % 3 == 0) return alice;
        return which % 3 == 1 ? bob : stranger;
    }
}
