// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { IERC20Errors } from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";

import { TestToken } from "../src/devnet/TestToken.sol";
import { Hold, HoldKind } from "../src/HoldQueue.sol";
import { IHolds } from "../src/interfaces/IHolds.sol";
import { IMessenger } from "../src/interfaces/IMessenger.sol";
import { BucketState, IReceiptBuckets } from "../src/interfaces/IReceiptBuckets.sol";
import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { Limits } from "../src/RateLimit.sol";
import { BulkheadFixture } from "./support/BulkheadFixture.sol";

contract ReceiptBucketsTest is BulkheadFixture {
    // ------------------------------------------------------------------------------------------------------- mint

    function test_mint_raisesTheLevel() public {
        Packet memory packet = _lock(HOST, 5e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.Minted(packet.guid, HOME, address(token), alice, 5e18, 5e18);
        _relay(host, group);
        assertEq(receipt.balanceOf(alice), 5e18);
        assertEq(_bucketLevel(), 5e18);
        assertEq(secondReceipt.totalSupply(), 0);
    }

    function test_mint_fillsTheBucketToItsCapacity() public {
        _mintReceipt(CAPACITY);
        assertEq(_bucketLevel(), CAPACITY);
    }

    /// @dev 11 find room for 10: they wait, until burns make room and time refills the limiter.
    function test_mint_waitsWithoutRoom() public {
        _mintReceipt(CAPACITY - 10);
        token.mint(alice, 11);
        (uint32 id, Hold memory hold) = _expectHeld(_lock(HOST, 11), HoldKind.Waiting);
        vm.expectRevert(abi.encodeWithSelector(IHolds.BucketCapacityExceeded.selector, HOME, address(token), 11, 10));
        buckets.releaseHold(HOME, address(token), id, hold);

        _burn(1);
        skip(1);
        buckets.releaseHold(HOME, address(token), id, hold);
        assertEq(_bucketLevel(), CAPACITY);
        assertEq(receipt.balanceOf(alice), CAPACITY);
    }

    function test_mint_waitsWhenTheCapacityIsLoweredBelowTheLevel() public {
        _mintReceipt(10);
        _setCapacity(buckets, 4);
        (uint32 id, Hold memory hold) = _expectHeld(_lock(HOST, 1), HoldKind.Waiting);
        vm.expectRevert(abi.encodeWithSelector(IHolds.BucketCapacityExceeded.selector, HOME, address(token), 1, 0));
        buckets.releaseHold(HOME, address(token), id, hold);
        _burn(10);
        assertEq(_bucketLevel(), 0, "burning is possible all the while");
    }

    /// @custom:invariant INV-012
    function test_mint_isHeldInEveryStateButOpen() public {
        HoldKind[3] memory kinds = [HoldKind.Waiting, HoldKind.Waiting, HoldKind.RefundOnly];
        for (uint8 i = 1; i <= uint8(BucketState.Stopped); ++i) {
            _setState(BucketState(i));
            _expectHeld(_lock(HOST, 1e18), kinds[i - 1]);
        }
        assertEq(_bucketLevel(), 0);
    }

    /// @custom:invariant INV-012
    function test_mint_ofAnUnknownAssetCanOnlyGoHome() public {
        TestToken other = new TestToken("Other", "OTH", 18);
        _expectHeldOf(
            address(other),
            _forge(home, address(vault), host, address(buckets), 1, _mintPayload(address(other), alice, 1)),
            HoldKind.RefundOnly,
            1
        );
    }

    function test_mint_errorZeroReceiver() public {
        Packet memory packet =
            _forge(home, address(vault), host, address(buckets), 1, _mintPayload(address(token), address(0), 1));
        _expectRefusal(packet, abi.encodeWithSelector(IMessenger.ZeroReceiver.selector));
    }

    function test_mint_errorUnexpectedKind() public {
        Packet memory packet =
            _forge(home, address(vault), host, address(buckets), 1, _releasePayload(address(token), alice, 1));
        _expectRefusal(packet, abi.encodeWithSelector(IMessenger.UnexpectedKind.selector, 2));
    }

    /// @dev A held message keeps its nonce to itself: the ones behind it are delivered.
    function test_mint_aHeldMessageDelaysNoOther() public {
        _setState(BucketState.Stopped);
        (uint32 id, Hold memory hold) = _expectHeld(_lock(HOST, 1e18), HoldKind.RefundOnly);
        _setState(BucketState.Open);
        skip(1);
        _deliver(host, _lock(HOST, 2e18));
        assertEq(_bucketLevel(), 2e18);
        vm.expectRevert(abi.encodeWithSelector(IHolds.HoldNeverPasses.selector, id));
        buckets.releaseHold(HOME, address(token), id, hold);
    }

    /// @dev What does not fit waits or, above the maximum, which is the capacity here, is refund-only.
    function testFuzz_mint_neverAboveTheCapacity(uint112 capacity, uint96 first, uint96 second) public {
        vm.assume(first != 0 && second != 0 && capacity != 0);
        _setCapacity(buckets, capacity);
        skip(100 days);
        token.mint(alice, uint256(first) + second);
        uint256 expected;
        uint256 held;
        uint96[2] memory amounts = [first, second];
        for (uint256 i = 0; i < 2; ++i) {
            _deliver(host, _lock(HOST, amounts[i]));
            bool fits = expected + amounts[i] <= capacity;
            bool waits = !fits && amounts[i] <= capacity;
            if (fits) expected += amounts[i];
            assertEq(_bucketLevel(), expected);
            assertEq(receipt.totalSupply(), expected);
            (uint32 head,, uint32 lastId, uint256 waiting) = buckets.queue(HOME, address(token));
            assertEq(waiting, waits ? amounts[i] : 0);
            assertEq(head, waits ? lastId : 0);
            if (!fits) ++held;
            assertEq(lastId, held, "nothing is lost");
        }
    }

    // ------------------------------------------------------------------------------------------------------- burn

    function test_burn_lowersTheLevelAndSendsTheRelease() public {
        _mintReceipt(5e18);
        uint256 fee = buckets.quoteBurn(HOME).nativeFee;
        uint256 ether_ = alice.balance;
        bytes32 guid = host.endpoint.nextGuid(address(buckets), HOME, _asPeer(address(vault)));

        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.Burned(guid, HOME, address(token), 1, alice, bob, 2e18, 3e18);
        vm.prank(alice);
        assertEq(buckets.burn{ value: FEE }(HOME, address(token), 2e18, bob), guid);

        assertEq(alice.balance, ether_ - fee, "the surplus comes back");
        assertEq(receipt.balanceOf(alice), 3e18);
        assertEq(_bucketLevel(), 3e18);
        Packet memory packet = _sentPacket();
        assertEq(packet.message, abi.encodePacked(hex"0102", token, bob, uint128(2e18)));
        assertEq(packet.options, abi.encodePacked(hex"000301001101", uint128(DELIVERY_GAS)));
    }

    function test_burn_isPossibleInEveryState() public {
        _mintReceipt(10e18);
        for (uint8 i = 0; i <= uint8(BucketState.Stopped); ++i) {
            _setState(BucketState(i));
            _deliver(home, _burn(1e18));
        }
        assertEq(_bucketLevel(), 6e18);
        assertEq(vault.locked(HOST, address(token)), 6e18);
    }

    function test_burn_errorZeroAmount() public {
        _expectBurnError(0, alice, abi.encodeWithSelector(IMessenger.ZeroAmount.selector));
    }

    function test_burn_errorAmountAboveUint128() public {
        uint256 amount = uint256(type(uint128).max) + 1;
        _expectBurnError(amount, alice, abi.encodeWithSelector(IMessenger.AmountAboveUint128.selector, amount));
    }

    function test_burn_errorZeroReceiver() public {
        _expectBurnError(1, address(0), abi.encodeWithSelector(IMessenger.ZeroReceiver.selector));
    }

    function test_burn_errorInsufficientReceipts() public {
        bytes memory reason =
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, 5e18, 5e18 + 1);
        _expectBurnError(5e18 + 1, alice, reason);
    }

    function test_burn_errorInsufficientReceiptsOfAnotherHolder() public {
        _mintReceipt(5e18);
        vm.deal(bob, FEE);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, bob, 0, 1));
        buckets.burn{ value: FEE }(HOME, address(token), 1, bob);
    }

    function test_burn_errorUnknownChain() public {
        _mintReceipt(1);
        bytes32 before = _fingerprint(address(token));
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IReceiptBuckets.UnknownAsset.selector, NOWHERE, address(token)));
        buckets.burn{ value: FEE }(NOWHERE, address(token), 1, alice);
        vm.stopPrank();
        vm.prank(governor);
        buckets.setDeliveryGas(HOME, 0);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.UnknownChain.selector, HOME));
        buckets.burn{ value: FEE }(HOME, address(token), 1, alice);
        assertEq(_fingerprint(address(token)), before, "something moved");
    }

    function test_burn_errorUnknownAsset() public movesNothing {
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IReceiptBuckets.UnknownAsset.selector, HOME, address(this)));
        buckets.burn{ value: FEE }(HOME, address(this), 1, alice);
    }

    function test_burn_errorFeeTooSmall() public {
        uint256 fee = buckets.quoteBurn(HOME).nativeFee;
        _mintReceipt(5e18);
        bytes32 before = _fingerprint(address(token));
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.FeeTooSmall.selector, fee - 1, fee));
        buckets.burn{ value: fee - 1 }(HOME, address(token), 1, alice);
        assertEq(_fingerprint(address(token)), before, "something moved");
    }

    function test_quoteBurn_errorUnknownChain() public {
        vm.expectRevert(abi.encodeWithSelector(IMessenger.UnknownChain.selector, NOWHERE));
        buckets.quoteBurn(NOWHERE);
    }

    // ---------------------------------------------------------------------------------------------------- buckets

    function test_openBucket_atThePredictedAddress() public {
        address asset = makeAddr("asset");
        address predicted = buckets.receiptOf(HOME, asset);
        assertEq(predicted.code.length, 0);
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.BucketOpened(HOME, asset, predicted, "Name", "SYM", 6);
        vm.prank(governor);
        assertEq(buckets.openBucket(HOME, asset, "Name", "SYM", 6), predicted);

        IReceiptBuckets.Bucket memory opened = buckets.bucket(HOME, asset);
        assertEq(opened.receipt, predicted);
        assertEq(uint8(opened.state), uint8(BucketState.Open));
        assertEq(opened.bucketCapacity, 0);
        assertEq(opened.bucketLevel, 0);
        assertEq(opened.reserved, 0);
        assertEq(opened.backing, 1e9);
    }

    function test_openBucket_errors() public {
        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.UnknownChain.selector, NOWHERE));
        buckets.openBucket(NOWHERE, address(token), "", "", 18);
        vm.expectRevert(abi.encodeWithSelector(IReceiptBuckets.BucketAlreadyOpen.selector, HOME, address(token)));
        buckets.openBucket(HOME, address(token), "", "", 18);
        vm.stopPrank();
    }

    function test_setters_emitAndStore() public {
        vm.startPrank(governor);
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.BucketLimitsSet(HOME, address(token), 9, 8, 7, 6, 5, 4, 3);
        Limits memory limits = Limits(8, 7, 6, 5, 4, 3);
        buckets.setBucketLimits(HOME, address(token), 9, limits);
        assertEq(abi.encode(buckets.limits(HOME, address(token))), abi.encode(limits));
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.BucketStateSet(HOME, address(token), BucketState.NotEligible);
        buckets.setBucketState(HOME, address(token), BucketState.NotEligible);
        vm.stopPrank();
        assertEq(buckets.bucket(HOME, address(token)).bucketCapacity, 9);
        assertEq(uint8(buckets.bucket(HOME, address(token)).state), uint8(BucketState.NotEligible));
        assertEq(secondBuckets.bucket(HOME, address(token)).bucketCapacity, CAPACITY, "the other one is untouched");
    }

    function test_setters_errorUnknownAsset() public {
        bytes memory reason = abi.encodeWithSelector(IReceiptBuckets.UnknownAsset.selector, HOME, address(this));
        vm.startPrank(governor);
        vm.expectRevert(reason);
        buckets.setBucketLimits(HOME, address(this), 9, _open(9));
        vm.expectRevert(reason);
        buckets.setBucketState(HOME, address(this), BucketState.Stopped);
        vm.expectRevert(reason);
        buckets.setTightening(HOME, address(this), BucketState.Stopped, 0);
        vm.expectRevert(reason);
        buckets.setBacking(HOME, address(this), 0);
        vm.expectRevert(reason);
        buckets.setSeasoning(HOME, address(this), 0, 0);
        vm.stopPrank();
        vm.startPrank(guardian);
        vm.expectRevert(reason);
        buckets.tightenBucket(HOME, address(this), BucketState.Stopped);
        vm.stopPrank();
        vm.expectRevert(reason);
        buckets.previewBurn(HOME, address(this), 1);
    }

    /// @custom:invariant INV-013
    function test_setters_ownerOnly() public {
        address[4] memory others = [guardian, guard, steward, stranger];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, others[i]);
            vm.startPrank(others[i]);
            vm.expectRevert(reason);
            buckets.openBucket(HOME, address(this), "", "", 18);
            vm.expectRevert(reason);
            buckets.setBucketState(HOME, address(token), BucketState.Open);
            vm.expectRevert(reason);
            buckets.setTightening(HOME, address(token), BucketState.Open, 0);
            vm.expectRevert(reason);
            buckets.setBacking(HOME, address(token), 1e9);
            vm.expectRevert(reason);
            buckets.setSeasoning(HOME, address(token), 0, 0);
            vm.stopPrank();
        }
    }

    function _setState(BucketState state) private {
        vm.prank(governor);
        buckets.setBucketState(HOME, address(token), state);
    }

    function _expectBurnError(uint256 amount, address receiver, bytes memory reason) private {
        _mintReceipt(5e18);
        bytes32 before = _fingerprint(address(token));
        vm.prank(alice);
        vm.expectRevert(reason);
        buckets.burn{ value: FEE }(HOME, address(token), amount, receiver);
        assertEq(_fingerprint(address(token)), before, "something moved");
    }

    /// @dev Alice's lock is held as `kind`.
    function _expectHeld(Packet memory packet, HoldKind kind) private returns (uint32, Hold memory) {
        return _expectHeldOf(address(token), packet, kind, uint128(bytes16(_tail(packet.message))));
    }

    function _expectHeldOf(address asset, Packet memory packet, HoldKind kind, uint128 amount)
        private
        returns (uint32 id, Hold memory hold)
    {
        uint40 time = uint40(block.timestamp);
        (,, id,) = buckets.queue(HOME, asset);
        hold = Hold(packet.guid, alice, alice, amount, kind, time, kind == HoldKind.RefundOnly ? time : 0);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        vm.expectEmit(address(buckets));
        emit IHolds.Held(packet.guid, HOME, asset, ++id, hold);
        _relay(host, group);
        assertTrue(buckets.isHeld(HOME, asset, id, hold));
    }

    /// @dev The last 16 bytes of a MINT: its amount.
    function _tail(bytes memory message) private pure returns (bytes16 tail) {
        assembly {
            tail := mload(add(message, 94))
        }
    }

    /// @dev The message is refused with `reason`, moves nothing and stays executable.
    function _expectRefusal(Packet memory packet, bytes memory reason) private {
        bytes32 before = _fingerprint(address(token));
        _expectRefusal(host, packet, reason);
        assertEq(_fingerprint(address(token)), before, "something moved");
        bytes32 waiting =
            host.endpoint.inboundPayloadHash(address(buckets), HOME, _asPeer(address(vault)), packet.nonce);
        assertEq(waiting, _payloadHash(packet), "the message waits at the endpoint");
    }
}
