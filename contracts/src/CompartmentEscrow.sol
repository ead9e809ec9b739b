// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import { ICompartmentEscrow } from "./interfaces/ICompartmentEscrow.sol";

/// @title Holds the tokens of one compartment and nothing else, so that no other compartment's payout can reach them.
/// @dev An EIP-1167 clone without storage. Whoever deploys the implementation is, for good, the only caller that every
/// clone of it obeys: `vault` is an immutable and so part of the code that clones run.
contract CompartmentEscrow is ICompartmentEscrow {
    using SafeERC20 for IERC20;

    /// @inheritdoc ICompartmentEscrow
    address public immutable override vault;

    constructor() {
        vault = msg.sender;
    }

    /// @inheritdoc ICompartmentEscrow
    function pay(address asset, address to, uint256 amount) external override {
        if (msg.sender != vault) revert OnlyVault(msg.sender);
        IERC20(asset).safeTransfer(to, amount);
    }
}
