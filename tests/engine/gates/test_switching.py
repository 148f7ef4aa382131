"""Policies that are switched off or only warn: for a time, and never without somebody who answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.errors import ConfigError
from engine.gates.policy.settings import ModeSettings, PolicySettings
from engine.gates.policy.switching import find_unexplained, without
from engine.model.outcome import GapReason, Outcome, Severity
from engine.model.policy import Evaluator, EvaluatorInfo, Mode, Policy, PolicyResult, Switched
from engine.ports import Evaluation

NOW = datetime(2026, 12, 1, tzinfo=UTC)
LATER, EARLIER = datetime(2026, 12, 2, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)


def mode(policy: str, mode_: Mode, until: datetime) -> ModeSettings:
    return ModeSettings(policy=policy, mode=mode_, owner="ada", reason="no room", until=until)


def test_a_mode_counts_until_its_end_and_skip_for_ever() -> None:
    settings = PolicySettings(
        modes=(mode("b", Mode.OFF, LATER), mode("c", Mode.WARN, EARLIER), mode("d", Mode.WARN, LATER)), skip=("a",)
    )
    assert settings.switched(NOW) == (
        Switched(policy="a", mode=Mode.OFF),
        Switched(policy="b", mode=Mode.OFF, owner="ada", reason="no room", until=LATER),
        Switched(policy="d", mode=Mode.WARN, owner="ada", reason="no room", until=LATER),
    )


@pytest.mark.parametrize(
    ("owner", "reason", "problem"), [("n/a", "x", "names nobody"), ("ada", " ", "say why a is off")]
)
def test_a_mode_has_an_owner_and_a_reason(owner: str, reason: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        ModeSettings(policy="a", mode=Mode.OFF, owner=owner, reason=reason, until=LATER)


def test_a_policy_that_is_off_without_an_owner_is_a_gap_that_says_what_to_write() -> None:
    told = PolicySettings(modes=(mode("b", Mode.OFF, LATER),), skip=("a",)).switched(NOW)
    (gap,) = find_unexplained(told)
    assert (gap.operation, gap.reason) == ("a", GapReason.MISSING_INPUT)
    assert "policy: a, mode: off, owner: NAME" in gap.fix


def test_what_is_off_says_nothing() -> None:
    policies = tuple(
        Policy(id=id_, title=id_, severity=Severity.HIGH, evaluator=Evaluator.REGO, resource_types=("aws_x",))
        for id_ in "ab"
    )
    results = tuple(PolicyResult(policy=id_, address="x", id="x", outcome=Outcome.FAIL) for id_ in "ab")
    info = EvaluatorInfo(evaluator=Evaluator.REGO, version="1", digest="d")
    whole = Evaluation(info=info, policies=policies, results=results)
    left = without(whole, ["a"])
    assert ([one.id for one in left.policies], [one.policy for one in left.results]) == (["b"], ["b"])
    assert without(whole, []) is whole
