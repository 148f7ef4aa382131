"""Where an environment differs: a table of resource types against what their attributes mean, coloured by severity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.model.outcome import Finding, Severity
from engine.provider.meaning import Meaning

MAX_ROWS = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """The findings of a type with one meaning: how many, and the worst severity; none is empty."""

    count: int
    worst: Severity | None


@dataclass(frozen=True, slots=True)
class Heat:
    """The table: columns are meanings, rows the types with the worst findings; `left_out` are further types."""

    meanings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    left_out: int


def make_heat_table(findings: Iterable[Finding]) -> Heat | None:
    """Return the table of findings about resources; none where there is nothing to see."""
    cells: dict[str, dict[str, list[Finding]]] = {}
    for finding in findings:
        if finding.target.type and finding.rating.meaning:
            cells.setdefault(finding.target.type, {}).setdefault(finding.rating.meaning, []).append(finding)
    if not cells:
        return None
    meanings = tuple(meaning.value for meaning in Meaning if any(meaning.value in row for row in cells.values()))
    rows = sorted(cells.items(), key=lambda entry: (-_worst(entry[1]), -_count(entry[1]), entry[0]))
    shown = tuple((type_, tuple(_cell(row.get(meaning, [])) for meaning in meanings)) for type_, row in rows[:MAX_ROWS])
    return Heat(meanings, shown, max(0, len(rows) - MAX_ROWS))


def _cell(found: list[Finding]) -> Cell:
    worst = max((finding.severity for finding in found), key=lambda severity: severity.rank, default=None)
    return Cell(len(found), worst)


def _worst(row: dict[str, list[Finding]]) -> int:
    return max(finding.severity.rank for found in row.values() for finding in found)


def _count(row: dict[str, list[Finding]]) -> int:
    return sum(map(len, row.values()))
