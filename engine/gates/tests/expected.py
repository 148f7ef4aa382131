"""Expected tests: the suites and tests of a good run, and the document in which they are kept beside the code.

A test is named as in a result, CLASS::NAME; CLASS is its suite here. A test that ran several times, in several files,
stands there as often. The document has no digest and no time: the same tests give the same bytes, one name a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from engine.errors import InputError, UnsupportedSchemaError
from engine.jsontext.digest import canonical_json, parse_json
from engine.model.measurement import CheckState, Measure, Measurement

SCHEMA = "driftgate/expected-tests/1"
_AGAIN = "write it again from a good run: driftgate results expect FILE"
_JOINT = "::"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSuite:
    """The tests of one suite that ran, and those that were `skipped` already then, both sorted."""

    name: str
    tests: tuple[str, ...]
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedTests:
    """The suites that are expected, sorted by name."""

    suites: tuple[ExpectedSuite, ...]

    @property
    def total(self) -> int:
        """Return how many tests are expected to run."""
        return sum(len(suite.tests) for suite in self.suites)


class _Suite(msgspec.Struct, forbid_unknown_fields=True):
    tests: list[str]
    skipped: list[str] = msgspec.field(default_factory=list)


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    schema_version: str
    suites: dict[str, _Suite]


def expect_tests(measurements: Iterable[Measurement]) -> ExpectedTests:
    """Return the tests of a good run, which `measurements` are all results of.

    Raises InputError for a run that was not good: one that lacks something, failed, or executed nothing.
    """
    runs = {run.digest: run for run in measurements if Measure.TEST_CASES in run.measures}
    for run in runs.values():
        if run.gaps:
            raise InputError(f"{run.source}: {run.gaps[0].detail}", hint="expect the tests of a complete run")
    checks = [check for run in runs.values() for check in run.checks]
    bad = sorted(check.name for check in checks if check.state not in {CheckState.PASSED, CheckState.SKIPPED})
    if bad:
        raise InputError(f"{len(bad)} tests did not pass, the first is {bad[0]}", hint="expect the tests of a good run")
    tests: dict[str, list[str]] = {}
    skipped: dict[str, list[str]] = {}
    for check in checks:
        suite, test = split_name(check.name)
        (skipped if check.state is CheckState.SKIPPED else tests).setdefault(suite, []).append(test)
    if not tests:
        raise InputError("no test was executed", hint="expect the tests of a run in which some were")
    return _made(tests, skipped)


def write_expected(expected: ExpectedTests) -> bytes:
    """Return the document of expected tests: JSON with a name a line, so that a difference is easy to read."""
    suites = {suite.name: {"tests": [*suite.tests], "skipped": [*suite.skipped]} for suite in expected.suites}
    document = canonical_json({"schema_version": SCHEMA, "suites": suites})
    return msgspec.json.format(document, indent=1) + b"\n"


def read_expected(data: bytes, *, name: str) -> ExpectedTests:
    """Return the expected tests of a document; `name` is used in errors.

    Raises UnsupportedSchemaError for another version, and InputError for what is no such document or expects nothing.
    """
    document = parse_json(data, name=name)
    version = document.get("schema_version") if isinstance(document, dict) else None
    if version != SCHEMA:
        what = f"{name}: schema_version is {version!r}, this driftgate reads {SCHEMA!r}"
        raise UnsupportedSchemaError(what, hint=_AGAIN)
    try:
        read = msgspec.convert(document, _Document)
    except msgspec.ValidationError as error:
        raise InputError(f"{name}: no document of expected tests: {error}", hint=_AGAIN) from error
    expected = _made(
        {suite: told.tests for suite, told in read.suites.items()},
        {suite: told.skipped for suite, told in read.suites.items()},
    )
    if not expected.total:
        raise InputError(f"{name}: no test is expected", hint=_AGAIN)
    return expected


def split_name(name: str) -> tuple[str, str]:
    """Return the suite and the test of a name, the suite empty where there is none."""
    suite, _, test = name.partition(_JOINT)
    return (suite, test) if suite and test else ("", name)


def join_name(suite: str, test: str) -> str:
    """Return the name of a test in a suite."""
    return f"{suite}{_JOINT}{test}" if suite else test


def _made(tests: Mapping[str, Sequence[str]], skipped: Mapping[str, Sequence[str]]) -> ExpectedTests:
    names = sorted({*tests, *skipped})
    return ExpectedTests(
        suites=tuple(
            ExpectedSuite(
                name=name, tests=tuple(sorted(tests.get(name, ()))), skipped=tuple(sorted(skipped.get(name, ())))
            )
            for name in names
        )
    )
