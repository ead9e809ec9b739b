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
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import { IMessenger } from "./interfaces/IMessenger.sol";
import { Payload } from "./Payload.sol";
import { Roles } from "./Roles.sol";

/// @title The LayerZero side of vault and buckets.
/// @dev Anything malformed, unknown or unexpected reverts in `lzReceive`: the endpoint keeps the message, anyone may
/// execute it again, and later messages of the pathway are not delayed (delivery is unordered).
abstract contract Messenger is IMessenger, ILayerZeroReceiver, Roles, ReentrancyGuardTransient {
    /// @dev The other end of a lane, one slot.
    struct Remote {
        address peer;
        uint96 deliveryGas;
    }

    /// @dev LayerZero options of type 3 that hold one option of the executor (1), 17 bytes long: lzReceive (1), gas.
    bytes6 private constant LZ_RECEIVE_OPTION = 0x000301001101;

    /// @inheritdoc IMessenger
    ILayerZeroEndpointV2 public immutable override endpoint;

    mapping(uint32 eid => Remote) private _remotes;

    constructor(ILayerZeroEndpointV2 endpoint_, address owner_) Roles(owner_) {
        endpoint = endpoint_;
        endpoint_.setDelegate(owner_);
    }

    /// @inheritdoc IMessenger
    function setPeer(uint32 eid, address peer) external override onlyOwner {
        if (peer == address(0)) revert ZeroPeer();
        if (_remotes[eid].peer != address(0)) revert PeerAlreadySet(eid, _remotes[eid].peer);
        _remotes[eid].peer = peer;
        emit PeerSet(eid, peer);
    }

    /// @inheritdoc IMessenger
    function setDeliveryGas(uint32 eid, uint96 gas) external override onlyOwner {
        _remotes[eid].deliveryGas = gas;
        emit DeliveryGasSet(eid, gas);
    }

    /// @inheritdoc IMessenger
    function park(uint32 srcEid, uint64 nonce, bytes32 payloadHash) external override onlyGuardian {
        endpoint.nilify(address(this), srcEid, _toBytes32(_requirePeer(srcEid)), nonce, payloadHash);
        emit Parked(srcEid, nonce, payloadHash);
    }

    /// @inheritdoc IMessenger
    function sendNoop(uint32 dstEid) external payable override nonReentrant returns (bytes32 guid) {
        return _send(dstEid, Payload.encodeNoop()).guid;
    }

    /// @inheritdoc IMessenger
    function peers(uint32 eid) external view override returns (bytes32) {
        return _toBytes32(_remotes[eid].peer);
    }

    /// @inheritdoc IMessenger
    function deliveryGas(uint32 eid) external view override returns (uint96) {
        return _remotes[eid].deliveryGas;
    }

    /// @inheritdoc IMessenger
    function quoteNoop(uint32 dstEid) external view override returns (MessagingFee memory) {
        return _quote(dstEid, Payload.encodeNoop());
    }

    /// @inheritdoc ILayerZeroReceiver
    function lzReceive(Origin calldata origin, bytes32 guid, bytes calldata payload, address, bytes calldata)
        external
        payable
        override
        nonReentrant
    {
        if (msg.sender != address(endpoint)) revert OnlyEndpoint(msg.sender);
        // Nothing here could ever give it back.
        if (msg.value != 0) revert ValueRefused(msg.value);
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

    function _requirePeer(uint32 eid) internal view returns (address peer) {
        peer = _remotes[eid].peer;
        if (peer == address(0)) revert UnknownChain(eid);
    }

    /// @inheritdoc Ownable
    /// @dev The delegate may configure, skip and clear at the endpoint in this contract's name: it is always the owner.
    function _transferOwnership(address newOwner) internal override {
        super._transferOwnership(newOwner);
        // Ownable's constructor comes through here before `endpoint` is set; ours names the first delegate.
        if (address(endpoint) != address(0)) endpoint.setDelegate(newOwner);
    }

    function _params(uint32 dstEid, bytes memory payload) private view returns (MessagingParams memory) {
        Remote memory remote = _remotes[dstEid];
        if (remote.peer == address(0) || remote.deliveryGas == 0) revert UnknownChain(dstEid);
        return MessagingParams({
            dstEid: dstEid,
            receiver: _toBytes32(remote.peer),
            message: payload,
            options: abi.encodePacked(LZ_RECEIVE_OPTION, uint128(remote.deliveryGas)),
            payInLzToken: false
        });
    }

    function _isPeer(Origin calldata origin) private view returns (bool) {
        return origin.sender != bytes32(0) && _toBytes32(_remotes[origin.srcEid].peer) == origin.sender;
    }

    function _toBytes32(address account) private pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }
}
