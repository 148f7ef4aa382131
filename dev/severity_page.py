"""The page that ranks changes beside what well-known tools and benchmarks say, made of their list and the code.

`dev/severity_changes.json` has the changes: each a `type`, the `path` of an attribute with its values `before`
and `after`, and per source in `SOURCES` its severity and the check that gives it, empty where it has none; `cis` is a
level. `why` argues for ours where it is far from theirs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.comparison.attributes import AttributeComparison
from engine.model.outcome import Severity
from engine.model.snapshot import Resource
from engine.provider.rating import Rater
from snapshots.aws.provider import AwsProvider
from snapshots.terraform.schema import ProviderSchema

CHANGES = Path(__file__).parent / "severity_changes.json"
# Which of their columns is a severity, and what was read of it.
SOURCES: Mapping[str, str] = {
    "trivy": "[Trivy's checks](https://github.com/aquasecurity/trivy-checks) of 2026-08-21",
    "kics": "[KICS](https://github.com/Checkmarx/kics), its list of queries for Terraform, a version 2",
    "prowler": "[Prowler](https://github.com/prowler-cloud/prowler) of 2026-08-21",
    "fsbp": (
        "[Security Hub's controls](https://docs.aws.amazon.com/securityhub/latest/userguide/), an export of 2025-03-25"
    ),
}
FAR = 2  # steps between two severities
_HEAD = """\
# How changes are ranked

Made by `make docs` from the code and `dev/severity_changes.json`.

driftgate weighs a change by what its attribute decides, and by the way that it goes: to let everybody in or to let
somebody do everything is critical; to take a protection away is as severe as what it protects; to give one is low
([comparison.md](comparison.md) has the words). The tools and benchmarks below judge what is there, and not a change: a
check stands in a row where the change makes it fail. Empty: it has no such check, or none was seen. The column CIS is
the level in the CIS AWS Foundations Benchmark 7.0.0, as Prowler tells it.

"""


@lru_cache(maxsize=1)
def changes() -> tuple[Mapping[str, Any], ...]:
    """Return the changes, each as its line of the list says."""
    return tuple(json.loads(CHANGES.read_text(encoding="utf-8")))


def rank(change: Mapping[str, Any]) -> Severity:
    """Return the severity that driftgate gives to a change: the highest of what the comparison finds of it."""
    provider = AwsProvider(ProviderSchema())
    name, *rest = change["path"].split(".")
    sides = [{name: _nested(rest, change[side])} for side in ("before", "after")]
    resource = Resource(type=change["type"], id="one", address=f"{change['type']}.one", attributes=sides[0])
    rating = Rater(provider)
    found = AttributeComparison(provider).compare(resource, *sides).changes
    return max(
        (rating.of_change(resource.type, one.path, one.before, one.after).severity for one in found),
        key=lambda severity: severity.rank,
    )


def median(change: Mapping[str, Any]) -> Severity | None:
    """Return the middle of what the sources say, the higher one of two; none where they say nothing."""
    told = sorted((Severity(change[name]) for name in SOURCES if change[name]), key=lambda severity: severity.rank)
    return told[len(told) // 2] if told else None


def document() -> str:
    """Return the page."""
    lines = [_HEAD]
    lines += [f"- {name}: {said}\n" for name, said in SOURCES.items()]
    lines.append(
        "\n| change | driftgate | " + " | ".join(SOURCES) + " | CIS |\n|---" + "|---" * (len(SOURCES) + 2) + "|\n"
    )
    ranked = sorted(((rank(change), change) for change in changes()), key=lambda entry: -entry[0].rank)
    for severity, change in ranked:
        told = " | ".join(change[name] for name in SOURCES)
        lines.append(f"| {change['change']} | **{severity}** | {told} | {change['cis']} |\n")
    lines.append("\n## Where ours is another\n\nWhat is further than a step from the middle of what they say:\n\n")
    lines += [f"- {change['change']}: {change['why']}\n" for _, change in ranked if change["why"]]
    return "".join(lines)


def _nested(path: list[str], value: Any) -> Any:
    for part in reversed(path):
        value = [value] if part.isdigit() else {part: value}
    return value
