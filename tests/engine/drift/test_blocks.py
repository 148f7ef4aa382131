"""Blocks in code name some members: only those can differ from the state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.drift.three_way import EarlierSnapshot
from engine.model.drift import DriftReport
from engine.model.snapshot import Side, Snapshot
from tests.builders import drift, listings, origin, resource, snapshot

GROUP = "aws_security_group"


def rule(port: int, *ranges: str, **more: Any) -> dict[str, Any]:
    """Return a rule as a state holds it."""
    return {
        "cidr_blocks": list(ranges),
        "description": "",
        "from_port": port,
        "ipv6_cidr_blocks": [],
        "prefix_list_ids": [],
        "protocol": "tcp",
        "security_groups": [],
        "self": False,
        "to_port": port,
        **more,
    }


def written(port: int, *ranges: str, **more: Any) -> dict[str, Any]:
    """Return a rule as people write it."""
    return {"from_port": port, "to_port": port, "protocol": "tcp", "cidr_blocks": list(ranges), **more}


def side(type_: str, attributes: Mapping[str, Any], code: Mapping[str, Any], serial: int, which: Side) -> Snapshot:
    item = resource(type_, attributes, "one", id="i-1", code=code)
    state = origin("prod.tfstate", serial=str(serial), lineage="l")
    return snapshot(item, side=which, origins=(state,), listings=listings(item))


def report(
    code: Mapping[str, Any],
    state: Mapping[str, Any],
    *,
    live: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
    type_: str = GROUP,
) -> DriftReport:
    desired = side(type_, state, code, 10, Side.DESIRED)
    observed = side(type_, state if live is None else live, {}, 0, Side.OBSERVED)
    past = [] if before is None else [EarlierSnapshot("sha256:9", side(type_, before, {}, 9, Side.DESIRED))]
    found = drift(desired, observed, earlier=past)
    assert found.gaps == ()
    return found


def told(found: DriftReport) -> list[tuple[str, str, Any, Any]]:
    return [(item.rule, ".".join(item.change.path), item.change.before, item.change.after) for item in found.findings]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ([written(443, "10.0.0.0/8")], [rule(443, "10.0.0.0/8", description="from the office")]),
        (
            [written(443, "10.0.0.0/8"), written(80, "10.0.0.0/8")],
            [rule(80, "10.0.0.0/8"), rule(443, "10.0.0.0/8")],
        ),
        ([written(443, "10.1.0.0/8", protocol="TCP")], [rule(443, "10.0.0.0/8", protocol="6")]),
        ([written(443, "10.0.0.0/8", self=None, description="")], [rule(443, "10.0.0.0/8")]),
        ([], []),
    ],
    ids=["left out", "another order", "another spelling", "null", "none"],
)
def test_what_means_the_same_is_nothing(code: Any, state: Any) -> None:
    assert told(report({"ingress": code}, {"ingress": state})) == []


def test_a_member_that_differs_is_told_at_its_path() -> None:
    (row,) = told(report({"ingress": [written(443, "10.0.0.0/8")]}, {"ingress": [rule(22, "10.0.0.0/8")]}))[:1]
    assert row[0] == "drift.pending"
    assert (row[1].split(".")[0], row[1].split(".")[-1]) == ("ingress", "from_port")
    assert row[2:] == (443, 22)


def test_a_block_that_nobody_wrote_is_told() -> None:
    code = {"ingress": [written(443, "10.0.0.0/8")]}
    open_ = rule(22, "0.0.0.0/0")
    (row,) = told(report(code, {"ingress": [rule(443, "10.0.0.0/8"), open_]}))
    assert row[0] == "drift.pending"
    assert (row[2], row[3]["from_port"], row[3]["cidr_blocks"]) == (None, 22, ["0.0.0.0/0"])


def test_a_block_that_a_refresh_took_into_the_state_is_absorbed() -> None:
    code = {"ingress": [written(443, "10.0.0.0/8")]}
    before = {"ingress": [rule(443, "10.0.0.0/8")]}
    state = {"ingress": [rule(443, "10.0.0.0/8"), rule(22, "0.0.0.0/0")]}
    found = report(code, state, before=before)
    assert [row[0] for row in told(found)] == ["drift.absorbed"]
    assert found.findings[0].severity == "critical"
    assert "at serial 9" in found.findings[0].message


def test_what_is_there_and_the_code_intends_is_not_foreign() -> None:
    code = {"ingress": [written(443, "10.0.0.0/8")]}
    behind, live = ({"ingress": [rule(port, "10.0.0.0/8")]} for port in (22, 443))
    row = report(code, behind, live=live).findings[0]
    assert (row.rule, row.severity) == ("drift.changed", "low")
    assert "the code intends what is there" in row.message


@pytest.mark.parametrize(
    ("type_", "code", "state", "rows"),
    [
        ("aws_instance", {"ebs_optimized": True, "tags": {"a": "b"}}, {"ebs_optimized": True, "tags": {"a": "b"}}, []),
        (
            "aws_db_instance",
            {"enabled_cloudwatch_logs_exports": ["audit"]},
            {"enabled_cloudwatch_logs_exports": ["audit", "error"]},
            [("drift.pending", "enabled_cloudwatch_logs_exports.error", None, "error")],
        ),
        (
            "aws_autoscaling_group",
            {"tag": [{"key": "a", "value": "b", "propagate_at_launch": True}]},
            {"tag": [{"key": "a", "value": "c", "propagate_at_launch": True}]},
            [("drift.pending", "tag.a.value", "b", "c")],
        ),
        (  # in JSON one block needs no list
            "aws_s3_bucket_versioning",
            {"versioning_configuration": {"status": "Enabled"}},
            {"versioning_configuration": [{"mfa_delete": "", "status": "Suspended"}]},
            [("drift.pending", "versioning_configuration.0.status", "Enabled", "Suspended")],
        ),
        (  # only the provider's tags, which are told as `tags_all`
            "aws_sqs_queue",
            {"tags_all": {"Estate": "a"}},
            {"tags_all": {"Estate": "b"}},
            [("drift.pending", "tags.Estate", "a", "b")],
        ),
    ],
)
def test_lists_maps_and_tags(type_: str, code: Any, state: Any, rows: list[Any]) -> None:
    assert told(report(code, state, type_=type_)) == rows
    assert told(report(code, state, type_=type_, before=state)) == rows
