// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Origin } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { StdStorage, Test, stdStorage } from "forge-std/Test.sol";

import { Traffic } from "./support/Traffic.sol";

/// @dev Nothing is made and nothing is lost, in each compartment by itself.
/// @custom:invariant INV-001
contract ConservationTest is Test {
    Traffic private _traffic;

    function setUp() public {
        _traffic = new Traffic();
        bytes4[] memory actions = new bytes4[](8);
        // Deliveries are most of the traffic.
        (actions[0], actions[1], actions[2]) =
        (Traffic.deliver.selector, Traffic.deliver.selector, Traffic.deliver.selector);
        (actions[3], actions[4]) = (Traffic.lock.selector, Traffic.burn.selector);
        (actions[5], actions[6], actions[7]) =
        (Traffic.setState.selector, Traffic.transfer.selector, Traffic.donate.selector);
        targetSelector(FuzzSelector(address(_traffic), actions));
        targetContract(address(_traffic));
    }

    function invariant_conservation() public view {
        for (uint256 lane = 0; lane < 2; ++lane) {
            (uint256 locked, uint256 level, uint256 supply, uint256 capacity) = _traffic.lanes(lane);
            assertEq(locked, level + _traffic.inFlight(lane), "locked == level + in flight");
            assertEq(supply, level, "the receipts' supply == level");
            assertLe(level, capacity, "level <= capacity");
            assertGe(_traffic.escrowBalance(lane), locked, "the escrow holds what its compartment says");
        }
    }
}

/// @dev The properties above are worth what they would catch.
contract ConservationSanityTest is Test {
    /// @dev The traffic as such: everything happens, and replays do nothing.
    function test_traffic_happens() public {
        Traffic traffic = new Traffic();
        for (uint256 i = 0; i < 4; ++i) {
            traffic.lock(i, 60e18);
            traffic.deliver(i);
        }
        traffic.burn(0, 50e18);
        traffic.deliver(4);
        traffic.deliver(4);
        traffic.deliver(0);
        assertEq(traffic.delivered(), 5);
        assertEq(traffic.replayed(), 2);
        (uint256 locked, uint256 level, uint256 supply,) = traffic.lanes(0);
        assertEq(locked, 70e18);
        assertEq(level, 70e18);
        assertEq(supply, 70e18);
        assertEq(traffic.inFlight(0), 0);
    }

    /// @dev A mutant: an endpoint that forgets what it delivered, so that the same mint is executed twice by the handler
    /// itself. The invariant's equation must not survive it.
    function test_mutant_aSecondDeliveryBreaksConservation() public {
        MutantTraffic traffic = new MutantTraffic();
        traffic.lock(0, 10e18);
        traffic.lock(0, 10e18);
        traffic.deliver(0);
        traffic.deliver(0);
        _assertConserved(traffic, true);
        traffic.forgetDelivery();
        traffic.deliver(0);
        assertEq(traffic.replayed(), 2);
        _assertConserved(traffic, false);
    }

    /// @dev A mutant: a release out of another chain's compartment.
    function test_mutant_aReleaseFromTheWrongCompartmentBreaksConservation() public {
        MutantTraffic traffic = new MutantTraffic();
        traffic.lock(0, 10e18);
        traffic.lock(1, 10e18);
        traffic.deliver(0);
        traffic.deliver(1);
        _assertConserved(traffic, true);
        traffic.releaseFromTheOther();
        _assertConserved(traffic, false);
    }

    function _assertConserved(Traffic traffic, bool expected) private view {
        (uint256 locked, uint256 level, uint256 supply,) = traffic.lanes(0);
        (uint256 otherLocked, uint256 otherLevel,,) = traffic.lanes(1);
        bool conserved =
            locked == level + traffic.inFlight(0) && supply == level && otherLocked == otherLevel + traffic.inFlight(1);
        assertEq(conserved, expected);
    }
}

/// @dev Traffic with what LayerZero and the contracts rule out.
contract MutantTraffic is Traffic {
    using stdStorage for StdStorage;

    /// @notice The endpoint holds the first mint's payload again, as if it had never been executed.
    function forgetDelivery() external {
        stdstore.target(address(host.endpoint)).sig("inboundPayloadHash(address,uint32,bytes32,uint64)")
            .with_key(address(buckets)).with_key(uint256(HOME)).with_key(_asPeer(address(vault))).with_key(uint256(1))
            .checked_write(_payloadHash(firstPacket()));
    }

    /// @notice A burn on the first host is released from the second host's compartment.
    function releaseFromTheOther() external {
        vm.recordLogs();
        _burn(4e18);
        inFlight[0] += 4e18;
        vm.prank(address(home.endpoint));
        vault.lzReceive(
            _from(secondHost, address(secondBuckets)),
            bytes32(uint256(1)),
            _releasePayload(address(token), alice, 4e18),
            alice,
            ""
        );
        inFlight[0] -= 4e18;
    }

    function _from(Stack memory chain, address sender) private pure returns (Origin memory) {
        return Origin(chain.eid, _asPeer(sender), 1);
    }
}
