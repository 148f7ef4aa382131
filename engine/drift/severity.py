"""How much a difference matters, and why: from what the attribute means and in which direction it moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.drift.meanings import (
    EVERYBODY,
    GRADE,
    OF_END,
    OF_NAME,
    OF_TYPE,
    OF_TYPES,
    PROTECTIONS,
    SEVERITY,
    WHOLE,
    WORDS,
    Meaning,
)
from engine.model.outcome import FindingStatus, Severity
from engine.model.path import Path, names_of

_BY_NAME = {name: meaning for meaning, names in OF_NAME.items() for name in names}
_REACHING = frozenset({Meaning.EXPOSURE, Meaning.IDENTITY})


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a difference matters, what it is about, and the sentence that explains both."""

    severity: Severity
    meaning: Meaning
    why: str


UNCLEAR = Weight(Severity.HIGH, Meaning.BEHAVIOUR, "nothing about it is proven while it is not known which one it is")


def meaning_of(type_: str, names: tuple[str, ...]) -> Meaning:
    """Return what an attribute is about: the innermost of the names on its path that a table knows, else the type."""
    return _meaning(type_, names)[0]


def of_attribute(type_: str, name: str) -> Severity:
    """Return the greatest severity that a change of a top-level attribute can have, before its values are known."""
    meaning = meaning_of(type_, (name,))
    return Severity.CRITICAL if meaning in _REACHING else _grade(type_, name, meaning)


def is_severe(type_: str, names: tuple[str, ...]) -> bool:
    """Tell whether a change at a path of names can be severe, whichever its values are."""
    meaning, name = _meaning(type_, names)
    least = Severity.HIGH.rank
    return meaning in _REACHING or names[-1] in PROTECTIONS or _grade(type_, name, meaning).rank >= least


def of_change(type_: str, path: Path, before: Any = None, after: Any = None) -> Weight:
    """Return the weight of a change from `before` to `after`, canonical values, at a path.

    Opening to everybody is critical; taking a protection away is as severe as its meaning; giving one is low.
    """
    names = names_of(path)
    meaning, name = _meaning(type_, names)
    about = f"{name or type_} decides {WORDS[meaning]}"
    if meaning in _REACHING and _opened(before, after):
        return Weight(Severity.CRITICAL, meaning, f"{about}; it was opened to everybody")
    safe = PROTECTIONS.get(names[-1]) if names else None
    if safe is not None and isinstance(after, bool) and after != before:
        if after == safe:
            return Weight(Severity.LOW, meaning, f"{about}; a protection was added")
        severity = Severity.CRITICAL if names[-1] == "publicly_accessible" else SEVERITY[meaning]
        return Weight(severity, meaning, f"{about}; a protection was taken away")
    return Weight(_grade(type_, name, meaning), meaning, about)


def of_presence(type_: str, status: FindingStatus) -> Weight:
    """Return the weight of a resource that is missing or unmanaged."""
    meaning = _of_type(type_) or Meaning.BEHAVIOUR
    if status is FindingStatus.MISSING:
        return Weight(Severity.HIGH, meaning, f"{type_} decides {WORDS[meaning]}; all of it is missing")
    severity = Severity.HIGH if SEVERITY[meaning] is Severity.HIGH else Severity.MEDIUM
    return Weight(severity, meaning, f"{type_} decides {WORDS[meaning]}; nobody reviewed this one")


@lru_cache(maxsize=16_384)
def _meaning(type_: str, names: tuple[str, ...]) -> tuple[Meaning, str]:
    found: tuple[Meaning, str] | None = None
    for name in names:
        meaning = OF_TYPE.get(f"{type_}.{name}") or _BY_NAME.get(name) or _by_end(name)
        if meaning is not None:
            found = (meaning, name)
        if name in WHOLE:
            break
    if found is not None:
        return found
    return _of_type(type_) or Meaning.BEHAVIOUR, names[0] if names else ""


def _grade(type_: str, name: str, meaning: Meaning) -> Severity:
    return GRADE.get(f"{type_}.{name}") or GRADE.get(name) or SEVERITY[meaning]


def _by_end(name: str) -> Meaning | None:
    return next((meaning for end, meaning in OF_END if name.endswith(end)), None)


def _of_type(type_: str) -> Meaning | None:
    return next((meaning for start, meaning in OF_TYPES if type_.startswith(start)), None)


def _opened(before: Any, after: Any) -> bool:
    if isinstance(after, str):
        return after in EVERYBODY and after not in _texts(before)
    return bool(set(_texts(after)) & EVERYBODY - set(_texts(before)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
