// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { CollateralReceipt } from "../../src/CollateralReceipt.sol";
import { CollateralVault } from "../../src/CollateralVault.sol";
import { TestToken } from "../../src/devnet/TestToken.sol";
import { IReceiptBuckets } from "../../src/interfaces/IReceiptBuckets.sol";
import { Payload } from "../../src/Payload.sol";
import { Limits } from "../../src/RateLimit.sol";
import { ReceiptBuckets } from "../../src/ReceiptBuckets.sol";
import { LayerZeroFixture } from "./LayerZeroFixture.sol";

/// @title One home with a vault, two hosts with buckets, one token of 18 decimals in a bucket on each host.
abstract contract BulkheadFixture is LayerZeroFixture {
    uint32 internal constant HOME = 30_101;
    uint32 internal constant HOST = 30_110;
    uint32 internal constant SECOND_HOST = 30_184;
    uint32 internal constant NOWHERE = 30_999;

    uint112 internal constant CAPACITY = 1_000_000e18;
    uint128 internal constant DELIVERY_GAS = 250_000;
    uint256 internal constant FEE = 1 ether;

    address internal immutable governor = makeAddr("governor");
    address internal immutable alice = makeAddr("alice");
    address internal immutable bob = makeAddr("bob");
    address internal immutable stranger = makeAddr("stranger");

    Stack internal home;
    Stack internal host;
    Stack internal secondHost;
    CollateralVault internal vault;
    ReceiptBuckets internal buckets;
    ReceiptBuckets internal secondBuckets;
    TestToken internal token;
    CollateralReceipt internal receipt;
    CollateralReceipt internal secondReceipt;

    function setUp() public virtual {
        _createSigners();
        home = _deployChain(HOME);
        host = _deployChain(HOST);
        secondHost = _deployChain(SECOND_HOST);
        vault = new CollateralVault(home.endpoint, governor);
        buckets = new ReceiptBuckets(host.endpoint, governor);
        secondBuckets = new ReceiptBuckets(secondHost.endpoint, governor);
        _pair(host, buckets);
        _pair(secondHost, secondBuckets);

        token = new TestToken("Test Ether", "tETH", 18);
        receipt = _openBucket(HOST, buckets, address(token), 18);
        secondReceipt = _openBucket(SECOND_HOST, secondBuckets, address(token), 18);

        token.mint(alice, 1_000_000e18);
        vm.deal(alice, 1000 ether);
        vm.prank(alice);
        token.approve(address(vault), type(uint256).max);
        vm.recordLogs();
    }

    /// @dev Alice locks, on behalf of herself.
    function _lock(uint32 dstEid, uint256 amount) internal returns (Packet memory) {
        vm.prank(alice);
        vault.lock{ value: FEE }(dstEid, address(token), amount, alice, alice);
        return _sentPacket();
    }

    /// @dev Alice holds `amount` of the first host's receipt.
    function _mintReceipt(uint256 amount) internal {
        _deliver(host, _lock(HOST, amount));
        assertEq(receipt.balanceOf(alice), amount, "minted");
    }

    /// @dev Alice burns on the first host and releases to herself.
    function _burn(uint256 amount) internal returns (Packet memory) {
        vm.prank(alice);
        buckets.burn{ value: FEE }(HOME, address(token), amount, alice);
        return _sentPacket();
    }

    function _bucketLevel() internal view returns (uint256) {
        return buckets.bucket(HOME, address(token)).bucketLevel;
    }

    /// @dev Everything that a refused call must leave as it was.
    function _fingerprint(address asset) internal view returns (bytes32) {
        bytes memory tokens = abi.encode(
            TestToken(asset).balanceOf(alice),
            TestToken(asset).balanceOf(vault.escrowOf(HOST, asset)),
            TestToken(asset).balanceOf(vault.escrowOf(SECOND_HOST, asset)),
            receipt.balanceOf(alice),
            receipt.totalSupply(),
            secondReceipt.totalSupply()
        );
        bytes memory accounts = abi.encode(
            vault.locked(HOST, asset),
            vault.locked(SECOND_HOST, asset),
            buckets.bucket(HOME, asset),
            secondBuckets.bucket(HOME, asset),
            home.endpoint.outboundNonce(address(vault), HOST, _asPeer(address(buckets))),
            host.endpoint.outboundNonce(address(buckets), HOME, _asPeer(address(vault)))
        );
        return keccak256(abi.encode(tokens, accounts, alice.balance, address(vault).balance, address(buckets).balance));
    }

    modifier movesNothing() {
        bytes32 before = _fingerprint(address(token));
        _;
        assertEq(_fingerprint(address(token)), before, "something moved");
    }

    function _openBucket(uint32 hostEid, ReceiptBuckets target, address asset, uint8 decimals)
        internal
        returns (CollateralReceipt)
    {
        vm.startPrank(governor);
        vault.openCompartment(hostEid, asset);
        address opened = target.openBucket(HOME, asset, "Bulkhead Test Ether", "btETH", decimals, CAPACITY);
        target.setBucketLimits(HOME, asset, CAPACITY, _open(CAPACITY));
        // At home nothing binds, unless a test says so.
        vault.setCompartmentLimits(
            hostEid, asset, type(uint112).max, _open(type(uint112).max), _open(type(uint112).max)
        );
        vm.stopPrank();
        skip(100 days); // a new limiter is empty
        return CollateralReceipt(opened);
    }

    /// @dev Limits that let the whole capacity pass at once and again a second later, without delay.
    function _open(uint112 capacity) internal pure returns (Limits memory) {
        return Limits({
            burst: capacity,
            refillPerSecond: type(uint80).max,
            maxAmount: capacity,
            minAmount: 0,
            delayThreshold: 0,
            delaySeconds: 0
        });
    }

    function _setCapacity(ReceiptBuckets target, uint112 capacity) internal {
        vm.prank(governor);
        target.setBucketLimits(HOME, address(token), capacity, _open(capacity));
    }

    /// @dev The payload of a MINT, for packets that no vault sent.
    function _mintPayload(address asset, address receiver, uint128 amount) internal pure returns (bytes memory) {
        return Payload.encodeMint(Payload.Mint(asset, receiver, receiver, amount));
    }

    function _releasePayload(address asset, address receiver, uint128 amount) internal pure returns (bytes memory) {
        return Payload.encodeRelease(Payload.Release(asset, receiver, amount));
    }

    /// @dev The payload of a REFUND of a lock towards the first host.
    function _refundPayload(bytes32 lockGuid, address receiver, address refundTo, uint128 amount)
        internal
        view
        returns (bytes memory)
    {
        return Payload.encodeRefund(Payload.Refund(lockGuid, address(token), receiver, refundTo, amount));
    }

    /// @dev A packet that the sender's chain never sent but every DVN vouches for: what a captured peer could say.
    function _forge(
        Stack memory src,
        address sender,
        Stack memory dst,
        address receiver,
        uint64 nonce,
        bytes memory message
    ) internal pure returns (Packet memory) {
        bytes memory path = abi.encodePacked(nonce, src.eid, _asPeer(sender), dst.eid, _asPeer(receiver));
        return Packet({
            nonce: nonce, header: abi.encodePacked(uint8(1), path), guid: keccak256(path), message: message, options: ""
        });
    }

    function _pair(Stack storage target, ReceiptBuckets targetBuckets) private {
        _connect(home, target);
        _connect(target, home);
        vm.startPrank(governor);
        vault.setPeer(target.eid, _asPeer(address(targetBuckets)));
        vault.setDeliveryGas(target.eid, DELIVERY_GAS);
        targetBuckets.setPeer(HOME, _asPeer(address(vault)));
        targetBuckets.setDeliveryGas(HOME, DELIVERY_GAS);
        vm.stopPrank();
    }
}
