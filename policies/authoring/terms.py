"""What a term of Rego may be, followed without values: a constant, a part of the input, or what is made of these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from policies.authoring.syntax import Span

ANY = "*"  # a part of something that nobody names


@dataclass(frozen=True, slots=True)
class Const:
    """A constant, and where it is written: a text may be put together from several."""

    value: Any
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """A part of the input, by its path."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list, set or object that a rule makes: what its keys and its values may be."""

    entries: tuple[tuple[Values, Values], ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """Something that is worked out, and may be anything."""


Values = frozenset["Const | Input | Items | Worked"]
NOTHING: Values = frozenset()
WORKED: Values = frozenset({Worked()})


def plain(values: Values) -> Iterator[Const | Input | Worked | None]:
    """Yield what stands in something at any depth; nothing for what is not known."""
    if not values:
        yield None
    for one in values:
        if isinstance(one, Items):
            for _, value in one.entries:
                yield from plain(value)
        else:
            yield one


def spans_of(one: Const | Input | Items | Worked | None) -> tuple[Span, ...]:
    """Return where a constant is written; nothing for anything else."""
    return one.spans if isinstance(one, Const) else ()


def keys_of(values: Values) -> Values:
    """Return what the keys of something may be."""
    return frozenset(part for one in values if isinstance(one, Items) for key, _ in one.entries for part in key)


def joined(given: tuple[Values, ...]) -> Values:
    """Return the texts that `concat` makes of constants; none where a part of them is not one."""
    between, lists = given
    found = set()
    for one, separator in product(lists, between):
        if not isinstance(one, Items) or not isinstance(separator, Const):
            continue
        parts = [[part for part in value if isinstance(part, Const)] for _, value in one.entries]
        for told in product(*parts):
            text = str(separator.value).join(str(part.value) for part in told)
            found.add(Const(text, tuple(span for part in told for span in part.spans)))
    return frozenset(found)
