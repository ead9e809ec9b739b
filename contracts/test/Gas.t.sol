// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { console } from "forge-std/console.sol";

import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { BulkheadFixture } from "./support/BulkheadFixture.sol";

/// @dev Gas of each step, warm (everything but the message has been used before), two required DVNs, two signatures.
/// Whole transactions only with `forge test --match-contract Gas --isolate -vv`; the bounds hold there and without.
contract GasTest is BulkheadFixture {
    function setUp() public override {
        super.setUp();
        _mintReceipt(100e18);
        _deliver(home, _burn(1e18));
    }

    function test_gas_roundTrip() public {
        uint256 fee = vault.quoteLock(HOST).nativeFee;
        vm.prank(alice);
        vault.lock{ value: fee }(HOST, address(token), 1e18, alice, alice);
        _report("lock", 240_000);

        Packet memory packet = _sentPacket();
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        _relay(host, job);
        _report("relay a mint", 180_000);

        fee = buckets.quoteBurn(HOME).nativeFee;
        vm.prank(alice);
        buckets.burn{ value: fee }(HOME, address(token), 1e18, alice);
        _report("burn", 230_000);

        packet = _sentPacket();
        _verifyByOtherDvn(home, packet);
        job = _job(home, packet);
        _relay(home, job);
        _report("relay a release", 170_000);
    }

    function test_gas_batches() public {
        _batch(2);
        _batch(10);
        _batch(25);
    }

    function test_gas_retryOfAFailedExecution() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Job memory job = _job(host, packet);
        job.gasLimit = 1000;
        _relay(host, job);
        job.gasLimit = GAS_LIMIT;
        _relay(host, job);
        _report("execute what was committed", 120_000);
    }

    function _batch(uint256 size) private {
        IRelayWorker.Job[] memory jobs = new IRelayWorker.Job[](size);
        for (uint256 i = 0; i < size; ++i) {
            Packet memory packet = _lock(HOST, 1e18);
            _verifyByOtherDvn(host, packet);
            jobs[i] = _job(host, packet);
        }
        host.worker.relay(jobs);
        console.log("relay, per message of a batch of", size, vm.lastCallGas().gasTotalUsed / size);
    }

    function _report(string memory what, uint256 bound) private view {
        uint256 used = vm.lastCallGas().gasTotalUsed;
        console.log(what, used);
        assertLt(used, bound, what);
    }
}
