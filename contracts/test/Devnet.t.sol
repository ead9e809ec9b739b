// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";
import { Test } from "forge-std/Test.sol";

import { TestPriceFeed } from "../src/devnet/TestPriceFeed.sol";
import { TestToken } from "../src/devnet/TestToken.sol";
import { TestTokenNoBool } from "../src/devnet/TestTokenNoBool.sol";
import { TestTokenWithFee } from "../src/devnet/TestTokenWithFee.sol";

contract DevnetTest is Test {
    address private immutable _owner = makeAddr("owner");

    function test_priceFeed_answersLikeChainlink() public {
        vm.warp(1000);
        vm.expectEmit();
        emit TestPriceFeed.AnswerUpdated(2500e8, 1, 1000);
        TestPriceFeed feed = new TestPriceFeed(_owner, 8, "ETH / USD", 2500e8);
        assertEq(feed.owner(), _owner);
        assertEq(feed.decimals(), 8);
        assertEq(feed.description(), "ETH / USD");
        assertEq(feed.version(), 1);

        vm.warp(2000);
        vm.expectEmit(address(feed));
        emit TestPriceFeed.AnswerUpdated(-1, 2, 2000);
        vm.prank(_owner);
        feed.setAnswer(-1);
        _assertRound(feed, 1, 2500e8, 1000);
        _assertRound(feed, 2, -1, 2000);
        (uint80 latest,,,,) = feed.latestRoundData();
        assertEq(latest, 2);
    }

    function test_priceFeed_errors() public {
        TestPriceFeed feed = new TestPriceFeed(_owner, 8, "ETH / USD", 1);
        vm.expectRevert(abi.encodeWithSelector(TestPriceFeed.NoDataPresent.selector, 2));
        feed.getRoundData(2);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, address(this)));
        feed.setAnswer(1);
        int256 tooLarge = int256(type(int192).max) + 1;
        vm.prank(_owner);
        vm.expectRevert(abi.encodeWithSelector(TestPriceFeed.AnswerOutOfRange.selector, tooLarge));
        feed.setAnswer(tooLarge);
    }

    function test_tokens_anybodyMints() public {
        TestToken token = new TestToken("Name", "SYM", 6);
        token.mint(_owner, 5);
        assertEq(token.decimals(), 6);
        assertEq(token.balanceOf(_owner), 5);
    }

    function test_tokenNoBool_returnsNothing() public {
        TestTokenNoBool token = new TestTokenNoBool("Name", "SYM", 6);
        token.mint(address(this), 5);
        (bool done, bytes memory answer) = address(token).call(abi.encodeCall(token.transfer, (_owner, 2)));
        assertTrue(done);
        assertEq(answer.length, 0);
        assertEq(token.balanceOf(_owner), 2);
        vm.expectRevert(abi.encodeWithSelector(TestTokenNoBool.InsufficientBalance.selector, address(this), 3, 4));
        token.transfer(_owner, 4);
        vm.expectRevert(
            abi.encodeWithSelector(TestTokenNoBool.InsufficientAllowance.selector, _owner, address(this), 1)
        );
        token.transferFrom(_owner, address(this), 1);
        vm.prank(_owner);
        token.approve(address(this), 1);
        token.transferFrom(_owner, address(this), 1);
        assertEq(token.allowance(_owner, address(this)), 0);
    }

    function test_tokenWithFee_burnsItsShare() public {
        TestTokenWithFee token = new TestTokenWithFee("Name", "SYM", 18, 250);
        token.mint(address(this), 1000);
        token.transfer(_owner, 999);
        assertEq(token.balanceOf(_owner), 975, "the fee of 24.975 is rounded down");
        assertEq(token.totalSupply(), 976);
        vm.expectRevert(abi.encodeWithSelector(TestTokenWithFee.FeeAboveAll.selector, 10_001));
        new TestTokenWithFee("Name", "SYM", 18, 10_001);
    }

    function _assertRound(TestPriceFeed feed, uint80 round, int256 expected, uint256 time) private view {
        (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredIn) = feed.getRoundData(round);
        assertEq(id, round);
        assertEq(answer, expected);
        assertEq(startedAt, time);
        assertEq(updatedAt, time);
        assertEq(answeredIn, round);
    }
}
