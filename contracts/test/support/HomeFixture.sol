// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Hold, HoldKind } from "../../src/HoldQueue.sol";
import { CompartmentState } from "../../src/interfaces/ICollateralVault.sol";
import { IHolds } from "../../src/interfaces/IHolds.sol";
import { IRelayWorker } from "../../src/interfaces/IRelayWorker.sol";
import { Limits } from "../../src/RateLimit.sol";
import { BulkheadFixture } from "./BulkheadFixture.sol";

/// @title The way out of one compartment that holds 1,000: 100 stored, 1 a second, 40 a payout, no delay.
/// @dev What the host says is forged: what its contract would say is other tests' business.
abstract contract HomeFixture is BulkheadFixture {
    uint112 internal constant HOME_CAPACITY = 2000e18;

    uint64 private _nonce;

    function setUp() public virtual override {
        super.setUp();
        _lock(HOST, 1000e18);
        _setExit(_exit());
        skip(1000);
    }

    function _exit() internal pure returns (Limits memory) {
        return Limits(100e18, 1e18, 40e18, 0, 0, 0);
    }

    /// @dev As above; but what exceeds 10 an hour waits for an hour.
    function _slowExit() internal pure returns (Limits memory) {
        return Limits(100e18, 1e18, 40e18, 0, 10e18, 1 hours);
    }

    function _setExit(Limits memory exit) internal {
        vm.prank(governor);
        vault.setCompartmentLimits(HOST, address(token), HOME_CAPACITY, _open(HOME_CAPACITY), exit);
    }

    function _setState(CompartmentState state) internal {
        vm.prank(governor);
        vault.setCompartmentState(HOST, address(token), state);
    }

    /// @dev The host says that `receiver` burned `amount`, and is heard.
    function _release(address receiver, uint256 amount) internal returns (bytes32 guid) {
        Packet memory packet = _nextPacket(_releasePayload(address(token), receiver, uint128(amount)));
        _deliver(home, packet);
        return packet.guid;
    }

    /// @dev The host says so, and the message is held.
    function _releaseHeld(address receiver, uint256 amount, HoldKind kind)
        internal
        returns (uint32 id, Hold memory hold)
    {
        Packet memory packet = _nextPacket(_releasePayload(address(token), receiver, uint128(amount)));
        (,, id,) = vault.queue(HOST, address(token));
        hold = _held(packet.guid, receiver, amount, kind);
        _verifyByOtherDvn(home, packet);
        IRelayWorker.Group memory group = _group(home, packet);
        vm.expectEmit(address(vault));
        emit IHolds.Held(packet.guid, HOST, address(token), ++id, hold);
        _relay(home, group);
    }

    function _releaseWaits(address receiver, uint256 amount) internal returns (uint32, Hold memory) {
        return _releaseHeld(receiver, amount, HoldKind.Waiting);
    }

    /// @dev A hold that arrives now.
    function _held(bytes32 guid, address receiver, uint256 amount, HoldKind kind) internal view returns (Hold memory) {
        uint40 time = uint40(block.timestamp);
        uint40 dueAt = kind == HoldKind.Delayed ? time + vault.exitLimits(HOST, address(token)).delaySeconds : 0;
        return Hold(guid, receiver, address(0), uint128(amount), kind, time, dueAt);
    }

    /// @dev Somebody releases a hold: `part` of it is paid.
    function _pass(uint32 id, Hold memory hold, uint256 part) internal {
        uint256 before = token.balanceOf(hold.receiver);
        vm.expectEmit(address(vault));
        emit IHolds.HoldReleased(hold.guid, HOST, address(token), id, part, hold.amount - part);
        vm.prank(stranger);
        vault.releaseHold(HOST, address(token), id, hold);
        assertEq(token.balanceOf(hold.receiver), before + part, "paid");
        hold.amount -= uint128(part);
        assertEq(vault.isHeld(HOST, address(token), id, hold), hold.amount != 0, "what is left waits");
    }

    function _expectNoPass(uint32 id, Hold memory hold, bytes memory reason) internal {
        vm.expectRevert(reason);
        vault.releaseHold(HOST, address(token), id, hold);
    }

    function _assertQueue(uint32 head, uint32 tail, uint32 lastId, uint256 waiting) internal view {
        _assertQueueOf(vault, HOST, head, tail, waiting);
        (,, uint32 lastId_,) = vault.queue(HOST, address(token));
        assertEq(lastId_, lastId, "last id");
    }

    /// @dev A packet as the next that a captured host sends.
    function _nextPacket(bytes memory payload) internal returns (Packet memory) {
        return _fromHost(++_nonce, payload);
    }
}
