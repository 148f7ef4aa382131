"""What differs between the attributes of two resources that are one; what cannot be compared is a gap of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from engine.canonical.canonicalise import canonicalise
from engine.canonical.schema import SchemaNode
from engine.drift.compare import LimitReachedError, changes
from engine.drift.findings import attribute_gap
from engine.drift.leaves import TAGS, attribute_node
from engine.model.change import Change
from engine.model.outcome import Gap, GapReason
from engine.model.path import Name
from engine.model.snapshot import Resource

Attributes = Mapping[str, Any]


def told_with(name: str) -> frozenset[str]:
    """Return the attributes that say together what one of them is about."""
    return TAGS if name in TAGS else frozenset({name})


def attribute_changes(
    resource: Resource, left: Attributes, right: Attributes, node: SchemaNode | None, gaps: list[Gap]
) -> list[Change]:
    """Return what differs, sorted by attribute, with the rules that were applied; `gaps` takes what was not compared.

    `resource` is the one that is named, `node` the schema of its type.
    """
    applied: dict[str, set[str]] = {}
    forms = canonical_forms(resource, (left, right), node, gaps, applied)
    found: list[Change] = []
    for name in sorted(forms[0].keys() & forms[1].keys()):
        try:
            found += changes(forms[0][name], forms[1][name], path=(Name(name),), node=attribute_node(node, name))
        except LimitReachedError as error:
            gaps.append(attribute_gap(resource, name, GapReason.LIMIT_REACHED, error.message))
        except Exception as error:  # noqa: BLE001 - a value that breaks the comparison must not hide all others
            gaps.append(_broken(resource, name, error))
    rules = {name: tuple(sorted(names)) for name, names in applied.items() if names}
    if not rules:
        return found
    return [
        Change(path=change.path, before=change.before, after=change.after, rules=rules.get(change.path[0], ()))
        for change in found
    ]


def canonical_forms(
    resource: Resource,
    sides: Collection[Attributes],
    node: SchemaNode | None,
    gaps: list[Gap],
    applied: dict[str, set[str]],
) -> list[dict[str, Any]]:
    """Return the canonical form of the attributes of each side, without those of which one side has none."""
    try:
        return [canonicalise(resource.type, side, node, applied=applied) for side in sides]
    except Exception:  # noqa: BLE001 - below it is found out whose it is
        forms: list[dict[str, Any]] = [{} for _ in sides]
    names = {name for side in sides for name in side}
    for group in [*({name} for name in sorted(names - TAGS)), names & TAGS]:
        try:
            for form, side in zip(forms, sides, strict=True):
                part = {name: side[name] for name in group if name in side}
                form.update(canonicalise(resource.type, part, node, applied=applied))
        except Exception as error:  # noqa: BLE001 - the same as above
            for form in forms:
                for name in group:
                    form.pop(name, None)
            gaps.append(_broken(resource, min(group), error))
    return forms


def _broken(resource: Resource, name: str, error: Exception) -> Gap:
    # The error's text may hold a part of the value, which may be a secret.
    detail = f"{name} of {resource.name} cannot be compared ({type(error).__name__})"
    fix = "report it: driftgate does not know a value of this form"
    return attribute_gap(resource, name, GapReason.TOOL_ERROR, detail, fix)
