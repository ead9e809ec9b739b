// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

interface IVault {
    function lock(uint32 dstEid, address asset, uint256 amount, address receiver, address refundTo)
        external
        payable
        returns (bytes32);
}

interface IBuckets {
    function burn(uint32 homeEid, address asset, uint256 amount, address receiver) external payable returns (bytes32);
}

interface IToken {
    function approve(address spender, uint256 amount) external returns (bool);
    function transfer(address to, uint256 amount) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
}

/// @title One account of the bench. Does what its fleet says.
contract Sailor {
    address private immutable fleet = msg.sender;

    receive() external payable {}

    function call(address target, uint256 value, bytes calldata data) external {
        require(msg.sender == fleet);
        (bool success, bytes memory reason) = target.call{value: value}(data);
        if (!success) {
            assembly {
                revert(add(reason, 32), mload(reason))
            }
        }
    }
}

/// @title Many accounts that lock, pass receipts on and burn, many times in one transaction. For the indexer's bench only: what
/// they do, and the events of it, is what as many transactions of as many people would do.
contract Fleet {
    struct Terms {
        IVault vault;
        uint32 hostEid;
        address asset;
        uint256 lockFee;
        IBuckets buckets;
        uint32 homeEid;
        address homeAsset;
        IToken receipt;
        uint256 burnFee;
    }

    Sailor[] private sailors;

    constructor(uint256 count) payable {
        for (uint256 i = 0; i < count; ++i) sailors.push(new Sailor());
    }

    /// @notice Divides what it has of both tokens and of the native one among the sailors.
    function prepare(Terms calldata terms) external {
        uint256 count = sailors.length;
        uint256 assets = IToken(terms.asset).balanceOf(address(this)) / count;
        uint256 receipts = terms.receipt.balanceOf(address(this)) / count;
        uint256 native = address(this).balance / count;
        for (uint256 i = 0; i < count; ++i) {
            Sailor sailor = sailors[i];
            require(IToken(terms.asset).transfer(address(sailor), assets));
            require(terms.receipt.transfer(address(sailor), receipts));
            payable(sailor).transfer(native);
            bytes memory approval = abi.encodeCall(IToken.approve, (address(terms.vault), type(uint256).max));
            sailor.call(terms.asset, 0, approval);
        }
    }

    /// @notice So many of each, of amounts and for receivers that follow from `seed`.
    function sail(Terms calldata terms, uint256 seed, uint256 locks, uint256 transfers, uint256 burns) external {
        for (uint256 i = 0; i < locks + transfers + burns; ++i) {
            uint256 chance = uint256(keccak256(abi.encode(seed, i)));
            Sailor sailor = sailors[chance % sailors.length];
            uint256 amount = 1 + (chance >> 32) % 1000;
            // One of some thousand receivers.
            address receiver = address(uint160(uint256(keccak256(abi.encode((chance >> 64) % 4096)))));
            if (i < locks) {
                bytes memory data = abi.encodeCall(
                    IVault.lock, (terms.hostEid, terms.asset, amount, receiver, address(sailor))
                );
                sailor.call(address(terms.vault), terms.lockFee, data);
            } else if (i < locks + transfers) {
                sailor.call(address(terms.receipt), 0, abi.encodeCall(IToken.transfer, (receiver, amount)));
            } else {
                bytes memory data = abi.encodeCall(IBuckets.burn, (terms.homeEid, terms.homeAsset, amount, receiver));
                sailor.call(address(terms.buckets), terms.burnFee, data);
            }
        }
    }

    receive() external payable {}
}
