// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { ILayerZeroEndpointV2 } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

/// @title LayerZero DVN and executor in one contract; verifies by N-of-M attestors' signatures.
/// @notice Anyone may submit: what counts is the attestors' EIP-712 signatures over
/// `Attestation(bytes header,bytes32 payloadHash,uint64 confirmations,uint64 expiry)`, domain name "Bulkhead RelayWorker",
/// version "1", with this chain's id and this contract's address.
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

    /// @notice One message to verify, commit and execute.
    /// @param header LayerZero packet header, 81 bytes.
    /// @param confirmations blocks the attestors saw on top of the source block, as signed.
    /// @param expiry last second at which the signatures count.
    /// @param gasLimit gas units for `lzReceive`.
    /// @param signatures attestors' 65-byte signatures, ascending by signer, concatenated.
    struct Job {
        bytes header;
        bytes32 guid;
        bytes message;
        uint64 confirmations;
        uint64 expiry;
        uint128 gasLimit;
        bytes signatures;
    }

    /// @notice The set of attestors changed.
    event AttestorsSet(address[] attestors, uint8 quorum);
    /// @notice The price of a route changed.
    event RouteSet(uint32 indexed dstEid, Route route);
    /// @notice The job is no authentic message for this chain; nothing was done. `reason` is one of the encoded errors
    /// BadHeader, AttestationExpired, BadSignatures.
    /// @dev Warning: anybody can submit such a job with any guid. A hint, never a state.
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

    /// @notice The header is not 81 bytes of version 1 for this chain, or `guid` is not its guid.
    error BadHeader();
    /// @notice Fewer valid signatures than the quorum, a stranger's, or not in ascending order.
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

    /// @notice Verifies, commits and executes each job; one bad message never sinks the batch.
    /// @dev A job ends in exactly one of: JobRejected; JobSkipped; CommitFailed (its verification stays, submit it
    /// again once the other DVN has verified); ExecutionFailed; or nothing of ours, which is success. A message that is
    /// committed already needs neither signatures nor an unexpired attestation.
    /// Give the transaction gas by hand: an estimate settles on a limit at which inner calls starve, which the guard
    /// turns into GasTooLow.
    /// @custom:reverts GasTooLow
    function relay(Job[] calldata jobs) external;

    /// @notice Hash that attestors sign.
    /// @param expiry last second, by the block's clock, at which the signatures count.
    function attestationDigest(bytes calldata header, bytes32 payloadHash, uint64 confirmations, uint64 expiry)
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
