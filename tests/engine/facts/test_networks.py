"""Networks as sets, held against the standard library and against counting every address of a small universe."""

from __future__ import annotations

from ipaddress import IPv4Network, collapse_addresses, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts.exposure import find_exposures
from engine.facts.networks import NOWHERE, NetworkError, Networks, read_network, read_networks
from engine.facts.opening import ANY, Exposure, Opening


@pytest.mark.parametrize(
    "blocks",
    [
        ["0.0.0.0/0"],
        ["::/0"],
        ["0.0.0.0/1", "128.0.0.0/1"],
        ["128.0.0.0/1"],
        ["8.0.0.0/8"],
        ["8.0.0.0/9", "8.128.0.0/9"],
        [f"{number}.0.0.0/9" for number in range(40, 42)],
        ["2000::/3"],
        ["2a00::/32"],
        ["2a00::/33", "2a00:0:8000::/33"],
        ["0.0.0.0/2", "10.0.0.0/8"],
        ["1.2.3.4/0"],
    ],
    ids=" ".join,
)
def test_what_is_the_world(blocks: list[str]) -> None:
    assert read_networks(blocks).is_world


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        ["10.0.0.0/8"],
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
        ["8.0.0.0/9"],
        ["203.0.113.0/24"],
        ["fc00::/7"],
        ["fe80::/10"],
        ["2a00::/33"],
        ["224.0.0.0/4"],
    ],
    ids=" ".join,
)
def test_what_is_not_the_world(blocks: list[str]) -> None:
    assert not read_networks(blocks).is_world


@pytest.mark.parametrize("text", ["", "anywhere", "10.0.0.0/33", "10.0.0/8", "::/129", "pl-1", "10.0.0.0/8, ::/0"])
def test_what_names_no_network(text: str) -> None:
    with pytest.raises(NetworkError):
        read_network(text)


BLOCKS = st.builds(
    lambda address, prefix: str(ip_network((address, prefix), strict=False)),
    st.integers(0, 2**32 - 1),
    st.integers(2, 32),
)


@given(st.lists(BLOCKS, max_size=12))
def test_a_union_is_that_of_the_standard_library(blocks: list[str]) -> None:
    collapsed = collapse_addresses(IPv4Network(block) for block in blocks)
    whole = read_networks(blocks)
    assert sum(last - first + 1 for first, last in whole.v4) == sum(network.num_addresses for network in collapsed)
    again = NOWHERE
    for block in reversed(blocks):
        again |= read_network(block)
    assert again == whole


@given(st.lists(BLOCKS, max_size=6), st.lists(BLOCKS, max_size=6))
def test_a_difference_and_what_is_shared_are_the_whole(blocks: list[str], others: list[str]) -> None:
    whole, other = read_networks(blocks), read_networks(others)
    rest = whole - other
    assert (rest | other) == (whole | other)
    assert rest - other == rest
    assert whole - (whole - rest) == rest


@given(st.lists(BLOCKS, max_size=6), st.integers(0, 2**32 - 1))
def test_what_is_public_is_what_is_global(blocks: list[str], number: int) -> None:
    networks = read_networks(blocks)
    inside = any(first <= number <= last for first, last in networks.v4)
    public = any(first <= number <= last for first, last in networks.public.v4)
    # The library lists a few single addresses of 192.0.0.0/24 as global: https://www.rfc-editor.org/rfc/rfc6890.
    odd = ip_address(number) in ip_network("192.0.0.0/24") or ip_address(number).is_multicast
    assert odd or public == (inside and ip_address(number).is_global)


RULES = st.lists(
    st.builds(
        lambda index, low, wide, part, protocol, unknown: Opening(
            name=f"r{index}",
            networks=Networks(v4=((part * 2**22 + 2**27, (part + 1) * 2**22 + 2**27 - 1),)),
            protocol=protocol,
            ports=(low, low + wide),
            unknown="it" if unknown else "",
        ),
        st.integers(0, 9),
        st.integers(0, 12),
        st.integers(0, 6),
        st.integers(0, 3),
        st.sampled_from(["tcp", "udp", ANY, "icmp"]),
        st.booleans(),
    ),
    max_size=7,
)


@given(RULES)
def test_exposures_are_what_counting_every_port_finds(rules: list[Opening]) -> None:
    found = find_exposures(rules)
    for protocol in ("tcp", "udp"):
        for port in range(20):
            there = [one for one in rules if one.protocol in (protocol, ANY) and one.ports[0] <= port <= one.ports[1]]
            parts = {one.networks.v4[0] for one in there if not one.unknown}
            told = [one for one in found if one.protocol == protocol and one.ports[0] <= port <= one.ports[1]]
            if len(parts) == 4:  # four quarters of 2^24 addresses
                assert [one.unknown for one in told] == [""]
            elif any(one.unknown for one in there):
                assert [one.unknown for one in told] == ["it"]
            else:
                assert not told


def test_of_ports_that_the_same_rules_open_there_is_one_entry() -> None:
    rules = [
        Opening(name="a", networks=read_network("0.0.0.0/1"), protocol="tcp", ports=(20, 30)),
        Opening(name="b", networks=read_network("128.0.0.0/1"), protocol="tcp", ports=(22, 25)),
        Opening(name="c", networks=read_network("10.0.0.0/8")),
    ]
    assert find_exposures(rules) == (
        Exposure(protocol="tcp", ports=(20, 21), names=("a",)),
        Exposure(protocol="tcp", ports=(22, 25), names=("a", "b")),
        Exposure(protocol="tcp", ports=(26, 30), names=("a",)),
    )


_OCTET = st.integers(0, 300).map(str) | st.sampled_from(["00", "01", "", " 1", "1 ", "\u0661", "+1", "1_0"])


@given(st.lists(_OCTET, min_size=3, max_size=5), st.integers(0, 34).map(str) | st.sampled_from(["08", "", "/8", "x"]))
def test_a_block_is_read_as_the_standard_library_reads_it(octets: list[str], width: str) -> None:
    text = f"{'.'.join(octets)}/{width}"
    try:
        told = ip_network(text.strip(), strict=False)
    except ValueError:
        with pytest.raises(NetworkError):
            read_network(text)
    else:
        assert read_network(text) == Networks(v4=((int(told.network_address), int(told.broadcast_address)),))
