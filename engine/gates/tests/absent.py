"""What of the expected tests is absent: gone, perhaps renamed, or newly skipped. Many of them are one gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from engine.gates.tests.expected import ExpectedTests, join_name, split_name
from engine.model.measurement import CheckState, Measurement

NAMED = 5  # tests that one gap names
_ALIKE = 0.8
_COMPARED = 5000  # pairs of names that are compared, as that is slow; of further ones it is not told what was renamed


def find_absent(expected: ExpectedTests, measurements: Iterable[Measurement]) -> Iterator[str]:
    """Yield what is absent, in at most three sentences."""
    states = Counter((check.name, _executed(check.state)) for run in measurements for check in run.checks)
    gone: list[str] = []
    skipped: list[str] = []
    for suite in expected.suites:
        before = Counter(suite.skipped)
        for test, times in Counter(suite.tests).items():
            name = join_name(suite.name, test)
            lacking = max(0, times - states[name, True])
            newly = min(lacking, max(0, states[name, False] - before[test]))
            skipped += [name] * newly
            gone += [name] * (lacking - newly)
    known = {join_name(suite.name, test) for suite in expected.suites for test in (*suite.tests, *suite.skipped)}
    renamed = _renamed(sorted(set(gone)), sorted({name for name, _ in states} - known))
    lost = [name for name in gone if name not in renamed]
    if lost:
        yield f"{len(lost)} of {expected.total} expected tests did not run: {_listed(lost, expected)}"
    if renamed:
        pairs = [f"{old} to {new}" for old, new in renamed.items()]
        yield f"{len(pairs)} expected tests did not run and similar names are new, perhaps renamed: {_first(pairs)}"
    if skipped:
        yield f"{len(skipped)} of {expected.total} expected tests were skipped that had run: {_first(skipped)}"


def _executed(state: CheckState) -> bool:
    return state is not CheckState.SKIPPED


def _listed(gone: Sequence[str], expected: ExpectedTests) -> str:
    """Return the tests that are gone, a suite that is gone as a whole by its name."""
    lost: dict[str, list[str]] = {}
    for name in gone:
        lost.setdefault(split_name(name)[0], []).append(name)
    sizes = {suite.name: len(suite.tests) for suite in expected.suites}
    told = []
    for suite, names in lost.items():
        whole = suite and len(names) == sizes[suite] > 1
        told += [f"all {len(names)} of {suite}"] if whole else names
    return _first(told)


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _renamed(gone: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """Return which tests that are gone may be which new ones: of a similar name in their suite, or moved to another."""
    free = set(new)
    by_test: dict[str, list[str]] = {}
    by_suite: dict[str, list[str]] = {}
    for name in new:
        suite, test = split_name(name)
        by_test.setdefault(test, []).append(name)
        by_suite.setdefault(suite, []).append(name)
    left = _COMPARED
    found = {}
    for name in gone:
        suite, test = split_name(name)
        there = [other for other in by_suite.get(suite, ())[:left] if other in free]
        left -= len(there)
        moved = [other for other in by_test.get(test, ()) if other in free]
        # A name that several new tests have says nothing about one of them.
        choices = get_close_matches(name, there, 1, _ALIKE) or (moved if len(moved) == 1 else [])
        if choices:
            found[name] = choices[0]
            free.remove(choices[0])
    return found
