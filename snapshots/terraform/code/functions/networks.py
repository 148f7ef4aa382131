"""Functions of networks: https://developer.hashicorp.com/terraform/language/functions, the part on IP networks."""

from __future__ import annotations

import ipaddress
from typing import Any

from snapshots.terraform.code.evaluation.values import STRING, FailedError, UnknownError, as_text, as_whole
from snapshots.terraform.code.functions.signature import MANY, Function

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(value: Any) -> _Network:
    """Return the network that an address with its prefix stands in; raises UnknownError for a form that is rare."""
    text = as_text(value)
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise UnknownError from None
    if "/" not in text or not text.partition("/")[2].isdecimal() or "%" in text:
        raise UnknownError
    if isinstance(network, ipaddress.IPv6Network) and network.network_address.ipv4_mapped is not None:
        raise UnknownError
    return network


def _part(network: _Network, bits: int, number: int) -> _Network:
    """Return one of the networks that have some bits more than another."""
    length = network.prefixlen + bits
    if bits < 0 or length > network.max_prefixlen or not 0 <= number < 2**bits:
        raise FailedError
    address = int(network.network_address) + number * 2 ** (network.max_prefixlen - length)
    return type(network)((address, length))


def _cidrsubnet(prefix: Any, bits: Any, number: Any) -> str:
    return str(_part(_network(prefix), as_whole(bits), as_whole(number)))


def _cidrsubnets(prefix: Any, *bits: Any) -> list[str]:
    """Return networks that follow one another, each with some bits more than the one that all are part of."""
    network = _network(prefix)
    found: list[str] = []
    at, end = int(network.network_address), int(network.broadcast_address)
    for one in bits:
        length = network.prefixlen + as_whole(one)
        if as_whole(one) < 1 or as_whole(one) > 32 or length > network.max_prefixlen:
            raise FailedError
        size = 2 ** (network.max_prefixlen - length)
        at = -(-at // size) * size
        if at + size - 1 > end:
            raise FailedError
        found.append(str(type(network)((at, length))))
        at += size
    return found


def _cidrhost(prefix: Any, number: Any) -> str:
    network, at = _network(prefix), as_whole(number)
    if not -network.num_addresses <= at < network.num_addresses:
        raise FailedError(STRING)
    return str(network.network_address + (at if at >= 0 else network.num_addresses + at))


def _cidrnetmask(prefix: Any) -> str:
    network = _network(prefix)
    if isinstance(network, ipaddress.IPv6Network):
        raise FailedError(STRING)
    return str(network.netmask)


NETWORKS = {
    "cidrhost": Function(_cidrhost, 2, 2, STRING),
    "cidrnetmask": Function(_cidrnetmask, 1, 1, STRING),
    "cidrsubnet": Function(_cidrsubnet, 3, 3, STRING),
    "cidrsubnets": Function(_cidrsubnets, 1, MANY),
}
