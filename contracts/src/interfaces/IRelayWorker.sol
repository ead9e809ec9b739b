// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

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
    /// @notice This message was executed before; nothing was done.
    event JobSkipped(bytes32 indexed guid);
    /// @notice Verified by us, but another required DVN has not yet; nothing was committed.
    event CommitFailed(bytes32 indexed guid, bytes reason);
    /// @notice Committed, but its receiver refused it; it may be executed again by anyone.
    event ExecutionFailed(bytes32 indexed guid, bytes reason);

    /// @notice Fewer valid signatures than the quorum, a stranger's, or not in ascending order.
    error BadSignatures();
    /// @notice The signatures expired at `expiry`, seconds.
    error AttestationExpired(uint64 expiry);
    /// @notice Not the send library.
    error OnlySendLibrary(address caller);
    /// @notice No price is set towards this chain.
    error UnknownRoute(uint32 dstEid);
    /// @notice Only one lzReceive option without value is supported.
    error UnsupportedOptions(bytes options);
    /// @notice The message buys more gas than `maxGas`.
    error GasAboveMaximum(uint128 gas, uint64 maxGas);
    /// @notice Too little gas is left to give a message its limit; nothing was done.
    error GasTooLow(uint256 left, uint256 needed);
    /// @notice The set of attestors is empty, unsorted, has duplicates, or is smaller than the quorum.
    error BadAttestors();

    /// @notice Verifies, commits and executes each job; one bad message never sinks the batch.
    /// @custom:reverts BadSignatures, AttestationExpired, GasTooLow
    function relay(Job[] calldata jobs) external;

    /// @notice Hash that attestors sign.
    function attestationDigest(bytes calldata header, bytes32 payloadHash, uint64 confirmations, uint64 expiry)
        external
        view
        returns (bytes32);

    /// @notice Replaces the attestors (ascending addresses) and the quorum. Owner only.
    function setAttestors(address[] calldata attestors, uint8 quorum) external;

    /// @notice Sets the price towards one chain. Owner only.
    function setRoute(uint32 dstEid, Route calldata route) external;

    /// @notice Takes fees, in wei, out of the send library. Owner only.
    function withdrawFee(address to, uint256 amount) external;
}
