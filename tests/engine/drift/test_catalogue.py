"""Every rule of drift, parity and types without policies is declared once, can occur, and is what its entry says."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.drift.lifetime import Life, detect_leftovers, find_overdue
from engine.drift.three_way import EarlierSnapshot
from engine.findings.catalogue import BY_ID, ENTRIES, FindingRule
from engine.gates.parity.judge import judge
from engine.gates.policy.answering import find_new_types
from engine.model.drift import OwnedScope
from engine.model.gate import Requirement
from engine.model.identity import Maker
from engine.model.outcome import FailOn, Finding, Outcome
from engine.model.parity import Expectation, ParityRule
from engine.model.policy import PolicyScope, TypeScope
from engine.model.snapshot import Action, FailedCheck, Planned, Resource, Snapshot
from tests.builders import DIGESTS, NOW, PROVIDER, drift, observed, origin, parity, resource, snapshot

ROOT = Path(__file__).parents[3]
QUEUE = "aws_sqs_queue"
SECRET = {"$secret": "0" * 32, "epoch": "e"}


def queue(delay: int = 1, name: str = "q", **facts: Any) -> Resource:
    return resource(QUEUE, {"id": "https://sqs/q", "delay_seconds": delay}, name, **facts)


def state(*resources: Resource, serial: str = "2") -> Snapshot:
    return snapshot(*resources, origins=(origin("s", serial=serial),))


def before(delay: int) -> list[EarlierSnapshot]:
    return [EarlierSnapshot("sha256:1", state(queue(delay), serial="1"))]


def planned() -> Sequence[Finding]:
    plan = Planned(address=f"{QUEUE}.q", type=QUEUE, id="", action=Action.UPDATE, before={"delay_seconds": 1})
    return drift(snapshot(queue(2), planned=(plan,)), observed(queue(1))).findings


def became(type_: str, name: str, *told: Any) -> Sequence[Finding]:
    before, after = (resource(type_, {"id": "one", name: value}, "one") for value in told)
    return drift(state(before), observed(after)).findings


def claimed() -> Sequence[Finding]:
    maker = Maker(tool="eks", name="shop", claimed_by="tag eks:cluster-name")
    return drift(state(), observed(queue(name="", address="", maker=maker))).findings


def left_over() -> Sequence[Finding]:
    there = observed(queue(name="", address=""))
    own = OwnedScope()
    return detect_leftovers(
        state(queue()), state(), there, PROVIDER, digests=DIGESTS, fail_on=FailOn.HIGH, scope=own
    ).findings


def overdue() -> Sequence[Finding]:
    life = Life(lifetime=timedelta(hours=8), since=NOW)
    return tuple(find_overdue(life, NOW + timedelta(hours=9), FailOn.HIGH))


def ambiguous() -> Sequence[Finding]:
    return drift(
        snapshot(queue(name="a"), queue(name="b")), observed(queue(name=""), queue(name="", tainted=True))
    ).findings


def environments(one: Resource, other: Resource, *rules: ParityRule, account: str = "2") -> Sequence[Finding]:
    left, right = replace(one, account="1" * 12), replace(other, account=account * 12)
    return parity(snapshot(left), snapshot(right, environment="own"), rules=rules).findings


def rule(expect: Expectation, **bounds: Any) -> ParityRule:
    return ParityRule(name="r", where="f:1:1", expect=expect, path="delay_seconds", **bounds)


def alike(name: str) -> Resource:
    told = {"name": "orders-and-returns", "delay_seconds": 90, "visibility_timeout_seconds": 77}
    return resource(QUEUE, {"id": f"https://sqs/{name}", **told}, name)


def unlike() -> Sequence[Finding]:
    return parity(snapshot(alike("a")), snapshot(alike("b"), alike("c"), environment="own")).findings


def hidden_bucket(id_: str) -> Resource:
    return resource("aws_lambda_function", {"id": id_, "environment": [{"variables": {"BUCKET": SECRET}}]}, "f")


def password(name: str) -> Resource:
    return resource("aws_db_instance", {"id": name, "password": SECRET}, "db")


def named(word: str) -> Snapshot:
    account = "1" * 12 if word == "live" else "2" * 12
    names = [f"{word}-{thing}" for thing in ("orders", "mails", "audit")]
    queues = [
        resource(QUEUE, {"id": f"https://sqs/{name}", "name": name}, name.partition("-")[2], account=account)
        for name in names
    ]
    return snapshot(*queues, environment=f"of {word}")


def reaching() -> Sequence[Finding]:
    """Return the parity of two topics that both send to the queue of the first environment."""
    orders = queue(name="orders")
    sends = resource("aws_sns_topic_subscription", {"id": "s", "endpoint": "https://sqs/q"}, "s", account="1" * 12)
    left = [replace(orders, account="1" * 12), sends]
    own = replace(queue(name="orders"), id="https://sqs/other", attributes={**orders.attributes, "id": "other"})
    right = [replace(item, account="2" * 12) for item in (own, sends)]
    return parity(snapshot(*left), snapshot(*right, environment="own")).findings


def unproven() -> Sequence[Finding]:
    report = parity(snapshot(queue(1)), snapshot(queue(2), environment="own"))
    return judge(report, Requirement.MUST, minimum=0.99).findings


SCENARIOS: dict[str, Callable[[], Sequence[Finding]]] = {
    "drift.changed": lambda: drift(state(queue(1)), observed(queue(2))).findings,
    "drift.missing": lambda: drift(state(queue(), queue(name="r", id="r")), observed(queue())).findings,
    "drift.unmanaged": lambda: drift(state(), observed(queue(name="", address=""))).findings,
    "drift.claimed": claimed,
    "drift.leftover": left_over,
    "drift.overdue": overdue,
    "drift.ambiguous": ambiguous,
    "drift.tainted": lambda: drift(state(queue(tainted=True)), observed(queue())).findings,
    "drift.run_state": lambda: became("aws_instance", "instance_state", "running", "stopped"),
    "drift.value_moved": lambda: became("aws_ssm_parameter", "version", 1, 2),
    "drift.pending_deletion": lambda: became("aws_kms_key", "deletion_window_in_days", 7, "2026-12-24T00:00:00Z"),
    "drift.unapplied": lambda: drift(state(queue(), queue(name="r", declared=True)), observed(queue())).findings,
    "drift.planned": planned,
    "drift.pending": lambda: drift(state(queue(1, code={"delay_seconds": 5})), observed(queue(1))).findings,
    "drift.absorbed": lambda: (
        drift(state(queue(1, code={"delay_seconds": 5})), observed(queue(1)), earlier=before(5)).findings
    ),
    "drift.state_moved": lambda: drift(state(queue(1)), observed(queue(1)), earlier=before(5)).findings,
    "parity.changed": lambda: environments(queue(1), queue(2)),
    "parity.missing": lambda: environments(queue(), resource("aws_sns_topic", {"name": "t"})),
    "parity.extra": lambda: environments(queue(), resource("aws_sns_topic", {"name": "t"})),
    "parity.ambiguous": unlike,
    "parity.pending_deletion": lambda: environments(
        resource("aws_kms_key", {"id": "one"}, "one"),
        resource("aws_kms_key", {"id": "one", "deletion_window_in_days": "2026-12-24T00:00:00Z"}, "one"),
    ),
    "parity.order": lambda: environments(queue(1), queue(2), rule(Expectation.ORDER)),
    "parity.ratio": lambda: environments(queue(1), queue(3), rule(Expectation.RATIO, most=2)),
    "parity.bound": lambda: environments(queue(3), queue(3), rule(Expectation.BOUND, most=2)),
    "parity.same": lambda: environments(queue(3), queue(3), rule(Expectation.MUST_DIFFER)),
    "parity.shared_secret": lambda: environments(password("a"), password("b")),
    "parity.shared_place": lambda: environments(hidden_bucket("a"), hidden_bucket("b")),
    "parity.same_account": lambda: environments(queue(), queue(), account="1"),
    "parity.word": lambda: parity(named("live"), named("trial")).findings,
    "parity.points_there": reaching,
    "drift.check_failed": lambda: (
        drift(
            replace(state(queue()), checks=(FailedCheck(address="check.health", problem="It is down."),)),
            observed(queue()),
        ).findings
    ),
    "drift.schema_version": lambda: drift(state(queue(schema_version=1)), observed(queue())).findings,
    "parity.schema_version": lambda: environments(queue(schema_version=1), queue(schema_version=0)),
    "parity.unused_rule": lambda: environments(queue(), queue(), replace(rule(Expectation.MAY_DIFFER), path="delay")),
    "parity.confidence": unproven,
    "policy.new_type": lambda: tuple(
        find_new_types(PolicyScope(new=(TypeScope(type=QUEUE, resources=1),)), FailOn.HIGH)
    ),
}


def test_every_rule_has_a_scenario() -> None:
    assert SCENARIOS.keys() == BY_ID.keys()
    assert len(ENTRIES) == len(BY_ID)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_rule_occurs_and_is_what_its_entry_says(entry: FindingRule) -> None:
    findings = SCENARIOS[entry.id]()
    assert entry.id in {finding.rule for finding in findings}
    for finding in findings:
        known = BY_ID[finding.rule]
        assert known.gate == finding.gate
        assert known.severity in {None, finding.severity}
        assert finding.remediation.startswith(known.remediation)
        assert known.status == finding.status or known.id == "drift.planned"
        if known.id != "parity.confidence":
            assert (finding.outcome is Outcome.INCONCLUSIVE) == (known.status == "ambiguous")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_an_entry_is_written_for_people(entry: FindingRule) -> None:
    assert entry.title[0].isupper()
    assert not entry.title.endswith(".")
    assert entry.says.endswith(".")
    assert entry.remediation
    assert not entry.remediation.endswith(".")
    assert entry.gate in {"drift", "parity", "policy"}


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a module, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_no_id_and_no_remediation_is_spelled_out_elsewhere() -> None:
    words = {*BY_ID, *(entry.remediation for entry in ENTRIES)}
    found = [
        (path.relative_to(ROOT).as_posix(), word)
        for package in ("engine", "snapshots", "policies", "cli")
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.name != "catalogue.py"
        for text in texts(path)
        for word in words
        if word in text
    ]
    assert found == []
