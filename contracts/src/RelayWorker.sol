// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { ILayerZeroExecutor } from "@layerzerolabs/lz-evm-messagelib-v2/contracts/interfaces/ILayerZeroExecutor.sol";
import { ILayerZeroDVN } from "@layerzerolabs/lz-evm-messagelib-v2/contracts/uln/interfaces/ILayerZeroDVN.sol";
import { IReceiveUlnE2 } from "@layerzerolabs/lz-evm-messagelib-v2/contracts/uln/interfaces/IReceiveUlnE2.sol";
import {
    ILayerZeroEndpointV2,
    Origin
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { ISendLib } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ISendLib.sol";
import { PacketV1Codec } from "@layerzerolabs/lz-evm-protocol-v2/contracts/messagelib/libs/PacketV1Codec.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import { IRelayWorker } from "./interfaces/IRelayWorker.sol";
import { Roles } from "./Roles.sol";

/// @title LayerZero DVN and executor in one: takes jobs on the source chain, verifies and delivers on the destination.
contract RelayWorker is IRelayWorker, ILayerZeroDVN, ILayerZeroExecutor, EIP712, Roles {
    bytes32 private constant ATTESTATION_TYPEHASH =
        keccak256("Attestation(bytes32[] messages,uint64 confirmations,uint64 expiry)");

    uint256 private constant HEADER_LENGTH = 81;
    uint256 private constant HASH_LENGTH = 32;
    uint256 private constant SIGNATURE_LENGTH = 65;
    /// @dev Half of the curve's order: of a signature's two forms, the one with the lower s counts.
    uint256 private constant MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @dev One option of the executor (1), 17 bytes long: lzReceive (1), followed by its gas.
    bytes4 private constant LZ_RECEIVE_OPTION = 0x01001101;
    uint256 private constant LZ_RECEIVE_OPTION_LENGTH = 20;

    /// @dev Gas units that verifying may take, and committing: with two required DVNs each takes less than half.
    uint128 private constant COMMIT_GAS = 200_000;
    /// @dev Gas units around an inner call: the call itself, and the event when it fails.
    uint256 private constant CALL_OVERHEAD_GAS = 15_000;
    /// @dev Most bytes of revert data that are copied: a receiver's long one could eat the batch's gas.
    uint256 private constant MAX_REASON_LENGTH = 256;

    /// @dev What is known of a group while its packets are delivered one by one.
    struct Progress {
        // What attestors are said to have signed; whether that was checked, and is so.
        bytes32[] messages;
        bool isChecked;
        bool isSigned;
        // The path that the endpoint was asked for last, hashed, or zero; and a nonce not above what it would say now.
        bytes32 path;
        uint64 executedUpTo;
    }

    /// @inheritdoc IRelayWorker
    ILayerZeroEndpointV2 public immutable override endpoint;
    /// @inheritdoc IRelayWorker
    address public immutable override sendLibrary;
    /// @inheritdoc IRelayWorker
    address public immutable override receiveLibrary;

    uint32 private immutable _localEid;

    /// @inheritdoc IRelayWorker
    uint8 public override quorum;
    /// @inheritdoc IRelayWorker
    mapping(address account => bool) public override isAttestor;

    address[] private _attestors;
    mapping(uint32 dstEid => Route) private _routes;

    modifier onlySendLibrary() {
        if (msg.sender != sendLibrary) revert OnlySendLibrary(msg.sender);
        _;
    }

    constructor(ILayerZeroEndpointV2 endpoint_, address sendLibrary_, address receiveLibrary_, address owner_)
        EIP712("Bulkhead RelayWorker", "1")
        Roles(owner_)
    {
        endpoint = endpoint_;
        sendLibrary = sendLibrary_;
        receiveLibrary = receiveLibrary_;
        _localEid = endpoint_.eid();
    }

    // ------------------------------------------------------------------------------------------- destination side

    /// @inheritdoc IRelayWorker
    function relay(Group[] calldata groups) external override {
        for (uint256 i = 0; i < groups.length; ++i) {
            _relay(groups[i]);
        }
    }

    /// @inheritdoc IRelayWorker
    function attestationDigest(bytes32[] calldata messages, uint64 confirmations, uint64 expiry)
        external
        view
        override
        returns (bytes32)
    {
        return _digest(messages, confirmations, expiry);
    }

    function _relay(Group calldata group) private {
        bytes[] calldata packets = group.packets;
        uint256 count = packets.length;
        bytes32[] memory guids = new bytes32[](count);
        bytes32[] memory payloadHashes = new bytes32[](count);
        bytes32[] memory messages = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes calldata packet = packets[i];
            if (packet.length == HASH_LENGTH) messages[i] = bytes32(packet);
            else if (packet.length >= HEADER_LENGTH) (guids[i], payloadHashes[i], messages[i]) = _hashesOf(packet);
            // Anything else stays zero, which is no message's hash.
        }

        Progress memory progress;
        progress.messages = messages;
        uint256 free;
        assembly ("memory-safe") {
            free := mload(0x40)
        }
        for (uint256 i = 0; i < count; ++i) {
            bytes calldata packet = packets[i];
            if (packet.length != HASH_LENGTH) _relay(group, progress, packet, guids[i], payloadHashes[i]);
            // Memory grows dearer with its size, and nothing that a packet leaves there is used again.
            assembly ("memory-safe") {
                mstore(0x40, free)
            }
        }
    }

    function _relay(
        Group calldata group,
        Progress memory progress,
        bytes calldata packet,
        bytes32 guid,
        bytes32 payloadHash
    ) private {
        if (!_isForThisChain(packet)) {
            emit JobRejected(guid, abi.encodeWithSelector(BadHeader.selector));
            return;
        }
        (Origin memory origin, address receiver) = _pathOf(packet);

        bytes32 committed = endpoint.inboundPayloadHash(receiver, origin.srcEid, origin.sender, origin.nonce);
        // A lost race, or a restart: somebody delivered it before.
        if (committed == 0 && _isExecuted(progress, packet, origin, receiver)) {
            emit JobSkipped(guid);
            return;
        }

        if (committed != payloadHash) {
            bytes memory rejection = _rejectionOf(group, progress);
            if (rejection.length != 0) {
                emit JobRejected(guid, rejection);
                return;
            }
            if (!_verifyAndCommit(packet, payloadHash, group.confirmations)) {
                emit CommitFailed(guid, _reason());
                return;
            }
        }
        if (!_execute(packet[HEADER_LENGTH:], guid, origin, receiver, group.gasLimit)) return;
        // What is known is of the path that was asked for last, which need not be this packet's.
        if (committed != 0) progress.path = 0;
        else if (origin.nonce > progress.executedUpTo) progress.executedUpTo = origin.nonce;
    }

    /// @dev Whether a nonce at which nothing is committed was executed, or skipped by its receiver. The endpoint is asked once
    /// for packets of one path in a row, not for each. Its answer only grows, so nothing is taken for executed that was not. A
    /// message that the receiver of another one executes meanwhile cannot be committed again: CommitFailed says so.
    function _isExecuted(Progress memory progress, bytes calldata packet, Origin memory origin, address receiver)
        private
        view
        returns (bool)
    {
        bytes32 path;
        // All of the header behind version and nonce.
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, add(packet.offset, 9), 72)
            path := keccak256(free, 72)
        }
        if (path != progress.path) {
            progress.path = path;
            progress.executedUpTo = endpoint.lazyInboundNonce(receiver, origin.srcEid, origin.sender);
        }
        return origin.nonce <= progress.executedUpTo;
    }

    /// @dev An encoded error, or nothing if a quorum signed the list and the signatures have not expired.
    function _rejectionOf(Group calldata group, Progress memory progress) private view returns (bytes memory reason) {
        uint64 expiry = group.expiry;
        if (block.timestamp > expiry) return abi.encodeWithSelector(AttestationExpired.selector, expiry);
        if (!progress.isChecked) {
            bytes32 digest = _digest(progress.messages, group.confirmations, expiry);
            (progress.isChecked, progress.isSigned) = (true, _isSignedByQuorum(digest, group.signatures));
        }
        if (!progress.isSigned) return abi.encodeWithSelector(BadSignatures.selector);
    }

    function _digest(bytes32[] memory messages, uint64 confirmations, uint64 expiry) private view returns (bytes32) {
        bytes32 list;
        assembly ("memory-safe") {
            list := keccak256(add(messages, 0x20), mul(mload(messages), 0x20))
        }
        return _hashTypedDataV4(keccak256(abi.encode(ATTESTATION_TYPEHASH, list, confirmations, expiry)));
    }

    /// @dev When it fails, `_reason` says why.
    function _verifyAndCommit(bytes calldata packet, bytes32 payloadHash, uint64 confirmations)
        private
        returns (bool committed)
    {
        bytes memory data = abi.encodeCall(IReceiveUlnE2.verify, (packet[:HEADER_LENGTH], payloadHash, confirmations));
        if (!_guardedCall(receiveLibrary, COMMIT_GAS, data)) return false;
        // commitVerification(header, payloadHash): the same but for the confirmations, so its head is laid over the other's.
        bytes4 selector = IReceiveUlnE2.commitVerification.selector;
        assembly ("memory-safe") {
            let length := sub(mload(data), 0x20)
            data := add(data, 0x20)
            mstore(data, length)
            mstore(add(data, 0x20), selector)
            mstore(add(data, 0x24), 0x40)
            mstore(add(data, 0x44), payloadHash)
        }
        return _guardedCall(receiveLibrary, COMMIT_GAS, data);
    }

    function _execute(bytes calldata message, bytes32 guid, Origin memory origin, address receiver, uint128 gasLimit)
        private
        returns (bool executed)
    {
        bytes memory data = abi.encodeCall(endpoint.lzReceive, (origin, receiver, guid, message, ""));
        executed = _guardedCall(address(endpoint), gasLimit, data);
        if (!executed) emit ExecutionFailed(guid, _reason());
    }

    /// @dev Calls with the full `gasLimit` or reverts; a starved call would look like one that was refused.
    function _guardedCall(address target, uint128 gasLimit, bytes memory data) private returns (bool success) {
        uint256 needed;
        // A call passes on at most 63/64 of what is left. No limit of 128 bits overflows here.
        unchecked {
            needed = (gasLimit + CALL_OVERHEAD_GAS) * 64 / 63;
        }
        if (gasleft() < needed) revert GasTooLow(gasleft(), needed);
        // What comes back is not copied: see `_reason`.
        assembly ("memory-safe") {
            success := call(gasLimit, target, 0, add(data, 0x20), mload(data), 0, 0)
        }
    }

    /// @dev The first bytes of what the last call reverted with.
    function _reason() private pure returns (bytes memory reason) {
        uint256 length;
        assembly ("memory-safe") {
            length := returndatasize()
        }
        if (length > MAX_REASON_LENGTH) length = MAX_REASON_LENGTH;
        reason = new bytes(length);
        assembly ("memory-safe") {
            returndatacopy(add(reason, 0x20), 0, length)
        }
    }

    /// @dev Hashes a packet without guid that is no shorter than a header.
    /// @return guid Hash of everything in the header but its version.
    /// @return payloadHash Hash of guid and message: what DVNs verify.
    /// @return message Hash of header and payload hash: what attestors sign.
    function _hashesOf(bytes calldata packet)
        private
        pure
        returns (bytes32 guid, bytes32 payloadHash, bytes32 message)
    {
        // One copy, in free memory, on which guid and payload hash are laid where each is hashed.
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, packet.offset, packet.length)
            guid := keccak256(add(free, 1), 80)
            // In place of the receiver, the header's last 32 bytes.
            mstore(add(free, 49), guid)
            payloadHash := keccak256(add(free, 49), sub(packet.length, 49))
            mstore(add(free, 49), calldataload(add(packet.offset, 49)))
            mstore(add(free, 81), payloadHash)
            message := keccak256(free, 113)
        }
    }

    function _isForThisChain(bytes calldata packet) private view returns (bool) {
        if (packet.length < HEADER_LENGTH) return false;
        (uint256 version, uint256 dstEid) = (0, 0);
        // By hand, here and below, because the codec's slices check again what was just checked.
        assembly ("memory-safe") {
            version := byte(0, calldataload(packet.offset))
            dstEid := shr(224, calldataload(add(packet.offset, 45)))
        }
        return version == PacketV1Codec.PACKET_VERSION && dstEid == _localEid;
    }

    /// @dev Reads a header: version (1 byte), nonce (8), srcEid (4), sender (32), dstEid (4), receiver (32).
    function _pathOf(bytes calldata packet) private pure returns (Origin memory from, address receiver) {
        assembly ("memory-safe") {
            let start := packet.offset
            mstore(from, shr(224, calldataload(add(start, 9))))
            mstore(add(from, 0x20), calldataload(add(start, 13)))
            mstore(add(from, 0x40), shr(192, calldataload(add(start, 1))))
            receiver := and(calldataload(add(start, 49)), 0xffffffffffffffffffffffffffffffffffffffff)
        }
    }

    /// @dev Every signature (r, s, v) must be an attestor's, each signer greater than the one before: none counts twice.
    /// By hand rather than by OpenZeppelin's ECDSA, which costs 400 gas more a signature.
    function _isSignedByQuorum(bytes32 digest, bytes calldata signatures) private view returns (bool) {
        uint256 count = signatures.length / SIGNATURE_LENGTH;
        uint256 needed = quorum;
        if (signatures.length != count * SIGNATURE_LENGTH || needed == 0 || count < needed) return false;

        address previous = address(0);
        for (uint256 i = 0; i < count; ++i) {
            bytes32 r;
            bytes32 s;
            uint8 v;
            assembly ("memory-safe") {
                let start := add(signatures.offset, mul(i, SIGNATURE_LENGTH))
                r := calldataload(start)
                s := calldataload(add(start, 32))
                v := byte(0, calldataload(add(start, 64)))
            }
            // Zero when the signature is invalid, which is never above `previous`.
            address signer = uint256(s) > MAX_S ? address(0) : ecrecover(digest, v, r, s);
            if (signer <= previous || !isAttestor[signer]) return false;
            previous = signer;
        }
        return true;
    }

    // ------------------------------------------------------------------------------------------------ source side

    /// @inheritdoc ILayerZeroDVN
    function assignJob(AssignJobParam calldata job, bytes calldata options)
        external
        payable
        override
        onlySendLibrary
        returns (uint256 fee)
    {
        return _dvnFee(job.dstEid, options);
    }

    /// @inheritdoc ILayerZeroDVN
    function getFee(uint32 dstEid, uint64, address, bytes calldata options)
        external
        view
        override
        returns (uint256 fee)
    {
        return _dvnFee(dstEid, options);
    }

    /// @inheritdoc ILayerZeroExecutor
    function assignJob(uint32 dstEid, address, uint256, bytes calldata options)
        external
        view
        override
        onlySendLibrary
        returns (uint256 price)
    {
        return _executorFee(dstEid, options);
    }

    /// @inheritdoc ILayerZeroExecutor
    function getFee(uint32 dstEid, address, uint256, bytes calldata options)
        external
        view
        override
        returns (uint256 price)
    {
        return _executorFee(dstEid, options);
    }

    function _dvnFee(uint32 dstEid, bytes calldata options) private view returns (uint256) {
        if (options.length != 0) revert UnsupportedOptions(options);
        return _openRoute(dstEid).dvnFee;
    }

    function _executorFee(uint32 dstEid, bytes calldata options) private view returns (uint256) {
        Route memory open = _openRoute(dstEid);
        if (options.length != LZ_RECEIVE_OPTION_LENGTH || bytes4(options) != LZ_RECEIVE_OPTION) {
            revert UnsupportedOptions(options);
        }
        uint128 gas = uint128(bytes16(options[4:]));
        if (gas == 0) revert UnsupportedOptions(options);
        if (gas > open.maxGas) revert GasAboveMaximum(gas, open.maxGas);
        return open.executorBaseFee + uint256(open.feePerGas) * gas;
    }

    function _openRoute(uint32 dstEid) private view returns (Route memory open) {
        open = _routes[dstEid];
        if (open.maxGas == 0) revert UnknownRoute(dstEid);
    }

    // --------------------------------------------------------------------------------------------------- for roles

    /// @inheritdoc IRelayWorker
    function setAttestors(address[] calldata attestors_, uint8 quorum_) external override onlyOwner {
        if (quorum_ == 0 || attestors_.length < quorum_) revert BadAttestors();

        for (uint256 i = 0; i < _attestors.length; ++i) {
            delete isAttestor[_attestors[i]];
        }
        address previous = address(0);
        for (uint256 i = 0; i < attestors_.length; ++i) {
            if (attestors_[i] <= previous) revert BadAttestors();
            previous = attestors_[i];
            isAttestor[previous] = true;
        }
        _attestors = attestors_;
        quorum = quorum_;
        emit AttestorsSet(attestors_, quorum_);
    }

    /// @inheritdoc IRelayWorker
    function removeAttestor(address attestor) external override onlyGuardian {
        if (!isAttestor[attestor]) revert UnknownAttestor(attestor);
        delete isAttestor[attestor];
        uint256 i = 0;
        while (_attestors[i] != attestor) ++i;
        // The others keep their order.
        for (; i + 1 < _attestors.length; ++i) {
            _attestors[i] = _attestors[i + 1];
        }
        _attestors.pop();
        emit AttestorsSet(_attestors, quorum);
    }

    /// @inheritdoc IRelayWorker
    function setRoute(uint32 dstEid, Route calldata route_) external override onlyOwner {
        _routes[dstEid] = route_;
        emit RouteSet(dstEid, route_);
    }

    /// @inheritdoc IRelayWorker
    function withdrawFee(address to, uint256 amount) external override onlyOwner {
        ISendLib(sendLibrary).withdrawFee(to, amount);
    }

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IRelayWorker
    function attestors() external view override returns (address[] memory) {
        return _attestors;
    }

    /// @inheritdoc IRelayWorker
    function route(uint32 dstEid) external view override returns (Route memory) {
        return _routes[dstEid];
    }
}
