"""The ways in which a document breaks, drawn by Hypothesis: in its bytes, and in the values of a JSON document.

And the way that all of them go: what is read of a document becomes a snapshot, and that is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from engine.jsontext.codec import encode
from engine.model.snapshot import Side
from engine.ports import Collection
from engine.run.take import take_snapshot

_KEY = re.compile(rb'"\w+"\s*:')
_MARK = re.compile(rb"[\[\]{}()\"]")
_NUMBER = re.compile(rb"(?<=[:\[, ])\d+(?=[,\]}\s])")
_NUMBERS = (b"NaN", b"-Infinity", b"1e999", b"9" * 40, b"9" * 5000, b"0x1F", b"-")
_JUNK = (b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b'"', b"\\", b"\\ud800", b"{", b"}", b"[" * 300, b"]", b",", b"\r")
_CODE_JUNK = (*_JUNK, b"${", b"%{", b"(" * 150, b"<<EOT\n", b"/*", b"*/", b"#", b"\n", b"=", b"[" * 300 + b"]" * 300)


@dataclass(frozen=True)
class Given:
    """A collector of what was read already."""

    collection: Collection

    def collect(self) -> Collection:
        """Return what was read."""
        return self.collection


def written(found: Collection, side: Side) -> Collection:
    """Return a collection, after the bytes of its snapshot have been made."""
    now = datetime(2026, 11, 21, tzinfo=UTC)
    assert encode(take_snapshot([Given(found)], environment="prod", side=side, epoch="e", now=now))
    return found


def _nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": [value]}
    return value


_SCALARS = (
    None,
    True,
    False,
    0,
    7,
    -1,
    10**30,
    0.5,
    "",
    "x",
    "\ud800",
    "$" + "{a}",
    "../" * 2,
    "a\x00b",
    "./" + "n" * 400,
)
VALUES: tuple[Any, ...] = (
    *_SCALARS,
    [],
    [None],
    [[]],
    [7],
    ["x"],
    [{}],
    {},
    {"a": 1},
    {"": None},
    _nested(20),
    _nested(150),
)


@st.composite
def broken_bytes(draw: st.DrawFn, data: bytes, *, code: bool = False) -> bytes:
    """Return the bytes of a document cut, with parts gone, doubled, exchanged, turned round or put in.

    A part is also a single bracket or quote, or a number (then of none or too many digits), and in JSON a key that
    stands twice.
    """
    for _ in range(draw(st.integers(1, 2))):
        data = _broken_once(draw, data, code=code)
    return data


def _broken_once(draw: st.DrawFn, data: bytes, *, code: bool) -> bytes:
    ways = ["cut", "gone", "doubled", "exchanged", "turned", "put in", "number", "mark", "key"]
    way = draw(st.sampled_from(ways[:-1] if code else ways))
    start = draw(st.integers(0, max(len(data) - 1, 0)))
    length = draw(st.one_of(st.integers(1, 12), st.integers(1, max(len(data) // 2, 1))))
    before, part, after = data[:start], data[start : start + length], data[start + length :]
    match way:
        case "cut" | "gone":
            return before + (after if way == "gone" else b"")
        case "doubled":
            return before + part + part + after
        case "exchanged":
            return before + after[:length] + part + after[length:]
        case "turned":
            return before + part[::-1] + after
        case "put in":
            return before + draw(st.sampled_from(_CODE_JUNK if code else _JUNK)) + part + after
        case "number":
            return _NUMBER.sub(draw(st.sampled_from(_NUMBERS)), before, count=1) + part + after
        case "mark":
            times = draw(st.sampled_from([0, 2]))
            return before + _MARK.sub(lambda mark: mark.group() * times, part + after, count=1)
        case _:
            key = _KEY.search(data, start)
            return data[: key.start()] + key.group() + b"7," + data[key.start() :] if key else before


@st.composite
def broken_value(draw: st.DrawFn, document: Any) -> Any:
    """Return a JSON document with one or two values gone, of another type, under another key, or exchanged."""
    whole = {"": document}
    for _ in range(draw(st.integers(1, 2))):
        whole = _broken_value_once(draw, whole)
    return whole.get("", {})


def _broken_value_once(draw: st.DrawFn, whole: dict[str, Any]) -> dict[str, Any]:
    # What is on the way is copied, everything else is shared with the original.
    whole = dict(whole)
    node: Any = whole
    key: Any = ""
    for _ in range(draw(st.integers(0, 9))):
        inner = node[key]
        if not isinstance(inner, dict | list) or not inner:
            break
        inner = node[key] = inner.copy()
        node, key = inner, draw(st.sampled_from(list(inner) if isinstance(inner, dict) else range(len(inner))))
    match draw(st.sampled_from(["gone", "type", "type", "renamed", "exchanged", "doubled"])):
        case "type":
            node[key] = draw(st.sampled_from(VALUES))
        case "renamed" if isinstance(node, dict) and node is not whole:
            node[f"{key}s"] = node.pop(key)
        case "exchanged":
            other = draw(st.sampled_from(list(node) if isinstance(node, dict) else range(len(node))))
            node[key], node[other] = node[other], node[key]
        case "doubled" if isinstance(node, list):
            node.append(node[key])
        case _ if node is not whole:
            del node[key]
    return whole
