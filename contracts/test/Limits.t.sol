// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";

import { TestToken } from "../src/devnet/TestToken.sol";
import { ICollateralVault } from "../src/interfaces/ICollateralVault.sol";
import { IMessenger } from "../src/interfaces/IMessenger.sol";
import { BucketState } from "../src/interfaces/IReceiptBuckets.sol";
import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { Limits, RateLimit } from "../src/RateLimit.sol";
import { BulkheadFixture } from "./support/BulkheadFixture.sol";

/// @dev The limiter where it acts: minting on the host, paying out at home, and the host's mirror on the way in.
contract LimitsTest is BulkheadFixture {
    uint112 private constant HOST_CAPACITY = 1000e18;

    /// @dev 100 at once, 1 a second, 90 a message, at least 2.
    function setUp() public override {
        super.setUp();
        vm.startPrank(governor);
        buckets.setBucketLimits(HOME, address(token), HOST_CAPACITY, _limits());
        vault.setCompartmentLimits(HOST, address(token), HOST_CAPACITY, _limits(), _exit());
        vm.stopPrank();
        skip(1000);
    }

    // -------------------------------------------------------------------------------------------------------- mint

    function test_mint_drawsOnTheLimiterAndTimeRefillsIt() public {
        assertEq(buckets.available(HOME, address(token)), 100e18);
        _forgeMint(1, 90e18, "");
        assertEq(buckets.available(HOME, address(token)), 10e18);
        _forgeMint(2, 11e18, _rateExceeded(HOME, 11e18, 10e18));
        skip(1);
        _forgeMint(3, 11e18, "");
        assertEq(_bucketLevel(), 101e18);
    }

    function test_mint_errorAmountOutOfBounds() public {
        _forgeMint(1, 90e18 + 1, abi.encodeWithSelector(IMessenger.AmountAboveMaximum.selector, 90e18 + 1, 90e18));
        _forgeMint(2, 2e18 - 1, abi.encodeWithSelector(IMessenger.AmountBelowMinimum.selector, 2e18 - 1, 2e18));
        assertEq(_bucketLevel(), 0);
    }

    function test_mint_unsetIsClosed() public {
        TestToken other = new TestToken("Other", "OTH", 18);
        vm.startPrank(governor);
        vault.openCompartment(HOST, address(other));
        buckets.openBucket(HOME, address(other), "Other", "OTH", 18, CAPACITY);
        vm.stopPrank();
        skip(1000);
        assertEq(buckets.available(HOME, address(other)), 0);
        assertEq(vault.availableToLock(HOST, address(other)), 0);
        assertEq(vault.availableToExit(HOST, address(other)), 0);
        bytes memory reason = abi.encodeWithSelector(IMessenger.AmountAboveMaximum.selector, 5, 0);
        _expectRefusal(
            _forge(home, address(vault), host, address(buckets), 1, _mintPayload(address(other), bob, 5)), reason
        );
        other.mint(alice, 5);
        vm.startPrank(alice);
        other.approve(address(vault), 5);
        vm.expectRevert(reason);
        vault.lock{ value: FEE }(HOST, address(other), 5, alice, alice);
        vm.stopPrank();
    }

    /// @dev A captured home: whatever it says, for however long, it mints at most the burst and the refill.
    /// @custom:invariant INV-010
    function testFuzz_mint_aForgingHomeIsBounded(uint256 seed) public {
        uint256 started = block.timestamp;
        for (uint64 nonce = 1; nonce <= 30; ++nonce) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint128 amount = uint128(seed % 95e18);
            _deliver(
                host,
                _forge(home, address(vault), host, address(buckets), nonce, _mintPayload(address(token), bob, amount))
            );
            skip((seed >> 200) % 30);
            assertLe(receipt.balanceOf(bob), 100e18 + (block.timestamp - started) * 1e18, "burst + rate * T");
        }
        assertGt(receipt.balanceOf(bob), 0);
    }

    /// @custom:invariant INV-007
    function test_setBucketState_aReopenedBucketIsEmpty() public {
        vm.startPrank(governor);
        buckets.setBucketState(HOME, address(token), BucketState.NoMinting);
        assertEq(buckets.available(HOME, address(token)), 0);
        skip(1000);
        buckets.setBucketState(HOME, address(token), BucketState.Open);
        vm.stopPrank();
        assertEq(buckets.available(HOME, address(token)), 0);
        skip(7);
        assertEq(buckets.available(HOME, address(token)), 7e18);
    }

    /// @custom:invariant INV-007
    function testFuzz_setBucketLimits_neverRaisesRoom(uint112 capacity, uint112 burst, uint80 refill) public {
        capacity = uint112(bound(capacity, 1, type(uint112).max));
        burst = uint112(bound(burst, 1, capacity));
        _forgeMint(1, 50e18, "");
        uint256 before = buckets.available(HOME, address(token));
        Limits memory limits = Limits(burst, refill, burst, 0, 0, 0);
        vm.prank(governor);
        buckets.setBucketLimits(HOME, address(token), capacity, limits);
        assertLe(buckets.available(HOME, address(token)), before);
    }

    // -------------------------------------------------------------------------------------------------------- lock

    function test_lock_theSourceMirrorsEightyPercent() public {
        Limits memory mirror = vault.lockLimits(HOST, address(token));
        assertEq(abi.encode(mirror), abi.encode(Limits(80e18, 0.8e18, 80e18, 2e18, 0, 0)));
        assertEq(vault.availableToLock(HOST, address(token)), 80e18);
        _lock(HOST, 75e18);
        vm.prank(alice);
        vm.expectRevert(_rateExceeded(HOST, 6e18, 5e18));
        vault.lock{ value: FEE }(HOST, address(token), 6e18, alice, alice);
        skip(10);
        assertEq(vault.availableToLock(HOST, address(token)), 13e18);
    }

    function test_lock_errorNamesTheBindingLimit() public {
        _expectLockError(2e18 - 1, abi.encodeWithSelector(IMessenger.AmountBelowMinimum.selector, 2e18 - 1, 2e18));
        _expectLockError(80e18 + 1, abi.encodeWithSelector(IMessenger.AmountAboveMaximum.selector, 80e18 + 1, 80e18));
        _lock(HOST, 60e18);
        vm.prank(governor);
        vault.setCompartmentLimits(HOST, address(token), 100e18, _limits(), _exit());
        skip(1000);
        bytes4 selector = IMessenger.BucketCapacityExceeded.selector;
        _expectLockError(41e18, abi.encodeWithSelector(selector, HOST, address(token), 41e18, 40e18));
    }

    /// @dev The point of the mirror: what the source lets in, the host takes, however locks are timed.
    function testFuzz_lock_whatIsLetInFitsTheHost(uint256 seed) public {
        for (uint256 i = 0; i < 20; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 amount = seed % 81e18;
            vm.prank(alice);
            try vault.lock{ value: FEE }(HOST, address(token), amount, alice, alice) {
                uint256 before = _bucketLevel();
                _deliver(host, _sentPacket());
                assertEq(_bucketLevel(), before + amount, "minted at once");
            } catch { }
            skip((seed >> 200) % 60);
        }
    }

    // -------------------------------------------------------------------------------------------------------- exit

    /// @dev Release and refund draw on one limiter.
    function test_exit_releaseAndRefundShareTheirLimit() public {
        bytes32 guid = _lock(HOST, 60e18).guid;
        skip(1000);
        _lock(HOST, 80e18);
        assertEq(vault.availableToExit(HOST, address(token)), 100e18);
        _deliver(home, _fromHost(1, _releasePayload(address(token), bob, 70e18)));
        assertEq(token.balanceOf(bob), 70e18);
        Packet memory refund = _fromHost(2, _refundPayload(guid, alice, alice, 60e18));
        _expectRefusalAt(home, refund, _rateExceeded(HOST, 60e18, 30e18));
        skip(60); // 0.5 a second
        uint256 before = token.balanceOf(alice);
        _relay(home, _job(home, refund));
        assertEq(token.balanceOf(alice), before + 60e18);
        assertEq(vault.locked(HOST, address(token)), 10e18);
        assertEq(vault.availableToExit(HOST, address(token)), 0);
    }

    /// @dev A captured host: at most the burst and the refill leave, and never more than was locked.
    /// @custom:invariant INV-010
    function testFuzz_exit_aForgingHostIsBounded(uint256 seed) public {
        for (uint256 i = 0; i < 5; ++i) {
            _lock(HOST, 80e18);
            skip(200);
        }
        uint256 started = block.timestamp;
        for (uint64 nonce = 1; nonce <= 30; ++nonce) {
            seed = uint256(keccak256(abi.encode(seed)));
            _deliver(home, _fromHost(nonce, _releasePayload(address(token), bob, uint128(seed % 110e18))));
            skip((seed >> 200) % 30);
            uint256 bound_ = 100e18 + (block.timestamp - started) * 0.5e18;
            assertLe(token.balanceOf(bob), bound_ < 400e18 ? bound_ : 400e18, "min(locked, burst + rate * T)");
        }
    }

    /// @custom:invariant INV-006
    function test_burn_dustIsBurnedAndPaid() public {
        _deliver(host, _lock(HOST, 10e18));
        _deliver(home, _burn(1));
        assertEq(vault.locked(HOST, address(token)), 10e18 - 1);
    }

    /// @custom:invariant INV-006
    function test_burn_theLimitsOfMintingAreNoneOfBurning() public {
        _deliver(host, _lock(HOST, 80e18));
        _deliver(host, _lockAfter(100, 20e18));
        vm.prank(governor);
        buckets.setBucketLimits(HOME, address(token), 1, Limits(1, 0, 1, 0, 0, 0));
        _deliver(home, _burn(60e18));
        _deliver(home, _burn(40e18));
        assertEq(vault.locked(HOST, address(token)), 0);
    }

    // ----------------------------------------------------------------------------------------------- configuration

    function test_setCompartmentLimits_errors() public {
        Limits memory limits = _limits();
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger));
        vault.setCompartmentLimits(HOST, address(token), HOST_CAPACITY, limits, _exit());

        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.UnknownAsset.selector, HOST, address(this)));
        vault.setCompartmentLimits(HOST, address(this), HOST_CAPACITY, limits, _exit());
        vm.expectRevert(abi.encodeWithSelector(RateLimit.LimitsOutOfOrder.selector, 2e18, 90e18, 100e18, 100e18 - 1));
        vault.setCompartmentLimits(HOST, address(token), 100e18 - 1, limits, _exit());
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.ExitLimitsTooTight.selector, 2e18, 90e18, 90e18));
        vault.setCompartmentLimits(HOST, address(token), HOST_CAPACITY, limits, limits);
        Limits memory exit = _exit();
        exit.maxAmount = 90e18 - 1;
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.ExitLimitsTooTight.selector, 0, 90e18 - 1, 90e18));
        vault.setCompartmentLimits(HOST, address(token), HOST_CAPACITY, limits, exit);
        vm.expectRevert(abi.encodeWithSelector(RateLimit.LimitsOutOfOrder.selector, 2e18, 90e18, 100e18, 99e18));
        buckets.setBucketLimits(HOME, address(token), 99e18, limits);
        vm.stopPrank();
    }

    function test_setCompartmentLimits_emitsAndStores() public {
        vm.expectEmit(address(vault));
        emit ICollateralVault.LockLimitsSet(HOST, address(token), 200e18, 80e18, 0.8e18, 80e18, 2e18);
        vm.expectEmit(address(vault));
        emit ICollateralVault.ExitLimitsSet(HOST, address(token), 100e18, 0.5e18, 100e18, 0, 0);
        vm.prank(governor);
        vault.setCompartmentLimits(HOST, address(token), 200e18, _limits(), _exit());
        assertEq(abi.encode(vault.exitLimits(HOST, address(token))), abi.encode(_exit()));
    }

    /// @custom:invariant INV-007
    function testFuzz_setCompartmentLimits_neverRaisesRoom(uint112 capacity, uint112 burst, uint80 refill) public {
        capacity = uint112(bound(capacity, 1, type(uint112).max));
        burst = uint112(bound(burst, 1, capacity));
        _lock(HOST, 50e18);
        uint256 lockable = vault.availableToLock(HOST, address(token));
        uint256 payable_ = vault.availableToExit(HOST, address(token));
        Limits memory limits = Limits(burst, refill, burst, 0, 0, 0);
        vm.prank(governor);
        vault.setCompartmentLimits(HOST, address(token), capacity, limits, limits);
        assertLe(vault.availableToLock(HOST, address(token)), lockable);
        assertLe(vault.availableToExit(HOST, address(token)), payable_);
    }

    function _limits() private pure returns (Limits memory) {
        return Limits(100e18, 1e18, 90e18, 2e18, 0, 0);
    }

    function _exit() private pure returns (Limits memory) {
        return Limits(100e18, 0.5e18, 100e18, 0, 0, 0);
    }

    function _rateExceeded(uint32 eid, uint256 amount, uint256 stored) private view returns (bytes memory) {
        return abi.encodeWithSelector(IMessenger.RateLimitExceeded.selector, eid, address(token), amount, stored);
    }

    function _lockAfter(uint256 pause, uint256 amount) private returns (Packet memory) {
        skip(pause);
        return _lock(HOST, amount);
    }

    function _fromHost(uint64 nonce, bytes memory payload) private view returns (Packet memory) {
        return _forge(host, address(buckets), home, address(vault), nonce, payload);
    }

    function _forgeMint(uint64 nonce, uint128 amount, bytes memory reason) private {
        bytes memory payload = _mintPayload(address(token), bob, amount);
        Packet memory packet = _forge(home, address(vault), host, address(buckets), nonce, payload);
        if (reason.length == 0) _deliver(host, packet);
        else _expectRefusal(packet, reason);
    }

    function _expectLockError(uint256 amount, bytes memory reason) private {
        vm.prank(alice);
        vm.expectRevert(reason);
        vault.lock{ value: FEE }(HOST, address(token), amount, alice, alice);
    }

    function _expectRefusal(Packet memory packet, bytes memory reason) private {
        _expectRefusalAt(host, packet, reason);
    }

    function _expectRefusalAt(Stack memory chain, Packet memory packet, bytes memory reason) private {
        _verifyByOtherDvn(chain, packet);
        IRelayWorker.Job memory job = _job(chain, packet);
        vm.expectEmit(address(chain.worker));
        emit IRelayWorker.ExecutionFailed(packet.guid, reason);
        _relay(chain, job);
    }
}
