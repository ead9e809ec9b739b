// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { ILayerZeroEndpointV2 } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

/// @title What vault and buckets share: one LayerZero peer per chain, set once, and a delegate that is the owner.
interface IMessenger {
    /// @notice The peer of a chain was set, for good.
    event PeerSet(uint32 indexed eid, bytes32 peer);
    /// @notice The gas that messages to `eid` buy for their delivery changed.
    event DeliveryGasSet(uint32 indexed eid, uint128 gas);
    /// @notice A valueless NOOP message arrived.
    event NoopReceived(bytes32 indexed guid, uint32 indexed srcEid);

    /// @notice No peer, or no delivery gas, is set for this chain.
    error UnknownChain(uint32 eid);
    /// @notice The peer is set already; a peer never changes.
    error PeerAlreadySet(uint32 eid, bytes32 peer);
    /// @notice The peer is zero.
    error ZeroPeer();
    /// @notice Only the LayerZero endpoint delivers messages.
    error OnlyEndpoint(address caller);
    /// @notice The message does not come from the peer of its chain.
    error OnlyPeer(uint32 srcEid, bytes32 sender);
    /// @notice The message's kind means nothing to this contract.
    error UnexpectedKind(uint8 kind);
    /// @notice `msg.value` is below the LayerZero fee, both in wei.
    error FeeTooSmall(uint256 supplied, uint256 required);

    /// @notice The amount is zero, or nothing arrived.
    error ZeroAmount();
    /// @notice The amount does not fit the payload's uint128.
    error AmountAboveUint128(uint256 amount);
    /// @notice The receiver, or the refund address of a lock, is zero.
    error ZeroReceiver();

    /// @notice The amount is below what one message must move.
    error AmountBelowMinimum(uint256 amount, uint256 minAmount);
    /// @notice The amount is above what one message may move.
    error AmountAboveMaximum(uint256 amount, uint256 maxAmount);
    /// @notice The amount would pass the bucket's capacity; `room` is what is left.
    error BucketCapacityExceeded(uint32 eid, address asset, uint256 amount, uint256 room);
    /// @notice The amount is above what the limiter has stored; it refills.
    error RateLimitExceeded(uint32 eid, address asset, uint256 amount, uint256 stored);
    /// @notice The amount is above what may pass without delay.
    error FlowExceeded(uint32 eid, address asset, uint256 amount, uint256 flow);

    /// @notice The LayerZero endpoint; its delegate for this contract is always the owner.
    function endpoint() external view returns (ILayerZeroEndpointV2);

    /// @notice The only sender that messages from `eid` are taken from; zero while unset.
    function peers(uint32 eid) external view returns (bytes32);

    /// @notice Gas units that a message to `eid` buys for its delivery.
    function deliveryGas(uint32 eid) external view returns (uint128);

    /// @notice Sets the peer of a chain, once. Owner only.
    /// @dev Warning: a wrong peer cannot be corrected; the contract must then be deployed anew.
    /// @custom:reverts ZeroPeer, PeerAlreadySet
    function setPeer(uint32 eid, bytes32 peer) external;

    /// @notice Sets the gas units that messages to `eid` buy for their delivery. Owner only.
    /// @dev Zero closes the chain to new messages; what was sent already can still be delivered.
    function setDeliveryGas(uint32 eid, uint128 gas) external;
}
