"""What a change of a firewall opens to the world that was not open before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.facts.exposure import find_exposures
from engine.facts.networks import NOWHERE, NetworkError, Networks, read_network
from engine.facts.opening import ANY, Exposure, Opening, read_ports, read_protocol
from engine.model.path import Change
from engine.provider.judging import Reach, RuleForm


class Opened:
    """The ports that the world reaches on the second side of a firewall and not on the first."""

    def __init__(self, reach: Reach, form: RuleForm, sides: Iterable[Mapping[str, Any]]) -> None:
        """Work out what both sides, the attributes of one resource, let in."""
        before, after = (find_exposures(list(_openings(reach, form, side))) for side in sides)
        self._form = form
        self._new = [one for one in after if not _covers(before, one)]

    def by(self, change: Change) -> list[Exposure]:
        """Return those that a change opens.

        A change that takes something away opens nothing, and neither does a network that is not reached over the
        internet, or a rule for such networks.
        """
        return [] if change.after is None or not self._new or _is_private(self._form, change.after) else self._new


def _covers(exposures: Sequence[Exposure], one: Exposure) -> bool:
    """Tell whether all ports of an exposure are in others of its protocol."""
    next_port, last = one.ports
    for other in exposures:  # in order of ports
        if other.protocol == one.protocol and other.ports[0] <= next_port <= other.ports[1]:
            next_port = other.ports[1] + 1
    return next_port > last


def _openings(reach: Reach, form: RuleForm, attributes: Mapping[str, Any]) -> Iterator[Opening]:
    rows = attributes.get(form.block) if form.block else [attributes]
    for index, entry in enumerate(rows if isinstance(rows, list | tuple) else ()):
        if isinstance(entry, Mapping) and _lets_in(reach, form, entry):
            protocol = read_protocol(entry.get(form.protocol), reach.protocols) or ANY
            ports = read_ports(protocol, *(entry.get(name) for name in form.ports))
            yield Opening(name=str(index), networks=_networks(form, entry), protocol=protocol, ports=ports)


def _lets_in(reach: Reach, form: RuleForm, entry: Mapping[str, Any]) -> bool:
    if any(entry.get(name) is True for name in reach.outward):
        return False
    return form.lets_in(entry)


def _networks(form: RuleForm, entry: Mapping[str, Any]) -> Networks:
    found = NOWHERE
    for name in form.networks:
        value = entry.get(name)
        for text in value if isinstance(value, list | tuple) else [value]:
            found |= _read(text)
    return found


def _read(text: Any) -> Networks:
    try:
        return read_network(text) if isinstance(text, str) else NOWHERE
    except NetworkError:  # what only an apply tells, or a secret: nothing is said of it
        return NOWHERE


def _is_private(form: RuleForm, value: Any) -> bool:
    """Tell whether a value is a network, or a rule for networks, that nobody comes from over the internet."""
    if isinstance(value, Mapping):
        return bool(value.keys() & form.networks) and _networks(form, value).public == NOWHERE
    networks = _read(value)
    return networks != NOWHERE and networks.public == NOWHERE
