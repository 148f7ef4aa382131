"""Observed parents that nobody here intends, of what is intended all the same: a rule in the group of another state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.comparison.entries import by_name, find_names, names_of
from engine.model.place import nearest
from engine.model.snapshot import Resource
from engine.provider.facts import Split
from engine.provider.port import Provider


class ForeignParents:
    """Observed parents that nobody intends, of what may be intended all the same; looked at only where asked."""

    def __init__(self, resources: Sequence[Resource], provider: Provider) -> None:
        """`resources` are the observed ones without a counterpart."""
        self._links = provider.common.naming.links
        self._splits: dict[str, list[tuple[str, Split]]] = defaultdict(list)
        self._of_type: dict[str, list[Resource]] = defaultdict(list)
        for item in resources:
            self._of_type[item.type].append(item)
        for parent in sorted(self._of_type):
            facts = provider.facts(parent)
            for split in facts.splits if facts.entries is not None else ():
                self._splits[split.child].append((parent, split))
        self._named: dict[str, dict[str, list[Resource]]] = {}

    @property
    def children(self) -> set[str]:
        """Return the types of what says separately what such a parent has inside."""
        return {*self._splits}

    def parts_among(
        self, resources: Iterable[Resource]
    ) -> Mapping[tuple[tuple[str, ...], str], list[tuple[Resource, Split]]]:
        """Return those of the intended resources that say a part of such a parent, by its order and attribute."""
        found: dict[tuple[tuple[str, ...], str], list[tuple[Resource, Split]]] = defaultdict(list)
        for item in resources:
            for parent, split in self.parents_of(item):
                for attribute in split.attributes:
                    found[parent.order, attribute].append((item, split))
        return found

    def parents_of(self, item: Resource) -> Iterator[tuple[Resource, Split]]:
        """Yield the parents that a separate resource names, and how it says what they have inside."""
        for type_, split in self._splits.get(item.type, ()):
            if split.only is None or item.attributes.get(split.only[0]) == split.only[1]:
                for link in find_names(item, split.link):
                    if type_ not in self._named:
                        self._named[type_] = by_name(
                            (name, one) for one in self._of_type[type_] for name in names_of(one, self._links)
                        )
                    parent = nearest(self._named[type_].get(link, ()), item)
                    if parent is not None:
                        yield parent, split
