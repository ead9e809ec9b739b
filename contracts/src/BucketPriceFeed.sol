// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { AggregatorV3Interface } from "./interfaces/AggregatorV3Interface.sol";
import { IBucketPriceFeed } from "./interfaces/IBucketPriceFeed.sol";
import { ICollateralReceipt } from "./interfaces/ICollateralReceipt.sol";
import { IReceiptStatus } from "./interfaces/IReceiptStatus.sol";

/// @title Prices one bucket's receipt, in one of two variants.
contract BucketPriceFeed is IBucketPriceFeed {
    uint256 private constant ALL_BPS = 10_000;
    uint256 private constant FULL_BACKING = 1e9;
    uint8 private constant MAX_DECIMALS = 18;

    /// @inheritdoc AggregatorV3Interface
    uint256 public constant override version = 1;
    /// @inheritdoc AggregatorV3Interface
    uint8 public immutable override decimals;

    /// @inheritdoc IBucketPriceFeed
    IReceiptStatus public immutable override buckets;
    /// @inheritdoc IBucketPriceFeed
    address public immutable override receipt;
    /// @inheritdoc IBucketPriceFeed
    AggregatorV3Interface public immutable override source;
    /// @inheritdoc IBucketPriceFeed
    uint16 public immutable override haircutBps;
    /// @inheritdoc IBucketPriceFeed
    uint32 public immutable override maxAgeSeconds;
    /// @inheritdoc IBucketPriceFeed
    bool public immutable override isStrict;
    /// @inheritdoc IBucketPriceFeed
    AggregatorV3Interface public immutable override sequencerUptimeFeed;
    /// @inheritdoc IBucketPriceFeed
    uint32 public immutable override sequencerGraceSeconds;

    constructor(Settings memory settings) {
        if (settings.haircutBps >= ALL_BPS) revert HaircutTooLarge(settings.haircutBps);
        if (settings.maxAgeSeconds == 0) revert MaxAgeIsZero();
        _requireCode(settings.receipt);
        _requireCode(address(settings.source));
        if (address(settings.sequencerUptimeFeed) != address(0)) _requireCode(address(settings.sequencerUptimeFeed));

        uint8 sourceDecimals = settings.source.decimals();
        if (sourceDecimals == 0 || sourceDecimals > MAX_DECIMALS) revert SourceDecimalsOutOfRange(sourceDecimals);
        IReceiptStatus status = IReceiptStatus(ICollateralReceipt(settings.receipt).buckets());
        status.backingOf(settings.receipt); // refuses a receipt that it does not know

        decimals = sourceDecimals;
        buckets = status;
        receipt = settings.receipt;
        source = settings.source;
        haircutBps = settings.haircutBps;
        maxAgeSeconds = settings.maxAgeSeconds;
        isStrict = settings.isStrict;
        sequencerUptimeFeed = settings.sequencerUptimeFeed;
        sequencerGraceSeconds = settings.sequencerGraceSeconds;
    }

    /// @inheritdoc IBucketPriceFeed
    function latestRoundData()
        external
        view
        override
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        _requireSequencer();
        if (isStrict && !buckets.isSound(receipt)) revert NotSound(receipt);

        (roundId, answer, startedAt, updatedAt, answeredInRound) = source.latestRoundData();
        if (updatedAt == 0) revert RoundNotComplete(roundId);
        if (answer <= 0) revert InvalidSourceAnswer(answer);
        // Some sources' clocks run ahead of the chain's, so a distance, and not an age, is what is limited.
        uint256 distance = block.timestamp > updatedAt ? block.timestamp - updatedAt : updatedAt - block.timestamp;
        if (distance > maxAgeSeconds) revert StaleSource(updatedAt, maxAgeSeconds);
        answer = _priceDown(answer);
    }

    /// @inheritdoc IBucketPriceFeed
    function getRoundData(uint80 roundId) external pure override returns (uint80, int256, uint256, uint256, uint80) {
        revert NoHistory(roundId);
    }

    /// @notice Such as "btETH for ETH / USD, strict".
    function description() external view override returns (string memory) {
        string memory variant = isStrict ? ", strict" : ", conservative";
        return string.concat(IERC20Metadata(receipt).symbol(), " for ", source.description(), variant);
    }

    /// @dev At most the source's answer, which is above zero.
    function _priceDown(int256 sourceAnswer) private view returns (int256) {
        uint256 share = (ALL_BPS - haircutBps) * buckets.backingOf(receipt);
        uint256 price = Math.mulDiv(uint256(sourceAnswer), share, ALL_BPS * FULL_BACKING);
        if (price == 0) revert PriceIsZero();
        return int256(price);
    }

    /// @dev An uptime feed answers 0 while the sequencer is up, since `startedAt`, which is zero before its first report.
    function _requireSequencer() private view {
        if (address(sequencerUptimeFeed) == address(0)) return;
        (, int256 isDown, uint256 startedAt,,) = sequencerUptimeFeed.latestRoundData();
        if (isDown != 0 || startedAt == 0) revert SequencerDown();
        uint256 until = startedAt + sequencerGraceSeconds;
        if (block.timestamp < until) revert SequencerGracePeriod(until);
    }

    function _requireCode(address account) private view {
        if (account.code.length == 0) revert WithoutCode(account);
    }
}
