"""No regression: the candidate's runs against the baseline's, and whether the two may be compared at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from engine.gates.performance.noninferiority import NonInferiority, compare_pairs, compare_runs
from engine.gates.performance.runs import P95, distinct, p95
from engine.gates.tally import Tally, find_value
from engine.model.measurement import Measurement
from engine.model.outcome import GapReason, Outcome

# Achieved load below this share of what it is compared with was another test.
_SAME_LOAD = 0.95


def judge_regression(
    tally: Tally,
    runs: Sequence[Measurement],
    before: Sequence[Measurement],
    *,
    margin: float,
    min_runs: int,
    paired: bool,
) -> Iterator[str]:
    """Judge the p95 of `runs` against that of `before` and yield what came out, as words; at least two runs a side."""
    if len(distinct((*runs, *before))) < len(runs) + len(before):
        tally.add_gap(
            GapReason.INCOMPARABLE,
            "baseline",
            "a run stands in the baseline and in the candidate",
            "give the runs of two versions",
        )
        return
    left = [found for run in before if (found := p95(tally, run)) is not None]
    right = [found for run in runs if (found := p95(tally, run)) is not None]
    needed = max(2, min_runs)
    if min(len(left), len(right)) < needed or (paired and len(left) != len(right)):
        tally.add_gap(
            GapReason.MISSING_INPUT,
            "baseline",
            f"usable runs: {len(left)} of the baseline and {len(right)} of the candidate; {needed} of each are needed"
            + (", as many of one as of the other" if paired else ""),
            "run both versions in turns, and give the results of both",
        )
        return
    pairs = list(zip(left, right, strict=True)) if paired else []
    answer = compare_pairs(pairs, margin=margin) if paired else compare_runs(left, right, margin=margin)
    if answer is None:
        tally.add_gap(
            GapReason.INCOMPARABLE,
            "baseline",
            "the runs do not vary: they were not measured independently",
            "run both versions again",
        )
        return
    tally.evaluated += 1
    said = _words(answer, margin)
    _conclude(tally, answer, said, _load(runs, before), margin)
    yield said


def _load(runs: Sequence[Measurement], before: Sequence[Measurement]) -> float | None:
    # Achieved load of the candidate over that of the baseline, by the middle run of each.
    rates = [[rate for run in side if (rate := find_value(run, "throughput"))] for side in (runs, before)]
    return median(rates[0]) / median(rates[1]) if all(rates) else None


def _conclude(tally: Tally, answer: NonInferiority, said: str, load: float | None, margin: float) -> None:
    # Less load makes a service look faster, and more load slower: neither may decide in that direction.
    other_load = {
        Outcome.PASS: load is None or load < _SAME_LOAD,
        Outcome.FAIL: load is not None and load > 1 / _SAME_LOAD,
    }
    if answer.outcome is Outcome.INCONCLUSIVE:
        more = answer.further_runs
        advice = f"about {more} more runs of each version" if more else "more runs will hardly decide it"
        tally.add_gap(
            GapReason.MISSING_INPUT,
            "baseline",
            f"{said}: not decided; {advice}",
            "run both versions in turns and compare them as pairs",
        )
    elif other_load[answer.outcome]:
        under = "an unknown load" if load is None else f"{load:.0%} of the baseline's load"
        tally.add_gap(
            GapReason.INCOMPARABLE,
            "baseline",
            f"{said}, but the candidate ran under {under}",
            "run both versions under the same load",
        )
    elif answer.outcome is Outcome.FAIL:
        tally.add_finding("max-regression", P95, said, before=margin, after=round(answer.ratio - 1, 6))


def _words(answer: NonInferiority, margin: float) -> str:
    return (
        f"p95 is {answer.ratio - 1:+.1%} against the baseline "
        f"(95 % bounds {answer.low - 1:+.1%} and {answer.high - 1:+.1%}; allowed {margin:+.1%})"
    )
