"""The drift, parity and policy gates: what a report means as a gate result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from engine.model.drift import DriftReport
from engine.model.gate import GateName, GateResult, Requirement
from engine.model.outcome import Finding, Gap, Outcome
from engine.model.policy import PolicyReport

_NAMED = 5  # types that a summary names


def drift_gate(name: GateName, report: DriftReport, requirement: Requirement) -> GateResult:
    """Return the drift or parity gate: one check a resource of either side."""
    compared = report.matched + report.left_only + report.right_only + report.ambiguous
    counts = Counter(finding.status for finding in report.findings)
    found = ", ".join(f"{counts[status]} {status}" for status in sorted(counts)) or "no difference"
    return GateResult(
        gate=name,
        requirement=requirement,
        outcome=_outcome(report.findings, report.gaps, compared),
        evaluated=compared,
        summary=f"{found}; {report.matched} resources compared, {_count(report.gaps, 'gap')}{_unknown(report)}",
        findings=report.findings,
        gaps=report.gaps,
        inputs=tuple(sorted({report.left, report.right})),
    )


def policy_gate(report: PolicyReport, requirement: Requirement) -> GateResult:
    """Return the policy gate: one check a pair of policy and resource."""
    failed = report.done - report.passed
    unread = f"; what could not be read was not judged ({_count(report.gaps, 'gap')})" if report.gaps else ""
    digests = {report.snapshot, *(info.digest for info in report.evaluators)}
    return GateResult(
        gate=GateName.POLICY,
        requirement=requirement,
        outcome=_outcome(report.findings, report.gaps, report.done),
        evaluated=report.done,
        summary=(
            f"{report.passed} of {report.expected} checks passed, {failed} did not, "
            f"{report.expected - report.done} unproven; {len(report.policies)} policies{unread}"
        ),
        findings=report.findings,
        gaps=report.gaps,
        inputs=tuple(sorted(digests)),
    )


def _outcome(findings: Sequence[Finding], gaps: Sequence[Gap], evaluated: int) -> Outcome:
    worst = max((finding.outcome for finding in findings), key=lambda outcome: outcome.rank, default=Outcome.PASS)
    if worst is Outcome.FAIL or worst is Outcome.ERROR:
        return worst
    if gaps or not evaluated:
        return Outcome.INCONCLUSIVE
    return worst


def _unknown(report: DriftReport) -> str:
    """Return what a summary says of types that were compared without a schema."""
    types = report.unknown_types
    if not types:
        return ""
    more = f" and {len(types) - _NAMED} more" if len(types) > _NAMED else ""
    return f"; {_count(types, 'type')} without a schema: {', '.join(types[:_NAMED])}{more}"


def _count(items: Sequence[object], noun: str) -> str:
    return f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"
