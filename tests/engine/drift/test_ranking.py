"""Changes are ranked as well-known tools and benchmarks rank what they lead to, but where an argument says why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from dev.severity_page import FAR, SOURCES, changes, median, rank
from engine.model.outcome import Severity

ROWS = pytest.mark.parametrize("change", changes(), ids=lambda change: f"{change['type']}.{change['path']}")
# What the issue of these ranks names: an operator would look at it first.
FIRST = {
    ("aws_iam_role_policy_attachment", "policy_arn"),
    ("aws_security_group", "ingress.0"),
    ("aws_route53_record", "records.0"),
    ("aws_route", "gateway_id"),
}


@ROWS
def test_a_change_is_ranked_within_a_step_of_what_others_say(change: Mapping[str, Any]) -> None:
    ours, theirs = rank(change), median(change)
    if theirs is None:
        return
    assert (abs(ours.rank - theirs.rank) >= FAR) == bool(change["why"]), (ours, theirs)
    assert ours.rank >= min(Severity(change[name]).rank for name in SOURCES if change[name]), "below all of them"


def test_what_an_operator_would_look_at_first_is_high() -> None:
    ranks = {(change["type"], change["path"]): rank(change) for change in changes()}
    assert {name: ranks[name].rank >= Severity.HIGH.rank for name in FIRST} == dict.fromkeys(FIRST, True)
    assert {ranks["aws_instance", "tags.Owner"], ranks["aws_lambda_function", "description"]} == {Severity.LOW}


def test_the_list_has_what_it_says() -> None:
    assert len(changes()) >= 60
    assert all(bool(change[name]) == bool(change[f"{name}_id"]) for change in changes() for name in (*SOURCES, "cis"))
