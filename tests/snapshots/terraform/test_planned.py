"""A plan as the intent: what it is about to do is no drift, and what others did stays drift."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.model.drift import DriftReport
from engine.model.outcome import FindingStatus, Severity
from engine.model.snapshot import Action, Side, Snapshot, SourceKind
from tests.snapshots.terraform.test_values import WHOLE, drift, resources_of, snapshot

QUEUE = "module.data.aws_sqs_queue.orders"
FUNCTION = "module.compute.aws_lambda_function.orders"
Plan = dict[str, Any]


@pytest.fixture
def plan() -> Plan:
    return copy.deepcopy(WHOLE)


def intent(plan: Plan, folder: Path) -> Snapshot:
    return snapshot(plan, SourceKind.TFPLAN, Side.DESIRED, folder)


def live(plan: Plan, folder: Path) -> Snapshot:
    """Return the reality that a plan starts from."""
    return snapshot(plan, SourceKind.TFPLAN, Side.OBSERVED, folder)


def against(plan: Plan, reality: Plan, folder: Path) -> DriftReport:
    return drift(intent(plan, folder), live(reality, folder))


def told(report: DriftReport) -> list[tuple[str, str, str]]:
    return [(item.rule, item.address, item.path[0] if item.path else "") for item in report.findings]


def change_of(plan: Plan, address: str) -> dict[str, Any]:
    (entry,) = (entry for entry in plan["resource_changes"] if entry["address"] == address)
    change: dict[str, Any] = entry["change"]
    return change


def planned_list(plan: Plan, address: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the list of the planned values that holds a resource."""
    modules = [plan["planned_values"]["root_module"]]
    for module in modules:
        modules += module.get("child_modules", [])
        if any(entry["address"] == address for entry in module.get("resources", [])):
            yield module["resources"]


def test_what_a_plan_changes_is_planned(plan: Plan, tmp_path: Path) -> None:
    report = against(plan, plan, tmp_path)
    assert told(report) == [("drift.planned", FUNCTION, "dead_letter_config")]
    (finding,) = report.findings
    assert (finding.severity, finding.status) == (Severity.LOW, FindingStatus.CHANGED)
    assert finding.message.startswith(f"{FUNCTION}: dead_letter_config is not set, and the plan makes it ")
    assert finding.remediation == "apply the plan, then look again"


def test_what_others_changed_where_the_plan_changes_something_is_drift(plan: Plan, tmp_path: Path) -> None:
    reality = copy.deepcopy(plan)
    resources_of(reality, FUNCTION)[1]["values"]["dead_letter_config"] = [{"target_arn": "arn:aws:sqs:::other"}]
    assert told(against(plan, reality, tmp_path)) == [("drift.changed", FUNCTION, "dead_letter_config")]


def test_what_others_changed_beside_it_is_drift(plan: Plan, tmp_path: Path) -> None:
    reality = copy.deepcopy(plan)
    resources_of(reality, FUNCTION)[1]["values"]["timeout"] = 77
    assert told(against(plan, reality, tmp_path)) == [
        ("drift.changed", FUNCTION, "timeout"),
        ("drift.planned", FUNCTION, "dead_letter_config"),
    ]


def test_what_a_refresh_found_and_the_plan_puts_back_is_drift(plan: Plan, tmp_path: Path) -> None:
    # The plan's own prior state has it already: without `resource_drift` it would look like what the plan wants.
    (entry,) = (entry for entry in plan["resource_drift"] if entry["address"] == FUNCTION)
    entry["change"]["before"]["dead_letter_config"] = [{"target_arn": "arn:aws:sqs:::before"}]
    assert told(against(plan, plan, tmp_path)) == [("drift.changed", FUNCTION, "dead_letter_config")]


def test_what_a_refresh_found_gone_is_missing(plan: Plan, tmp_path: Path) -> None:
    change = change_of(plan, QUEUE)
    plan["resource_drift"] = [
        {**entry, "change": {**entry["change"], "actions": ["delete"], "after": None}}
        for entry in plan["resource_drift"]
        if entry["address"] == QUEUE
    ]
    assert len(plan["resource_drift"]) == 1
    change |= {"actions": ["create"], "before": None}
    entries, entry = resources_of(plan, QUEUE)
    entries.remove(entry)
    report = against(plan, plan, tmp_path)
    assert ("drift.missing", QUEUE, "") in told(report)


def test_what_a_plan_creates_is_not_missing(plan: Plan, tmp_path: Path) -> None:
    plan["resource_drift"] = []
    change_of(plan, QUEUE).update(actions=["create"], before=None)
    entries, entry = resources_of(plan, QUEUE)
    entries.remove(entry)
    # A type of which there is none is listed only by who lists everything: one of the same type is there.
    twin = copy.deepcopy(entry)
    twin |= {"address": "aws_sqs_queue.twin", "values": {**entry["values"], "id": "twin", "url": "twin", "arn": "twin"}}
    entries.append(twin)
    (planned,) = planned_list(plan, QUEUE)
    planned.append(copy.deepcopy(twin))
    plan["resource_changes"].append(
        {
            "address": "aws_sqs_queue.twin",
            "mode": "managed",
            "type": "aws_sqs_queue",
            "change": {"actions": ["no-op"], "before": twin["values"], "after": twin["values"]},
        }
    )
    found = [item for item in against(plan, plan, tmp_path).findings if item.address == QUEUE]
    assert [(item.rule, item.status, item.severity) for item in found] == [
        ("drift.planned", FindingStatus.MISSING, Severity.LOW)
    ]
    assert found[0].message == f"{QUEUE} is not there yet: the plan creates it"


def test_what_a_plan_deletes_is_not_unmanaged(plan: Plan, tmp_path: Path) -> None:
    change_of(plan, QUEUE).update(actions=["delete"], after=None)
    (planned,) = planned_list(plan, QUEUE)
    planned[:] = [entry for entry in planned if entry["address"] != QUEUE]
    found = [item for item in against(plan, plan, tmp_path).findings if item.address == QUEUE]
    assert [(item.rule, item.status) for item in found] == [("drift.planned", FindingStatus.UNMANAGED)]
    assert found[0].message == f"{QUEUE} is still there: the plan deletes it"


@pytest.mark.parametrize("actions", [["delete", "create"], ["create", "delete"]])
def test_what_a_plan_replaces_is_one_resource_until_then(plan: Plan, actions: list[str], tmp_path: Path) -> None:
    change_of(plan, FUNCTION).update(actions=actions)
    (planned,) = planned_list(plan, FUNCTION)
    (entry,) = (entry for entry in planned if entry["address"] == FUNCTION)
    for name in ("id", "arn"):  # known after apply
        del entry["values"][name]
    desired = intent(plan, tmp_path)
    assert [one.action for one in desired.planned if one.address == FUNCTION] == [Action.REPLACE]
    reality = live(plan, tmp_path)
    nameless = [item for item in reality.resources if item.type == "aws_lambda_function"]
    assert nameless
    report = drift(desired, reality)
    assert told(report) == [("drift.planned", FUNCTION, "dead_letter_config")]
    assert (report.left_only, report.right_only) == (0, 0)


def test_only_the_intent_says_what_is_planned(plan: Plan, tmp_path: Path) -> None:
    assert live(plan, tmp_path).planned == ()
    assert {one.action for one in intent(plan, tmp_path).planned} == {Action.UPDATE}
