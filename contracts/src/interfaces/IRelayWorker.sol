// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { ILayerZeroEndpointV2 } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

/// @title LayerZero DVN and executor in one contract; verifies by N-of-M attestors' signatures.
/// @notice Anyone may submit: what counts is the attestors' EIP-712 signatures over
/// `Attestation(bytes32[] messages,uint64 confirmations,uint64 expiry)`, domain name "Bulkhead RelayWorker", version "1",
/// with this chain's id and this contract's address. An element of `messages` is keccak256(header, payloadHash), of 81 and
/// 32 bytes. One signature covers all of the list, in its order, and nothing else.
interface IRelayWorker {
    /// @notice Price and gas ceiling of jobs towards one chain; `maxGas` of zero means no route.
    /// @param dvnFee wei per verification.
    /// @param executorBaseFee wei per delivery.
    /// @param feePerGas wei per gas unit that the message buys.
    /// @param maxGas most gas units a message may buy.
    struct Route {
        uint64 dvnFee;
        uint64 executorBaseFee;
        uint64 feePerGas;
        uint64 maxGas;
    }

    /// @notice Messages that the attestors signed together, to verify, commit and execute.
    /// @param packets the signed list, in its order. Each is the LayerZero packet without its guid (the header's 81 bytes and
    /// the message), or, for one that is left out of this delivery, the 32 bytes that were signed for it.
    /// @param confirmations blocks the attestors saw on top of the source block, as signed.
    /// @param expiry last second at which the signatures count.
    /// @param gasLimit gas units for the `lzReceive` of each.
    /// @param signatures attestors' 65-byte signatures, ascending by signer, concatenated.
    struct Group {
        bytes[] packets;
        uint64 confirmations;
        uint64 expiry;
        uint128 gasLimit;
        bytes signatures;
    }

    /// @notice The set of attestors changed.
    event AttestorsSet(address[] attestors, uint8 quorum);
    /// @notice The price of a route changed.
    event RouteSet(uint32 indexed dstEid, Route route);
    /// @notice No authentic message for this chain, or not shown to be one; nothing was done with it. `reason` is one of the
    /// encoded errors BadHeader, AttestationExpired, BadSignatures. `guid` is zero for what is shorter than a header.
    /// @dev Warning: anybody can submit such a packet with any guid. A hint, never a state.
    event JobRejected(bytes32 indexed guid, bytes reason);
    /// @notice This message was executed before, or skipped by its receiver; nothing was done.
    event JobSkipped(bytes32 indexed guid);
    /// @notice Verified by us, but another required DVN has not yet; nothing was committed.
    /// @param reason The first 256 bytes of the receive library's revert data, LZ_ULN_Verifying() when it waits for another DVN.
    event CommitFailed(bytes32 indexed guid, bytes reason);
    /// @notice Committed, but its receiver refused it; it may be executed again by anyone.
    /// @dev Warning: who submits chooses `gasLimit`, so anybody can cause this. A hint, never a state.
    /// @param reason The first 256 bytes of the revert data.
    event ExecutionFailed(bytes32 indexed guid, bytes reason);

    /// @notice It does not begin with a header, 81 bytes, of version 1 for this chain.
    error BadHeader();
    /// @notice Fewer valid signatures of exactly this list than the quorum, a stranger's, or not in ascending order.
    error BadSignatures();
    /// @notice The signatures expired at `expiry`, seconds.
    error AttestationExpired(uint64 expiry);
    /// @notice Not the send library.
    error OnlySendLibrary(address caller);
    /// @notice No price is set towards this chain.
    error UnknownRoute(uint32 dstEid);
    /// @notice Only one lzReceive option, with gas and without value, is supported, and none for the DVN.
    error UnsupportedOptions(bytes options);
    /// @notice The message buys more gas than `maxGas`.
    error GasAboveMaximum(uint128 gas, uint64 maxGas);
    /// @notice Too little gas is left to give a message its limit; nothing was done.
    error GasTooLow(uint256 left, uint256 needed);
    /// @notice The account is no attestor.
    error UnknownAttestor(address account);
    /// @notice The set of attestors is empty, unsorted, has duplicates, or is smaller than the quorum.
    error BadAttestors();

    /// @notice Verifies, commits and executes the packets of each group; one bad message, or group, never sinks the others.
    /// @dev A packet ends in exactly one of: JobRejected; JobSkipped; CommitFailed (its verification stays, submit it
    /// again once the other DVN has verified); ExecutionFailed; or nothing of ours, which is success. Nothing at all is done
    /// with one that is left out. A message that is committed already needs neither signatures nor an unexpired attestation,
    /// so it is executed even in a group that is otherwise rejected.
    /// Give the transaction gas by hand: an estimate settles on a limit at which inner calls starve, which the guard
    /// turns into GasTooLow.
    /// @custom:reverts GasTooLow
    function relay(Group[] calldata groups) external;

    /// @notice Hash that attestors sign.
    /// @param messages keccak256(header, payloadHash) of each message, in order.
    /// @param expiry last second, by the block's clock, at which the signatures count.
    function attestationDigest(bytes32[] calldata messages, uint64 confirmations, uint64 expiry)
        external
        view
        returns (bytes32);

    /// @notice The LayerZero endpoint of this chain.
    function endpoint() external view returns (ILayerZeroEndpointV2);

    /// @notice Who may assign jobs, and where fees are collected: SendUln302.
    function sendLibrary() external view returns (address);

    /// @notice Where verifications go: ReceiveUln302.
    function receiveLibrary() external view returns (address);

    /// @notice The attestors, ascending.
    function attestors() external view returns (address[] memory);

    /// @notice Whether this account's signature counts.
    function isAttestor(address account) external view returns (bool);

    /// @notice How many attestors must sign. Zero until set: nothing can be verified.
    function quorum() external view returns (uint8);

    /// @notice The price towards one chain.
    function route(uint32 dstEid) external view returns (Route memory);

    /// @notice Replaces the attestors (ascending addresses) and the quorum. Owner only.
    /// @dev Signatures of who is no longer an attestor stop counting at once, those of who stays count on.
    /// @custom:reverts BadAttestors
    function setAttestors(address[] calldata attestors, uint8 quorum) external;

    /// @notice Removes one attestor; the quorum stays, so with fewer attestors than that nothing is verified until the owner
    /// sets others. Guardian only.
    /// @custom:reverts NotAllowed, UnknownAttestor
    /// @custom:invariant INV-013
    function removeAttestor(address attestor) external;

    /// @notice Sets the price towards one chain. Owner only.
    function setRoute(uint32 dstEid, Route calldata route) external;

    /// @notice Takes fees, in wei, out of the send library. Owner only.
    function withdrawFee(address to, uint256 amount) external;
}
