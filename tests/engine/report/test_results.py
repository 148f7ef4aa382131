"""What results rest on, in words: who vouches for them, and by which names of the subject they are bound."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.subject import Subject
from engine.model.verdict import Decision, Input, Run
from engine.report.view.results import describe_results, name_unproven
from engine.report.view.scope import first_line
from tests.runs import runs

OURS = Subject(commit="c0ffee1", version="2.1", environment="prod")


def run(*results: tuple[str, tuple[str, ...]], subject: Subject = OURS) -> Run:
    inputs = tuple(
        Input(name=f"junit {number}.xml", kind="result", digest=f"sha256:{number}", vouched=vouched, bound=bound)
        for number, (vouched, bound) in enumerate(results)
    )
    found = runs()[Decision.GO]
    return replace(found, verdict=replace(found.verdict, subject=subject, inputs=inputs))


@pytest.mark.parametrize(
    ("results", "said", "unproven"),
    [
        ((("signed", ("commit", "version")),), "1 signed, bound by commit and version", ""),
        (
            (("recorded", ("commit",)), ("recorded", ("commit",)), ("recorded", ("version",)), ("claimed", ())),
            "1 claimed by a person; 2 recorded, not signed, bound by commit; 1 recorded, not signed, bound by version",
            "",
        ),
        (
            (("nobody", ()), ("itself", ("environment",))),
            "1 by their own word, bound by environment; 1 by nobody's word",
            "no result is about this commit and version",
        ),
        (
            (("recorded", ("commit",)),),
            "1 recorded, not signed, bound by commit",
            "no result is about this version",
        ),
        ((), "", "no result is about this version"),
    ],
)
def test_results_are_told_by_who_vouches_and_what_binds(
    results: tuple[tuple[str, tuple[str, ...]], ...], said: str, unproven: str
) -> None:
    made = run(*results)
    assert (describe_results(made), name_unproven(made)) == (said, unproven)
    assert not unproven or unproven in first_line(made)


def test_where_something_was_run_is_nothing_that_results_would_have_to_be_about() -> None:
    assert not name_unproven(run(subject=Subject(commit="c0ffee1", environment="prod")))
    assert not name_unproven(run(subject=Subject()))
