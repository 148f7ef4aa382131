"""What becomes of a resource without anybody having changed its configuration: rules of their own, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from engine.model.outcome import Severity
from engine.model.snapshot import Resource
from tests import builders
from tests.builders import drift, observed, snapshot

STAGES = {"arn": "s", "version_id": "1"}
ROTATION = replace(
    builders.resource("aws_secretsmanager_secret_rotation", {"id": "s"}, ""), id="s", provider_owned=True
)


def one(type_: str, attributes: Mapping[str, Any]) -> Resource:
    return builders.resource(type_, attributes, "one", id="one")


@pytest.mark.parametrize(
    ("type_", "before", "after", "rules"),
    [
        ("aws_instance", {"instance_state": "running"}, {"instance_state": "stopped"}, ["drift.run_state"]),
        ("aws_instance", {"instance_state": "stopped"}, {"instance_state": "running"}, ["drift.run_state"]),
        ("aws_instance", {"instance_state": "running"}, {"instance_state": "pending"}, []),
        ("aws_instance", {"instance_state": "running"}, {}, []),
        ("aws_instance", {"instance_state": "stopped"}, {"instance_state": "stopping"}, []),
        ("aws_ssm_parameter", {"version": 1}, {"version": 2}, ["drift.value_moved"]),
        ("aws_ssm_parameter", {"version": 1, "value": "a"}, {"version": 2, "value": "a"}, []),
        ("aws_ssm_parameter", {"version": 1, "value": "a"}, {"version": 2, "value": "b"}, ["drift.changed"]),
        (
            "aws_secretsmanager_secret_version",
            {**STAGES, "version_stages": ["AWSCURRENT"]},
            {**STAGES, "version_stages": ["AWSPREVIOUS"]},
            ["drift.value_moved"],
        ),
        (
            "aws_secretsmanager_secret_version",
            {**STAGES, "version_stages": ["AWSCURRENT"]},
            {**STAGES, "version_stages": ["AWSCURRENT", "MINE"]},
            ["drift.changed"],
        ),
    ],
)
def test_what_became_of_it_has_a_rule_of_its_own(
    type_: str, before: dict[str, Any], after: dict[str, Any], rules: list[str]
) -> None:
    report = drift(snapshot(one(type_, before)), observed(one(type_, after)))
    assert [item.rule for item in report.findings] == rules
    assert {item.severity for item in report.findings if item.rule != "drift.changed"} <= {Severity.MEDIUM}


def test_a_secret_that_rotates_moves_by_itself() -> None:
    before, after = (
        one("aws_secretsmanager_secret_version", {**STAGES, "version_stages": [stage]})
        for stage in ("AWSCURRENT", "AWSPREVIOUS")
    )
    assert drift(snapshot(before), observed(after, ROTATION)).findings == ()


def test_what_is_going_to_be_deleted_is_told_once_and_nothing_else_of_it() -> None:
    key = one("aws_kms_key", {"is_enabled": True, "description": "a", "deletion_window_in_days": 7})
    assert drift(snapshot(key), observed(key)).findings == ()
    ending = {"deletion_window_in_days": "2026-12-24T00:00:00Z"}
    dying = replace(key, attributes={"is_enabled": False, "description": "b", **ending})
    (finding,) = drift(snapshot(key), observed(dying)).findings
    assert (finding.rule, finding.severity, finding.change.path) == ("drift.pending_deletion", Severity.CRITICAL, ())
    assert "2026-12-24" in finding.message


def test_that_one_of_two_is_going_to_be_deleted_is_told_of_either_environment() -> None:
    key = one("aws_kms_key", {"description": "a", "deletion_window_in_days": 7})
    dying = replace(key, attributes={"description": "a", "deletion_window_in_days": "2026-12-24T00:00:00Z"})
    other = replace(dying, attributes={**dying.attributes, "deletion_window_in_days": "PendingReplicaDeletion"})
    for left, right in ((key, dying), (dying, key)):
        (finding,) = builders.parity(snapshot(left), snapshot(right)).findings
        assert (finding.rule, finding.severity) == ("parity.pending_deletion", Severity.CRITICAL)
        assert "2026-12-24" in finding.message
        assert ("the reference's" in finding.message) == (left is dying)
    assert builders.parity(snapshot(dying), snapshot(other)).findings == ()


def test_two_environments_are_not_compared_by_what_became_of_them() -> None:
    runs, stands = (one("aws_instance", {"ami": "a", "instance_state": state}) for state in ("running", "stopped"))
    assert builders.parity(snapshot(runs), snapshot(stands)).findings == ()
