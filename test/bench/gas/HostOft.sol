// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { OFT } from "@layerzerolabs/oft-evm/contracts/OFT.sol";
import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";

/// @title LayerZero's OFT as it comes: mints on the host what is locked at home. For the gas bench only.
contract HostOft is OFT {
    constructor(address endpoint, address owner) OFT("Omnichain Token", "OFT", endpoint, owner) Ownable(owner) { }
}
