// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { ATokenInstance } from "@aave-dao/aave-v3-origin/src/contracts/instances/ATokenInstance.sol";
import {
    VariableDebtTokenInstance
} from "@aave-dao/aave-v3-origin/src/contracts/instances/VariableDebtTokenInstance.sol";
import { IPool } from "@aave-dao/aave-v3-origin/src/contracts/interfaces/IPool.sol";
import { TokenMath } from "@aave-dao/aave-v3-origin/src/contracts/protocol/libraries/helpers/TokenMath.sol";
import { ERC1967Proxy } from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";

/// @title Stands for a pool and its configurator in front of the real tokens of a reserve of Aave v3.6, without any rule: whoever
/// calls says what interest made of the indices.
contract TestAavePool {
    event ReserveInitialized(
        address indexed asset,
        address indexed aToken,
        address stableDebtToken,
        address variableDebtToken,
        address interestRateStrategyAddress
    );
    event ReserveDataUpdated(
        address indexed reserve,
        uint256 liquidityRate,
        uint256 stableBorrowRate,
        uint256 variableBorrowRate,
        uint256 liquidityIndex,
        uint256 variableBorrowIndex
    );

    address public immutable asset;
    ATokenInstance public aToken;
    VariableDebtTokenInstance public variableDebtToken;
    uint256 private _supplyIndex = 1e27;
    uint256 private _debtIndex = 1e27;

    constructor(address asset_) {
        asset = asset_;
    }

    function begin() external {
        IPool pool = IPool(address(this));
        address supplied = address(new ATokenInstance(pool, address(0), address(this)));
        address owed = address(new VariableDebtTokenInstance(pool, address(0)));
        bytes memory named = abi.encodeCall(ATokenInstance.initialize, (pool, asset, 18, "a", "a", ""));
        aToken = ATokenInstance(address(new ERC1967Proxy(supplied, named)));
        named = abi.encodeCall(VariableDebtTokenInstance.initialize, (pool, asset, 18, "v", "v", ""));
        variableDebtToken = VariableDebtTokenInstance(address(new ERC1967Proxy(owed, named)));
        emit ReserveInitialized(asset, address(aToken), address(0), address(variableDebtToken), address(0));
    }

    function accrue(uint256 supplyIndex, uint256 debtIndex) external {
        (_supplyIndex, _debtIndex) = (supplyIndex, debtIndex);
        emit ReserveDataUpdated(asset, 0, 0, 0, supplyIndex, debtIndex);
    }

    function supply(address account, uint256 amount) external {
        aToken.mint(account, account, TokenMath.getATokenMintScaledAmount(amount, _supplyIndex), _supplyIndex);
    }

    /// @dev The token is named as the receiver, so that it pays nothing out.
    function withdraw(address account, uint256 amount) external {
        uint256 scaled = TokenMath.getATokenBurnScaledAmount(amount, _supplyIndex);
        aToken.burn(account, address(aToken), amount, scaled, _supplyIndex);
    }

    function borrow(address account, uint256 amount) external {
        uint256 scaled = TokenMath.getVTokenMintScaledAmount(amount, _debtIndex);
        variableDebtToken.mint(account, account, amount, scaled, _debtIndex);
    }

    function repay(address account, uint256 amount) external {
        variableDebtToken.burn(account, TokenMath.getVTokenBurnScaledAmount(amount, _debtIndex), _debtIndex);
    }

    function ADDRESSES_PROVIDER() external view returns (address) {
        return address(this);
    }

    function getReserveNormalizedIncome(address) external view returns (uint256) {
        return _supplyIndex;
    }

    function getReserveNormalizedVariableDebt(address) external view returns (uint256) {
        return _debtIndex;
    }

    function finalizeTransfer(address, address, address, uint256, uint256) external { }
}
