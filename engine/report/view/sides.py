"""The two sides of a change next to each other, with the part that changed marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.model.drift import DRIFT, PARITY
from engine.model.outcome import Finding
from engine.report.view.shown import show_value

_CONTEXT = 24  # characters that are shown around what changed
_LONGEST = 160  # of what changed
NAMES: Mapping[str, tuple[str, str]] = {
    DRIFT: ("intended", "is"),
    PARITY: ("reference", "candidate"),
}
_OTHERS = ("required", "found")


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A side: its name, and its text in three parts, of which the middle one changed."""

    name: str
    start: str
    changed: str
    end: str

    @property
    def text(self) -> str:
        """Return the whole text."""
        return f"{self.start}{self.changed}{self.end}"


def make_sides(finding: Finding) -> tuple[ChangedText, ChangedText] | None:
    """Return the two sides of a finding about a value; none for another one."""
    if finding.change.before is None and finding.change.after is None:
        return None
    names = NAMES.get(finding.gate, _OTHERS)
    before, after = _text(finding.change.before), _text(finding.change.after)
    if finding.change.before is None or finding.change.after is None or before == after:
        return ChangedText(names[0], "", _cut(before), ""), ChangedText(names[1], "", _cut(after), "")
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    if start + end < 4:  # what is common is chance
        start = end = 0
    return _part(names[0], before, start, end), _part(names[1], after, start, end)


def _text(value: Any) -> str:
    return show_value(value, 1_000_000)


def _common(one: str, other: str) -> int:
    shorter = min(len(one), len(other))
    return next((index for index in range(shorter) if one[index] != other[index]), shorter)


def _part(name: str, text: str, start: int, end: int) -> ChangedText:
    head, middle, tail = text[:start], text[start : len(text) - end], text[len(text) - end :]
    if len(head) > _CONTEXT:
        head = f"...{head[3 - _CONTEXT :]}"
    if len(tail) > _CONTEXT:
        tail = f"{tail[: _CONTEXT - 3]}..."
    return ChangedText(name, head, _cut(middle), tail)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
