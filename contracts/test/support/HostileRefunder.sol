// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Hold } from "../../src/HoldQueue.sol";
import { ReceiptBuckets } from "../../src/ReceiptBuckets.sol";

/// @title A receiver that sends its hold home and, when the endpoint returns what was over, tries to do so again.
contract HostileRefunder {
    ReceiptBuckets private immutable _buckets;
    bytes[] private _attempts;

    /// @notice What each attempt was refused with; empty when it was not.
    bytes[] public refusals;

    constructor(ReceiptBuckets buckets_) {
        _buckets = buckets_;
    }

    receive() external payable {
        for (uint256 i = 0; i < _attempts.length; ++i) {
            (bool done, bytes memory reason) = address(_buckets).call(_attempts[i]);
            refusals.push(done ? bytes("") : reason);
        }
    }

    /// @param attempts Calls to the buckets contract, to be made from within.
    function refund(uint32 srcEid, address asset, uint32 id, Hold calldata hold, bytes[] calldata attempts)
        external
        payable
    {
        for (uint256 i = 0; i < attempts.length; ++i) {
            _attempts.push(attempts[i]);
        }
        _buckets.refundHold{ value: msg.value }(srcEid, asset, id, hold);
    }
}
