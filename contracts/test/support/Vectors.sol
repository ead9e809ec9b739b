// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { Test } from "forge-std/Test.sol";

/// @title Reads test/vectors/*.json, which the TypeScript tests read too.
abstract contract Vectors is Test {
    /// @dev A vector of one file, such as `.valid[3]`.
    struct Vector {
        string file;
        string at;
    }

    function _read(string memory name) internal view returns (string memory) {
        return vm.readFile(string.concat("test/vectors/", name, ".json"));
    }

    /// @dev Every element of a list; fails when there is none.
    function _vectors(string memory file, string memory list) internal view returns (Vector[] memory vectors) {
        uint256 count = 0;
        while (vm.keyExistsJson(file, string.concat(".", list, "[", vm.toString(count), "]"))) ++count;
        assertGt(count, 0, "vectors");
        vectors = new Vector[](count);
        for (uint256 i = 0; i < count; ++i) {
            vectors[i] = Vector(file, string.concat(".", list, "[", vm.toString(i), "]"));
        }
    }

    function _text(Vector memory vector, string memory key) internal pure returns (string memory) {
        return vm.parseJsonString(vector.file, _path(vector, key));
    }

    function _bytes(Vector memory vector, string memory key) internal pure returns (bytes memory) {
        return vm.parseJsonBytes(vector.file, _path(vector, key));
    }

    function _bytes32(Vector memory vector, string memory key) internal pure returns (bytes32) {
        return vm.parseJsonBytes32(vector.file, _path(vector, key));
    }

    function _hashes(Vector memory vector, string memory key) internal pure returns (bytes32[] memory) {
        return vm.parseJsonBytes32Array(vector.file, _path(vector, key));
    }

    function _address(Vector memory vector, string memory key) internal pure returns (address) {
        return vm.parseJsonAddress(vector.file, _path(vector, key));
    }

    function _uint(Vector memory vector, string memory key) internal pure returns (uint256) {
        return vm.parseJsonUint(vector.file, _path(vector, key));
    }

    function _path(Vector memory vector, string memory key) private pure returns (string memory) {
        return string.concat(vector.at, ".", key);
    }
}
