// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { MessagingFee } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

import { Hold } from "../HoldQueue.sol";
import { Limits } from "../RateLimit.sol";
import { IHolds } from "./IHolds.sol";
import { IReceiptStatus } from "./IReceiptStatus.sol";

/// @notice What a bucket may do. Burning is possible in every state.
enum BucketState {
    Open,
    NoMinting,
    NotEligible,
    Stopped
}

/// @title Host side: mints and burns collateral receipts in buckets, one per (srcEid, asset).
/// @notice A bucket never holds more than its capacity, and a message from one home chain reaches only the buckets
/// that name it. All amounts are base units of the home asset; the receipt has the same decimals.
/// An authentic message is never refused for a limit or a state: it is minted, or held (see IHolds).
interface IReceiptBuckets is IHolds, IReceiptStatus {
    /// @notice One bucket as it stands.
    /// @param state What is in force: the owner's state, or a tighter one that a guardian laid over it.
    /// @param bucketCapacity The most that may be outstanding.
    /// @param bucketLevel What is outstanding: the receipt's supply.
    /// @param reserved What delayed holds have taken of the capacity.
    /// @param backing Parts per billion; 1e9 is fully backed.
    struct Bucket {
        address receipt;
        BucketState state;
        uint112 bucketCapacity;
        uint112 bucketLevel;
        uint112 reserved;
        uint32 backing;
    }

    /// @notice A bucket and its receipt token were made. It is closed until its limits are set.
    event BucketOpened(
        uint32 indexed srcEid,
        address indexed asset,
        address indexed receipt,
        string name,
        string symbol,
        uint8 decimals
    );
    /// @notice Capacity and limits changed. Amounts are base units.
    event BucketLimitsSet(
        uint32 indexed srcEid,
        address indexed asset,
        uint256 bucketCapacity,
        uint256 burst,
        uint256 refillPerSecond,
        uint256 maxAmount,
        uint256 minAmount,
        uint256 delayThreshold,
        uint256 delaySeconds
    );
    /// @notice The owner's state changed.
    event BucketStateSet(uint32 indexed srcEid, address indexed asset, BucketState state);
    /// @notice What is laid over the owner's state changed. It counts until `until`, Unix seconds.
    event BucketTightened(
        uint32 indexed srcEid, address indexed asset, BucketState state, uint256 until, address indexed by
    );
    /// @notice The owner wrote a bucket's backing down, or up. Parts per billion.
    event BackingSet(uint32 indexed srcEid, address indexed asset, uint256 backing);
    /// @notice How long a receipt seasons, and which share of the supply may be younger, in percent.
    event SeasoningSet(uint32 indexed srcEid, address indexed asset, uint256 seasoningSeconds, uint256 maxFreshPercent);
    /// @notice A receipt was minted for a lock.
    /// @param guid LayerZero id of the MINT message, the id of the lock.
    /// @param bucketLevel What the bucket holds after this mint.
    event Minted(
        bytes32 indexed guid,
        uint32 indexed srcEid,
        address indexed asset,
        address receiver,
        uint256 amount,
        uint256 bucketLevel
    );
    /// @notice A receipt was burned and its RELEASE message sent.
    /// @param guid LayerZero id of the RELEASE message.
    /// @param nonce LayerZero nonce of that message on its pathway.
    /// @param bucketLevel What the bucket holds after this burn.
    event Burned(
        bytes32 indexed guid,
        uint32 indexed dstEid,
        address indexed asset,
        uint64 nonce,
        address account,
        address receiver,
        uint256 amount,
        uint256 bucketLevel
    );
    /// @notice A hold was sent home: its REFUND message is on its way.
    /// @param guid LayerZero id of the REFUND message.
    /// @param nonce LayerZero nonce of that message on its pathway.
    /// @param lockGuid The lock that it undoes.
    event HoldRefunded(
        bytes32 indexed guid,
        uint32 indexed dstEid,
        address indexed asset,
        uint32 id,
        uint64 nonce,
        bytes32 lockGuid,
        address refundTo,
        uint256 amount
    );

    /// @notice No bucket exists for this home chain and asset.
    error UnknownAsset(uint32 srcEid, address asset);
    /// @notice The bucket exists already.
    error BucketAlreadyOpen(uint32 srcEid, address asset);
    /// @notice The bucket mints nothing: because of its state, or because its backing, in parts per billion, is not full.
    error BucketNotMinting(uint32 srcEid, address asset, BucketState state, uint256 backing);
    /// @notice The steward asked for more than the owner's limits.
    error AboveOwnersLimits(uint32 eid, address asset);
    /// @notice A delay longer than the maximum hold would hold for ever.
    error DelayTooLong(uint256 delaySeconds, uint256 maxDelaySeconds);
    /// @notice The backing is above 1e9 parts per billion.
    error BackingOutOfRange(uint256 backing);
    /// @notice The share is above 100 %, or seasoning is on and the share zero.
    error ShareOutOfRange(uint256 percent);

    /// @notice How long a message is held before it can go home, seconds.
    function MAX_HOLD() external view returns (uint256);

    /// @notice How much longer anybody but the receiver and `refundTo` has to wait before sending it home, seconds.
    function REFUND_GRACE() external view returns (uint256);

    /// @notice Burns the caller's receipts and releases the collateral on its home chain to `receiver`.
    /// @dev The caller pays the LayerZero fee in `msg.value`; the endpoint returns what is over to the caller. Possible in
    /// every state and whatever the limits: only the payment at home may wait, in parts if it is large.
    /// @param homeEid LayerZero id of the home chain.
    /// @return guid LayerZero id of the RELEASE message.
    /// @custom:reverts ZeroAmount, AmountAboveUint128, ZeroReceiver, UnknownChain, UnknownAsset,
    /// ERC20InsufficientBalance, FeeTooSmall
    /// @custom:invariant INV-006
    function burn(uint32 homeEid, address asset, uint256 amount, address receiver)
        external
        payable
        returns (bytes32 guid);

    /// @notice Sends a hold home, where its lock is refunded to the recorded `refundTo`. The receiver and `refundTo` may
    /// once it is refund-only or MAX_HOLD is over, anybody REFUND_GRACE later. The caller pays the LayerZero fee.
    /// @return guid LayerZero id of the REFUND message.
    /// @custom:reverts UnknownHold, HoldNotDue, UnknownChain, FeeTooSmall
    /// @custom:invariant INV-003, INV-004
    function refundHold(uint32 srcEid, address asset, uint32 id, Hold calldata hold)
        external
        payable
        returns (bytes32 guid);

    /// @notice Makes a hold refund-only, and returns what it had taken of the capacity. Guardian and guard.
    /// @custom:reverts NotAllowed, UnknownHold, HoldNeverPasses
    function voidHold(uint32 srcEid, address asset, uint32 id, Hold calldata hold) external;

    /// @notice The LayerZero fee of a burn, in wei of this chain's native token.
    /// @custom:reverts UnknownChain when `homeEid` has no peer or no delivery gas.
    function quoteBurn(uint32 homeEid) external view returns (MessagingFee memory fee);

    /// @notice The LayerZero fee of sending a hold home, in wei of this chain's native token.
    function quoteRefund(uint32 homeEid) external view returns (MessagingFee memory fee);

    /// @notice What a burn costs here. Whether payment waits is decided at home: see `previewExit` of the vault.
    /// @return fee wei of this chain's native token.
    /// @return room Base units that can be burned at all: what is outstanding.
    /// @return wait Zero, or `type(uint256).max` when there is no room: a burn never waits.
    function previewBurn(uint32 homeEid, address asset, uint256 amount)
        external
        view
        returns (uint256 fee, uint256 room, uint256 wait);

    /// @notice The bucket of a home chain and asset; all zero but its backing when there is none.
    function bucket(uint32 srcEid, address asset) external view returns (Bucket memory);

    /// @notice The owner's state, the state laid over it, and until when that counts, Unix seconds.
    function states(uint32 srcEid, address asset)
        external
        view
        returns (BucketState own, BucketState overlay, uint256 until);

    /// @notice The limits in force; all zero, which is closed, while unset.
    function limits(uint32 srcEid, address asset) external view returns (Limits memory);

    /// @notice The most that the steward may set: what the owner set last.
    function ownersLimits(uint32 srcEid, address asset)
        external
        view
        returns (uint112 bucketCapacity, Limits memory limits);

    /// @notice What may be minted now, base units: min(room of the capacity, what the limiter has stored) less what is due to
    /// waiting holds; zero in every state but Open.
    function available(uint32 srcEid, address asset) external view returns (uint256);

    /// @notice Seconds until `amount` would be minted if it arrived now: zero, the delay, or the refill's time.
    /// `type(uint256).max` when it never would as things are.
    function previewMint(uint32 srcEid, address asset, uint256 amount) external view returns (uint256 wait);

    /// @notice Base units that count as fresh, see `isEligible`; and the two numbers that say what fresh is.
    function seasoning(uint32 srcEid, address asset)
        external
        view
        returns (uint256 fresh, uint256 seasoningSeconds, uint256 maxFreshPercent);

    /// @notice The receipt's address, known before the bucket is opened.
    function receiptOf(uint32 srcEid, address asset) external view returns (address);

    /// @notice Opens a bucket and makes its receipt. Owner only. It mints nothing until its limits are set.
    /// @custom:reverts UnknownChain, BucketAlreadyOpen
    function openBucket(uint32 srcEid, address asset, string calldata name, string calldata symbol, uint8 decimals)
        external
        returns (address receipt);

    /// @notice Sets capacity and limits together: the owner any, the steward none looser than the owner's last. A capacity
    /// below the level stops minting until burns make room.
    /// @dev Whatever is set, nothing becomes available by it: what is stored stays as it was, or falls to the new burst
    /// or to what was available before, and only refills from there.
    /// @custom:reverts NotAllowed, UnknownAsset, LimitsOutOfOrder, DelayTooLong, AboveOwnersLimits
    /// @custom:invariant INV-007, INV-013
    function setBucketLimits(uint32 srcEid, address asset, uint112 bucketCapacity, Limits calldata limits) external;

    /// @notice Sets the owner's state. Owner only. A bucket that opens again has nothing stored.
    /// @custom:reverts UnknownAsset
    /// @custom:invariant INV-007
    function setBucketState(uint32 srcEid, address asset, BucketState state) external;

    /// @notice Lays a tighter state over the owner's, for GUARDIAN_MAX. The guardian any; the guard up to NotEligible. When it
    /// lapses, the bucket has nothing stored.
    /// @custom:reverts NotAllowed, NotTighter, StoppedRecently, UnknownAsset
    /// @custom:invariant INV-007, INV-013
    function tightenBucket(uint32 srcEid, address asset, BucketState state) external;

    /// @notice Lifts or extends what is laid over the owner's state. Owner only.
    /// @param until Unix seconds, at most GUARDIAN_MAX ahead: what is to last longer is the owner's own state. What is past, or
    /// a state of Open, lifts it.
    /// @custom:reverts UnknownAsset, TighteningTooLong
    /// @custom:invariant INV-007
    function setTightening(uint32 srcEid, address asset, BucketState state, uint40 until) external;

    /// @notice Says what a receipt is backed by. Below 1e9 the bucket mints nothing and what arrives is refund-only. Owner
    /// only.
    /// @param backing Parts per billion; what the vault pays is set there.
    /// @custom:reverts UnknownAsset, BackingOutOfRange
    function setBacking(uint32 srcEid, address asset, uint32 backing) external;

    /// @notice Sets how long receipts season (zero: not at all), and which share of the supply may be fresher without making
    /// the receipt ineligible. Owner only.
    /// @custom:reverts UnknownAsset, ShareOutOfRange
    function setSeasoning(uint32 srcEid, address asset, uint24 seasoningSeconds, uint8 maxFreshPercent) external;
}
