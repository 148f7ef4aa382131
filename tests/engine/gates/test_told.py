"""Which values of a parameter make a policy weaker than it is by default."""

from __future__ import annotations

from typing import Any

import pytest

from engine.gates.policy.told import is_weaker, list_told
from engine.model.outcome import Severity
from engine.model.policy import Evaluator, Policy, Told

AGES = {"type": "integer", "default": 90}
KINDS = {"type": "string", "enum": ["b", "a", "c"], "default": "a"}
TAGS = {"type": "array", "default": ["Owner", "Stage"]}


@pytest.mark.parametrize(
    ("schema", "lower", "higher"),
    [
        (AGES, 89, 91),
        (KINDS, "b", "c"),
        (TAGS, ["Owner"], ["Stage", "Owner", "Team"]),
        ({"type": "boolean", "default": True}, False, True),
    ],
)
def test_one_way_is_weaker_and_the_other_is_not(schema: dict[str, Any], lower: Any, higher: Any) -> None:
    down, up = {**schema, "weaker": "lower"}, {**schema, "weaker": "higher"}
    assert [is_weaker(down, value) for value in (lower, schema["default"], higher)] == [True, False, False]
    assert is_weaker(up, lower) is False
    assert is_weaker(up, schema["default"]) is False
    assert is_weaker(up, higher) is (higher != schema["default"])
    assert not any(is_weaker(schema, value) for value in (lower, higher))  # nobody says which way it is


def test_other_entries_than_those_of_the_default_are_weaker() -> None:
    assert is_weaker({**TAGS, "weaker": "lower"}, ["Owner", "Team"])
    assert not is_weaker({**TAGS, "weaker": "lower"}, ["Stage", "Owner"])


def test_what_a_policy_is_told_is_listed_with_what_it_does() -> None:
    params = {"days": {**AGES, "weaker": "lower"}, "ages": {**AGES, "weaker": "higher"}}
    told = {"days": 1, "ages": 2}
    policy = Policy(
        id="p",
        title="p",
        severity=Severity.LOW,
        evaluator=Evaluator.REGO,
        resource_types=("t",),
        params=params,
        told=told,
    )
    ages, days = list_told([policy])
    assert ages == Told(policy="p", name="ages", value=2, default=90)
    assert days == Told(policy="p", name="days", value=1, default=90, weakens=True)
