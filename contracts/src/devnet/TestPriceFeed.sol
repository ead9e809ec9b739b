// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";

import { AggregatorV3Interface } from "../interfaces/AggregatorV3Interface.sol";

/// @title A price feed whose owner says the price. Devnet and tests only.
contract TestPriceFeed is AggregatorV3Interface, Ownable {
    struct Round {
        int192 answer;
        uint64 updatedAt;
    }

    /// @notice As emitted by Chainlink's aggregators.
    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);

    /// @notice No such round; the first one is 1.
    error NoDataPresent(uint80 roundId);
    /// @notice The answer does not fit int192, as Chainlink's do.
    error AnswerOutOfRange(int256 answer);

    /// @inheritdoc AggregatorV3Interface
    uint256 public constant override version = 1;
    /// @inheritdoc AggregatorV3Interface
    uint8 public immutable override decimals;
    /// @inheritdoc AggregatorV3Interface
    string public override description;

    uint80 private _latestRound;
    mapping(uint80 roundId => Round) private _rounds;

    constructor(address owner_, uint8 decimals_, string memory description_, int256 answer) Ownable(owner_) {
        decimals = decimals_;
        description = description_;
        _answer(answer);
    }

    /// @notice Starts a round with this answer. Owner only.
    function setAnswer(int256 answer) external onlyOwner {
        _answer(answer);
    }

    /// @inheritdoc AggregatorV3Interface
    function latestRoundData() external view override returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(_latestRound);
    }

    /// @inheritdoc AggregatorV3Interface
    function getRoundData(uint80 roundId) public view override returns (uint80, int256, uint256, uint256, uint80) {
        Round memory round = _rounds[roundId];
        if (round.updatedAt == 0) revert NoDataPresent(roundId);
        return (roundId, round.answer, round.updatedAt, round.updatedAt, roundId);
    }

    function _answer(int256 answer) private {
        if (answer != int192(answer)) revert AnswerOutOfRange(answer);
        uint80 roundId = ++_latestRound;
        _rounds[roundId] = Round({ answer: int192(answer), updatedAt: uint64(block.timestamp) });
        emit AnswerUpdated(answer, roundId, block.timestamp);
    }
}
