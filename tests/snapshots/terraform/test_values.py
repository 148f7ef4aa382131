"""Plans and `terraform show -json`: the same estate in every form, and a refresh as a source of reality."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cli.demo.estate import data
from engine.model.outcome import FindingStatus, GapReason
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Mode, Side, Snapshot, SourceKind, SourceRef
from engine.run.take import take_snapshot
from snapshots.redaction.redact import Redactor
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.collector import TerraformCollector
from tests.builders import PROVIDER, drift
from tests.engine.drift.states import agreed

PLANS = Path(__file__).parents[3] / "fixtures" / "estate" / "data"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
REFRESH = json.loads((PLANS / "prod.plan-refresh-only.json").read_text())
WHOLE = json.loads((PLANS / "prod.plan.json").read_text())


def snapshot(body: bytes | dict[str, Any], kind: SourceKind, side: Side, folder: Path) -> Snapshot:
    path = folder / "document.json"
    path.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
    collector = TerraformCollector(
        source=SourceRef(kind=kind, location="document.json"),
        backend=FileBackend(location="document.json", path=path),
        redactor=Redactor(b"k" * 32, "e"),
        provider=PROVIDER,
        side=side,
    )
    return take_snapshot([collector], environment="prod", side=side, epoch="e", now=NOW)


@pytest.fixture
def state(tmp_path: Path) -> Snapshot:
    return snapshot(data("prod.tfstate"), SourceKind.TFSTATE, Side.DESIRED, tmp_path)


def resources_of(plan: dict[str, Any], address: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the list that holds a resource of the prior state, and the resource."""
    modules = [plan["prior_state"]["values"]["root_module"]]
    for module in modules:
        modules += module.get("child_modules", [])
        for entry in module.get("resources", []):
            if entry["address"] == address:
                return module["resources"], entry
    raise AssertionError(address)


def test_show_json_says_what_the_state_says(state: Snapshot, tmp_path: Path) -> None:
    shown = {"format_version": "1.0", **REFRESH["prior_state"]}
    other = snapshot(shown, SourceKind.TFSTATE, Side.DESIRED, tmp_path)
    assert [item.address for item in other.resources] == [item.address for item in state.resources]
    assert [item.id for item in other.resources] == [item.id for item in state.resources]
    assert drift(state, other).findings == ()
    assert set(other.outputs) == set(state.outputs)


def test_a_refresh_right_after_apply_shows_no_drift(state: Snapshot, tmp_path: Path) -> None:
    refreshed = snapshot(REFRESH, SourceKind.TFPLAN, Side.OBSERVED, tmp_path)
    report = drift(state, refreshed)
    assert (report.findings, report.gaps, report.left_only, report.right_only) == ((), (), 0, 0)
    assert refreshed.taken_at == datetime.fromisoformat(REFRESH["timestamp"])


def test_what_a_refresh_found_changed_and_gone_is_found(state: Snapshot, tmp_path: Path) -> None:
    plan = copy.deepcopy(REFRESH)
    _, function = resources_of(plan, "module.compute.aws_lambda_function.orders")
    function["values"]["timeout"] = 301
    home, alias = resources_of(plan, 'aws_kms_alias.main["logs"]')
    home.remove(alias)
    plan["resource_drift"].append({"address": alias["address"], "mode": "managed", "type": "aws_kms_alias"})
    report = drift(state, snapshot(agreed(plan), SourceKind.TFPLAN, Side.OBSERVED, tmp_path))
    assert {(item.target.address, item.status, ".".join(item.change.path)) for item in report.findings} == {
        (alias["address"], FindingStatus.MISSING, ""),
        (function["address"], FindingStatus.CHANGED, "timeout"),
    }


@pytest.mark.parametrize("change", [{"errored": True}, {"complete": False}, {"deferred_changes": [{}]}])
def test_nothing_is_missing_from_a_plan_that_shows_a_part(
    state: Snapshot, tmp_path: Path, change: dict[str, Any]
) -> None:
    plan = copy.deepcopy(REFRESH) | change
    home, alias = resources_of(plan, 'aws_kms_alias.main["logs"]')
    home.remove(alias)
    report = drift(state, snapshot(plan, SourceKind.TFPLAN, Side.OBSERVED, tmp_path))
    assert not [item for item in report.findings if item.status is FindingStatus.MISSING]
    assert {gap.reason for gap in report.gaps} >= {GapReason.LIMIT_REACHED} or change == {"errored": True}
    assert report.gaps


def test_a_plan_from_the_future_stays_in_the_future(tmp_path: Path) -> None:
    found = snapshot(REFRESH | {"timestamp": "2030-01-01T00:00:00Z"}, SourceKind.TFPLAN, Side.OBSERVED, tmp_path)
    assert found.taken_at == datetime(2030, 1, 1, tzinfo=UTC)


def test_planned_values_are_intent(tmp_path: Path) -> None:
    plan = json.loads((PLANS / "prod.plan.json").read_text())
    before = snapshot(plan, SourceKind.TFPLAN, Side.OBSERVED, tmp_path)
    after = snapshot(plan, SourceKind.TFPLAN, Side.DESIRED, tmp_path)
    changed = {
        entry["address"]
        for entry in plan["resource_changes"]
        if entry["change"]["actions"] not in (["no-op"], ["read"])
    }
    report = drift(after, before)
    assert {item.target.address for item in report.findings} <= changed
    assert report.findings or not changed
    assert after.listings == ()


def test_a_refresh_is_no_intent_and_never_an_empty_estate(tmp_path: Path) -> None:
    found = snapshot(REFRESH, SourceKind.TFPLAN, Side.DESIRED, tmp_path)
    assert [(gap.reason, gap.detail) for gap in found.gaps] == [
        (GapReason.UNSUPPORTED, "the plan is of a refresh only: it shows reality, no intent")
    ]
    destroy = REFRESH | {"resource_changes": [{"address": "x", "change": {"actions": ["delete"]}}]}
    assert snapshot(destroy, SourceKind.TFPLAN, Side.DESIRED, tmp_path).gaps == ()


def test_a_plan_that_lost_what_it_changes_is_no_smaller_estate(tmp_path: Path) -> None:
    plan = json.loads((PLANS / "prod.plan.json").read_text())
    for part, side in ((plan["planned_values"], Side.DESIRED), (plan["prior_state"]["values"], Side.OBSERVED)):
        module = part["root_module"]["child_modules"].pop()
        found = snapshot(plan, SourceKind.TFPLAN, side, tmp_path)
        assert (found.resources, found.complete) == ((), False)
        assert [gap.reason for gap in found.gaps] == [GapReason.UNPARSABLE]
        assert module["address"] in found.gaps[0].detail


def test_a_resource_that_the_refresh_shows_without_values_is_a_gap_and_not_missing(
    state: Snapshot, tmp_path: Path
) -> None:
    plan = copy.deepcopy(REFRESH)
    _, alias = resources_of(plan, 'aws_kms_alias.main["logs"]')
    del alias["values"]
    found = snapshot(plan, SourceKind.TFPLAN, Side.OBSERVED, tmp_path)
    assert [gap.address for gap in found.gaps] == [alias["address"]]
    assert {row.type for row in found.listings if not row.complete} == {"aws_kms_alias"}
    report = drift(state, found)
    assert report.findings == ()
    assert alias["address"] in {gap.address for gap in report.gaps}


def test_secrets_are_where_the_marks_are(tmp_path: Path) -> None:
    entry = {
        "address": "random_thing.x",
        "mode": "managed",
        "type": "random_thing",
        "name": "x",
        "schema_version": 3,
        "values": {"id": "1", "plain": "a", "hidden": "DGCANARYone", "list": ["b", {"deep": "DGCANARYtwo"}]},
        "sensitive_values": {"hidden": True, "list": [False, {"deep": True}]},
    }
    shown = {"format_version": "1.0", "values": {"root_module": {"resources": [entry]}}}
    (item,) = snapshot(shown, SourceKind.TFSTATE, Side.DESIRED, tmp_path).resources
    assert is_secret_mark(item.attributes["hidden"])
    assert is_secret_mark(item.attributes["list"][1]["deep"])
    assert (item.attributes["plain"], item.attributes["list"][0], item.schema_version) == ("a", "b", 3)
    entry["schema_version"] = "3"
    (gap,) = snapshot(shown, SourceKind.TFSTATE, Side.DESIRED, tmp_path).gaps
    assert gap.detail == "its schema_version has a form that is not known"


def test_the_plans_hold_canaries_and_the_collections_do_not(tmp_path: Path) -> None:
    raw = (PLANS / "prod.plan.json").read_bytes()
    assert b"DGCANARY" in raw
    for side in Side:
        found = snapshot(raw, SourceKind.TFPLAN, side, tmp_path)
        assert "DGCANARY" not in repr(found)
        assert len([item for item in found.resources if item.mode is Mode.MANAGED]) > 60


@pytest.mark.parametrize(
    "body",
    [
        {"terraform_version": "1.9.0"},
        {"terraform_version": "1.9.0", "prior_state": REFRESH["prior_state"], "configuration": {}},
        {"values": None},
        {"values": []},
        {"values": {}},
        {"values": {"root_module": {}, "outputs": [1]}},
    ],
)
def test_a_shown_state_without_its_values_is_no_empty_estate(body: dict[str, Any], tmp_path: Path) -> None:
    found = snapshot({"format_version": "1.0", **body}, SourceKind.TFSTATE, Side.DESIRED, tmp_path)
    assert ([gap.reason for gap in found.gaps], found.complete) == ([GapReason.UNPARSABLE], False)


def test_a_state_that_was_never_written_is_empty(tmp_path: Path) -> None:
    found = snapshot({"format_version": "1.0"}, SourceKind.TFSTATE, Side.DESIRED, tmp_path)
    assert (found.resources, found.gaps, found.complete) == ((), (), True)


def test_planned_values_without_what_the_plan_keeps_are_incomplete(tmp_path: Path) -> None:
    changes = [
        {"address": f"aws_vpc.{action}", "mode": "managed", "type": "aws_vpc", "change": {"actions": [action]}}
        for action in ("no-op", "create", "delete", "forget")
    ]
    plan = {**REFRESH, "planned_values": {"root_module": {}}, "resource_changes": changes}
    found = snapshot(plan, SourceKind.TFPLAN, Side.DESIRED, tmp_path)
    (gap,) = found.gaps
    assert (gap.detail, found.complete) == (
        "the plan has changes of aws_vpc.create, which its planned_values lacks",
        False,
    )


@pytest.mark.parametrize("name", ["resource_drift", "resource_changes"])
@pytest.mark.parametrize("value", [5, "x", {"a": 1}, [5]])
def test_a_plan_with_a_list_of_another_form_is_a_gap(name: str, value: Any, tmp_path: Path) -> None:
    side = Side.OBSERVED if name == "resource_drift" else Side.DESIRED
    body = {**REFRESH, "planned_values": REFRESH["prior_state"]["values"], name: value}
    found = snapshot(body, SourceKind.TFPLAN, side, tmp_path)
    assert [gap.reason for gap in found.gaps] == [GapReason.UNPARSABLE]


def test_dependencies_of_another_form_are_a_gap(tmp_path: Path) -> None:
    body = json.loads(data("prod.tfstate"))
    body["resources"][0]["instances"][0]["dependencies"] = 5
    found = snapshot(body, SourceKind.TFSTATE, Side.DESIRED, tmp_path)
    assert [gap.reason for gap in found.gaps] == [GapReason.UNSUPPORTED]


def without(plan: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in plan.items() if name not in names}


def unconditional(plan: dict[str, Any]) -> dict[str, Any]:
    """Return a plan without the one block that has no instance because an expression says so."""
    plan = copy.deepcopy(plan)
    module = plan["configuration"]["root_module"]["module_calls"]["log_bucket"]["module"]
    module["resources"] = [entry for entry in module["resources"] if entry["type"] != "aws_s3_bucket_logging"]
    return plan


@pytest.mark.parametrize("name", ["complete", "errored"])
@pytest.mark.parametrize("value", ["true", "false", 1, None])
def test_what_a_plan_says_of_itself_as_another_type_is_a_gap(name: str, value: Any, tmp_path: Path) -> None:
    found = snapshot({**REFRESH, name: value}, SourceKind.TFPLAN, Side.OBSERVED, tmp_path)
    assert [(gap.reason, gap.detail) for gap in found.gaps] == [
        (GapReason.UNPARSABLE, f"{name} is neither true nor false")
    ]
    assert not found.complete
    assert not any(row.complete for row in found.listings)


@pytest.mark.parametrize("side", Side)
def test_a_plan_without_the_member_complete_is_whole_when_it_lists_every_instance(side: Side, tmp_path: Path) -> None:
    plan = unconditional(without(WHOLE, "complete"))
    found = snapshot(plan, SourceKind.TFPLAN, side, tmp_path)
    assert (found.gaps, found.complete) == ((), True)
    plan["resource_changes"] = [entry for entry in plan["resource_changes"] if entry["type"] != "aws_kms_alias"]
    (gap,) = snapshot(plan, SourceKind.TFPLAN, side, tmp_path).gaps
    assert (gap.reason, "such as aws_kms_alias.main" in gap.detail) == (GapReason.LIMIT_REACHED, True)
    assert "Terraform 1.8 or later" in gap.fix


def test_a_refresh_without_the_member_complete_proves_nothing_but_what_it_found_changed(tmp_path: Path) -> None:
    plan = without(REFRESH, "complete")
    found = snapshot(plan, SourceKind.TFPLAN, Side.OBSERVED, tmp_path)
    assert ([gap.reason for gap in found.gaps], found.complete) == ([GapReason.LIMIT_REACHED], False)
    there = [item.address for item in found.resources if item.mode is Mode.MANAGED]
    plan["resource_drift"] = [{"address": name, "mode": "managed", "type": "x"} for name in there]
    assert snapshot(plan, SourceKind.TFPLAN, Side.OBSERVED, tmp_path).gaps == ()


@pytest.mark.parametrize(
    ("block", "whole"),
    [
        ({}, False),
        ({"count_expression": {"constant_value": 0}}, True),
        ({"for_each_expression": {"constant_value": {}}}, True),
        ({"count_expression": {"constant_value": 2}}, False),
        ({"count_expression": {"references": ["var.on"]}}, True),  # it may well say none
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_intent_without_the_member_complete_has_an_instance_of_every_block(
    block: dict[str, Any], tmp_path: Path, *, inside: bool, whole: bool
) -> None:
    # -target of all that is there leaves out what is only in the code.
    plan = unconditional(without(WHOLE, "complete"))
    new = {"address": "aws_vpc.new", "mode": "managed", "type": "aws_vpc", "name": "new"}
    root = plan["configuration"]["root_module"]
    if inside:
        root["module_calls"]["new"] = {**block, "module": {"resources": [new]}}
    else:
        root["resources"].append({**new, **block})
    found = snapshot(plan, SourceKind.TFPLAN, Side.DESIRED, tmp_path)
    assert (not found.gaps, found.complete) == (whole, whole)
    assert not whole or snapshot(without(plan, "configuration"), SourceKind.TFPLAN, Side.DESIRED, tmp_path).gaps
