// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Origin } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { SetConfigParam } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/IMessageLibManager.sol";
import { Errors } from "@layerzerolabs/lz-evm-protocol-v2/contracts/libs/Errors.sol";
import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";

import { CollateralVault } from "../src/CollateralVault.sol";
import { IMessenger } from "../src/interfaces/IMessenger.sol";
import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { Messenger } from "../src/Messenger.sol";
import { Payload } from "../src/Payload.sol";
import { BulkheadFixture } from "./support/BulkheadFixture.sol";

/// @dev What vault and buckets share is tested on both.
contract MessengerTest is BulkheadFixture {
    // --------------------------------------------------------------------------------------------- peers and gas

    function test_setPeer_once() public {
        CollateralVault fresh = new CollateralVault(home.endpoint, governor);
        bytes32 peer = bytes32(uint256(7));
        vm.startPrank(governor);
        vm.expectEmit(address(fresh));
        emit IMessenger.PeerSet(HOST, peer);
        fresh.setPeer(HOST, peer);
        assertEq(fresh.peers(HOST), peer);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.PeerAlreadySet.selector, HOST, peer));
        fresh.setPeer(HOST, peer);
        vm.expectRevert(abi.encodeWithSelector(IMessenger.PeerAlreadySet.selector, HOST, peer));
        fresh.setPeer(HOST, bytes32(uint256(8)));
        vm.expectRevert(IMessenger.ZeroPeer.selector);
        fresh.setPeer(HOST, 0);
        vm.expectRevert(IMessenger.ZeroPeer.selector);
        fresh.setPeer(NOWHERE, 0);
        vm.stopPrank();
        assertEq(fresh.peers(HOST), peer);
    }

    function test_setDeliveryGas_changesWhatMessagesBuy() public {
        vm.expectEmit(address(vault));
        emit IMessenger.DeliveryGasSet(HOST, 99_000);
        vm.prank(governor);
        vault.setDeliveryGas(HOST, 99_000);
        assertEq(vault.deliveryGas(HOST), 99_000);
        assertEq(_lock(HOST, 1).options, abi.encodePacked(hex"000301001101", uint128(99_000)));
    }

    function test_setters_ownerOnly() public {
        bytes memory reason = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(reason);
        vault.setPeer(NOWHERE, bytes32(uint256(7)));
        vm.expectRevert(reason);
        vault.setDeliveryGas(HOST, 1);
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
            assertEq(_delegate(messengers[i]), governor, "an offer changes nothing");
            vm.prank(bob);
            messengers[i].acceptOwnership();
            assertEq(_delegate(messengers[i]), bob);

            vm.prank(bob);
            messengers[i].renounceOwnership();
            assertEq(_delegate(messengers[i]), address(0), "without an owner, nobody");
        }
    }

    function test_delegate_strangersCanDoNothingAtTheEndpoint() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        bytes32 hash = _payloadHash(packet);
        bytes32 peer = _asPeer(address(vault));
        Origin memory origin = Origin(HOME, peer, packet.nonce);

        vm.startPrank(stranger);
        host.endpoint.setDelegate(stranger);
        assertEq(_delegate(buckets), governor, "sets the stranger's own delegate");
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        host.endpoint.skip(address(buckets), HOME, peer, 1);
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        host.endpoint.nilify(address(buckets), HOME, peer, 1, bytes32(0));
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        host.endpoint.burn(address(buckets), HOME, peer, 1, hash);
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        host.endpoint.clear(address(buckets), origin, packet.guid, packet.message);
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        host.endpoint.setSendLibrary(address(buckets), HOME, address(host.sendLibrary));
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        host.endpoint.setReceiveLibrary(address(buckets), HOME, address(host.receiveLibrary), 0);
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        host.endpoint.setConfig(address(buckets), address(host.receiveLibrary), new SetConfigParam[](0));
        vm.stopPrank();

        vm.prank(governor);
        host.endpoint.nilify(address(buckets), HOME, peer, 1, bytes32(0));
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

    function test_allowInitializePath_onlyForThePeer() public view {
        assertTrue(buckets.allowInitializePath(Origin(HOME, _asPeer(address(vault)), 1)));
        assertFalse(buckets.allowInitializePath(Origin(HOME, _asPeer(stranger), 1)));
        assertFalse(buckets.allowInitializePath(Origin(NOWHERE, _asPeer(address(vault)), 1)));
        assertFalse(buckets.allowInitializePath(Origin(NOWHERE, 0, 1)), "an unset peer is nobody");
    }

    function test_nextNonce_deliveryIsUnordered() public {
        assertEq(buckets.nextNonce(HOME, _asPeer(address(vault))), 0);
        Packet memory first = _lock(HOST, 1e18);
        Packet memory second = _lock(HOST, 2e18);
        _verifyByOtherDvn(host, first);
        IRelayWorker.Job memory starved = _job(host, first);
        starved.gasLimit = 1000;
        _relay(host, starved);
        _deliver(host, second);
        assertEq(_bucketLevel(), 2e18, "the second first");
        _relay(host, _job(host, first));
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

    function _expectNoop(Stack memory src, address sender, Stack memory dst, address receiver, bytes memory payload)
        private
        movesNothing
    {
        Packet memory packet = _forge(src, sender, dst, receiver, 1, payload);
        _verifyByOtherDvn(dst, packet);
        IRelayWorker.Job memory job = _job(dst, packet);
        vm.expectEmit(receiver);
        emit IMessenger.NoopReceived(packet.guid, src.eid);
        _relay(dst, job);
    }

    function _expectRefusal(uint64 nonce, bytes memory payload, bytes memory reason) private movesNothing {
        Packet memory packet = _forge(home, address(vault), host, address(buckets), nonce, payload);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        vm.expectEmit(address(host.worker));
        emit IRelayWorker.ExecutionFailed(packet.guid, reason);
        _relay(host, job);
    }

    function _delegate(Messenger messenger) private view returns (address) {
        return messenger == Messenger(vault)
            ? home.endpoint.delegates(address(vault))
            : host.endpoint.delegates(address(buckets));
    }
}
