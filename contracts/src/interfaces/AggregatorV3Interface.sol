// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title The face of a Chainlink price feed.
/// @dev Written anew from https://docs.chain.link/data-feeds/api-reference; nothing is taken from Chainlink's package.
interface AggregatorV3Interface {
    /// @notice Decimals of an answer.
    function decimals() external view returns (uint8);

    /// @notice What is priced, such as "ETH / USD".
    function description() external view returns (string memory);

    /// @notice Version of the feed's code.
    function version() external view returns (uint256);

    /// @notice One round's answer. Times are seconds.
    function getRoundData(uint80 roundId)
        external
        view
        returns (uint80 roundId_, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    /// @notice The newest answer. Times are seconds.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
