"""What drift and parity say in the same words: findings about resources, values in sentences, and gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine.findings.catalogue import FindingRule
from engine.findings.fingerprint import make_fingerprint
from engine.jsontext.digest import canonical_json
from engine.model.outcome import FailOn, Finding, FindingStatus, Gap, GapReason, Outcome, Rating, Stage, Target
from engine.model.path import Change
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Resource, Snapshot
from engine.provider.rating import Weight


def make_resource_finding(
    rule: FindingRule,
    resource: Resource,
    weight: Weight,
    message: str,
    fail_on: FailOn,
    change: Change | None = None,
    status: FindingStatus | None = None,
    module: str = "",
) -> Finding:
    """Return a finding about a resource; an ambiguous one is inconclusive whatever its severity.

    `status` is what it says of the resource, where that is another than the rule's findings say in general; `module`
    the module around it of which the other side has nothing.
    """
    path = change.path if change else ()
    status = status or rule.status
    outcome = fail_on.outcome(weight.severity)
    return Finding(
        fingerprint=make_fingerprint(
            gate=rule.gate,
            rule=rule.id,
            account=resource.account,
            region=resource.region,
            type=resource.type,
            resource=resource.unique_name,
            path=path,
        ),
        gate=rule.gate,
        rule=rule.id,
        outcome=outcome if status is not FindingStatus.AMBIGUOUS else Outcome.INCONCLUSIVE,
        severity=weight.severity,
        status=status,
        message=message,
        target=replace(resource.target, module=module) if module else resource.target,
        change=change or Change(),
        remediation=rule.remediation,
        rating=Rating(meaning=weight.meaning.value, why=weight.why),
    )


def make_estate_finding(
    rule: FindingRule, weight: Weight, message: str, fail_on: FailOn, *, about: str = "", target: Target | None = None
) -> Finding:
    """Return a finding about no resource: `about` names what it is about, or `target` has an account."""
    target = target or Target()
    return Finding(
        fingerprint=make_fingerprint(gate=rule.gate, rule=rule.id, account=target.account, resource=about),
        gate=rule.gate,
        rule=rule.id,
        outcome=fail_on.outcome(weight.severity),
        severity=weight.severity,
        status=rule.status,
        message=message,
        target=target,
        remediation=rule.remediation,
        rating=Rating(meaning=weight.meaning.value, why=weight.why),
    )


def show_value(value: Any) -> str:
    """Return a value as a person reads it in a sentence: short, and never a secret."""
    if is_secret_mark(value):
        return "another secret"
    if value is None:
        return "not set"
    if value == "":
        return '""'
    if type(value) is int:
        return str(value)
    text = value if isinstance(value, str) else canonical_json(value).decode()
    return text if len(text) <= 60 else f"{text[:57]}..."


def find_incomparable(one: Snapshot, other: Snapshot) -> Iterator[Gap]:
    """Yield the gap of two snapshots whose secrets were hidden under different keys."""
    if one.epoch != other.epoch:
        yield Gap(
            stage=Stage.COMPARE,
            reason=GapReason.INCOMPARABLE,
            source="redaction key",
            detail=f"the snapshots were redacted under the keys {one.epoch} and {other.epoch}",
            operation="compare secrets",
            fix="take both snapshots with the same installation key",
        )
