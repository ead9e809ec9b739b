// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Why a hold is held.
enum HoldKind {
    /// @dev In the queue, first in, first out: there was no room for it, or nothing passed.
    Waiting,
    /// @dev Has its room already and waits for nothing but its own time.
    Delayed,
    /// @dev In no queue and without room: it can only go home.
    RefundOnly
}

/// @notice An authentic message that waits. Only a hash of it is stored: whoever acts on it repeats it, from the events.
/// @param guid LayerZero id of the message.
/// @param amount Base units; of an exit that is paid in parts, what is left.
/// @param refundTo Where it can be sent back to; zero on the home chain, whose exits only go forward.
/// @param heldAt When it arrived, Unix seconds.
/// @param dueAt Delayed: when its delay is over. Refund-only: since when. Waiting: zero.
struct Hold {
    bytes32 guid;
    address receiver;
    address refundTo;
    uint128 amount;
    HoldKind kind;
    uint40 heldAt;
    uint40 dueAt;
}

/// @dev One slot. 192 bits leave 2^96 work for a collision.
struct HoldEntry {
    uint192 commitment;
    uint32 previous;
    uint32 next;
}

/// @dev One slot and the entries. `waiting` is the sum of what is in the queue, base units.
struct Queue {
    uint32 head;
    uint32 tail;
    uint32 lastId;
    uint160 waiting;
    mapping(uint32 id => HoldEntry) entries;
}

/// @title What is held in one bucket or compartment, and in which order it may pass.
/// @dev The queue is a doubly linked list over the waiting holds, so that each step costs the same whatever the number of
/// holds: nothing here loops.
library HoldQueue {
    /// @notice No hold has this id and these particulars.
    error UnknownHold(uint32 id);
    /// @notice Other holds come first; `head` is the next.
    error NotNext(uint32 id, uint32 head);

    /// @notice Adds a hold.
    /// @return id Of the hold, never zero and never used again.
    function add(Queue storage self, Hold memory hold) internal returns (uint32 id) {
        id = ++self.lastId;
        HoldEntry memory entry = HoldEntry(commitmentOf(id, hold), 0, 0);
        if (hold.kind == HoldKind.Waiting) {
            entry.previous = self.tail;
            if (entry.previous == 0) self.head = id;
            else self.entries[entry.previous].next = id;
            self.tail = id;
            self.waiting += hold.amount;
        }
        self.entries[id] = entry;
    }

    /// @notice Takes a hold away, from wherever it stands.
    /// @param entry What `find` returned of it.
    /// @return queued Whether any still waits.
    function remove(Queue storage self, uint32 id, Hold memory hold, HoldEntry memory entry)
        internal
        returns (bool queued)
    {
        delete self.entries[id];
        if (hold.kind == HoldKind.Waiting) _unlink(self, entry, hold.amount);
        return self.head != 0;
    }

    /// @notice Gives a hold another kind and due time; what leaves the queue does not come back.
    /// @param entry What `find` returned of it.
    /// @return changed The hold as it is now.
    /// @return queued Whether any still waits.
    function change(
        Queue storage self,
        uint32 id,
        Hold memory hold,
        HoldEntry memory entry,
        HoldKind kind,
        uint40 dueAt
    ) internal returns (Hold memory changed, bool queued) {
        if (hold.kind == HoldKind.Waiting) _unlink(self, entry, hold.amount);
        changed = Hold(hold.guid, hold.receiver, hold.refundTo, hold.amount, kind, hold.heldAt, dueAt);
        self.entries[id] = HoldEntry(commitmentOf(id, changed), 0, 0);
        return (changed, self.head != 0);
    }

    /// @notice Takes a part out of a waiting hold, which was found and keeps its place.
    function reduce(Queue storage self, uint32 id, Hold memory hold, uint128 part) internal {
        hold.amount -= part;
        self.entries[id].commitment = commitmentOf(id, hold);
        self.waiting -= part;
    }

    /// @notice Refuses a waiting hold that is not the first in the queue.
    /// @custom:reverts NotNext
    function requireNext(Queue storage self, uint32 id) internal view {
        if (self.head != id) revert NotNext(id, self.head);
    }

    /// @notice The entry of a hold, to be looked up before anything is done with it.
    /// @custom:reverts UnknownHold
    function find(Queue storage self, uint32 id, Hold memory hold) internal view returns (HoldEntry memory entry) {
        entry = self.entries[id];
        if (entry.commitment == 0 || entry.commitment != commitmentOf(id, hold)) revert UnknownHold(id);
    }

    /// @dev What is stored of a hold.
    function commitmentOf(uint32 id, Hold memory hold) internal pure returns (uint192) {
        return uint192(uint256(keccak256(abi.encode(id, hold))) >> 64);
    }

    function _unlink(Queue storage self, HoldEntry memory entry, uint128 amount) private {
        if (entry.previous == 0) self.head = entry.next;
        else self.entries[entry.previous].next = entry.next;
        if (entry.next == 0) self.tail = entry.previous;
        else self.entries[entry.next].previous = entry.previous;
        self.waiting -= amount;
    }
}
