// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { MessagingFee } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

import { Limits } from "../RateLimit.sol";

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
interface IReceiptBuckets {
    /// @notice One bucket. `bucketLevel` is what is outstanding, `bucketCapacity` the most that may be.
    struct Bucket {
        address receipt;
        BucketState state;
        uint112 bucketCapacity;
        uint112 bucketLevel;
    }

    /// @notice A bucket and its receipt token were made.
    event BucketOpened(
        uint32 indexed srcEid,
        address indexed asset,
        address indexed receipt,
        string name,
        string symbol,
        uint8 decimals,
        uint256 bucketCapacity
    );
    /// @notice The capacity changed.
    event BucketCapacitySet(uint32 indexed srcEid, address indexed asset, uint256 bucketCapacity);
    /// @notice The limits changed. Amounts are base units.
    event BucketLimitsSet(
        uint32 indexed srcEid,
        address indexed asset,
        uint256 burst,
        uint256 refillPerSecond,
        uint256 maxAmount,
        uint256 minAmount,
        uint256 delayThreshold,
        uint256 delaySeconds
    );
    /// @notice The state changed.
    event BucketStateSet(uint32 indexed srcEid, address indexed asset, BucketState state);
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

    /// @notice No bucket exists for this home chain and asset.
    error UnknownAsset(uint32 srcEid, address asset);
    /// @notice The bucket exists already.
    error BucketAlreadyOpen(uint32 srcEid, address asset);
    /// @notice The bucket's state allows no minting.
    error BucketNotMinting(uint32 srcEid, address asset, BucketState state);
    /// @notice The caller has too few receipts, or the bucket too small a level.
    error InsufficientReceipts(uint32 srcEid, address asset, uint256 amount, uint256 held);

    /// @notice Burns the caller's receipts and releases the collateral on its home chain to `receiver`.
    /// @dev The caller pays the LayerZero fee in `msg.value`; the endpoint returns what is over to the caller. Possible in
    /// every state and whatever the limits: only the payment at home may wait.
    /// @dev Warning: the home pays one message at once or not at all; burn no more at once than its `exitLimits` allow.
    /// @param homeEid LayerZero id of the home chain.
    /// @return guid LayerZero id of the RELEASE message.
    /// @custom:reverts ZeroAmount, AmountAboveUint128, ZeroReceiver, UnknownChain, UnknownAsset,
    /// InsufficientReceipts, FeeTooSmall
    /// @custom:invariant INV-006
    function burn(uint32 homeEid, address asset, uint256 amount, address receiver)
        external
        payable
        returns (bytes32 guid);

    /// @notice The LayerZero fee of a burn, in wei of this chain's native token.
    /// @custom:reverts UnknownChain when `homeEid` has no peer or no delivery gas.
    function quoteBurn(uint32 homeEid) external view returns (MessagingFee memory fee);

    /// @notice The bucket of a home chain and asset; all zero when there is none.
    function bucket(uint32 srcEid, address asset) external view returns (Bucket memory);

    /// @notice The limits of a bucket; all zero, which is closed, while unset.
    function limits(uint32 srcEid, address asset) external view returns (Limits memory);

    /// @notice What may be minted now, base units: min(room of the capacity, what the limiter has stored); zero in every
    /// state but Open.
    function available(uint32 srcEid, address asset) external view returns (uint256);

    /// @notice The receipt's address, known before the bucket is opened.
    function receiptOf(uint32 srcEid, address asset) external view returns (address);

    /// @notice Opens a bucket and makes its receipt. Owner only. It mints nothing until its limits are set.
    /// @custom:reverts UnknownChain, BucketAlreadyOpen
    function openBucket(
        uint32 srcEid,
        address asset,
        string calldata name,
        string calldata symbol,
        uint8 decimals,
        uint112 bucketCapacity
    ) external returns (address receipt);

    /// @notice Sets capacity and limits together. Owner only. A capacity below the level stops minting until burns make
    /// room.
    /// @dev Whatever is set, nothing becomes available by it: what is stored stays as it was, or falls to the new burst
    /// or to what was available before, and only refills from there.
    /// @dev Warning: what is to be delayed is refused with FlowExceeded and retried, as long as there are no holds; leave
    /// `delaySeconds` zero until then.
    /// @custom:reverts UnknownAsset, LimitsOutOfOrder
    /// @custom:invariant INV-007
    function setBucketLimits(uint32 srcEid, address asset, uint112 bucketCapacity, Limits calldata limits) external;

    /// @notice Sets the state. Owner only. A bucket that opens again has nothing stored.
    /// @custom:reverts UnknownAsset
    /// @custom:invariant INV-007
    function setBucketState(uint32 srcEid, address asset, BucketState state) external;
}
