// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Initializable } from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {
    ERC20PermitUpgradeable
} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC20PermitUpgradeable.sol";
import { Vm } from "forge-std/Test.sol";

import { CollateralReceipt } from "../src/CollateralReceipt.sol";
import { ICollateralReceipt } from "../src/interfaces/ICollateralReceipt.sol";
import { BulkheadFixture } from "./support/BulkheadFixture.sol";

contract CollateralReceiptTest is BulkheadFixture {
    CollateralReceipt private _dollar;

    function setUp() public override {
        super.setUp();
        vm.prank(governor);
        _dollar = CollateralReceipt(buckets.openBucket(HOME, makeAddr("dollar"), "Bulkhead Dollar", "bUSD", 6));
    }

    function test_eachCloneHasItsOwnNameSymbolAndDecimals() public view {
        assertEq(receipt.name(), "Bulkhead Test Ether");
        assertEq(receipt.symbol(), "btETH");
        assertEq(receipt.decimals(), 18);
        assertEq(_dollar.name(), "Bulkhead Dollar");
        assertEq(_dollar.symbol(), "bUSD");
        assertEq(_dollar.decimals(), 6);
        assertEq(_dollar.buckets(), address(buckets));
        assertEq(secondReceipt.buckets(), address(secondBuckets));
    }

    function test_permit_signsUnderItsOwnName() public {
        assertEq(receipt.DOMAIN_SEPARATOR(), _domain("Bulkhead Test Ether", address(receipt)));
        assertEq(_dollar.DOMAIN_SEPARATOR(), _domain("Bulkhead Dollar", address(_dollar)));
        (, string memory name, string memory version,,,,) = _dollar.eip712Domain();
        assertEq(name, "Bulkhead Dollar");
        assertEq(version, "1");

        Vm.Wallet memory holder = vm.createWallet("holder");
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(holder.privateKey, _permitDigest(_domain("Bulkhead Dollar", address(_dollar)), holder.addr, 5));
        _dollar.permit(holder.addr, bob, 5, type(uint256).max, v, r, s);
        assertEq(_dollar.allowance(holder.addr, bob), 5);
        assertEq(_dollar.nonces(holder.addr), 1);
    }

    function test_permit_aSignatureForOneReceiptIsWorthNothingAtAnother() public {
        Vm.Wallet memory holder = vm.createWallet("holder");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            holder.privateKey, _permitDigest(_domain("Bulkhead Test Ether", address(receipt)), holder.addr, 5)
        );
        vm.expectPartialRevert(ERC20PermitUpgradeable.ERC2612InvalidSigner.selector);
        _dollar.permit(holder.addr, bob, 5, type(uint256).max, v, r, s);
    }

    function test_initialize_errorOnTheImplementation() public {
        CollateralReceipt implementation = CollateralReceipt(buckets.receiptImplementation());
        vm.prank(address(buckets));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize("", "", 18);
        vm.expectRevert(abi.encodeWithSelector(ICollateralReceipt.OnlyBuckets.selector, address(this)));
        implementation.initialize("", "", 18);
    }

    function test_initialize_errorTwice() public {
        vm.prank(address(buckets));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        receipt.initialize("", "", 18);
    }

    function test_mintAndBurn_errorOnlyBuckets() public {
        address[3] memory others = [stranger, governor, address(secondBuckets)];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.startPrank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(ICollateralReceipt.OnlyBuckets.selector, others[i]));
            receipt.mint(others[i], 1);
            vm.expectRevert(abi.encodeWithSelector(ICollateralReceipt.OnlyBuckets.selector, others[i]));
            receipt.burn(alice, 1);
            vm.stopPrank();
        }
        assertEq(receipt.totalSupply(), 0);
    }

    function test_transfer_receiptsMoveLikeAnyToken() public {
        _mintReceipt(5e18);
        vm.prank(alice);
        receipt.transfer(bob, 2e18);
        assertEq(receipt.balanceOf(bob), 2e18);
        assertEq(_bucketLevel(), 5e18);
    }

    function _domain(string memory name, address contract_) private view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256("1"),
                block.chainid,
                contract_
            )
        );
    }

    function _permitDigest(bytes32 domain, address holder, uint256 value) private view returns (bytes32) {
        bytes32 permit = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                holder,
                bob,
                value,
                uint256(0),
                type(uint256).max
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, permit));
    }
}
