"""JUnit XML: the results of tests, recounted from the testcase elements.

There is no single schema. The attributes that count tests are never believed where they are better than what is
listed; where they are worse, the difference is a gap. Rules for tools: gotestsum lists every attempt of a rerun;
pytest 9 lists reruns as unmarked cases of one name, and counts subtests that it does not list; jest-junit lists a
`todo` as an unmarked case that it does not count; mocha counts pending tests that it does not list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from xml.etree.ElementTree import Element

from engine.jsontext.digest import digest_bytes
from engine.model.measurement import CheckState, Measure, Measurement, ToolCheck, measured
from engine.model.moment import Moment
from engine.model.outcome import Gap, GapReason
from snapshots.measurements.reader import Reader, Sample
from snapshots.measurements.reading import UnreadableResultError, label, moment, shown, source_name
from snapshots.measurements.xml_tree import parse_tree
from snapshots.redaction.redact import Redactor

_ROOTS = frozenset({"testsuites", "testsuite"})
# The worst state wins where several cases share a name: a case that failed is never hidden by one that passed.
_WORST = (CheckState.ERRORED, CheckState.FAILED, CheckState.UNKNOWN, CheckState.PASSED, CheckState.SKIPPED)
_COUNTED = re.compile(r"\d{1,9}")
# Words that test tools write into `status` and `result` instead of an element (GoogleTest, CTest and others).
_STATUS = {
    **dict.fromkeys(("", "run", "completed", "passed", "pass", "ok", "success"), CheckState.PASSED),
    **dict.fromkeys(("notrun", "disabled", "skipped", "ignored", "suppressed", "pending"), CheckState.SKIPPED),
    **dict.fromkeys(("failed", "fail", "failure"), CheckState.FAILED),
    **dict.fromkeys(("error", "errored", "broken"), CheckState.ERRORED),
}


def _read(data: bytes, name: str, redactor: Redactor) -> Measurement:
    """Return the measurement in the bytes of a file.

    The names and messages of the tests are cut to 500 characters. The metrics `tests`, `passed`, `failed`, `errors`,
    `skipped` and `flaky` count tests by name. A check is one test. The fact `flaky` stands once for each test that
    failed before it passed or ran again without a reason.
    """
    root = parse_tree(data, name)
    if root.tag not in _ROOTS:
        raise UnreadableResultError(
            GapReason.UNSUPPORTED,
            f"{name}: the root is {root.tag!r}, not testsuites or testsuite",
            hint="give a JUnit XML file",
        )
    return _Reader(root, name, redactor).measurement(data)


def _recognises(sample: Sample) -> bool:
    return sample.root is not None and sample.root.tag in _ROOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One testcase element. `suite` is the position of its suite, `marks` counts its failures and errors."""

    suite: int
    key: str
    state: CheckState
    detail: str
    flaky: bool
    marks: int
    instant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declared:
    """What the attributes count; none where they do not say."""

    tests: int | None
    bad: int
    skipped: int


class _Reader:
    """Turns one tree into a measurement."""

    def __init__(self, root: Element, name: str, redactor: Redactor) -> None:
        self.root = root
        self.name = source_name(name)
        self.redactor = redactor
        self.gaps: list[Gap] = []
        self.dialect = _dialect(root)
        self.declared = _declared(root)
        self.cases = self._without_todo(list(self._cases(root)))

    def measurement(self, data: bytes) -> Measurement:
        """Return the measurement with its metrics, checks and gaps, sorted."""
        tests = [self._test(list(same)) for _, same in groupby(sorted(self.cases, key=_identity), key=_identity)]
        unlisted = self._unlisted()
        counts = {state: sum(test.state is state for test in tests) for state in CheckState}
        skipped = counts[CheckState.SKIPPED] + unlisted
        if len(tests) == counts[CheckState.SKIPPED]:
            what = f"all {skipped} tests were skipped" if skipped else "no test is listed"
            self._gap(GapReason.EMPTY, what, "run the tests, and check what selects them")
        rows = {
            "tests": len(tests) + unlisted,
            "passed": counts[CheckState.PASSED],
            "failed": counts[CheckState.FAILED],
            "errors": counts[CheckState.ERRORED],
            "skipped": skipped,
            "flaky": sum(test.flaky for test in tests),
        }
        return Measurement(
            kind=READER.kind,
            measures=READER.measures,
            source=self.name,
            digest=digest_bytes(data),
            dialect=self.dialect,
            metrics=tuple(measured(key, rows[key]) for key in sorted(rows)),
            checks=tuple(
                sorted(
                    (ToolCheck(name=test.key, state=test.state, detail=test.detail) for test in tests),
                    key=lambda check: (check.name, check.state, check.detail),
                )
            ),
            facts=tuple(sorted(("flaky", test.key) for test in tests if test.flaky)),
            measured_at=self._measured_at(),
            gaps=tuple(sorted(self.gaps, key=lambda gap: (gap.reason, gap.detail))),
        )

    def _gap(self, reason: GapReason, detail: str, fix: str) -> None:
        self.gaps.append(Gap(reason=reason, source=self.name, detail=detail, operation="read:junit", fix=fix))

    def _cases(self, root: Element) -> Iterator[_Case]:
        nameless = 0
        for position, suite in enumerate(root.iter()):
            for element in suite.iterfind("testcase"):
                if not element.get("name"):
                    nameless += 1
                else:
                    yield self._case(position, element)
        if nameless:
            self._gap(
                GapReason.MISSING_INPUT,
                f"{nameless} testcases without a name: the run was interrupted in them",
                "run the tests to their end",
            )

    def _case(self, suite: int, element: Element) -> _Case:
        from junitparser import Error, Failure, Skipped  # noqa: PLC0415 - the registry knows every reader
        from junitparser.xunit2 import TestCase  # noqa: PLC0415 - the same

        case: TestCase = TestCase.fromelem(element)  # type: ignore[no-untyped-call]
        results = [result for result in case if isinstance(result, Failure | Error | Skipped)]
        bad = [result for result in results if not isinstance(result, Skipped)]
        worded = [_STATUS.get((element.get(key) or "").lower(), CheckState.UNKNOWN) for key in ("status", "result")]
        state = min(worded, key=_WORST.index) if CheckState.SKIPPED not in worded else CheckState.SKIPPED
        if any(isinstance(result, Error) for result in bad):
            state = CheckState.ERRORED
        elif bad or case.is_rerun:
            state = CheckState.FAILED
        elif results:
            state = CheckState.SKIPPED
        told = bad or results
        detail = (told[0].message or told[0].text or "").strip() if told else ""
        classname = (element.get("classname") or "").strip()
        test = (element.get("name") or "").strip()
        return _Case(
            suite=suite,
            key=label(f"{classname}::{test}" if classname else test, self.redactor),
            state=state,
            detail=shown(detail, self.redactor),
            flaky=case.is_flaky and state is CheckState.PASSED,
            marks=len(bad),
            instant=not results and _zero(element.get("time")),
        )

    def _test(self, cases: list[_Case]) -> _Case:
        worst = min(cases, key=lambda case: (_WORST.index(case.state), case.detail))
        if len(cases) == 1:
            return worst
        states = {case.state for case in cases}
        attempts = self.dialect == "junit/gotestsum" and CheckState.PASSED in states
        if attempts and not states & {CheckState.ERRORED, CheckState.UNKNOWN}:
            return replace(worst, state=CheckState.PASSED, flaky=CheckState.FAILED in states, detail=worst.detail)
        again = self.dialect == "junit/pytest" and states == {CheckState.PASSED}
        return replace(worst, flaky=worst.state is CheckState.PASSED and (again or any(case.flaky for case in cases)))

    def _without_todo(self, cases: list[_Case]) -> list[_Case]:
        # jest-junit lists a todo like a test that passed in no time, and does not count it.
        surplus = len(cases) - (self.declared.tests or 0)
        if self.dialect != "junit/jest" or self.declared.tests is None or surplus <= 0:
            return cases
        found = []
        for case in cases:
            todo = surplus > 0 and case.instant and case.state is CheckState.PASSED
            surplus -= todo
            found.append(replace(case, state=CheckState.SKIPPED, detail="todo") if todo else case)
        return found

    def _unlisted(self) -> int:
        # Tests that the attributes count and the file does not list; only the skipped ones are harmless.
        listed_bad = sum(case.marks for case in self.cases)
        if self.declared.bad > listed_bad:
            self._gap(
                GapReason.MISSING_INPUT,
                f"{self.declared.bad} failures and errors are counted, {listed_bad} are listed",
                "give the complete file",
            )
        skipped = max(0, self.declared.skipped - sum(case.state is CheckState.SKIPPED for case in self.cases))
        missing = (self.declared.tests or 0) - len(self.cases) - skipped
        if skipped and self.declared.tests is not None and missing < 0:
            self._gap(
                GapReason.MISSING_INPUT,
                f"{self.declared.skipped} skipped tests are counted, {self.declared.skipped - skipped} are listed",
                "give the file as the test tool wrote it",
            )
        if missing > 0 and self.dialect != "junit/pytest":
            self._gap(
                GapReason.MISSING_INPUT,
                f"{self.declared.tests} tests are counted, {len(self.cases)} are listed",
                "give the complete file, of a run that was not interrupted",
            )
        return skipped

    def _measured_at(self) -> Moment | None:
        times = []
        for element in self.root.iter():
            text = element.get("timestamp") if element.tag in {"testsuites", "testsuite"} else None
            if text:
                # Go writes its zero time: then the file does not say.
                try:
                    times.append(moment(text, "timestamp"))
                except UnreadableResultError:
                    continue
        return min(times, key=lambda time: (time.earliest, time.latest), default=None)


def _identity(case: _Case) -> tuple[int, str]:
    return case.suite, case.key


def _dialect(root: Element) -> str:
    if any(element.get("name") == "go.version" for element in root.iter("property")):
        return "junit/gotestsum"
    name = root.get("name")
    if name == "pytest tests" or any(suite.get("name") == "pytest" for suite in root.iter("testsuite")):
        return "junit/pytest"
    if name in {"jest tests", "Mocha Tests"}:
        return "junit/jest" if name == "jest tests" else "junit/mocha"
    if "surefire" in (root.get("xsi:noNamespaceSchemaLocation") or ""):
        return "junit/surefire"
    return "junit"


def _declared(root: Element) -> _Declared:
    carriers = [root] if root.tag == "testsuite" or root.get("tests") else root.findall("testsuite")
    tests = [counted for carrier in carriers if (counted := _counted(carrier.get("tests"))) is not None]
    return _Declared(
        tests=sum(tests) if tests else None,
        bad=sum((_counted(carrier.get(key)) or 0) for carrier in carriers for key in ("failures", "errors")),
        skipped=max(
            sum((_counted(element.get("skipped")) or 0) for element in carriers),
            sum((_counted(element.get("skipped")) or 0) for element in root.findall("testsuite")),
        ),
    )


def _counted(text: str | None) -> int | None:
    return int(text) if text and _COUNTED.fullmatch(text) else None


def _zero(text: str | None) -> bool:
    return bool(text) and not (text or "").strip("0.")


READER = Reader(
    kind="junit",
    name="a JUnit file",
    measures=(Measure.TEST_CASES,),
    max_bytes=64 * 2**20,
    recognises=_recognises,
    read=_read,
)
