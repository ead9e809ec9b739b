// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { OFTAdapter } from "@layerzerolabs/oft-evm/contracts/OFTAdapter.sol";
import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";

/// @title LayerZero's OFTAdapter as it comes: locks a token at home. For the gas bench only.
contract HomeOft is OFTAdapter {
    constructor(address token, address endpoint, address owner) OFTAdapter(token, endpoint, owner) Ownable(owner) { }
}
