"""What drift and parity say in the same words: findings about resources, values in sentences, and gaps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.canonical.fingerprint import fingerprint
from engine.digest import canonical_json
from engine.drift.severity import Weight
from engine.model.change import Change
from engine.model.outcome import FailOn, Finding, FindingStatus, Gap, GapReason, Outcome, Rating, Stage
from engine.model.secret import is_secret
from engine.model.snapshot import Resource, Snapshot

_UNCLEAR = Outcome.INCONCLUSIVE
_REMEDIES_OF_PARITY = {
    FindingStatus.MISSING: "add it to the candidate, or remove it from the reference",
    FindingStatus.UNMANAGED: "add it to the reference, or remove it from the candidate",
    FindingStatus.CHANGED: "set it as in the reference, or say under gates.parity.rules that it may differ",
    FindingStatus.AMBIGUOUS: "give the resources the same addresses or different names",
}
_REMEDIES = {
    FindingStatus.MISSING: "apply the configuration again, or remove the resource from it",
    FindingStatus.UNMANAGED: "import the resource into the configuration, or delete it",
    FindingStatus.CHANGED: "apply the configuration again, or bring the change into it",
    FindingStatus.AMBIGUOUS: "give the resources different names or ids",
}


def resource_finding(
    gate: str,
    rule: str,
    resource: Resource,
    status: FindingStatus,
    weight: Weight,
    message: str,
    fail_on: FailOn,
    change: Change | None = None,
) -> Finding:
    """Return a finding about a resource; an ambiguous one is inconclusive whatever its severity."""
    path = change.path if change else ()
    outcome = fail_on.outcome(weight.severity)
    return Finding(
        fingerprint=fingerprint(
            gate=gate,
            rule=rule,
            account=resource.account,
            region=resource.region,
            type=resource.type,
            resource=resource.name,
            path=path,
        ),
        gate=gate,
        rule=rule,
        outcome=outcome if status is not FindingStatus.AMBIGUOUS else _UNCLEAR,
        severity=weight.severity,
        status=status,
        message=message,
        target=resource.target,
        change=change or Change(),
        remediation=(_REMEDIES_OF_PARITY if gate == "parity" else _REMEDIES)[status],
        rating=Rating(meaning=weight.meaning.value, why=weight.why),
    )


def shown(value: Any) -> str:
    """Return a value as a person reads it in a sentence: short, and never a secret."""
    if is_secret(value):
        return "another secret"
    if value is None:
        return "not set"
    if type(value) is int:
        return str(value)
    text = value if isinstance(value, str) else canonical_json(value).decode()
    return text if len(text) <= 60 else f"{text[:57]}..."


def attribute_gap(resource: Resource, name: str, reason: GapReason, detail: str, fix: str = "") -> Gap:
    """Return the gap of an attribute that could not be compared."""
    return Gap(
        stage=Stage.COMPARE,
        reason=reason,
        source="comparison",
        detail=detail,
        fix=fix,
        operation="compare",
        account=resource.account,
        region=resource.region,
        types=(resource.type,),
        address=resource.address,
        id=resource.id,
        path=name,
    )


def incomparable(one: Snapshot, other: Snapshot) -> Iterator[Gap]:
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
