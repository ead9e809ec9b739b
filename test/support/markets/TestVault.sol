// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { ERC4626 } from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";

/// @title OpenZeppelin's ERC-4626 vault as it comes; what is sent to it is what it earns.
contract TestVault is ERC4626 {
    constructor(IERC20 asset) ERC20("Test vault", "vTEST") ERC4626(asset) { }
}
