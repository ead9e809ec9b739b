// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { TestVault } from "./TestVault.sol";

/// @title Makes vaults, and says so.
contract TestVaultFactory {
    event VaultCreated(IERC20 indexed asset, address vault);

    function create(IERC20 asset) external {
        emit VaultCreated(asset, address(new TestVault(asset)));
    }
}
