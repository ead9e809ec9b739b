// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Says what no vault could: events that add up to more than there can be, and no asset.
contract TestMiscount {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);

    function boast(address account) external {
        for (uint256 i; i < 12; i++) {
            emit Transfer(address(0), account, type(uint256).max);
            emit Deposit(account, account, type(uint256).max, type(uint256).max);
        }
    }
}
