"""JMESPath with functions of our own; imported only where AWS is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import unquote
from zlib import crc32

import jmespath
from jmespath import functions

from snapshots.aws.reading.expressions import UNTOLD, Item, tags_of, without_reserved


class Functions(functions.Functions):
    """What AWS's answers need beyond JMESPath's own functions; each returns null for null."""

    @functions.signature({"types": []})
    def _func_tags(self, pairs: Any) -> Any:
        """Return a map of a resource's tags: from a map, or a list of pairs however its members are called.

        AWS's own are among them: they say who made it, and the reader takes them out.
        """
        return tags_of(pairs)

    @functions.signature({"types": []})
    def _func_set_tags(self, pairs: Any) -> Any:
        """Return a map of tags that a resource gives to others, or asks for; AWS's own left out."""
        return without_reserved(tags_of(pairs))

    @functions.signature({"types": []}, {"types": ["string"]}, {"types": ["string"]})
    def _func_pairs(self, entries: Any, key: str, value: str) -> Any:
        """Return a map of a list of objects: the member `key` of each to its member `value`."""
        return {entry[key]: entry.get(value) for entry in entries or ()}

    @functions.signature({"types": []})
    def _func_one(self, block: Any) -> Any:
        """Return Terraform's form of a single nested block: a list of one, empty when all members are null."""
        if isinstance(block, Mapping):
            return [block] if any(value not in (None, []) for value in block.values()) else []
        return [] if block is None else [block]

    @functions.signature({"types": []})
    def _func_document(self, value: Any) -> Any:
        """Return a policy document as JSON text, whether it came URL-encoded, parsed, or as it is."""
        if value is None:
            return None
        text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        return unquote(text) if text.startswith("%7B") else text

    @functions.signature({"types": ["string"]}, {"types": []})
    def _func_after(self, separator: str, text: Any) -> Any:
        """Return what follows the last `separator`; the whole text where there is none."""
        return None if text is None else str(text).rpartition(separator)[2]

    @functions.signature({"types": ["string"]}, {"types": []})
    def _func_before(self, separator: str, text: Any) -> Any:
        """Return what stands before the first `separator`; the whole text where there is none."""
        return None if text is None else str(text).partition(separator)[0]

    @functions.signature({"types": ["string"]}, {"types": ["array"]})
    def _func_fill(self, template: str, values: Sequence[Any]) -> Any:
        """Return `template` with each `{}` replaced in order; null when one of the values is null."""
        if any(value is None for value in values):
            return None
        parts = template.split("{}")
        return "".join(part + str(value) for part, value in zip(parts, [*values, ""], strict=True))

    @functions.signature({"types": ["array", "null"]}, {"types": ["string"]})
    def _func_inner(self, items: Sequence[Any] | None, name: str) -> Any:
        """Return the entries of the list `name` of each item; each is an object with its item as `_of`.

        An entry that is no object is the member `_value`.
        """
        return [
            {**(entry if isinstance(entry, Mapping) else {"_value": entry}), "_of": item}
            for item in items or ()
            for entry in item.get(name) or ()
        ]

    @functions.signature({"types": ["string", "null"]})
    def _func_crc(self, text: str | None) -> Any:
        """Return the number that the AWS provider makes of a text for its own ids."""
        return None if text is None else crc32(text.encode())

    @functions.signature({"types": []})
    def _func_parsed(self, text: Any) -> Any:
        """Return the value of a JSON text."""
        return None if text is None else json.loads(text)

    @functions.signature({"types": []})
    def _func_decimal(self, number: Any) -> Any:
        """Return a number as the AWS provider writes it where it has a text for it: empty where there is none."""
        return "" if number is None else format(number, "g" if isinstance(number, float) else "d")

    @functions.signature({"types": []})
    def _func_told(self, value: Any) -> Any:
        """Return a value that the API does not always tell; the attribute is unread where it is null."""
        return UNTOLD if value is None else value

    @functions.signature({"types": []})
    def _func_ordered(self, values: Any) -> Any:
        """Return a list sorted, without nulls and empty texts; an empty list for null."""
        return sorted(value for value in values or () if value not in (None, ""))


# The parts of a syntax tree of which the first is about the item, and the others about what it gives.
_STEPS = frozenset(
    {"filter_projection", "flatten", "index_expression", "pipe", "projection", "subexpression", "value_projection"}
)
_OPTIONS = jmespath.Options(custom_functions=Functions())
_COMPILED: dict[str, Any] = {}


def compiled(expression: str) -> Any:
    """Return the parsed form of an expression; raises ValueError for one that is none."""
    if expression not in _COMPILED:
        _COMPILED[expression] = jmespath.compile(expression)
    return _COMPILED[expression]


@cache
def begins(expression: str) -> frozenset[str]:
    """Return the members of an item that an expression begins with; of none that belongs to its place."""
    return frozenset(name for name in _begun(compiled(expression).parsed) if not name.startswith("_"))


def _begun(node: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names that the syntax tree of an expression begins with."""
    if node["type"] == "field":
        yield node["value"]
    elif node["type"] != "expref":  # what is looked at of each element of a list
        parts = [part for part in node["children"] if isinstance(part, Mapping)]
        for part in parts[:1] if node["type"] in _STEPS else parts:
            yield from _begun(part)


def search(expression: str, item: Item) -> Any:
    """Return what an expression says of an item, as botocore's values are."""
    return compiled(expression).search(item, options=_OPTIONS)
