"""Code, state and reality together: intended, waiting for an apply, foreign, or taken into the state by a refresh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.drift.three_way import EarlierSnapshot
from engine.model.drift import DriftReport
from engine.model.outcome import FailOn, Finding, Outcome
from engine.model.snapshot import Resource, Snapshot, SourceKind
from tests import builders
from tests.builders import observed, origin, resource, snapshot

QUEUE = "aws_sqs_queue"
ABSENT: Any = object()


def queue(attributes: Mapping[str, Any], code: Mapping[str, Any] | None = None, **more: Any) -> Resource:
    return resource(QUEUE, attributes, "q", **{"id": "https://sqs/q", "code": code or {}, **more})


def state_of(serial: int, *resources: Resource) -> Snapshot:
    """Return a state at a serial, an hour later with each."""
    return snapshot(
        *resources,
        taken_at=datetime(2026, 11, 1, serial % 24, tzinfo=UTC),
        origins=(origin("prod.tfstate", lineage="l", serial=str(serial)),),
    )


def past(*values: Any) -> Iterator[EarlierSnapshot]:
    """Yield earlier states, newest first, with these delays, at the serials below 10."""
    for serial, value in zip(range(9, 0, -1), values, strict=False):
        yield EarlierSnapshot(f"sha256:{serial}", state_of(serial, queue({"delay_seconds": value})))


def drift(code: Any, state: Any, live: Any, *earlier: Any, **more: Any) -> DriftReport:
    said = {} if code is ABSENT else {"delay_seconds": code}
    desired = state_of(10, queue({"delay_seconds": state}, said, **more))
    there = observed(queue({"delay_seconds": live}))
    return builders.drift(desired, there, fail_on=FailOn.MEDIUM, earlier=past(*earlier))


def one(report: DriftReport) -> Finding:
    (finding,) = report.findings
    return finding


CASES = (
    # code, state, reality, earlier states -> rule, outcome, words of the message
    (5, 5, 5, (), None, None, ""),
    (5, 5, 9, (), "drift.changed", "fail", "delay_seconds is 9, intended is 5"),
    (9, 5, 9, (), "drift.changed", "warn", "the code intends what is there: the state is behind"),
    (7, 5, 9, (), "drift.changed", "fail", "delay_seconds is 9, intended is 5"),
    (5, 9, 9, (), "drift.pending", "fail", "delay_seconds is 9, the code intends 5: no apply has brought it about"),
    (5, 9, 9, (9,), "drift.pending", "fail", "no apply has brought it about"),
    (
        5,
        9,
        9,
        (5,),
        "drift.absorbed",
        "fail",
        "so did the state at serial 9; by serial 10 a refresh took the change in",
    ),
    (
        5,
        9,
        9,
        (9, 9, 5),
        "drift.absorbed",
        "fail",
        "so did the state at serial 7; by serial 8 a refresh took the change in",
    ),
    (5, 9, 9, (7, 5), "drift.absorbed", "fail", "so did the state at serial 8; by serial 9 a refresh took"),
    # An apply that the code confirms is none, and neither is a state that did not move.
    (9, 9, 9, (5,), None, None, ""),
    (ABSENT, 9, 9, (9, 5), None, None, ""),
    (
        ABSENT,
        9,
        9,
        (5,),
        "drift.state_moved",
        "warn",
        "went from 5 to 9 in the state since serial 9: by an apply, or by",
    ),
    # What reality shows is told once.
    (ABSENT, 9, 7, (5,), "drift.changed", "fail", "delay_seconds is 7, intended is 9"),
    ("5", 5, 5, (), None, None, ""),
)


@pytest.mark.parametrize(("code", "state", "live", "earlier", "rule", "outcome", "words"), CASES)
def test_what_the_three_say(
    code: Any, state: Any, live: Any, earlier: tuple[int, ...], rule: str | None, outcome: str | None, words: str
) -> None:
    report = drift(code, state, live, *earlier)
    assert report.gaps == ()
    if rule is None:
        assert report.findings == ()
        return
    finding = one(report)
    assert (finding.rule, finding.outcome, finding.change.path) == (rule, outcome, ("delay_seconds",))
    assert words in finding.message


def test_earlier_states_are_read_only_as_far_as_they_are_needed() -> None:
    assert drift(5, 9, 9, 9, 5, 5, 5, 5).earlier == ("sha256:9", "sha256:8")
    assert drift(5, 5, 5, 5, 5, 5).earlier == ("sha256:9",)
    assert drift(5, 5, 5).earlier == ()


def test_what_the_code_says_terraform_to_ignore_is_not_pending() -> None:
    assert drift(5, 9, 9, ignored=("delay_seconds",)).findings == ()
    assert drift(5, 9, 9, ignored=("*",)).findings == ()


def test_a_replaced_resource_is_another_one() -> None:
    assert drift(ABSENT, 9, 9, 5, id="https://sqs/other").findings == ()


def test_a_plan_says_itself_what_is_intended() -> None:
    desired = state_of(10, queue({"delay_seconds": 9}))
    plan = origin("plan.json", SourceKind.TFPLAN)
    planned = replace(desired, origins=(plan,))
    there = observed(queue({"delay_seconds": 9}))
    report = builders.drift(planned, there, fail_on=FailOn.LOW, earlier=past(5))
    assert (report.findings, report.earlier) == ((), ())
    # A plan of something else says nothing of what a state holds.
    mixed = replace(desired, origins=(*desired.origins, plan))
    report = builders.drift(mixed, there, fail_on=FailOn.LOW, earlier=past(5))
    assert [finding.rule for finding in report.findings] == ["drift.state_moved"]


VALUES = st.sampled_from([5, 7, 9])


@given(VALUES, VALUES, VALUES, st.lists(VALUES, max_size=4))
def test_no_difference_of_the_three_is_ever_silent(code: int, state: int, live: int, earlier: list[int]) -> None:
    report = drift(code, state, live, *earlier)
    assert (report.findings == ()) == (code == state == live)
    assert len(report.findings) <= 1
    if live not in {state, code}:
        assert one(report).outcome is Outcome.FAIL


def test_of_two_resources_with_one_address_each_has_its_own_past() -> None:
    """Two states of one module: what a refresh took into one of them is told with the serial of that one."""

    def both(one: int, other: int, code: Mapping[str, Any]) -> list[Resource]:
        return [
            queue({"delay_seconds": value}, code, id=f"https://sqs/{account}/q", account=account)
            for account, value in (("111122223333", one), ("444455556666", other))
        ]

    code = {"delay_seconds": 5}
    earlier = [EarlierSnapshot("sha256:9", state_of(9, *both(5, 7, {})))]
    report = builders.drift(
        state_of(10, *both(9, 5, code)), observed(*both(9, 5, {})), fail_on=FailOn.MEDIUM, earlier=earlier
    )
    assert [(item.rule, item.target.account) for item in report.findings] == [("drift.absorbed", "111122223333")]
