// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { AggregatorV3Interface } from "../interfaces/AggregatorV3Interface.sol";

/// @title What a Morpho Blue market asks for a price, over one feed a side. Devnet and tests only.
/// @dev Behaves as Morpho's own MorphoChainlinkOracleV2 does over two feeds: it looks at neither age nor round, so what
/// the collateral's feed does not refuse is a price.
contract TestMorphoOracle {
    AggregatorV3Interface public immutable collateralFeed;
    AggregatorV3Interface public immutable loanFeed;

    uint256 private immutable _scale;

    /// @notice A feed's answer is below zero.
    error NegativeAnswer(int256 answer);

    /// @param collateralFeed_ Price of a whole token of collateral, in the currency of `loanFeed_`.
    constructor(
        IERC20Metadata collateral,
        AggregatorV3Interface collateralFeed_,
        IERC20Metadata loan,
        AggregatorV3Interface loanFeed_
    ) {
        collateralFeed = collateralFeed_;
        loanFeed = loanFeed_;
        _scale =
            10 ** (36 + loan.decimals() + loanFeed_.decimals() - collateral.decimals() - collateralFeed_.decimals());
    }

    /// @notice What one base unit of the collateral is worth, base units of the loan token times 1e36, rounded down.
    function price() external view returns (uint256) {
        return Math.mulDiv(_scale, _answer(collateralFeed), _answer(loanFeed));
    }

    function _answer(AggregatorV3Interface feed) private view returns (uint256) {
        (, int256 answer,,,) = feed.latestRoundData();
        if (answer < 0) revert NegativeAnswer(answer);
        return uint256(answer);
    }
}
