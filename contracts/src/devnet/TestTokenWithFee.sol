// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { TestToken } from "./TestToken.sol";

/// @title A token that burns a share of every transfer. Devnet and tests only.
contract TestTokenWithFee is TestToken {
    /// @notice Share of a transfer that is burned, in hundredths of a percent, rounded down.
    uint16 public immutable feeBps;

    /// @notice A fee above 100 %.
    error FeeAboveAll(uint16 feeBps);

    constructor(string memory name_, string memory symbol_, uint8 decimals_, uint16 feeBps_)
        TestToken(name_, symbol_, decimals_)
    {
        if (feeBps_ > 10_000) revert FeeAboveAll(feeBps_);
        feeBps = feeBps_;
    }

    function _update(address from, address to, uint256 amount) internal override {
        bool isTransfer = from != address(0) && to != address(0);
        uint256 fee = isTransfer ? amount * feeBps / 10_000 : 0;
        if (fee != 0) super._update(from, address(0), fee);
        super._update(from, to, amount - fee);
    }
}
