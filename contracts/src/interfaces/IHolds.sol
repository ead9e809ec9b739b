// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Hold, HoldKind } from "../HoldQueue.sol";

/// @title Authentic messages that wait instead of being refused, on either end.
/// @notice Holds are told apart by `id` within their (eid, asset). What a hold consists of is in its last Held or
/// HoldChanged event; whoever acts on it repeats it.
interface IHolds {
    /// @notice A message arrived and is held.
    event Held(bytes32 indexed guid, uint32 indexed eid, address indexed asset, uint32 id, Hold hold);
    /// @notice A hold became of another kind, or is due at another time.
    event HoldChanged(bytes32 indexed guid, uint32 indexed eid, address indexed asset, uint32 id, Hold hold);
    /// @notice A hold, or a part of it, passed.
    /// @param amount Base units that passed.
    /// @param left Base units that still wait, under the same id; with zero the hold is gone.
    event HoldReleased(
        bytes32 indexed guid, uint32 indexed eid, address indexed asset, uint32 id, uint256 amount, uint256 left
    );

    /// @notice The amount is below what one message must move.
    error AmountBelowMinimum(uint256 amount, uint256 minAmount);
    /// @notice The amount is above what one message may move.
    error AmountAboveMaximum(uint256 amount, uint256 maxAmount);
    /// @notice The amount would pass the bucket's capacity; `room` is what is left.
    error BucketCapacityExceeded(uint32 eid, address asset, uint256 amount, uint256 room);
    /// @notice The amount is above what the limiter has stored; it refills.
    error RateLimitExceeded(uint32 eid, address asset, uint256 amount, uint256 stored);
    /// @notice The hold can be acted on from `dueAt` on, Unix seconds.
    error HoldNotDue(uint32 id, uint256 dueAt);
    /// @notice The hold never passes; it can only go home.
    error HoldNeverPasses(uint32 id);

    /// @notice Lets a hold pass that is due: a delayed one when its time is over, a waiting one when it is the first in the
    /// queue and fits. Anybody may.
    /// @dev State and limits are those of now, but that a delayed exit keeps what it has taken. Costs the same whatever the number of holds.
    /// What could not pass before it has to go home becomes refund-only instead, as does what is over the limits of now.
    /// @custom:reverts UnknownHold, NotNext, HoldNotDue, HoldNeverPasses, BucketCapacityExceeded, RateLimitExceeded and,
    /// while nothing passes, BucketNotMinting or CompartmentClosed
    /// @custom:invariant INV-011, INV-012
    function releaseHold(uint32 eid, address asset, uint32 id, Hold calldata hold) external;

    /// @notice Whether a hold with these particulars exists.
    function isHeld(uint32 eid, address asset, uint32 id, Hold calldata hold) external view returns (bool);

    /// @notice The queue: first and last waiting hold, zero when there is none; the last id given; base units waiting.
    function queue(uint32 eid, address asset)
        external
        view
        returns (uint32 head, uint32 tail, uint32 lastId, uint256 waiting);
}
