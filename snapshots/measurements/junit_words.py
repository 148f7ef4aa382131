"""The words of JUnit files: which elements and states there are, and what the tools that write them mean by them.

The vocabulary is closed: an element or a state that is not here is not a pass. The words are those that are written by
Surefire, Gradle, TestNG, pytest, PHPUnit, Behat, jest-junit, mocha-junit-reporter, Cypress, Playwright, Vitest, Karma,
gotestsum, go-junit-report, cargo-nextest, GoogleTest, Catch2, doctest, CTest, NUnit, Robot Framework, behave, bats and
RSpec, and by the schema of Jenkins (junit-10.xsd).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine.model.measurement import CheckState

ROOTS = frozenset({"testsuites", "testsuite"})
# Elements that say nothing about the outcome, in a test or in a suite; what stands inside them is not looked at.
HARMLESS = frozenset(
    {
        *("properties", "property", "system-out", "system-err", "description", "stackTrace"),
        *("attachments", "attachment", "traces", "trace"),
    }
)
# What a test, or a suite as a whole, ended with. Catch2 writes `internalError` for what it should never see.
RESULTS = {
    "error": CheckState.ERRORED,
    "internalError": CheckState.ERRORED,
    "failure": CheckState.FAILED,
    "skipped": CheckState.SKIPPED,
    "ignored": CheckState.SKIPPED,
    "disabled": CheckState.SKIPPED,
}
# Attempts of a test that passed in the end, and further attempts of one that failed.
FLAKY = frozenset({"flakyFailure", "flakyError", "rerun"})
AGAIN = frozenset({"rerunFailure", "rerunError"})

# What is said of one test: the worst comes first.
_BAD = frozenset({CheckState.ERRORED, CheckState.FAILED})
WORST_FIRST = (CheckState.ERRORED, CheckState.FAILED, CheckState.UNKNOWN, CheckState.SKIPPED, CheckState.PASSED)
_STATE_ATTRIBUTES = ("status", "result", "outcome", "state", "verdict")
# Words that tools write into these instead of an element, or beside it.
_STATES = {
    **dict.fromkeys(
        ("", "run", "completed", "passed", "pass", "ok", "success", "succeeded", "successful"), CheckState.PASSED
    ),
    **dict.fromkeys(("notrun", "not_run", "disabled", "skipped", "skip", "ignored", "suppressed"), CheckState.SKIPPED),
    **dict.fromkeys(("pending", "untested", "todo", "incomplete", "xfail"), CheckState.SKIPPED),
    **dict.fromkeys(("failed", "fail", "failure", "xpass"), CheckState.FAILED),
    **dict.fromkeys(("error", "errored", "broken", "crashed", "timeout", "aborted"), CheckState.ERRORED),
}
# What attributes say that are true or false, by what true and what false means.
_BROKEN = (CheckState.ERRORED, CheckState.PASSED)
_FLAGS = {
    **dict.fromkeys(
        ("success", "successful", "succeeded", "passed", "pass", "ok"), (CheckState.PASSED, CheckState.FAILED)
    ),
    **dict.fromkeys(("failed", "fail", "failure"), (CheckState.FAILED, CheckState.PASSED)),
    **dict.fromkeys(("aborted", "broken", "crashed", "errored", "interrupted", "timedout", "timed-out"), _BROKEN),
    **dict.fromkeys(("executed",), (CheckState.PASSED, CheckState.SKIPPED)),
    **dict.fromkeys(("skipped", "ignored", "disabled"), (CheckState.SKIPPED, CheckState.PASSED)),
}
_TRUE, _FALSE = frozenset({"true", "yes"}), frozenset({"false", "no"})
# CTest counts a test that it could not start as failed, and writes it as one that was skipped.
_NOT_STARTED = (
    *("unable to find executable", "required files missing", "fixture dependency failed", "missing configuration"),
    *("insufficient resources", "failed to start"),
)
# An attachment that Playwright makes only of an attempt that failed, or of a further attempt.
_RETRIED = re.compile(r"\[\[ATTACHMENT\|[^\[\]\n]*(?:error-context\.md|test-failed-\d+\.png|-retry\d+[/\\])")

# What a suite counts of tests that did not run. GoogleTest and Ginkgo count disabled tests beside those that were
# skipped; NUnit counts all together as not run, and those that it ignored once more.
DISABLED = "disabled"
NOT_RUN = ("not-run", "not_run", "notrun", "notRun", "ignored", "pending", "suppressed")

# What the root is called by the tool that wrote it.
_TOOLS = {
    "pytest tests": "pytest",
    "jest tests": "jest",
    "Mocha Tests": "mocha",
    "vitest tests": "vitest",
    "bun test": "bun",
    "deno test": "deno",
    "nextest-run": "nextest",
    "AllTests": "googletest",
}
_NAMED = {"pytest": "pytest", "rspec": "rspec", "Root Suite": "mocha"}  # suites that only one tool calls so
# Tools whose `tests` counts assertions and not tests.
COUNT_ASSERTIONS = frozenset({"catch2", "doctest"})


def state_of(word: str) -> CheckState:
    """Return what an attribute says of a test; of a word that is not known: unknown."""
    return _STATES.get(word.strip().lower(), CheckState.UNKNOWN)


def said_of(attributes: Mapping[str, str]) -> Iterator[tuple[str, CheckState]]:
    """Yield what the attributes of a test or a suite say of it, by their names as they are written.

    A number is a count, of which only one that is not 0 of what went wrong says anything of a test.
    """
    for name, word in attributes.items():
        key, told = name.lower(), word.strip().lower()
        if key in _STATE_ATTRIBUTES and told:
            yield name, state_of(word)
        elif key in _FLAGS and told in _TRUE:
            yield name, _FLAGS[key][0]
        elif key in _FLAGS and told in _FALSE:
            yield name, _FLAGS[key][1]
        elif key in _FLAGS and _FLAGS[key][0] in _BAD and told.isdecimal() and told.strip("0"):
            yield name, _FLAGS[key][0]


def worst_said(attributes: Mapping[str, str]) -> CheckState:
    """Return the worst of what the attributes of a suite say of it."""
    return min((state for _, state in said_of(attributes)), key=WORST_FIRST.index, default=CheckState.PASSED)


def is_flag(word: str) -> bool:
    """Tell whether an attribute is true or false, and no count."""
    return word.strip().lower() in _TRUE | _FALSE


def could_not_start(status: str, message: str) -> bool:
    """Tell whether CTest says of a test that it could not be started, which is not what skipping is."""
    return status.strip().lower() == "notrun" and message.strip().lower().startswith(_NOT_STARTED)


def tells_of_retry(output: str) -> bool:
    """Tell whether the output of a test names what Playwright attaches only when it is tried again."""
    return "[[ATTACHMENT|" in output and _RETRIED.search(output) is not None


def tool_of(tag: str, attributes: dict[str, str]) -> tuple[str, str]:
    """Return the tool that wrote a suite with these attributes and its version, empty where they do not say."""
    name = attributes.get("name", "")
    if tag == "testsuites":
        return _TOOLS.get(name, ""), ""
    if "doctest_version" in attributes:
        return "doctest", attributes["doctest_version"]
    if attributes.get("hostname") == "tbd":  # Catch2 has never decided what to write there
        return "catch2", ""
    if "surefire" in attributes.get("xsi:noNamespaceSchemaLocation", ""):
        return "surefire", ""
    return _NAMED.get(name, ""), ""
