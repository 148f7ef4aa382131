"""JUnit XML: the results of tests, recounted from the testcase elements.

There is no single schema, and what is not known is not a pass (`junit_words`). The attributes that count tests are
never believed where they are better than what is listed; where they are worse, the difference is a gap
(`junit_counts`). Rules for tools: gotestsum lists every attempt of a rerun; pytest lists reruns as unmarked cases of
one name, and counts subtests that it does not list; jest-junit lists a `todo` as an unmarked case that it does not
count; mocha counts pending tests that it does not list; TestNG tells an attempt that failed as skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from engine.jsontext.digest import digest_bytes
from engine.model.measurement import CheckState, Measure, Measurement, Provenance, ToolCheck, measured
from engine.model.outcome import Gap, GapReason
from snapshots.measurements.junit_cases import CaseReader
from snapshots.measurements.junit_counts import Lack, count_unlisted, find_lacks
from snapshots.measurements.junit_suites import Case
from snapshots.measurements.junit_words import ROOTS
from snapshots.measurements.reader import Reader, Sample
from snapshots.measurements.reading import shown, source_name
from snapshots.measurements.xml_tree import parse_into
from snapshots.redaction.redact import Redactor

# The worst state wins where several cases share a name: a case that failed is never hidden by one that passed.
_WORST = (CheckState.ERRORED, CheckState.FAILED, CheckState.UNKNOWN, CheckState.PASSED, CheckState.SKIPPED)
_ATTEMPTS = frozenset({CheckState.PASSED, CheckState.SKIPPED})


class _Outcome(NamedTuple):
    """What became of the cases of one name."""

    check: ToolCheck
    flaky: bool


def _read(data: bytes, name: str, redactor: Redactor) -> Measurement:
    """Return the measurement in the bytes of a file.

    The names and messages of the tests are cut to 500 characters. The metrics `tests`, `passed`, `failed`, `errors`,
    `skipped` and `flaky` count tests by name. A check is one test, or what a suite as a whole ended with. The fact
    `flaky` stands once for each test that failed before it passed or ran again without a reason, the fact `unlisted`
    says how many tests are counted and not listed.
    """
    read = CaseReader(name, redactor)
    parse_into(read, data, name)
    unlisted = count_unlisted(read)
    lacks = list(find_lacks(read, lambda text: shown(text, redactor)))
    outcomes = _outcomes(read)
    states = [outcome.check.state for outcome in outcomes]
    counts = {state: states.count(state) for state in CheckState}
    skipped = counts[CheckState.SKIPPED] + unlisted.skipped
    if len(outcomes) == counts[CheckState.SKIPPED]:
        what = f"all {skipped} tests were skipped" if skipped else "no test is listed"
        lacks.append(Lack(GapReason.EMPTY, what, "run the tests, and check what selects them"))
    rows = {
        "tests": len(outcomes) + unlisted.skipped,
        "passed": counts[CheckState.PASSED],
        "failed": counts[CheckState.FAILED],
        "errors": counts[CheckState.ERRORED],
        "skipped": skipped,
        "flaky": sum(outcome.flaky for outcome in outcomes),
    }
    facts = [("flaky", outcome.check.name) for outcome in outcomes if outcome.flaky]
    if unlisted.subtests:
        facts.append(("unlisted", str(unlisted.subtests)))
    return Measurement(
        kind=READER.kind,
        measures=READER.measures,
        source=source_name(name),
        digest=digest_bytes(data),
        dialect=_dialect(read),
        metrics=tuple(measured(key, rows[key]) for key in sorted(rows)),
        checks=tuple(
            sorted((outcome.check for outcome in outcomes), key=lambda check: (check.name, check.state, check.detail))
        ),
        facts=tuple(sorted(facts)),
        measured_at=min(read.times, key=lambda time: (time.earliest, time.latest), default=None),
        last_at=max(read.times, key=lambda time: (time.earliest, time.latest), default=None),
        provenance=Provenance(tool=read.tool, version=shown(read.version, redactor)),
        gaps=tuple(sorted((_gap(lack, name) for lack in lacks), key=lambda gap: (gap.reason, gap.detail))),
    )


def _recognises(sample: Sample) -> bool:
    return sample.root is not None and sample.root.tag in ROOTS


def _outcomes(read: CaseReader) -> list[_Outcome]:
    cases = sorted(_without_todo(read), key=_identity)
    return [_outcome(list(same), read.tool) for _, same in groupby(cases, key=_identity)]


def _identity(case: Case) -> tuple[int, str]:
    return case.suite, case.key


def _outcome(cases: Sequence[Case], tool: str) -> _Outcome:
    worst = min(cases, key=lambda case: (_WORST.index(case.state), case.detail)) if len(cases) > 1 else cases[0]
    state, flaky = worst.state, worst.flaky
    states = {case.state for case in cases}
    if tool == "go" and CheckState.PASSED in states and not states & {CheckState.ERRORED, CheckState.UNKNOWN}:
        state, flaky = CheckState.PASSED, flaky or len(states) > 1
    elif len(cases) > 1 and state is CheckState.PASSED:
        again = tool == "pytest" and states == {CheckState.PASSED}
        flaky = again or states == _ATTEMPTS or any(case.flaky for case in cases)
    return _Outcome(ToolCheck(name=worst.key, state=state, detail=worst.detail), flaky)


def _without_todo(read: CaseReader) -> list[Case]:
    # jest-junit lists a todo like a test that passed in no time, and does not count it.
    surplus = len(read.cases) - (read.root.tests or 0)
    if read.tool != "jest" or read.root.tests is None or surplus <= 0:
        return read.cases
    found = []
    for case in read.cases:
        todo = surplus > 0 and case.instant
        surplus -= todo
        found.append(replace(case, state=CheckState.SKIPPED, detail="todo") if todo else case)
    return found


def _dialect(read: CaseReader) -> str:
    if read.tool == "go":
        return "junit/gotestsum"
    return f"junit/{read.tool}" if read.tool else "junit"


def _gap(lack: Lack, name: str) -> Gap:
    return Gap(reason=lack.reason, source=source_name(name), detail=lack.detail, operation="read:junit", fix=lack.fix)


READER = Reader(
    kind="junit",
    name="a JUnit file",
    measures=(Measure.TEST_CASES,),
    max_bytes=64 * 2**20,
    recognises=_recognises,
    read=_read,
)
