"""Facts that one side writes inside a resource and the other as resources of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.canonical.tables import PARTS, SPLITS, Split
from engine.model.snapshot import Resource


@dataclass(slots=True)
class InlineForms:
    """The inline and separate forms of the intended side."""

    separate: set[tuple[str, str]] = field(default_factory=set)  # (parent type, parent id) with separate children
    parents: dict[tuple[str, str], Resource] = field(default_factory=dict)
    parts: set[tuple[str, str, str]] = field(default_factory=set)  # (type, attribute, value) of what others contain

    def __init__(self, left: Sequence[Resource]) -> None:
        types = {split.parent for split in SPLITS}
        self.parents = {(item.type, name): item for item in left if item.type in types for name in _names(item)}
        self.separate = set()
        self.parts = {
            (part.child, part.attribute, name)
            for item in left
            for part in PARTS
            if part.parent == item.type
            for name in named(item, part.link)
        }
        children: dict[str, list[Split]] = defaultdict(list)
        for split in SPLITS:
            children[split.child].append(split)
        for item in left:
            for split in children.get(item.type, ()):
                for link in named(item, split.link):
                    parent = self.parents.get((split.parent, link))
                    if parent is not None:
                        where = parent.address or parent.id
                        self.separate |= {(where, attribute) for attribute in split.attributes}

    def skipped(self, resource: Resource) -> frozenset[str]:
        """Return the attributes of a desired resource that its separate resources speak for."""
        where = resource.address or resource.id
        return frozenset(
            attribute
            for split in SPLITS
            if split.parent == resource.type
            for attribute in split.attributes
            if (where, attribute) in self.separate
        )

    def speaks_for(self, child: Resource) -> bool:
        """Tell whether an observed resource is part of a desired one that has the fact inline."""
        if any(
            part.child == child.type and (child.type, part.attribute, name) in self.parts
            for part in PARTS
            for name in named(child, part.attribute)
        ):
            return True
        for split in SPLITS:
            for link in named(child, split.link) if split.child == child.type else ():
                parent = self.parents.get((split.parent, link))
                if parent is not None and any(
                    parent.attributes.get(name) is not None and (parent.address or parent.id, name) not in self.separate
                    for name in split.attributes
                ):
                    return True
        return False


def _names(resource: Resource) -> Iterator[str]:
    for name in ("id", "arn", "name", "bucket", "domain_name", "url"):
        value = resource.attributes.get(name)
        if isinstance(value, str) and value:
            yield value


def named(item: Resource, link: str) -> list[str]:
    """Return the texts that a resource has as an attribute, or as `block.attribute`."""
    block, _, member = link.partition(".")
    value = item.id if link == "id" else item.attributes.get(block)
    if not member:
        found = [value]
    else:
        found = [entry.get(member) for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
    return [name for name in found if isinstance(name, str) and name]
