"""Environments that are made for a while: how long they have been there, and what is left of them afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.drift.detect import detect_drift
from engine.drift.makers import OtherState
from engine.drift.presence import Completeness
from engine.findings import catalogue
from engine.findings.findings import find_incomparable, make_estate_finding, make_resource_finding
from engine.matching.identity import match_by_id
from engine.model.drift import DriftReport, OwnedScope
from engine.model.moment import write_duration
from engine.model.outcome import FailOn, Finding, FindingStatus, Gap, Severity, gap_order
from engine.model.snapshot import Resource, Snapshot
from engine.provider.meaning import Meaning
from engine.provider.port import Provider
from engine.provider.rating import UNCLEAR, Rater, Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How long an environment may be there, and what stored snapshots tell of it.

    `since` is when it was first seen with resources, in the life that it has now. `last` is its intent as it was when
    it had resources, where it has none any more, with its id.
    """

    lifetime: timedelta
    since: datetime | None = None
    last: Snapshot | None = None
    last_id: str = ""


def find_overdue(life: Life, now: datetime, fail_on: FailOn) -> Iterator[Finding]:
    """Yield the finding of an environment that is proven to be there for longer than it may."""
    if life.last is None and life.since is not None and now - life.since > life.lifetime:
        weight = Weight(Severity.HIGH, Meaning.BEHAVIOUR, "what was made for a while is open until it is gone")
        message = (
            f"the environment is there since {life.since:%Y-%m-%dT%H:%M:%SZ} at least, longer than its lifetime of "
            f"{write_duration(life.lifetime)}"
        )
        yield make_estate_finding(catalogue.OVERDUE, weight, message, fail_on, about="lifetime")


def detect_leftovers(
    last: Snapshot,
    desired: Snapshot,
    observed: Snapshot,
    provider: Provider,
    *,
    digests: tuple[str, str],
    fail_on: FailOn,
    scope: OwnedScope,
    others: Sequence[OtherState] = (),
) -> DriftReport:
    """Look for what an environment had, now that its intent has no resources: one check a resource that it had.

    A resource is gone only where its type was listed completely. With a scope of its own, what is in it and nobody
    intends is told as well. The counts are of `last`: `matched` is still there, `left_only` is gone or may be.
    """
    found = detect_drift(desired, observed, provider, digests=digests, fail_on=fail_on, scope=scope, others=others)
    matching = match_by_id(last.applied, observed.applied, provider, last.moves)
    rating = Rater(provider)
    findings = [_leftover(was, item, rating, fail_on) for was, item in matching.pairs]
    findings += [
        make_resource_finding(catalogue.AMBIGUOUS, item, UNCLEAR, f"{item.name} may be several that are there", fail_on)
        for item in matching.ambiguous
    ]
    left = {item.id for _, item in matching.pairs}
    if scope.ours is not None:
        findings += [finding for finding in found.findings if finding.target.id not in left]
    gaps = [*desired.gaps, *observed.gaps, *find_incomparable(last, observed), *_unknown(matching.left_only, observed)]
    return replace(
        found,
        findings=tuple(sorted(findings, key=lambda item: (-item.severity.rank, item.target.address, item.target.id))),
        gaps=tuple(sorted(set(gaps), key=gap_order)),
        matched=len(matching.pairs),
        left_only=len(matching.left_only),
        right_only=0,
        ambiguous=len(matching.ambiguous),
    )


def _leftover(was: Resource, item: Resource, rating: Rater, fail_on: FailOn) -> Finding:
    about = rating.of_presence(item.type, FindingStatus.UNMANAGED)
    severity = max(about.severity, Severity.HIGH, key=lambda one: one.rank)
    weight = Weight(severity, about.meaning, "its environment was destroyed, so that nobody looks after it")
    there = replace(item, address=was.address)
    return make_resource_finding(
        catalogue.LEFTOVER, there, weight, f"{there.full_name} is left over: its environment was destroyed", fail_on
    )


def _unknown(resources: Sequence[Resource], observed: Snapshot) -> Iterator[Gap]:
    """Yield the gaps of what cannot be said to be gone, one a type and place."""
    completeness = Completeness(observed)
    counts = Counter((item.type, item.place) for item in resources if not completeness.lists(item))
    for (type_, place), count in sorted(counts.items(), key=repr):
        yield completeness.gap(type_, place, count)
