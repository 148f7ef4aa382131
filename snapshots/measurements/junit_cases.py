"""The tests of a JUnit file, read element by element: a file of a hundred thousand failures is never a tree."""

from __future__ import annotations

import re

from engine.model.measurement import CheckState
from engine.model.moment import Moment
from engine.model.outcome import GapReason
from snapshots.measurements import junit_words as words
from snapshots.measurements.junit_suites import Case, Suite
from snapshots.measurements.reading import LOOKED_AT, UnreadableResultError, label, moment, shown
from snapshots.redaction.redact import Redactor

_COUNTED = re.compile(r"\d{1,9}")
_BATCH = 1000  # tests whose texts are searched for secrets at once
_TAIL = 1000  # characters of output that are kept, as the name of an attachment may come in two parts
_BAD = frozenset({CheckState.FAILED, CheckState.ERRORED})
_BAD_COUNTS = ("failures", "errors", "warnings")


class CaseReader:
    """Takes the elements of a JUnit file; raises UnreadableResultError for another root.

    Afterwards `root` is the outermost suite and `cases` are the tests; `unknown` counts what is not known outside of
    tests, by its words and the suite, `nameless` tests without a name. `tool` and `version` wrote the file, where it
    says so. `times` are all moments that it tells.
    """

    def __init__(self, name: str, redactor: Redactor) -> None:
        self.name = name
        self.redactor = redactor
        self.root: Suite
        self.cases: list[Case] = []
        self.unknown: dict[tuple[str, str], int] = {}
        self.nameless = 0
        self.tool = ""
        self.version = ""
        self._times: dict[str, Moment | None] = {"": None}
        self._suites = 0
        self._open: list[Suite | _Test] = []
        self._read: list[_Test] = []
        self._inside = 0  # levels inside an element whose inside says nothing
        self._told: _Test | None = None  # whose result is told by the text that follows
        self._text: list[str] = []
        self._output: str | None = None  # what a test printed, its end

    @property
    def times(self) -> list[Moment]:
        """Return all moments that the file tells."""
        return [time for time in self._times.values() if time is not None]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element that begins."""
        if self._inside:
            self._inside += 1
            if tag == "property":
                self._property(attributes)
        elif tag in words.ROOTS:
            self._open.append(self._suite(tag, attributes))
        elif not self._open:
            raise UnreadableResultError(
                GapReason.UNSUPPORTED,
                f"{self.name}: the root is {tag!r}, not testsuites or testsuite",
                hint="give a JUnit XML file",
            )
        elif tag == "testcase":
            self._open.append(_Test(attributes, self._around()))
        elif isinstance(self._open[-1], _Test):
            self._in_test(self._open[-1], tag, attributes)
        else:
            self._in_suite(self._open[-1], tag, attributes)

    def end(self, _: str) -> None:
        """Take an element that ends."""
        if self._inside:
            self._inside -= 1
            if not self._inside:
                self._leave()
            return
        ended = self._open.pop()
        if isinstance(ended, _Test):
            self._take(ended)
        elif not self._open or ended is not self._open[-1]:  # it is, of an element that is not known
            self._close(ended)
            if not self._open:
                self._flush()

    def data(self, text: str) -> None:
        """Take text between tags."""
        if self._told is not None:
            self._text.append(text if len(self._text) < LOOKED_AT // 1024 else "")
        elif self._output is not None:
            self._output = self._output[-_TAIL:] + text
            test = self._open[-1]
            if isinstance(test, _Test) and not test.should_fail and words.tells_of_retry(self._output):
                test.retried = True

    def _around(self) -> Suite:
        last = self._open[-1]
        return last.suite if isinstance(last, _Test) else last

    def _suite(self, tag: str, attributes: dict[str, str]) -> Suite:
        parent = self._around() if self._open else None
        tool, version = words.tool_of(tag, attributes)
        if not self.tool:
            self.tool, self.version = tool, version
        suite = Suite(
            tag=tag,
            name=(attributes.get("name") or "").strip() or tag,
            position=self._suites,
            tests=_counted(attributes.get("tests")),
            bad=sum(_counted(attributes.get(key)) or 0 for key in _BAD_COUNTS),
            skips=_counted(attributes.get("skipped")) or 0,
            unrun=_unrun(attributes),
            said=words.worst_said(attributes),
            time=self._timed(attributes) or (parent.time if parent else ""),
            parent=parent,
        )
        self._suites += 1
        for key in ("tests", "skipped", *_BAD_COUNTS, words.DISABLED, *words.NOT_RUN):
            if attributes.get(key) and _counted(attributes[key]) is None and not words.is_flag(attributes[key]):
                self._doubt(f"the count {key}={attributes[key]!r}", suite)
        if suite.said is CheckState.UNKNOWN:
            self._doubt("the status", suite)
        if parent is None:
            self.root = suite
        else:
            parent.inner.append(suite)
        return suite

    def _close(self, suite: Suite) -> None:
        if suite.said in _BAD and not suite.marks:  # it failed by its own words, and nothing in it says why
            suite.whole += 1
            result = _Test({"name": suite.name}, suite)
            result.state = suite.said
            self._read.append(result)
        suite.close()

    def _in_suite(self, suite: Suite, tag: str, attributes: dict[str, str]) -> None:
        if tag in words.HARMLESS:
            self._inside = 1
        elif tag in words.RESULTS:
            suite.whole += 1
            result = _Test({"name": suite.name}, suite)
            self._result(result, tag, attributes)
            self._read.append(result)
        else:
            self._doubt(f"the element <{tag}>", suite)
            self._open.append(suite)  # tests inside it are still tests

    def _doubt(self, what: str, suite: Suite) -> None:
        key = (what, suite.name)
        self.unknown[key] = self.unknown.get(key, 0) + 1

    def _in_test(self, test: _Test, tag: str, attributes: dict[str, str]) -> None:
        if tag in words.FLAKY or tag in words.AGAIN:
            self._inside = 1
            test.suite.attempts += 1
            test.retried |= tag in words.FLAKY
            test.again |= tag in words.AGAIN
        elif tag in words.HARMLESS:
            self._inside = 1
            self._output = "" if tag == "system-out" else None
        else:
            self._result(test, tag, attributes)

    def _result(self, test: _Test, tag: str, attributes: dict[str, str]) -> None:
        self._inside = 1
        state = words.RESULTS.get(tag, CheckState.UNKNOWN)
        test.skipped |= state is CheckState.SKIPPED
        test.suite.marks += state in _BAD or tag == "warning"  # PHPUnit counts warnings like failures
        if words.WORST_FIRST.index(state) < words.WORST_FIRST.index(test.state):
            test.state = state
            test.unknown = tag if state is CheckState.UNKNOWN else ""
            test.detail = (attributes.get("message") or "").strip()
            self._told = None if test.detail else test

    def _leave(self) -> None:
        if self._told is not None:
            self._told.detail = "".join(self._text)[:LOOKED_AT].strip()
            self._told = None
            self._text.clear()
        self._output = None

    def _property(self, attributes: dict[str, str]) -> None:
        around, name = self._open[-1], attributes.get("name")
        if isinstance(around, _Test):
            around.should_fail |= name == "fail"
        elif name == "go.version":
            around.versioned = True
            self.tool, self.version = "go", attributes.get("value", "")

    def _take(self, test: _Test) -> None:
        suite = test.suite
        test.finish()
        suite.listed += 1
        suite.skipped += test.skipped or test.state is CheckState.SKIPPED
        suite.undated += test.state is not CheckState.SKIPPED and not (self._timed(test.attributes) or suite.time)
        if not test.named and test.state is CheckState.PASSED:
            self.nameless += 1
            return
        self._read.append(test)
        if len(self._read) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        redactor = self.redactor.for_texts(text for test in self._read for text in (test.key, test.detail))
        self.cases += (
            Case(
                suite=test.suite.position,
                key=label(test.key, redactor),
                state=test.state,
                detail=shown(test.detail, redactor) if test.detail else "",
                flaky=test.retried and test.state is CheckState.PASSED,
                instant=test.state is CheckState.PASSED and _is_zero(test.attributes.get("time")),
            )
            for test in self._read
        )
        self._read.clear()

    def _timed(self, attributes: dict[str, str]) -> str:
        text = attributes.get("timestamp") or ""
        if text not in self._times:
            try:
                self._times[text] = moment(text, "timestamp")
            except UnreadableResultError:  # Go writes its zero time: then the file does not say
                self._times[text] = None
        return text if self._times[text] is not None else ""


class _Test:
    """A test while it is read.

    `unknown` is an element of it that is not known, `again` tells of further attempts, `retried` of attempts before it
    passed, `should_fail` that it passes by failing, as Playwright annotates, `skipped` that an element says so.
    """

    __slots__ = (
        *("again", "attributes", "detail", "key", "named", "retried", "should_fail", "skipped", "state", "suite"),
        "unknown",
    )

    def __init__(self, attributes: dict[str, str], suite: Suite) -> None:
        self.attributes = attributes
        self.suite = suite
        name, classname = (attributes.get("name") or "").strip(), (attributes.get("classname") or "").strip()
        # Of a test that was interrupted pytest writes neither; Surefire writes an empty name for a class as a whole.
        self.named = bool(name or (classname and "name" in attributes))
        self.key = (f"{classname}::{name}" if classname and name else name or classname) or suite.name
        self.state = CheckState.PASSED
        self.detail = ""
        self.unknown = ""
        self.again = False
        self.should_fail = False
        self.skipped = False
        self.retried = attributes.get("flaky") == "true"

    def finish(self) -> None:
        """Conclude what it ended with, from its elements and its attributes."""
        if self.state is CheckState.SKIPPED and words.could_not_start(self.attributes.get("status", ""), self.detail):
            self.state = CheckState.ERRORED
        if self.again and self.state not in _BAD:
            self.state = CheckState.FAILED
        for name, said in words.said_of(self.attributes):
            if words.WORST_FIRST.index(said) < words.WORST_FIRST.index(self.state):
                self.state = said
                if said is CheckState.UNKNOWN:
                    self.unknown, self.detail = "", f"its {name} is {self.attributes[name]!r}"
        if self.unknown and self.state is CheckState.UNKNOWN:
            self.detail = f"the element <{self.unknown}> is not known" + (f": {self.detail}" if self.detail else "")


def _counted(text: str | None) -> int | None:
    return int(text) if text and _COUNTED.fullmatch(text) else None


def _unrun(attributes: dict[str, str]) -> int:
    """Return how many tests of a suite did not run by what its attributes count: the most of what they say."""
    disabled, *others = (_counted(attributes.get(key)) or 0 for key in (words.DISABLED, *words.NOT_RUN))
    skipped = _counted(attributes.get("skipped")) or 0
    return max(disabled and disabled + skipped, *others)


def _is_zero(text: str | None) -> bool:
    return bool(text) and not (text or "").strip("0.")
