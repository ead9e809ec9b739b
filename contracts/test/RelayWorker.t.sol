// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { ILayerZeroDVN } from "@layerzerolabs/lz-evm-messagelib-v2/contracts/uln/interfaces/ILayerZeroDVN.sol";
import { Origin } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";
import { Vm } from "forge-std/Test.sol";

import { BucketState, IReceiptBuckets } from "../src/interfaces/IReceiptBuckets.sol";
import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { RelayWorker } from "../src/RelayWorker.sol";
import { BulkheadFixture } from "./support/BulkheadFixture.sol";
import { HostileReceiver } from "./support/HostileReceiver.sol";
import { UlnConfig } from "./support/LayerZeroFixture.sol";

contract RelayWorkerTest is BulkheadFixture {
    /// @dev ReceiveUln302's answer while a required DVN has not verified.
    bytes4 private constant LZ_ULN_VERIFYING = bytes4(keccak256("LZ_ULN_Verifying()"));

    // ------------------------------------------------------------------------------------------------ signatures

    function test_relay_anybodyMaySubmit() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        vm.prank(stranger);
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18);
    }

    function test_relay_everyPairOfAttestorsIsAQuorum() public {
        uint256[2][3] memory pairs = [[uint256(0), 1], [uint256(0), 2], [uint256(1), 2]];
        for (uint256 i = 0; i < 3; ++i) {
            Packet memory packet = _lock(HOST, 1e18);
            _verifyByOtherDvn(host, packet);
            IRelayWorker.Job memory job = _job(host, packet);
            job.signatures = _signatures(host, job, pairs[i][0], pairs[i][1]);
            _relay(host, job);
            assertEq(_bucketLevel(), (i + 1) * 1e18);
        }
    }

    function test_relay_moreSignaturesThanTheQuorum() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        job.signatures = bytes.concat(_signatures(host, job, 0, 1), _signature(host, job, attestorWallets[2]));
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18);
    }

    function test_relay_rejectsBadSignatures() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        bytes memory one = _signature(host, job, attestorWallets[0]);
        bytes memory two = _signature(host, job, attestorWallets[1]);
        bytes memory foreign = _signature(host, job, vm.createWallet("no attestor"));

        _expectBadSignatures(job, "", "none");
        _expectBadSignatures(job, one, "below the quorum");
        _expectBadSignatures(job, bytes.concat(two, one), "unsorted");
        _expectBadSignatures(job, bytes.concat(one, one), "the same twice");
        _expectBadSignatures(job, bytes.concat(one, two, two), "a duplicate above the quorum");
        _expectBadSignatures(job, bytes.concat(one, two, hex"00"), "a byte too many");
        _expectBadSignatures(job, _first(bytes.concat(one, two), 129), "a byte too few");
        _expectBadSignatures(job, bytes.concat(one, new bytes(65)), "an empty signature");
        _expectBadSignatures(job, bytes.concat(one, foreign), "a stranger's");
        _expectBadSignatures(job, bytes.concat(foreign, one), "a stranger's first");
        _expectBadSignatures(job, bytes.concat(one, _malleated(two)), "the same with the high s");
        assertEq(_bucketLevel(), 0);

        _relay(host, job);
        assertEq(_bucketLevel(), 1e18, "and the job as signed goes through");
    }

    function test_relay_rejectsWhatTheAttestorsDidNotSign() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        bytes memory reason = abi.encodeWithSelector(IRelayWorker.BadSignatures.selector);

        IRelayWorker.Job memory job = _job(host, packet);
        job.message = _mintPayload(address(token), stranger, 100e18);
        _expectRejected(host, job, reason);
        job = _job(host, packet);
        job.confirmations += 1;
        _expectRejected(host, job, reason);
        job = _job(host, packet);
        job.expiry += 1;
        _expectRejected(host, job, reason);
        // Another nonce of the same path: header and guid fit each other, the signatures do not.
        job = _job(host, packet);
        Packet memory other = _forge(home, address(vault), host, address(buckets), 2, packet.message);
        (job.header, job.guid) = (other.header, other.guid);
        _expectRejected(host, job, reason);
        // Signed for the worker of another chain.
        job = _job(host, packet);
        job.signatures = _signatures(secondHost, job, 0, 1);
        _expectRejected(host, job, reason);
        assertEq(_bucketLevel(), 0);
    }

    function test_relay_rejectsAnExpiredAttestation() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        vm.warp(uint256(job.expiry) + 1);
        _expectRejected(host, job, abi.encodeWithSelector(IRelayWorker.AttestationExpired.selector, job.expiry));
        vm.warp(job.expiry);
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18, "counts in its last second");
    }

    function test_relay_rejectsABadHeader() public {
        Packet memory packet = _lock(HOST, 1e18);
        bytes memory reason = abi.encodeWithSelector(IRelayWorker.BadHeader.selector);

        IRelayWorker.Job memory job = _job(host, packet);
        job.header = "";
        _expectRejected(host, job, reason);
        job.header = _first(packet.header, 80);
        _expectRejected(host, job, reason);
        job.header = bytes.concat(packet.header, hex"00");
        _expectRejected(host, job, reason);
        job.header = bytes.concat(packet.header);
        job.header[0] = 0x02;
        _expectRejected(host, job, reason);
        job = _job(host, packet);
        job.guid = bytes32(uint256(job.guid) ^ 1);
        _expectRejected(host, job, reason);
        // For another chain.
        _expectRejected(secondHost, _job(secondHost, packet), reason);
    }

    function test_relay_nothingCountsBeforeAttestorsAreSet() public {
        RelayWorker unset =
            new RelayWorker(host.endpoint, address(host.sendLibrary), address(host.receiveLibrary), governor);
        Stack memory fresh = host;
        fresh.worker = unset;
        Packet memory packet = _lock(HOST, 1e18);
        IRelayWorker.Job memory job = _job(fresh, packet);
        job.signatures = "";
        _expectRejected(fresh, job, abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
        job = _job(fresh, packet);
        _expectRejected(fresh, job, abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
    }

    function testFuzz_relay_rejectsAnySignaturesButTheRightOnes(bytes calldata signatures) public {
        Packet memory packet = _lock(HOST, 1e18);
        IRelayWorker.Job memory job = _job(host, packet);
        job.signatures = signatures;
        _expectRejected(host, job, abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
    }

    // -------------------------------------------------------------------------------------- verify, commit, execute

    function test_relay_skipsALostRace() public {
        Packet memory packet = _lock(HOST, 1e18);
        _deliver(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.JobSkipped(packet.guid);
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18, "minted once");
        assertEq(receipt.totalSupply(), 1e18);
    }

    function test_relay_waitsForALateOtherDvn() public {
        Packet memory packet = _lock(HOST, 1e18);
        IRelayWorker.Job memory job = _job(host, packet);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.CommitFailed(packet.guid, abi.encodeWithSelector(LZ_ULN_VERIFYING));
        _relay(host, job);
        assertEq(_bucketLevel(), 0);

        _verifyByOtherDvn(host, packet);
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18);
    }

    function test_relay_anybodyMayCommitWhatBothVerified() public {
        Packet memory packet = _lock(HOST, 1e18);
        IRelayWorker.Job memory job = _job(host, packet);
        _relay(host, job);
        _verifyByOtherDvn(host, packet);
        host.receiveLibrary.commitVerification(packet.header, _payloadHash(packet));
        vm.warp(uint256(job.expiry) + 1 days);
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18, "the attestation was used in time");
    }

    function test_relay_tooFewConfirmationsAreNotCommitted() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        job.confirmations = CONFIRMATIONS - 1;
        job.signatures = _signatures(host, job, 0, 1);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.CommitFailed(packet.guid, abi.encodeWithSelector(LZ_ULN_VERIFYING));
        _relay(host, job);
        assertEq(_bucketLevel(), 0);
    }

    function test_relay_retriesAFailedExecutionWithoutSignatures() public {
        vm.prank(governor);
        buckets.setBucketState(HOME, address(token), BucketState.Stopped);
        Packet memory packet = _lock(HOST, 1e18);
        _deliver(host, packet);
        assertEq(_bucketLevel(), 0);

        vm.prank(governor);
        buckets.setBucketState(HOME, address(token), BucketState.Open);
        skip(1); // refills the limiter
        IRelayWorker.Job memory job = _job(host, packet);
        job.signatures = "";
        job.expiry = 0;
        vm.recordLogs();
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            assertNotEq(logs[i].emitter, address(host.receiveLibrary), "neither verified nor committed again");
        }
    }

    function test_relay_aCommittedMessageCannotBeSwapped() public {
        vm.prank(governor);
        buckets.setBucketState(HOME, address(token), BucketState.Stopped);
        Packet memory packet = _lock(HOST, 1e18);
        _deliver(host, packet);
        vm.prank(governor);
        buckets.setBucketState(HOME, address(token), BucketState.Open);
        skip(1); // refills the limiter

        IRelayWorker.Job memory job = _job(host, packet);
        job.message = _mintPayload(address(token), stranger, 100e18);
        _expectRejected(host, job, abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
    }

    /// @dev Parked by the owner, a message waits until it is verified anew: by us and by the other DVN.
    function test_relay_aParkedMessageNeedsEveryDvnAgain() public {
        Packet memory packet = _lock(HOST, 1e18);
        vm.prank(governor);
        buckets.setBucketState(HOME, address(token), BucketState.Stopped);
        _deliver(host, packet);
        vm.startPrank(governor);
        buckets.setBucketState(HOME, address(token), BucketState.Open);
        skip(1); // refills the limiter
        host.endpoint.nilify(address(buckets), HOME, _asPeer(address(vault)), packet.nonce, _payloadHash(packet));
        vm.stopPrank();

        IRelayWorker.Job memory job = _job(host, packet);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.CommitFailed(packet.guid, abi.encodeWithSelector(LZ_ULN_VERIFYING));
        _relay(host, job);
        assertEq(_bucketLevel(), 0);
        _verifyByOtherDvn(host, packet);
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18);
    }

    // ---------------------------------------------------------------------------------------------------- batches

    function test_relay_onePoisonedMessageSinksNothing() public {
        HostileReceiver hostile = new HostileReceiver();
        Packet[] memory packets = new Packet[](6);
        packets[0] = _lock(HOST, 1e18);
        packets[1] = _lock(HOST, 2e18);
        packets[2] = _forge(home, stranger, host, address(hostile), 1, hex"00"); // burns all its gas
        packets[3] = _forge(home, stranger, host, address(hostile), 2, hex"01"); // a revert bomb
        packets[4] = _forge(home, address(vault), host, address(buckets), 3, hex"0109"); // malformed
        packets[5] = _forge(home, address(vault), host, address(buckets), 4, _mintPayload(address(token), bob, 4e18));
        IRelayWorker.Job[] memory jobs = new IRelayWorker.Job[](9);
        for (uint256 i = 0; i < 6; ++i) {
            _verifyByOtherDvn(host, packets[i]);
            jobs[i + 1] = _job(host, packets[i]);
        }
        jobs[0] = _job(host, packets[0]);
        jobs[0].signatures = ""; // unsigned
        jobs[7] = jobs[1]; // delivered above
        jobs[8] = _job(host, _lock(HOST, 8e18)); // the other DVN is late

        host.worker.relay{ gas: 3_000_000 }(jobs);
        assertEq(receipt.balanceOf(alice), 3e18);
        assertEq(receipt.balanceOf(bob), 4e18);
        assertEq(_bucketLevel(), 7e18);
    }

    function test_relay_aReasonIsCutAt256Bytes() public {
        HostileReceiver hostile = new HostileReceiver();
        Packet memory packet = _forge(home, stranger, host, address(hostile), 1, hex"01");
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.ExecutionFailed(packet.guid, new bytes(256));
        _relay(host, job);
    }

    function test_relay_errorGasTooLow() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job[] memory jobs = new IRelayWorker.Job[](1);
        jobs[0] = _job(host, packet);
        vm.expectPartialRevert(IRelayWorker.GasTooLow.selector);
        host.worker.relay{ gas: 220_000 }(jobs);
        assertEq(_bucketLevel(), 0);
        assertEq(
            host.endpoint.inboundPayloadHash(address(buckets), HOME, _asPeer(address(vault)), 1),
            bytes32(0),
            "nothing was done"
        );
    }

    /// @dev Whatever gas it is given, a job is done, or the whole transaction reverts: it is never starved silently.
    function testFuzz_relay_isNeverStarved(uint256 gas) public {
        gas = bound(gas, 30_000, 500_000);
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job[] memory jobs = new IRelayWorker.Job[](1);
        jobs[0] = _job(host, packet);
        (bool done,) = address(host.worker).call{ gas: gas }(abi.encodeCall(host.worker.relay, (jobs)));
        assertEq(_bucketLevel(), done ? 1e18 : 0);
    }

    function test_relay_aJobWithLittleGasFailsAndIsRetried() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        job.gasLimit = 1000;
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.ExecutionFailed(packet.guid, "");
        _relay(host, job);
        job.gasLimit = GAS_LIMIT;
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18);
    }

    // ------------------------------------------------------------------------------------------------ source side

    function test_fees_areQuotedChargedAndWithdrawn() public {
        uint256 ours = DVN_FEE + EXECUTOR_BASE_FEE + uint256(FEE_PER_GAS) * DELIVERY_GAS;
        _lock(HOST, 1e18);
        assertEq(home.sendLibrary.fees(address(home.worker)), ours);
        assertGt(home.sendLibrary.fees(address(home.otherDvn)), 0);

        home.worker.withdrawFee(bob, ours);
        assertEq(bob.balance, ours);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger));
        home.worker.withdrawFee(stranger, 1);
    }

    function test_assignJob_errorOnlySendLibrary() public {
        ILayerZeroDVN.AssignJobParam memory job = ILayerZeroDVN.AssignJobParam(HOST, "", 0, 1, alice);
        vm.startPrank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IRelayWorker.OnlySendLibrary.selector, stranger));
        home.worker.assignJob(job, "");
        vm.expectRevert(abi.encodeWithSelector(IRelayWorker.OnlySendLibrary.selector, stranger));
        home.worker.assignJob(HOST, alice, 78, _option(1));
        vm.stopPrank();
    }

    function test_getFee_errorUnknownRoute() public {
        bytes memory reason = abi.encodeWithSelector(IRelayWorker.UnknownRoute.selector, NOWHERE);
        vm.expectRevert(reason);
        home.worker.getFee(NOWHERE, uint64(1), alice, "");
        vm.expectRevert(reason);
        home.worker.getFee(NOWHERE, alice, uint256(78), _option(1));
    }

    function test_getFee_errorUnsupportedOptions() public {
        bytes[6] memory refused = [
            bytes(""),
            _first(_option(1), 19),
            bytes.concat(_option(1), _option(1)), // two
            abi.encodePacked(hex"01002101", uint128(1), uint128(1)), // with value
            abi.encodePacked(hex"01001103", uint128(1)), // compose
            _option(0) // no gas
        ];
        for (uint256 i = 0; i < refused.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IRelayWorker.UnsupportedOptions.selector, refused[i]));
            home.worker.getFee(HOST, alice, uint256(78), refused[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(IRelayWorker.UnsupportedOptions.selector, hex"00"));
        home.worker.getFee(HOST, uint64(1), alice, hex"00");
    }

    function test_getFee_errorGasAboveMaximum() public {
        assertEq(
            home.worker.getFee(HOST, alice, uint256(78), _option(MAX_GAS)),
            EXECUTOR_BASE_FEE + uint256(FEE_PER_GAS) * MAX_GAS
        );
        vm.expectRevert(abi.encodeWithSelector(IRelayWorker.GasAboveMaximum.selector, MAX_GAS + 1, MAX_GAS));
        home.worker.getFee(HOST, alice, uint256(78), _option(MAX_GAS + 1));
    }

    // ------------------------------------------------------------------------------------------------------ owner

    function test_setAttestors_replacesTheSet() public {
        address[] memory one = new address[](1);
        one[0] = attestorWallets[2].addr;
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.AttestorsSet(one, 1);
        host.worker.setAttestors(one, 1);
        assertEq(host.worker.attestors(), one);
        assertEq(host.worker.quorum(), 1);
        assertFalse(host.worker.isAttestor(attestorWallets[0].addr));
        assertTrue(host.worker.isAttestor(attestorWallets[2].addr));

        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        _expectRejected(host, _job(host, packet), abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
        IRelayWorker.Job memory job = _job(host, packet);
        job.signatures = _signature(host, job, attestorWallets[2]);
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18);
    }

    function test_setAttestors_errorBadAttestors() public {
        address[] memory list = _attestors();
        _expectBadAttestors(list, 0);
        _expectBadAttestors(list, 4);
        _expectBadAttestors(new address[](0), 0);
        _expectBadAttestors(new address[](0), 1);
        _expectBadAttestors(new address[](1), 1); // the zero address
        (list[0], list[1]) = (list[1], list[0]);
        _expectBadAttestors(list, 2);
        list[0] = list[1];
        _expectBadAttestors(list, 2);
        assertEq(host.worker.attestors(), _attestors(), "the old set stays");
        assertTrue(host.worker.isAttestor(attestorWallets[0].addr));
    }

    function test_setters_ownerOnly() public {
        bytes memory reason = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(reason);
        host.worker.setAttestors(new address[](1), 1);
        vm.expectRevert(reason);
        host.worker.setRoute(HOME, _route());
        vm.stopPrank();
    }

    function test_setRoute_emitsAndStores() public {
        IRelayWorker.Route memory route = IRelayWorker.Route(1, 2, 3, 4);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.RouteSet(NOWHERE, route);
        host.worker.setRoute(NOWHERE, route);
        assertEq(abi.encode(host.worker.route(NOWHERE)), abi.encode(route));
    }

    // ---------------------------------------------------------------------------------------------------- helpers

    function _expectBadAttestors(address[] memory list, uint8 quorum) private {
        vm.expectRevert(IRelayWorker.BadAttestors.selector);
        host.worker.setAttestors(list, quorum);
    }

    function _expectBadSignatures(IRelayWorker.Job memory job, bytes memory signatures, string memory what) private {
        bytes memory good = job.signatures;
        job.signatures = signatures;
        _expectRejected(host, job, abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
        job.signatures = good;
        assertEq(_bucketLevel(), 0, what);
    }

    function _expectRejected(Stack memory chain, IRelayWorker.Job memory job, bytes memory reason) private {
        vm.expectEmit(address(chain.worker));
        emit IRelayWorker.JobRejected(job.guid, reason);
        _relay(chain, job);
    }

    function _option(uint128 gas) private pure returns (bytes memory) {
        return abi.encodePacked(hex"01001101", gas);
    }

    function _first(bytes memory data, uint256 length) private pure returns (bytes memory cut) {
        cut = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            cut[i] = data[i];
        }
    }

    /// @dev The other signature that ecrecover takes for the same signer.
    function _malleated(bytes memory signature) private pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = abi.decode(_first(signature, 64), (bytes32, bytes32));
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        return abi.encodePacked(r, order - uint256(s), signature[64] == 0x1b ? bytes1(0x1c) : bytes1(0x1b));
    }
}
