// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { PacketV1Codec } from "@layerzerolabs/lz-evm-protocol-v2/contracts/messagelib/libs/PacketV1Codec.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { Vm } from "forge-std/Test.sol";

import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { RelayWorker } from "../src/RelayWorker.sol";
import { LayerZeroFixture } from "./support/LayerZeroFixture.sol";
import { Vectors } from "./support/Vectors.sol";

/// @dev Packets and attestations as domain/packet.ts and domain/attestation.ts read and sign them.
contract WireTest is LayerZeroFixture, Vectors {
    using PacketV1Codec for bytes;

    Stack private _chain;

    function setUp() public {
        _createSigners();
        _chain = _deployChain(30_110);
    }

    function codec(bytes calldata packet)
        external
        pure
        returns (bytes memory header, bytes memory message, uint64 nonce, uint32 srcEid, bytes32 sender, uint32 dstEid)
    {
        return (packet.header(), packet.message(), packet.nonce(), packet.srcEid(), packet.sender(), packet.dstEid());
    }

    function codecHashes(bytes calldata packet)
        external
        pure
        returns (bytes32 receiver, bytes32 guid, bytes32 payloadHash)
    {
        return (packet.receiver(), packet.guid(), packet.payloadHash());
    }

    function test_packetVectors_areWhatLayerZeroReads() public view {
        Vector[] memory vectors = _vectors(_read("packet"), "valid");
        for (uint256 i = 0; i < vectors.length; ++i) {
            Vector memory v = vectors[i];
            bytes memory packet = _bytes(v, "encoded");
            (bytes memory header, bytes memory message, uint64 nonce, uint32 srcEid, bytes32 sender, uint32 dstEid) =
                this.codec(packet);
            assertEq(header, _bytes(v, "header"));
            assertEq(message, _bytes(v, "message"));
            assertEq(nonce, _uint(v, "nonce"));
            assertEq(srcEid, _uint(v, "srcEid"));
            assertEq(sender, _bytes32(v, "sender"));
            assertEq(dstEid, _uint(v, "dstEid"));
            (bytes32 receiver, bytes32 guid, bytes32 payloadHash) = this.codecHashes(packet);
            assertEq(receiver, _bytes32(v, "receiver"));
            assertEq(guid, _bytes32(v, "guid"));
            assertEq(payloadHash, _bytes32(v, "payloadHash"));
            assertEq(guid, keccak256(abi.encodePacked(nonce, srcEid, sender, dstEid, receiver)));
        }
    }

    function test_attestationVectors_areWhatTheWorkerHashes() public {
        string memory file = _read("attestation");
        Vector[] memory vectors = _vectors(file, "valid");
        for (uint256 i = 0; i < vectors.length; ++i) {
            Vector memory v = vectors[i];
            RelayWorker worker = _workerAt(_address(v, "worker"), _uint(v, "chainId"));
            bytes32 digest = worker.attestationDigest(
                _hashes(v, "messages"), uint64(_uint(v, "confirmations")), uint64(_uint(v, "expiry"))
            );
            assertEq(digest, _bytes32(v, "digest"));
            for (uint256 k = 0; k < 3; ++k) {
                Vector memory s = Vector(file, string.concat(v.at, ".signatures[", vm.toString(k), "]"));
                assertEq(ECDSA.recover(digest, _bytes(s, "signature")), _address(s, "signer"));
            }
        }
    }

    /// @dev The concatenated signatures of the vector satisfy a quorum of all three.
    function test_attestationVectors_satisfyAQuorum() public {
        Vector memory v = _vectors(_read("attestation"), "valid")[1];
        RelayWorker worker = _workerAt(_address(v, "worker"), _uint(v, "chainId"));
        address[] memory signers = new address[](3);
        bytes memory joined = _bytes(v, "concatenated");
        bytes32 digest = _bytes32(v, "digest");
        for (uint256 k = 0; k < 3; ++k) {
            signers[k] = ECDSA.recover(digest, this.signatureAt(joined, k));
        }
        worker.setAttestors(signers, 3);

        // The vector signs every packet of packet.json, in order; the first is delivered, the others are left out.
        Vector memory packet = _vectors(_read("packet"), "valid")[0];
        bytes32[] memory messages = _hashes(v, "messages");
        IRelayWorker.Group memory group = IRelayWorker.Group({
            packets: new bytes[](messages.length),
            confirmations: uint64(_uint(v, "confirmations")),
            expiry: uint64(_uint(v, "expiry")),
            gasLimit: GAS_LIMIT,
            signatures: joined
        });
        bytes memory header = _bytes(packet, "header");
        group.packets[0] = bytes.concat(header, _bytes(packet, "message"));
        for (uint256 i = 1; i < messages.length; ++i) {
            group.packets[i] = bytes.concat(messages[i]);
        }
        vm.expectCall(
            address(_chain.receiveLibrary),
            abi.encodeWithSignature(
                "verify(bytes,bytes32,uint64)", header, _bytes32(packet, "payloadHash"), group.confirmations
            )
        );
        worker.relay(_only(group));
    }

    function signatureAt(bytes calldata joined, uint256 index) external pure returns (bytes memory) {
        return joined[index * 65:(index + 1) * 65];
    }

    function _workerAt(address where, uint256 chainId) private returns (RelayWorker) {
        vm.chainId(chainId);
        deployCodeTo(
            "RelayWorker.sol:RelayWorker",
            abi.encode(_chain.endpoint, _chain.sendLibrary, _chain.receiveLibrary, address(this)),
            where
        );
        return RelayWorker(where);
    }
}
