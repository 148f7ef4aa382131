"""What a plan says of changes: held against the two estates that it holds as well.

Terraform makes `planned_values` of its changes (`internal/command/jsonplan/values.go`): each but a deletion is a
resource there. What a change starts from was read by the refresh and is in `prior_state`. So a plan that has lost
resources contradicts itself, and is no smaller estate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.model.outcome import GapReason
from engine.model.snapshot import Move, Side
from snapshots.terraform.documents import UnreadableDocumentError

_RESTORE = "make the file again with `terraform show -json`"
_LISTS = ("resource_changes", "resource_drift", "deferred_changes")
_FLAGS = ("errored", "complete")


def check_changes(document: Mapping[str, Any]) -> None:
    """Raise UnreadableDocumentError when what a plan says of changes, or of itself, has a form that is not known."""
    for name in _LISTS:
        entries = document.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise UnreadableDocumentError(GapReason.UNPARSABLE, f"{name} is no list of objects", _RESTORE)
    for name in _FLAGS:
        if not isinstance(document.get(name, True), bool):
            raise UnreadableDocumentError(GapReason.UNPARSABLE, f"{name} is neither true nor false", _RESTORE)


def check_estate(document: Mapping[str, Any], side: Side, found: Iterable[str]) -> None:
    """Raise UnreadableDocumentError when a plan changes a resource that is not `found` in the estate of a side."""
    missing = {*(_planned(document) if side is Side.DESIRED else _known(document))}.difference(found)
    if missing:
        part = "planned_values" if side is Side.DESIRED else "prior_state"
        raise UnreadableDocumentError(
            GapReason.UNPARSABLE, f"the plan has changes of {min(missing)}, which its {part} lacks", _RESTORE
        )


def find_contradictions(document: Mapping[str, Any], prior: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the addresses of which a plan says otherwise in its changes than in its prior state.

    `prior` are the values of managed resources there, by address. What the refresh found (`after` of a drift) is what
    is there and what a change starts from (`before`); Terraform writes all three of one object.
    """
    for name, key in (("resource_drift", "after"), ("resource_changes", "before")):
        for address, change in _changes(document, name):
            said, known = change.get(key), prior.get(address)
            is_gone = name == "resource_drift" and said is None
            if known is not None and (is_gone or said is not None) and said != known:
                yield address


def changed_types(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the types of what a refresh found gone or changed: they were looked at as well."""
    for entry in document.get("resource_drift", []):
        if entry.get("mode") == "managed" and isinstance(entry.get("type"), str):
            yield entry["type"]


def moves(document: Mapping[str, Any]) -> tuple[Move, ...]:
    """Return which addresses a plan says to be others than before, by `moved` blocks or by a new count."""
    return tuple(
        sorted(
            {
                Move(module="", old=str(entry["previous_address"]), new=str(entry["address"]))
                for name in ("resource_changes", "resource_drift")
                for entry in document.get(name, [])
                if entry.get("mode") == "managed"
                and isinstance(entry.get("previous_address"), str)
                and isinstance(entry.get("address"), str)
                and "deposed" not in entry
                and entry["previous_address"] != entry["address"]
            }
        )
    )


def _planned(document: Mapping[str, Any]) -> Iterator[str]:
    for address, change in _changes(document, "resource_changes"):
        if change.get("actions") not in (["delete"], ["forget"]):
            yield address


def _known(document: Mapping[str, Any]) -> Iterator[str]:
    for address, change in _changes(document, "resource_changes"):
        if isinstance(change.get("before"), dict) and "importing" not in change:
            yield address
    for address, change in _changes(document, "resource_drift"):
        if isinstance(change.get("after"), dict):
            yield address


def _changes(document: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the changes of managed resources; what is deposed is not told by its address."""
    for entry in document.get(name, []):
        address, change = entry.get("address"), entry.get("change")
        if entry.get("mode") == "managed" and "deposed" not in entry and isinstance(change, dict):
            yield str(address), change
