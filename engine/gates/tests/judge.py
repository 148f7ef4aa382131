"""The tests gate: every test that failed is a finding, and tests that did not run prove nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.errors import InputError
from engine.gates.gate import Case, Gate, Judged, Measured
from engine.gates.tally import Tally, find_value
from engine.gates.tests.absent import NAMED, find_absent
from engine.gates.tests.expected import ExpectedTests, read_expected
from engine.gates.tests.settings import TestsSettings
from engine.model.gate import GateResult
from engine.model.measurement import CheckState, Measure, Measurement, Metric, ToolCheck
from engine.model.outcome import GapReason, Outcome, Severity

NAME = "tests"
NEEDS = frozenset({Measure.TEST_CASES})
_COUNTS = ("tests", "passed", "failed", "errors", "skipped", "flaky")


def judge(
    measurements: Sequence[Measurement], settings: TestsSettings, expected: ExpectedTests | None = None
) -> GateResult:
    """Return the result of the tests gate over the results of all test runs.

    `expected` are the tests of the file that the settings name.
    """
    tally = Tally(NAME, NEEDS, measurements=measurements)
    _failures(tally)
    counts = {name: sum(int(find_value(run, name) or 0) for run in tally.measurements) for name in _COUNTS}
    tally.evaluated = counts["passed"] + counts["failed"] + counts["errors"]
    if tally.measurements and tally.evaluated < settings.min_tests:
        tally.add_gap(
            GapReason.EMPTY,
            "results",
            f"{tally.evaluated} of {counts['tests']} tests were executed, at least {settings.min_tests} are required",
            "run the tests, and check what selects and skips them",
        )
    if tally.measurements:
        _required(tally, settings.required)
    _expected(tally, settings.expected, expected)
    _skipped(tally, counts, settings.max_skipped)
    _flaky(tally)
    if expected is None:
        _unlisted(tally)
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
    return tally.make_result(settings.requirement, summary, metrics=_metrics(counts))


def _failures(tally: Tally) -> None:
    for run in tally.measurements:
        unknown = []
        for check in run.checks:
            if check.state in {CheckState.FAILED, CheckState.ERRORED}:
                words = f": {check.detail}" if check.detail else ""
                tally.add_finding("test-failed", check.name, f"{check.name} {check.state}{words}", location=run.source)
            elif check.state is CheckState.UNKNOWN:
                unknown.append(check)
        if unknown:
            fix = "write failure, error or skipped elements"
            tally.add_gap(GapReason.UNSUPPORTED, run.source, _of_unknown_state(unknown), fix)


def _of_unknown_state(checks: Sequence[ToolCheck]) -> str:
    if len(checks) == 1:
        words = f": {checks[0].detail}" if checks[0].detail else ""
        return f"{checks[0].name} has a state that is not known{words}"
    more = f" and {len(checks) - NAMED} more" if len(checks) > NAMED else ""
    named = ", ".join(f"{check.name} ({check.detail})" if check.detail else check.name for check in checks[:NAMED])
    return f"{len(checks)} tests have a state that is not known: {named}{more}"


def _required(tally: Tally, required: Sequence[str]) -> None:
    executed = {
        check.name
        for run in tally.measurements
        for check in run.checks
        if check.state in {CheckState.PASSED, CheckState.FAILED, CheckState.ERRORED}
    }
    for name in sorted(set(required) - executed):
        tally.add_gap(
            GapReason.MISSING_INPUT,
            "results",
            f"the required test {name} was not executed",
            "run it, or require another",
        )


def _expected(tally: Tally, path: str, expected: ExpectedTests | None) -> None:
    if path and expected is None:
        tally.add_gap(GapReason.MISSING_INPUT, path, "the expected tests were not read", "give the file")
    if expected is None or not tally.measurements:
        return
    fix = "run them; of tests that are meant to be so, write them again: driftgate results expect FILE"
    for detail in find_absent(expected, tally.measurements):
        tally.add_gap(GapReason.MISSING_INPUT, path or "expected tests", detail, fix)


def _skipped(tally: Tally, counts: dict[str, int], limit: float) -> None:
    share = counts["skipped"] / counts["tests"] if counts["tests"] else 0.0
    if share > limit:
        tally.add_finding(
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
                tally.add_finding(
                    "flaky-test",
                    name,
                    f"{name} passed only after it ran again",
                    outcome=Outcome.WARN,
                    severity=Severity.MEDIUM,
                    location=run.source,
                    remediation="find why the test does not always pass",
                )


def _unlisted(tally: Tally) -> None:
    # pytest counts subtests that it does not list: they may as well have been cut out of the file.
    for run in tally.measurements:
        for key, number in run.facts:
            if key == "unlisted":
                tally.add_finding(
                    "unlisted-tests",
                    run.source,
                    f"{number} tests are counted and not listed: subtests, or a part of the file that is gone",
                    outcome=Outcome.WARN,
                    severity=Severity.LOW,
                    location=run.source,
                    remediation="name the tests that must be there: `expected` of the tests gate",
                )


def _metrics(counts: dict[str, int]) -> Iterator[Metric]:
    for name, number in counts.items():
        yield Metric(name=name, value=float(number), unit="count")


def _gate(case: Case, settings: TestsSettings) -> Judged:
    measured = case.measured.get(NAME, Measured())
    return Judged(result=judge(measured.results, settings, _read(measured, settings)))


def _read(measured: Measured, settings: TestsSettings) -> ExpectedTests | None:
    data = measured.documents.get(settings.expected)
    try:
        return None if data is None else read_expected(data, name=settings.expected)
    except InputError:
        return None  # who reads the configuration says what is wrong with it; here it is not proven


GATE = Gate(
    name=NAME,
    says="Tests: those that ran, those that failed, and those that did not run.",
    settings=TestsSettings,
    judge=_gate,
    needs=NEEDS,
)
