// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { MessagingFee } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

import { Limits } from "../RateLimit.sol";

/// @title Home side: holds collateral while its receipts are outstanding on a host chain.
/// @notice Collateral is kept per compartment, (dstEid, asset), in an escrow of its own: messages from one host can
/// only pay out what was locked towards that host. All amounts are base units of the asset.
interface ICollateralVault {
    /// @notice What a lock leaves behind, one slot; all zero once it was refunded or rescued.
    /// @param commitment The upper 216 bits of keccak256(guid, dstEid, asset, amount credited, receiver, refundTo).
    /// @param lockedAt Unix seconds.
    struct LockRecord {
        uint216 commitment;
        uint40 lockedAt;
    }

    /// @notice What a lock's commitment is made of, beside its guid.
    struct Lock {
        uint32 dstEid;
        address asset;
        uint128 amount;
        address receiver;
        address refundTo;
    }

    /// @notice A compartment began to accept locks; its tokens are in `escrow`.
    event CompartmentOpened(uint32 indexed dstEid, address indexed asset, address escrow);

    /// @notice What may be locked changed: the host bucket's capacity, and 80 % of its burst and rate.
    event LockLimitsSet(
        uint32 indexed dstEid,
        address indexed asset,
        uint256 bucketCapacity,
        uint256 burst,
        uint256 refillPerSecond,
        uint256 maxAmount,
        uint256 minAmount
    );

    /// @notice What releases and refunds may take out changed.
    event ExitLimitsSet(
        uint32 indexed dstEid,
        address indexed asset,
        uint256 burst,
        uint256 refillPerSecond,
        uint256 maxAmount,
        uint256 delayThreshold,
        uint256 delaySeconds
    );

    /// @notice Collateral was locked and its MINT message sent.
    /// @param guid LayerZero id of the MINT message; the id of this lock.
    /// @param nonce LayerZero nonce of that message on its pathway.
    /// @param account Who paid.
    /// @param receiver Who gets the receipt on the host.
    /// @param refundTo Who gets the collateral back if the receipt can never be minted.
    /// @param amount What the vault received, which is what the message carries; below what was asked for when the
    /// token charges a fee.
    /// @param locked What the compartment holds after this lock.
    event Locked(
        bytes32 indexed guid,
        uint32 indexed dstEid,
        address indexed asset,
        uint64 nonce,
        address account,
        address receiver,
        address refundTo,
        uint256 amount,
        uint256 locked
    );

    /// @notice Collateral left its compartment because its receipt was burned.
    /// @dev Paid out, unless a PayoutFailed of the same guid says that it became a claim.
    /// @param guid LayerZero id of the RELEASE message.
    /// @param locked What the compartment holds after this release.
    event Released(
        bytes32 indexed guid,
        uint32 indexed srcEid,
        address indexed asset,
        address receiver,
        uint256 amount,
        uint256 locked
    );

    /// @notice Collateral left its compartment because the host sent its lock back.
    /// @dev Paid out, unless a PayoutFailed of the same guid says that it became a claim.
    /// @param guid LayerZero id of the REFUND message.
    /// @param lockGuid The lock that is undone.
    /// @param refundTo As recorded when it was locked.
    /// @param locked What the compartment holds after this refund.
    event Refunded(
        bytes32 indexed guid,
        uint32 indexed srcEid,
        address indexed asset,
        bytes32 lockGuid,
        address refundTo,
        uint256 amount,
        uint256 locked
    );

    /// @notice Collateral left its compartment because the owner undid a lock that can never be delivered.
    /// @dev Paid out, unless a PayoutFailed of the same guid says that it became a claim.
    /// @param lockGuid The lock that is undone.
    /// @param refundTo As recorded when it was locked.
    /// @param locked What the compartment holds after this.
    event LockRescued(
        bytes32 indexed lockGuid,
        uint32 indexed dstEid,
        address indexed asset,
        address refundTo,
        uint256 amount,
        uint256 locked
    );

    /// @notice The token refused a payout, so it became a claim of its receiver.
    /// @param guid The message, or the rescued lock, that was to be paid.
    /// @param claimable All that this receiver may claim from the compartment now.
    event PayoutFailed(
        bytes32 indexed guid,
        uint32 indexed srcEid,
        address indexed asset,
        address receiver,
        uint256 amount,
        uint256 claimable
    );

    /// @notice A receiver took what earlier payouts had failed to give it.
    event Claimed(uint32 indexed srcEid, address indexed asset, address indexed receiver, address to, uint256 amount);

    /// @notice No compartment is open for this host and asset.
    error UnknownAsset(uint32 dstEid, address asset);
    /// @notice The compartment exists already.
    error CompartmentAlreadyOpen(uint32 dstEid, address asset);
    /// @notice The asset has no code.
    error AssetWithoutCode(address asset);
    /// @notice The asset is itself a receipt of Bulkhead: collateral must not be collateral's shadow.
    error AssetIsReceipt(address asset, address buckets);
    /// @notice The exit's maximum is below the host's, so that some refund could never be paid, or it has a minimum.
    error ExitLimitsTooTight(uint256 minAmount, uint256 maxAmount, uint256 hostMaxAmount);
    /// @notice A message asks for more than the compartment holds.
    error InsufficientLocked(uint32 srcEid, address asset, uint256 amount, uint256 locked);
    /// @notice Nothing was locked under this guid with these particulars, or it was undone before.
    error UnknownLock(bytes32 lockGuid);
    /// @notice A lock cannot be rescued before `due`, Unix seconds.
    error RescueTooEarly(bytes32 lockGuid, uint256 due);
    /// @notice The caller has no claim here.
    error NothingToClaim(uint32 srcEid, address asset, address receiver);
    /// @notice Too little gas is left to pay out with; a retry with more does the same as if this had never been tried.
    error GasTooLow(uint256 left, uint256 required);

    /// @notice Locks up to `amount` of `asset` and mints its receipt on the chain `dstEid`.
    /// @dev The caller pays the LayerZero fee in `msg.value`; the endpoint returns what is over to the caller.
    /// @param amount Base units to take from the caller. What arrives is what is credited.
    /// @return guid LayerZero id of the MINT message.
    /// @custom:reverts ZeroAmount, AmountAboveUint128, ZeroReceiver, UnknownChain, UnknownAsset, AmountBelowMinimum,
    /// AmountAboveMaximum, BucketCapacityExceeded, RateLimitExceeded, FeeTooSmall
    /// @custom:invariant INV-001
    function lock(uint32 dstEid, address asset, uint256 amount, address receiver, address refundTo)
        external
        payable
        returns (bytes32 guid);

    /// @notice Sends all that the caller may claim from a compartment to `to`, with as much gas as the token wants.
    /// @return amount Base units.
    /// @custom:reverts ZeroReceiver, NothingToClaim, whatever the token reverts with.
    /// @custom:invariant INV-004
    function claim(uint32 srcEid, address asset, address to) external returns (uint256 amount);

    /// @notice Undoes a lock whose message can never be delivered and pays its recorded `refundTo`. Owner only.
    /// @dev Warning: a message that is delivered after all mints a receipt that nothing backs. Make sure first that the
    /// endpoint of the host has burned or skipped its nonce.
    /// It is no message, so the exit's limits do not hold it up.
    /// @custom:reverts UnknownLock, RescueTooEarly, InsufficientLocked, GasTooLow
    /// @custom:invariant INV-003
    function rescueLock(bytes32 guid, Lock calldata record) external;

    /// @notice The LayerZero fee of a lock, in wei of this chain's native token.
    /// @custom:reverts UnknownChain when `dstEid` has no peer or no delivery gas.
    function quoteLock(uint32 dstEid) external view returns (MessagingFee memory fee);

    /// @notice Base units held for receipts on `dstEid`; claims are not among them any more.
    function locked(uint32 dstEid, address asset) external view returns (uint256);

    /// @notice Base units that `receiver` may claim from a compartment.
    function claimable(uint32 srcEid, address asset, address receiver) external view returns (uint256);

    /// @notice Capacity of the host's bucket as the owner declared it: the most that may be locked.
    function bucketCapacity(uint32 dstEid, address asset) external view returns (uint256);

    /// @notice What may be locked at once: 80 % of the host bucket's burst and rate.
    function lockLimits(uint32 dstEid, address asset) external view returns (Limits memory);

    /// @notice What releases and refunds together may take out.
    function exitLimits(uint32 dstEid, address asset) external view returns (Limits memory);

    /// @notice What may be locked now, base units.
    function availableToLock(uint32 dstEid, address asset) external view returns (uint256);

    /// @notice What releases and refunds may take out now, base units.
    function availableToExit(uint32 dstEid, address asset) external view returns (uint256);

    /// @notice What a lock left behind; all zero when there is no such lock, or none any more.
    function lockRecord(bytes32 guid) external view returns (LockRecord memory);

    /// @notice Whether the compartment accepts locks.
    function isOpen(uint32 dstEid, address asset) external view returns (bool);

    /// @notice The escrow's address, known before the compartment is opened.
    function escrowOf(uint32 dstEid, address asset) external view returns (address);

    /// @notice Says what the host's bucket takes, which bounds locks, and what releases and refunds may take out. Owner
    /// only.
    /// @dev Whatever is set, nothing becomes available by it; what is stored only refills. Exits have no minimum, so that
    /// dust can be redeemed, and no smaller maximum than the host, so that every refund can be paid.
    /// @dev Warning: what is to be delayed is refused with FlowExceeded and retried, as long as there are no holds; leave
    /// `delaySeconds` zero until then.
    /// @param capacity Capacity of the host's bucket: the most that may be locked.
    /// @param host Limits of the host's bucket; locks get 80 % of its burst and rate.
    /// @param exit Limits of the way out; a burst of at most `capacity`.
    /// @custom:reverts UnknownAsset, LimitsOutOfOrder, ExitLimitsTooTight
    /// @custom:invariant INV-007
    function setCompartmentLimits(
        uint32 dstEid,
        address asset,
        uint112 capacity,
        Limits calldata host,
        Limits calldata exit
    ) external;

    /// @notice Opens the compartment of `asset` towards `dstEid` and makes its escrow. Owner only. It takes nothing until
    /// its limits are set.
    /// @custom:reverts UnknownChain, CompartmentAlreadyOpen, AssetWithoutCode, AssetIsReceipt
    function openCompartment(uint32 dstEid, address asset) external returns (address escrow);
}
