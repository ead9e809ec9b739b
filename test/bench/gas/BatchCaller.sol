// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Makes many calls in one transaction, with less around each than the usual multicall contracts have. For the
/// gas bench only: what others deliver one by one, it delivers as cheaply as anybody could.
contract BatchCaller {
    struct Call {
        address target;
        bytes data;
    }

    /// @notice This call failed, and with it all.
    error CallFailed(uint256 index, bytes reason);

    /// @notice Makes the calls in order; all or none.
    function callAll(Call[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool success, bytes memory reason) = calls[i].target.call(calls[i].data);
            if (!success) revert CallFailed(i, reason);
        }
    }
}
