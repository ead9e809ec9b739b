// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";

import { CollateralReceipt } from "../../src/CollateralReceipt.sol";
import { IReceiptStatus } from "../../src/interfaces/IReceiptStatus.sol";

/// @title Stands for the buckets contract where only what it says about one receipt matters.
contract ReceiptStatusStub is IReceiptStatus {
    CollateralReceipt public immutable receipt;
    bool private _sound = true;
    uint32 private _backing = 1e9;

    constructor() {
        receipt = CollateralReceipt(Clones.clone(address(new CollateralReceipt())));
        receipt.initialize("Bulkhead Test Ether", "btETH", 18);
    }

    function setSound(bool sound) external {
        _sound = sound;
    }

    function setBacking(uint32 backing) external {
        _backing = backing;
    }

    /// @notice A receipt that no bucket has.
    function makeStranger() external returns (address) {
        return address(new CollateralReceipt());
    }

    function isSound(address asked) external view override returns (bool) {
        return asked == address(receipt) && _sound;
    }

    /// @dev A sound receipt that is too fresh: strict feeds do not mind.
    function isEligible(address) external pure override returns (bool) {
        return false;
    }

    function backingOf(address asked) external view override returns (uint32) {
        if (asked != address(receipt)) revert UnknownReceipt(asked);
        return _backing;
    }
}
