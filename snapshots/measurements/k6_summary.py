"""A k6 summary after reading, and the parts that all of its forms have: metrics with numbers, and checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from engine.model.moment import Moment
from engine.model.outcome import GapReason
from snapshots.measurements.k6_series import Series, make_series
from snapshots.measurements.reading import UnreadableResultError, count, shaped, shaped_each

_Number: Any = float | None


class _Group(msgspec.Struct, frozen=True):
    # Lists in one dialect and objects by name in the others.
    checks: list[Any] | dict[str, Any] | None = None
    groups: list[Any] | dict[str, Any] | None = None


class _Check(msgspec.Struct, frozen=True):
    passes: float
    fails: float
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A summary in any dialect. `duration` is seconds, none where the file does not say.

    `checks_listed` are the passes and fails of the script's checks, added up over where they are listed one by one,
    `checks_named` the names there. `script` is the text of the script, none where the form does not embed it. `keys`
    are what stands in the document beside what is read.
    """

    dialect: str
    series: Mapping[str, Series]
    thresholds_reported: bool
    checks_listed: tuple[int, int] = (0, 0)
    checks_named: frozenset[str] = frozenset()
    script: str | None = None
    version: str = ""
    keys: tuple[str, ...] = ()
    duration: float | None = None
    measured_at: Moment | None = None
    facts: tuple[tuple[str, str], ...] = ()


def read_numbers(numbers: dict[str, Any], where: str) -> dict[str, float]:
    """Return the numbers that are there, percentiles as p95; raises UnreadableResultError for what is no number."""
    found = {}
    for stat, value in shaped_each(numbers, _Number, where).items():
        if value is not None:
            quantile = stat.startswith("p(") and stat.endswith(")")
            key = f"p{stat[2:-1]}" if quantile else stat
            if key in found:
                raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: {key} is there twice")
            found[key] = value
    return found


def read_series(
    key: str,
    kind: str,
    values: dict[str, float],
    where: str,
    rate: tuple[str, str, str],
    crossed: Mapping[str, bool],
    others: tuple[str, ...] = (),
) -> Series:
    """Return a metric; `rate` are the names that the form has for the matches, the rest and the share of a rate.

    `others` are the keys of the metric that no form has. Raises UnreadableResultError as `make_series` does.
    """
    if kind == "rate":
        others = (*others, *sorted(values.keys() - set(rate)))
        values = _rate(values, where, rate)
    return make_series(key, kind, values, crossed=crossed, unknown=others, where=where)


def _rate(values: dict[str, float], where: str, names: tuple[str, str, str]) -> dict[str, float]:
    hits, second, share = names
    if not {hits, second, share} <= values.keys():
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: a rate without {hits}, {second} or {share}")
    matches = values[hits]
    misses = values[second] - matches if second == "total" else values[second]
    total = matches + misses
    if min(matches, misses) < 0 or not abs((matches / total if total else 0.0) - values[share]) <= 1e-6:
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: its counts and its rate contradict each other")
    return {"matches": matches, "misses": misses}


def read_checks(group: Any, name: str) -> tuple[int, int, frozenset[str]]:
    """Return the passes, the fails and the names of the checks that are listed one by one, in groups of groups.

    Raises UnreadableResultError for counts that are none.
    """
    passes = fails = 0
    named = set()
    groups = [group]
    while groups:
        current = shaped(groups.pop() or {}, _Group, f"{name}: $.root_group")
        for entry in _entries(current.checks):
            where = f"{name}: $.root_group.checks"
            check = shaped(entry, _Check, where)
            passes, fails = passes + count(check.passes, where), fails + count(check.fails, where)
            if check.passes + check.fails:
                named.add(check.name)
        groups.extend(_entries(current.groups))
    return passes, fails, frozenset(named)


def _entries(value: list[Any] | dict[str, Any] | None) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value or []
