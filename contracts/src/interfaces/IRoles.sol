// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What an account may do besides what anybody may. The owner, a timelock, holds no role: it is above them.
enum Role {
    None,
    /// @dev Moves limits, within the limits that the owner set.
    Steward,
    /// @dev The automatic circuit breaker: tightens, but stops nobody's exit.
    Guard,
    /// @dev Tightens at once.
    Guardian
}

/// @title Who may do what: an owner, which is a timelock, and fast roles that can only tighten or move within bounds.
interface IRoles {
    /// @notice An account got, changed or lost its role.
    event RoleSet(address indexed account, Role role);

    /// @notice The caller's role does not allow this.
    error NotAllowed(address caller, Role role);
    /// @notice A fast role only tightens: what is in force is `level` or tighter already.
    error NotTighter(uint8 level);
    /// @notice What lies over the owner's value ends by `latest`, Unix seconds; the owner's own value can last.
    error TighteningTooLong(uint256 until, uint256 latest);
    /// @notice A full stop cannot follow another so soon: not before `from`, Unix seconds. The owner can do it.
    error StoppedRecently(uint256 from);
    /// @notice Ownership cannot be given up: nobody could end what the guardian began.
    error OwnerRequired();

    /// @notice The role of an account.
    function roleOf(address account) external view returns (Role);

    /// @notice How long what a fast role laid over the owner's value lasts, unless the owner says otherwise, and how long
    /// after a full stop has lapsed no fast role can begin another. Seconds.
    function GUARDIAN_MAX() external view returns (uint256);

    /// @notice Gives an account one role, or `None`. Owner only.
    function setRole(address account, Role role) external;
}
