"""What code says beside a state: where a resource is declared, what it ignores, and what was never applied."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from engine.model.snapshot import Resource, Snapshot

# An instance key at the end of a part of an address: [0], ["a.b"], [*].
_KEY = re.compile(r"\[(?:\d+|\*|\"(?:[^\"\\]|\\.)*\")\]")


def with_code(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """Return the resources of a side with what code tells of them, sorted by key.

    A declared resource whose address, without instance keys, is that of others gives them its file and line and what it
    ignores, and stands for nothing itself. The other declared ones stay.
    """
    declared: dict[tuple[str, str], Resource] = {}
    found: list[Resource] = []
    for item in resources:
        if item.declared:
            declared[item.type, code_address(item.address)] = item
        else:
            found.append(item)
    if not declared:
        return tuple(sorted(found, key=lambda item: item.order))
    used: dict[tuple[str, str], int] = defaultdict(int)
    for index, item in enumerate(found):
        key = (item.type, code_address(item.address))
        code = declared.get(key)
        if code is not None and item.address:
            used[key] += 1
            found[index] = replace(item, location=code.location, ignored=code.ignored)
    rest = (item for key, item in declared.items() if key not in used)
    return tuple(sorted([*found, *rest], key=lambda item: item.order))


def applied(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot without what only code tells of; the code itself when there is nothing else."""
    there = tuple(item for item in snapshot.resources if not item.declared)
    return replace(snapshot, resources=there) if there else snapshot


def code_address(address: str) -> str:
    """Return an address without its instance keys: the one that code has."""
    return _KEY.sub("", address)
