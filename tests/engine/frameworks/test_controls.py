"""What policies can show of a control: every control has a state, and none is better than what is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.frameworks.controls import Control, Framework, State, cover
from engine.model.outcome import Severity
from engine.model.policy import Evaluator, Policy


def policy(id_: str, *, controls: tuple[str, ...] = (), aliases: tuple[str, ...] = ()) -> Policy:
    return Policy(
        id=id_,
        title=id_,
        severity=Severity.LOW,
        evaluator=Evaluator.REGO,
        resource_types=("aws_s3_bucket",),
        controls=controls,
        aliases=aliases,
    )


def framework(*controls: Control, of_checks: bool = True) -> Framework:
    return Framework(id="f", name="F", version="1", source="nobody", of_checks=of_checks, controls=controls)


A = Control(id="1", checks=("a", "b"))
# The control, whether the framework is one of checks, the policies: the state, and why.
TABLE = [
    (A, True, [], State.NOT_COVERED, "no policy asks it"),
    (A, True, [policy("x", aliases=("a",))], State.PARTIAL, "nobody asks b"),
    (A, True, [policy("x", aliases=("a",)), policy("b")], State.AUTOMATED, "policies ask all of it"),
    (A, True, [policy("x", controls=("f:1",))], State.PARTIAL, "nobody asks a, b"),
    (A, True, [policy("x", controls=("g:1", "f:2"))], State.NOT_COVERED, "no policy asks it"),
    (
        replace(A, manual=True),
        True,
        [],
        State.MANUAL,
        "the framework has people look, and no policy shows a part of it",
    ),
    (
        replace(A, manual=True),
        True,
        [policy("x", aliases=("a", "b"))],
        State.PARTIAL,
        "the framework has people look, and policies show what of it is configuration",
    ),
    (
        replace(A, checks=()),
        False,
        [policy("x", controls=("f:1",))],
        State.PARTIAL,
        "configuration shows a part of a control, and people attest the rest",
    ),
]


@pytest.mark.parametrize(("one", "of_checks", "policies", "state", "reason"), TABLE)
def test_the_state_of_a_control(
    one: Control, of_checks: bool, policies: list[Policy], state: State, reason: str
) -> None:
    (row,) = cover(framework(one, of_checks=of_checks), policies)
    assert (row.state, row.reason) == (state, reason)


def test_the_same_question_is_told_once() -> None:
    ours, theirs = policy("ours", aliases=("CKV_1", "a"), controls=("f:1",)), policy("CKV_1", controls=("f:1",))
    (row,) = cover(framework(A), [ours, theirs])
    assert row.policies == ("ours",)


_NAMES = st.sampled_from(["a", "b", "c", "d"])
_POLICIES = st.builds(
    lambda id_, aliases, controls: policy(f"p{id_}", aliases=tuple(aliases), controls=tuple(controls)),
    st.integers(0, 9),
    st.sets(_NAMES),
    st.sets(st.sampled_from(["f:0", "f:1", "f:2"])),
)
_CONTROLS = st.lists(
    st.builds(lambda checks, manual: (tuple(sorted(checks)), manual), st.sets(_NAMES), st.booleans()), max_size=4
)


@given(_CONTROLS, st.lists(_POLICIES, max_size=6, unique_by=lambda one: one.id), st.booleans())
def test_each_control_has_one_state_and_none_is_automated_that_somebody_leaves_open(
    listed: list[tuple[tuple[str, ...], bool]], policies: list[Policy], of_checks: bool
) -> None:
    controls = [Control(id=str(at), checks=checks, manual=manual) for at, (checks, manual) in enumerate(listed)]
    rows = cover(framework(*controls, of_checks=of_checks), policies)
    assert [row.control for row in rows] == controls
    asked = {name for one in policies for name in one.aliases}
    for row in rows:
        assert (row.state in {State.NOT_COVERED, State.MANUAL}) == (not row.policies)
        if row.state is State.AUTOMATED:
            assert of_checks
            assert not row.control.manual
            assert set(row.control.checks) <= asked
    # One more policy never takes away.
    more = cover(framework(*controls, of_checks=of_checks), [*policies, policy("new", controls=("f:0",))])
    order = [State.NOT_COVERED, State.MANUAL, State.PARTIAL, State.AUTOMATED]
    assert all(order.index(one.state) <= order.index(other.state) for one, other in zip(rows, more, strict=True))
