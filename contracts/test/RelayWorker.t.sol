// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { ILayerZeroDVN } from "@layerzerolabs/lz-evm-messagelib-v2/contracts/uln/interfaces/ILayerZeroDVN.sol";
import { MessagingParams } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { Vm } from "forge-std/Test.sol";

import { IMessenger } from "../src/interfaces/IMessenger.sol";
import { BucketState } from "../src/interfaces/IReceiptBuckets.sol";
import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { Role } from "../src/interfaces/IRoles.sol";
import { RelayWorker } from "../src/RelayWorker.sol";
import { BulkheadFixture } from "./support/BulkheadFixture.sol";
import { HostileReceiver } from "./support/HostileReceiver.sol";

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
        Packet memory packet = _lock(HOST, 1e18);
        _commitOnly(packet);

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
        Packet memory packet = _lock(HOST, 1e18);
        _commitOnly(packet);

        IRelayWorker.Job memory job = _job(host, packet);
        job.message = _mintPayload(address(token), stranger, 100e18);
        _expectRejected(host, job, abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
        assertEq(_bucketLevel(), 0);
    }

    /// @dev Parked, a message waits until it is verified anew: by us and by the other DVN.
    function test_relay_aParkedMessageNeedsEveryDvnAgain() public {
        Packet memory packet = _lock(HOST, 1e18);
        _commitOnly(packet);
        vm.prank(governor);
        host.endpoint.nilify(address(buckets), HOME, _asPeer(address(vault)), packet.nonce, _payloadHash(packet));

        IRelayWorker.Job memory job = _job(host, packet);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.CommitFailed(packet.guid, abi.encodeWithSelector(LZ_ULN_VERIFYING));
        _relay(host, job);
        assertEq(_bucketLevel(), 0);
        _verifyByOtherDvn(host, packet);
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18);
    }

    /// @dev What its receiver refuses stays committed, whoever tries again and however often.
    function test_relay_aRefusedMessageStaysForRetry() public {
        bytes memory zeroReceiver = _mintPayload(address(token), address(0), 1e18);
        Packet memory packet = _forge(home, address(vault), host, address(buckets), 1, zeroReceiver);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectEmit(address(host.worker));
            emit IRelayWorker.ExecutionFailed(packet.guid, abi.encodeWithSelector(IMessenger.ZeroReceiver.selector));
            _relay(host, job);
            job.signatures = "";
        }
        assertEq(_committedHash(packet), _payloadHash(packet));
    }

    /// @dev A stopped bucket refuses nothing: the message is executed, and held.
    /// @custom:invariant INV-012
    function test_relay_aStoppedBucketIsNoFailedExecution() public {
        vm.prank(governor);
        buckets.setBucketState(HOME, address(token), BucketState.Stopped);
        Packet memory packet = _lock(HOST, 1e18);
        _deliver(host, packet);
        assertEq(_committedHash(packet), bytes32(0), "executed");
        (,, uint32 lastId,) = buckets.queue(HOME, address(token));
        assertEq(lastId, 1);
        assertEq(_bucketLevel(), 0);
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

    /// @dev The guard sees to it before it tries: its two numbers are exact.
    function test_relay_errorGasTooLow_namesWhatIsNeeded() public {
        Packet memory packet = _lock(HOST, 1e18);
        _commitOnly(packet);
        IRelayWorker.Job[] memory jobs = new IRelayWorker.Job[](1);
        jobs[0] = _job(host, packet);
        (bool done, bytes memory reason) =
            address(host.worker).call{ gas: 250_000 }(abi.encodeCall(host.worker.relay, (jobs)));
        assertFalse(done);
        assertEq(bytes4(reason), IRelayWorker.GasTooLow.selector);
        (uint256 left, uint256 needed) = this.decodeTwo(reason);
        assertEq(needed, 269_206, "(250,000 + 15,000) * 64 / 63");
        assertLt(left, 250_000);
        assertEq(_committedHash(packet), _payloadHash(packet), "nothing was done");
    }

    /// @dev A limit that no transaction can offer reverts instead of wrapping round.
    function test_relay_errorGasTooLow_atTheHighestLimit() public {
        Packet memory packet = _lock(HOST, 1e18);
        _commitOnly(packet);
        IRelayWorker.Job memory job = _job(host, packet);
        job.gasLimit = type(uint128).max;
        vm.expectPartialRevert(IRelayWorker.GasTooLow.selector);
        _relay(host, job);
    }

    // ------------------------------------------------------------------------------------------------ source side

    function test_fees_areQuotedChargedAndWithdrawn() public {
        uint256 ours = DVN_FEE + EXECUTOR_BASE_FEE + uint256(FEE_PER_GAS) * DELIVERY_GAS;
        _lock(HOST, 1e18);
        assertEq(home.sendLibrary.fees(address(home.worker)), ours);
        assertGt(home.sendLibrary.fees(address(home.otherDvn)), 0);

        home.worker.withdrawFee(bob, 1);
        assertEq(home.sendLibrary.fees(address(home.worker)), ours - 1);
        home.worker.withdrawFee(bob, ours - 1);
        assertEq(bob.balance, ours);
        assertEq(home.sendLibrary.fees(address(home.worker)), 0);
    }

    /// @dev The route: 1,000 for the DVN, 500 and 2 per gas unit for the executor, all gwei.
    function test_getFee_isTheRoutesPrice() public view {
        assertEq(home.worker.getFee(HOST, uint64(1), alice, ""), 1000 gwei);
        assertEq(home.worker.getFee(HOST, alice, uint256(78), _option(1)), 502 gwei);
        assertEq(home.worker.getFee(HOST, alice, uint256(78), _option(250_000)), 500_500 gwei);
    }

    function test_withdrawFee_errorMoreThanThereIs() public {
        _lock(HOST, 1e18);
        uint256 ours = home.sendLibrary.fees(address(home.worker));
        vm.expectRevert(
            abi.encodeWithSelector(bytes4(keccak256("LZ_MessageLib_InvalidAmount(uint256,uint256)")), ours + 1, ours)
        );
        home.worker.withdrawFee(bob, ours + 1);
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

    /// @dev Any bytes but worker 1, 17 bytes, type 1 and some gas are refused, by the quote and by the job alike.
    function testFuzz_getFee_refusesWhateverIsNotTheOneOption(bytes calldata options) public {
        vm.assume(options.length != 20 || bytes4(options) != bytes4(0x01001101));
        _expectUnsupported(options);
    }

    /// @dev Close to the one option, which random bytes never are.
    function testFuzz_getFee_refusesItsNeighbours(
        uint8 worker,
        uint16 size,
        uint8 kind,
        uint128 gas,
        bytes calldata tail
    ) public {
        bytes memory options = abi.encodePacked(uint8(worker % 3), uint16(size % 19), uint8(kind % 6), gas, tail);
        vm.assume(options.length != 20 || bytes4(options) != bytes4(0x01001101));
        _expectUnsupported(options);
    }

    function testFuzz_getFee_ofTheOneOption(uint128 gas) public view {
        gas = uint128(bound(gas, 1, MAX_GAS));
        assertEq(home.worker.getFee(HOST, alice, uint256(78), _option(gas)), 500 gwei + 2 gwei * uint256(gas));
    }

    function testFuzz_getFee_refusesEveryDvnOption(bytes calldata options) public {
        vm.assume(options.length != 0);
        ILayerZeroDVN.AssignJobParam memory job = ILayerZeroDVN.AssignJobParam(HOST, "", 0, 1, alice);
        bytes memory reason = abi.encodeWithSelector(IRelayWorker.UnsupportedOptions.selector, options);
        vm.expectRevert(reason);
        home.worker.getFee(HOST, uint64(1), alice, options);
        vm.prank(address(home.sendLibrary));
        vm.expectRevert(reason);
        home.worker.assignJob(job, options);
    }

    /// @dev Through endpoint and send library, in the formats that an app could ask in: whoever quotes learns it.
    function test_quote_refusesEveryOtherOptionOverTheEndpoint() public {
        bytes memory ours = _option(200_000);
        bytes memory drop = abi.encodePacked(hex"01003102", uint128(1), bytes32(uint256(1)));
        bytes[7] memory others = [
            abi.encodePacked(hex"01002101", uint128(200_000), uint128(1)), // lzReceive with value
            bytes.concat(ours, drop), // native drop
            bytes.concat(ours, hex"01001303", bytes2(0), bytes16(uint128(1))), // compose
            bytes.concat(ours, hex"01000104"), // ordered execution
            bytes.concat(ours, abi.encodePacked(hex"01001505", uint128(1), uint32(1))), // lzRead
            bytes.concat(ours, ours), // doubled
            _option(0) // no gas
        ];
        for (uint256 i = 0; i < others.length; ++i) {
            _expectQuoteRefused(bytes.concat(hex"0003", others[i]), others[i]);
        }
        _expectQuoteRefused(hex"0003", ""); // none
        // Legacy type 2 asks for a native drop.
        bytes memory legacy = abi.encodePacked(hex"0002", uint256(200_000), uint256(1), uint256(1));
        _expectQuoteRefused(legacy, bytes.concat(ours, drop));
        // An option for the first of two DVNs, whichever that is, or for the second.
        for (uint8 i = 0; i < 2; ++i) {
            bytes memory forDvn = abi.encodePacked(hex"020002", i, hex"01");
            bool isOurs = (address(home.worker) < address(home.otherDvn)) == (i == 0);
            if (isOurs) _expectQuoteRefused(bytes.concat(hex"0003", ours, forDvn), forDvn);
        }
        // Legacy type 1 is the one option in another format.
        assertEq(
            _quote(abi.encodePacked(hex"0001", uint256(200_000))), _quote(bytes.concat(hex"0003", ours)), "the same job"
        );
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

    function test_setRoute_emitsAndStores() public {
        IRelayWorker.Route memory route = IRelayWorker.Route(1, 2, 3, 4);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.RouteSet(NOWHERE, route);
        host.worker.setRoute(NOWHERE, route);
        assertEq(abi.encode(host.worker.route(NOWHERE)), abi.encode(route));
    }

    function test_setRoute_zeroMaxGasClosesIt() public {
        home.worker.setRoute(HOST, IRelayWorker.Route(DVN_FEE, EXECUTOR_BASE_FEE, FEE_PER_GAS, 0));
        vm.expectRevert(abi.encodeWithSelector(IRelayWorker.UnknownRoute.selector, HOST));
        home.worker.getFee(HOST, alice, uint256(78), _option(1));
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IRelayWorker.UnknownRoute.selector, HOST));
        vault.lock{ value: FEE }(HOST, address(token), 1e18, alice, alice);
    }

    // --------------------------------------------------------------------------------------------------- guardian

    function test_removeAttestor_keepsOrderAndQuorum() public {
        host.worker.setRole(guardian, Role.Guardian);
        for (uint256 removed = 0; removed < 3; ++removed) {
            host.worker.setAttestors(_attestors(), 2);
            address[] memory rest = new address[](2);
            (rest[0], rest[1]) = removed == 0
                ? (attestorWallets[1].addr, attestorWallets[2].addr)
                : (attestorWallets[0].addr, attestorWallets[removed == 1 ? 2 : 1].addr);
            vm.expectEmit(address(host.worker));
            emit IRelayWorker.AttestorsSet(rest, 2);
            vm.prank(guardian);
            host.worker.removeAttestor(attestorWallets[removed].addr);
            assertEq(host.worker.attestors(), rest);
            assertEq(host.worker.quorum(), 2);
            for (uint256 i = 0; i < 3; ++i) {
                assertEq(host.worker.isAttestor(attestorWallets[i].addr), i != removed);
            }
        }
    }

    function test_removeAttestor_itsSignaturesStopCountingAtOnce() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        bytes memory all = bytes.concat(job.signatures, _signature(host, job, attestorWallets[2]));
        _removeAttestor(0);

        _expectBadSignatures(job, job.signatures, "one of the two is removed");
        _expectBadSignatures(job, all, "nor as one more than the quorum");
        job.signatures = _signatures(host, job, 1, 2);
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18, "those of the others count on");
    }

    function test_removeAttestor_belowTheQuorumNothingVerifies() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        _removeAttestor(0);
        _removeAttestor(1);
        assertEq(host.worker.quorum(), 2);
        bytes memory one = _signature(host, job, attestorWallets[2]);
        _expectBadSignatures(job, one, "below the quorum");
        _expectBadSignatures(job, bytes.concat(one, one), "nor twice");
        _expectBadSignatures(job, _signatures(host, job, 0, 2), "nor with a removed one");
        _removeAttestor(2);
        assertEq(host.worker.attestors(), new address[](0));
        _expectBadSignatures(job, "", "nor without any");

        host.worker.setAttestors(_attestors(), 2);
        _relay(host, job);
        assertEq(_bucketLevel(), 1e18, "until the owner sets others");
    }

    /// @dev What was verified before stays so: nothing but the endpoint can undo it.
    function test_removeAttestor_leavesWhatIsVerified() public {
        Packet memory packet = _lock(HOST, 1e18);
        _relay(host, _job(host, packet));
        _removeAttestor(0);
        _verifyByOtherDvn(host, packet);
        host.receiveLibrary.commitVerification(packet.header, _payloadHash(packet));
        _relay(host, _job(host, packet));
        assertEq(_bucketLevel(), 1e18);
    }

    function test_removeAttestor_errorUnknownAttestor() public {
        address removed = attestorWallets[1].addr;
        _removeAttestor(1);
        address[3] memory unknown = [removed, stranger, address(0)];
        for (uint256 i = 0; i < unknown.length; ++i) {
            vm.prank(guardian);
            vm.expectRevert(abi.encodeWithSelector(IRelayWorker.UnknownAttestor.selector, unknown[i]));
            host.worker.removeAttestor(unknown[i]);
        }
        assertEq(host.worker.attestors().length, 2);
    }

    // ---------------------------------------------------------------------------------------------------- helpers

    /// @dev External for its calldata slices.
    function decodeTwo(bytes calldata reason) external pure returns (uint256, uint256) {
        return abi.decode(reason[4:], (uint256, uint256));
    }

    function _removeAttestor(uint256 i) private {
        host.worker.setRole(guardian, Role.Guardian);
        vm.prank(guardian);
        host.worker.removeAttestor(attestorWallets[i].addr);
    }

    /// @dev Verified by both and committed, but given too little gas to be executed.
    function _commitOnly(Packet memory packet) private {
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory starved = _job(host, packet);
        starved.gasLimit = 1000;
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.ExecutionFailed(packet.guid, "");
        _relay(host, starved);
        assertEq(_committedHash(packet), _payloadHash(packet), "committed");
        assertEq(_bucketLevel(), 0, "and not executed");
    }

    function _committedHash(Packet memory packet) private view returns (bytes32) {
        return host.endpoint.inboundPayloadHash(address(buckets), HOME, _asPeer(address(vault)), packet.nonce);
    }

    function _expectUnsupported(bytes memory options) private {
        bytes memory reason = abi.encodeWithSelector(IRelayWorker.UnsupportedOptions.selector, options);
        vm.expectRevert(reason);
        home.worker.getFee(HOST, alice, uint256(78), options);
        vm.prank(address(home.sendLibrary));
        vm.expectRevert(reason);
        home.worker.assignJob(HOST, alice, uint256(78), options);
    }

    function _expectQuoteRefused(bytes memory options, bytes memory refused) private {
        vm.expectRevert(abi.encodeWithSelector(IRelayWorker.UnsupportedOptions.selector, refused));
        this.quote(options);
    }

    function _quote(bytes memory options) private view returns (uint256) {
        return this.quote(options);
    }

    /// @dev What the endpoint asks for a MINT with these options; external, to be refused.
    function quote(bytes calldata options) external view returns (uint256) {
        MessagingParams memory params =
            MessagingParams(HOST, _asPeer(address(buckets)), _mintPayload(address(token), alice, 1), options, false);
        return home.endpoint.quote(params, address(vault)).nativeFee;
    }

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
