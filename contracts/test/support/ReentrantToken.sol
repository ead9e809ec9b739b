// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { TestToken } from "../../src/devnet/TestToken.sol";

/// @title A token that calls somebody during each transfer that is no mint.
contract ReentrantToken is TestToken {
    address private _target;
    bytes private _data;
    uint256 private _value;

    /// @notice Whether the last call back failed.
    bool public wasRefused;

    constructor() TestToken("Reentrant", "RE", 18) { }

    /// @dev Takes the surplus fee back, so that an inner lock fails for one reason only.
    receive() external payable { }

    /// @notice Calls `target` from the next transfer on; never for the zero address.
    function callBack(address target, bytes calldata data, uint256 value) external {
        _target = target;
        _data = data;
        _value = value;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        address target = _target;
        if (target == address(0) || from == address(0)) return;
        _target = address(0);
        _approve(address(this), target, type(uint256).max);
        (bool accepted,) = target.call{ value: _value }(_data);
        wasRefused = !accepted;
        _target = target;
    }
}
