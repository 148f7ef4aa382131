"""How the internet reaches a subnet: by a route of its table to a gateway."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.facts.networks import NOWHERE, NetworkError, Networks, read_network
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

    def to(self, subnet: Resource) -> Way | None:
        """Return how the internet reaches a subnet; none where it does not."""
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
        found = (table for type_ in forms.main_tables for table in self._named.all(type_))
        if owned := [table for table in found if self._is_of(table, networks)]:
            return owned, ""
        told, why = self._named.find(networks[0], (forms.main_table,), forms.tables)
        return told, why or ("" if told else f"the main route table of {name_of(networks[0])} was not read")

    def _is_of(self, table: Resource, networks: Sequence[Resource]) -> bool:
        """Tell whether a main table is that of a network: it names it, or refers to what that says of its table."""
        found, _ = self._named.find(table, self._forms.main_tables[table.type], self._forms.networks)
        return any(one is network for one in found for network in networks)

    def _joined(self, types: Mapping[str, tuple[str, str]], end: Resource) -> tuple[list[Resource], str]:
        """Return the tables that a resource of some types joins to an end, and why it may be another one."""
        perhaps = next(filter(None, (self._unlisted(type_) for type_ in types)), "")
        for type_, (at, table) in types.items():
            for item in self._named.all(type_):
                ends, why = self._named.find(item, (at,), frozenset({end.type}))
                if any(one is end for one in ends):
                    tables, why = self._named.find(item, (table,), self._forms.tables)
                    return tables, why or doubt_of(item)
                if why and (self._known.is_unknown(item, (at,)) or has_secret_anywhere(item.attributes.get(at))):
                    perhaps = perhaps or why
        return [], perhaps

    def _of_table(self, table: Resource) -> Iterator[Way]:
        """Yield the routes of a table that lead all of the internet to a gateway of it, or may."""
        forms = self._forms
        entries = self._known.attributes(table).get(forms.block)
        if self._known.is_open(table, (forms.block,)) or has_secret_anywhere(entries):
            yield Way(self._known.why(table, (forms.block,)))
        elif forms.block not in table.attributes and not table.declared and table.intent is None:
            yield Way(f"{forms.block} of {name_of(table)} was not read")
        for index, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
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
            for item in self._named.all(type_):
                tables, _ = self._named.find(item, (attribute,), forms.tables)
                perhaps = "" if tables else self._named.may_be_any(item, attribute)
                if perhaps or any(one is table for one in tables):
                    told = self._known.attributes(item)
                    for way in self._to_gateway(item, told, forms.own_destinations, (), name_of(table)):
                        yield Way(perhaps or way.unknown, way.steps)

    def _to_gateway(
        self, item: Resource, entry: Mapping[str, Any], destinations: Sequence[str], at: tuple[str, ...], table: str
    ) -> Iterator[Way]:
        """Yield a route if it leads the internet to a gateway of it, or may."""
        gateway, why = self._gateway(item, entry.get(self._forms.gateway), at)
        if not gateway and not why:
            return
        open_ = [one for one in destinations if self._known.is_unknown(item, (*at, one))]
        hidden = [one for one in destinations if has_secret_anywhere(entry.get(one))]
        if not _networks(entry.get(one) for one in destinations).is_world:
            by_default = [said for one in destinations if not at and (said := assumed(item, one))]
            if not open_ and not hidden and not by_default:
                return
            doubts = by_default or [f"{one} is a secret" for one in hidden]
            why = doubts[0] if doubts else self._known.why(item, (*at, open_[0]))
        yield Way(why or doubt_of(item), (gateway, table) if gateway else (table,))

    def _gateway(self, item: Resource, told: Any, at: tuple[str, ...]) -> tuple[str, str]:
        """Return the gateway of the internet that a route leads to, or why there may be one."""
        forms = self._forms
        if has_secret_anywhere(told):
            return "", f"{forms.gateway} is a secret"
        if why := assumed(item, (at or (forms.gateway,))[0]):
            return "", why
        if isinstance(told, str) and told:
            return (told if told.startswith(forms.prefix) else ""), ""
        if not self._known.is_unknown(item, (*at, forms.gateway)):
            return "", ""
        referred = list(self._named.referred(item, (at or (forms.gateway,))[0], forms.gateways))
        sure = sorted(name_of(one) for one, why in referred if one is not None and not why)
        if sure:
            return sure[0], ""
        return "", next((why for _, why in referred if why), "")


def _networks(texts: Iterable[Any]) -> Networks:
    found = NOWHERE
    for text in texts:
        try:
            found |= read_network(text) if isinstance(text, str) and text else NOWHERE
        except NetworkError:
            continue
    return found
