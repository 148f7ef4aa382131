"""The rules of a firewall that open one port: what they let in together, as rules begin and end from port to port.

Each rule is counted once where it begins and once where it ends, whatever else is open there.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from hashlib import sha256, shake_256

from engine.facts.networks import NOWHERE, WORLD_V4, WORLD_V6, Interval, Networks
from engine.facts.opening import Exposure, Opening

NAMED = 20  # rules that are named; of more it is said how many
_SUMMED = 64  # rules of which it is worked out what they let in together
# Bytes of a number that stands for a rule. Of a set of rules the numbers are added, so that one rule comes and goes at
# a price of its own; so long that nobody finds other rules with the same sum (Bellare and Micciancio, AdHash, 1997).
_LONG = 256


class _Covered:
    """How often each of some addresses is let in: addresses are cut where any of some intervals begins or ends."""

    def __init__(self, intervals: Iterable[Interval]) -> None:
        self._cuts = sorted({cut for first, last in intervals for cut in (first, last + 1)})
        self._times = [0] * len(self._cuts)
        self.number = 0  # of addresses that are let in

    def add(self, intervals: Iterable[Interval], by: int) -> None:
        """Count some intervals once more, or once less."""
        for first, last in intervals:
            for at in range(bisect_left(self._cuts, first), bisect_left(self._cuts, last + 1)):
                before = self._times[at]
                self._times[at] += by
                if (before == 0) != (self._times[at] == 0):
                    self.number += by * (self._cuts[at + 1] - self._cuts[at])

    def intervals(self) -> tuple[Interval, ...]:
        """Return what is let in, as intervals that do not touch."""
        found: list[Interval] = []
        for at, times in enumerate(self._times):
            if not times:
                continue
            first, last = self._cuts[at], self._cuts[at + 1] - 1
            if found and found[-1][1] + 1 == first:
                found[-1] = found[-1][0], last
            else:
                found.append((first, last))
        return tuple(found)


class _Addresses:
    """Addresses of both versions that are let in."""

    def __init__(self, openings: Iterable[Opening]) -> None:
        public = [one.networks.public for one in openings]
        self._v4 = _Covered(interval for networks in public for interval in networks.v4)
        self._v6 = _Covered(interval for networks in public for interval in networks.v6)

    def add(self, one: Opening, by: int) -> None:
        """Count the addresses of a rule once more, or once less."""
        public = one.networks.public
        self._v4.add(public.v4, by)
        self._v6.add(public.v6, by)

    @property
    def is_world(self) -> bool:
        return self._v4.number >= WORLD_V4 or self._v6.number >= WORLD_V6

    @property
    def networks(self) -> Networks:
        """Return what is let in."""
        return Networks(self._v4.intervals(), self._v6.intervals())


class _Rules:
    """Rules by their names, in order."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._own = self._sum = 0

    def add(self, one: Opening, by: int) -> None:
        """Take a rule in, or out."""
        if by > 0:
            insort(self._names, one.name)
        else:
            del self._names[bisect_left(self._names, one.name)]
        self._own += 0 if one.separate else by
        self._sum += by * int.from_bytes(shake_256(repr(one.networks).encode()).digest(_LONG), "big")

    @property
    def are_there(self) -> bool:
        """Tell whether there are any."""
        return bool(self._names)

    def exposure(self, protocol: str, ports: tuple[int, int], addresses: _Addresses, unknown: str = "") -> Exposure:
        """Return what the rules expose; of many what they let in is told by a number that no others have."""
        is_short = len(self._names) <= _SUMMED
        return Exposure(
            protocol=protocol,
            ports=ports,
            names=tuple(self._names[:NAMED]),
            unknown=unknown,
            rules=len(self._names),
            networks=addresses.networks if is_short else NOWHERE,
            sum="" if is_short else sha256(str(self._sum).encode()).hexdigest(),
            separate=not self._own,
        )


class Together:
    """The rules that are open at one place, of some that may be."""

    def __init__(self, openings: Iterable[Opening]) -> None:
        """Begin with none of them."""
        openings = tuple(openings)
        self._all = _Addresses(one for one in openings if not one.unknown)
        self._alone_addresses = _Addresses(one for one in openings if not one.unknown and one.networks.is_world)
        self._alone, self._known, self._unknown = _Rules(), _Rules(), _Rules()
        self._whys: list[str] = []

    def begin(self, one: Opening) -> None:
        """Open a rule."""
        self._add(one, 1)

    def end(self, one: Opening) -> None:
        """Close a rule that was opened."""
        self._add(one, -1)

    def _add(self, one: Opening, by: int) -> None:
        if one.unknown:
            self._unknown.add(one, by)
            if by > 0:
                insort(self._whys, one.unknown)
            else:
                del self._whys[bisect_left(self._whys, one.unknown)]
            return
        self._known.add(one, by)
        self._all.add(one, by)
        if one.networks.is_world:
            self._alone.add(one, by)
            self._alone_addresses.add(one, by)

    def exposure(self, protocol: str, ports: tuple[int, int]) -> Exposure | None:
        """Return what the open rules let the world reach, for certain or perhaps; none where they do not."""
        if self._alone.are_there:
            return self._alone.exposure(protocol, ports, self._alone_addresses)
        if self._all.is_world:
            return self._known.exposure(protocol, ports, self._all)
        return self._unknown.exposure(protocol, ports, _Addresses(()), self._whys[0]) if self._whys else None
