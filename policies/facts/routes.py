"""How the internet reaches a subnet: by a route of its table to a gateway."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.facts.networks import NetworkError, read_networks
from engine.model.secret import has_secret_anywhere
from engine.model.snapshot import Resource
from engine.provider.paths import PathForms
from policies.facts.known import Known, assumed
from policies.facts.named import Named, doubt_of, name_of


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """A part of a way: why nobody knows whether it is open, and what it leads through."""

    unknown: str = ""
    steps: tuple[str, ...] = ()


class Routes:
    """Looks for routes, among what is `named`."""

    def __init__(self, forms: PathForms, named: Named, known: Known, unlisted: Callable[[str], str]) -> None:
        """Take what routes are made of; `unlisted` says why nobody knows which resources of a type there are."""
        self._forms, self._named, self._known, self._unlisted = forms, named, known, unlisted
        self._to: dict[int, Way | None] = {}
        self._loose: dict[str, str] = {}  # why a route of a type may be of any table, where it leads to the internet

    def to(self, subnet: Resource) -> Way | None:
        """Return how the internet reaches a subnet; none where it does not."""
        if id(subnet) not in self._to:
            self._to[id(subnet)] = self._way(subnet)
        return self._to[id(subnet)]

    def _way(self, subnet: Resource) -> Way | None:
        tables, unread = self._tables(subnet)
        ways = sorted(way for table in tables for way in self._of_table(table))
        if not ways:
            return Way(unread, (name_of(subnet),)) if unread else None
        return Way(ways[0].unknown or unread or doubt_of(subnet), (*ways[0].steps, name_of(subnet)))

    def _tables(self, subnet: Resource) -> tuple[list[Resource], str]:
        """Return the route tables of a subnet: the one that somebody gave it, else the main one of its network."""
        forms = self._forms
        given, unread = self._joined(forms.associations, subnet)
        if given or unread:
            return given, unread
        networks, why = self._named.find(subnet, (forms.network,), forms.networks)
        if len(networks) != 1:
            return [], why or f"in which network {name_of(subnet)} is, is not known"
        main, unread = self._joined(forms.mains, networks[0])
        if main or unread:
            return main, unread
        if owned := self._owned(networks[0]):
            return owned, ""
        told, why = self._named.find(networks[0], (forms.main_table,), forms.tables)
        return told, why or ("" if told else f"the main route table of {name_of(networks[0])} was not read")

    def _owned(self, network: Resource) -> list[Resource]:
        """Return the main table of a network: it names the network, or refers to what that says of its table."""
        told = ((type_, one) for type_, attributes in self._forms.main_tables.items() for one in attributes)
        found = {id(table): table for one in told for table, _ in self._named.naming(network, *one)[0]}
        return list(found.values())

    def _joined(self, types: Mapping[str, tuple[str, str]], end: Resource) -> tuple[list[Resource], str]:
        """Return the tables that a resource of some types joins to an end, and why it may be another one."""
        perhaps = next(filter(None, (self._unlisted(type_) for type_ in types)), "")
        for type_, (at, table) in types.items():
            named, loose = self._named.naming(end, type_, at)
            for item, doubt in named:
                tables, why = self._named.find(item, (table,), self._forms.tables)
                return tables, why or doubt
            perhaps = perhaps or next((why for _, why in loose), "")
        return [], perhaps

    def _of_table(self, table: Resource) -> Iterator[Way]:
        """Yield the routes of a table that lead all of the internet to a gateway of it, or may."""
        forms = self._forms
        entries = self._known.attributes(table).get(forms.block)
        rows = entries if isinstance(entries, list | tuple) else ()
        if self._known.is_open(table, (forms.block,)):
            yield Way(self._known.why(table, (forms.block,)))
        elif forms.block not in table.attributes and not table.declared and table.intent is None:
            yield Way(f"{forms.block} of {name_of(table)} was not read")
        elif (entries is not None and rows is not entries) or not all(isinstance(entry, Mapping) for entry in rows):
            yield Way(f"{forms.block} of {name_of(table)} has a form that is not known")
        for index, entry in enumerate(rows):
            if isinstance(entry, Mapping):
                at = (forms.block, str(index))
                yield from self._to_gateway(table, entry, forms.destinations, at, name_of(table))
        if why := assumed(table, forms.block):
            yield Way(why)
        yield from self._of_their_own(table)

    def _of_their_own(self, table: Resource) -> Iterator[Way]:
        """Yield those that are resources of their own, and name their table."""
        forms = self._forms
        for type_, attribute in forms.routes.items():
            # Who lists the routes of a table has all of them in the table.
            if forms.block not in table.attributes and (why := self._unlisted(type_)):
                yield Way(why)
            named, loose = self._named.naming(table, type_, attribute)
            for item, doubt in named:
                for way in self._of_route(item, name_of(table)):
                    yield Way(way.unknown or doubt, way.steps)
            if loose and type_ not in self._loose:
                ways = (why for item, why in loose for _ in self._of_route(item, ""))
                self._loose[type_] = next(ways, "")
            if loose and self._loose[type_]:
                yield Way(self._loose[type_])

    def _of_route(self, item: Resource, table: str) -> Iterator[Way]:
        return self._to_gateway(item, self._known.attributes(item), self._forms.own_destinations, (), table)

    def _to_gateway(
        self, item: Resource, entry: Mapping[str, Any], destinations: Sequence[str], at: tuple[str, ...], table: str
    ) -> Iterator[Way]:
        """Yield a route if it leads the internet to a gateway of it, or may."""
        gateway, why = self._gateway(item, entry.get(self._forms.gateway), at)
        if not gateway and not why:
            return
        open_ = [one for one in destinations if self._known.is_unknown(item, (*at, one))]
        hidden = [one for one in destinations if has_secret_anywhere(entry.get(one))]
        doubts = [f"{one} is a secret" for one in hidden] + [self._known.why(item, (*at, one)) for one in open_]
        doubts += [said for one in destinations if not at and (said := assumed(item, one))]
        is_world = _is_world([entry.get(one) for one in destinations])
        if is_world is None and not doubts:
            doubts = [f"{destinations[0]} of {name_of(item)} holds what is no network"]
        if is_world or doubts:
            yield Way(why or ("" if is_world else doubts[0]), tuple(filter(None, (gateway, table))))

    def _gateway(self, item: Resource, told: Any, at: tuple[str, ...]) -> tuple[str, str]:
        """Return the gateway of the internet that a route leads to, or why there may be one."""
        forms = self._forms
        if has_secret_anywhere(told):
            return "", f"{forms.gateway} is a secret"
        if why := assumed(item, (at or (forms.gateway,))[0]):
            return "", why
        if isinstance(told, str) and told:
            return (told if told.startswith(forms.prefix) else ""), ""
        if told:
            return "", f"{forms.gateway} of {name_of(item)} is nothing that names something"
        if not self._known.is_unknown(item, (*at, forms.gateway)):
            return "", ""
        referred = list(self._named.referred(item, (at or (forms.gateway,))[0], forms.gateways))
        sure = sorted(name_of(one) for one, why in referred if one is not None and not why)
        if sure:
            return sure[0], ""
        return "", next((why for _, why in referred if why), "")


def _is_world(values: Sequence[Any]) -> bool | None:
    """Tell whether networks are those of the internet; nothing where one of them is none."""
    told = [value for value in values if value]
    try:
        return read_networks(told).is_world if all(isinstance(value, str) for value in told) else None
    except NetworkError:
        return None
