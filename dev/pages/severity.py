"""The page that ranks changes beside what well-known tools and benchmarks say, made of their list and the code.

`fixtures/severity/changes.json` has the changes: each a `type`, its attributes `before` and `after`, null where there
is no such resource, what an operator `expected` before the program was asked, and by source its severity and the check
that gives it, where it has one; `cis` has a level. `why` argues for ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from engine.drift.detect import detect_drift
from engine.model.outcome import FailOn, Finding, Severity
from engine.model.snapshot import Listing, Origin, Resource, Side, Snapshot, SourceKind, SourceRef
from snapshots.aws.provider import AwsProvider
from snapshots.terraform.schema import ProviderSchema

CHANGES = Path(__file__).parents[2] / "fixtures" / "severity" / "changes.json"
# Which of their columns is a severity, and what was read of it.
SOURCES: Mapping[str, str] = {
    "checkov": (
        "[Checkov](https://github.com/bridgecrewio/checkov), which has no severities of its own: those that its maker"
        " publishes with [Prisma Cloud](https://github.com/PaloAltoNetworks/prisma-cloud-docs), of the lists of general"
        " and networking policies and of those single pages that were at hand"
    ),
    "trivy": "[Trivy's checks](https://github.com/aquasecurity/trivy-checks) of 2026-08-21",
    "kics": "[KICS](https://github.com/Checkmarx/kics), its list of queries for Terraform, a version 2",
    "prowler": "[Prowler](https://github.com/prowler-cloud/prowler) of 2026-08-21",
    "fsbp": (
        "[Security Hub's controls](https://docs.aws.amazon.com/securityhub/latest/userguide/), an export of 2025-03-25;"
        " the rest as [steampipe](https://github.com/turbot/steampipe-mod-aws-compliance) of 2025-12-06 has them"
    ),
}
_ACCOUNT, _REGION = "111122223333", "eu-west-1"
_HEAD = """\
# How changes are ranked

Made by `make docs` from the code and `fixtures/severity/changes.json`.

driftgate weighs a change by what its attribute decides, and by the way that it goes: to let everybody in or to let
somebody do everything is critical; to take a protection away is as severe as what it protects, to lessen it is medium,
and to give one is low ([comparison.md](comparison.md) has the words). What lets everybody in is not told by a `*` or a
`0.0.0.0/0`: rules of firewalls are added up as sets of addresses and ports, and policies are read as AWS reads them,
with their conditions and denials. What goes out lets nobody in; a port that is there for everybody (80, 443) is high.

Each change is made to an estate of one resource, and drift is asked for it. What an operator would expect was
written down before. The tools and benchmarks below judge what is there, and not a change: a check stands in a row where
the change makes it fail. Empty: it has no such check, or none was seen. The column CIS is the level in the CIS AWS
Foundations Benchmark 7.0.0, as Prowler tells it. Every check is named in the list.

"""


@lru_cache(maxsize=1)
def changes() -> tuple[Mapping[str, Any], ...]:
    """Return the changes, each as its entry of the list says."""
    return tuple(json.loads(CHANGES.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def found() -> Mapping[str, tuple[Finding, ...]]:
    """Return what drift finds of each change, by its sentence."""
    provider = AwsProvider(ProviderSchema())
    return {change["change"]: _find(change, provider) for change in changes()}


def rank(change: Mapping[str, Any]) -> Severity:
    """Return the severity that driftgate gives to a change: the highest of what drift finds of it."""
    return max((finding.severity for finding in found()[change["change"]]), key=lambda severity: severity.rank)


def told(change: Mapping[str, Any], source: str) -> Severity | None:
    """Return the severity that a source gives to a change; none where it has none."""
    said = change["sources"].get(source)
    return Severity(said[0]) if said else None


def median(change: Mapping[str, Any]) -> Severity | None:
    """Return the middle of what the sources say, the higher one of two; none where they say nothing."""
    said = _all_told(change)
    return said[len(said) // 2] if said else None


def is_outside(change: Mapping[str, Any]) -> bool:
    """Tell whether driftgate ranks a change above, or below, all of the sources that rank it."""
    said = _all_told(change)
    return bool(said) and not said[0].rank <= rank(change).rank <= said[-1].rank


@lru_cache(maxsize=1)
def find_reversed() -> tuple[tuple[str, str], ...]:
    """Return the pairs that driftgate ranks the other way about than all sources that rank both, the higher first."""
    pairs: list[tuple[str, str]] = []
    for one, other in combinations(sorted(changes(), key=lambda change: -rank(change).rank), 2):
        both = [(told(one, name), told(other, name)) for name in SOURCES]
        said = [(above.rank, below.rank) for above, below in both if above is not None and below is not None]
        if rank(one).rank > rank(other).rank and said and all(above < below for above, below in said):
            pairs.append((one["change"], other["change"]))
    return tuple(pairs)


def correlation() -> float:
    """Return Kendall's tau-b of our ranks and the middle of theirs, from -1 to 1."""
    ranks = [(rank(change).rank, said.rank) for change in changes() if (said := median(change)) is not None]
    score, ours, theirs = 0, 0, 0
    for (one, other), (next_one, next_other) in combinations(ranks, 2):
        ours, theirs = ours + (one != next_one), theirs + (other != next_other)
        score += (one > next_one) - (one < next_one) if other > next_other else 0
        score -= (one > next_one) - (one < next_one) if other < next_other else 0
    return float(score / (ours * theirs) ** 0.5)


def document() -> str:
    """Return the page."""
    lines = [_HEAD, *(f"- {name}: {said}\n" for name, said in SOURCES.items())]
    spoken = sum(median(change) is not None for change in changes())
    lines.append(
        f"\nOf {len(changes())} changes at least one source ranks {spoken}. The order of ours agrees with that of"
        f" the middle of theirs by Kendall's tau-b = {correlation():.2f} (1 is the same order, 0 none).\n\n"
    )
    columns = ["change", "driftgate", *SOURCES, "CIS"]
    lines.append(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n")
    ranked = sorted(changes(), key=lambda change: -rank(change).rank)
    for change in ranked:
        said = " | ".join(told(change, name) or "" for name in SOURCES)
        level = change["sources"].get("cis", [""])[0]
        lines.append(f"| {change['change']} | **{rank(change)}** | {said} | {level} |\n")
    lines.append("\n## Where ours is another\n\nWhat is above or below all that they say, ")
    lines.append("or in another order than with all that rank both:\n\n")
    lines += [f"- {change['change']}: {change['why']}\n" for change in ranked if change["why"]]
    return "".join(lines)


def _all_told(change: Mapping[str, Any]) -> list[Severity]:
    said = (told(change, name) for name in SOURCES)
    return sorted((one for one in said if one is not None), key=lambda severity: severity.rank)


def _find(change: Mapping[str, Any], provider: AwsProvider) -> tuple[Finding, ...]:
    desired = _snapshot(change, change["before"], Side.DESIRED, SourceKind.TFSTATE)
    observed = _snapshot(change, change["after"], Side.OBSERVED, SourceKind.AWS)
    return detect_drift(desired, observed, provider, digests=("sha256:l", "sha256:r"), fail_on=FailOn.HIGH).findings


def _snapshot(
    change: Mapping[str, Any], attributes: Mapping[str, Any] | None, side: Side, kind: SourceKind
) -> Snapshot:
    type_ = change["type"]
    resources: tuple[Resource, ...] = ()
    listings: tuple[Listing, ...] = ()
    if side is Side.OBSERVED:
        listings = (Listing(type=type_, account=_ACCOUNT, region=_REGION, complete=True, count=1),)
    if attributes is not None:
        address = f"{type_}.one" if change["before"] is not None else ""
        resources = (
            Resource(type=type_, id="one", address=address, attributes=attributes, account=_ACCOUNT, region=_REGION),
        )
    return Snapshot(
        environment="prod",
        side=side,
        taken_at=datetime(2026, 11, 20, tzinfo=UTC),
        origins=(Origin(source=SourceRef(kind=kind, location="prod")),),
        resources=resources,
        listings=listings,
        epoch="e",
    )
