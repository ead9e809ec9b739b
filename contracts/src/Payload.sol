// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title What vault and buckets say to each other: version 1 of Bulkhead's payloads.
/// @notice Packed, big-endian: version (1 byte), kind (1 byte), then the fields of the kind. Addresses take 20 bytes,
/// amounts 16 (base units of the asset). A payload has exactly the length of its kind; everything else is refused.
///
/// | kind        | fields after the two first bytes                             | bytes in all |
/// | ----------- | ------------------------------------------------------------ | ------------ |
/// | 1 MINT      | asset, receiver, refundTo, amount                            | 78           |
/// | 2 RELEASE   | asset, receiver, amount                                      | 58           |
/// | 3 REFUND    | lockGuid (32), asset, receiver, refundTo, amount             | 110          |
/// | 4 NOOP      | none                                                         | 2            |
///
/// @dev The format alone is checked here: whether an amount of zero or a receiver makes sense is the handler's business.
/// domain/payload.ts is the twin of this library; test/vectors/payload.json binds the two.
library Payload {
    /// @notice Home → host: collateral was locked, mint its receipt.
    struct Mint {
        address asset;
        address receiver;
        address refundTo;
        uint128 amount;
    }

    /// @notice Host → home: a receipt was burned, release its collateral.
    struct Release {
        address asset;
        address receiver;
        uint128 amount;
    }

    /// @notice Host → home: the receipt of the lock `lockGuid` will never be minted, give the collateral back.
    struct Refund {
        bytes32 lockGuid;
        address asset;
        address receiver;
        address refundTo;
        uint128 amount;
    }

    uint8 internal constant VERSION = 1;

    uint8 internal constant MINT = 1;
    uint8 internal constant RELEASE = 2;
    uint8 internal constant REFUND = 3;
    uint8 internal constant NOOP = 4;

    uint256 internal constant MINT_LENGTH = 78;
    uint256 internal constant RELEASE_LENGTH = 58;
    uint256 internal constant REFUND_LENGTH = 110;
    uint256 internal constant NOOP_LENGTH = 2;

    /// @notice The payload is shorter or longer than its kind.
    error MalformedPayload(uint256 length);
    /// @notice The payload speaks a version that this contract does not know.
    error UnknownVersion(uint8 version);
    /// @notice The payload's kind is none of the four.
    error UnknownKind(uint8 kind);

    function encodeMint(Mint memory mint) internal pure returns (bytes memory) {
        return abi.encodePacked(VERSION, MINT, mint.asset, mint.receiver, mint.refundTo, mint.amount);
    }

    function encodeRelease(Release memory release) internal pure returns (bytes memory) {
        return abi.encodePacked(VERSION, RELEASE, release.asset, release.receiver, release.amount);
    }

    function encodeRefund(Refund memory refund) internal pure returns (bytes memory) {
        return abi.encodePacked(
            VERSION, REFUND, refund.lockGuid, refund.asset, refund.receiver, refund.refundTo, refund.amount
        );
    }

    function encodeNoop() internal pure returns (bytes memory) {
        return abi.encodePacked(VERSION, NOOP);
    }

    /// @notice The kind of a payload whose version, kind and length are all as they must be.
    /// @custom:reverts MalformedPayload, UnknownVersion, UnknownKind
    function kindOf(bytes calldata payload) internal pure returns (uint8 kind) {
        if (payload.length < 2) revert MalformedPayload(payload.length);
        uint8 version = uint8(payload[0]);
        if (version != VERSION) revert UnknownVersion(version);
        kind = uint8(payload[1]);
        if (payload.length != _lengthOf(kind)) revert MalformedPayload(payload.length);
    }

    /// @notice Reads a MINT.
    /// @custom:reverts MalformedPayload when the payload is not as long as a MINT. Check `kindOf` first.
    function decodeMint(bytes calldata payload) internal pure returns (Mint memory) {
        if (payload.length != MINT_LENGTH) revert MalformedPayload(payload.length);
        return Mint({
            asset: address(bytes20(payload[2:22])),
            receiver: address(bytes20(payload[22:42])),
            refundTo: address(bytes20(payload[42:62])),
            amount: uint128(bytes16(payload[62:78]))
        });
    }

    /// @notice Reads a RELEASE.
    /// @custom:reverts MalformedPayload when the payload is not as long as a RELEASE. Check `kindOf` first.
    function decodeRelease(bytes calldata payload) internal pure returns (Release memory) {
        if (payload.length != RELEASE_LENGTH) revert MalformedPayload(payload.length);
        return Release({
            asset: address(bytes20(payload[2:22])),
            receiver: address(bytes20(payload[22:42])),
            amount: uint128(bytes16(payload[42:58]))
        });
    }

    /// @notice Reads a REFUND.
    /// @custom:reverts MalformedPayload when the payload is not as long as a REFUND. Check `kindOf` first.
    function decodeRefund(bytes calldata payload) internal pure returns (Refund memory) {
        if (payload.length != REFUND_LENGTH) revert MalformedPayload(payload.length);
        return Refund({
            lockGuid: bytes32(payload[2:34]),
            asset: address(bytes20(payload[34:54])),
            receiver: address(bytes20(payload[54:74])),
            refundTo: address(bytes20(payload[74:94])),
            amount: uint128(bytes16(payload[94:110]))
        });
    }

    function _lengthOf(uint8 kind) private pure returns (uint256) {
        if (kind == MINT) return MINT_LENGTH;
        if (kind == RELEASE) return RELEASE_LENGTH;
        if (kind == REFUND) return REFUND_LENGTH;
        if (kind == NOOP) return NOOP_LENGTH;
        revert UnknownKind(kind);
    }
}
