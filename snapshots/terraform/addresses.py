"""Addresses without secrets: the keys of instances are texts that people write, and stand in every message.

So do the key of a deposed object and what a document says of itself. Types and names are identifiers of code, which
stay as they are.

A key of an instance becomes what the reader of code makes of the same text, so that code and state name one instance
alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.model.address import with_keys
from engine.model.identity import Intent
from engine.model.snapshot import FailedCheck, Resource
from snapshots.redaction.redact import Redactor
from snapshots.terraform.documents import ParsedDocument


def _has_key(item: Resource) -> bool:
    """Tell whether a text of somebody stands in an address that a resource has or names, or is its deposed key."""
    if item.deposed or '["' in item.address:
        return True
    return bool(item.dependencies or item.intent is not None) and any('["' in name for name in _named(item))


def _named(item: Resource) -> Iterator[str]:
    yield from item.dependencies
    yield from (reference.address for reference in item.intent.refers) if item.intent is not None else ()


def _shown(intent: Intent | None, shown: Callable[[str], str]) -> Intent | None:
    if intent is None:
        return None
    return replace(intent, refers=tuple(replace(one, address=shown(one.address)) for one in intent.refers))


def without_secrets(reading: ParsedDocument, redactor: Redactor) -> ParsedDocument:
    """Return what a document holds with what is secret in the keys of its addresses hidden; all else is shared."""

    def shown(address: str) -> str:
        return with_keys(address, redactor.text)

    resources = tuple(
        replace(
            item,
            address=shown(item.address),
            deposed=redactor.text(item.deposed),
            dependencies=tuple(map(shown, item.dependencies)),
            intent=_shown(item.intent, shown),
        )
        if _has_key(item)
        else item
        for item in reading.resources
    )
    return replace(
        reading,
        resources=tuple(sorted(resources, key=lambda item: item.order)),
        gaps=tuple(replace(gap, address=shown(gap.address), detail=redactor.text(gap.detail)) for gap in reading.gaps),
        moves=tuple(replace(move, old=shown(move.old), new=shown(move.new)) for move in reading.moves),
        facts={name: redactor.text(fact) for name, fact in reading.facts.items()},
        checks=tuple(FailedCheck(address=shown(c.address), problem=redactor.text(c.problem)) for c in reading.checks),
        planned=tuple(replace(item, address=shown(item.address)) for item in reading.planned),
    )
