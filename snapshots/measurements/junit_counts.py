"""What a JUnit file counts and does not list: its attributes are never believed where they are better than the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.model.outcome import GapReason
from snapshots.measurements.junit_cases import CaseReader
from snapshots.measurements.junit_suites import Suite
from snapshots.measurements.junit_words import COUNT_ASSERTIONS

_NAMED = 3  # suites that one gap names
_WHOLE = "give the complete file, of a run that was not interrupted"


@dataclass(frozen=True, slots=True)
class Lack:
    """What a file should tell and does not: the reason, the words, and what would mend it."""

    reason: GapReason
    detail: str
    fix: str


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Tests that are counted and not listed: those that were skipped, and those that pytest counts as subtests."""

    skipped: int = 0
    subtests: int = 0


def count_unlisted(read: CaseReader) -> Unlisted:
    """Return how many tests the attributes count that are not listed, where that is known to be harmless."""
    carriers = _carriers(read.root)
    return Unlisted(
        skipped=sum(_unlisted_skips(suite) for suite in carriers),
        subtests=sum(_missing(suite) for suite in carriers) if read.tool == "pytest" else 0,
    )


def find_lacks(read: CaseReader, say: Callable[[str], str]) -> Iterator[Lack]:
    """Yield what the file lacks; `say` makes foreign names safe to show."""
    missing = GapReason.MISSING_INPUT
    if read.nameless:
        what = f"{read.nameless} testcases without a name: the run was interrupted in them"
        yield Lack(missing, what, "run the tests to their end")
    if read.unknown:
        (told, suite), _ = next(iter(read.unknown.items()))
        more = sum(read.unknown.values()) - 1
        what = f"{say(told)} in the suite {say(suite)} is not known{f', nor {more} more' if more else ''}"
        yield Lack(GapReason.UNSUPPORTED, what, "write testcase elements with failure, error or skipped inside them")
    short = [suite for suite in read.root.walk() if suite.short]
    if short:
        first = short[0]
        what = f"{first.bad - first.short_inside} failures and errors are counted, {first.marks} are listed"
        yield Lack(missing, _about(what, short, read.root, say), "give the complete file")
    unrun = [suite for suite in read.root.walk() if suite.unrun > suite.skipped]
    if unrun:
        what = f"{unrun[0].unrun} tests are counted that did not run, {unrun[0].skipped} are listed"
        yield Lack(
            missing, _about(what, unrun, read.root, say), "list each test, with <skipped/> in those that did not run"
        )
    yield from _missing_tests(read, say)
    empty = list(_empty(read)) if read.cases else []
    if empty:
        names = ", ".join(say(suite.name) for suite in empty[:_NAMED])
        others = f" and {len(empty) - _NAMED} more" if len(empty) > _NAMED else ""
        what = f"no test is listed in {names}{others}: it was not built or loaded, or nothing in it was selected"
        yield Lack(GapReason.EMPTY, what, "see in the log of the run what became of it, or leave it out of the run")
    if read.times and read.root.undated:
        what = f"of {read.root.undated} tests nothing says when they ran, of others it does"
        yield Lack(GapReason.UNDATED, what, "let the tool write a timestamp into each testsuite")


def _missing_tests(read: CaseReader, say: Callable[[str], str]) -> Iterator[Lack]:
    if read.tool in COUNT_ASSERTIONS:
        return
    carriers = _carriers(read.root)
    wrong = [suite for suite in carriers if suite.tests is not None and _unlisted_skips(suite) and _rest(suite) < 0]
    if wrong:
        first = wrong[0]
        what = f"{_skips(first)} skipped tests are counted, {first.skipped} are listed"
        yield Lack(GapReason.MISSING_INPUT, _about(what, wrong, read.root, say), "give the file as the tool wrote it")
    cut = [suite for suite in carriers if _missing(suite)] if read.tool != "pytest" else []
    if cut:
        what = f"{cut[0].tests} tests are counted, {cut[0].listed} are listed"
        yield Lack(GapReason.MISSING_INPUT, _about(what, cut, read.root, say), _WHOLE)


def _about(what: str, suites: Sequence[Suite], root: Suite, say: Callable[[str], str]) -> str:
    where = "" if suites[0] is root else f"in the suite {say(suites[0].name)} "
    more = f", and so in {len(suites) - 1} more" if len(suites) > 1 else ""
    return f"{where}{what}{more}"


def _empty(read: CaseReader) -> Iterator[Suite]:
    """Yield suites in which nothing is, although others have tests.

    Mocha writes one for each `describe` that only holds others. Go tools write one for a package without tests, and a
    failure for one that was not built: they are known by the version of Go in it.
    """
    if read.tool == "mocha":
        return
    for suite in read.root.walk():
        if suite.is_empty and suite is not read.root and not suite.versioned:
            yield suite


def _carriers(root: Suite) -> list[Suite]:
    """Return the outermost suites that count."""
    return [root] if root.tag == "testsuite" or root.tests is not None else root.inner


def _skips(suite: Suite) -> int:
    return max(suite.skips, sum(inner.skips for inner in suite.inner))


def _unlisted_skips(suite: Suite) -> int:
    return max(0, _skips(suite) - suite.skipped)


def _rest(suite: Suite) -> int:
    return (suite.tests or 0) - suite.listed - _unlisted_skips(suite)


def _missing(suite: Suite) -> int:
    # Surefire and Gradle count each attempt at a test.
    return max(0, _rest(suite) - suite.attempts)
