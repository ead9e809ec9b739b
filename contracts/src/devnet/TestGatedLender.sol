// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import { ICollateralReceipt } from "../interfaces/ICollateralReceipt.sol";
import { IReceiptStatus } from "../interfaces/IReceiptStatus.sol";

/// @notice What identifies a market of Morpho Blue.
struct MarketParams {
    address loanToken;
    address collateralToken;
    address oracle;
    address irm;
    uint256 lltv;
}

/// @notice The one function of Morpho Blue that is called here.
interface IMorphoSupply {
    function supply(MarketParams memory market, uint256 assets, uint256 shares, address onBehalf, bytes memory data)
        external
        returns (uint256 assetsSupplied, uint256 sharesSupplied);
}

/// @title A lender that lets no new debt happen while a receipt is not eligible. Devnet and tests only.
/// @notice Morpho Blue has no place for such a gate, but what is not supplied cannot be borrowed. So the money waits here,
/// as in a vault with an allocator, and reaches the market when somebody wants to borrow it.
contract TestGatedLender {
    IMorphoSupply public immutable morpho;

    /// @notice No new debt should be given against the receipt.
    error NotEligible(address receipt);

    constructor(IMorphoSupply morpho_) {
        morpho = morpho_;
    }

    /// @notice Supplies `assets` of what is held here to the market. Open to everybody.
    function lend(MarketParams calldata market, uint256 assets) external {
        address receipt = market.collateralToken;
        IReceiptStatus buckets = IReceiptStatus(ICollateralReceipt(receipt).buckets());
        if (!buckets.isEligible(receipt)) revert NotEligible(receipt);

        IERC20(market.loanToken).approve(address(morpho), assets);
        morpho.supply(market, assets, 0, address(this), "");
    }
}
