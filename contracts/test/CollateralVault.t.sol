// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";

import { CompartmentEscrow } from "../src/CompartmentEscrow.sol";
import { TestToken } from "../src/devnet/TestToken.sol";
import { TestTokenNoBool } from "../src/devnet/TestTokenNoBool.sol";
import { TestTokenWithFee } from "../src/devnet/TestTokenWithFee.sol";
import { ICollateralVault } from "../src/interfaces/ICollateralVault.sol";
import { IMessenger } from "../src/interfaces/IMessenger.sol";
import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { BulkheadFixture } from "./support/BulkheadFixture.sol";
import { ReentrantToken } from "./support/ReentrantToken.sol";

contract CollateralVaultTest is BulkheadFixture {
    // ------------------------------------------------------------------------------------------------------- lock

    function test_lock_creditsTheCompartmentAndSendsTheMint() public {
        uint256 fee = vault.quoteLock(HOST).nativeFee;
        bytes32 guid = home.endpoint.nextGuid(address(vault), HOST, _asPeer(address(buckets)));

        vm.expectEmit(address(vault));
        emit ICollateralVault.Locked(guid, HOST, address(token), 1, alice, bob, stranger, 5e18, 5e18);
        vm.prank(alice);
        assertEq(vault.lock{ value: fee }(HOST, address(token), 5e18, bob, stranger), guid);

        assertEq(vault.locked(HOST, address(token)), 5e18);
        assertEq(token.balanceOf(vault.escrowOf(HOST, address(token))), 5e18);
        Packet memory packet = _sentPacket();
        assertEq(packet.guid, guid);
        assertEq(packet.message, abi.encodePacked(hex"0101", token, bob, stranger, uint128(5e18)));
        assertEq(packet.options, abi.encodePacked(hex"000301001101", uint128(DELIVERY_GAS)));
    }

    function test_lock_returnsTheSurplusFeeToTheCaller() public {
        uint256 fee = vault.quoteLock(HOST).nativeFee;
        uint256 before = alice.balance;
        _lock(HOST, 1);
        assertEq(alice.balance, before - fee);
        assertEq(address(vault).balance, 0);
    }

    function test_lock_compartmentsAreApart() public {
        _lock(HOST, 5e18);
        _lock(SECOND_HOST, 2e18);
        assertEq(vault.locked(HOST, address(token)), 5e18);
        assertEq(vault.locked(SECOND_HOST, address(token)), 2e18);
    }

    function test_lock_errorZeroAmount() public movesNothing {
        vm.prank(alice);
        vm.expectRevert(IMessenger.ZeroAmount.selector);
        vault.lock{ value: FEE }(HOST, address(token), 0, alice, alice);
    }

    function test_lock_errorAmountAboveUint128() public {
        uint256 amount = uint256(type(uint128).max) + 1;
        token.mint(alice, amount);
        bytes32 before = _fingerprint(address(token));
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.AmountAboveUint128.selector, amount));
        vault.lock{ value: FEE }(HOST, address(token), amount, alice, alice);
        assertEq(_fingerprint(address(token)), before, "something moved");
    }

    function test_lock_errorZeroReceiver() public movesNothing {
        vm.startPrank(alice);
        vm.expectRevert(IMessenger.ZeroReceiver.selector);
        vault.lock{ value: FEE }(HOST, address(token), 1, address(0), alice);
        vm.expectRevert(IMessenger.ZeroReceiver.selector);
        vault.lock{ value: FEE }(HOST, address(token), 1, alice, address(0));
        vm.stopPrank();
    }

    function test_lock_errorUnknownChain() public movesNothing {
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.UnknownChain.selector, NOWHERE));
        vault.lock{ value: FEE }(NOWHERE, address(token), 1, alice, alice);
    }

    function test_lock_errorUnknownChainWithoutDeliveryGas() public movesNothing {
        vm.prank(governor);
        vault.setDeliveryGas(HOST, 0);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.UnknownChain.selector, HOST));
        vault.lock{ value: FEE }(HOST, address(token), 1, alice, alice);
    }

    function test_lock_errorUnknownAsset() public movesNothing {
        TestToken other = new TestToken("Other", "OTH", 18);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.UnknownAsset.selector, HOST, address(other)));
        vault.lock{ value: FEE }(HOST, address(other), 1, alice, alice);
    }

    function test_lock_errorFeeTooSmall() public movesNothing {
        uint256 fee = vault.quoteLock(HOST).nativeFee;
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.FeeTooSmall.selector, fee - 1, fee));
        vault.lock{ value: fee - 1 }(HOST, address(token), 1, alice, alice);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.FeeTooSmall.selector, 0, fee));
        vault.lock(HOST, address(token), 1, alice, alice);
        vm.stopPrank();
    }

    function test_lock_otherRefusalsOfTheEndpointComeThroughUnchanged() public movesNothing {
        vm.prank(governor);
        vault.setDeliveryGas(HOST, MAX_GAS + 1);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IRelayWorker.GasAboveMaximum.selector, MAX_GAS + 1, MAX_GAS));
        vault.lock{ value: FEE }(HOST, address(token), 1, alice, alice);
    }

    function test_quoteLock_errorUnknownChain() public {
        vm.expectRevert(abi.encodeWithSelector(IMessenger.UnknownChain.selector, NOWHERE));
        vault.quoteLock(NOWHERE);
    }

    function testFuzz_lock_anyAmount(uint128 amount, uint16 otherLock) public {
        amount = uint128(bound(amount, 1, 0.8e30)); // 80 % of the host's maximum
        token.mint(alice, amount);
        if (otherLock != 0) _lock(SECOND_HOST, otherLock);
        Packet memory packet = _lock(HOST, amount);
        assertEq(vault.locked(HOST, address(token)), amount);
        assertEq(token.balanceOf(vault.escrowOf(HOST, address(token))), amount);
        assertEq(token.balanceOf(vault.escrowOf(SECOND_HOST, address(token))), otherLock);
        assertEq(packet.message, _mintPayload(address(token), alice, amount));
    }

    // ---------------------------------------------------------------------------------------------- strange tokens

    function test_tokenWithFee_creditsWhatArrives() public {
        TestTokenWithFee costly = new TestTokenWithFee("Fee", "FEE", 18, 100);
        _openBucket(HOST, buckets, address(costly), 18);
        Packet memory packet = _lockOther(costly, 1000);
        assertEq(vault.locked(HOST, address(costly)), 990, "one percent is lost");
        assertEq(costly.balanceOf(vault.escrowOf(HOST, address(costly))), 990);
        assertEq(packet.message, _mintPayload(address(costly), alice, 990));

        _deliver(host, packet);
        vm.prank(alice);
        buckets.burn{ value: FEE }(HOME, address(costly), 990, bob);
        _deliver(home, _sentPacket());
        assertEq(vault.locked(HOST, address(costly)), 0);
        assertEq(costly.balanceOf(vault.escrowOf(HOST, address(costly))), 0, "never pays more than it holds");
        assertEq(costly.balanceOf(bob), 981, "the fee of the way out is the receiver's");
    }

    function test_tokenWithFee_errorZeroAmountWhenNothingArrives() public {
        TestTokenWithFee costly = new TestTokenWithFee("Fee", "FEE", 18, 10_000);
        _openBucket(HOST, buckets, address(costly), 18);
        costly.mint(alice, 1000);
        bytes32 before = _fingerprint(address(costly));
        vm.startPrank(alice);
        costly.approve(address(vault), 1000);
        vm.expectRevert(IMessenger.ZeroAmount.selector);
        vault.lock{ value: FEE }(HOST, address(costly), 1000, alice, alice);
        vm.stopPrank();
        assertEq(_fingerprint(address(costly)), before, "something moved");
    }

    function test_tokenNoBool_roundTripWithSixDecimals() public {
        TestTokenNoBool usd = new TestTokenNoBool("Test Dollar", "tUSD", 6);
        address usdReceipt = address(_openBucket(HOST, buckets, address(usd), 6));
        usd.mint(alice, 1_000_000);
        vm.startPrank(alice);
        usd.approve(address(vault), 1_000_000);
        vault.lock{ value: FEE }(HOST, address(usd), 1_000_000, alice, alice);
        vm.stopPrank();
        _deliver(host, _sentPacket());
        assertEq(TestToken(usdReceipt).balanceOf(alice), 1_000_000, "the same base units");
        assertEq(TestToken(usdReceipt).decimals(), 6, "the same decimals");

        vm.prank(alice);
        buckets.burn{ value: FEE }(HOME, address(usd), 400_000, bob);
        _deliver(home, _sentPacket());
        assertEq(usd.balanceOf(bob), 400_000);
        assertEq(vault.locked(HOST, address(usd)), 600_000);
    }

    function test_reentrantToken_cannotLockInsideALock() public {
        ReentrantToken hook = new ReentrantToken();
        _openBucket(HOST, buckets, address(hook), 18);
        vm.deal(address(hook), 10 ether);
        hook.mint(address(hook), 100);
        hook.callBack(address(vault), abi.encodeCall(vault.lock, (HOST, address(hook), 100, alice, alice)), 1 ether);
        Packet memory packet = _lockOther(hook, 1000);
        assertTrue(hook.wasRefused(), "the inner lock must fail");
        assertEq(vault.locked(HOST, address(hook)), 1000, "credited once");
        assertEq(packet.message, _mintPayload(address(hook), alice, 1000));
    }

    function test_reentrantToken_cannotExecuteAReleaseInsideALock() public {
        ReentrantToken hook = new ReentrantToken();
        _openBucket(HOST, buckets, address(hook), 18);
        _deliver(host, _lockOther(hook, 1000));
        vm.prank(alice);
        buckets.burn{ value: FEE }(HOME, address(hook), 600, bob);
        Packet memory release = _sentPacket();
        _verifyByOtherDvn(home, release);
        IRelayWorker.Group[] memory groups = _only(_group(home, release));
        hook.callBack(address(home.worker), abi.encodeCall(home.worker.relay, (groups)), 0);

        _lockOther(hook, 500);
        assertFalse(hook.wasRefused(), "relaying itself goes through");
        assertEq(hook.balanceOf(bob), 0, "but the vault refuses the message");
        assertEq(vault.locked(HOST, address(hook)), 1500);

        hook.callBack(address(0), "", 0);
        home.worker.relay(groups);
        assertEq(hook.balanceOf(bob), 600, "which waits and is delivered later");
        assertEq(vault.locked(HOST, address(hook)), 900);
    }

    // ----------------------------------------------------------------------------------------------------- release

    function test_release_paysFromItsCompartment() public {
        _mintReceipt(5e18);
        Packet memory packet = _burn(2e18);
        uint256 before = token.balanceOf(alice);
        _verifyByOtherDvn(home, packet);
        IRelayWorker.Group memory group = _group(home, packet);

        vm.expectEmit(address(vault));
        emit ICollateralVault.Released(packet.guid, HOST, address(token), alice, 2e18, 3e18);
        _relay(home, group);
        assertEq(vault.locked(HOST, address(token)), 3e18);
        assertEq(token.balanceOf(alice), before + 2e18);
    }

    /// @dev A host that was taken over asks for everything the vault holds: it gets its own compartment, no more.
    function test_release_aCapturedHostReachesNoOtherCompartment() public {
        _lock(HOST, 5e18);
        _lock(SECOND_HOST, 100e18);

        bytes memory greedy = _releasePayload(address(token), stranger, 5e18 + 1);
        Packet memory packet = _forge(host, address(buckets), home, address(vault), 1, greedy);
        _verifyByOtherDvn(home, packet);
        IRelayWorker.Group memory group = _group(home, packet);
        vm.expectEmit(address(home.worker));
        emit IRelayWorker.ExecutionFailed(
            packet.guid,
            abi.encodeWithSelector(
                ICollateralVault.InsufficientLocked.selector, HOST, address(token), uint256(5e18 + 1), uint256(5e18)
            )
        );
        _relay(home, group);
        assertEq(token.balanceOf(stranger), 0);

        bytes memory modest = _releasePayload(address(token), stranger, 5e18);
        _deliver(home, _forge(host, address(buckets), home, address(vault), 2, modest));
        assertEq(token.balanceOf(stranger), 5e18, "its own compartment is lost");
        assertEq(vault.locked(SECOND_HOST, address(token)), 100e18, "the other one is not");
    }

    function testFuzz_release_neverAboveTheCompartment(uint96 locked, uint128 asked) public {
        vm.assume(locked != 0);
        token.mint(alice, locked);
        _lock(HOST, locked);
        _lock(SECOND_HOST, 7e18);
        _deliver(
            home, _forge(host, address(buckets), home, address(vault), 1, _releasePayload(address(token), bob, asked))
        );
        uint256 paid = asked <= locked ? asked : 0;
        assertEq(token.balanceOf(bob), paid);
        assertEq(vault.locked(HOST, address(token)), locked - paid);
        assertEq(vault.locked(SECOND_HOST, address(token)), 7e18);
    }

    function test_receive_errorUnexpectedKind() public {
        bytes memory mint = _mintPayload(address(token), alice, 1);
        _expectRefusal(1, mint, abi.encodeWithSelector(IMessenger.UnexpectedKind.selector, 1));
    }

    // ------------------------------------------------------------------------------------------------ compartments

    function test_openCompartment() public {
        assertFalse(vault.isOpen(HOST, address(this)));
        address escrow = vault.escrowOf(HOST, address(this));
        assertEq(escrow.code.length, 0);
        vm.expectEmit(address(vault));
        emit ICollateralVault.CompartmentOpened(HOST, address(this), escrow);
        vm.prank(governor);
        assertEq(vault.openCompartment(HOST, address(this)), escrow);
        assertEq(CompartmentEscrow(escrow).vault(), address(vault));
        assertTrue(vault.isOpen(HOST, address(this)));
        assertFalse(vault.isOpen(SECOND_HOST, address(this)));
    }

    function test_openCompartment_errors() public {
        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.UnknownChain.selector, NOWHERE));
        vault.openCompartment(NOWHERE, address(token));
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.CompartmentAlreadyOpen.selector, HOST, address(token)));
        vault.openCompartment(HOST, address(token));
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.AssetWithoutCode.selector, bob));
        vault.openCompartment(HOST, bob);
        vm.expectRevert(
            abi.encodeWithSelector(ICollateralVault.AssetIsReceipt.selector, address(receipt), address(buckets))
        );
        vault.openCompartment(HOST, address(receipt));
        vm.stopPrank();

        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger));
        vault.openCompartment(HOST, address(this));
    }

    function _expectRefusal(uint64 nonce, bytes memory payload, bytes memory reason) private {
        _expectRefusal(home, _fromHost(nonce, payload), reason);
    }

    function _lockOther(TestToken asset, uint256 amount) private returns (Packet memory) {
        asset.mint(alice, amount);
        vm.startPrank(alice);
        asset.approve(address(vault), amount);
        vault.lock{ value: FEE }(HOST, address(asset), amount, alice, alice);
        vm.stopPrank();
        return _sentPacket();
    }
}
