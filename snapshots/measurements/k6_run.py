"""What a k6 summary shows against its own run: that it was cut off, that it did nothing, that not all of it is known.

k6 counts an iteration that threw as one that was made, ends with 0 for it, and says nowhere in a summary that a run was
aborted. What remains is held against what the file says elsewhere: its checks, and the script where it is embedded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.model.outcome import GapReason
from snapshots.measurements.k6_script import Script
from snapshots.measurements.k6_series import REQUESTS
from snapshots.measurements.k6_summary import Summary

_ROUNDING = 0.001  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a run proves nothing, or not all; `names` are words of the file that belong to `detail`, as they are."""

    reason: GapReason
    detail: str
    fix: str
    names: tuple[str, ...] = ()


def doubts(summary: Summary, script: Script | None) -> Iterator[Doubt]:
    """Yield what a summary shows against its run; `script` is none where no script is embedded."""
    yield from _unknown(summary)
    requests, iterations = _counted(summary, REQUESTS), _counted(summary, "iterations")
    if requests == 0:
        yield _without_requests(summary)
        return
    if iterations == 0:
        fix = "check the script's setup and run the test again"
        yield Doubt(reason=GapReason.EMPTY, detail="no iteration was completed", fix=fix)
    else:
        yield from _thrown(summary, iterations)
    if script is not None:
        yield from _cut_off(summary, script, iterations)
        yield from _not_checked(summary, script)


def _unknown(summary: Summary) -> Iterator[Doubt]:
    for series in summary.series.values():
        if series.unknown:
            yield Doubt(
                reason=GapReason.UNSUPPORTED,
                detail=f"a {series.kind} holds what is not known",
                fix="use a version of k6 that is known, and leave its metrics as they are",
                names=tuple(f"{series.name}: {key}" for key in series.unknown),
            )


def _without_requests(summary: Summary) -> Doubt:
    spoken = sorted({series.protocol for series in summary.series.values() if series.protocol})
    if spoken:
        return Doubt(
            reason=GapReason.UNSUPPORTED,
            detail=f"no HTTP request was made, and k6 does not tell which calls of {' and '.join(spoken)} failed",
            fix="judge a load test that calls the service by HTTP",
        )
    return Doubt(
        reason=GapReason.EMPTY, detail="no HTTP request was made", fix="check that the script calls the service"
    )


def _thrown(summary: Summary, iterations: int) -> Iterator[Doubt]:
    """Yield a doubt about iterations of which nothing shows that they came further than their first request.

    Checks do, and so does a rate that the script counts itself.
    """
    made = [sum(summary.checks_listed)]
    made += [
        int(sum(series.values.values()))
        for series in summary.series.values()
        if series.kind == "rate" and "{" not in series.name and (series.name == "checks" or not series.is_builtin)
    ]
    silent = iterations - max(made)
    if silent > 0:
        yield Doubt(
            reason=GapReason.EMPTY if silent == iterations else GapReason.INSUFFICIENT,
            detail=f"{silent} of {iterations} iterations made no check: k6 counts one that threw as one that was made",
            fix="check the responses in the script, in every iteration",
        )


def _cut_off(summary: Summary, script: Script, iterations: int) -> Iterator[Doubt]:
    fix = "run the load test to its end, as its script says"
    if script.lasts is not None and (summary.duration is None or summary.duration + _ROUNDING < script.lasts):
        known = "an unknown time" if summary.duration is None else f"{summary.duration:.1f} s"
        detail = f"the run lasted {known}, its script says {script.lasts:.1f} s"
        yield Doubt(reason=GapReason.ABORTED, detail=detail, fix=fix)
    if script.iterations is not None and iterations < script.iterations:
        detail = f"the run made {iterations} iterations, its script says {script.iterations}"
        yield Doubt(reason=GapReason.ABORTED, detail=detail, fix=fix)


def _not_checked(summary: Summary, script: Script) -> Iterator[Doubt]:
    never = tuple(name for name in script.checks if name not in summary.checks_named)
    if never and summary.checks_named:
        yield Doubt(
            reason=GapReason.INSUFFICIENT,
            detail="the script has checks that were never made",
            fix="look into the log of the run for what it threw",
            names=never,
        )


def _counted(summary: Summary, name: str) -> int:
    series = summary.series.get(name)
    return int(series.values.get("count", 0)) if series is not None else 0
