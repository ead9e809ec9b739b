// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {
    ILayerZeroEndpointV2,
    MessagingFee
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

/// @title What vault and buckets share: one LayerZero peer per chain, set once, and a delegate that is the owner.
interface IMessenger {
    /// @notice The peer of a chain was set, for good.
    event PeerSet(uint32 indexed eid, address peer);
    /// @notice The gas that messages to `eid` buy for their delivery changed.
    event DeliveryGasSet(uint32 indexed eid, uint96 gas);
    /// @notice A verified message was set aside at the endpoint; it can be verified and delivered again.
    event Parked(uint32 indexed srcEid, uint64 nonce, bytes32 payloadHash);
    /// @notice A valueless NOOP message arrived.
    event NoopReceived(bytes32 indexed guid, uint32 indexed srcEid);

    /// @notice No peer, or no delivery gas, is set for this chain.
    error UnknownChain(uint32 eid);
    /// @notice The peer is set already; a peer never changes.
    error PeerAlreadySet(uint32 eid, address peer);
    /// @notice The peer is zero.
    error ZeroPeer();
    /// @notice Only the LayerZero endpoint delivers messages.
    error OnlyEndpoint(address caller);
    /// @notice The message does not come from the peer of its chain.
    error OnlyPeer(uint32 srcEid, bytes32 sender);
    /// @notice Messages are delivered without native tokens, in wei.
    error ValueRefused(uint256 value);
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

    /// @notice Too little gas is left to be sure of the outcome; a retry with more does the same as if this had never been
    /// tried.
    error GasTooLow(uint256 left, uint256 required);

    /// @notice The LayerZero endpoint; its delegate for this contract is always the owner.
    function endpoint() external view returns (ILayerZeroEndpointV2);

    /// @notice The only sender that messages from `eid` are taken from; zero while unset.
    function peers(uint32 eid) external view returns (bytes32);

    /// @notice Gas units that a message to `eid` buys for its delivery.
    function deliveryGas(uint32 eid) external view returns (uint96);

    /// @notice Sets the peer of a chain, once. Owner only.
    /// @dev Warning: a wrong peer cannot be corrected; the contract must then be deployed anew.
    /// @custom:reverts ZeroPeer, PeerAlreadySet
    function setPeer(uint32 eid, address peer) external;

    /// @notice Sets the gas units that messages to `eid` buy for their delivery. Owner only.
    /// @dev Zero closes the chain to new messages; what was sent already can still be delivered.
    function setDeliveryGas(uint32 eid, uint96 gas) external;

    /// @notice Sets a verified message aside at the endpoint (LayerZero's nilify), so that later ones of its pathway are
    /// not held up; the DVNs can verify it again. Guardian only.
    /// @dev Warning: it can be repeated, so a guardian can keep a message from arriving until the owner takes its role.
    /// @param payloadHash The hash that the endpoint holds now; zero when none is.
    /// @custom:reverts NotAllowed, UnknownChain, LZ_PayloadHashNotFound
    function park(uint32 srcEid, uint64 nonce, bytes32 payloadHash) external;

    /// @notice Sends a message that does nothing, to carry the nonce of a pathway forward. Anybody may, and pays for it.
    /// @custom:reverts UnknownChain, FeeTooSmall
    function sendNoop(uint32 dstEid) external payable returns (bytes32 guid);

    /// @notice The LayerZero fee of a NOOP, in wei of this chain's native token.
    function quoteNoop(uint32 dstEid) external view returns (MessagingFee memory fee);
}
