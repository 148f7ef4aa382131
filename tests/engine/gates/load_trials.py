"""Simulated load tests: how often a comparison of runs passes, stays open or fails when the truth is known.

A run gives the logarithm of its p95: the truth, what differs from run to run, and what the percentile of its requests
scatters (`SAMPLING`: 5,000 requests, lognormal with 0.6). What two runs of a pair have in common differs from pair to
pair as much as runs do, and each of them has `RESIDUAL` for itself. Always the same trials.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from engine.gates.performance.looks import information
from engine.gates.performance.noninferiority import NonInferiority, compare_pairs, compare_runs
from engine.model.outcome import Outcome

MARGIN = 0.1
SAMPLING = 0.018
RESIDUAL = 0.015
TRUTHS = (0.0, 0.05, 0.2)
TOLERANCE = 0.03


@dataclass(frozen=True)
class Row:
    """Runs of baseline and candidate, or pairs where both are one number, and what is expected of a comparison.

    `noise` is the coefficient of variation from run to run. `expected` are the shares of passes where nothing changed
    and at half the margin, and of failures at twice the margin.
    """

    noise: float
    baseline: int
    candidate: int
    expected: tuple[float, float, float]
    paired: bool = False


@dataclass(frozen=True)
class Shares:
    """How often comparisons passed and failed."""

    passed: float
    failed: float


ROWS = (
    Row(0.03, 5, 3, (0.95, 0.49, 0.91)),
    Row(0.03, 10, 3, (0.99, 0.60, 0.97)),
    Row(0.05, 10, 3, (0.82, 0.33, 0.74)),
    Row(0.05, 20, 5, (0.96, 0.52, 0.94)),
    Row(0.10, 10, 3, (0.40, 0.16, 0.35)),
    Row(0.10, 30, 10, (0.81, 0.33, 0.76)),
    Row(0.10, 4, 4, (0.99, 0.69, 0.99), paired=True),
    Row(0.10, 5, 5, (1.00, 0.83, 1.00), paired=True),
)


def try_row(row: Row, truth: float, trials: int) -> Shares:
    """Return what comparisons of a row come to when the candidate is slower by the share `truth`."""
    chance = Random(f"{row} {truth}")
    found = [_compare(row, truth, chance).outcome for _ in range(trials)]
    return Shares(found.count(Outcome.PASS) / trials, found.count(Outcome.FAIL) / trials)


def try_equal(runs: int, truth: float, noise: float, trials: int) -> Shares:
    """Return what comparisons of as many runs a side come to, where `noise` is all by which runs differ."""
    chance = Random(f"{runs} {truth} {noise}")
    found = []
    for _ in range(trials):
        left, right = (_runs(chance, runs, shift, noise) for shift in (0.0, math.log1p(truth)))
        found.append(_known(compare_runs(left, right, margin=MARGIN)).outcome)
    return Shares(found.count(Outcome.PASS) / trials, found.count(Outcome.FAIL) / trials)


def try_looks(sizes: Sequence[tuple[int, int]], truth: float, noise: float, trials: int, *, paired: bool) -> Shares:
    """Return how often some look of those at growing numbers of runs passes, and how often some look fails."""
    chance = Random(f"{sizes} {truth} {noise} {paired}")
    passed = failed = 0
    for _ in range(trials):
        outcomes = set(_look(sizes, truth, noise, chance, paired=paired))
        passed += Outcome.PASS in outcomes
        failed += Outcome.FAIL in outcomes
    return Shares(passed / trials, failed / trials)


def _look(
    sizes: Sequence[tuple[int, int]], truth: float, noise: float, chance: Random, *, paired: bool
) -> Iterator[Outcome]:
    # Whoever wants a pass does not stop at a failure, but at a pass.
    most = [max(side) for side in zip(*sizes, strict=True)]
    left, right = (_runs(chance, n, shift, noise) for n, shift in zip(most, (0.0, math.log1p(truth)), strict=True))
    first = information(sizes[0][0]) if paired else information(*sizes[0])
    for before, after in sizes:
        if paired:
            pairs = list(zip(left[:before], right[:after], strict=True))
            outcome = _known(compare_pairs(pairs, margin=MARGIN, first=first)).outcome
        else:
            outcome = _known(compare_runs(left[:before], right[:after], margin=MARGIN, first=first)).outcome
        yield outcome
        if outcome is Outcome.PASS:
            return


def _compare(row: Row, truth: float, chance: Random) -> NonInferiority:
    shift = math.log1p(truth)
    if not row.paired:
        noise = math.hypot(row.noise, SAMPLING)
        left, right = _runs(chance, row.baseline, 0.0, noise), _runs(chance, row.candidate, shift, noise)
        return _known(compare_runs(left, right, margin=MARGIN))
    alone = math.hypot(SAMPLING, RESIDUAL)
    common = _runs(chance, row.baseline, 0.0, row.noise)
    sides = [_runs(chance, row.baseline, truth, alone) for truth in (0.0, shift)]
    pairs = [(both * left, both * right) for both, left, right in zip(common, *sides, strict=True)]
    return _known(compare_pairs(pairs, margin=MARGIN))


def _runs(chance: Random, count: int, shift: float, noise: float) -> list[float]:
    return [100 * math.exp(shift + chance.gauss(0, noise)) for _ in range(count)]


def _known(answer: NonInferiority | None) -> NonInferiority:
    assert answer is not None
    return answer
