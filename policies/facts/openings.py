"""What the rules of firewalls open to the world, as policies see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

from engine.facts.exposure import find_exposures
from engine.facts.networks import NOWHERE, NetworkError, Networks, read_network
from engine.facts.opening import PORTED, Exposure, Opening, read_ports, read_protocol
from engine.facts.together import NAMED
from engine.jsontext.digest import digest
from engine.model.secret import has_secret_anywhere, is_secret_mark
from engine.model.snapshot import Resource, Snapshot
from engine.provider.judging import Judging, RuleForm
from policies.facts.kept import Kept
from policies.facts.known import Known, assumed
from policies.facts.neighbours import Neighbours

_NO_NETWORK = "holds what is no network"
_WRITTEN = 4  # networks that a pin writes out


class Openings:
    """Works out what is open; `neighbours` finds the rules that are resources of their own."""

    def __init__(
        self,
        snapshot: Snapshot,
        judging: Judging,
        neighbours: Neighbours,
        known: Known,
        unlisted: Callable[[str], str],
    ) -> None:
        """Index the lists of networks of a snapshot.

        `unlisted` says why nobody knows which resources of a type there are, empty where that is known.
        """
        self._judging, self._neighbours, self._known, self._unlisted = judging, neighbours, known, unlisted
        self._read: dict[str, Networks] = {}
        self._unions: Kept[str | tuple[str, ...], tuple[Networks, str]] = Kept()
        self._lists = {
            item.id: item for item in snapshot.resources if item.type in judging.lists and item.id and not item.deposed
        }

    def of(self, resource: Resource) -> list[dict[str, Any]]:
        """Return what a resource opens: with the rules of its own where it is a firewall.

        What a single rule of its own opens is told with that rule, not here: a refresh shows it in the group as well.
        What only an API shows is told of both, as it lists every rule of a group as one of its own.
        """
        form = self._judging.reach.rules.get(resource.type)
        if form is None:
            return []
        own = list(self._openings(resource, form))
        if form.group:
            return [_told(exposure) for exposure in find_exposures(own)]
        separate = list(self._rules(resource))
        told: dict[tuple[str, tuple[int, int]], Networks] = defaultdict(Networks)
        for rule, opening in separate:
            if rule.address:
                told[opening.protocol, opening.ports] |= opening.networks
        own = [_without(one, told.get((one.protocol, one.ports), NOWHERE)) for one in own]
        own += self._too_many(resource)
        rules = [opening for _, opening in separate if not _alone(opening)]
        found = find_exposures([*own, *rules])
        return [_told(exposure) for exposure in found if exposure.rules > 1 or not exposure.separate]

    def all_of(self, group: Resource) -> list[dict[str, Any]]:
        """Return what a firewall opens to IPv4 by all of its rules, also by those that are told with themselves."""
        form = self._judging.reach.rules.get(group.type)
        rules = [] if form is None else [*self._openings(group, form), *(one for _, one in self._rules(group))]
        rules = [replace(one, networks=Networks(v4=one.networks.v4)) for one in rules]
        return [_told(exposure) for exposure in find_exposures(rules)]

    def opened(self, group: Resource) -> list[dict[str, Any]]:
        """Return how many ports of each protocol a firewall opens to the world for certain, by all of its rules.

        Each entry has the `number` of ports in all, `longest`, how many are beside one another, and `ports` in words.
        """
        form = self._judging.reach.rules.get(group.type)
        if form is None or form.group:
            return []
        rules = [*self._openings(group, form), *(one for _, one in self._rules(group))]
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

    def _is_observed(self, resource: Resource) -> bool:
        """Tell whether what is not there was not read; what an intent does not say is not set."""
        return not resource.declared and resource.intent is None

    def _rules(self, group: Resource) -> Iterator[tuple[Resource, Opening]]:
        for type_, form in self._judging.reach.rules.items():
            for rule in self._neighbours.children(group, type_) if form.group else ():
                for opening in self._openings(rule, form):
                    yield rule, replace(opening, separate=True)

    def _too_many(self, group: Resource) -> Iterator[Opening]:
        """Yield that a firewall has more rules of its own than anybody looks through: they may open anything."""
        for type_, form in self._judging.reach.rules.items():
            if form.group and self._neighbours.has_many(group, type_):
                why = f"more than {self._neighbours.most(type_)} {type_} may belong to it"
                yield Opening(name=type_, networks=NOWHERE, unknown=why)

    def _openings(self, resource: Resource, form: RuleForm) -> Iterator[Opening]:
        attributes = self._known.attributes(resource)
        if not form.block:
            name = resource.address or resource.id
            yield from self._opening(name, resource, attributes, form, ())
            return
        entries = attributes.get(form.block)
        if (form.block,) in self._known.open(resource):
            yield Opening(name=form.block, networks=NOWHERE, unknown=self._known.why(resource, (form.block,)))
        rows = entries if isinstance(entries, Sequence) and not isinstance(entries, str) else ()
        if (entries is not None and rows is not entries) or not all(isinstance(entry, Mapping) for entry in rows):
            unread = f"{form.block} of {resource.type} has a form that is not known"
            yield Opening(name=form.block, networks=NOWHERE, unknown=unread)
        for index, entry in enumerate(rows):
            if isinstance(entry, Mapping):
                yield from self._opening(f"{form.block}.{index}", resource, entry, form, (form.block, str(index)))

    def _opening(
        self, name: str, resource: Resource, entry: Mapping[str, Any], form: RuleForm, at: tuple[str, ...]
    ) -> Iterator[Opening]:
        """Yield what a rule opens: to networks that are known, and to what else there may be."""
        if form.only is not None:
            attribute, _ = form.only
            if self._known.is_unknown(resource, (*at, attribute)):
                yield Opening(name=name, networks=NOWHERE, unknown=self._known.why(resource, (*at, attribute)))
                return
            if attribute not in entry and self._is_observed(resource):
                unread = f"{attribute} of {resource.type} was not read"
                yield Opening(name=name, networks=NOWHERE, unknown=unread)
                return
            if is_secret_mark(entry.get(attribute)):
                yield Opening(name=name, networks=NOWHERE, unknown=f"{attribute} is a secret")
                return
            if not form.lets_in(entry):
                return
        yield from self._to_ports(name, resource, entry, form, at)

    def _to_ports(
        self, name: str, resource: Resource, entry: Mapping[str, Any], form: RuleForm, at: tuple[str, ...]
    ) -> Iterator[Opening]:
        """Yield what a rule that lets in opens."""
        looked_at = (form.protocol, *form.ports) if self._known.open(resource) else ()
        unknown = [one for one in looked_at if self._known.is_unknown(resource, (*at, one))]
        protocol = read_protocol(entry.get(form.protocol), self._judging.reach.protocols)
        networks, open_ = self._networks(resource, entry, form, at)
        if unknown or protocol is None:  # what is let in may be let in to any port
            no_protocol = f"{form.protocol} of {resource.address or resource.id} is no protocol that is known"
            why = self._known.why(resource, (*at, unknown[0])) if unknown else no_protocol
            if open_ or networks.public != NOWHERE:
                yield Opening(name=name, networks=NOWHERE, unknown=why)
            return
        ports = read_ports(protocol, *(entry.get(name) for name in form.ports))
        yield Opening(name=name, networks=networks, protocol=protocol, ports=ports)
        if open_:
            yield Opening(name=name, networks=NOWHERE, protocol=protocol, ports=ports, unknown=open_)

    def _networks(
        self, resource: Resource, entry: Mapping[str, Any], form: RuleForm, at: tuple[str, ...]
    ) -> tuple[Networks, str]:
        """Return the networks of a rule that are known, and what is not known of them."""
        found, unknown = self._blocks(resource, entry, form, at)
        for attribute in form.lists:
            if self._known.is_unknown(resource, (*at, attribute)):
                told = self._referred(resource, (at or (attribute,))[0])
                networks, unread = self._listed(told) if told is not None else (NOWHERE, "no list")
                found |= networks
                unknown = self._known.why(resource, (*at, attribute)) if unread else unknown
            elif not _are_texts(entry.get(attribute)):
                unknown = f"{attribute} holds what is no list of networks"
            for id_ in _texts(entry.get(attribute)):
                networks, unread = self._listed(self._lists[id_]) if id_ in self._lists else (NOWHERE, "no list")
                found |= networks
                unknown = f"the networks of {id_} were not read" if unread else unknown
        return found, unknown

    def _blocks(
        self, resource: Resource, entry: Mapping[str, Any], form: RuleForm, at: tuple[str, ...]
    ) -> tuple[Networks, str]:
        """Return the networks that a rule writes out, and what is not known of them."""
        found, unknown = NOWHERE, ""
        has_open = bool(self._known.open(resource))
        for attribute in form.networks:
            value = entry.get(attribute)
            if value:
                networks, problem = self._written(value)
                found = networks if found is NOWHERE else found | networks
                unknown = f"{attribute} {problem}" if problem else unknown
            elif not _are_texts(value):
                unknown = f"{attribute} {_NO_NETWORK}"
            if has_open and self._known.is_unknown(resource, (*at, attribute)):
                unknown = self._known.why(resource, (*at, attribute))
            elif attribute not in entry and self._is_observed(resource):
                unknown = f"{attribute} of {resource.type} was not read"
        return found, unknown

    def _written(self, value: Any) -> tuple[Networks, str]:
        """Return the networks in a value, and what is wrong with it; an estate writes the same ones again and again."""
        if not _are_texts(value):
            return self._union(_texts(value))[0], _NO_NETWORK
        key = value if isinstance(value, str) else tuple(value)
        found = self._unions.get(key)
        return self._unions.keep(key, self._union(_texts(value))) if found is None else found

    def _union(self, texts: Iterable[str]) -> tuple[Networks, str]:
        found, problem = NOWHERE, ""
        for text in texts:
            try:
                found |= self._network(text)
            except NetworkError:
                problem = "is a secret" if has_secret_anywhere(text) else _NO_NETWORK
        return found, problem

    def _network(self, text: str) -> Networks:
        networks = self._read.get(text)
        if networks is None:
            networks = self._read[text] = read_network(text)
        return networks

    def _referred(self, resource: Resource, attribute: str) -> Resource | None:
        """Return the only list of networks that an attribute refers to."""
        return self._neighbours.referred(resource, attribute, frozenset(self._judging.lists))

    def _listed(self, item: Resource) -> tuple[Networks, str]:
        """Return the networks of a list with those of its children, and why there may be more."""
        form, found = self._judging.lists[item.type], NOWHERE
        attributes = self._known.attributes(item)
        unread = self._unlisted(form.child) if form.block not in item.attributes else ""
        if form.block not in attributes or self._known.is_unknown(item, (form.block,)):
            unread = f"{form.block} of {item.type} was not read"
        if (other := self._neighbours.perhaps(item, form.child)) is not None:
            unread = f"whether {other.address} belongs to it is not known"
        entries = attributes.get(form.block) or ()
        if not isinstance(entries, list | tuple):
            entries, unread = (), f"{form.block} of {item.type} has a form that is not known"
        children = self._neighbours.children(item, form.child)
        for row in (*entries, *map(self._known.attributes, children)):
            text = row.get(form.network) if isinstance(row, Mapping) else None
            try:
                found |= self._network(text) if isinstance(text, str) else NOWHERE
            except NetworkError:
                text = None
            if not isinstance(text, str):
                unread = f"{form.network} of {item.type} holds what is no network"
        return found, unread


def _without(opening: Opening, separate: Networks) -> Opening:
    """Return an opening without the networks that separate rules let in to the same ports."""
    networks = opening.networks - separate
    return opening if networks == opening.networks else replace(opening, networks=networks)


def _alone(opening: Opening) -> bool:
    """Tell whether a rule opens something by itself, or may: it is told of that rule."""
    return bool(opening.unknown) or opening.networks.is_world


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [text for text in value if isinstance(text, str)] if isinstance(value, list | tuple) else []


def _are_texts(value: Any) -> bool:
    """Tell whether there is nothing but texts: what is hidden, or of another form, may be anything."""
    if value is None or isinstance(value, str):
        return True
    return isinstance(value, list | tuple) and all(isinstance(text, str) for text in value)


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
