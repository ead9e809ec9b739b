// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Test } from "forge-std/Test.sol";

import { BucketPriceFeed } from "../src/BucketPriceFeed.sol";
import { TestPriceFeed } from "../src/devnet/TestPriceFeed.sol";
import { AggregatorV3Interface } from "../src/interfaces/AggregatorV3Interface.sol";
import { IBucketPriceFeed } from "../src/interfaces/IBucketPriceFeed.sol";
import { IReceiptStatus } from "../src/interfaces/IReceiptStatus.sol";
import { ReceiptStatusStub } from "./support/ReceiptStatusStub.sol";

contract BucketPriceFeedTest is Test {
    uint256 private constant NOW = 1_000_000;
    uint16 private constant HAIRCUT_BPS = 500;
    uint16 private constant WORST_HAIRCUT_BPS = 2000;
    uint32 private constant MAX_AGE = 3600;
    uint32 private constant GRACE = 1800;

    ReceiptStatusStub private _buckets;
    TestPriceFeed private _source;
    TestPriceFeed private _uptime;
    address private _receipt;

    function setUp() public {
        vm.warp(NOW);
        _buckets = new ReceiptStatusStub();
        _receipt = address(_buckets.receipt());
        _source = new TestPriceFeed(address(this), 8, "ETH / USD", 2500e8);
    }

    // ------------------------------------------------------------------------------------------------------ price

    function test_price_takesHaircutAndBackingOffTheSource() public {
        BucketPriceFeed feed = new BucketPriceFeed(_strict());
        assertEq(_price(feed), 2375e8, "2,500 less 5 %");
        _buckets.setBacking(600_000_000);
        assertEq(_price(feed), 1425e8, "60 % of it");
    }

    function test_price_roundsDown() public {
        IBucketPriceFeed.Settings memory settings = _strict();
        settings.haircutBps = 1;
        BucketPriceFeed feed = new BucketPriceFeed(settings);
        _source.setAnswer(10_000);
        assertEq(_price(feed), 9999, "exactly 9,999");
        _buckets.setBacking(999_999_999);
        assertEq(_price(feed), 9998, "9,998.99999");
    }

    function test_price_roundAndTimesAreTheSources() public {
        BucketPriceFeed feed = new BucketPriceFeed(_strict());
        _mockSource(7, 2000e8, NOW - 20, NOW - 10, 6);
        (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredIn) = feed.latestRoundData();
        assertEq(id, 7);
        assertEq(answer, 1900e8);
        assertEq(startedAt, NOW - 20);
        assertEq(updatedAt, NOW - 10);
        assertEq(answeredIn, 6);
    }

    function test_price_withoutHaircutIsTheSources() public {
        IBucketPriceFeed.Settings memory settings = _strict();
        settings.haircutBps = 0;
        BucketPriceFeed feed = new BucketPriceFeed(settings);
        assertEq(_price(feed), 2500e8);
        _mockSource(1, type(int256).max, NOW, NOW, 1);
        assertEq(_price(feed), type(int256).max, "no answer is too large");
    }

    function testFuzz_price_isTheFloorOfTheFormula(uint256 answer, uint16 haircut, uint32 backing) public {
        answer = bound(answer, 1, uint256(int256(type(int192).max)));
        IBucketPriceFeed.Settings memory settings = _strict();
        settings.haircutBps = uint16(bound(haircut, 0, 9999));
        backing = uint32(bound(backing, 0, 1e9));
        BucketPriceFeed feed = new BucketPriceFeed(settings);
        _buckets.setBacking(backing);
        _source.setAnswer(int256(answer));

        uint256 exact = answer * (10_000 - settings.haircutBps) * backing; // times 10,000 · 1e9
        if (exact < 1e13) {
            vm.expectRevert(IBucketPriceFeed.PriceIsZero.selector);
            feed.latestRoundData();
            return;
        }
        uint256 price = uint256(_price(feed));
        assertLe(price * 1e13, exact);
        assertGt((price + 1) * 1e13, exact);
        assertLe(price, answer);
    }

    function testFuzz_price_neverRisesWhenAnythingFalls(
        uint256[2] memory answers,
        uint16[2] memory haircuts,
        uint32[2] memory backings
    ) public {
        int256[2] memory prices;
        for (uint256 i = 0; i < 2; ++i) {
            answers[i] = bound(answers[i], 1e13, uint256(int256(type(int192).max)));
            haircuts[i] = uint16(bound(haircuts[i], 0, 9999));
            backings[i] = uint32(bound(backings[i], 1, 1e9));
        }
        if (answers[0] > answers[1]) (answers[0], answers[1]) = (answers[1], answers[0]);
        if (haircuts[0] < haircuts[1]) (haircuts[0], haircuts[1]) = (haircuts[1], haircuts[0]);
        if (backings[0] > backings[1]) (backings[0], backings[1]) = (backings[1], backings[0]);
        for (uint256 i = 0; i < 2; ++i) {
            IBucketPriceFeed.Settings memory settings = _conservative();
            settings.haircutBps = haircuts[i];
            _buckets.setBacking(backings[i]);
            _source.setAnswer(int256(answers[i]));
            prices[i] = _price(new BucketPriceFeed(settings));
        }
        assertLe(prices[0], prices[1]);
    }

    function test_price_errorPriceIsZero() public {
        BucketPriceFeed feed = new BucketPriceFeed(_conservative());
        _source.setAnswer(1);
        vm.expectRevert(IBucketPriceFeed.PriceIsZero.selector);
        feed.latestRoundData();
        _source.setAnswer(2500e8);
        _buckets.setBacking(0);
        vm.expectRevert(IBucketPriceFeed.PriceIsZero.selector);
        feed.latestRoundData();
    }

    // ------------------------------------------------------------------------------------------------ eligibility

    function test_strict_errorNotSound() public {
        BucketPriceFeed feed = new BucketPriceFeed(_strict());
        _buckets.setSound(false);
        vm.expectRevert(abi.encodeWithSelector(IBucketPriceFeed.NotSound.selector, _receipt));
        feed.latestRoundData();
        _buckets.setSound(true);
        assertEq(_price(feed), 2375e8, "answers again");
    }

    function test_conservative_answersTheSameWhetherSoundOrNot() public {
        BucketPriceFeed feed = new BucketPriceFeed(_conservative());
        assertEq(_price(feed), 2000e8, "2,500 less 20 %");
        _buckets.setSound(false);
        assertEq(_price(feed), 2000e8, "a guardian moves no price");
    }

    // ----------------------------------------------------------------------------------------------------- source

    function test_source_errorStaleSource() public {
        BucketPriceFeed feed = new BucketPriceFeed(_conservative());
        vm.warp(NOW + MAX_AGE);
        assertEq(_price(feed), 2000e8, "as old as it may be");
        vm.warp(NOW + MAX_AGE + 1);
        vm.expectRevert(abi.encodeWithSelector(IBucketPriceFeed.StaleSource.selector, NOW, MAX_AGE));
        feed.latestRoundData();
        _source.setAnswer(2500e8);
        assertEq(_price(feed), 2000e8, "fresh again");
    }

    function test_source_errorStaleSourceFromTheFuture() public {
        BucketPriceFeed feed = new BucketPriceFeed(_strict());
        _mockSource(1, 2500e8, NOW, NOW + MAX_AGE, 1);
        assertEq(_price(feed), 2375e8, "clocks differ");
        _mockSource(1, 2500e8, NOW, NOW + MAX_AGE + 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IBucketPriceFeed.StaleSource.selector, NOW + MAX_AGE + 1, MAX_AGE));
        feed.latestRoundData();
        _mockSource(1, 2500e8, NOW, type(uint256).max, 1);
        vm.expectRevert(abi.encodeWithSelector(IBucketPriceFeed.StaleSource.selector, type(uint256).max, MAX_AGE));
        feed.latestRoundData();
    }

    function test_source_errorRoundNotComplete() public {
        BucketPriceFeed feed = new BucketPriceFeed(_strict());
        _mockSource(9, 2500e8, NOW, 0, 8);
        vm.expectRevert(abi.encodeWithSelector(IBucketPriceFeed.RoundNotComplete.selector, 9));
        feed.latestRoundData();
    }

    function test_source_errorInvalidSourceAnswer() public {
        BucketPriceFeed feed = new BucketPriceFeed(_strict());
        int256[3] memory invalid = [int256(0), -1, type(int256).min];
        for (uint256 i = 0; i < invalid.length; ++i) {
            _mockSource(1, invalid[i], NOW, NOW, 1);
            vm.expectRevert(abi.encodeWithSelector(IBucketPriceFeed.InvalidSourceAnswer.selector, invalid[i]));
            feed.latestRoundData();
        }
    }

    function test_history_errorNoHistory() public {
        BucketPriceFeed feed = new BucketPriceFeed(_strict());
        vm.expectRevert(abi.encodeWithSelector(IBucketPriceFeed.NoHistory.selector, 1));
        feed.getRoundData(1);
    }

    // -------------------------------------------------------------------------------------------------- sequencer

    function test_sequencer_errorSequencerDown() public {
        BucketPriceFeed feed = new BucketPriceFeed(_onL2());
        assertEq(_price(feed), 2000e8);
        _uptime.setAnswer(1);
        vm.expectRevert(IBucketPriceFeed.SequencerDown.selector);
        feed.latestRoundData();
    }

    function test_sequencer_errorSequencerDownBeforeItsFirstReport() public {
        BucketPriceFeed feed = new BucketPriceFeed(_onL2());
        vm.mockCall(
            address(_uptime), abi.encodeCall(_uptime.latestRoundData, ()), abi.encode(uint80(1), 0, 0, NOW, uint80(1))
        );
        vm.expectRevert(IBucketPriceFeed.SequencerDown.selector);
        feed.latestRoundData();
    }

    function test_sequencer_errorSequencerGracePeriod() public {
        BucketPriceFeed feed = new BucketPriceFeed(_onL2());
        _uptime.setAnswer(1);
        vm.warp(NOW + 1 hours);
        _uptime.setAnswer(0);
        uint256 until = NOW + 1 hours + GRACE;
        vm.warp(until - 1);
        _source.setAnswer(2500e8);
        vm.expectRevert(abi.encodeWithSelector(IBucketPriceFeed.SequencerGracePeriod.selector, until));
        feed.latestRoundData();
        vm.warp(until);
        assertEq(_price(feed), 2000e8);
    }

    // ------------------------------------------------------------------------------------------------- what it is

    function test_settings_areThere() public {
        BucketPriceFeed feed = new BucketPriceFeed(_onL2());
        assertEq(address(feed.buckets()), address(_buckets));
        assertEq(feed.receipt(), _receipt);
        assertEq(address(feed.source()), address(_source));
        assertEq(feed.haircutBps(), WORST_HAIRCUT_BPS);
        assertEq(feed.maxAgeSeconds(), MAX_AGE);
        assertFalse(feed.isStrict());
        assertEq(address(feed.sequencerUptimeFeed()), address(_uptime));
        assertEq(feed.sequencerGraceSeconds(), GRACE);
        assertEq(feed.decimals(), 8);
        assertEq(feed.version(), 1);
        assertEq(feed.description(), "btETH for ETH / USD, conservative");
        assertEq(new BucketPriceFeed(_strict()).description(), "btETH for ETH / USD, strict");
    }

    function test_constructor_errors() public {
        IBucketPriceFeed.Settings memory settings = _strict();
        settings.haircutBps = 10_000;
        _expectRefusal(settings, abi.encodeWithSelector(IBucketPriceFeed.HaircutTooLarge.selector, 10_000));

        settings = _strict();
        settings.maxAgeSeconds = 0;
        _expectRefusal(settings, abi.encodeWithSelector(IBucketPriceFeed.MaxAgeIsZero.selector));

        bytes memory withoutCode = abi.encodeWithSelector(IBucketPriceFeed.WithoutCode.selector, address(0xdead));
        settings = _strict();
        settings.receipt = address(0xdead);
        _expectRefusal(settings, withoutCode);
        settings = _strict();
        settings.source = AggregatorV3Interface(address(0xdead));
        _expectRefusal(settings, withoutCode);
        settings = _strict();
        settings.sequencerUptimeFeed = AggregatorV3Interface(address(0xdead));
        _expectRefusal(settings, withoutCode);

        settings = _strict();
        settings.receipt = _buckets.makeStranger();
        _expectRefusal(settings, abi.encodeWithSelector(IReceiptStatus.UnknownReceipt.selector, settings.receipt));
    }

    function test_constructor_errorSourceDecimalsOutOfRange() public {
        IBucketPriceFeed.Settings memory settings = _strict();
        uint8[2] memory outside = [0, 19];
        uint8[2] memory inside = [1, 18];
        for (uint256 i = 0; i < 2; ++i) {
            settings.source = new TestPriceFeed(address(this), inside[i], "ETH / USD", 2500);
            assertEq(new BucketPriceFeed(settings).decimals(), inside[i]);
            settings.source = new TestPriceFeed(address(this), outside[i], "ETH / USD", 2500);
            _expectRefusal(
                settings, abi.encodeWithSelector(IBucketPriceFeed.SourceDecimalsOutOfRange.selector, outside[i])
            );
        }
    }

    // ---------------------------------------------------------------------------------------------------- support

    function _strict() private view returns (IBucketPriceFeed.Settings memory) {
        return IBucketPriceFeed.Settings({
            receipt: _receipt,
            source: _source,
            haircutBps: HAIRCUT_BPS,
            maxAgeSeconds: MAX_AGE,
            isStrict: true,
            sequencerUptimeFeed: AggregatorV3Interface(address(0)),
            sequencerGraceSeconds: 0
        });
    }

    function _conservative() private view returns (IBucketPriceFeed.Settings memory settings) {
        settings = _strict();
        settings.haircutBps = WORST_HAIRCUT_BPS;
        settings.isStrict = false;
    }

    /// @dev Conservative, on a chain whose sequencer has been up for as long as it takes.
    function _onL2() private returns (IBucketPriceFeed.Settings memory settings) {
        vm.warp(NOW - GRACE);
        _uptime = new TestPriceFeed(address(this), 0, "L2 sequencer uptime", 0);
        vm.warp(NOW);
        settings = _conservative();
        settings.sequencerUptimeFeed = _uptime;
        settings.sequencerGraceSeconds = GRACE;
    }

    function _price(BucketPriceFeed feed) private view returns (int256 answer) {
        (, answer,,,) = feed.latestRoundData();
    }

    function _mockSource(uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredIn) private {
        vm.mockCall(
            address(_source),
            abi.encodeCall(_source.latestRoundData, ()),
            abi.encode(id, answer, startedAt, updatedAt, answeredIn)
        );
    }

    function _expectRefusal(IBucketPriceFeed.Settings memory settings, bytes memory reason) private {
        vm.expectRevert(reason);
        new BucketPriceFeed(settings);
    }
}
