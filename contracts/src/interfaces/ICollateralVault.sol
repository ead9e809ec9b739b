// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { MessagingFee } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

import { Hold } from "../HoldQueue.sol";
import { Limits } from "../RateLimit.sol";
import { IHolds } from "./IHolds.sol";

/// @notice What a compartment may do. Whatever its state, messages are taken and no other compartment is touched.
enum CompartmentState {
    Open,
    /// @dev Takes no locks.
    NoLocking,
    /// @dev Takes no locks, and every payout waits until the owner has said what the compartment still holds.
    Review
}

/// @title Home side: holds collateral while its receipts are outstanding on a host chain.
/// @notice Collateral is kept per compartment, (dstEid, asset), in an escrow of its own: messages from one host can
/// only pay out what was locked towards that host. All amounts are base units of the asset.
/// Releases and refunds are one exit. What exceeds its limits is held (see IHolds), above all what one payout may move: that
/// is paid in parts.
interface ICollateralVault is IHolds {
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

    /// @notice The owner's state changed.
    event CompartmentStateSet(uint32 indexed dstEid, address indexed asset, CompartmentState state);

    /// @notice What is laid over the owner's state changed. It counts until `until`, Unix seconds.
    event CompartmentTightened(
        uint32 indexed dstEid, address indexed asset, CompartmentState state, uint256 until, address indexed by
    );

    /// @notice A review ended: from now on payouts are worth this, in parts per billion; 1e9 was a false alarm.
    event ReviewEnded(uint32 indexed dstEid, address indexed asset, uint256 backing);

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

    /// @notice Collateral left `locked` because its receipt was burned.
    /// @dev Paid out, unless a Held of the same guid says that it waits, or a PayoutFailed that it became a claim.
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

    /// @notice Collateral left `locked` because the host sent its lock back.
    /// @dev Paid out, unless a Held of the same guid says that it waits, or a PayoutFailed that it became a claim.
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

    /// @notice A receiver took what earlier payouts had failed to give it. `amount` is the claim, of which PaidBelowPar says
    /// more where a loss was written down.
    event Claimed(uint32 indexed srcEid, address indexed asset, address indexed receiver, address to, uint256 amount);

    /// @notice A payout bore its share of a compartment's loss.
    /// @param guid The message, or zero for a claim.
    /// @param owed Base units that left the books for it.
    /// @param paid Base units that were paid: owed × backing, rounded down.
    event PaidBelowPar(
        bytes32 indexed guid, uint32 indexed srcEid, address indexed asset, address receiver, uint256 owed, uint256 paid
    );

    /// @notice The owner voided a held exit: it will not be paid, and counts as locked again.
    event ExitVoided(
        bytes32 indexed guid, uint32 indexed srcEid, address indexed asset, uint32 id, uint256 amount, uint256 locked
    );

    /// @notice No compartment is open for this host and asset.
    error UnknownAsset(uint32 dstEid, address asset);
    /// @notice The compartment exists already.
    error CompartmentAlreadyOpen(uint32 dstEid, address asset);
    /// @notice The asset has no code.
    error AssetWithoutCode(address asset);
    /// @notice The asset is itself a receipt of Bulkhead: collateral must not be collateral's shadow.
    error AssetIsReceipt(address asset, address buckets);
    /// @notice The exit has a minimum, or would need longer than MAX_EXIT, its delay included, to pay everything by one payout
    /// an hour: what it must have at least.
    error ExitTooTight(uint256 leastRefillPerSecond, uint256 leastMaxAmount, uint256 leastBurst);
    /// @notice The steward asked for more than the owner's limits.
    error AboveOwnersLimits(uint32 eid, address asset);
    /// @notice The delay is longer than half of MAX_EXIT, which leaves too little for the refill.
    error DelayTooLong(uint256 delaySeconds, uint256 maxDelaySeconds);
    /// @notice The compartment does not do this now: because of its state, or because its backing, in parts per billion, is
    /// not full.
    error CompartmentClosed(uint32 dstEid, address asset, CompartmentState state, uint256 backing);
    /// @notice The compartment is not under review.
    error NotUnderReview(uint32 dstEid, address asset);
    /// @notice The backing is above 1e9 parts per billion.
    error BackingOutOfRange(uint256 backing);
    /// @notice A message asks for more than the compartment holds.
    error InsufficientLocked(uint32 srcEid, address asset, uint256 amount, uint256 locked);
    /// @notice Nothing was locked under this guid with these particulars, or it was undone before.
    error UnknownLock(bytes32 lockGuid);
    /// @notice A lock cannot be rescued before `due`, Unix seconds.
    error RescueTooEarly(bytes32 lockGuid, uint256 due);
    /// @notice The caller has no claim here.
    error NothingToClaim(uint32 srcEid, address asset, address receiver);
    /// @notice The longest that paying out everything may take, seconds: what the exit's limits are held to.
    function MAX_EXIT() external view returns (uint256);

    /// @notice Locks up to `amount` of `asset` and mints its receipt on the chain `dstEid`.
    /// @dev The caller pays the LayerZero fee in `msg.value`; the endpoint returns what is over to the caller.
    /// @param amount Base units to take from the caller. What arrives is what is credited.
    /// @return guid LayerZero id of the MINT message.
    /// @custom:reverts ZeroAmount, AmountAboveUint128, ZeroReceiver, UnknownChain, UnknownAsset, CompartmentClosed,
    /// AmountBelowMinimum, AmountAboveMaximum, BucketCapacityExceeded, RateLimitExceeded, FeeTooSmall
    /// @custom:invariant INV-001
    function lock(uint32 dstEid, address asset, uint256 amount, address receiver, address refundTo)
        external
        payable
        returns (bytes32 guid);

    /// @notice Sends all that the caller may claim from a compartment to `to`, with as much gas as the token wants.
    /// @return amount Base units that were paid.
    /// @custom:reverts ZeroReceiver, NothingToClaim, CompartmentClosed, whatever the token reverts with.
    /// @custom:invariant INV-004
    function claim(uint32 srcEid, address asset, address to) external returns (uint256 amount);

    /// @notice Pays a claim to the receiver itself. Anybody may: for receivers that cannot call `claim`.
    /// @return amount Base units that were paid.
    /// @custom:reverts NothingToClaim, CompartmentClosed, whatever the token reverts with.
    /// @custom:invariant INV-004
    function retryPayout(uint32 srcEid, address asset, address receiver) external returns (uint256 amount);

    /// @notice Undoes a lock whose message can never be delivered and pays its recorded `refundTo`. Owner only.
    /// @dev Warning: a message that is delivered after all mints a receipt that nothing backs. Make sure first that the
    /// endpoint of the host has burned or skipped its nonce.
    /// It is no message, so the exit's limits do not hold it up.
    /// @custom:reverts UnknownLock, RescueTooEarly, InsufficientLocked, CompartmentClosed, GasTooLow
    /// @custom:invariant INV-003
    function rescueLock(bytes32 guid, Lock calldata record) external;

    /// @notice Strikes a held exit off, because its message was forged: it counts as locked again. Owner only.
    /// @dev Warning: of a refund, the lock stays spent.
    /// @custom:reverts UnknownHold
    function voidExit(uint32 srcEid, address asset, uint32 id, Hold calldata hold) external;

    /// @notice The LayerZero fee of a lock, in wei of this chain's native token.
    /// @custom:reverts UnknownChain when `dstEid` has no peer or no delivery gas.
    function quoteLock(uint32 dstEid) external view returns (MessagingFee memory fee);

    /// @notice What a lock of `amount` would meet now.
    /// @return fee wei of this chain's native token.
    /// @return room Base units that may be locked now.
    /// @return wait Seconds until `amount` may be locked if nobody else locks; `type(uint256).max` when never as things are.
    function previewLock(uint32 dstEid, address asset, uint256 amount)
        external
        view
        returns (uint256 fee, uint256 room, uint256 wait);

    /// @notice What a release or refund of `amount` would meet if it arrived now.
    /// @return room Base units that may be paid now.
    /// @return wait Seconds until the last of it may be paid; `type(uint256).max` when never as things are.
    function previewExit(uint32 dstEid, address asset, uint256 amount)
        external
        view
        returns (uint256 room, uint256 wait);

    /// @notice Base units held for receipts on `dstEid`; what is due to held exits and claims is not among them any more.
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

    /// @notice The most that the steward may set: what the owner set last.
    function ownersLimits(uint32 dstEid, address asset)
        external
        view
        returns (uint112 bucketCapacity, Limits memory entry, Limits memory exit);

    /// @notice The state in force, the owner's own, what is laid over it and until when that counts, and what payouts are
    /// worth, in parts per billion.
    function states(uint32 dstEid, address asset)
        external
        view
        returns (CompartmentState state, CompartmentState own, CompartmentState overlay, uint256 until, uint256 backing);

    /// @notice What a lock left behind; all zero when there is no such lock, or none any more.
    function lockRecord(bytes32 guid) external view returns (LockRecord memory);

    /// @notice Whether the compartment exists.
    function isOpen(uint32 dstEid, address asset) external view returns (bool);

    /// @notice The escrow's address, known before the compartment is opened.
    function escrowOf(uint32 dstEid, address asset) external view returns (address);

    /// @notice Says what the host's bucket takes, which bounds locks, and what releases and refunds may take out: the owner
    /// any, the steward none looser than the owner's last.
    /// @dev Whatever is set, nothing becomes available by it; what is stored only refills. Exits have no minimum, so that
    /// dust can be redeemed, and pay whatever may be locked, is locked or waits within MAX_EXIT: see ExitTooTight. Their burst
    /// may exceed the capacity, which bounds locks alone.
    /// @param capacity Capacity of the host's bucket: the most that may be locked.
    /// @param host Limits of the host's bucket; locks get 80 % of its burst and rate.
    /// @param exit Limits of the way out; `maxAmount` is the most that one payout moves, the rest follows in parts.
    /// @custom:reverts NotAllowed, UnknownAsset, LimitsOutOfOrder, ExitTooTight, DelayTooLong, AboveOwnersLimits
    /// @custom:invariant INV-007, INV-013
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

    /// @notice Sets the owner's state. Owner only. What opens again has nothing stored.
    /// @custom:reverts UnknownAsset
    /// @custom:invariant INV-007
    function setCompartmentState(uint32 dstEid, address asset, CompartmentState state) external;

    /// @notice Lays a tighter state over the owner's, for GUARDIAN_MAX. The guardian any; the guard up to NoLocking.
    /// @custom:reverts NotAllowed, NotTighter, StoppedRecently, UnknownAsset
    /// @custom:invariant INV-007, INV-013
    function tightenCompartment(uint32 dstEid, address asset, CompartmentState state) external;

    /// @notice Lifts or extends what is laid over the owner's state. Owner only.
    /// @param until Unix seconds, at most GUARDIAN_MAX ahead: what is to last longer is the owner's own state. What is past, or
    /// a state of Open, lifts it.
    /// @custom:reverts UnknownAsset, TighteningTooLong
    /// @custom:invariant INV-007
    function setTightening(uint32 dstEid, address asset, CompartmentState state, uint40 until) external;

    /// @notice Ends a review with what the compartment is worth. Payouts, held ones and claims included, are made at this
    /// ratio from now on, and nothing is locked while it is below 1e9. Owner only.
    /// @param backing Parts per billion; 1e9 is a false alarm, or a loss made good.
    /// @custom:reverts UnknownAsset, NotUnderReview, BackingOutOfRange
    /// @custom:invariant INV-014
    function endReview(uint32 dstEid, address asset, uint32 backing) external;
}
