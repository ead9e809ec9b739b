// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {
    ERC20PermitUpgradeable
} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC20PermitUpgradeable.sol";

import { ICollateralReceipt } from "./interfaces/ICollateralReceipt.sol";

/// @title The ERC-20 of one bucket: a claim on collateral locked on another chain.
/// @dev An EIP-1167 clone. Whoever deploys the implementation is, for good, the only minter of every clone of it:
/// `buckets` is an immutable and so part of the code that clones run. Permit signs under the clone's own name.
contract CollateralReceipt is ICollateralReceipt, ERC20PermitUpgradeable {
    /// @inheritdoc ICollateralReceipt
    address public immutable override buckets;

    uint8 private _decimals;

    modifier onlyBuckets() {
        if (msg.sender != buckets) revert OnlyBuckets(msg.sender);
        _;
    }

    constructor() {
        buckets = msg.sender;
        _disableInitializers();
    }

    /// @inheritdoc ICollateralReceipt
    function initialize(string calldata name_, string calldata symbol_, uint8 decimals_)
        external
        override
        onlyBuckets
        initializer
    {
        __ERC20_init(name_, symbol_);
        __ERC20Permit_init(name_);
        _decimals = decimals_;
    }

    /// @inheritdoc ICollateralReceipt
    function mint(address account, uint256 amount) external override onlyBuckets returns (uint256 supply) {
        _mint(account, amount);
        return totalSupply();
    }

    /// @inheritdoc ICollateralReceipt
    function burn(address account, uint256 amount) external override onlyBuckets returns (uint256 supply) {
        _burn(account, amount);
        return totalSupply();
    }

    /// @notice Decimals of the home asset: one base unit of the receipt is one base unit of the collateral.
    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}
