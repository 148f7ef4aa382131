"""Expressions over AWS's answers: JMESPath (https://jmespath.org/specification.html) with functions of our own.

What declares them asks nothing of JMESPath: it is imported where the first one is evaluated (`reading.queries`).

An expression is a text or a Python function of the item. Both see the item's own members and, beside them, what
belongs to its place: `_account`, `_region`, `_regions`, `_partition`, `_parent` (the item that a list was asked
about), `_value` (the item itself where it is no object) and `_items` (a function: the items of another call).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Item = Mapping[str, Any]
Expression = str | Callable[[Item], Any]


class Untold:
    """Stands for what an answer left open: the attribute stays unread."""


UNTOLD = Untold()


def evaluate(expression: Any, item: Item) -> Any:
    """Return what an expression says of an item, as plain JSON; a value that is no expression is itself."""
    found = parameter(expression, item)
    return plain(found) if isinstance(expression, str) or callable(expression) else found


def parameter(expression: Any, item: Item) -> Any:
    """Return what an expression says of an item, as a call takes it: bytes are bytes, and every name is kept."""
    if isinstance(expression, str):
        from snapshots.aws.reading.queries import search  # noqa: PLC0415 - who only wants facts needs no JMESPath

        return search(expression, item)
    return expression(item) if callable(expression) else expression


def plain(value: Any) -> Any:
    """Return a value of botocore's as JSON: times as RFC 3339 texts, bytes as their hex digits."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if not key.startswith("_")}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):  # seconds since 1970 come in the machine's own zone
        return (value.astimezone(UTC) if value.tzinfo else value).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.hex() if isinstance(value, bytes) else value


def tags_of(pairs: Any) -> dict[str, Any]:
    """Return tags as a map, those of AWS itself among them; of a map, or of a list of pairs of any spelling."""
    if not isinstance(pairs, Mapping):
        pairs = dict(_pair(entry) for entry in pairs or ())
    return dict(sorted(pairs.items()))


def without_reserved(tags: Mapping[str, Any]) -> dict[str, Any]:
    """Return tags without those of AWS itself, which no configuration has."""
    return {name: text for name, text in tags.items() if not name.startswith("aws:")}


def _pair(entry: Mapping[str, str]) -> tuple[str, str]:
    lower = {name.lower().removeprefix("tag"): value for name, value in entry.items()}
    return lower["key"], lower.get("value") or ""
