"""Which ports the rules of a firewall open to the world together, and which they may open.

A rule lets networks reach ports of a protocol. What is not known of one (a value that only an apply tells, a list of
networks that nobody here has read) may be anything: the ports that it may open are told apart from those that are open
whatever it turns out to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from engine.facts.networks import NOWHERE, Networks

ANY = "all"
TCP, UDP = "tcp", "udp"
_PORTED = (TCP, UDP)
LAST_PORT = 65535
_ALL_PORTS = (0, LAST_PORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A rule that lets somebody in: `name` tells it from others.

    `protocol` is in lower case, `all` for every one; `ports` are the first and the last, all without a number.
    `unknown` names what is not known of it, empty where it is known; `networks` are those that are known.
    """

    name: str
    networks: Networks
    protocol: str = ANY
    ports: tuple[int, int] = _ALL_PORTS
    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Ports of a protocol that the world reaches, by the rules called `names`; a protocol without ports has (-1, -1).

    `unknown` is empty where that is certain, and else what would have to be known.
    """

    protocol: str
    ports: tuple[int, int]
    names: tuple[str, ...]
    unknown: str = ""


@dataclass(slots=True)
class _Run:
    """Ports beside one another that the same rules open."""

    first: int
    last: int
    key: tuple[tuple[str, ...], str] = field(default=((), ""))


def read_protocol(value: Any, names: Mapping[str, str]) -> str:
    """Return a protocol by its name, where `names` has those of numbers; every one where it cannot be read."""
    text = str(value).lower() if isinstance(value, str | int) and not isinstance(value, bool) else ANY
    return names.get(text, text)


def read_ports(protocol: str, first: Any, last: Any) -> tuple[int, int]:
    """Return the first and the last port of a protocol, all where it has none, or they cannot be read."""
    if protocol not in _PORTED or type(first) is not int or type(last) is not int or first < 0:
        return _ALL_PORTS
    return (first, last) if first <= last else _ALL_PORTS


def find_exposures(openings: Sequence[Opening]) -> tuple[Exposure, ...]:
    """Return what rules open to the world, or may open, in order of protocols and ports.

    Ports are those of TCP and UDP; of another protocol there is one entry for all of it.
    """
    # Most rules let in what is private, and that adds nothing.
    openings = [one for one in openings if one.unknown or one.networks.public != NOWHERE]
    found: list[Exposure] = []
    for protocol in _PORTED:
        found += _of_ports(protocol, [one for one in openings if one.protocol in (protocol, ANY)])
    for protocol in sorted({one.protocol for one in openings} - {ANY, *_PORTED}):
        told = _world([one for one in openings if one.protocol == protocol])
        if told is not None:
            found.append(Exposure(protocol=protocol, ports=(-1, -1), names=told[0], unknown=told[1]))
    return tuple(found)


def _of_ports(protocol: str, openings: Sequence[Opening]) -> Iterator[Exposure]:
    cuts = sorted({cut for one in openings for cut in (one.ports[0], one.ports[1] + 1)})
    runs: list[_Run] = []
    for first, end in pairwise(cuts):
        told = _world([one for one in openings if one.ports[0] <= first and end <= one.ports[1] + 1])
        if told is None:
            continue
        if runs and runs[-1].last + 1 == first and runs[-1].key == told:
            runs[-1].last = end - 1
        else:
            runs.append(_Run(first, end - 1, told))
    for run in runs:
        yield Exposure(protocol=protocol, ports=(run.first, run.last), names=run.key[0], unknown=run.key[1])


def _world(openings: Iterable[Opening]) -> tuple[tuple[str, ...], str] | None:
    """Return which of the rules open the same ports to the world, and what is not known; none where they do not."""
    openings = tuple(openings)
    known = [one for one in openings if not one.unknown]
    alone = sorted(one.name for one in known if one.networks.is_world)
    if alone:
        return tuple(alone), ""
    together = NOWHERE
    for one in known:
        together |= one.networks
    if together.is_world:
        return tuple(sorted(one.name for one in known if one.networks.public != NOWHERE)), ""
    unknown = sorted(one.unknown for one in openings if one.unknown)
    return (tuple(sorted(one.name for one in openings if one.unknown)), unknown[0]) if unknown else None
