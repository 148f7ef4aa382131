"""A verdict holds for its scope: every format says what policies judged and what nobody did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.gates.policy.judge import NAME
from engine.model.outcome import Outcome
from engine.model.policy import PolicyScope, Told, TypeScope
from engine.model.verdict import Decision, Run
from engine.report.formats import github, html, json_v1, junit, markdown, sarif, text
from engine.report.view.scope import list_scope, name_scope
from tests.runs import GATE, run_of, runs

SCOPE = PolicyScope(
    judged=(TypeScope(type="aws_s3_bucket", resources=3, policies=5),),
    settled=(TypeScope(type="random_id", resources=2, reason="a value for other resources"),),
    outside=(
        TypeScope(type="aws_glue_job", resources=1, reason="retired <soon>"),
        TypeScope(type="datadog_monitor", resources=7, reason="watched elsewhere"),
    ),
    unjudged=(TypeScope(type="aws_vpc", resources=1),),
    until=datetime(2026, 12, 1, tzinfo=UTC),
)
SAID = "policy: aws, 3 of 6 resources, 2 with nothing to judge; outside: aws_glue_job, datadog"


def run(scope: PolicyScope) -> Run:
    return run_of(replace(GATE, gate=NAME, outcome=Outcome.WARN if scope.unjudged else Outcome.PASS, scope=scope))


@pytest.mark.parametrize("module", [text, github, markdown, html, junit, sarif], ids=lambda module: module.__name__)
def test_every_format_says_the_scope(module: object) -> None:
    rendered: str = module.render(run(SCOPE))  # type: ignore[attr-defined]  # each format has it
    found = rendered.replace("\\", "")  # Markdown's escapes
    assert SAID in found
    assert "aws_vpc" in found
    assert "retired <soon>" not in found


def test_the_first_line_of_a_go_says_what_it_leaves_out() -> None:
    found = run(replace(SCOPE, unjudged=(), until=None))
    assert found.verdict.decision is Decision.GO
    lines = text.render(found).splitlines()
    (line,) = [line for line in lines if line.startswith("GO ")]
    assert "policy: aws, 3 of 5 resources, 2 with nothing to judge; outside: aws_glue_job, datadog" in line
    assert json_v1.write_document(found)["gates"][0]["scope"]["outside"][1]["reason"] == "watched elsewhere"


def test_what_weakens_a_policy_stands_before_what_does_not() -> None:
    params = (
        Told(policy="keys", name="days", value=30, default=90),
        Told(policy="logs", name="days", value=1, default=90, weakens=True),
    )
    found = run(replace(SCOPE, params=params))
    assert name_scope(found).endswith("; weakened: logs.days 1 (default 90); params: keys.days 30 (default 90)")
    rows = [(row.word, row.types) for row in list_scope(found) if row.word.startswith("policy ")]
    assert rows == [("policy weakened", "logs"), ("policy told", "keys")]


def test_what_is_long_is_cut_in_the_first_line_and_whole_below() -> None:
    many = tuple(TypeScope(type=f"aws_t{number}", resources=1, reason="r") for number in range(9))
    found = run(replace(SCOPE, outside=many, unjudged=()))
    assert name_scope(found).endswith("outside: aws_t0, aws_t1, aws_t2 and 6 more")
    assert "aws_t8 (1)" in list_scope(found)[0].types


def test_nobody_says_anything_of_policies_where_none_judged() -> None:
    assert (name_scope(runs()[Decision.GO]), list_scope(runs()[Decision.GO])) == ("", ())


def test_the_page_says_what_numbers_of_resources_count_where_they_stand_together() -> None:
    both = run_of(GATE, replace(GATE, gate=NAME, scope=SCOPE, outcome=Outcome.WARN))
    assert "Resources are counted three ways" in html.render(both)
    assert "Resources are counted three ways" not in html.render(run(SCOPE)) + html.render(run_of(GATE))
