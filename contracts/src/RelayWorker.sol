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
        keccak256("Attestation(bytes header,bytes32 payloadHash,uint64 confirmations,uint64 expiry)");

    uint256 private constant HEADER_LENGTH = 81;
    uint256 private constant SIGNATURE_LENGTH = 65;
    /// @dev Half of the curve's order: of a signature's two forms, the one with the lower s counts.
    uint256 private constant MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @dev One option of the executor (1), 17 bytes long: lzReceive (1), followed by its gas.
    bytes4 private constant LZ_RECEIVE_OPTION = 0x01001101;
    uint256 private constant LZ_RECEIVE_OPTION_LENGTH = 20;

    /// @dev Gas units a commit may take: with two required DVNs it takes less than half.
    uint256 private constant COMMIT_GAS = 200_000;
    /// @dev Gas units around an inner call: the call itself, and the event when it fails.
    uint256 private constant CALL_OVERHEAD_GAS = 15_000;
    /// @dev Most bytes of revert data that are copied: a receiver's long one could eat the batch's gas.
    uint256 private constant MAX_REASON_LENGTH = 256;

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
    function relay(Job[] calldata jobs) external override {
        for (uint256 i = 0; i < jobs.length; ++i) {
            _relay(jobs[i]);
        }
    }

    /// @inheritdoc IRelayWorker
    function attestationDigest(bytes calldata header, bytes32 payloadHash, uint64 confirmations, uint64 expiry)
        public
        view
        override
        returns (bytes32)
    {
        return _hashTypedDataV4(
            keccak256(abi.encode(ATTESTATION_TYPEHASH, keccak256(header), payloadHash, confirmations, expiry))
        );
    }

    function _relay(Job calldata job) private {
        bytes calldata header = job.header;
        bytes32 guid = job.guid;
        if (!_isHeaderOf(header, guid)) {
            emit JobRejected(guid, abi.encodeWithSelector(BadHeader.selector));
            return;
        }
        (uint32 srcEid, bytes32 sender, uint64 nonce, address receiver) = _pathOf(header);

        bytes32 committed = endpoint.inboundPayloadHash(receiver, srcEid, sender, nonce);
        // A lost race, or a restart: somebody delivered it before.
        if (committed == 0 && nonce <= endpoint.lazyInboundNonce(receiver, srcEid, sender)) {
            emit JobSkipped(guid);
            return;
        }

        bytes32 payloadHash = keccak256(bytes.concat(guid, job.message));
        if (committed == payloadHash || _verifyAndCommit(job, payloadHash)) {
            _execute(job, Origin(srcEid, sender, nonce), receiver);
        }
    }

    function _verifyAndCommit(Job calldata job, bytes32 payloadHash) private returns (bool) {
        bytes calldata header = job.header;
        (uint64 confirmations, uint64 expiry) = (job.confirmations, job.expiry);
        if (block.timestamp > expiry) {
            emit JobRejected(job.guid, abi.encodeWithSelector(AttestationExpired.selector, expiry));
            return false;
        }
        if (!_isSignedByQuorum(attestationDigest(header, payloadHash, confirmations, expiry), job.signatures)) {
            emit JobRejected(job.guid, abi.encodeWithSelector(BadSignatures.selector));
            return false;
        }

        IReceiveUlnE2(receiveLibrary).verify(header, payloadHash, confirmations);
        bool committed = _guardedCall(
            receiveLibrary, COMMIT_GAS, abi.encodeCall(IReceiveUlnE2.commitVerification, (header, payloadHash))
        );
        if (!committed) emit CommitFailed(job.guid, _reason());
        return committed;
    }

    function _execute(Job calldata job, Origin memory origin, address receiver) private {
        bytes32 guid = job.guid;
        bool executed = _guardedCall(
            address(endpoint),
            job.gasLimit,
            abi.encodeCall(endpoint.lzReceive, (origin, receiver, guid, job.message, ""))
        );
        if (!executed) emit ExecutionFailed(guid, _reason());
    }

    /// @dev Calls with the full `gasLimit` or reverts; a starved call would look like one that was refused.
    function _guardedCall(address target, uint256 gasLimit, bytes memory data) private returns (bool success) {
        // A call passes on at most 63/64 of what is left.
        uint256 needed = (gasLimit + CALL_OVERHEAD_GAS) * 64 / 63;
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

    /// @dev A guid is the hash of everything in the header but its version.
    function _isHeaderOf(bytes calldata header, bytes32 guid) private view returns (bool) {
        if (header.length != HEADER_LENGTH) return false;
        (uint256 version, uint256 dstEid, bytes32 hash) = (0, 0, 0);
        // By hand, here and below, because the codec's slices check again what was just checked.
        assembly ("memory-safe") {
            let start := header.offset
            version := byte(0, calldataload(start))
            dstEid := shr(224, calldataload(add(start, 45)))
            let free := mload(0x40)
            calldatacopy(free, add(start, 1), 80)
            hash := keccak256(free, 80)
        }
        return version == PacketV1Codec.PACKET_VERSION && dstEid == _localEid && hash == guid;
    }

    /// @dev Reads a header of the right length: version (1 byte), nonce (8), srcEid (4), sender (32), dstEid (4),
    /// receiver (32).
    function _pathOf(bytes calldata header)
        private
        pure
        returns (uint32 srcEid, bytes32 sender, uint64 nonce, address receiver)
    {
        assembly ("memory-safe") {
            let start := header.offset
            nonce := shr(192, calldataload(add(start, 1)))
            srcEid := shr(224, calldataload(add(start, 9)))
            sender := calldataload(add(start, 13))
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
