// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {
    ILayerZeroEndpointV2,
    MessagingFee,
    MessagingParams,
    MessagingReceipt,
    Origin
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { ILayerZeroReceiver } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroReceiver.sol";
import { Errors } from "@layerzerolabs/lz-evm-protocol-v2/contracts/libs/Errors.sol";
import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";
import { Ownable2Step } from "@openzeppelin/contracts/access/Ownable2Step.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import { IMessenger } from "./interfaces/IMessenger.sol";
import { Payload } from "./Payload.sol";
import { Rate, RateLimit, Verdict } from "./RateLimit.sol";

/// @title The LayerZero side of vault and buckets.
/// @dev Anything malformed, unknown or unexpected reverts in `lzReceive`: the endpoint keeps the message, anyone may
/// execute it again, and later messages of the pathway are not delayed (delivery is unordered).
abstract contract Messenger is IMessenger, ILayerZeroReceiver, Ownable2Step, ReentrancyGuardTransient {
    /// @dev LayerZero options of type 3 that hold one option of the executor (1), 17 bytes long: lzReceive (1), gas.
    bytes6 private constant LZ_RECEIVE_OPTION = 0x000301001101;

    /// @inheritdoc IMessenger
    ILayerZeroEndpointV2 public immutable override endpoint;

    /// @inheritdoc IMessenger
    mapping(uint32 eid => bytes32 peer) public override peers;

    /// @inheritdoc IMessenger
    mapping(uint32 eid => uint128 gas) public override deliveryGas;

    constructor(ILayerZeroEndpointV2 endpoint_, address owner_) Ownable(owner_) {
        endpoint = endpoint_;
        endpoint_.setDelegate(owner_);
    }

    /// @inheritdoc IMessenger
    function setPeer(uint32 eid, bytes32 peer) external override onlyOwner {
        if (peer == bytes32(0)) revert ZeroPeer();
        if (peers[eid] != bytes32(0)) revert PeerAlreadySet(eid, peers[eid]);
        peers[eid] = peer;
        emit PeerSet(eid, peer);
    }

    /// @inheritdoc IMessenger
    function setDeliveryGas(uint32 eid, uint128 gas) external override onlyOwner {
        deliveryGas[eid] = gas;
        emit DeliveryGasSet(eid, gas);
    }

    /// @inheritdoc ILayerZeroReceiver
    function lzReceive(Origin calldata origin, bytes32 guid, bytes calldata payload, address, bytes calldata)
        external
        payable
        override
        nonReentrant
    {
        if (msg.sender != address(endpoint)) revert OnlyEndpoint(msg.sender);
        if (!_isPeer(origin)) revert OnlyPeer(origin.srcEid, origin.sender);

        uint8 kind = Payload.kindOf(payload);
        if (kind == Payload.NOOP) emit NoopReceived(guid, origin.srcEid);
        else _handle(origin.srcEid, guid, kind, payload);
    }

    /// @inheritdoc ILayerZeroReceiver
    function allowInitializePath(Origin calldata origin) external view override returns (bool) {
        return _isPeer(origin);
    }

    /// @inheritdoc ILayerZeroReceiver
    /// @dev Zero tells executors that messages may be delivered in any order.
    function nextNonce(uint32, bytes32) external pure override returns (uint64) {
        return 0;
    }

    /// @dev Does what an authentic message of `kind` asks for, or reverts.
    /// @param payload As long as its kind demands.
    function _handle(uint32 srcEid, bytes32 guid, uint8 kind, bytes calldata payload) internal virtual;

    /// @dev Sends `payload` and pays for it with `msg.value`; the endpoint returns what is over to the caller. The fee
    /// is not quoted first, which would cost as much as a second send: the endpoint's refusal says what is missing.
    function _send(uint32 dstEid, bytes memory payload) internal returns (MessagingReceipt memory) {
        try endpoint.send{ value: msg.value }(_params(dstEid, payload), msg.sender) returns (
            MessagingReceipt memory receipt
        ) {
            return receipt;
        } catch (bytes memory reason) {
            if (bytes4(reason) == Errors.LZ_InsufficientFee.selector) {
                uint256 required;
                // The first argument, behind the length and the selector.
                assembly ("memory-safe") {
                    required := mload(add(reason, 0x24))
                }
                revert FeeTooSmall(msg.value, required);
            }
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }

    function _quote(uint32 dstEid, bytes memory payload) internal view returns (MessagingFee memory) {
        return endpoint.quote(_params(dstEid, payload), address(this));
    }

    /// @dev `amount` as one message can carry it.
    function _transferable(uint256 amount) internal pure returns (uint128) {
        if (amount == 0) revert ZeroAmount();
        if (amount > type(uint128).max) revert AmountAboveUint128(amount);
        return uint128(amount);
    }

    /// @dev Names the limit that refuses `amount`.
    /// @param room What the capacity leaves.
    /// @param rate As it was before `verdict`.
    function _refuse(Verdict verdict, uint32 eid, address asset, uint256 amount, uint256 room, Rate memory rate)
        internal
        view
    {
        if (verdict == Verdict.BelowMinimum) revert AmountBelowMinimum(amount, rate.minAmount);
        if (verdict == Verdict.AboveMaximum) revert AmountAboveMaximum(amount, rate.maxAmount);
        if (verdict == Verdict.NoRoom) revert BucketCapacityExceeded(eid, asset, amount, room);
        revert RateLimitExceeded(eid, asset, amount, RateLimit.accrued(rate, block.timestamp));
    }

    function _requirePeer(uint32 eid) internal view returns (bytes32 peer) {
        peer = peers[eid];
        if (peer == bytes32(0)) revert UnknownChain(eid);
    }

    /// @inheritdoc Ownable2Step
    /// @dev The delegate may configure, skip and clear at the endpoint in this contract's name: it is always the owner.
    function _transferOwnership(address newOwner) internal override {
        super._transferOwnership(newOwner);
        // Ownable's constructor comes through here before `endpoint` is set; ours names the first delegate.
        if (address(endpoint) != address(0)) endpoint.setDelegate(newOwner);
    }

    function _params(uint32 dstEid, bytes memory payload) private view returns (MessagingParams memory) {
        bytes32 peer = _requirePeer(dstEid);
        uint128 gas = deliveryGas[dstEid];
        if (gas == 0) revert UnknownChain(dstEid);
        return MessagingParams({
            dstEid: dstEid,
            receiver: peer,
            message: payload,
            options: abi.encodePacked(LZ_RECEIVE_OPTION, gas),
            payInLzToken: false
        });
    }

    function _isPeer(Origin calldata origin) private view returns (bool) {
        return origin.sender != bytes32(0) && peers[origin.srcEid] == origin.sender;
    }
}
