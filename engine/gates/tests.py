"""The tests gate: every test that failed is a finding, and tests that did not run prove nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.errors import ConfigError
from engine.gates.tally import Tally, value
from engine.model.gate import CheckState, GateName, GateResult, Measurement, MeasurementKind, Metric, Requirement
from engine.model.outcome import GapReason, Outcome, Severity

_COUNTS = ("tests", "passed", "failed", "errors", "skipped", "flaky")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is required of the tests.

    `max_skipped` is the share of tests (0.1 is 10 %) above which skipping is a warning. `min_tests` is how many must
    have been executed, `required` the names (`classname::name`) of tests that must be among them, so that a test that
    was deleted is noticed. Raises ConfigError for values without a meaning.
    """

    max_skipped: float = 0.1
    min_tests: int = 1
    required: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a share outside 0 to 1, and settings under which no test would do."""
        if not 0 <= self.max_skipped <= 1 or self.min_tests < 1:
            raise ConfigError(
                "tests gate: a limit is out of range", hint="max-skipped from 0 % to 100 %, min-tests at least 1"
            )


def judge(
    measurements: Sequence[Measurement], settings: Settings, *, requirement: Requirement, now: datetime
) -> GateResult:
    """Return the result of the tests gate over the results of all test runs."""
    tally = Tally(GateName.TESTS, MeasurementKind.JUNIT, now=now, measurements=measurements)
    if not measurements:
        tally.gap(GapReason.MISSING_INPUT, "results", "no result of a test run was given", "give --result junit=FILE")
    _failures(tally)
    counts = {name: sum(int(value(run, name) or 0) for run in tally.measurements) for name in _COUNTS}
    tally.evaluated = counts["passed"] + counts["failed"] + counts["errors"]
    if tally.measurements and tally.evaluated < settings.min_tests:
        tally.gap(
            GapReason.EMPTY,
            "results",
            f"{tally.evaluated} of {counts['tests']} tests were executed, at least {settings.min_tests} are required",
            "run the tests, and check what selects and skips them",
        )
    _required(tally, settings.required)
    _skipped(tally, counts, settings.max_skipped)
    _flaky(tally)
    summary = ", ".join(
        f"{counts[name]} {word}"
        for name, word in (
            ("passed", "tests passed"),
            ("failed", "failed"),
            ("errors", "had an error"),
            ("skipped", "were skipped"),
            ("flaky", "were flaky"),
        )
        if counts[name] or name == "passed"
    )
    return tally.result(requirement, summary, metrics=_metrics(counts))


def _failures(tally: Tally) -> None:
    for run in tally.measurements:
        for check in run.checks:
            words = f": {check.detail}" if check.detail else ""
            if check.state in {CheckState.FAILED, CheckState.ERRORED}:
                tally.finding("test-failed", check.name, f"{check.name} {check.state}{words}", location=run.source)
            elif check.state is CheckState.UNKNOWN:
                tally.gap(
                    GapReason.UNSUPPORTED,
                    run.source,
                    f"{check.name} has a state that is not known{words}",
                    "write failure, error or skipped elements",
                )


def _required(tally: Tally, required: Sequence[str]) -> None:
    executed = {
        check.name
        for run in tally.measurements
        for check in run.checks
        if check.state in {CheckState.PASSED, CheckState.FAILED, CheckState.ERRORED}
    }
    for name in sorted(set(required) - executed):
        tally.gap(
            GapReason.MISSING_INPUT,
            "results",
            f"the required test {name} was not executed",
            "run it, or require another",
        )


def _skipped(tally: Tally, counts: dict[str, int], limit: float) -> None:
    share = counts["skipped"] / counts["tests"] if counts["tests"] else 0.0
    if share > limit:
        tally.finding(
            "max-skipped",
            "skipped",
            f"{counts['skipped']} of {counts['tests']} tests ({share:.1%}) were skipped, allowed are {limit:.1%}",
            outcome=Outcome.WARN,
            severity=Severity.MEDIUM,
            before=limit,
            after=round(share, 6),
        )


def _flaky(tally: Tally) -> None:
    for run in tally.measurements:
        for key, name in run.facts:
            if key == "flaky":
                tally.finding(
                    "flaky-test",
                    name,
                    f"{name} passed only after it ran again",
                    outcome=Outcome.WARN,
                    severity=Severity.MEDIUM,
                    location=run.source,
                    remediation="find why the test does not always pass",
                )


def _metrics(counts: dict[str, int]) -> Iterator[Metric]:
    for name, number in counts.items():
        yield Metric(name=name, value=float(number), unit="count")
