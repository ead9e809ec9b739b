// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { IERC20Errors } from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";
import { Origin } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

import { CompartmentEscrow } from "../src/CompartmentEscrow.sol";
import { ICollateralVault } from "../src/interfaces/ICollateralVault.sol";
import { ICompartmentEscrow } from "../src/interfaces/ICompartmentEscrow.sol";
import { IMessenger } from "../src/interfaces/IMessenger.sol";
import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { Payload } from "../src/Payload.sol";
import { BulkheadFixture } from "./support/BulkheadFixture.sol";
import { HostileToken } from "./support/HostileToken.sol";
import { ReentrantToken } from "./support/ReentrantToken.sol";

/// @dev How collateral leaves: lock records, refunds, rescues, payouts that fail, and the claims they leave.
contract ExitTest is BulkheadFixture {
    HostileToken private _hostile;

    function setUp() public override {
        super.setUp();
        _hostile = new HostileToken();
        _openBucket(HOST, buckets, address(_hostile), 18);
        _hostile.mint(alice, 1000);
        vm.prank(alice);
        _hostile.approve(address(vault), type(uint256).max);
        vm.recordLogs();
    }

    // -------------------------------------------------------------------------------------------------- lock record

    function test_lock_leavesItsCommitment() public {
        vm.warp(1_700_000_000);
        bytes32 guid = _lockFor(bob, stranger, 5e18);
        bytes32 expected = keccak256(abi.encode(guid, HOST, address(token), uint256(5e18), bob, stranger));
        ICollateralVault.LockRecord memory record = vault.lockRecord(guid);
        assertEq(record.commitment, uint256(expected) >> 40);
        assertEq(record.lockedAt, 1_700_000_000);
        assertEq(vault.lockRecord(keccak256("other")).lockedAt, 0);
    }

    // ------------------------------------------------------------------------------------------------------- escrow

    function test_escrow_obeysOnlyTheVault() public {
        _lock(HOST, 5e18);
        CompartmentEscrow escrow = CompartmentEscrow(vault.escrowOf(HOST, address(token)));
        assertEq(token.balanceOf(address(escrow)), 5e18);
        vm.prank(governor);
        vm.expectRevert(abi.encodeWithSelector(ICompartmentEscrow.OnlyVault.selector, governor));
        escrow.pay(address(token), governor, 1);
        CompartmentEscrow code = CompartmentEscrow(vault.escrowImplementation());
        vm.expectRevert(abi.encodeWithSelector(ICompartmentEscrow.OnlyVault.selector, address(this)));
        code.pay(address(token), governor, 1);
    }

    /// @custom:invariant INV-005
    function test_escrow_aShortfallOfOneTouchesNoOther() public {
        _mintReceipt(5e18);
        _lock(SECOND_HOST, 7e18);
        address escrow = vault.escrowOf(HOST, address(token));
        vm.prank(escrow);
        token.transfer(stranger, 5e18);

        Packet memory packet = _burn(5e18);
        _deliver(home, packet);
        assertEq(vault.claimable(HOST, address(token), alice), 5e18, "nothing is there to pay with");
        assertEq(token.balanceOf(vault.escrowOf(SECOND_HOST, address(token))), 7e18);
        assertEq(vault.locked(SECOND_HOST, address(token)), 7e18);

        token.mint(escrow, 5e18);
        vm.prank(alice);
        vault.claim(HOST, address(token), bob);
        assertEq(token.balanceOf(bob), 5e18, "until somebody fills it up");
    }

    // ------------------------------------------------------------------------------------------------------- refund

    function test_refund_paysTheRecordedRefundTo() public {
        bytes32 guid = _lockFor(bob, stranger, 5e18);
        _lock(HOST, 1e18);
        Packet memory packet = _fromHost(1, _refundPayload(guid, bob, stranger, 5e18));
        _verifyByOtherDvn(home, packet);
        IRelayWorker.Group memory group = _group(home, packet);
        vm.expectEmit(address(vault));
        emit ICollateralVault.Refunded(packet.guid, HOST, address(token), guid, stranger, 5e18, 1e18);
        _relay(home, group);
        assertEq(token.balanceOf(stranger), 5e18);
        assertEq(vault.locked(HOST, address(token)), 1e18);
        assertEq(vault.lockRecord(guid).lockedAt, 0, "the record is spent");
    }

    /// @custom:invariant INV-004
    function test_refund_onlyOnce() public {
        bytes32 guid = _lockFor(bob, stranger, 5e18);
        _lock(HOST, 100e18);
        bytes memory refund = _refundPayload(guid, bob, stranger, 5e18);
        _deliver(home, _fromHost(1, refund));
        _expectRefusal(2, refund, abi.encodeWithSelector(ICollateralVault.UnknownLock.selector, guid));
        assertEq(token.balanceOf(stranger), 5e18);
    }

    /// @dev Whatever differs from the record, the refund is refused.
    /// @custom:invariant INV-003
    function test_refund_errorUnknownLock() public {
        bytes32 guid = _lockFor(bob, stranger, 5e18);
        _lock(HOST, 100e18);
        bytes memory reason = abi.encodeWithSelector(ICollateralVault.UnknownLock.selector, guid);
        _expectRefusal(1, _refundPayload(guid, bob, alice, 5e18), reason);
        _expectRefusal(2, _refundPayload(guid, alice, stranger, 5e18), reason);
        _expectRefusal(3, _refundPayload(guid, bob, stranger, 5e18 + 1), reason);
        _expectRefusal(4, _refundPayload(guid, bob, stranger, 5e18 - 1), reason);
        Payload.Refund memory otherAsset = Payload.Refund(guid, address(_hostile), bob, stranger, 5e18);
        _expectRefusal(5, Payload.encodeRefund(otherAsset), reason);
        bytes32 noLock = keccak256("no lock");
        reason = abi.encodeWithSelector(ICollateralVault.UnknownLock.selector, noLock);
        _expectRefusal(6, _refundPayload(noLock, bob, stranger, 5e18), reason);
        assertEq(vault.locked(HOST, address(token)), 105e18);
    }

    /// @custom:invariant INV-005
    function test_refund_notByAnotherHost() public {
        bytes32 guid = _lockFor(bob, stranger, 5e18);
        _lock(SECOND_HOST, 100e18);
        bytes memory refund = _refundPayload(guid, bob, stranger, 5e18);
        _deliver(home, _forge(secondHost, address(secondBuckets), home, address(vault), 1, refund));
        assertEq(token.balanceOf(stranger), 0);
        assertEq(vault.locked(SECOND_HOST, address(token)), 100e18);
    }

    /// @dev A captured host that releases everything leaves nothing to refund: the same `locked` pays for both.
    /// @custom:invariant INV-002
    function test_refund_sharesLockedWithReleases() public {
        bytes32 guid = _lockFor(bob, stranger, 5e18);
        _deliver(home, _fromHost(1, _releasePayload(address(token), bob, 1)));
        _expectRefusal(
            2,
            _refundPayload(guid, bob, stranger, 5e18),
            abi.encodeWithSelector(
                ICollateralVault.InsufficientLocked.selector, HOST, address(token), uint256(5e18), uint256(5e18 - 1)
            )
        );
        assertGt(vault.lockRecord(guid).lockedAt, 0, "the record stays");
    }

    // ------------------------------------------------------------------------------------------- payouts that fail

    function test_payout_thatFailsBecomesAClaim() public {
        for (uint8 i = 1; i <= uint8(HostileToken.Mood.ReturnsMuch); ++i) {
            _lockHostile(10);
            _hostile.setMood(HostileToken.Mood(i));
            Packet memory packet = _fromHost(i, _releasePayload(address(_hostile), bob, 10));
            _verifyByOtherDvn(home, packet);
            IRelayWorker.Group memory group = _group(home, packet);
            vm.expectEmit(address(vault));
            emit ICollateralVault.Released(packet.guid, HOST, address(_hostile), bob, 10, 0);
            vm.expectEmit(address(vault));
            emit ICollateralVault.PayoutFailed(packet.guid, HOST, address(_hostile), bob, 10, 10 * uint256(i));
            _relay(home, group);
            assertEq(vault.locked(HOST, address(_hostile)), 0, "locked falls once");
            assertEq(vault.claimable(HOST, address(_hostile), bob), 10 * uint256(i));
            _hostile.setMood(HostileToken.Mood.Honest);
        }
        vm.expectEmit(address(vault));
        emit ICollateralVault.Claimed(HOST, address(_hostile), bob, stranger, 40);
        vm.prank(bob);
        assertEq(vault.claim(HOST, address(_hostile), stranger), 40);
        assertEq(_hostile.balanceOf(stranger), 40);
        assertEq(vault.claimable(HOST, address(_hostile), bob), 0);
        assertEq(vault.locked(HOST, address(_hostile)), 0, "a claim does not touch it again");
    }

    function test_payout_aBlockedReceiverBlocksNobody() public {
        _lockHostile(30);
        _hostile.setBlocked(bob, true);
        _deliver(home, _fromHost(1, _releasePayload(address(_hostile), bob, 10)));
        _deliver(home, _fromHost(2, _releasePayload(address(_hostile), stranger, 20)));
        assertEq(_hostile.balanceOf(stranger), 20);
        assertEq(vault.claimable(HOST, address(_hostile), bob), 10);
    }

    function test_payout_aRefundThatFailsBecomesAClaimOfRefundTo() public {
        _hostile.setBlocked(stranger, true);
        vm.prank(alice);
        bytes32 guid = vault.lock{ value: FEE }(HOST, address(_hostile), 10, bob, stranger);
        Payload.Refund memory refund = Payload.Refund(guid, address(_hostile), bob, stranger, 10);
        _deliver(home, _fromHost(1, Payload.encodeRefund(refund)));
        assertEq(vault.claimable(HOST, address(_hostile), stranger), 10);
        assertEq(vault.lockRecord(guid).lockedAt, 0);
    }

    /// @dev The token pays with the gas it is due and refuses cheaply with less, so a starved payout would leave enough
    /// to record a claim. Whatever gas the delivery gets, it is paid or nothing at all has happened.
    /// @custom:invariant INV-009
    function testFuzz_payout_noChoiceOfGasMakesAClaim(uint256 gas) public {
        gas = bound(gas, 20_000, 400_000);
        _lockHostile(10);
        _hostile.setMood(HostileToken.Mood.WantsGas);
        Origin memory origin = Origin(HOST, _asPeer(address(buckets)), 1);
        vm.prank(address(home.endpoint));
        try vault.lzReceive{ gas: gas }(
            origin, keccak256("guid"), _releasePayload(address(_hostile), bob, 10), address(0), ""
        ) {
            assertEq(_hostile.balanceOf(bob), 10, "paid");
        } catch {
            assertEq(vault.locked(HOST, address(_hostile)), 10, "or undone");
        }
        assertEq(vault.claimable(HOST, address(_hostile), bob), 0, "never a claim");
    }

    /// @custom:invariant INV-009
    function test_payout_errorGasTooLow() public {
        _lockHostile(10);
        Packet memory packet = _fromHost(1, _releasePayload(address(_hostile), bob, 10));
        _verifyByOtherDvn(home, packet);
        IRelayWorker.Group memory group = _group(home, packet);
        group.gasLimit = 120_000;
        _relay(home, group);
        assertEq(vault.locked(HOST, address(_hostile)), 10);
        group.gasLimit = GAS_LIMIT;
        _relay(home, group);
        assertEq(_hostile.balanceOf(bob), 10, "a retry with more gas does it");
    }

    // -------------------------------------------------------------------------------------------------------- claim

    function test_claim_errors() public {
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.NothingToClaim.selector, HOST, address(token), bob));
        vault.claim(HOST, address(token), bob);
        vm.expectRevert(IMessenger.ZeroReceiver.selector);
        vault.claim(HOST, address(token), address(0));
        vm.stopPrank();
    }

    /// @custom:invariant INV-004
    function test_claim_staysWhenTheTokenRefusesAgain() public {
        _lockHostile(10);
        _hostile.setMood(HostileToken.Mood.Reverts);
        _deliver(home, _fromHost(1, _releasePayload(address(_hostile), bob, 10)));
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(HostileToken.Blocked.selector, stranger));
        vault.claim(HOST, address(_hostile), stranger);
        assertEq(vault.claimable(HOST, address(_hostile), bob), 10);
        _hostile.setMood(HostileToken.Mood.Honest);
        vault.claim(HOST, address(_hostile), stranger);
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.NothingToClaim.selector, HOST, address(_hostile), bob));
        vault.claim(HOST, address(_hostile), stranger);
        vm.stopPrank();
    }

    /// @custom:invariant INV-004
    function test_claim_notTwiceByReentrancy() public {
        (ReentrantToken hook, address escrow) = _claimOfHook();
        hook.callBack(address(vault), abi.encodeCall(vault.claim, (HOST, address(hook), bob)), 0);
        vm.prank(address(hook));
        vault.claim(HOST, address(hook), bob);
        assertTrue(hook.wasRefused());
        assertEq(hook.balanceOf(bob), 10);
        assertEq(hook.balanceOf(escrow), 10);
    }

    // ------------------------------------------------------------------------------------------------- retried payout

    /// @dev A stranger pays bob's claim, to bob, and nobody else's.
    /// @custom:invariant INV-004
    function test_retryPayout_paysTheReceiverItself() public {
        _lockHostile(30);
        _hostile.setMood(HostileToken.Mood.Reverts);
        _deliver(home, _fromHost(1, _releasePayload(address(_hostile), bob, 10)));
        _deliver(home, _fromHost(2, _releasePayload(address(_hostile), alice, 7)));
        _hostile.setMood(HostileToken.Mood.Honest);
        vm.expectEmit(address(vault));
        emit ICollateralVault.Claimed(HOST, address(_hostile), bob, bob, 10);
        vm.prank(stranger);
        assertEq(vault.retryPayout(HOST, address(_hostile), bob), 10);
        assertEq(_hostile.balanceOf(bob), 10);
        assertEq(_hostile.balanceOf(stranger), 0);
        assertEq(vault.claimable(HOST, address(_hostile), bob), 0);
        assertEq(vault.claimable(HOST, address(_hostile), alice), 7);
        assertEq(vault.locked(HOST, address(_hostile)), 13, "it was lowered before");

        bytes memory nothing =
            abi.encodeWithSelector(ICollateralVault.NothingToClaim.selector, HOST, address(_hostile), bob);
        vm.prank(stranger);
        vm.expectRevert(nothing);
        vault.retryPayout(HOST, address(_hostile), bob);
        vm.prank(bob);
        vm.expectRevert(nothing);
        vault.claim(HOST, address(_hostile), bob);
    }

    /// @dev As long as the token refuses, the claim stays.
    /// @custom:invariant INV-004
    function test_retryPayout_whileTheReceiverIsBlocked() public {
        _lockHostile(10);
        _hostile.setBlocked(bob, true);
        _deliver(home, _fromHost(1, _releasePayload(address(_hostile), bob, 10)));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(HostileToken.Blocked.selector, bob));
        vault.retryPayout(HOST, address(_hostile), bob);
        assertEq(vault.claimable(HOST, address(_hostile), bob), 10);
        assertEq(_hostile.balanceOf(vault.escrowOf(HOST, address(_hostile))), 10);
        _hostile.setBlocked(bob, false);
        vm.prank(stranger);
        vault.retryPayout(HOST, address(_hostile), bob);
        assertEq(_hostile.balanceOf(bob), 10);
    }

    function test_retryPayout_errorNothingToClaim() public {
        address[3] memory receivers = [bob, address(0), vault.escrowOf(HOST, address(token))];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(ICollateralVault.NothingToClaim.selector, HOST, address(token), receivers[i])
            );
            vault.retryPayout(HOST, address(token), receivers[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.NothingToClaim.selector, NOWHERE, address(this), bob));
        vault.retryPayout(NOWHERE, address(this), bob);
    }

    /// @dev A claim in one compartment is paid by no other.
    /// @custom:invariant INV-005
    function test_retryPayout_ofItsCompartmentAlone() public {
        _mintReceipt(5e18);
        _lock(SECOND_HOST, 7e18);
        address escrow = vault.escrowOf(HOST, address(token));
        vm.prank(escrow);
        token.transfer(stranger, 5e18);
        _deliver(home, _fromHost(1, _releasePayload(address(token), bob, 5e18)));
        vm.expectRevert(
            abi.encodeWithSelector(ICollateralVault.NothingToClaim.selector, SECOND_HOST, address(token), bob)
        );
        vault.retryPayout(SECOND_HOST, address(token), bob);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, escrow, 0, 5e18));
        vault.retryPayout(HOST, address(token), bob);
        assertEq(token.balanceOf(vault.escrowOf(SECOND_HOST, address(token))), 7e18);
        assertEq(vault.claimable(HOST, address(token), bob), 5e18);
    }

    /// @dev While the token is paid out it tries everything that pays: each of those is refused.
    /// @custom:invariant INV-004
    function test_retryPayout_notTwiceByReentrancy() public {
        (ReentrantToken hook, address escrow) = _claimOfHook();
        bytes[2] memory attempts = [
            abi.encodeCall(vault.retryPayout, (HOST, address(hook), address(hook))),
            abi.encodeCall(vault.claim, (HOST, address(hook), bob))
        ];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 snapshot = vm.snapshotState();
            hook.callBack(address(vault), attempts[i], 0);
            assertEq(vault.retryPayout(HOST, address(hook), address(hook)), 10);
            assertTrue(hook.wasRefused());
            assertEq(hook.balanceOf(address(hook)), 10);
            assertEq(hook.balanceOf(escrow), 10);
            assertEq(hook.balanceOf(bob), 0);
            vm.revertToState(snapshot);
        }
    }

    // ------------------------------------------------------------------------------------------------------- rescue

    function test_rescueLock_paysTheRecordedRefundTo() public {
        bytes32 guid = _lockFor(bob, stranger, 5e18);
        skip(vault.RESCUE_DELAY());
        ICollateralVault.Lock memory record = ICollateralVault.Lock(HOST, address(token), 5e18, bob, stranger);
        vm.expectEmit(address(vault));
        emit ICollateralVault.LockRescued(guid, HOST, address(token), stranger, 5e18, 0);
        vm.prank(governor);
        vault.rescueLock(guid, record);
        assertEq(token.balanceOf(stranger), 5e18);
        assertEq(vault.locked(HOST, address(token)), 0);

        vm.prank(governor);
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.UnknownLock.selector, guid));
        vault.rescueLock(guid, record);
    }

    function test_rescueLock_errors() public {
        bytes32 guid = _lockFor(bob, stranger, 5e18);
        ICollateralVault.Lock memory record = ICollateralVault.Lock(HOST, address(token), 5e18, bob, stranger);
        uint256 due = block.timestamp + vault.RESCUE_DELAY();
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger));
        vault.rescueLock(guid, record);

        vm.startPrank(governor);
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.RescueTooEarly.selector, guid, due));
        vault.rescueLock(guid, record);
        vm.warp(due);
        record.refundTo = governor;
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.UnknownLock.selector, guid));
        vault.rescueLock(guid, record);
        vm.stopPrank();
    }

    function _lockFor(address receiver, address refundTo, uint256 amount) private returns (bytes32) {
        vm.prank(alice);
        return vault.lock{ value: FEE }(HOST, address(token), amount, receiver, refundTo);
    }

    function _lockHostile(uint256 amount) private {
        vm.prank(alice);
        vault.lock{ value: FEE }(HOST, address(_hostile), amount, alice, alice);
    }

    /// @dev A token that calls back has a claim of 10 on itself; the escrow holds 20.
    function _claimOfHook() private returns (ReentrantToken hook, address escrow) {
        hook = new ReentrantToken();
        _openBucket(HOST, buckets, address(hook), 18);
        hook.mint(alice, 20);
        vm.startPrank(alice);
        hook.approve(address(vault), 20);
        vault.lock{ value: FEE }(HOST, address(hook), 20, alice, alice);
        vm.stopPrank();
        escrow = vault.escrowOf(HOST, address(hook));
        vm.mockCallRevert(address(hook), abi.encodeCall(hook.transfer, (address(hook), 10)), "");
        _deliver(home, _fromHost(1, _releasePayload(address(hook), address(hook), 10)));
        vm.clearMockedCalls();
        assertEq(vault.claimable(HOST, address(hook), address(hook)), 10);
    }

    function _expectRefusal(uint64 nonce, bytes memory payload, bytes memory reason) private {
        _expectRefusal(home, _fromHost(nonce, payload), reason);
    }
}
