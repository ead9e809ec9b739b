// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { TestToken } from "../../src/devnet/TestToken.sol";

/// @title A token that harms who pays with it. Only transfers that are neither mints nor pulled misbehave.
contract HostileToken is TestToken {
    enum Mood {
        Honest,
        Reverts,
        ReturnsFalse,
        BurnsAllGas,
        ReturnsMuch,
        WantsGas
    }

    /// @notice What transfers do.
    Mood public mood;

    /// @notice The account may not receive.
    mapping(address account => bool) public blocked;

    /// @notice The receiver is on the issuer's list.
    error Blocked(address account);

    constructor() TestToken("Hostile", "HOST", 18) { }

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function setBlocked(address account, bool isBlocked) external {
        blocked[account] = isBlocked;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (blocked[to]) revert Blocked(to);
        if (mood == Mood.Reverts) revert Blocked(to);
        if (mood == Mood.ReturnsFalse) return false;
        if (mood == Mood.BurnsAllGas) {
            assembly {
                invalid()
            }
        }
        if (mood == Mood.ReturnsMuch) {
            assembly {
                revert(0, 200000)
            }
        }
        if (mood == Mood.WantsGas && gasleft() < 85_000) revert Blocked(to);
        return super.transfer(to, amount);
    }
}
