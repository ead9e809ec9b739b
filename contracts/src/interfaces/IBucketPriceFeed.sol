// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { AggregatorV3Interface } from "./AggregatorV3Interface.sol";
import { IReceiptStatus } from "./IReceiptStatus.sol";

/// @title The price of one bucket's receipt: that of its collateral, less a haircut, times its backing.
/// @notice Rounded down, in the source's decimals. The haircut is a constant and always applied, and only the owner of
/// the buckets, behind a timelock, moves a backing: no guardian's measure moves the price. Two variants:
///
/// - *strict* has the ordinary haircut and does not answer while the receipt is not sound. A market that asks it stops
///   lending then, and liquidating too.
/// - *conservative* has the haircut of the worst case and answers whether the receipt is sound or not. A market that
///   asks it goes on, lending included, unless it asks `isEligible` itself.
///
/// @dev Nothing here can be changed. Every answer is refused rather than guessed: a source that is old, broken or not yet
/// trusted after its sequencer's outage makes this feed revert.
interface IBucketPriceFeed is AggregatorV3Interface {
    /// @notice What a feed is made of.
    /// @param receipt A receipt whose `buckets()` implements IReceiptStatus.
    /// @param source The price of the collateral, on this chain.
    /// @param haircutBps Taken off the price, hundredths of a percent; below 10,000.
    /// @param maxAgeSeconds How far the source's `updatedAt` may be from now.
    /// @param isStrict Whether to refuse while the receipt is not sound.
    /// @param sequencerUptimeFeed Chainlink's uptime feed of this L2; zero where there is none.
    /// @param sequencerGraceSeconds How long the sequencer must be up again before its chain's prices are believed.
    struct Settings {
        address receipt;
        AggregatorV3Interface source;
        uint16 haircutBps;
        uint32 maxAgeSeconds;
        bool isStrict;
        AggregatorV3Interface sequencerUptimeFeed;
        uint32 sequencerGraceSeconds;
    }

    /// @notice The haircut leaves nothing.
    error HaircutTooLarge(uint16 haircutBps);
    /// @notice No source could ever be fresh.
    error MaxAgeIsZero();
    /// @notice Receipt, source and uptime feed must be contracts.
    error WithoutCode(address account);
    /// @notice A price has 1 to 18 decimals. An uptime feed, which is no price, has none.
    error SourceDecimalsOutOfRange(uint8 decimals);

    /// @notice The strict variant does not price a receipt that something is held against.
    error NotSound(address receipt);
    /// @notice The sequencer is down, or its uptime feed has never been written.
    error SequencerDown();
    /// @notice The sequencer came up again; this feed answers from `until` on, Unix seconds.
    error SequencerGracePeriod(uint256 until);
    /// @notice The source's newest round has no answer yet.
    error RoundNotComplete(uint80 roundId);
    /// @notice The source's price is zero or below.
    error InvalidSourceAnswer(int256 answer);
    /// @notice The source's answer is further from now than `maxAge`, seconds.
    error StaleSource(uint256 updatedAt, uint256 maxAge);
    /// @notice Haircut, backing and rounding leave nothing of the price.
    error PriceIsZero();
    /// @notice This feed has no past.
    error NoHistory(uint80 roundId);

    /// @notice The contract that knows the receipt.
    function buckets() external view returns (IReceiptStatus);

    /// @notice The receipt that is priced.
    function receipt() external view returns (address);

    /// @notice The price of the collateral.
    function source() external view returns (AggregatorV3Interface);

    /// @notice What is always taken off, hundredths of a percent.
    function haircutBps() external view returns (uint16);

    /// @notice How far the source's answer may be from now, seconds.
    function maxAgeSeconds() external view returns (uint32);

    /// @notice Whether this feed refuses while the receipt is not sound.
    function isStrict() external view returns (bool);

    /// @notice Chainlink's uptime feed of this L2, or zero.
    function sequencerUptimeFeed() external view returns (AggregatorV3Interface);

    /// @notice How long the sequencer must be up again, seconds.
    function sequencerGraceSeconds() external view returns (uint32);

    /// @notice floor(source · (10,000 − haircutBps) · backing / (10,000 · 1e9)). Round and times are the source's own, so
    /// that whoever checks an age checks the source's.
    /// @custom:reverts SequencerDown, SequencerGracePeriod, NotSound, RoundNotComplete, InvalidSourceAnswer,
    /// StaleSource, PriceIsZero, UnknownReceipt
    function latestRoundData()
        external
        view
        override
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    /// @notice Always refused: no backing but the present one is known, and a past price at the present backing is one that
    /// this feed never gave.
    /// @custom:reverts NoHistory
    function getRoundData(uint80 roundId)
        external
        view
        override
        returns (uint80 roundId_, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
