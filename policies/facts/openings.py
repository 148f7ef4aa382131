"""What the rules of firewalls open to the world, as policies see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

from engine.facts.exposure import find_exposures
from engine.facts.networks import NOWHERE, Networks
from engine.facts.opening import PORTED, Exposure, Opening
from engine.facts.together import NAMED
from engine.jsontext.digest import digest
from engine.model.snapshot import Resource
from engine.provider.judging import Judging
from policies.facts.known import assumed
from policies.facts.neighbours import Neighbours
from policies.facts.rules import Rules

_WRITTEN = 4  # networks that a pin writes out


class Openings:
    """Works out what is open; `neighbours` finds the rules that are resources of their own."""

    def __init__(self, rules: Rules, judging: Judging, neighbours: Neighbours) -> None:
        """Take what reads rules."""
        self._read, self._judging, self._neighbours = rules, judging, neighbours

    def of(self, resource: Resource) -> list[dict[str, Any]]:
        """Return what a resource opens: with the rules of its own where it is a firewall.

        What a single rule of its own opens is told with that rule, not here: a refresh shows it in the group as well.
        What only an API shows is told of both, as it lists every rule of a group as one of its own.
        """
        form = self._judging.reach.rules.get(resource.type)
        if form is None:
            return []
        own: Sequence[Opening] = self._read.of(resource, form)
        if form.group:
            return [_told(exposure) for exposure in find_exposures(own)]
        separate = list(self._rules(resource))
        told: dict[tuple[str, tuple[int, int]], Networks] = defaultdict(Networks)
        for rule, opening in separate:
            if rule.address:
                told[opening.protocol, opening.ports] |= opening.networks
        own = [_without(one, told.get((one.protocol, one.ports), NOWHERE)) for one in own]
        rules = [opening for _, opening in separate if not _alone(opening)]
        found = find_exposures([*own, *self._too_many(resource), *rules])
        return [_told(exposure) for exposure in found if exposure.rules > 1 or not exposure.separate]

    def all_of(self, group: Resource) -> list[dict[str, Any]]:
        """Return what a firewall opens to IPv4 by all of its rules, also by those that are told with themselves."""
        form = self._judging.reach.rules.get(group.type)
        rules = [] if form is None else [*self._read.of(group, form), *(one for _, one in self._rules(group))]
        rules = [replace(one, networks=Networks(v4=one.networks.v4)) for one in rules]
        return [_told(exposure) for exposure in find_exposures(rules)]

    def opened(self, group: Resource) -> list[dict[str, Any]]:
        """Return how many ports of each protocol a firewall opens to the world for certain, by all of its rules.

        Each entry has the `number` of ports in all, `longest`, how many are beside one another, and `ports` in words.
        """
        form = self._judging.reach.rules.get(group.type)
        if form is None or form.group:
            return []
        rules = [*self._read.of(group, form), *(one for _, one in self._rules(group))]
        found = [one for one in find_exposures(rules) if not one.unknown and one.protocol in PORTED]
        told = []
        for protocol in sorted({one.protocol for one in found}):
            runs = [one for one in found if one.protocol == protocol]
            longest = max(one.ports[1] - one.ports[0] + 1 for one in runs)
            number = sum(one.ports[1] - one.ports[0] + 1 for one in runs)
            by = sorted({name for one in runs for name in one.names})[:NAMED]
            pin = digest([[list(one.ports), list(one.networks.v4), list(one.networks.v6), one.sum] for one in runs])
            said = f"in {len(runs)} runs ({number} in all)"
            told.append(
                {"protocol": protocol, "number": number, "longest": longest, "ports": said, "by": by, "pin": pin}
            )
        return told

    def doubt_of(self, group: Resource) -> str:
        """Return why a firewall may have other rules, as a sentence: some may be its, or are a variable's default."""
        rules = self._judging.reach.rules
        told = [(group, rules[group.type])] if group.type in rules else []
        for type_, form in rules.items():
            if form.group and (perhaps := self._neighbours.perhaps(group, type_)) is not None:
                return f"whether {perhaps.address} belongs to it is not known"
            told += [(rule, form) for rule in self._neighbours.children(group, type_) if form.group]
        found = (assumed(item, name) for item, form in told for name in sorted(form.attributes))
        return next(filter(None, found), "")

    def names(self, resource: Resource) -> frozenset[str]:
        """Return the attributes of a resource that are looked at here."""
        form = self._judging.reach.rules.get(resource.type)
        return form.attributes if form is not None else frozenset()

    def _rules(self, group: Resource) -> Iterator[tuple[Resource, Opening]]:
        for type_, form in self._judging.reach.rules.items():
            for rule in self._neighbours.children(group, type_) if form.group else ():
                for opening in self._read.of(rule, form):
                    yield rule, replace(opening, separate=True)

    def _too_many(self, group: Resource) -> Iterator[Opening]:
        """Yield that a firewall has more rules of its own than anybody looks through: they may open anything."""
        for type_, form in self._judging.reach.rules.items():
            if form.group and self._neighbours.has_many(group, type_):
                why = f"more than {self._neighbours.most(type_)} {type_} may belong to it"
                yield Opening(name=type_, networks=NOWHERE, unknown=why)


def _without(opening: Opening, separate: Networks) -> Opening:
    """Return an opening without the networks that separate rules let in to the same ports."""
    networks = opening.networks - separate
    return opening if networks == opening.networks else replace(opening, networks=networks)


def _alone(opening: Opening) -> bool:
    """Tell whether a rule opens something by itself, or may: it is told of that rule."""
    return bool(opening.unknown) or opening.networks.is_world


def _told(exposure: Exposure) -> dict[str, Any]:
    first, last = exposure.ports
    ports = f"{first} to {last}" if first < last else str(first)
    names = list(exposure.names)
    if exposure.rules > len(names):
        names.append(f"{exposure.rules - len(names)} more")
    return {
        "ports": ports,
        "pin": f"{exposure.protocol} {ports} from {exposure.sum or _text(exposure.networks)} by {', '.join(names)}",
        "protocol": exposure.protocol,
        "from": exposure.ports[0],
        "to": exposure.ports[1],
        "by": names,
        "unknown": exposure.unknown,
    }


def _text(networks: Networks) -> str:
    """Return networks as a text that no others have."""
    told = [f"{ip_address(first)}-{ip_address(last)}" for first, last in (*networks.v4, *networks.v6)]
    return ", ".join(told) if len(told) <= _WRITTEN else digest(told)
