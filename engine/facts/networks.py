"""Networks as sets of addresses: what a list of blocks covers together, and how much of it is the internet.

Two halves of the internet are the internet, however they are written, and so is one block of each size below it. What
is open to the world is decided by how many public addresses get in: 2^24 of IPv4, which no organisation but a few has
(a /8), or 2^96 of IPv6 (a /32, the least that a registry gives to a provider: https://www.ripe.net/publications/docs/ripe-738/).
Which addresses are public: https://www.iana.org/assignments/iana-ipv4-special-registry and
https://www.iana.org/assignments/ipv6-address-space (global unicast, 2000::/3).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from operator import itemgetter

Interval = tuple[int, int]  # the first and the last address
_END = itemgetter(1)

_OCTET = 256
# The form of most blocks; of any other the standard library says what it is.
_NUMBER = r"(0|[1-9][0-9]{0,2})"
_PLAIN = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}\.{_NUMBER}/(0|[12]?[1-9]|[123]0|3[12])")

WORLD_V4, WORLD_V6 = 2**24, 2**96
_NOT_PUBLIC = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
)
_GLOBAL_V6 = "2000::/3"


@dataclass(frozen=True, slots=True)
class Networks:
    """A set of addresses: sorted intervals that do not touch, of each version."""

    v4: tuple[Interval, ...] = ()
    v6: tuple[Interval, ...] = ()

    def __or__(self, other: Networks) -> Networks:
        """Return the union of two sets."""
        return Networks(_union((*self.v4, *other.v4)), _union((*self.v6, *other.v6)))

    def __sub__(self, other: Networks) -> Networks:
        """Return what is in this set and not in another."""
        return Networks(_without(self.v4, other.v4), _without(self.v6, other.v6))

    @property
    def public(self) -> Networks:
        """Return the part that is reached over the internet."""
        return Networks(_without(self.v4, _SPECIAL), _within(self.v6, _GLOBAL))

    @property
    def is_world(self) -> bool:
        """Tell whether so many public addresses are in it that it is open to the world."""
        public = self.public
        return _count(public.v4) >= WORLD_V4 or _count(public.v6) >= WORLD_V6


NOWHERE = Networks()


class NetworkError(ValueError):
    """A text that names no network."""


def read_network(text: str) -> Networks:
    """Return the addresses of a block such as `10.0.0.0/8` or `2001:db8::/32`; raises NetworkError.

    Bits behind the prefix are left out, as AWS does; an address without a prefix is itself alone.
    """
    if (plain := _PLAIN.fullmatch(text)) is not None:
        *octets, width = map(int, plain.groups())
        if max(octets) < _OCTET:
            rest = (1 << 32 - width) - 1
            first = int.from_bytes(octets, "big") & ~rest
            return Networks(v4=((first, first | rest),))
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError as error:
        raise NetworkError(text) from error
    interval = _interval(network)
    return Networks(v4=(interval,)) if network.version == 4 else Networks(v6=(interval,))


def read_networks(texts: Iterable[str]) -> Networks:
    """Return the union of blocks; raises NetworkError for the first that is none."""
    found = [read_network(text) for text in texts]
    return Networks(
        _union(interval for networks in found for interval in networks.v4),
        _union(interval for networks in found for interval in networks.v6),
    )


def _interval(network: IPv4Network | IPv6Network) -> Interval:
    return int(network.network_address), int(network.broadcast_address)


def _union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    found: list[Interval] = []
    for first, last in sorted(intervals):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return tuple(found)


def _without(intervals: Iterable[Interval], others: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Return what is left of sorted intervals without those of others, which are sorted as well."""
    found = []
    for first, last in intervals:
        for begin, end in others[bisect_left(others, first, key=_END) :]:
            if begin > last:
                break
            if begin > first:
                found.append((first, begin - 1))
            first = max(first, end + 1)  # noqa: PLW2901 - what is left of it
        if first <= last:
            found.append((first, last))
    return tuple(found)


def _within(intervals: Iterable[Interval], other: Interval) -> tuple[Interval, ...]:
    cut = ((max(first, other[0]), min(last, other[1])) for first, last in intervals)
    return tuple((first, last) for first, last in cut if first <= last)


def _count(intervals: Iterable[Interval]) -> int:
    return sum(last - first + 1 for first, last in intervals)


_SPECIAL = _union(_interval(ip_network(text)) for text in _NOT_PUBLIC)
_GLOBAL = _interval(ip_network(_GLOBAL_V6))
