"""What a plan will do, by `resource_changes`: what stands between its prior state and what it plans.

Format: https://developer.hashicorp.com/terraform/internals/json-format#change-representation. What a refresh found
changed by others (`resource_drift`) and the plan puts back is nothing that somebody planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.model.snapshot import Action, Planned, Resource
from engine.provider.identity import provider_id
from engine.provider.port import Provider

_ACTIONS = {
    ("create",): Action.CREATE,
    ("update",): Action.UPDATE,
    ("delete",): Action.DELETE,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    ("create", "forget"): Action.REPLACE,  # what was there before stays, and nothing manages it any more
    ("forget",): Action.FORGET,
}


def planned(
    document: Mapping[str, Any], prior: Iterable[Resource], after: Iterable[Resource], provider: Provider
) -> tuple[Planned, ...]:
    """Return what a plan will do to managed resources, sorted; `prior` and `after` are its two estates, redacted."""
    was = {item.address: item for item in prior if not item.deposed}
    will = {item.address: item for item in after if not item.deposed}
    foreign = dict(foreign_attributes(document))
    found = []
    for entry in document.get("resource_changes", []):
        address, action = entry.get("address"), _action(entry)
        if action is None or not isinstance(address, str):
            continue
        old, new = was.get(address) or was.get(str(entry.get("previous_address"))), will.get(address)
        drifted = foreign.get(address, frozenset())
        if drifted is None:  # it was deleted by others, and the plan only puts it back
            continue
        found.append(
            Planned(
                address=address,
                type=str(entry.get("type")),
                id=provider_id(old, provider) if old is not None else "",
                action=action,
                account=old.account if old is not None else "",
                region=old.region if old is not None else "",
                before=_before(old, new, drifted),
                foreign=tuple(sorted(drifted)),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.address, one.type)))


def changed_addresses(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the addresses that resources have before a plan that changes them."""
    for entry in document.get("resource_changes", []):
        if _action(entry) is not None:
            yield from {str(entry.get("address")), str(entry.get("previous_address"))}


def _action(entry: Mapping[str, Any]) -> Action | None:
    change = entry.get("change")
    actions = change.get("actions") if isinstance(change, dict) else None
    if entry.get("mode") != "managed" or "deposed" in entry or not isinstance(actions, list):
        return None
    told = tuple(map(str, actions))
    # It is there, and no state has it yet.
    if isinstance(change, dict) and change.get("importing") and told in {("no-op",), ("update",)}:
        return Action.IMPORT
    return _ACTIONS.get(told)


def _before(old: Resource | None, new: Resource | None, drifted: frozenset[str]) -> dict[str, Any]:
    """Return the attributes that a plan changes as they are before it, but for those that others have changed."""
    if old is None or new is None:
        return {}
    return {
        name: value
        for name, value in sorted(old.attributes.items())
        if name not in drifted and (name not in new.attributes or new.attributes[name] != value)
    }


def foreign_attributes(document: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str] | None]]:
    """Yield what a refresh found changed by others: an address with the names of attributes, none for all of it."""
    for entry in document.get("resource_drift", []):
        change = entry.get("change")
        if not isinstance(change, dict) or "deposed" in entry:
            continue
        before, after = change.get("before"), change.get("after")
        if not isinstance(before, dict) or not isinstance(after, dict):
            yield str(entry.get("address")), None
            continue
        names = before.keys() | after.keys()
        # A refresh also writes [] where the state has null, which is no change.
        yield (
            str(entry.get("address")),
            frozenset(name for name in names if (before.get(name) or None) != (after.get(name) or None)),
        )
