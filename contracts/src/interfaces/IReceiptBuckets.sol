// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { MessagingFee } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

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
        uint128 bucketCapacity;
        uint128 bucketLevel;
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
    /// @notice Minting `amount` would pass the capacity; `room` is what is left.
    error BucketCapacityExceeded(uint32 srcEid, address asset, uint256 amount, uint256 room);
    /// @notice The caller has too few receipts, or the bucket too small a level.
    error InsufficientReceipts(uint32 srcEid, address asset, uint256 amount, uint256 held);

    /// @notice Burns the caller's receipts and releases the collateral on its home chain to `receiver`.
    /// @dev The caller pays the LayerZero fee in `msg.value`; the endpoint returns what is over to the caller.
    /// @param homeEid LayerZero id of the home chain.
    /// @return guid LayerZero id of the RELEASE message.
    /// @custom:reverts ZeroAmount, AmountAboveUint128, ZeroReceiver, UnknownChain, UnknownAsset,
    /// InsufficientReceipts, FeeTooSmall
    function burn(uint32 homeEid, address asset, uint256 amount, address receiver)
        external
        payable
        returns (bytes32 guid);

    /// @notice The LayerZero fee of a burn, in wei of this chain's native token.
    /// @custom:reverts UnknownChain when `homeEid` has no peer or no delivery gas.
    function quoteBurn(uint32 homeEid) external view returns (MessagingFee memory fee);

    /// @notice The bucket of a home chain and asset; all zero when there is none.
    function bucket(uint32 srcEid, address asset) external view returns (Bucket memory);

    /// @notice The receipt's address, known before the bucket is opened.
    function receiptOf(uint32 srcEid, address asset) external view returns (address);

    /// @notice Opens a bucket and makes its receipt. Owner only. A capacity of zero is closed.
    /// @custom:reverts UnknownChain, BucketAlreadyOpen
    function openBucket(
        uint32 srcEid,
        address asset,
        string calldata name,
        string calldata symbol,
        uint8 decimals,
        uint128 bucketCapacity
    ) external returns (address receipt);

    /// @notice Sets the capacity; below the level it stops minting until burns make room. Owner only.
    /// @custom:reverts UnknownAsset
    function setBucketCapacity(uint32 srcEid, address asset, uint128 bucketCapacity) external;

    /// @notice Sets the state. Owner only.
    /// @custom:reverts UnknownAsset
    function setBucketState(uint32 srcEid, address asset, BucketState state) external;
}
