"""Which ports the rules of a firewall open to the world together, and which they may open.

A rule lets networks reach ports of a protocol. What is not known of one (a value that only an apply tells, a list of
networks that nobody here has read) may be anything: the ports that it may open are told apart from those that are open
whatever it turns out to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from engine.facts.networks import NOWHERE
from engine.facts.opening import ANY, PORTED, Exposure, Opening
from engine.facts.together import Together


def find_exposures(openings: Sequence[Opening]) -> tuple[Exposure, ...]:
    """Return what rules open to the world, or may open, in order of protocols and ports.

    Ports are those of TCP and UDP; of another protocol there is one entry for all of it.
    """
    # Most rules let in what is private, and that adds nothing.
    openings = [one for one in openings if one.unknown or one.networks.public != NOWHERE]
    if not openings:
        return ()
    found: list[Exposure] = []
    for protocol in PORTED:
        found += _of_ports(protocol, [one for one in openings if one.protocol in (protocol, ANY)])
    for protocol in sorted({one.protocol for one in openings} - {ANY, *PORTED}):
        same = [one for one in openings if one.protocol == protocol]
        together = Together(same)
        for one in same:
            together.begin(one)
        if (told := together.exposure(protocol, (-1, -1))) is not None:
            found.append(told)
    return tuple(found)


def _of_ports(protocol: str, openings: Sequence[Opening]) -> Iterator[Exposure]:
    """Yield the runs of ports that the same rules open: from port to port, some rules begin and others end."""
    begin, end = defaultdict[int, list[Opening]](list), defaultdict[int, list[Opening]](list)
    for one in openings:
        begin[one.ports[0]].append(one)
        end[one.ports[1] + 1].append(one)
    together = Together(openings)
    last: Exposure | None = None
    for first, after in pairwise(sorted({*begin, *end})):
        for one in end[first]:
            together.end(one)
        for one in begin[first]:
            together.begin(one)
        told = together.exposure(protocol, (first, after - 1))
        if last is not None and told is not None and _is_same(last, told):
            last = replace(last, ports=(last.ports[0], after - 1))
            continue
        if last is not None:
            yield last
        last = told
    if last is not None:
        yield last


def _is_same(one: Exposure, other: Exposure) -> bool:
    """Tell whether the ports of one follow those of another, and the same rules open them."""
    beside = replace(other, ports=one.ports)
    same = one == beside and (one.rules, one.networks, one.sum) == (other.rules, other.networks, other.sum)
    return same and one.ports[1] + 1 == other.ports[0]
