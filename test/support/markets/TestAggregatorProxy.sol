// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { AggregatorV3Interface } from "../../../contracts/src/interfaces/AggregatorV3Interface.sol";

/// @title A feed in front of aggregators, as Chainlink's proxies are: it emits nothing, and its round ids begin with the phase.
contract TestAggregatorProxy {
    uint16 public phaseId;
    AggregatorV3Interface public aggregator;

    constructor(AggregatorV3Interface first) {
        confirmAggregator(first);
    }

    function confirmAggregator(AggregatorV3Interface next) public {
        phaseId++;
        aggregator = next;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt,) = aggregator.latestRoundData();
        uint80 roundId = (uint80(phaseId) << 64) | id;
        return (roundId, answer, startedAt, updatedAt, roundId);
    }
}
