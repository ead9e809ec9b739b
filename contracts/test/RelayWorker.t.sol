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

    bytes private constant NOOP = hex"0104";

    // ------------------------------------------------------------------------------------------------ signatures

    function test_relay_anybodyMaySubmit() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        vm.prank(stranger);
        _relay(host, group);
        assertEq(_bucketLevel(), 1e18);
    }

    function test_relay_everyPairOfAttestorsIsAQuorum() public {
        uint256[2][3] memory pairs = [[uint256(0), 1], [uint256(0), 2], [uint256(1), 2]];
        for (uint256 i = 0; i < 3; ++i) {
            Packet memory packet = _lock(HOST, 1e18);
            _verifyByOtherDvn(host, packet);
            IRelayWorker.Group memory group = _group(host, packet);
            group.signatures = _signatures(host, group, pairs[i][0], pairs[i][1]);
            _relay(host, group);
            assertEq(_bucketLevel(), (i + 1) * 1e18);
        }
    }

    function test_relay_moreSignaturesThanTheQuorum() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        group.signatures = bytes.concat(_signatures(host, group, 0, 1), _signature(host, group, attestorWallets[2]));
        _relay(host, group);
        assertEq(_bucketLevel(), 1e18);
    }

    function test_relay_rejectsBadSignatures() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        bytes memory one = _signature(host, group, attestorWallets[0]);
        bytes memory two = _signature(host, group, attestorWallets[1]);
        bytes memory foreign = _signature(host, group, vm.createWallet("no attestor"));

        _expectBadSignatures(group, "", "none");
        _expectBadSignatures(group, one, "below the quorum");
        _expectBadSignatures(group, bytes.concat(two, one), "unsorted");
        _expectBadSignatures(group, bytes.concat(one, one), "the same twice");
        _expectBadSignatures(group, bytes.concat(one, two, two), "a duplicate above the quorum");
        _expectBadSignatures(group, bytes.concat(one, two, hex"00"), "a byte too many");
        _expectBadSignatures(group, _first(bytes.concat(one, two), 129), "a byte too few");
        _expectBadSignatures(group, bytes.concat(one, new bytes(65)), "an empty signature");
        _expectBadSignatures(group, bytes.concat(one, foreign), "a stranger's");
        _expectBadSignatures(group, bytes.concat(foreign, one), "a stranger's first");
        _expectBadSignatures(group, bytes.concat(one, _malleated(two)), "the same with the high s");
        assertEq(_bucketLevel(), 0);

        _relay(host, group);
        assertEq(_bucketLevel(), 1e18, "and the group as signed goes through");
    }

    function test_relay_rejectsWhatTheAttestorsDidNotSign() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        bytes memory reason = abi.encodeWithSelector(IRelayWorker.BadSignatures.selector);

        Packet memory other = _forge(home, address(vault), host, address(buckets), 1, "");
        other.message = _mintPayload(address(token), stranger, 100e18);
        IRelayWorker.Group memory group = _group(host, packet);
        group.packets[0] = _bare(other);
        _expectRejected(host, group, reason);
        group = _group(host, packet);
        group.confirmations += 1;
        _expectRejected(host, group, reason);
        group = _group(host, packet);
        group.expiry += 1;
        _expectRejected(host, group, reason);
        // Another nonce of the same path.
        group = _group(host, packet);
        group.packets[0] = _bare(_forge(home, address(vault), host, address(buckets), 2, packet.message));
        _expectRejected(host, group, reason);
        // Signed for the worker of another chain.
        group = _group(host, packet);
        group.signatures = _signatures(secondHost, group, 0, 1);
        _expectRejected(host, group, reason);
        assertEq(_bucketLevel(), 0);
    }

    function test_relay_rejectsAnExpiredAttestation() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        vm.warp(uint256(group.expiry) + 1);
        _expectRejected(host, group, abi.encodeWithSelector(IRelayWorker.AttestationExpired.selector, group.expiry));
        vm.warp(group.expiry);
        _relay(host, group);
        assertEq(_bucketLevel(), 1e18, "counts in its last second");
    }

    function test_relay_rejectsABadHeader() public {
        Packet memory packet = _lock(HOST, 1e18);
        bytes memory reason = abi.encodeWithSelector(IRelayWorker.BadHeader.selector);

        // Shorter than a header, and no hash either: not even a guid can be made of it.
        IRelayWorker.Group memory group = _group(host, packet);
        uint256[5] memory lengths = [uint256(0), 1, 31, 33, 80];
        for (uint256 i = 0; i < lengths.length; ++i) {
            group.packets[0] = _first(packet.header, lengths[i]);
            vm.expectEmit(address(host.worker));
            emit IRelayWorker.JobRejected(0, reason);
            _relay(host, group);
        }
        // Of another version.
        group.packets[0] = _bare(packet);
        group.packets[0][0] = 0x02;
        group.signatures = _signatures(host, group, 0, 1);
        _expectRejected(host, group, reason);
        // For another chain.
        _expectRejected(secondHost, _group(secondHost, packet), reason);
    }

    /// @dev An element that no message has the hash of makes the list another one than was signed.
    function test_relay_whatIsNoPacketSignsForNothing() public {
        Packet[] memory packets = _threeVerified();
        IRelayWorker.Group memory group = _group(host, packets);
        bytes[] memory signed = group.packets;
        bytes[4] memory noPackets =
            [bytes(""), new bytes(31), _first(packets[1].header, 80), bytes.concat(_messageHash(packets[1]), hex"00")];
        for (uint256 i = 0; i < noPackets.length; ++i) {
            group.packets = _list(signed[0], noPackets[i], signed[2]);
            _expectBadSignatures(group, group.signatures, "one is no packet");
        }
    }

    /// @dev Even if attestors had signed a header that is not for this chain: the others of their list go on.
    function test_relay_aSignedHeaderForAnotherChainSinksNothing() public {
        Packet[] memory packets = _threeVerified();
        packets[1] = _forge(home, address(vault), secondHost, address(buckets), 2, packets[1].message);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.JobRejected(packets[1].guid, abi.encodeWithSelector(IRelayWorker.BadHeader.selector));
        _relay(host, _group(host, packets));
        assertEq(_bucketLevel(), 1e18, "the first; the third waits for the second's verification");
        assertEq(_committedHash(packets[2]), _payloadHash(packets[2]));
    }

    function test_relay_nothingCountsBeforeAttestorsAreSet() public {
        RelayWorker unset =
            new RelayWorker(host.endpoint, address(host.sendLibrary), address(host.receiveLibrary), governor);
        Stack memory fresh = host;
        fresh.worker = unset;
        Packet memory packet = _lock(HOST, 1e18);
        IRelayWorker.Group memory group = _group(fresh, packet);
        group.signatures = "";
        _expectRejected(fresh, group, abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
        group = _group(fresh, packet);
        _expectRejected(fresh, group, abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
    }

    function testFuzz_relay_rejectsAnySignaturesButTheRightOnes(bytes calldata signatures) public {
        Packet memory packet = _lock(HOST, 1e18);
        IRelayWorker.Group memory group = _group(host, packet);
        group.signatures = signatures;
        _expectRejected(host, group, abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
    }

    // -------------------------------------------------------------------------------------- verify, commit, execute

    function test_relay_skipsALostRace() public {
        Packet memory packet = _lock(HOST, 1e18);
        _deliver(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.JobSkipped(packet.guid);
        _relay(host, group);
        assertEq(_bucketLevel(), 1e18, "minted once");
        assertEq(receipt.totalSupply(), 1e18);
    }

    function test_relay_waitsForALateOtherDvn() public {
        Packet memory packet = _lock(HOST, 1e18);
        IRelayWorker.Group memory group = _group(host, packet);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.CommitFailed(packet.guid, abi.encodeWithSelector(LZ_ULN_VERIFYING));
        _relay(host, group);
        assertEq(_bucketLevel(), 0);

        _verifyByOtherDvn(host, packet);
        _relay(host, group);
        assertEq(_bucketLevel(), 1e18);
    }

    function test_relay_anybodyMayCommitWhatBothVerified() public {
        Packet memory packet = _lock(HOST, 1e18);
        IRelayWorker.Group memory group = _group(host, packet);
        _relay(host, group);
        _verifyByOtherDvn(host, packet);
        host.receiveLibrary.commitVerification(packet.header, _payloadHash(packet));
        vm.warp(uint256(group.expiry) + 1 days);
        _relay(host, group);
        assertEq(_bucketLevel(), 1e18, "the attestation was used in time");
    }

    function test_relay_tooFewConfirmationsAreNotCommitted() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        group.confirmations = CONFIRMATIONS - 1;
        group.signatures = _signatures(host, group, 0, 1);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.CommitFailed(packet.guid, abi.encodeWithSelector(LZ_ULN_VERIFYING));
        _relay(host, group);
        assertEq(_bucketLevel(), 0);
    }

    function test_relay_retriesAFailedExecutionWithoutSignatures() public {
        Packet memory packet = _lock(HOST, 1e18);
        _commitOnly(packet);

        IRelayWorker.Group memory group = _group(host, packet);
        group.signatures = "";
        group.expiry = 0;
        vm.recordLogs();
        _relay(host, group);
        assertEq(_bucketLevel(), 1e18);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            assertNotEq(logs[i].emitter, address(host.receiveLibrary), "neither verified nor committed again");
        }
    }

    function test_relay_aCommittedMessageCannotBeSwapped() public {
        Packet memory packet = _lock(HOST, 1e18);
        _commitOnly(packet);

        IRelayWorker.Group memory group = _group(host, packet);
        group.packets[0] = bytes.concat(packet.header, _mintPayload(address(token), stranger, 100e18));
        _expectRejected(host, group, abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
        assertEq(_bucketLevel(), 0);
    }

    /// @dev Parked, a message waits until it is verified anew: by us and by the other DVN.
    function test_relay_aParkedMessageNeedsEveryDvnAgain() public {
        Packet memory packet = _lock(HOST, 1e18);
        _commitOnly(packet);
        vm.prank(governor);
        host.endpoint.nilify(address(buckets), HOME, _asPeer(address(vault)), packet.nonce, _payloadHash(packet));

        IRelayWorker.Group memory group = _group(host, packet);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.CommitFailed(packet.guid, abi.encodeWithSelector(LZ_ULN_VERIFYING));
        _relay(host, group);
        assertEq(_bucketLevel(), 0);
        _verifyByOtherDvn(host, packet);
        _relay(host, group);
        assertEq(_bucketLevel(), 1e18);
    }

    /// @dev What its receiver refuses stays committed, whoever tries again and however often.
    function test_relay_aRefusedMessageStaysForRetry() public {
        bytes memory zeroReceiver = _mintPayload(address(token), address(0), 1e18);
        Packet memory packet = _forge(home, address(vault), host, address(buckets), 1, zeroReceiver);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectEmit(address(host.worker));
            emit IRelayWorker.ExecutionFailed(packet.guid, abi.encodeWithSelector(IMessenger.ZeroReceiver.selector));
            _relay(host, group);
            group.signatures = "";
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
        for (uint256 i = 0; i < 6; ++i) {
            _verifyByOtherDvn(host, packets[i]);
        }
        IRelayWorker.Group[] memory groups = new IRelayWorker.Group[](4);
        groups[0] = _group(host, packets[0]);
        groups[0].signatures = ""; // unsigned
        groups[1] = _group(host, packets);
        groups[2] = _group(host, packets[0]); // delivered above
        groups[3] = _group(host, _lock(HOST, 8e18)); // the other DVN is late

        host.worker.relay{ gas: 3_000_000 }(groups);
        for (uint64 nonce = 1; nonce <= 2; ++nonce) {
            bytes32 stays = host.endpoint.inboundPayloadHash(address(hostile), HOME, _asPeer(stranger), nonce);
            assertEq(stays, _payloadHash(packets[nonce + 1]), "tried, and not taken for one of another path");
        }
        assertEq(receipt.balanceOf(alice), 3e18);
        assertEq(receipt.balanceOf(bob), 4e18);
        assertEq(_bucketLevel(), 7e18);
    }

    function test_relay_aReasonIsCutAt256Bytes() public {
        HostileReceiver hostile = new HostileReceiver();
        Packet memory packet = _forge(home, stranger, host, address(hostile), 1, hex"01");
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.ExecutionFailed(packet.guid, new bytes(256));
        _relay(host, group);
    }

    function test_relay_errorGasTooLow() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group[] memory groups = _only(_group(host, packet));
        vm.expectPartialRevert(IRelayWorker.GasTooLow.selector);
        host.worker.relay{ gas: 220_000 }(groups);
        assertEq(_bucketLevel(), 0);
        assertEq(
            host.endpoint.inboundPayloadHash(address(buckets), HOME, _asPeer(address(vault)), 1),
            bytes32(0),
            "nothing was done"
        );
    }

    /// @dev Whatever gas it is given, a packet is delivered, or the whole transaction reverts: it is never starved silently.
    function testFuzz_relay_isNeverStarved(uint256 gas) public {
        gas = bound(gas, 30_000, 500_000);
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group[] memory groups = _only(_group(host, packet));
        (bool done,) = address(host.worker).call{ gas: gas }(abi.encodeCall(host.worker.relay, (groups)));
        assertEq(_bucketLevel(), done ? 1e18 : 0);
    }

    function test_relay_aJobWithLittleGasFailsAndIsRetried() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        group.gasLimit = 1000;
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.ExecutionFailed(packet.guid, "");
        _relay(host, group);
        group.gasLimit = GAS_LIMIT;
        _relay(host, group);
        assertEq(_bucketLevel(), 1e18);
    }

    /// @dev The guard sees to it before it tries: its two numbers are exact.
    function test_relay_errorGasTooLow_namesWhatIsNeeded() public {
        Packet memory packet = _lock(HOST, 1e18);
        _commitOnly(packet);
        IRelayWorker.Group[] memory groups = _only(_group(host, packet));
        (bool done, bytes memory reason) =
            address(host.worker).call{ gas: 250_000 }(abi.encodeCall(host.worker.relay, (groups)));
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
        IRelayWorker.Group memory group = _group(host, packet);
        group.gasLimit = type(uint128).max;
        vm.expectPartialRevert(IRelayWorker.GasTooLow.selector);
        _relay(host, group);
    }

    // ----------------------------------------------------------------------------------------------------- groups

    function test_relay_oneSignatureCoversTheWholeGroup() public {
        Packet[] memory packets = _threeVerified();
        IRelayWorker.Group memory group = _group(host, packets);
        assertEq(group.signatures.length, 130, "two signatures in all");
        _relay(host, group);
        assertEq(_bucketLevel(), 7e18);
    }

    /// @dev Of a signed list of three: any other list is another one.
    function test_relay_theGroupIsExactlyWhatWasSigned() public {
        Packet[] memory packets = _threeVerified();
        IRelayWorker.Group memory group = _group(host, packets);
        bytes[] memory signed = group.packets;
        (bytes memory a, bytes memory b, bytes memory c) = (signed[0], signed[1], signed[2]);
        bytes memory other = _bare(_lock(HOST, 8e18));
        bytes memory swapped = bytes.concat(packets[1].header, _mintPayload(address(token), stranger, 100e18));

        _expectOtherList(group, _list(b, a, c), "reordered");
        _expectOtherList(group, _list(a, c, b), "reordered at the end");
        _expectOtherList(group, _list(a, b), "the last dropped");
        _expectOtherList(group, _list(b, c), "the first dropped");
        _expectOtherList(group, _list(a, other, c), "one exchanged");
        _expectOtherList(group, _list(a, swapped, c), "one with another message");
        _expectOtherList(group, _list(a, b, b), "one doubled in place of another");
        bytes[] memory four = new bytes[](4);
        (four[0], four[1], four[2], four[3]) = (a, b, c, other);
        _expectOtherList(group, four, "one added");
        four[3] = c;
        _expectOtherList(group, four, "one doubled");
        four[3] = bytes.concat(_messageHash(packets[2]));
        _expectOtherList(group, four, "one doubled as a hash");
        _expectOtherList(group, _list(a, b, bytes.concat(bytes32(0))), "left out with another hash");

        group.packets = signed;
        _relay(host, group);
        assertEq(_bucketLevel(), 7e18, "and as signed it goes through");
    }

    /// @dev Whatever element is changed, and to what: nothing of it is delivered.
    function testFuzz_relay_noChangedGroupIsDelivered(uint256 element, uint256 at, uint8 flip) public {
        vm.assume(flip != 0);
        Packet[] memory packets = _threeVerified();
        IRelayWorker.Group memory group = _group(host, packets);
        bytes memory packet = group.packets[element % 3];
        packet[at % packet.length] ^= bytes1(flip);
        _relay(host, group);
        assertEq(_bucketLevel(), 0);
    }

    function test_relay_aLeftOutPacketIsItsHash() public {
        Packet[] memory packets = _threeVerified();
        IRelayWorker.Group memory group = _group(host, packets);
        bytes[] memory signed = group.packets;
        bytes memory first = bytes.concat(_messageHash(packets[0]));
        bytes memory second = bytes.concat(_messageHash(packets[1]));
        bytes memory third = bytes.concat(_messageHash(packets[2]));

        group.packets = _list(first, second, third);
        vm.recordLogs();
        _relay(host, group);
        assertEq(vm.getRecordedLogs().length, 0, "nothing to do, and nothing said");

        group.packets = _list(signed[0], second, third);
        _relay(host, group);
        assertEq(_bucketLevel(), 1e18, "the first alone");
        group.packets = _list(first, signed[1], signed[2]);
        _relay(host, group);
        assertEq(_bucketLevel(), 7e18, "the others, by the same signatures");
    }

    /// @dev What is left out is not delivered; what follows on its path is verified, and waits for it.
    function test_relay_aParkedPacketIsLeftOut() public {
        Packet[] memory packets = _threeVerified();
        vm.prank(governor);
        host.endpoint.nilify(address(buckets), HOME, _asPeer(address(vault)), packets[1].nonce, 0);
        IRelayWorker.Group memory group = _group(host, packets);
        group.packets[1] = bytes.concat(_messageHash(packets[1]));
        _relay(host, group);
        assertEq(_bucketLevel(), 5e18, "the first and the third");
    }

    function test_relay_aPacketTwiceInAGroupIsDeliveredOnce() public {
        Packet[] memory packets = _threeVerified();
        packets[2] = packets[0];
        IRelayWorker.Group memory group = _group(host, packets);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.JobSkipped(packets[0].guid);
        _relay(host, group);
        assertEq(_bucketLevel(), 3e18);
    }

    /// @dev Likewise when somebody else had committed it.
    function test_relay_aCommittedPacketTwiceInAGroupIsDeliveredOnce() public {
        Packet[] memory packets = _threeVerified();
        _relay(host, _starved(packets[1]));
        packets[2] = packets[1];
        IRelayWorker.Group memory group = _group(host, packets);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.JobSkipped(packets[1].guid);
        _relay(host, group);
        assertEq(_bucketLevel(), 3e18);
    }

    /// @dev What is executed on one path says nothing of another: here the second's nonces are far ahead, and committed.
    function test_relay_pathsInOneGroupDoNotMix() public {
        Packet[] memory packets = new Packet[](5);
        for (uint64 nonce = 1; nonce <= 3; ++nonce) {
            Packet memory ahead = _forge(secondHost, address(secondBuckets), home, address(vault), nonce, NOOP);
            _verifyByOtherDvn(home, ahead);
            _relay(home, _starvedAt(home, ahead));
            if (nonce == 3) packets[1] = ahead;
        }
        packets[0] = _forge(host, address(buckets), home, address(vault), 1, NOOP);
        packets[2] = _forge(host, address(buckets), home, address(vault), 2, NOOP);
        packets[3] = _forge(secondHost, address(secondBuckets), home, address(vault), 4, NOOP);
        packets[4] = _forge(host, address(buckets), home, address(vault), 3, NOOP);
        _verifyByOtherDvn(home, packets[0]);
        for (uint256 i = 2; i < 5; ++i) {
            _verifyByOtherDvn(home, packets[i]);
        }
        for (uint256 i = 0; i < 5; ++i) {
            vm.expectEmit(address(vault));
            emit IMessenger.NoopReceived(packets[i].guid, i % 2 == 0 ? HOST : SECOND_HOST);
        }
        _relay(home, _group(home, packets));
    }

    /// @dev The same signatures in a second call, or twice in one.
    function test_relay_aReplayIsHarmless() public {
        Packet[] memory packets = _threeVerified();
        IRelayWorker.Group[] memory groups = new IRelayWorker.Group[](2);
        (groups[0], groups[1]) = (_group(host, packets), _group(host, packets));
        host.worker.relay(groups);
        assertEq(_bucketLevel(), 7e18);
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectEmit(address(host.worker));
            emit IRelayWorker.JobSkipped(packets[i].guid);
        }
        vm.recordLogs();
        _relay(host, groups[0]);
        assertEq(vm.getRecordedLogs().length, 3, "nothing but skipped");
        assertEq(_bucketLevel(), 7e18);
        assertEq(receipt.totalSupply(), 7e18);
    }

    function test_relay_emptyGroupsDoNothing() public {
        vm.recordLogs();
        host.worker.relay(new IRelayWorker.Group[](0));
        IRelayWorker.Group memory group = _group(host, new Packet[](0));
        _relay(host, group);
        group.signatures = "";
        _relay(host, group);
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_relay_aRejectedGroupStillExecutesWhatIsCommitted() public {
        Packet[] memory packets = _threeVerified();
        _relay(host, _starved(packets[1]));
        _relay(host, _starved(packets[0]));
        IRelayWorker.Group memory group = _group(host, packets);
        vm.warp(uint256(group.expiry) + 1);

        vm.expectEmit(address(host.worker));
        emit IRelayWorker.JobRejected(
            packets[2].guid, abi.encodeWithSelector(IRelayWorker.AttestationExpired.selector, group.expiry)
        );
        _relay(host, group);
        assertEq(_bucketLevel(), 3e18, "the two that were committed in time");
        assertEq(_committedHash(packets[2]), 0, "the third is not verified");

        vm.warp(group.expiry);
        group.signatures = "";
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.JobSkipped(packets[0].guid);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.JobSkipped(packets[1].guid);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.JobRejected(packets[2].guid, abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
        _relay(host, group);
    }

    /// @dev Good, unsigned, expired and for another chain, in one call.
    function test_relay_aBadGroupLeavesTheOthersAlone() public {
        Packet[] memory packets = _threeVerified();
        IRelayWorker.Group[] memory groups = new IRelayWorker.Group[](5);
        groups[0] = _group(host, packets[2]);
        groups[0].signatures = "";
        groups[1] = _group(host, packets[0]);
        groups[2] = _group(host, packets[2]);
        groups[2].expiry = uint64(block.timestamp - 1);
        groups[3] = _group(secondHost, packets[2]);
        groups[4] = _group(host, packets[1]);
        host.worker.relay(groups);
        assertEq(_bucketLevel(), 3e18);
        assertEq(_committedHash(packets[2]), 0);
    }

    /// @dev Somebody delivers one of the group first: the others do not care.
    function test_relay_aLostRaceInAGroup() public {
        Packet[] memory packets = _threeVerified();
        IRelayWorker.Group memory group = _group(host, packets);
        _relay(host, _group(host, packets[0]));
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.JobSkipped(packets[0].guid);
        _relay(host, group);
        assertEq(_bucketLevel(), 7e18);
    }

    /// @dev Every message of the group gets the group's gas: too little for one is too little for each, and loses nothing.
    function test_relay_theGasLimitIsEachMessages() public {
        Packet[] memory packets = _threeVerified();
        IRelayWorker.Group memory group = _group(host, packets);
        group.gasLimit = 1000;
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectEmit(address(host.worker));
            emit IRelayWorker.ExecutionFailed(packets[i].guid, "");
        }
        _relay(host, group);
        (group.gasLimit, group.signatures) = (GAS_LIMIT, "");
        _relay(host, group);
        assertEq(_bucketLevel(), 7e18);
    }

    function test_removeAttestor_itsGroupsAreRejectedWhole() public {
        Packet[] memory packets = _threeVerified();
        IRelayWorker.Group memory group = _group(host, packets);
        _removeAttestor(1);
        _expectBadSignatures(group, group.signatures, "one of the two is removed");
        group.signatures = _signatures(host, group, 0, 2);
        _relay(host, group);
        assertEq(_bucketLevel(), 7e18);
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
        _expectRejected(host, _group(host, packet), abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
        IRelayWorker.Group memory group = _group(host, packet);
        group.signatures = _signature(host, group, attestorWallets[2]);
        _relay(host, group);
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
        IRelayWorker.Group memory group = _group(host, packet);
        bytes memory all = bytes.concat(group.signatures, _signature(host, group, attestorWallets[2]));
        _removeAttestor(0);

        _expectBadSignatures(group, group.signatures, "one of the two is removed");
        _expectBadSignatures(group, all, "nor as one more than the quorum");
        group.signatures = _signatures(host, group, 1, 2);
        _relay(host, group);
        assertEq(_bucketLevel(), 1e18, "those of the others count on");
    }

    function test_removeAttestor_belowTheQuorumNothingVerifies() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        _removeAttestor(0);
        _removeAttestor(1);
        assertEq(host.worker.quorum(), 2);
        bytes memory one = _signature(host, group, attestorWallets[2]);
        _expectBadSignatures(group, one, "below the quorum");
        _expectBadSignatures(group, bytes.concat(one, one), "nor twice");
        _expectBadSignatures(group, _signatures(host, group, 0, 2), "nor with a removed one");
        _removeAttestor(2);
        assertEq(host.worker.attestors(), new address[](0));
        _expectBadSignatures(group, "", "nor without any");

        host.worker.setAttestors(_attestors(), 2);
        _relay(host, group);
        assertEq(_bucketLevel(), 1e18, "until the owner sets others");
    }

    /// @dev What was verified before stays so: nothing but the endpoint can undo it.
    function test_removeAttestor_leavesWhatIsVerified() public {
        Packet memory packet = _lock(HOST, 1e18);
        _relay(host, _group(host, packet));
        _removeAttestor(0);
        _verifyByOtherDvn(host, packet);
        host.receiveLibrary.commitVerification(packet.header, _payloadHash(packet));
        _relay(host, _group(host, packet));
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

    function guidOf(bytes calldata packet) external pure returns (bytes32) {
        return keccak256(packet[1:81]);
    }

    /// @dev Three locks, of 1, 2 and 4 tokens, that the other DVN has verified.
    function _threeVerified() private returns (Packet[] memory packets) {
        packets = new Packet[](3);
        for (uint256 i = 0; i < 3; ++i) {
            packets[i] = _lock(HOST, 1e18 << i);
            _verifyByOtherDvn(host, packets[i]);
        }
    }

    function _list(bytes memory a, bytes memory b) private pure returns (bytes[] memory list) {
        list = new bytes[](2);
        (list[0], list[1]) = (a, b);
    }

    function _list(bytes memory a, bytes memory b, bytes memory c) private pure returns (bytes[] memory list) {
        list = new bytes[](3);
        (list[0], list[1], list[2]) = (a, b, c);
    }

    function _removeAttestor(uint256 i) private {
        host.worker.setRole(guardian, Role.Guardian);
        vm.prank(guardian);
        host.worker.removeAttestor(attestorWallets[i].addr);
    }

    /// @dev Verified by both and committed, but given too little gas to be executed.
    function _commitOnly(Packet memory packet) private {
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory starved = _starved(packet);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.ExecutionFailed(packet.guid, "");
        _relay(host, starved);
        assertEq(_committedHash(packet), _payloadHash(packet), "committed");
        assertEq(_bucketLevel(), 0, "and not executed");
    }

    function _starved(Packet memory packet) private view returns (IRelayWorker.Group memory) {
        return _starvedAt(host, packet);
    }

    function _starvedAt(Stack memory chain, Packet memory packet)
        private
        view
        returns (IRelayWorker.Group memory group)
    {
        group = _group(chain, packet);
        group.gasLimit = 1000;
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

    function _expectBadSignatures(IRelayWorker.Group memory group, bytes memory signatures, string memory what)
        private
    {
        bytes memory good = group.signatures;
        group.signatures = signatures;
        _expectRejected(host, group, abi.encodeWithSelector(IRelayWorker.BadSignatures.selector));
        group.signatures = good;
        assertEq(_bucketLevel(), 0, what);
    }

    /// @dev None of the packets is taken by the signatures of another list; says so of each.
    function _expectOtherList(IRelayWorker.Group memory group, bytes[] memory packets, string memory what) private {
        group.packets = packets;
        _expectBadSignatures(group, group.signatures, what);
    }

    function _expectRejected(Stack memory chain, IRelayWorker.Group memory group, bytes memory reason) private {
        for (uint256 i = 0; i < group.packets.length; ++i) {
            if (group.packets[i].length < 81) continue;
            vm.expectEmit(address(chain.worker));
            emit IRelayWorker.JobRejected(this.guidOf(group.packets[i]), reason);
        }
        _relay(chain, group);
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
