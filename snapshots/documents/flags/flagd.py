"""Flags of flagd: https://flagd.dev/reference/flag-definitions/, by the schema of open-feature/flagd-schemas (v0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from snapshots.documents.errors import empty, unparsable
from snapshots.documents.flags.contexts import is_person, texts_below
from snapshots.documents.piece import KEY, Piece, Reading, check_unique, list_of, mapping_of, text_of
from snapshots.redaction.marks import Path

_FLAG = "flagd_flag"
_REQUIRED = frozenset({"state", "variants"})
_STATES = frozenset({"ENABLED", "DISABLED"})
# The operators of JsonLogic that compare an attribute of a context with values.
_COMPARE = frozenset({"==", "===", "!=", "!==", "in", "starts_with", "ends_with"})
_NAMES = ("state", "variants", "defaultVariant", "targeting", "metadata")


def fits_flagd(document: Mapping[str, Any]) -> bool:
    """Tell whether a document has flags as flagd writes them: each with a state and variants."""
    flags = document.get("flags")
    found = list(flags.values()) if isinstance(flags, Mapping) else flags if isinstance(flags, list) else []
    is_told = "flagd.dev" in str(document.get("$schema", "")) and "flags" in document
    return is_told or any(isinstance(flag, Mapping) and flag.keys() >= _REQUIRED for flag in found)


def read_flagd(document: Mapping[str, Any]) -> Reading:
    """Return one piece a flag, one an evaluator, and one of what the set says of itself; raises DocumentError."""
    pieces = list(_flags(document["flags"]))
    if not pieces:
        raise empty("there is no flag in the document", "check what was exported")
    evaluators = mapping_of(document.get("$evaluators") or {}, "$evaluators")
    pieces += [
        Piece(
            type="flagd_evaluator",
            label="evaluator",
            name=name,
            id=f"evaluator/{name}",
            content={"rule": rule},
            secrets=_people(rule, ("rule",)),
        )
        for name, rule in evaluators.items()
    ]
    if document.get("metadata"):
        pieces.append(Piece(type="flagd_flag_set", label="set", id="set", content={"metadata": document["metadata"]}))
    check_unique(pieces, "document")
    return Reading(form="flagd", pieces=tuple(pieces), listed=(_FLAG, "flagd_evaluator"))


def _flags(flags: Any) -> Iterator[Piece]:
    entries = flags.items() if isinstance(flags, Mapping) else ((None, flag) for flag in list_of(flags, "flags"))
    for name, told in entries:
        flag = mapping_of(told, "a flag")
        key = text_of(flag.get("key") if name is None else name, "the key of a flag")
        if flag.get("state") not in _STATES:
            raise unparsable(f"the state of the flag {key} is none", "write ENABLED or DISABLED")
        mapping_of(flag.get("variants"), f"variants of the flag {key}")
        content = {KEY: key, **{name: flag.get(name) for name in _NAMES}}
        others = {name: value for name, value in flag.items() if name not in {*_NAMES, "key"}}
        content["other"] = others or None
        yield Piece(
            type=_FLAG,
            label="flag",
            name=key,
            id=f"flag/{key}",
            content=content,
            secrets=_people(flag.get("targeting"), ("targeting",)),
        )


def _people(rule: Any, path: Path) -> tuple[Path, ...]:
    return tuple(_of_people(rule, path))


def _of_people(rule: Any, path: Path) -> Iterator[Path]:
    """Yield the paths of the values that a rule compares with who somebody is."""
    if isinstance(rule, list):
        for index, item in enumerate(rule):
            yield from _of_people(item, (*path, index))
    elif isinstance(rule, Mapping):
        for name, item in rule.items():
            if name in _COMPARE and isinstance(item, list) and any(map(_asks_person, item)):
                for index, value in enumerate(item):
                    if not isinstance(value, Mapping):
                        yield from texts_below(value, (*path, name, index))
            else:
                yield from _of_people(item, (*path, name))


def _asks_person(value: Any) -> bool:
    if not isinstance(value, Mapping) or "var" not in value:
        return False
    asked = value["var"]
    return is_person(asked[0] if isinstance(asked, list) and asked else asked)
