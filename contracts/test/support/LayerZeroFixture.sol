// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import { ILayerZeroEndpointV2 } from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import { Test, Vm } from "forge-std/Test.sol";

import { IRelayWorker } from "../../src/interfaces/IRelayWorker.sol";
import { RelayWorker } from "../../src/RelayWorker.sol";

struct UlnConfig {
    uint64 confirmations;
    uint8 requiredDVNCount;
    uint8 optionalDVNCount;
    uint8 optionalDVNThreshold;
    address[] requiredDVNs;
    address[] optionalDVNs;
}

struct SetDefaultUlnConfigParam {
    uint32 eid;
    UlnConfig config;
}

struct ExecutorConfig {
    uint32 maxMessageSize;
    address executor;
}

struct SetDefaultExecutorConfigParam {
    uint32 eid;
    ExecutorConfig config;
}

/// @dev What the tests call on SendUln302 and ReceiveUln302.
interface IUln302 {
    function setDefaultUlnConfigs(SetDefaultUlnConfigParam[] calldata params) external;
    function setDefaultExecutorConfigs(SetDefaultExecutorConfigParam[] calldata params) external;
    function verify(bytes calldata header, bytes32 payloadHash, uint64 confirmations) external;
    function commitVerification(bytes calldata header, bytes32 payloadHash) external;
    function fees(address worker) external view returns (uint256);
}

/// @dev What the tests call on EndpointV2 beyond its interface.
interface IEndpointV2 is ILayerZeroEndpointV2 {
    function delegates(address oapp) external view returns (address);
}

struct DstConfigParam {
    uint32 dstEid;
    uint64 gas;
    uint16 multiplierBps;
    uint128 floorMarginUSD;
}

struct ExecuteParam {
    uint32 vid;
    address target;
    bytes callData;
    uint256 expiration;
    bytes signatures;
}

/// @dev What the tests call on LayerZero's DVN.
interface IDvn {
    function setWorkerFeeLib(address feeLib) external;
    function setDstConfig(DstConfigParam[] calldata params) external;
    function execute(ExecuteParam[] calldata params) external;
}

struct Price {
    uint128 priceRatio;
    uint64 gasPriceInUnit;
    uint32 gasPerByte;
}

struct UpdatePrice {
    uint32 eid;
    Price price;
}

/// @dev What the tests call on LayerZero's PriceFeed.
interface IPriceFeed {
    function initialize(address updater) external;
    function setPrice(UpdatePrice[] calldata prices) external;
}

/// @title Chains with the real LayerZero V2 contracts, all in one EVM.
/// @dev Each chain has two required DVNs: our RelayWorker, two of whose three attestors must sign, and LayerZero's own
/// DVN. The worker is the executor too.
abstract contract LayerZeroFixture is Test {
    struct Stack {
        uint32 eid;
        IEndpointV2 endpoint;
        IUln302 sendLibrary;
        IUln302 receiveLibrary;
        RelayWorker worker;
        IDvn otherDvn;
        IPriceFeed priceFeed;
    }

    /// @dev A message on its way, as PacketSent shows it.
    struct Packet {
        uint64 nonce;
        bytes header;
        bytes32 guid;
        bytes message;
        bytes options;
    }

    string private constant PROTOCOL = "node_modules/@layerzerolabs/lz-evm-protocol-v2/artifacts/contracts/";
    string private constant LIBRARY = "node_modules/@layerzerolabs/lz-evm-messagelib-v2/artifacts/contracts/";

    uint64 internal constant CONFIRMATIONS = 3;
    uint128 internal constant GAS_LIMIT = 250_000;
    uint64 internal constant DVN_FEE = 1000 gwei;
    uint64 internal constant EXECUTOR_BASE_FEE = 500 gwei;
    uint64 internal constant FEE_PER_GAS = 2 gwei;
    uint64 internal constant MAX_GAS = 500_000;

    Vm.Wallet[] internal attestorWallets;
    Vm.Wallet internal otherDvnSigner;

    function _createSigners() internal {
        Vm.Wallet[3] memory wallets =
            [vm.createWallet("attestor one"), vm.createWallet("attestor two"), vm.createWallet("attestor three")];
        for (uint256 i = 0; i < wallets.length; ++i) {
            for (uint256 j = i + 1; j < wallets.length; ++j) {
                if (wallets[j].addr < wallets[i].addr) (wallets[i], wallets[j]) = (wallets[j], wallets[i]);
            }
            attestorWallets.push(wallets[i]);
        }
        otherDvnSigner = vm.createWallet("signer of the other DVN");
    }

    function _deployChain(uint32 eid) internal returns (Stack memory chain) {
        chain.eid = eid;
        chain.endpoint =
            IEndpointV2(deployCode(string.concat(PROTOCOL, "EndpointV2.sol/EndpointV2.json"), abi.encode(eid, this)));
        chain.sendLibrary = IUln302(
            _deployLibrary("uln/uln302/SendUln302.sol/SendUln302.json", abi.encode(chain.endpoint, 1e5, 1e15))
        );
        chain.receiveLibrary =
            IUln302(_deployLibrary("uln/uln302/ReceiveUln302.sol/ReceiveUln302.json", abi.encode(chain.endpoint)));
        chain.endpoint.registerLibrary(address(chain.sendLibrary));
        chain.endpoint.registerLibrary(address(chain.receiveLibrary));

        chain.worker =
            new RelayWorker(chain.endpoint, address(chain.sendLibrary), address(chain.receiveLibrary), address(this));
        chain.worker.setAttestors(_attestors(), 2);

        chain.priceFeed = IPriceFeed(_deployLibrary("PriceFeed.sol/PriceFeed.json", ""));
        chain.priceFeed.initialize(address(this));
        chain.otherDvn = _deployOtherDvn(chain);
    }

    /// @dev Opens the way for messages from `src` to `dst`.
    function _connect(Stack memory src, Stack memory dst) internal {
        UpdatePrice[] memory prices = new UpdatePrice[](1);
        prices[0] = UpdatePrice(dst.eid % 30_000, Price(1e20, 1 gwei, 16));
        src.priceFeed.setPrice(prices);
        DstConfigParam[] memory dvnConfigs = new DstConfigParam[](1);
        dvnConfigs[0] = DstConfigParam(dst.eid, 90_000, 12_000, 0);
        src.otherDvn.setDstConfig(dvnConfigs);
        src.worker.setRoute(dst.eid, _route());

        SetDefaultExecutorConfigParam[] memory executors = new SetDefaultExecutorConfigParam[](1);
        executors[0] = SetDefaultExecutorConfigParam(dst.eid, ExecutorConfig(10_000, address(src.worker)));
        src.sendLibrary.setDefaultUlnConfigs(_ulnConfig(src, dst.eid));
        src.sendLibrary.setDefaultExecutorConfigs(executors);
        src.endpoint.setDefaultSendLibrary(dst.eid, address(src.sendLibrary));

        dst.receiveLibrary.setDefaultUlnConfigs(_ulnConfig(dst, src.eid));
        dst.endpoint.setDefaultReceiveLibrary(src.eid, address(dst.receiveLibrary), 0);
    }

    function _route() internal pure returns (IRelayWorker.Route memory) {
        return IRelayWorker.Route(DVN_FEE, EXECUTOR_BASE_FEE, FEE_PER_GAS, MAX_GAS);
    }

    /// @dev The one packet sent since the last look. Needs `vm.recordLogs()` before.
    function _sentPacket() internal returns (Packet memory packet) {
        bytes32 topic = ILayerZeroEndpointV2.PacketSent.selector;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) {
                (bytes memory encoded, bytes memory options,) = abi.decode(logs[i].data, (bytes, bytes, address));
                packet = this.decodePacket(encoded, options);
            }
        }
        assertNotEq(packet.guid, bytes32(0), "a packet was sent");
    }

    /// @dev External for its calldata slices.
    function decodePacket(bytes calldata encoded, bytes calldata options) external pure returns (Packet memory) {
        return Packet({
            nonce: uint64(bytes8(encoded[1:9])),
            header: encoded[:81],
            guid: bytes32(encoded[81:113]),
            message: encoded[113:],
            options: options
        });
    }

    function _payloadHash(Packet memory packet) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(packet.guid, packet.message));
    }

    /// @dev A packet as the worker takes it: without its guid.
    function _bare(Packet memory packet) internal pure returns (bytes memory) {
        return bytes.concat(packet.header, packet.message);
    }

    /// @dev What attestors sign for a packet.
    function _messageHash(Packet memory packet) internal pure returns (bytes32) {
        return keccak256(bytes.concat(packet.header, _payloadHash(packet)));
    }

    /// @dev A group of one as an honest relayer submits it, signed by the first two attestors and valid for an hour.
    function _group(Stack memory chain, Packet memory packet) internal view returns (IRelayWorker.Group memory) {
        Packet[] memory packets = new Packet[](1);
        packets[0] = packet;
        return _group(chain, packets);
    }

    /// @dev Likewise of several.
    function _group(Stack memory chain, Packet[] memory packets)
        internal
        view
        returns (IRelayWorker.Group memory group)
    {
        group = IRelayWorker.Group({
            packets: new bytes[](packets.length),
            confirmations: CONFIRMATIONS,
            expiry: uint64(block.timestamp + 1 hours),
            gasLimit: GAS_LIMIT,
            signatures: ""
        });
        for (uint256 i = 0; i < packets.length; ++i) {
            group.packets[i] = _bare(packets[i]);
        }
        group.signatures = _signatures(chain, group, 0, 1);
    }

    /// @dev Signatures of two attestors over what the group says.
    function _signatures(Stack memory chain, IRelayWorker.Group memory group, uint256 first, uint256 second)
        internal
        view
        returns (bytes memory)
    {
        return abi.encodePacked(
            _signature(chain, group, attestorWallets[first]), _signature(chain, group, attestorWallets[second])
        );
    }

    function _signature(Stack memory chain, IRelayWorker.Group memory group, Vm.Wallet memory wallet)
        internal
        view
        returns (bytes memory)
    {
        bytes32[] memory messages = new bytes32[](group.packets.length);
        for (uint256 i = 0; i < messages.length; ++i) {
            messages[i] = this.messageHashOf(group.packets[i]);
        }
        return _sign(wallet, chain.worker.attestationDigest(messages, group.confirmations, group.expiry));
    }

    /// @dev What attestors sign for an element of a group, which may be the hash itself; external for its calldata slices.
    function messageHashOf(bytes calldata packet) external pure returns (bytes32) {
        if (packet.length == 32) return bytes32(packet);
        bytes32 guid = keccak256(packet[1:81]);
        return keccak256(abi.encodePacked(packet[:81], keccak256(abi.encodePacked(guid, packet[81:]))));
    }

    function _sign(Vm.Wallet memory wallet, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(wallet.privateKey, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev LayerZero's own DVN verifies, with its own signature scheme.
    function _verifyByOtherDvn(Stack memory chain, Packet memory packet) internal {
        bytes memory callData = abi.encodeCall(IUln302.verify, (packet.header, _payloadHash(packet), CONFIRMATIONS));
        uint32 vid = chain.eid % 30_000;
        uint256 expiration = block.timestamp + 1 hours;
        address target = address(chain.receiveLibrary);
        bytes32 digest = keccak256(abi.encodePacked(vid, target, expiration, callData));
        bytes memory signature =
            _sign(otherDvnSigner, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", digest)));

        ExecuteParam[] memory params = new ExecuteParam[](1);
        params[0] = ExecuteParam(vid, target, callData, expiration, signature);
        chain.otherDvn.execute(params);
    }

    function _relay(Stack memory chain, IRelayWorker.Group memory group) internal {
        chain.worker.relay(_only(group));
    }

    /// @dev The one group of a call.
    function _only(IRelayWorker.Group memory group) internal pure returns (IRelayWorker.Group[] memory groups) {
        groups = new IRelayWorker.Group[](1);
        groups[0] = group;
    }

    /// @dev All it takes: the other DVN, then ours with commit and execution.
    function _deliver(Stack memory chain, Packet memory packet) internal {
        _verifyByOtherDvn(chain, packet);
        _relay(chain, _group(chain, packet));
    }

    function _asPeer(address contract_) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(contract_)));
    }

    function _attestors() internal view returns (address[] memory list) {
        list = new address[](attestorWallets.length);
        for (uint256 i = 0; i < list.length; ++i) {
            list[i] = attestorWallets[i].addr;
        }
    }

    function _deployOtherDvn(Stack memory chain) private returns (IDvn dvn) {
        address[] memory libraries = new address[](2);
        (libraries[0], libraries[1]) = (address(chain.sendLibrary), address(chain.receiveLibrary));
        address[] memory signers = new address[](1);
        signers[0] = otherDvnSigner.addr;
        address[] memory admins = new address[](1);
        admins[0] = address(this);
        dvn = IDvn(
            _deployLibrary(
                "uln/dvn/DVN.sol/DVN.json",
                abi.encode(chain.eid, chain.eid % 30_000, libraries, chain.priceFeed, signers, uint64(1), admins)
            )
        );
        dvn.setWorkerFeeLib(_deployLibrary("uln/dvn/DVNFeeLib.sol/DVNFeeLib.json", abi.encode(chain.eid, 1e18)));
    }

    function _ulnConfig(Stack memory chain, uint32 remoteEid)
        private
        pure
        returns (SetDefaultUlnConfigParam[] memory params)
    {
        (address low, address high) = (address(chain.worker), address(chain.otherDvn));
        if (high < low) (low, high) = (high, low);
        address[] memory required = new address[](2);
        (required[0], required[1]) = (low, high);
        params = new SetDefaultUlnConfigParam[](1);
        params[0] = SetDefaultUlnConfigParam(remoteEid, UlnConfig(CONFIRMATIONS, 2, 0, 0, required, new address[](0)));
    }

    function _deployLibrary(string memory path, bytes memory arguments) private returns (address) {
        return deployCode(string.concat(LIBRARY, path), arguments);
    }
}
