// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";

import { TestToken } from "../src/devnet/TestToken.sol";
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
        IRelayWorker.Job memory job = _job(host, packet);
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.Minted(packet.guid, HOME, address(token), alice, 5e18, 5e18);
        _relay(host, job);
        assertEq(receipt.balanceOf(alice), 5e18);
        assertEq(_bucketLevel(), 5e18);
        assertEq(secondReceipt.totalSupply(), 0);
    }

    function test_mint_fillsTheBucketToItsCapacity() public {
        _mintReceipt(CAPACITY);
        assertEq(_bucketLevel(), CAPACITY);
    }

    function test_mint_errorBucketCapacityExceeded() public {
        _mintReceipt(CAPACITY - 10);
        token.mint(alice, 11);
        Packet memory packet = _lock(HOST, 11);
        _expectRefusal(
            packet, abi.encodeWithSelector(IMessenger.BucketCapacityExceeded.selector, HOME, address(token), 11, 10)
        );

        // Burns make room and time refills the limiter, then the same message is executed again.
        _burn(1);
        skip(1);
        _relay(host, _job(host, packet));
        assertEq(_bucketLevel(), CAPACITY);
    }

    function test_mint_errorBucketCapacityExceededWhenLoweredBelowTheLevel() public {
        _mintReceipt(10);
        _setCapacity(buckets, 4);
        Packet memory packet = _lock(HOST, 1);
        _expectRefusal(
            packet, abi.encodeWithSelector(IMessenger.BucketCapacityExceeded.selector, HOME, address(token), 1, 0)
        );
        _burn(10);
        assertEq(_bucketLevel(), 0, "burning is possible all the while");
    }

    function test_mint_errorBucketNotMintingInEveryStateButOpen() public {
        for (uint8 i = 1; i <= uint8(BucketState.Stopped); ++i) {
            BucketState state = BucketState(i);
            _setState(state);
            Packet memory packet = _lock(HOST, 1e18);
            _expectRefusal(
                packet, abi.encodeWithSelector(IReceiptBuckets.BucketNotMinting.selector, HOME, address(token), state)
            );
            _setState(BucketState.Open);
            skip(1);
            _relay(host, _job(host, packet));
            assertEq(_bucketLevel(), i * 1e18, "delivered once open again");
        }
    }

    function test_mint_errorUnknownAsset() public {
        TestToken other = new TestToken("Other", "OTH", 18);
        Packet memory packet =
            _forge(home, address(vault), host, address(buckets), 1, _mintPayload(address(other), alice, 1));
        _expectRefusal(packet, abi.encodeWithSelector(IReceiptBuckets.UnknownAsset.selector, HOME, address(other)));
    }

    function test_mint_errorUnexpectedKind() public {
        Packet memory packet =
            _forge(home, address(vault), host, address(buckets), 1, _releasePayload(address(token), alice, 1));
        _expectRefusal(packet, abi.encodeWithSelector(IMessenger.UnexpectedKind.selector, 2));
    }

    /// @dev A refused message keeps its nonce to itself: the ones behind it are delivered.
    function test_mint_aRefusedMessageDelaysNoOther() public {
        _setState(BucketState.NoMinting);
        Packet memory refused = _lock(HOST, 1e18);
        _deliver(host, refused);
        _setState(BucketState.Open);
        skip(1);
        _deliver(host, _lock(HOST, 2e18));
        assertEq(_bucketLevel(), 2e18);
        _relay(host, _job(host, refused));
        assertEq(_bucketLevel(), 3e18);
    }

    function testFuzz_mint_neverAboveTheCapacity(uint112 capacity, uint96 first, uint96 second) public {
        vm.assume(first != 0 && second != 0 && capacity != 0);
        _setCapacity(buckets, capacity);
        skip(100 days);
        token.mint(alice, uint256(first) + second);
        uint256 expected;
        uint96[2] memory amounts = [first, second];
        for (uint256 i = 0; i < 2; ++i) {
            _deliver(host, _lock(HOST, amounts[i]));
            if (expected + amounts[i] <= capacity) expected += amounts[i];
            assertEq(_bucketLevel(), expected);
            assertEq(receipt.totalSupply(), expected);
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
        assertEq(packet.options, abi.encodePacked(hex"000301001101", DELIVERY_GAS));
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
        bytes memory reason = abi.encodeWithSelector(
            IReceiptBuckets.InsufficientReceipts.selector, HOME, address(token), 5e18 + 1, 5e18
        );
        _expectBurnError(5e18 + 1, alice, reason);
    }

    function test_burn_errorInsufficientReceiptsOfAnotherHolder() public {
        _mintReceipt(5e18);
        vm.deal(bob, FEE);
        vm.prank(bob);
        vm.expectRevert(
            abi.encodeWithSelector(IReceiptBuckets.InsufficientReceipts.selector, HOME, address(token), 1, 0)
        );
        buckets.burn{ value: FEE }(HOME, address(token), 1, bob);
    }

    function test_burn_errorUnknownChain() public {
        _mintReceipt(1);
        bytes32 before = _fingerprint(address(token));
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.UnknownChain.selector, NOWHERE));
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
        emit IReceiptBuckets.BucketOpened(HOME, asset, predicted, "Name", "SYM", 6, 7);
        vm.prank(governor);
        assertEq(buckets.openBucket(HOME, asset, "Name", "SYM", 6, 7), predicted);

        IReceiptBuckets.Bucket memory opened = buckets.bucket(HOME, asset);
        assertEq(opened.receipt, predicted);
        assertEq(uint8(opened.state), uint8(BucketState.Open));
        assertEq(opened.bucketCapacity, 7);
        assertEq(opened.bucketLevel, 0);
    }

    function test_openBucket_errors() public {
        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.UnknownChain.selector, NOWHERE));
        buckets.openBucket(NOWHERE, address(token), "", "", 18, 1);
        vm.expectRevert(abi.encodeWithSelector(IReceiptBuckets.BucketAlreadyOpen.selector, HOME, address(token)));
        buckets.openBucket(HOME, address(token), "", "", 18, 1);
        vm.stopPrank();
    }

    function test_setters_emitAndStore() public {
        vm.startPrank(governor);
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.BucketCapacitySet(HOME, address(token), 9);
        vm.expectEmit(address(buckets));
        emit IReceiptBuckets.BucketLimitsSet(HOME, address(token), 8, 7, 6, 5, 4, 3);
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
        vm.stopPrank();
    }

    function test_setters_ownerOnly() public {
        bytes memory reason = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(reason);
        buckets.openBucket(HOME, address(this), "", "", 18, 1);
        vm.expectRevert(reason);
        buckets.setBucketLimits(HOME, address(token), 9, _open(9));
        vm.expectRevert(reason);
        buckets.setBucketState(HOME, address(token), BucketState.Stopped);
        vm.stopPrank();
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

    /// @dev The message is refused with `reason`, moves nothing and stays executable.
    function _expectRefusal(Packet memory packet, bytes memory reason) private {
        bytes32 before = _fingerprint(address(token));
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.ExecutionFailed(packet.guid, reason);
        _relay(host, job);
        assertEq(_fingerprint(address(token)), before, "something moved");
        bytes32 waiting =
            host.endpoint.inboundPayloadHash(address(buckets), HOME, _asPeer(address(vault)), packet.nonce);
        assertEq(waiting, _payloadHash(packet), "the message waits at the endpoint");
    }
}
