"""Resources, snapshots, findings and comparisons made by hand: a test names what it is about, all else is ordinary."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from engine.drift.detect import detect_drift
from engine.model.drift import DriftReport
from engine.model.outcome import FailOn, Finding, FindingStatus, Outcome, Severity
from engine.model.snapshot import Listing, Origin, Resource, Side, Snapshot, SourceKind, SourceRef
from engine.parity.detect import compare_parity
from engine.provider.port import Provider
from snapshots.aws.provider import AwsProvider
from snapshots.terraform.schema import ProviderSchema

NOW = datetime(2026, 11, 20, tzinfo=UTC)
PROVIDER = AwsProvider(ProviderSchema())
DIGESTS = ("sha256:l", "sha256:r")


def resource(type_: str, attributes: Mapping[str, Any] | None = None, name: str = "this", **facts: Any) -> Resource:
    """Return a resource at `TYPE.NAME`, whose id is that of its attributes, or else its name.

    `facts` are fields of the resource, which stand above all of this.
    """
    told = attributes or {}
    made = Resource(type=type_, address=f"{type_}.{name}", id=str(told.get("id", name)), attributes=told)
    return replace(made, **facts)


def origin(location: str, kind: SourceKind = SourceKind.TFSTATE, **facts: str) -> Origin:
    """Return the origin of a snapshot: a state, unless said otherwise."""
    return Origin(source=SourceRef(kind=kind, location=location), facts=facts)


def listing(type_: str, *, complete: bool = True, **facts: Any) -> Listing:
    """Return the row of the coverage ledger of a type, without account and region unless said otherwise."""
    return replace(Listing(type=type_, account="", region="", complete=complete, count=1), **facts)


def listings(*resources: Resource, **facts: Any) -> tuple[Listing, ...]:
    """Return a complete list of each type of `resources`; `facts` are fields of the rows."""
    return tuple(listing(type_, **facts) for type_ in sorted({item.type for item in resources}))


def snapshot(*resources: Resource, environment: str = "prod", **facts: Any) -> Snapshot:
    """Return the intent of an environment, read from its state; `facts` are fields of the snapshot."""
    made = Snapshot(
        environment=environment,
        side=Side.DESIRED,
        taken_at=NOW,
        origins=(origin(f"{environment}.tfstate"),),
        resources=tuple(sorted(resources, key=lambda item: item.order)),
        epoch="e",
    )
    return replace(made, **facts)


def observed(*resources: Resource, **facts: Any) -> Snapshot:
    """Return what is there, with a complete list of each type; `facts` are fields of the snapshot."""
    there: dict[str, Any] = {
        "side": Side.OBSERVED,
        "origins": (origin("@eu-west-1", SourceKind.AWS),),
        "listings": listings(*resources),
    }
    return snapshot(*resources, **{**there, **facts})


def drift(
    desired: Snapshot,
    found: Snapshot,
    *,
    provider: Provider = PROVIDER,
    fail_on: FailOn = FailOn.HIGH,
    **options: Any,
) -> DriftReport:
    """Return the drift of one snapshot against another."""
    return detect_drift(desired, found, provider, digests=DIGESTS, fail_on=fail_on, **options)


def parity(
    reference: Snapshot,
    candidate: Snapshot,
    *,
    provider: Provider = PROVIDER,
    **options: Any,
) -> DriftReport:
    """Return the parity of two environments, whose words are their names."""
    words = ((reference.environment,), (candidate.environment,))
    return compare_parity(reference, candidate, provider, digests=DIGESTS, tokens=words, fail_on=FailOn.HIGH, **options)


def unread(report: DriftReport) -> list[str]:
    """Return the attributes that a comparison could not look at."""
    return [row.name for row in report.unread]


def unmarked(value: Any) -> str:
    """Return a value as text without what tells one mark from another: to redact it again makes other marks of them."""
    return re.sub(r"(\$secret[\\\"':\s]{1,60})[0-9a-f]{32}", r"\1", json.dumps(value) + repr(value))


def finding(fingerprint: str = "f", **facts: Any) -> Finding:
    """Return a finding of drift that fails; `facts` are fields of it or of its parts."""
    made = Finding(
        fingerprint=fingerprint,
        gate="drift",
        rule="drift.changed",
        outcome=Outcome.FAIL,
        severity=Severity.HIGH,
        status=FindingStatus.CHANGED,
        message="m",
    )
    return changed(made, **facts)


def changed(found: Finding, **facts: Any) -> Finding:
    """Return a finding with other facts, which are fields of it or of its target, change, rating or acceptance."""
    for part in ("target", "change", "rating", "acceptance"):
        value = getattr(found, part)
        inner = {name: facts.pop(name) for name in tuple(facts) if name in {entry.name for entry in fields(value)}}
        found = replace(found, **{part: replace(value, **inner)}) if inner else found
    return replace(found, **facts)
