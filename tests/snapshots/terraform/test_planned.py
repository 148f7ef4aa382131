"""A plan as the intent: what it is about to do is no drift, and what others did stays drift."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.model.drift import DriftReport
from engine.model.outcome import FindingStatus, GapReason, Severity
from engine.model.snapshot import Action, Side, Snapshot, SourceKind
from tests.builders import drift, listings, observed
from tests.engine.drift.states import agreed
from tests.snapshots.terraform.test_values import WHOLE, resources_of, snapshot

QUEUE = "module.data.aws_sqs_queue.orders"
FUNCTION = "module.compute.aws_lambda_function.orders"
Plan = dict[str, Any]


@pytest.fixture
def plan() -> Plan:
    return copy.deepcopy(WHOLE)


def intent(plan: Plan, folder: Path) -> Snapshot:
    return snapshot(agreed(plan), SourceKind.TFPLAN, Side.DESIRED, folder)


def live(plan: Plan, folder: Path) -> Snapshot:
    """Return the reality that a plan starts from."""
    return snapshot(agreed(plan), SourceKind.TFPLAN, Side.OBSERVED, folder)


def against(plan: Plan, reality: Plan, folder: Path) -> DriftReport:
    return drift(intent(plan, folder), live(reality, folder))


def told(report: DriftReport) -> list[tuple[str, str, str]]:
    return [
        (item.rule, item.target.address, item.change.path[0] if item.change.path else "") for item in report.findings
    ]


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
    found = [item for item in against(plan, plan, tmp_path).findings if item.target.address == QUEUE]
    assert [(item.rule, item.status, item.severity) for item in found] == [
        ("drift.planned", FindingStatus.MISSING, Severity.LOW)
    ]
    assert found[0].message == f"{QUEUE} is not there yet: the plan creates it"


def test_what_a_plan_deletes_is_not_unmanaged(plan: Plan, tmp_path: Path) -> None:
    change_of(plan, QUEUE).update(actions=["delete"], after=None)
    (planned,) = planned_list(plan, QUEUE)
    planned[:] = [entry for entry in planned if entry["address"] != QUEUE]
    found = [item for item in against(plan, plan, tmp_path).findings if item.target.address == QUEUE]
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


POLICY = "module.data.aws_sqs_queue_policy.orders"
OPEN = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sqs:*"}})


def test_what_is_known_after_the_apply_is_compared_with_what_the_plan_starts_from(plan: Plan, tmp_path: Path) -> None:
    assert change_of(plan, POLICY)["after_unknown"] == {"policy": True}
    reality = copy.deepcopy(plan)
    resources_of(reality, POLICY)[1]["values"]["policy"] = OPEN
    found = [item for item in against(plan, reality, tmp_path).findings if item.target.address == POLICY]
    assert found
    assert {item.rule for item in found} == {"drift.changed"}


def test_what_others_changed_and_is_known_after_the_apply_is_a_gap(plan: Plan, tmp_path: Path) -> None:
    change = change_of(plan, POLICY)
    drifted = {"actions": ["update"], "before": {**change["before"], "policy": OPEN}, "after": change["before"]}
    plan["resource_drift"].append({"address": POLICY, "mode": "managed", "change": drifted})
    (gap,) = (gap for gap in against(plan, plan, tmp_path).gaps if gap.address == POLICY)
    assert (gap.path, gap.reason) == ("policy", GapReason.UNSUPPORTED)


def test_what_only_the_provider_sets_may_be_known_after_the_apply(plan: Plan, tmp_path: Path) -> None:
    (entry,) = (entry for entry in plan["resource_drift"] if entry["address"] == FUNCTION)
    entry["change"]["before"]["last_modified"] = "2026-11-01T00:00:00.000+0000"
    (planned,) = planned_list(plan, FUNCTION)
    (after,) = (entry for entry in planned if entry["address"] == FUNCTION)
    del after["values"]["last_modified"]
    report = against(plan, plan, tmp_path)
    assert [gap for gap in report.gaps if gap.address == FUNCTION] == []
    assert told(report) == [("drift.planned", FUNCTION, "dead_letter_config")]


def policy_of(plan: Plan, before: Any, after: Any, there: Any) -> tuple[Plan, Plan]:
    """Return a plan that changes a policy from `before` to `after`, and a reality that has `there`."""
    change_of(plan, POLICY)["after_unknown"] = {}
    resources_of(plan, POLICY)[1]["values"]["policy"] = before
    (planned,) = planned_list(plan, POLICY)
    (entry,) = (entry for entry in planned if entry["address"] == POLICY)
    entry["values"]["policy"] = after
    reality = copy.deepcopy(plan)
    resources_of(reality, POLICY)[1]["values"]["policy"] = there
    return plan, reality


def test_one_more_statement_of_others_is_not_the_one_that_is_planned(plan: Plan, tmp_path: Path) -> None:
    def document(*actions: str) -> str:
        statements = [
            {"Effect": "Allow", "Principal": "*" if action == "sqs:*" else {"AWS": "111122223333"}, "Action": action}
            for action in actions
        ]
        return json.dumps({"Version": "2012-10-17", "Statement": statements})

    mine, new, theirs = "sqs:SendMessage", "sqs:ReceiveMessage", "sqs:*"
    sides = policy_of(plan, document(mine), document(mine, new), document(mine, theirs))
    found = [item for item in against(*sides, tmp_path).findings if item.target.address == POLICY]
    assert {item.rule for item in found} == {"drift.changed"}
    assert max(item.severity.rank for item in found) == Severity.CRITICAL.rank


def test_what_is_to_be_replaced_and_is_gone_is_missing(plan: Plan, tmp_path: Path) -> None:
    change_of(plan, FUNCTION).update(actions=["delete", "create"])
    reality = copy.deepcopy(plan)
    entries, entry = resources_of(reality, FUNCTION)
    entries.remove(entry)
    for name in ("resource_changes", "resource_drift"):
        reality[name] = [item for item in reality[name] if item["address"] != FUNCTION]
    reality["resource_drift"].append(
        {"address": FUNCTION, "mode": "managed", "type": "aws_lambda_function", "change": {"actions": ["delete"]}}
    )
    assert ("drift.missing", FUNCTION, "") in told(against(plan, reality, tmp_path))


@pytest.mark.parametrize(
    ("account", "region", "rule"),
    [("", "", "drift.planned"), ("", "us-east-1", "drift.unmanaged"), ("444455556666", "", "drift.unmanaged")],
)
def test_only_the_resource_of_its_place_is_deleted(
    plan: Plan, account: str, region: str, rule: str, tmp_path: Path
) -> None:
    change_of(plan, QUEUE).update(actions=["delete"], after=None)
    (planned,) = planned_list(plan, QUEUE)
    planned[:] = [entry for entry in planned if entry["address"] != QUEUE]
    reality = live(plan, tmp_path)
    moved = tuple(
        replace(item, account=account or item.account, region=region or item.region) if item.address == QUEUE else item
        for item in reality.resources
    )
    found = [
        item.rule
        for item in drift(intent(plan, tmp_path), replace(reality, resources=moved)).findings
        if item.target.address == QUEUE
    ]
    assert found == [rule]


def test_of_an_address_that_two_sources_have_nothing_is_planned(plan: Plan, tmp_path: Path) -> None:
    desired = intent(plan, tmp_path)
    (one,) = (item for item in desired.resources if item.address == FUNCTION)
    other = replace(one, id="other", attributes={**one.attributes, "id": "other"})
    both = replace(desired, resources=(*desired.resources, other))
    rules = {item.rule for item in drift(both, live(plan, tmp_path)).findings if item.target.address == FUNCTION}
    assert "drift.planned" not in rules


def test_what_was_moved_and_changed_is_planned(plan: Plan, tmp_path: Path) -> None:
    (entry,) = (entry for entry in plan["resource_changes"] if entry["address"] == FUNCTION)
    entry["previous_address"] = "module.compute.aws_lambda_function.before"
    assert told(against(plan, plan, tmp_path)) == [("drift.planned", FUNCTION, "dead_letter_config")]


def test_many_changes_of_one_attribute_are_looked_at_once(plan: Plan, tmp_path: Path) -> None:
    def tags(word: str) -> dict[str, str]:
        return {f"tag-{number}": word for number in range(3_000)}

    resources_of(plan, FUNCTION)[1]["values"] |= {"tags": tags("old"), "tags_all": tags("old")}
    (planned,) = planned_list(plan, FUNCTION)
    (entry,) = (entry for entry in planned if entry["address"] == FUNCTION)
    entry["values"] |= {"tags": tags("new"), "tags_all": tags("new")}
    plan["resource_drift"] = [item for item in plan["resource_drift"] if item["address"] != FUNCTION]
    found = [item for item in against(plan, plan, tmp_path).findings if item.change.path[:1] == ("tags",)]
    assert (len(found), {item.rule for item in found}) == (3_000, {"drift.planned"})


def imported(plan: Plan) -> Plan:
    """Make a queue of a plan into one that is there, that no state has, and that the plan imports."""
    change_of(plan, QUEUE).update({"actions": ["no-op"], "importing": {"id": "orders"}})
    modules = [plan["prior_state"]["values"]["root_module"]]
    for module in modules:
        modules += module.get("child_modules", [])
        module["resources"] = [entry for entry in module.get("resources", []) if entry["address"] != QUEUE]
    return plan


def test_what_a_plan_imports_is_planned_where_no_state_has_it(plan: Plan, tmp_path: Path) -> None:
    desired = intent(imported(plan), tmp_path)
    (planned,) = [one for one in desired.planned if one.address == QUEUE]
    assert planned.action is Action.IMPORT
    other = replace(desired, resources=tuple(item for item in desired.resources if item.address != QUEUE), planned=())
    report = drift(desired, other)
    (found,) = [item for item in report.findings if item.target.address == QUEUE]
    assert (found.rule, found.severity) == ("drift.planned", Severity.LOW)
    assert found.message == f"{QUEUE} is not there yet: the plan imports it"


def test_what_a_plan_imports_has_to_be_there(plan: Plan, tmp_path: Path) -> None:
    desired = intent(imported(plan), tmp_path)
    there = observed(*(item for item in desired.resources if item.address != QUEUE and item.is_applied))
    report = drift(desired, replace(there, listings=(*there.listings, *listings(*desired.applied))))
    assert [item.rule for item in report.findings if item.target.address == QUEUE] == ["drift.missing"]
