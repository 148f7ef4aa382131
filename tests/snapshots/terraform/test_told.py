"""What a plan tells beside its changes: checks that do not hold, what it forgets, and what it defers and why."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.model.outcome import GapReason, Severity
from engine.model.snapshot import Action, FailedCheck, Side, SourceKind, SourceRef
from engine.ports import Collection
from snapshots.redaction.redact import Redactor
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.collector import TerraformCollector
from tests.builders import PROVIDER, drift, observed, resource, snapshot

TOKEN = "gh" + "p_" + "a1B2" * 9
QUEUE = {"address": "aws_sqs_queue.q", "mode": "managed", "type": "aws_sqs_queue", "name": "q"}
VALUES = {"id": "https://sqs/q", "name": "q"}


def plan(*changes: dict[str, Any], there: bool = True, **told: Any) -> dict[str, Any]:
    item = {**QUEUE, "schema_version": 0, "values": VALUES, "sensitive_values": {}}
    root = {"resources": [item]} if there else {}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "complete": True,
        "planned_values": {"root_module": {} if changes else root},
        "prior_state": {"format_version": "1.0", "values": {"root_module": root}},
        "resource_changes": list(changes) or [changed("no-op", after=VALUES)],
        "configuration": {"root_module": {}},
        **told,
    }


def changed(*actions: str, after: Any = None) -> dict[str, Any]:
    return {**QUEUE, "change": {"actions": list(actions), "before": VALUES, "after": after}}


def read(document: dict[str, Any], side: Side = Side.DESIRED) -> Collection:
    kind = SourceKind.TFSTATE if "lineage" in document else SourceKind.TFPLAN
    collector = TerraformCollector(
        source=SourceRef(kind=kind, location="p.json"),
        backend=FileBackend(location="p.json", path=Path("unused")),
        redactor=Redactor(b"k" * 32, "e"),
        provider=PROVIDER,
        side=side,
    )
    return collector.parse(json.dumps(document).encode())


def check(status: str, *problems: str, name: str = "check.health", instances: bool = True) -> dict[str, Any]:
    address = {"kind": "check", "to_display": name}
    part = {"address": address, "status": status, "problems": [{"message": text} for text in problems]}
    return {"address": address, "status": status, **({"instances": [part]} if instances else {})}


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("checks", "told"),
    [
        ([check("pass"), check("unknown", name="check.b")], []),
        ([check("fail", "It is down.")], ["It is down."]),
        ([check("fail", "One.", "Two.")], ["One. Two."]),
        ([check("fail")], ["it does not say why"]),
        ([check("error", instances=False)], ["its condition could not be evaluated"]),
        ([check("fail", f"key {TOKEN}")], None),
    ],
)
def test_a_check_that_does_not_hold_is_told(checks: list[Any], told: list[str] | None, side: Side) -> None:
    found = read(plan(checks=checks), side)
    if told is None:
        assert TOKEN not in repr(found)
        assert found.checks[0].problem.startswith("key $secret:")
        return
    assert found.checks == tuple(FailedCheck(address="check.health", problem=text) for text in told)
    assert found.gaps == () or side is Side.OBSERVED


@pytest.mark.parametrize(
    "checks", [1, {}, [1], [{}], [{"status": "fail"}], [{**check("fail"), "instances": [{}]}], [check("odd")]]
)
def test_checks_of_another_form_are_no_checks_that_hold(checks: Any) -> None:
    found = read(plan(checks=checks))
    said = [(gap.reason, gap.detail) for gap in found.gaps]
    assert said == [(GapReason.UNPARSABLE, "its checks have a form that is not known")]


def kept(status: str, *messages: str, objects: bool = True) -> dict[str, Any]:
    """Return the result of a check as a state keeps it."""
    part = {"object_addr": "check.health", "status": status, "failure_messages": list(messages) or None}
    told = {"objects": [part] if objects else None}
    return {"object_kind": "check", "config_addr": "check.health", "status": status, **told}


def state(results: Any) -> dict[str, Any]:
    return {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 1,
        "lineage": "0b1f0a0e-1111-2222-3333-444455556666",
        "outputs": {},
        "resources": [],
        "check_results": results,
    }


@pytest.mark.parametrize(
    ("results", "told"),
    [
        (None, []),
        ([kept("pass"), kept("unknown", objects=False)], []),
        ([kept("fail", "It is down.")], ["It is down."]),
        ([kept("fail", "One.", "Two.")], ["One. Two."]),
        ([kept("fail")], ["it does not say why"]),
        ([kept("error", objects=False)], ["its condition could not be evaluated"]),
        ([kept("fail", f"key {TOKEN}")], None),
    ],
)
def test_a_check_that_did_not_hold_when_a_state_was_written_is_told(results: Any, told: list[str] | None) -> None:
    found = read(state(results))
    if told is None:
        assert TOKEN not in repr(found)
        assert found.checks[0].problem.startswith("key $secret:")
        return
    assert found.checks == tuple(FailedCheck(address="check.health", problem=text) for text in told)


@pytest.mark.parametrize("results", [1, {}, [1], [{}], [{"status": "fail"}], [{**kept("fail"), "objects": [{}]}]])
def test_check_results_of_another_form_are_none_that_hold(results: Any) -> None:
    said = [(gap.reason, gap.detail) for gap in read(state(results)).gaps]
    assert said == [(GapReason.UNPARSABLE, "its check results have a form that is not known")]


def test_a_check_that_does_not_hold_is_a_finding_and_once() -> None:
    failed = FailedCheck(address="check.health", problem="It is down.")
    sides = snapshot(resource("aws_sqs_queue", VALUES)), observed(resource("aws_sqs_queue", VALUES))
    report = drift(*(replace(side, checks=(failed,)) for side in sides))
    (found,) = report.findings
    assert (found.rule, found.severity) == ("drift.check_failed", Severity.MEDIUM)
    assert found.message == "check.health does not hold: It is down."


def test_what_a_plan_forgets_stays_and_is_said() -> None:
    found = read(plan(changed("forget")))
    assert [(one.address, one.action) for one in found.planned] == [("aws_sqs_queue.q", Action.FORGET)]
    intent = snapshot(*found.resources, planned=found.planned)
    there = observed(resource("aws_sqs_queue", VALUES))
    (finding,) = drift(intent, there).findings
    assert finding.rule == "drift.unmanaged"
    assert finding.message.endswith("is in no desired source: the plan forgets it, and leaves it as it is")


@pytest.mark.parametrize(
    ("entry", "address", "detail"),
    [
        ({"reason": "absent_prereq", "resource_change": QUEUE}, "aws_sqs_queue.q", "what it needs is not there yet"),
        ({"reason": "new", "resource_change": {}}, "", "the plan does not say why in a way that is known"),
        ({}, "", "the plan does not say why in a way that is known"),
    ],
)
def test_what_a_plan_defers_is_a_gap_that_says_why(entry: dict[str, Any], address: str, detail: str) -> None:
    found = read(plan(deferred_changes=[entry]))
    (gap,) = found.gaps
    assert (gap.reason, gap.address) == (GapReason.LIMIT_REACHED, address)
    assert gap.detail == f"the plan defers what becomes of it: {detail}"
    assert not found.complete


BETTER = {**VALUES, "sqs_managed_sse_enabled": False}


@pytest.mark.parametrize(
    "told",
    [
        {
            "resource_changes": [
                {**changed("update", after=VALUES), "change": {"actions": ["update"], "before": BETTER}}
            ]
        },
        {"resource_drift": [{**QUEUE, "change": {"actions": ["update"], "before": VALUES, "after": BETTER}}]},
        {"resource_drift": [{**QUEUE, "change": {"actions": ["delete"], "before": VALUES, "after": None}}]},
    ],
    ids=["a change from something else", "a drift to something else", "gone and there"],
)
def test_a_plan_that_says_two_things_of_one_resource_says_nothing_of_it(told: dict[str, Any]) -> None:
    found = read(plan(**told), Side.OBSERVED)
    (gap,) = [gap for gap in found.gaps if gap.address]
    assert (gap.reason, gap.address, gap.types) == (GapReason.UNPARSABLE, "aws_sqs_queue.q", ("aws_sqs_queue",))
    assert not next(listing for listing in found.listings if listing.type == "aws_sqs_queue").complete


@pytest.mark.parametrize("address", [["aws_sqs_queue.q"], {}, None, 7])
def test_a_change_whose_address_is_none_ends_in_a_gap(address: Any) -> None:
    found = read(plan(resource_changes=[{**changed("update", after=VALUES), "address": address}]), Side.OBSERVED)
    assert found.gaps


@pytest.mark.parametrize(
    "told",
    [
        {"resource_changes": [changed("delete")]},
        {"resource_drift": [{**QUEUE, "change": {"actions": ["update"], "before": BETTER, "after": VALUES}}]},
        {"resource_drift": [{**QUEUE, "deposed": "a1", "change": {"actions": ["delete"], "before": 1, "after": None}}]},
    ],
    ids=["a change", "a drift", "a deposed object that is gone"],
)
def test_a_plan_that_says_one_thing_of_one_resource_is_whole(told: dict[str, Any]) -> None:
    assert [gap for gap in read(plan(**told), Side.OBSERVED).gaps if gap.address] == []
