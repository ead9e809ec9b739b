// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";

import { IRoles, Role } from "./interfaces/IRoles.sol";

/// @title An owner, and accounts with one role each. No message from another chain has any.
abstract contract Roles is IRoles, Ownable {
    /// @inheritdoc IRoles
    uint256 public constant override GUARDIAN_MAX = 7 days;

    /// @inheritdoc IRoles
    mapping(address account => Role) public override roleOf;

    modifier onlyGuardian() {
        Role role = roleOf[msg.sender];
        if (role != Role.Guardian) revert NotAllowed(msg.sender, role);
        _;
    }

    constructor(address owner_) Ownable(owner_) { }

    /// @inheritdoc IRoles
    function setRole(address account, Role role) external override onlyOwner {
        roleOf[account] = role;
        emit RoleSet(account, role);
    }

    /// @inheritdoc Ownable
    function renounceOwnership() public pure override {
        revert OwnerRequired();
    }

    /// @dev Whether the caller is the owner; refuses whoever is neither owner nor steward.
    function _ownerElseSteward() internal view returns (bool isOwner) {
        if (msg.sender == owner()) return true;
        Role role = roleOf[msg.sender];
        if (role != Role.Steward) revert NotAllowed(msg.sender, role);
    }

    /// @dev The caller's role; refuses whoever is neither guardian nor guard.
    function _guardianOrGuard() internal view returns (Role role) {
        role = roleOf[msg.sender];
        if (role != Role.Guardian && role != Role.Guard) revert NotAllowed(msg.sender, role);
    }

    /// @dev When a tightening that the owner lays ends: level zero lifts it. No later than a fast role's would, so that one of
    /// those never shortens it.
    /// @param fullStop The level that stops everything.
    /// @param stopEnds When the last full stop lapses or lapsed; zero for none.
    /// @return end When this lapses.
    /// @return stopEndsAfter Likewise of the last full stop: the pause before a guardian's next one never gets shorter.
    function _endOf(uint8 level, uint40 until, uint8 fullStop, uint40 stopEnds)
        internal
        view
        returns (uint40 end, uint40 stopEndsAfter)
    {
        if (level == 0) return (0, stopEnds);
        if (until > block.timestamp + GUARDIAN_MAX) {
            revert TighteningTooLong(until, block.timestamp + GUARDIAN_MAX);
        }
        return (until, level >= fullStop && until > stopEnds ? until : stopEnds);
    }

    /// @dev Lets guardian or guard tighten, or refuses.
    /// @param tighter The level asked for.
    /// @param level The level in force.
    /// @param fullStop The level that stops everything: the guardian's alone, and not twice in a row.
    /// @param stopEnds When the last full stop lapses or lapsed; zero for none.
    /// @return until When this lapses.
    /// @return stopEndsAfter Likewise of the last full stop, this one included.
    function _tighten(uint8 tighter, uint8 level, uint8 fullStop, uint40 stopEnds)
        internal
        view
        returns (uint40 until, uint40 stopEndsAfter)
    {
        Role role = _guardianOrGuard();
        if (tighter <= level) revert NotTighter(level);
        if (tighter >= fullStop) {
            if (role != Role.Guardian) revert NotAllowed(msg.sender, role);
            if (stopEnds != 0 && block.timestamp < stopEnds + GUARDIAN_MAX) {
                revert StoppedRecently(stopEnds + GUARDIAN_MAX);
            }
        }
        until = uint40(block.timestamp + GUARDIAN_MAX);
        stopEndsAfter = tighter >= fullStop ? until : stopEnds;
    }
}
