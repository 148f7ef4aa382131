"""Modules of which one side has all and the other one nothing: one thing to decide about, not one for each resource."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from engine.model.address import Step, inside, parse
from engine.model.snapshot import Resource


def find_lone_modules(resources: Iterable[Resource], alone: Iterable[Resource]) -> Mapping[str, str]:
    """Return the outermost module by the address of each resource in it, where all that it has stands alone.

    `resources` are all of a side, `alone` those of them without a counterpart. A module's address has its keys.
    """
    lone = list(alone)
    all_, left = _count(resources), _count(lone)
    found = {}
    for item in lone:
        if whole := next((module for module in _modules(item) if left[module] == all_[module]), ""):
            found[item.address] = whole
    return found


def _count(resources: Iterable[Resource]) -> Counter[str]:
    return Counter(module for item in resources for module in _modules(item))


def _modules(item: Resource) -> list[str]:
    """Return the addresses of the modules that a resource is in, the outermost first."""
    if not item.address.startswith("module."):
        return []
    address = parse(item.address)
    steps: tuple[Step, ...] = address.steps[:-1] if address is not None else ()
    found: list[str] = []
    for step in steps:
        found.append(inside(found[-1] if found else "", str(step)))
    return found
