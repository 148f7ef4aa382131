"""Addresses that several states or plans of one estate have: each resource then says which one it is in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.model.snapshot import Resource


def name_origins(parts: Iterable[tuple[str, Sequence[Resource]]]) -> list[Resource]:
    """Return the resources of several documents, with their origin where another document has their address too.

    `parts` are the names of documents with what each has. What only code tells of is of the state that it is beside.
    """
    parts = tuple(parts)
    seen: dict[tuple[str, str], int] = {}  # the document that has an address, -1 where several have
    for number, (_, resources) in enumerate(parts):
        for item in resources:
            if _can_be_shared(item):
                key = item.type, item.address
                seen[key] = number if seen.get(key, number) == number else -1
    shared = {key for key, number in seen.items() if number < 0}
    if not shared:
        return [item for _, resources in parts for item in resources]
    return [
        replace(item, origin=item.origin or name)
        if _can_be_shared(item) and (item.type, item.address) in shared
        else item
        for name, resources in parts
        for item in resources
    ]


def _can_be_shared(item: Resource) -> bool:
    return bool(item.address) and item.is_managed and not item.declared
