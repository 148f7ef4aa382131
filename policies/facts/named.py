"""Which resources an attribute names: by id or name where it is known, by reference where only an apply tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.model.address import ANY_KEY
from engine.model.place import is_same_place
from engine.model.secret import has_secret_anywhere
from engine.model.snapshot import Resource
from policies.facts.known import Known, assumed

Types = frozenset[str]
_Naming = tuple[Resource, str]


class Named:
    """An index of resources by type, id, name and address."""

    def __init__(self, resources: Iterable[Resource], types: Types, known: Known) -> None:
        """Index resources; those of some types are looked for by what they are called."""
        self._known, self._types = known, types
        self._indexes: dict[tuple[str, str], tuple[Mapping[int, list[_Naming]], list[_Naming]]] = {}
        self._by_name: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._of_type: dict[str, list[Resource]] = defaultdict(list)
        self._by_address: dict[str, Resource] = {}
        for item in resources:
            self._by_address.setdefault(item.address, item)
            if item.type not in types:
                continue
            self._of_type[item.type].append(item)
            for name in {item.id, called if isinstance(called := item.attributes.get("name"), str) else ""} - {""}:
                self._by_name[item.type, name].append(item)

    def find(self, item: Resource, attributes: Iterable[str], types: Types) -> tuple[list[Resource], str]:
        """Return the resources of some types that attributes of a resource name, and why there may be others."""
        found: dict[int, Resource] = {}
        unread = ""
        for attribute in attributes:
            for other, why in (*self._by_value(item, attribute, types), *self.referred(item, attribute, types)):
                unread = unread or why
                if other is not None:
                    found[id(other)] = other
        return list(found.values()), unread

    def naming(self, end: Resource, type_: str, attribute: str) -> tuple[Sequence[_Naming], Sequence[_Naming]]:
        """Return the resources of a type whose attribute names another one, and those of which it may name any.

        Each has why it may name something else, empty where that is certain. They are looked for once for all ends.
        """
        index = self._indexes.get((type_, attribute))
        if index is None:
            index = self._indexes[type_, attribute] = self._index(type_, attribute)
        named, loose = index
        return named.get(id(end), ()), loose

    def _index(self, type_: str, attribute: str) -> tuple[Mapping[int, list[_Naming]], list[_Naming]]:
        named: dict[int, list[_Naming]] = defaultdict(list)
        loose: list[_Naming] = []
        for item in self._of_type.get(type_, ()):
            ends, why = self.find(item, (attribute,), self._types)
            for end in ends:
                named[id(end)].append((item, why or doubt_of(item)))
            # One that refers to something else for certain names nothing here.
            if not ends and why and (why := self.may_be_any(item, attribute)):
                loose.append((item, why))
        return named, loose

    def _by_value(self, item: Resource, attribute: str, types: Types) -> Iterator[tuple[Resource | None, str]]:
        value = self._known.attributes(item).get(attribute)
        by_default = assumed(item, attribute)
        for text in _texts(value):
            hits = [one for type_ in types for one in self._by_name.get((type_, text), ()) if is_same_place(one, item)]
            yield from ((one, by_default or doubt_of(one)) for one in hits)
            if not hits:
                yield None, f"{attribute} is a secret" if has_secret_anywhere(text) else f"{text} was not read"
        if value and not _texts(value) and not self._known.is_unknown(item, (attribute,)):
            yield None, f"{attribute} of {name_of(item)} is nothing that names something"

    def may_be_any(self, item: Resource, attribute: str) -> str:
        """Return why an attribute may name any resource: only an apply tells it, or it is hidden; empty where not."""
        if has_secret_anywhere(item.attributes.get(attribute)):
            return f"{attribute} is a secret"
        is_open = self._known.is_unknown(item, (attribute,)) and not self._known.is_unset(item, (attribute,))
        return self._known.why(item, (attribute,)) if is_open else ""

    def referred(self, item: Resource, attribute: str, types: Types) -> Iterator[tuple[Resource | None, str]]:
        """Yield what an attribute refers to while only an apply tells it, and why that may be something else."""
        if self._known.is_unset(item, (attribute,)) or not self._known.is_unknown(item, (attribute,)):
            return
        refers = [one for one in item.intent.refers if one.attribute == attribute] if item.intent is not None else []
        for one in refers:
            other = self._by_address.get(one.address)
            if other is None or not one.sure:
                yield None, self._known.why(item, (attribute,))
            elif other.type in types:
                yield other, doubt_of(other)
        if not refers:
            yield None, self._known.why(item, (attribute,))


def doubt_of(item: Resource) -> str:
    """Return that there may be no such resource, as a sentence; empty where there is one."""
    return f"whether there is {name_of(item)} is not known" if ANY_KEY in item.address else ""


def name_of(item: Resource) -> str:
    """Return what a way calls a resource."""
    return item.address or item.id


def _texts(value: Any) -> list[str]:
    told = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else ()
    return [text for text in told if isinstance(text, str) and text]
