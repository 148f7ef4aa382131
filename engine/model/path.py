"""A path into the attributes of a resource: parts that know what they are, written and matched here and nowhere else.

A part is a name (of an attribute, or a member of an object), the index of an element of a list, the key of a map, which
people choose, or the key of an element of a set. Who walks a value with its schema at hand knows which it is; from the
text alone nobody can tell: `2024` is the key of a tag as well as a place in a list.

A path is written with dots between its parts, and a name or key that holds a dot is written in quotes: `tags.Owner`,
`tags."example.org/team"`, `ingress.0.cidr_blocks`. In a rule, `*` outside of quotes stands for any run of characters,
indexes, and the digests and numbers of elements of sets, may be left out and then stand for any, and a path also covers
what is below it. The name of an element is never left out: whoever means every element writes `*`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine.wildcard import expression


class Part(str):
    """A part of a path: its text, and by its class what it is."""

    __slots__ = ()


class Name(Part):
    """The name of an attribute or of a member of an object: the provider or a document gives it."""

    __slots__ = ()


class Index(Part):
    """The position of an element in a list, from 0, in digits."""

    __slots__ = ()


class MapKey(Part):
    """The key of a map, which people choose: of a tag, of a variable."""

    __slots__ = ()


class SetKey(Part):
    """What tells an element of a set from the others: the element itself, a name in it, or a digest of it."""

    __slots__ = ()


Path = tuple[Part, ...]

_OURS = frozenset({Name, MapKey})  # what is never left out
_ELEMENT = frozenset({Name, MapKey, SetKey})
_BETWEEN = "\ud800"  # stands between parts where paths are matched: no text of a document holds half of a character
_DIGEST = re.compile(r"(?:.* )?#[0-9a-f]{8,}", re.DOTALL)  # as `digest_key` makes it
_QUOTED = re.compile(r"(?:(?<=\.)|(?<![\s\S]))\"((?:[^\"\\]|\\.)*)\"(?=\.|\Z)", re.DOTALL)


def names(*texts: str) -> Path:
    """Return a path of names."""
    return tuple(map(Name, texts))


def digest_key(words: str, digest: str) -> str:
    """Return the key of an element of a set that nothing in it names: words for people, and hexadecimal digits."""
    return f"{words}#{digest}"


def names_of(path: Iterable[Part]) -> tuple[str, ...]:
    """Return the names on the way of a path: what people or the order of a list decide is not among them."""
    return tuple([part for part in path if type(part) is Name])  # a list, because this is asked very often


def given_names(path: Path) -> Path:
    """Return a path up to where people choose what comes: the first key of a map."""
    end = next((at for at, part in enumerate(path) if type(part) is MapKey), len(path))
    return path[:end]


def written(path: Iterable[Part]) -> str:
    """Return a path as people read and write it."""
    return ".".join(_quoted(part) if type(part) in _OURS else part for part in path)


def as_rule(path: Iterable[Part]) -> str:
    """Return how a rule names what is at a path: exactly, but for positions and for the digests of elements."""
    return ".".join(_quoted(part) for part in path if type(part) in _ELEMENT and not _is_digest(part))


def spellings(path: Path) -> tuple[str, ...]:
    """Return a path as rules may spell it: without positions, digests and numbers, with the numbers, with all."""
    kinds = set(map(type, path))
    if kinds <= _OURS:
        return (_BETWEEN.join(path),)
    forms = (
        [part for part in path if type(part) in _ELEMENT and not _is_digest(part) and not _is_number(part)],
        [part for part in path if type(part) in _ELEMENT and not _is_digest(part)],
        path,
    )
    return tuple(dict.fromkeys(_BETWEEN.join(form) for form in forms))


def about(pattern: str) -> re.Pattern[str]:
    """Return the expression that fits a spelling of what a rule is about, and of all that is below it."""
    form, at = "", 0
    for match in _QUOTED.finditer(pattern):
        form += _unquoted(pattern[at : match.start()].removesuffix("."))
        form += (_BETWEEN if match.start() else "") + re.escape(re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL))
        at = match.end()
        if pattern[at : at + 1] == "." and not _QUOTED.match(pattern, at + 1):
            form += _BETWEEN
            at += 1
    form += _unquoted(pattern[at:])
    return re.compile(f"(?:{form})(?:{_BETWEEN}.*)?", re.DOTALL)


def may_begin(pattern: str, name: str) -> bool:
    """Tell whether a rule about `pattern` may be about something in the attribute `name`."""
    if pattern.startswith('"'):
        return True
    end = next((at for at, character in enumerate(pattern) if character in ".*"), len(pattern))
    return name.startswith(pattern[:end]) if pattern[end : end + 1] == "*" else name == pattern[:end]


def to_plain(part: Part) -> str | int | dict[str, str]:
    """Return what a part is in a document: a text for a name, a number for an index, else an object."""
    if isinstance(part, Index):
        return int(part)
    if isinstance(part, MapKey):
        return {"key": str(part)}
    return {"element": str(part)} if isinstance(part, SetKey) else str(part)


def from_plain(value: Any) -> Part:
    """Return the part that stands in a document; raises ValueError when it is none."""
    match value:
        case str():
            return Name(value)
        case bool():
            pass
        case int() if value >= 0:
            return Index(value)
        case {"key": str(text), **rest} if not rest:
            return MapKey(text)
        case {"element": str(text), **rest} if not rest:
            return SetKey(text)
    raise ValueError("no part of a path")


def _quoted(part: str) -> str:
    if part and "." not in part and "*" not in part and not part.startswith('"'):
        return part
    return '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_digest(part: Part) -> bool:
    return type(part) is SetKey and _DIGEST.fullmatch(part) is not None


def _is_number(part: Part) -> bool:
    """Tell whether an element of a set has a number, as the rules of a network ACL have: it is an order, not a name."""
    return type(part) is SetKey and part.isdigit()


def _unquoted(text: str) -> str:
    """Return the expression of a part of a rule that is not in quotes: a dot in it may be one of a key, too."""
    return expression(text, lambda run: re.escape(run).replace(r"\.", rf"[.{_BETWEEN}]"))


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where it is, and the sides as plain JSON, none if absent.

    Of drift the sides are what was intended and what is there, of a policy what is required and what was observed, of a
    measurement the limit and the value. `path` is empty for a whole resource. `rules` are those of the canonical form
    that were applied to the two sides.
    """

    path: Path = ()
    before: Any = None
    after: Any = None
    rules: tuple[str, ...] = ()
