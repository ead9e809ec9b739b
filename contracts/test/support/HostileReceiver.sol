// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { ILayerZeroReceiver } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroReceiver.sol";
import { Origin } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

/// @title A receiver that harms who delivers to it: message 00 burns all gas, 01 reverts with 20,000 bytes.
contract HostileReceiver is ILayerZeroReceiver {
    /// @inheritdoc ILayerZeroReceiver
    function allowInitializePath(Origin calldata) external pure override returns (bool) {
        return true;
    }

    /// @inheritdoc ILayerZeroReceiver
    function nextNonce(uint32, bytes32) external pure override returns (uint64) {
        return 0;
    }

    /// @inheritdoc ILayerZeroReceiver
    function lzReceive(Origin calldata, bytes32, bytes calldata message, address, bytes calldata)
        external
        payable
        override
    {
        bool bomb = message[0] == 0x01;
        assembly {
            if bomb { revert(0x1000, 20000) }
            invalid()
        }
    }
}
