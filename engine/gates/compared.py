"""What the gates that compare or judge resources share: how a report becomes an outcome, and how counts are said."""

from __future__ import annotations

from collections.abc import Sequence

from engine.model.drift import DriftReport
from engine.model.outcome import Finding, Gap, Outcome
from engine.model.verdict import Coverage

_NAMED = 5  # types that a summary names


def judge_outcome(findings: Sequence[Finding], gaps: Sequence[Gap], evaluated: int) -> Outcome:
    """Return the outcome of a gate: its worst finding, inconclusive for any gap or where nothing was judged."""
    worst = max((finding.outcome for finding in findings), key=lambda outcome: outcome.rank, default=Outcome.PASS)
    if worst is Outcome.FAIL or worst is Outcome.ERROR:
        return worst
    if gaps or not evaluated:
        return Outcome.INCONCLUSIVE
    return worst


def count_attributes(report: DriftReport) -> Coverage:
    """Return how many attributes a comparison looked at."""
    return Coverage(attributes_compared=report.attributes_compared, attributes_unread=report.attributes_unread)


def count_resources(report: DriftReport) -> int:
    """Return how many resources of either side a comparison accounts for."""
    return report.matched + report.left_only + report.right_only + report.ambiguous


def describe_unknown_types(report: DriftReport) -> str:
    """Return what a summary says of types that were compared without a schema."""
    types = report.unknown_types
    if not types:
        return ""
    more = f" and {len(types) - _NAMED} more" if len(types) > _NAMED else ""
    return f"; {write_count(types, 'type')} without a schema: {', '.join(types[:_NAMED])}{more}"


def write_count(items: Sequence[object], noun: str) -> str:
    """Return a number of things in words."""
    return f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"
