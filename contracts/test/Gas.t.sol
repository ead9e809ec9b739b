// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { IRelayWorker } from "../src/interfaces/IRelayWorker.sol";
import { Limits } from "../src/RateLimit.sol";
import { BulkheadFixture } from "./support/BulkheadFixture.sol";

/// @dev The part of forge's cheat codes that this forge-std does not declare.
interface GasSnapshots {
    function snapshotValue(string calldata group, string calldata name, uint256 value) external;
}

/// @dev Gas of each step as a whole transaction, warm (everything but the message has been used before), two required
/// DVNs, two signatures, everything on. Each figure must be the one in contracts/snapshots/gas.json; after a change that
/// is meant to move it, run `FORGE_SNAPSHOT_CHECK=false npm run forge -- test --match-contract Gas` and commit the file.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract GasTest is BulkheadFixture {
    function setUp() public override {
        super.setUp();
        _turnEverythingOn();
        _mintReceipt(100e18);
        _deliver(home, _burn(1e18));
    }

    function test_gas_roundTrip() public {
        uint256 fee = vault.quoteLock(HOST).nativeFee;
        vm.prank(alice);
        vault.lock{ value: fee }(HOST, address(token), 1e18, alice, alice);
        _report("lock");

        Packet memory packet = _sentPacket();
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        _relay(host, group);
        _report("relay a mint");

        fee = buckets.quoteBurn(HOME).nativeFee;
        vm.prank(alice);
        buckets.burn{ value: fee }(HOME, address(token), 1e18, alice);
        _report("burn");

        packet = _sentPacket();
        _verifyByOtherDvn(home, packet);
        group = _group(home, packet);
        _relay(home, group);
        _report("relay a release");
    }

    function test_gas_batches() public {
        _batch(2);
        _batch(10);
        _batch(25);
    }

    function test_gas_retryOfAFailedExecution() public {
        Packet memory packet = _lock(HOST, 1e18);
        _verifyByOtherDvn(host, packet);
        IRelayWorker.Group memory group = _group(host, packet);
        group.gasLimit = 1000;
        _relay(host, group);
        group.gasLimit = GAS_LIMIT;
        _relay(host, group);
        _report("execute what was committed");
    }

    function _batch(uint256 size) private {
        Packet[] memory packets = new Packet[](size);
        for (uint256 i = 0; i < size; ++i) {
            packets[i] = _lock(HOST, 1e18);
            _verifyByOtherDvn(host, packets[i]);
        }
        IRelayWorker.Group memory group = _group(host, packets);
        _relay(host, group);
        _snapshots()
            .snapshotValue(
                "gas",
                string.concat("relay mints, per message of a batch of ", vm.toString(size)),
                vm.lastCallGas().gasTotalUsed / size
            );
    }

    /// @dev Seasoning, and a delay by flow as wide as the capacity, both ways.
    function _turnEverythingOn() private {
        Limits memory limits = _open(CAPACITY);
        (limits.delayThreshold, limits.delaySeconds) = (CAPACITY, 1 days);
        vm.startPrank(governor);
        buckets.setBucketLimits(HOME, address(token), CAPACITY, limits);
        buckets.setSeasoning(HOME, address(token), 1 days, 50);
        Limits memory exit = _openExit(CAPACITY);
        (exit.delayThreshold, exit.delaySeconds) = (CAPACITY, 1 days);
        vault.setCompartmentLimits(HOST, address(token), CAPACITY, limits, exit);
        vm.stopPrank();
        skip(2 days);
    }

    function _report(string memory what) private {
        _snapshots().snapshotValue("gas", what, vm.lastCallGas().gasTotalUsed);
    }

    function _snapshots() private pure returns (GasSnapshots) {
        return GasSnapshots(address(vm));
    }
}
