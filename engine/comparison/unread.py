"""What a comparison could not look at: attributes that one side does not tell, and of which resources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.model.drift import Unread
from engine.model.snapshot import Resource

_NAMED = 5  # resources that a row names


@dataclass(slots=True)
class UnreadAttributes:
    """Counts attributes on the way of a comparison: by type and attribute the `names` of the resources."""

    names: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, resource: Resource, attribute: str) -> None:
        """Note that an attribute of a resource could not be looked at."""
        self.names[resource.type, attribute].append(resource.name)

    def rows(self) -> Iterator[Unread]:
        """Yield a row for each attribute of a type, in order."""
        for (type_, attribute), names in sorted(self.names.items()):
            yield Unread(type=type_, attribute=attribute, count=len(names), resources=tuple(sorted(names)[:_NAMED]))

    def with_those_of(self, other: UnreadAttributes) -> UnreadAttributes:
        """Return what either counts."""
        found = UnreadAttributes()
        for side in (self, other):
            for key, names in side.names.items():
                found.names[key] += names
        return found
