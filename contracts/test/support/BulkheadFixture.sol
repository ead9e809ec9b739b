// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { CollateralReceipt } from "../../src/CollateralReceipt.sol";
import { CollateralVault } from "../../src/CollateralVault.sol";
import { TestToken } from "../../src/devnet/TestToken.sol";
import { Hold, HoldKind, HoldQueue } from "../../src/HoldQueue.sol";
import { IHolds } from "../../src/interfaces/IHolds.sol";
import { IReceiptBuckets } from "../../src/interfaces/IReceiptBuckets.sol";
import { IRelayWorker } from "../../src/interfaces/IRelayWorker.sol";
import { IRoles, Role } from "../../src/interfaces/IRoles.sol";
import { Payload } from "../../src/Payload.sol";
import { Limits } from "../../src/RateLimit.sol";
import { ReceiptBuckets } from "../../src/ReceiptBuckets.sol";
import { Roles } from "../../src/Roles.sol";
import { LayerZeroFixture } from "./LayerZeroFixture.sol";

/// @title One home with a vault, two hosts with buckets, one token of 18 decimals in a bucket on each host.
abstract contract BulkheadFixture is LayerZeroFixture {
    uint32 internal constant HOME = 30_101;
    uint32 internal constant HOST = 30_110;
    uint32 internal constant SECOND_HOST = 30_184;
    uint32 internal constant NOWHERE = 30_999;

    uint112 internal constant CAPACITY = 1_000_000e18;
    /// @dev More than any test locks, and little enough for the steepest refill to pay it out in time.
    uint112 internal constant AMPLE = 1e30;
    uint96 internal constant DELIVERY_GAS = 250_000;
    uint256 internal constant FEE = 1 ether;

    address internal immutable governor = makeAddr("governor");
    address internal immutable guardian = makeAddr("guardian");
    address internal immutable guard = makeAddr("guard");
    address internal immutable steward = makeAddr("steward");
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
        _giveRoles(vault);
        _giveRoles(buckets);
        _giveRoles(secondBuckets);

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
        address opened = target.openBucket(HOME, asset, "Bulkhead Test Ether", "btETH", decimals);
        target.setBucketLimits(HOME, asset, CAPACITY, _open(CAPACITY));
        // At home nothing binds, unless a test says so.
        vault.setCompartmentLimits(hostEid, asset, AMPLE, _open(AMPLE), _openExit(AMPLE));
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

    /// @dev Likewise for exits, which may be paid in parts.
    function _openExit(uint112 capacity) internal pure returns (Limits memory exit) {
        exit = _open(capacity);
        exit.maxAmount = capacity / 2;
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

    /// @dev What the first host's contract would never say, as its next packet or any other.
    function _fromHost(uint64 nonce, bytes memory payload) internal view returns (Packet memory) {
        return _forge(host, address(buckets), home, address(vault), nonce, payload);
    }

    /// @dev The message is verified, and its receiver reverts with `reason`.
    function _expectRefusal(Stack memory chain, Packet memory packet, bytes memory reason) internal {
        _verifyByOtherDvn(chain, packet);
        IRelayWorker.Group memory group = _group(chain, packet);
        vm.expectEmit(address(chain.worker));
        emit IRelayWorker.ExecutionFailed(packet.guid, reason);
        _relay(chain, group);
    }

    /// @dev A copy of a hold.
    function _copy(Hold memory hold) internal pure returns (Hold memory) {
        return _as(hold, hold.kind, hold.dueAt);
    }

    /// @dev The same hold after a change.
    function _as(Hold memory hold, HoldKind kind, uint256 dueAt) internal pure returns (Hold memory) {
        return Hold(hold.guid, hold.receiver, hold.refundTo, hold.amount, kind, hold.heldAt, uint40(dueAt));
    }

    /// @dev Either end's queue.
    function _assertQueueOf(IHolds end, uint32 eid, uint32 head, uint32 tail, uint256 waiting) internal view {
        (uint32 head_, uint32 tail_,, uint256 waiting_) = end.queue(eid, address(token));
        assertEq(head_, head, "head");
        assertEq(tail_, tail, "tail");
        assertEq(waiting_, waiting, "waiting");
    }

    function _rateExceeded(uint32 eid, uint256 amount, uint256 stored) internal view returns (bytes memory) {
        return abi.encodeWithSelector(IHolds.RateLimitExceeded.selector, eid, address(token), amount, stored);
    }

    function _unknownHold(uint32 id) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(HoldQueue.UnknownHold.selector, id);
    }

    function _notDue(uint32 id, uint256 from) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IHolds.HoldNotDue.selector, id, from);
    }

    function _neverPasses(uint32 id) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IHolds.HoldNeverPasses.selector, id);
    }

    function _notNext(uint32 id, uint32 head) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(HoldQueue.NotNext.selector, id, head);
    }

    /// @dev A fast role has to wait with its next full stop.
    function _stoppedRecently(uint256 from) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IRoles.StoppedRecently.selector, from);
    }

    function _tighteningTooLong(uint256 until, uint256 latest) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IRoles.TighteningTooLong.selector, until, latest);
    }

    function _giveRoles(Roles target) private {
        vm.startPrank(governor);
        target.setRole(guardian, Role.Guardian);
        target.setRole(guard, Role.Guard);
        target.setRole(steward, Role.Steward);
        vm.stopPrank();
    }

    function _pair(Stack storage target, ReceiptBuckets targetBuckets) private {
        _connect(home, target);
        _connect(target, home);
        vm.startPrank(governor);
        vault.setPeer(target.eid, address(targetBuckets));
        vault.setDeliveryGas(target.eid, DELIVERY_GAS);
        targetBuckets.setPeer(HOME, address(vault));
        targetBuckets.setDeliveryGas(HOME, DELIVERY_GAS);
        vm.stopPrank();
    }
}
