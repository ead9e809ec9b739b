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
        bytes4[] memory actions = new bytes4[](14);
        // Deliveries are most of the traffic.
        (actions[0], actions[1], actions[2]) =
        (Traffic.deliver.selector, Traffic.deliver.selector, Traffic.deliver.selector);
        (actions[3], actions[4], actions[5]) = (Traffic.lock.selector, Traffic.lock.selector, Traffic.burn.selector);
        (actions[6], actions[7], actions[8]) =
        (Traffic.setState.selector, Traffic.transfer.selector, Traffic.donate.selector);
        (actions[9], actions[10], actions[11]) =
        (Traffic.releaseHold.selector, Traffic.releaseHold.selector, Traffic.refundHold.selector);
        (actions[12], actions[13]) = (Traffic.voidHold.selector, Traffic.pass.selector);
        targetSelector(FuzzSelector(address(_traffic), actions));
        targetContract(address(_traffic));
    }

    function invariant_conservation() public view {
        for (uint256 lane = 0; lane < 2; ++lane) {
            (uint256 locked, uint256 level, uint256 supply, uint256 capacity) = _traffic.lanes(lane);
            (uint256 onHost, uint256 reserved, uint256 atHome) = _traffic.held(lane);
            assertEq(locked, level + _traffic.inFlight(lane) + onHost, "locked == level + in flight + held on the host");
            assertEq(supply, level, "the receipts' supply == level");
            assertEq(_traffic.reservedOf(lane), reserved, "what delayed holds have taken");
            assertLe(level + reserved, capacity, "level and reservations <= capacity");
            assertGe(_traffic.escrowBalance(lane), locked + atHome, "the escrow holds what is locked and what waits");
        }
    }
}

/// @dev The properties above are worth what they would catch.
contract ConservationSanityTest is Test {
    /// @dev The traffic as such: everything happens, and replays do nothing. On the first lane 60 pass without delay, 120 at
    /// once and 90 a message; its exit has 80 stored and lets 50 a payout through.
    function test_traffic_happens() public {
        Traffic traffic = new Traffic();
        traffic.lock(0, 60e18);
        traffic.deliver(0);
        traffic.lock(1, 60e18);
        traffic.deliver(1);
        traffic.burn(0, 50e18);
        traffic.deliver(2);
        traffic.deliver(2);
        traffic.deliver(0);
        assertEq(traffic.delivered(), 3);
        assertEq(traffic.replayed(), 2);
        _assertLane(traffic, 10e18, 10e18, 0, 0);

        traffic.lock(0, 40e18);
        traffic.deliver(3);
        assertEq(traffic.heldOnHosts(), 1, "delayed");
        _assertLane(traffic, 50e18, 10e18, 40e18, 0);
        traffic.lock(0, 95e18);
        traffic.deliver(4);
        _assertLane(traffic, 145e18, 10e18, 135e18, 0);
        traffic.refundHold(1); // over the maximum
        assertEq(traffic.refunded(), 1);
        assertEq(traffic.inFlight(0), 95e18);
        traffic.deliver(5);
        assertEq(traffic.heldAtHome(), 1, "95 of 30 stored");
        _assertLane(traffic, 50e18, 10e18, 40e18, 95e18);
        traffic.pass(2399);
        traffic.pass(2399);
        traffic.releaseHold(0);
        _assertLane(traffic, 50e18, 50e18, 0, 95e18);
        traffic.releaseHold(0);
        _assertLane(traffic, 50e18, 50e18, 0, 45e18);
        assertEq(traffic.passed(), 2);
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

    /// @dev The first lane; nothing is in flight.
    function _assertLane(Traffic traffic, uint256 locked, uint256 level, uint256 onHost, uint256 atHome) private view {
        (uint256 locked_, uint256 level_, uint256 supply,) = traffic.lanes(0);
        (uint256 onHost_,, uint256 atHome_) = traffic.held(0);
        assertEq(locked_, locked, "locked");
        assertEq(level_, level, "level");
        assertEq(supply, level, "supply");
        assertEq(onHost_, onHost, "held on the host");
        assertEq(atHome_, atHome, "held at home");
        assertEq(traffic.inFlight(0), 0, "in flight");
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
