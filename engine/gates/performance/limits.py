"""Limits of what load tests measured: they decide on confidence bounds and not on points.

A limit is kept when the upper bound is below it and broken when the lower bound is above; between them it is open. One
run has the bounds of its own requests. Several runs are judged together, because requests of one run are not
independent of each other: three or more tell by their differences how sure their middle is. What every run by itself
proves, they prove together as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from engine.gates.performance.bounds import Bounds
from engine.gates.performance.forecast import MOST_FURTHER_RUNS, Forecast
from engine.gates.tally import Tally
from engine.model.measurement import Measurement
from engine.model.outcome import GapReason, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit that runs are held against: rule and name of its findings, how a value is written and what it means."""

    rule: str
    name: str
    most: float
    write: Callable[[float], str]
    says: str

    def say(self, value: float) -> str:
        """Return a value in words."""
        return self.says.format(self.write(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurand:
    """What some runs together say of one value: the best guess, and its bounds."""

    value: float
    bounds: Bounds
    runs: Sequence[Measurement]


def settle(most: float, each: Iterable[Bounds], together: Bounds | None) -> tuple[Outcome, Bounds]:
    """Return what the bounds say of a limit, and which bounds say it: those of all runs, or those around each of them.

    The bounds of each of the runs (at least one) decide where all of them say the same. The two never decide against
    each other: what all runs have together lies between what each of them has.
    """
    found = Outcome.INCONCLUSIVE if together is None else _side(most, together)
    if together is not None and found is not Outcome.INCONCLUSIVE:
        return found, together
    bounds = list(each)
    around = Bounds(min(entry.low for entry in bounds), max(entry.high for entry in bounds))
    found = _side(most, around)
    return found, around if together is None or found is not Outcome.INCONCLUSIVE else together


def _side(most: float, bounds: Bounds) -> Outcome:
    if bounds.high <= most:
        return Outcome.PASS
    return Outcome.FAIL if bounds.low > most else Outcome.INCONCLUSIVE


def add_finding(tally: Tally, limit: Limit, found: Measurand) -> None:
    """Note that a limit is broken."""
    tally.add_finding(
        limit.rule,
        limit.name,
        f"{limit.say(found.value)}, with 95 % confidence at least {limit.write(found.bounds.low)}; "
        f"allowed are {limit.write(limit.most)}",
        before=limit.most,
        after=round(found.value, 6),
        location=found.runs[0].source if len(found.runs) == 1 else "",
    )


def add_open(tally: Tally, limit: Limit, found: Measurand, further: str, fix: str) -> None:
    """Note that a limit is neither kept nor broken, and what would decide it."""
    tally.add_gap(
        GapReason.INSUFFICIENT,
        found.runs[0].source if len(found.runs) == 1 else "results",
        f"{describe(limit, found)}: not decided; {further}",
        fix,
    )


def describe(limit: Limit, found: Measurand) -> str:
    """Return a value with its bounds and its limit in words."""
    bounds = (found.bounds.low, found.bounds.high)
    low, high = (limit.write(bound) if bound < math.inf else "unknown" for bound in bounds)
    return f"{limit.say(found.value)} (95 % bounds {low} and {high}; limit {limit.write(limit.most)})"


def describe_further(further: Forecast | None, what: str = "") -> str:
    """Return in words how many more runs would decide and with which probability."""
    if further is None:
        return f"not even {MOST_FURTHER_RUNS} more runs{what} would decide it"
    runs = f"about {further.runs} more run{'' if further.runs == 1 else 's'}{what}"
    return f"{runs} would decide it with a probability of {further.probability:.0%}"
