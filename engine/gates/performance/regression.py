"""No regression: the candidate's runs against the baseline's, and whether the two may be compared at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from engine.gates.performance.bounds import CONFIDENCE, LEAST_RUNS
from engine.gates.performance.failures import bound_failures, failed_requests
from engine.gates.performance.limits import describe_further
from engine.gates.performance.looks import information
from engine.gates.performance.noninferiority import NonInferiority, compare_pairs, compare_runs
from engine.gates.performance.runs import P95, distinct, number, p95
from engine.gates.performance.settings import Pairing, PerformanceSettings
from engine.gates.performance.turns import (
    Timed,
    are_of_one_day,
    first_look,
    pair_by_order,
    pair_turns,
    time_of,
)
from engine.gates.tally import Tally
from engine.model.measurement import Measurement
from engine.model.outcome import GapReason, Outcome

# Achieved load below this share of what it is compared with was another test.
_SAME_LOAD = 0.95
_IN_TURNS = "run both versions in turns, and give the results of both"

Run = Timed[float]


def judge_regression(
    tally: Tally, runs: Sequence[Measurement], before: Sequence[Measurement], settings: PerformanceSettings
) -> Iterator[str]:
    """Judge the p95 of `runs` against that of `before`, and yield what came out, as words."""
    margin, needed = settings.max_regression or 0.0, max(LEAST_RUNS, settings.min_runs)
    if len(distinct((*runs, *before))) < len(runs) + len(before):
        tally.add_gap(
            GapReason.IDENTICAL,
            "baseline",
            "a run stands in the baseline and in the candidate: a thing compared with itself proves nothing",
            "give the runs of two versions",
        )
        return
    if not (runs or before):
        return
    timed = [*_timed(tally, before, candidate=False), *_timed(tally, runs, candidate=True)]
    compared = _compare(tally, timed, margin, needed, settings.paired)
    if compared is None:
        return
    tally.evaluated += 1
    said = compared.says(margin)
    _conclude(tally, compared.answer, said, margin, _hindrances(runs, before, settings.max_error_rate))
    yield said


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """What a comparison came to, of how many runs or pairs."""

    answer: NonInferiority
    of: str

    def says(self, margin: float) -> str:
        """Return the comparison in words."""
        answer = self.answer
        low, high = f"{answer.low - 1:+.1%}", f"{answer.high - 1:+.1%}"
        bounds = f"95 % bounds {low} and {high}"
        if answer.confidence > CONFIDENCE:
            bounds = (
                f"bounds {low} at 95 % and {high} at {100 * answer.confidence:.1f} %, as it may not be the first look"
            )
        return f"p95 is {answer.ratio - 1:+.1%} against the baseline in {self.of} ({bounds}; allowed {margin:+.1%})"


def _timed(tally: Tally, runs: Sequence[Measurement], *, candidate: bool) -> list[Run]:
    return [Timed(found, time_of(run), candidate) for run in runs if (found := p95(tally, run)) is not None]


def _compare(tally: Tally, runs: Sequence[Run], margin: float, needed: int, pairing: Pairing) -> _Compared | None:
    left, right = ([run for run in runs if run.candidate is side] for side in (False, True))
    odd = pairing is Pairing.ON and len(left) != len(right)
    if min(len(left), len(right)) < needed or odd:
        tally.add_gap(
            GapReason.INSUFFICIENT,
            "baseline",
            f"usable runs: {len(left)} of the baseline and {len(right)} of the candidate; {needed} of each are needed"
            + (", as many of one as of the other" if odd else ""),
            _IN_TURNS,
        )
        return None
    pairs = pair_by_order(runs) if pairing is Pairing.ON else pair_turns(runs) if pairing is Pairing.AUTO else []
    if not all(map(are_of_one_day, pairs)) or not (pairs or are_of_one_day(runs)):
        tally.add_gap(
            GapReason.INCOMPARABLE,
            "baseline",
            "baseline and candidate were measured on different days, which differ by themselves by an unknown amount",
            _IN_TURNS,
        )
        return None
    _check_times(tally, runs)
    first = first_look(runs, needed)
    if pairs:
        answer = compare_pairs([(a.value, b.value) for a, b in pairs], margin=margin, first=information(min(first)))
    else:
        sides = [run.value for run in left], [run.value for run in right]
        answer = compare_runs(*sides, margin=margin, first=information(*first))
    if answer is None:
        tally.add_gap(
            GapReason.IDENTICAL,
            "baseline",
            "the runs do not vary: they were not measured independently",
            "run both versions again",
        )
        return None
    return _Compared(answer=answer, of=f"{len(pairs)} pairs" if pairs else f"{len(left)} and {len(right)} runs")


def _check_times(tally: Tally, runs: Sequence[Run]) -> None:
    unknown = sum(run.at is None for run in runs)
    if unknown:
        tally.add_gap(
            GapReason.UNDATED,
            "baseline",
            f"nothing says when {unknown} of the {len(runs)} runs were measured: whether on one day is not known",
            "let driftgate record run the load tests of both versions",
        )


def _hindrances(
    runs: Sequence[Measurement], before: Sequence[Measurement], most_errors: float
) -> dict[Outcome, tuple[str, str]]:
    """Return why the comparison may not decide, and what to do, by what it would decide."""
    found = {}
    load = _load(runs, before)
    # Less load makes a service look faster, and more load slower: neither may decide in that direction.
    if load is None or load < _SAME_LOAD:
        found[Outcome.PASS] = (_under(load), "run both versions under the same load")
    elif load > 1 / _SAME_LOAD:
        found[Outcome.FAIL] = (_under(load), "run both versions under the same load")
    errors = _errors(runs, before, most_errors)
    if errors:
        found[Outcome.PASS] = (errors, "mend what fails, and run both versions again")
    return found


def _load(runs: Sequence[Measurement], before: Sequence[Measurement]) -> float | None:
    # Achieved load of the candidate over that of the baseline, by the middle run of each.
    rates = [[rate for run in side if (rate := number(run, "throughput"))] for side in (runs, before)]
    return median(rates[0]) / median(rates[1]) if all(rates) else None


def _under(load: float | None) -> str:
    under = "an unknown load" if load is None else f"{load:.0%} of the baseline's load"
    return f"the candidate ran under {under}"


def _errors(runs: Sequence[Measurement], before: Sequence[Measurement], most: float) -> str:
    """Return why failed requests keep the times from being compared: a fast failure looks like a fast answer."""
    sides = []
    for side, name in ((runs, "the candidate"), (before, "the baseline")):
        known = [found for run in side if (found := failed_requests(run)) is not None]
        if len(known) < len(side):
            return f"how many requests of {name} failed is not known"
        failed = sum(found.failed for found in known) / sum(found.total for found in known)
        if failed > most:
            return f"{failed:.2%} of the requests of {name} failed"
        sides.append((failed, bound_failures(known)))
    (failed, ours), (_, theirs) = sides
    return f"more requests failed than of the baseline, {failed:.2%}" if ours.low > theirs.high else ""


def _conclude(
    tally: Tally, answer: NonInferiority, said: str, margin: float, hindrances: dict[Outcome, tuple[str, str]]
) -> None:
    if answer.outcome is Outcome.INCONCLUSIVE:
        tally.add_gap(
            GapReason.INSUFFICIENT,
            "baseline",
            f"{said}: not decided; {describe_further(answer.find_further(), ' of each version')}",
            "run both versions in turns, and set min-runs to the number of runs before they are made",
        )
    elif answer.outcome in hindrances:
        why, fix = hindrances[answer.outcome]
        tally.add_gap(GapReason.INCOMPARABLE, "baseline", f"{said}, but {why}", fix)
    elif answer.outcome is Outcome.FAIL:
        tally.add_finding("max-regression", P95, said, before=margin, after=round(answer.ratio - 1, 6))
