"""Long lists folded for people: the worst is told whole, the rest is counted by type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from engine.model.outcome import Finding, Severity
from engine.report.view.shown import standing

T = TypeVar("T")
LISTED = 10  # causes that are told whole
LINES = 20  # of the causes that are told whole
NAMED = 3  # names that a sentence has
_TYPES = 10  # lines that count the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeCount:
    """Findings of one type that are only counted: `words` say how they stand, `worst` how much the worst matters."""

    type: str
    findings: int
    words: str
    worst: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded(Generic[T]):
    """A list of causes, of which `listed` are told whole.

    `causes` and `findings` count what is not listed, `types` the findings of it by type, the most first. `further` are
    types that have no line of their own, with `uncounted` findings.
    """

    listed: tuple[T, ...]
    causes: int = 0
    findings: int = 0
    types: tuple[TypeCount, ...] = ()
    further: int = 0
    uncounted: int = 0


def fold(
    rows: Sequence[T], findings_of: Callable[[T], Sequence[Finding]], *, whole: bool = False, listed: int = LISTED
) -> Folded[T]:
    """Return causes, which come worst first, with the first ones listed; all of them where `whole`."""
    if whole or len(rows) <= listed:
        return Folded(listed=tuple(rows))
    rest = [finding for row in rows[listed:] for finding in findings_of(row)]
    counted = count_by_type(rest)
    return Folded(
        listed=tuple(rows[:listed]),
        causes=len(rows) - listed,
        findings=len(rest),
        types=counted[:_TYPES],
        further=len(counted[_TYPES:]),
        uncounted=sum(row.findings for row in counted[_TYPES:]),
    )


def fitting(lengths: Sequence[int]) -> int:
    """Return how many blocks of lines stand in the lines that a list has; the first one always does."""
    found, lines = 1, sum(lengths[:1])
    for length in lengths[1:LISTED]:
        lines += length
        if lines > LINES:
            break
        found += 1
    return found


def count_by_type(findings: Sequence[Finding]) -> tuple[TypeCount, ...]:
    """Return how many findings there are of each type, the most first; one of no resource is of its rule."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.target.type or finding.rule, []).append(finding)
    rows = [
        TypeCount(
            type=name,
            findings=len(same),
            words=", ".join(f"{number} {word}" for word, number in Counter(map(standing, same)).items()),
            worst=max((finding.severity for finding in same), key=lambda severity: severity.rank),
        )
        for name, same in grouped.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.findings, row.type)))


def name_some(names: Sequence[str], most: int = NAMED) -> str:
    """Return the first names in a sentence, and how many more there are: `a, b, c and 4 more`."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def join_names(names: Sequence[str]) -> str:
    """Return names as a sentence has them: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
