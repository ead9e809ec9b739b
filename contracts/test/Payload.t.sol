// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Payload } from "../src/Payload.sol";
import { Vectors } from "./support/Vectors.sol";

contract PayloadTest is Vectors {
    // External, for calldata and for `vm.expectRevert`.
    function kindOf(bytes calldata payload) external pure returns (uint8) {
        return Payload.kindOf(payload);
    }

    function recode(bytes calldata payload) public pure returns (bytes memory) {
        uint8 kind = Payload.kindOf(payload);
        if (kind == Payload.MINT) return Payload.encodeMint(Payload.decodeMint(payload));
        if (kind == Payload.RELEASE) return Payload.encodeRelease(Payload.decodeRelease(payload));
        if (kind == Payload.REFUND) return Payload.encodeRefund(Payload.decodeRefund(payload));
        return Payload.encodeNoop();
    }

    function decodeMint(bytes calldata payload) external pure returns (Payload.Mint memory) {
        return Payload.decodeMint(payload);
    }

    function decodeRelease(bytes calldata payload) external pure returns (Payload.Release memory) {
        return Payload.decodeRelease(payload);
    }

    function decodeRefund(bytes calldata payload) external pure returns (Payload.Refund memory) {
        return Payload.decodeRefund(payload);
    }

    function test_vectors_valid() public view {
        Vector[] memory vectors = _vectors(_read("payload"), "valid");
        for (uint256 i = 0; i < vectors.length; ++i) {
            string memory name = _text(vectors[i], "name");
            bytes memory encoded = _bytes(vectors[i], "encoded");
            (uint8 kind, bytes memory expected) = _encode(vectors[i]);
            assertEq(expected, encoded, name);
            assertEq(this.kindOf(encoded), kind, name);
            assertEq(this.recode(encoded), encoded, name);
        }
    }

    function test_vectors_malformed() public {
        Vector[] memory vectors = _vectors(_read("payload"), "malformed");
        for (uint256 i = 0; i < vectors.length; ++i) {
            bytes memory encoded = _bytes(vectors[i], "encoded");
            bytes memory reason = _reason(_text(vectors[i], "error"), _uint(vectors[i], "argument"));
            vm.expectRevert(reason);
            this.kindOf(encoded);
        }
    }

    function test_decode_errorMalformedPayloadOfAnotherKind() public {
        bytes memory mint = Payload.encodeMint(Payload.Mint(address(1), address(2), address(3), 4));
        bytes memory release = Payload.encodeRelease(Payload.Release(address(1), address(2), 4));
        vm.expectRevert(_reason("MalformedPayload", 58));
        this.decodeMint(release);
        vm.expectRevert(_reason("MalformedPayload", 78));
        this.decodeRelease(mint);
        vm.expectRevert(_reason("MalformedPayload", 78));
        this.decodeRefund(mint);
    }

    function testFuzz_mint_roundTrip(Payload.Mint memory mint) public view {
        assertEq(abi.encode(this.decodeMint(Payload.encodeMint(mint))), abi.encode(mint));
    }

    function testFuzz_release_roundTrip(Payload.Release memory release) public view {
        assertEq(abi.encode(this.decodeRelease(Payload.encodeRelease(release))), abi.encode(release));
    }

    function testFuzz_refund_roundTrip(Payload.Refund memory refund) public view {
        assertEq(abi.encode(this.decodeRefund(Payload.encodeRefund(refund))), abi.encode(refund));
    }

    /// @dev There is one way to write a payload: what is accepted encodes to the same bytes, the rest is refused.
    function testFuzz_anyBytes_acceptedOnlyIfCanonical(bytes memory payload, uint8 kind, bool plausible) public view {
        if (plausible && payload.length >= 2) (payload[0], payload[1]) = (0x01, bytes1(kind % 6));
        try this.recode(payload) returns (bytes memory again) {
            assertEq(again, payload);
        } catch { }
    }

    function testFuzz_anyOtherLengthIsRefused(uint8 kind, uint8 length) public {
        kind = uint8(bound(kind, 1, 4));
        uint256 right = [uint256(78), 58, 110, 2][kind - 1];
        vm.assume(length >= 2 && length != right);
        bytes memory payload = new bytes(length);
        (payload[0], payload[1]) = (0x01, bytes1(kind));
        vm.expectRevert(_reason("MalformedPayload", length));
        this.kindOf(payload);
    }

    function _encode(Vector memory v) private pure returns (uint8, bytes memory) {
        bytes32 kind = keccak256(bytes(_text(v, "kind")));
        if (kind == keccak256("noop")) return (4, Payload.encodeNoop());
        address asset = _address(v, "asset");
        address receiver = _address(v, "receiver");
        uint128 amount = uint128(_uint(v, "amount"));
        if (kind == keccak256("release")) {
            return (2, Payload.encodeRelease(Payload.Release(asset, receiver, amount)));
        }
        address refundTo = _address(v, "refundTo");
        if (kind == keccak256("mint")) {
            return (1, Payload.encodeMint(Payload.Mint(asset, receiver, refundTo, amount)));
        }
        assertEq(kind, keccak256("refund"));
        return (3, Payload.encodeRefund(Payload.Refund(_bytes32(v, "lockGuid"), asset, receiver, refundTo, amount)));
    }

    function _reason(string memory error_, uint256 argument) private pure returns (bytes memory) {
        bytes32 name = keccak256(bytes(error_));
        if (name == keccak256("MalformedPayload")) {
            return abi.encodeWithSelector(Payload.MalformedPayload.selector, argument);
        }
        if (name == keccak256("UnknownVersion")) {
            return abi.encodeWithSelector(Payload.UnknownVersion.selector, argument);
        }
        assertEq(name, keccak256("UnknownKind"), "an error that the library has");
        return abi.encodeWithSelector(Payload.UnknownKind.selector, argument);
    }
}
