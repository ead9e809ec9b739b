// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {
    ILayerZeroEndpointV2,
    Origin
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {
    IMessageLibManager,
    SetConfigParam
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/IMessageLibManager.sol";
import { IMessagingChannel } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/IMessagingChannel.sol";
import { Errors } from "@layerzerolabs/lz-evm-protocol-v2/contracts/libs/Errors.sol";

import { CollateralVault } from "../src/CollateralVault.sol";
import { IMessenger } from "../src/interfaces/IMessenger.sol";
import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { IRoles, Role } from "../src/interfaces/IRoles.sol";
import { Messenger } from "../src/Messenger.sol";
import { Payload } from "../src/Payload.sol";
import { BulkheadFixture } from "./support/BulkheadFixture.sol";
import { ExecutorConfig } from "./support/LayerZeroFixture.sol";

/// @dev What vault and buckets share is tested on both.
contract MessengerTest is BulkheadFixture {
    // --------------------------------------------------------------------------------------------- peers and gas

    function test_setPeer_once() public {
        CollateralVault fresh = new CollateralVault(home.endpoint, governor);
        address peer = address(7);
        vm.startPrank(governor);
        vm.expectEmit(address(fresh));
        emit IMessenger.PeerSet(HOST, peer);
        fresh.setPeer(HOST, peer);
        assertEq(fresh.peers(HOST), _asPeer(peer));
        vm.expectRevert(abi.encodeWithSelector(IMessenger.PeerAlreadySet.selector, HOST, peer));
        fresh.setPeer(HOST, peer);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.PeerAlreadySet.selector, HOST, peer));
        fresh.setPeer(HOST, address(8));
        vm.expectRevert(IMessenger.ZeroPeer.selector);
        fresh.setPeer(HOST, address(0));
        vm.expectRevert(IMessenger.ZeroPeer.selector);
        fresh.setPeer(NOWHERE, address(0));
        vm.stopPrank();
        assertEq(fresh.peers(HOST), _asPeer(peer));
    }

    function test_setDeliveryGas_changesWhatMessagesBuy() public {
        vm.expectEmit(address(vault));
        emit IMessenger.DeliveryGasSet(HOST, 99_000);
        vm.prank(governor);
        vault.setDeliveryGas(HOST, 99_000);
        assertEq(vault.deliveryGas(HOST), 99_000);
        assertEq(_lock(HOST, 1).options, abi.encodePacked(hex"000301001101", uint128(99_000)));
    }

    /// @dev Peer and gas share a slot; neither touches the other, in whichever order they are set.
    function testFuzz_remotes_peerAndGasAreApart(uint32 eid, address peer, uint96 gas, uint96 later, bool gasFirst)
        public
    {
        vm.assume(peer != address(0));
        CollateralVault fresh = new CollateralVault(home.endpoint, governor);
        vm.startPrank(governor);
        if (gasFirst) fresh.setDeliveryGas(eid, gas);
        fresh.setPeer(eid, peer);
        if (!gasFirst) fresh.setDeliveryGas(eid, gas);
        assertEq(fresh.peers(eid), bytes32(uint256(uint160(peer))));
        assertEq(fresh.deliveryGas(eid), gas);
        fresh.setDeliveryGas(eid, later);
        assertEq(fresh.peers(eid), bytes32(uint256(uint160(peer))));
        assertEq(fresh.deliveryGas(eid), later);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.PeerAlreadySet.selector, eid, peer));
        fresh.setPeer(eid, peer);
        uint32 other = eid ^ 1;
        assertEq(fresh.peers(other), bytes32(0));
        assertEq(fresh.deliveryGas(other), 0);
        vm.stopPrank();
    }

    // -------------------------------------------------------------------------------------------------- delegate

    function test_delegate_isTheOwnerFromTheStart() public view {
        assertEq(home.endpoint.delegates(address(vault)), governor);
        assertEq(host.endpoint.delegates(address(buckets)), governor);
    }

    function test_delegate_followsTheOwner() public {
        Messenger[2] memory messengers = [Messenger(vault), Messenger(buckets)];
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(governor);
            messengers[i].transferOwnership(bob);
            assertEq(_delegate(messengers[i]), bob);

            vm.prank(bob);
            vm.expectRevert(IRoles.OwnerRequired.selector);
            messengers[i].renounceOwnership();
        }
    }

    /// @dev Every administration that the endpoint has for an app, in an order in which each works for the owner.
    /// @custom:invariant INV-013
    function test_endpoint_onlyTheOwnerAdministers() public {
        Packet memory minted = _lock(HOST, 1e18);
        _commitOnly(host, minted);
        _expectOnlyTheOwner(host, address(buckets), home.eid, minted);

        Packet memory burned = _forge(host, address(buckets), home, address(vault), 1, hex"0104");
        _commitOnly(home, burned);
        _expectOnlyTheOwner(home, address(vault), host.eid, burned);
    }

    /// @dev Whoever asks only ever names a delegate of its own; apps have no way to ask but the owner's.
    function test_endpoint_setDelegateIsTheCallersOwn() public {
        address[5] memory callers = [governor, guardian, guard, steward, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.prank(callers[i]);
            host.endpoint.setDelegate(bob);
            assertEq(_delegate(buckets), governor);
            assertEq(host.endpoint.delegates(callers[i]), bob);
        }
    }

    // ------------------------------------------------------------------------------------------------------- park

    /// @custom:invariant INV-013
    function test_park_setsOneMessageAside() public {
        Packet memory first = _lock(HOST, 1e18);
        Packet memory second = _lock(HOST, 2e18);
        _commitOnly(host, first);
        vm.expectEmit(address(host.endpoint));
        emit IMessagingChannel.PacketNilified(HOME, _asPeer(address(vault)), address(buckets), 1, _payloadHash(first));
        vm.expectEmit(address(buckets));
        emit IMessenger.Parked(HOME, 1, _payloadHash(first));
        vm.prank(guardian);
        buckets.park(HOME, first.nonce, _payloadHash(first));

        _deliver(host, second);
        assertEq(_bucketLevel(), 2e18, "later ones run");
        vm.expectRevert(
            abi.encodeWithSelector(
                Errors.LZ_PayloadHashNotFound.selector, bytes32(type(uint256).max), _payloadHash(first)
            )
        );
        host.endpoint.lzReceive(_origin(home, address(vault), first), address(buckets), first.guid, first.message, "");
        _deliver(host, first);
        assertEq(_bucketLevel(), 3e18, "verified anew, it runs");
    }

    /// @dev Nobody has verified it yet: later ones need not wait for it, and it can still arrive.
    function test_park_whatIsNotVerifiedYet() public {
        Packet memory first = _lock(HOST, 1e18);
        Packet memory second = _lock(HOST, 2e18);
        _verifyByOtherDvn(host, second);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.ExecutionFailed(second.guid, abi.encodeWithSelector(Errors.LZ_InvalidNonce.selector, 1));
        _relay(host, _group(host, second));

        vm.prank(guardian);
        buckets.park(HOME, 1, bytes32(0));
        _relay(host, _group(host, second));
        assertEq(_bucketLevel(), 2e18);
        _deliver(host, first);
        assertEq(_bucketLevel(), 3e18);
    }

    function test_park_onTheVault() public {
        _mintReceipt(3e18);
        Packet memory first = _burn(1e18);
        Packet memory second = _burn(2e18);
        _commitOnly(home, first);
        vm.expectEmit(address(vault));
        emit IMessenger.Parked(HOST, 1, _payloadHash(first));
        vm.prank(guardian);
        vault.park(HOST, 1, _payloadHash(first));
        _deliver(home, second);
        assertEq(vault.locked(HOST, address(token)), 1e18);
        _deliver(home, first);
        assertEq(vault.locked(HOST, address(token)), 0);
    }

    function test_park_errorLZ_PayloadHashNotFound() public {
        Packet memory packet = _lock(HOST, 1e18);
        _commitOnly(host, packet);
        bytes32[3] memory wrong = [bytes32(0), bytes32(uint256(1)), bytes32(type(uint256).max)];
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(guardian);
            vm.expectRevert(
                abi.encodeWithSelector(Errors.LZ_PayloadHashNotFound.selector, _payloadHash(packet), wrong[i])
            );
            buckets.park(HOME, packet.nonce, wrong[i]);
        }
        _relay(host, _group(host, packet));
        assertEq(_bucketLevel(), 1e18, "it was never parked");
    }

    /// @custom:invariant INV-004
    function test_park_whatWasExecutedNeverRunsAgain() public {
        Packet memory packet = _lock(HOST, 1e18);
        _deliver(host, packet);
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(Errors.LZ_InvalidNonce.selector, packet.nonce));
        buckets.park(HOME, packet.nonce, bytes32(0));
        vm.prank(guardian);
        vm.expectRevert(
            abi.encodeWithSelector(Errors.LZ_PayloadHashNotFound.selector, bytes32(0), _payloadHash(packet))
        );
        buckets.park(HOME, packet.nonce, _payloadHash(packet));
    }

    function test_park_errorUnknownChain() public {
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.UnknownChain.selector, NOWHERE));
        buckets.park(NOWHERE, 1, bytes32(0));
    }

    /// @custom:invariant INV-013
    function test_park_errorNotAllowed() public {
        Packet memory packet = _lock(HOST, 1e18);
        _commitOnly(host, packet);
        address[4] memory others = [governor, guard, steward, stranger];
        Role[4] memory roles = [Role.None, Role.Guard, Role.Steward, Role.None];
        for (uint256 i = 0; i < 4; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IRoles.NotAllowed.selector, others[i], roles[i]));
            buckets.park(HOME, packet.nonce, _payloadHash(packet));
        }
    }

    // ------------------------------------------------------------------------------------------------------- noop

    function test_sendNoop_bothWays() public {
        _expectNoopOver(home, host, vault, buckets);
        _expectNoopOver(host, home, buckets, vault);
    }

    function test_sendNoop_returnsWhatIsOver() public {
        uint256 fee = vault.quoteNoop(HOST).nativeFee;
        vm.deal(stranger, 10 ether);
        vm.prank(stranger);
        vault.sendNoop{ value: 10 ether }(HOST);
        assertEq(stranger.balance, 10 ether - fee);
        assertEq(address(vault).balance, 0);
        assertEq(address(home.endpoint).balance, 0);
    }

    function test_sendNoop_errorFeeTooSmall() public {
        Messenger[2] memory messengers = [Messenger(vault), Messenger(buckets)];
        uint32[2] memory remotes = [HOST, HOME];
        vm.deal(stranger, 1 ether);
        for (uint256 i = 0; i < 2; ++i) {
            uint256 fee = messengers[i].quoteNoop(remotes[i]).nativeFee;
            assertGt(fee, 0);
            uint256[2] memory offers = [uint256(0), fee - 1];
            for (uint256 j = 0; j < 2; ++j) {
                vm.prank(stranger);
                vm.expectRevert(abi.encodeWithSelector(IMessenger.FeeTooSmall.selector, offers[j], fee));
                messengers[i].sendNoop{ value: offers[j] }(remotes[i]);
            }
            vm.prank(stranger);
            messengers[i].sendNoop{ value: fee }(remotes[i]);
        }
    }

    function test_sendNoop_errorUnknownChain() public {
        bytes memory nowhere = abi.encodeWithSelector(IMessenger.UnknownChain.selector, NOWHERE);
        vm.expectRevert(nowhere);
        vault.sendNoop(NOWHERE);
        vm.expectRevert(nowhere);
        vault.quoteNoop(NOWHERE);

        // A peer alone, or gas alone, is not enough; zero gas closes a chain again.
        bytes memory closed = abi.encodeWithSelector(IMessenger.UnknownChain.selector, HOST);
        vm.startPrank(governor);
        vault.setDeliveryGas(NOWHERE, 1);
        vm.expectRevert(nowhere);
        vault.quoteNoop(NOWHERE);
        vault.setDeliveryGas(HOST, 0);
        vm.stopPrank();
        vm.expectRevert(closed);
        vault.quoteNoop(HOST);
        vm.expectRevert(closed);
        vault.sendNoop(HOST);
        vm.expectRevert(closed);
        vm.prank(alice);
        vault.lock{ value: FEE }(HOST, address(token), 1e18, alice, alice);
    }

    /// @dev Whatever else the send library says is passed on as it is.
    function test_send_passesOtherReasonsOn() public {
        vm.prank(governor);
        vault.setDeliveryGas(HOST, uint96(MAX_GAS) + 1);
        bytes memory reason = abi.encodeWithSelector(IRelayWorker.GasAboveMaximum.selector, MAX_GAS + 1, MAX_GAS);
        vm.deal(address(this), 1 ether);
        vm.expectRevert(reason);
        vault.sendNoop{ value: 1 ether }(HOST);
    }

    // --------------------------------------------------------------------------------------------------- receive

    function test_lzReceive_errorOnlyEndpoint() public movesNothing {
        bytes memory payload = _mintPayload(address(token), stranger, 1);
        Origin memory origin = Origin(HOME, _asPeer(address(vault)), 1);
        address[2] memory callers = [stranger, governor];
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IMessenger.OnlyEndpoint.selector, callers[i]));
            buckets.lzReceive(origin, bytes32(uint256(1)), payload, callers[i], "");
        }
    }

    function test_lzReceive_errorOnlyPeer() public movesNothing {
        bytes memory payload = _mintPayload(address(token), stranger, 1);
        vm.startPrank(address(host.endpoint));
        vm.expectRevert(abi.encodeWithSelector(IMessenger.OnlyPeer.selector, HOME, _asPeer(stranger)));
        buckets.lzReceive(Origin(HOME, _asPeer(stranger), 1), 0, payload, stranger, "");
        vm.expectRevert(abi.encodeWithSelector(IMessenger.OnlyPeer.selector, NOWHERE, _asPeer(address(vault))));
        buckets.lzReceive(Origin(NOWHERE, _asPeer(address(vault)), 1), 0, payload, stranger, "");
        vm.expectRevert(abi.encodeWithSelector(IMessenger.OnlyPeer.selector, NOWHERE, bytes32(0)));
        buckets.lzReceive(Origin(NOWHERE, 0, 1), 0, payload, stranger, "");
        vm.stopPrank();
    }

    /// @dev Nobody loses what he sends along by mistake: neither here nor over the endpoint.
    function test_lzReceive_errorValueRefused() public {
        Packet memory minted = _lock(HOST, 1e18);
        _commitOnly(host, minted);
        Packet memory noop = _forge(host, address(buckets), home, address(vault), 1, hex"0104");
        _commitOnly(home, noop);
        vm.deal(address(this), 2);
        bytes memory reason = abi.encodeWithSelector(IMessenger.ValueRefused.selector, 1);
        Origin memory origin = _origin(home, address(vault), minted);
        vm.expectRevert(reason);
        host.endpoint.lzReceive{ value: 1 }(origin, address(buckets), minted.guid, minted.message, "");
        origin = _origin(host, address(buckets), noop);
        vm.expectRevert(reason);
        home.endpoint.lzReceive{ value: 1 }(origin, address(vault), noop.guid, noop.message, "");
        assertEq(address(this).balance, 2);
        _relay(host, _group(host, minted));
        assertEq(_bucketLevel(), 1e18);
    }

    /// @dev Each kind has one direction.
    function test_lzReceive_errorUnexpectedKind() public {
        bytes[2] memory homeward =
            [_releasePayload(address(token), alice, 1), _refundPayload(bytes32(uint256(1)), alice, alice, 1)];
        for (uint8 i = 0; i < 2; ++i) {
            bytes memory reason = abi.encodeWithSelector(IMessenger.UnexpectedKind.selector, Payload.RELEASE + i);
            _expectRefusal(i + 1, homeward[i], reason);
        }
        Packet memory packet =
            _forge(host, address(buckets), home, address(vault), 1, _mintPayload(address(token), alice, 1));
        _verifyByOtherDvn(home, packet);
        IRelayWorker.Group memory group = _group(home, packet);
        vm.expectEmit(address(home.worker));
        emit IRelayWorker.ExecutionFailed(
            packet.guid, abi.encodeWithSelector(IMessenger.UnexpectedKind.selector, Payload.MINT)
        );
        _relay(home, group);
    }

    function test_allowInitializePath_onlyForThePeer() public view {
        assertTrue(buckets.allowInitializePath(Origin(HOME, _asPeer(address(vault)), 1)));
        assertFalse(buckets.allowInitializePath(Origin(HOME, _asPeer(stranger), 1)));
        assertFalse(buckets.allowInitializePath(Origin(NOWHERE, _asPeer(address(vault)), 1)));
        assertFalse(buckets.allowInitializePath(Origin(NOWHERE, 0, 1)), "an unset peer is nobody");
    }

    function test_nextNonce_deliveryIsUnordered() public {
        assertEq(buckets.nextNonce(HOME, _asPeer(address(vault))), 0);
        assertEq(vault.nextNonce(HOST, _asPeer(address(buckets))), 0);
        Packet memory first = _lock(HOST, 1e18);
        Packet memory second = _lock(HOST, 2e18);
        _verifyByOtherDvn(host, first);
        IRelayWorker.Group memory starved = _group(host, first);
        starved.gasLimit = 1000;
        _relay(host, starved);
        _deliver(host, second);
        assertEq(_bucketLevel(), 2e18, "the second first");
        _relay(host, _group(host, first));
        assertEq(_bucketLevel(), 3e18);
    }

    function test_noop_hasNoEffect() public {
        bytes memory noop = hex"0104";
        _expectNoop(home, address(vault), host, address(buckets), noop);
        _expectNoop(host, address(buckets), home, address(vault), noop);
    }

    function test_lzReceive_refusesEveryMalformedPayload() public {
        _expectRefusal(1, "", abi.encodeWithSelector(Payload.MalformedPayload.selector, 0));
        _expectRefusal(2, hex"01", abi.encodeWithSelector(Payload.MalformedPayload.selector, 1));
        _expectRefusal(3, hex"010400", abi.encodeWithSelector(Payload.MalformedPayload.selector, 3));
        _expectRefusal(4, hex"0204", abi.encodeWithSelector(Payload.UnknownVersion.selector, 2));
        _expectRefusal(5, hex"0105", abi.encodeWithSelector(Payload.UnknownKind.selector, 5));
        bytes memory long = bytes.concat(_mintPayload(address(token), alice, 1), hex"00");
        _expectRefusal(6, long, abi.encodeWithSelector(Payload.MalformedPayload.selector, 79));
    }

    /// @dev Each call is refused to everybody else first; then the owner makes it.
    function _expectOnlyTheOwner(Stack memory chain, address oapp, uint32 eid, Packet memory packet) private {
        _onlyTheOwnerConfigures(chain, oapp, eid);
        _onlyTheOwnerDropsMessages(chain, oapp, Origin(eid, Messenger(oapp).peers(eid), packet.nonce), packet);
    }

    function _onlyTheOwnerConfigures(Stack memory chain, address oapp, uint32 eid) private {
        address library_ = address(chain.sendLibrary);
        _asOwnerOnly(chain, abi.encodeCall(IMessageLibManager.setSendLibrary, (oapp, eid, library_)));
        assertFalse(chain.endpoint.isDefaultSendLibrary(oapp, eid));
        SetConfigParam[] memory configs = new SetConfigParam[](1);
        configs[0] = SetConfigParam(eid, 1, abi.encode(ExecutorConfig(77, stranger)));
        _asOwnerOnly(chain, abi.encodeCall(IMessageLibManager.setConfig, (oapp, library_, configs)));
        assertEq(chain.endpoint.getConfig(oapp, library_, eid, 1), configs[0].config);

        library_ = address(chain.receiveLibrary);
        _asOwnerOnly(chain, abi.encodeCall(IMessageLibManager.setReceiveLibrary, (oapp, eid, library_, 0)));
        (, bool isDefault) = chain.endpoint.getReceiveLibrary(oapp, eid);
        assertFalse(isDefault);
        uint256 expiry = block.number + 10;
        _asOwnerOnly(chain, abi.encodeCall(IMessageLibManager.setReceiveLibraryTimeout, (oapp, eid, library_, expiry)));
        (address old, uint256 until) = chain.endpoint.receiveLibraryTimeout(oapp, eid);
        assertEq(old, library_);
        assertEq(until, expiry);
    }

    /// @dev Nonce 1 is committed; 2 is skipped, which makes 1 one that can be burned.
    function _onlyTheOwnerDropsMessages(Stack memory chain, address oapp, Origin memory origin, Packet memory packet)
        private
    {
        (uint32 eid, bytes32 peer) = (origin.srcEid, origin.sender);
        bytes32 nil = bytes32(type(uint256).max);
        _asOwnerOnly(chain, abi.encodeCall(IMessagingChannel.nilify, (oapp, eid, peer, 1, _payloadHash(packet))));
        assertEq(chain.endpoint.inboundPayloadHash(oapp, eid, peer, 1), nil);
        _asOwnerOnly(chain, abi.encodeCall(IMessagingChannel.skip, (oapp, eid, peer, 2)));
        assertEq(chain.endpoint.lazyInboundNonce(oapp, eid, peer), 2);

        uint256 snapshot = vm.snapshotState();
        _asOwnerOnly(chain, abi.encodeCall(IMessagingChannel.burn, (oapp, eid, peer, 1, nil)));
        assertFalse(chain.endpoint.verifiable(origin, oapp));
        assertTrue(vm.revertToState(snapshot));

        _commitOnly(chain, packet);
        _asOwnerOnly(chain, abi.encodeCall(ILayerZeroEndpointV2.clear, (oapp, origin, packet.guid, packet.message)));
        assertFalse(chain.endpoint.verifiable(origin, oapp));
    }

    function _asOwnerOnly(Stack memory chain, bytes memory call) private {
        address[6] memory others = [guardian, guard, steward, attestorWallets[0].addr, stranger, address(this)];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            (bool passed, bytes memory reason) = address(chain.endpoint).call(call);
            assertFalse(passed);
            assertEq(reason, abi.encodeWithSelector(Errors.LZ_Unauthorized.selector));
        }
        vm.prank(governor);
        (bool done,) = address(chain.endpoint).call(call);
        assertTrue(done);
    }

    /// @dev Verified by both and committed, but given too little gas to be executed.
    function _commitOnly(Stack memory chain, Packet memory packet) private {
        _verifyByOtherDvn(chain, packet);
        IRelayWorker.Group memory starved = _group(chain, packet);
        starved.gasLimit = 1000;
        vm.expectEmit(address(chain.worker));
        emit IRelayWorker.ExecutionFailed(packet.guid, "");
        _relay(chain, starved);
    }

    function _origin(Stack memory src, address sender, Packet memory packet) private pure returns (Origin memory) {
        return Origin(src.eid, _asPeer(sender), packet.nonce);
    }

    /// @dev Anybody sends it over the real endpoint; it arrives and does nothing else.
    function _expectNoopOver(Stack memory src, Stack memory dst, Messenger sender, Messenger receiver) private {
        vm.deal(stranger, 1 ether);
        uint256 fee = sender.quoteNoop(dst.eid).nativeFee;
        vm.recordLogs();
        vm.prank(stranger);
        bytes32 guid = sender.sendNoop{ value: fee }(dst.eid);
        assertEq(stranger.balance, 1 ether - fee);
        Packet memory packet = _sentPacket();
        assertEq(packet.guid, guid);
        assertEq(packet.message, hex"0104");
        assertEq(packet.options, abi.encodePacked(hex"000301001101", uint128(DELIVERY_GAS)));
        assertEq(src.endpoint.outboundNonce(address(sender), dst.eid, _asPeer(address(receiver))), 1);

        _verifyByOtherDvn(dst, packet);
        IRelayWorker.Group memory group = _group(dst, packet);
        bytes32 before = _fingerprint(address(token));
        vm.expectEmit(address(receiver));
        emit IMessenger.NoopReceived(guid, src.eid);
        _relay(dst, group);
        assertEq(_fingerprint(address(token)), before);
        assertEq(dst.endpoint.lazyInboundNonce(address(receiver), src.eid, _asPeer(address(sender))), 1);
    }

    function _expectNoop(Stack memory src, address sender, Stack memory dst, address receiver, bytes memory payload)
        private
        movesNothing
    {
        Packet memory packet = _forge(src, sender, dst, receiver, 1, payload);
        _verifyByOtherDvn(dst, packet);
        IRelayWorker.Group memory group = _group(dst, packet);
        vm.expectEmit(receiver);
        emit IMessenger.NoopReceived(packet.guid, src.eid);
        _relay(dst, group);
    }

    function _expectRefusal(uint64 nonce, bytes memory payload, bytes memory reason) private movesNothing {
        _expectRefusal(host, _forge(home, address(vault), host, address(buckets), nonce, payload), reason);
    }

    function _delegate(Messenger messenger) private view returns (address) {
        return messenger == Messenger(vault)
            ? home.endpoint.delegates(address(vault))
            : host.endpoint.delegates(address(buckets));
    }
}
