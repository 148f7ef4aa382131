"""The drift, parity and policy gates: what a report means as a gate result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from engine.canonical.fingerprint import fingerprint
from engine.model.drift import DriftReport
from engine.model.gate import GateName, GateResult, Metric, Requirement
from engine.model.outcome import Finding, FindingStatus, Gap, GapReason, Outcome, Severity
from engine.model.parity import Confidence
from engine.model.policy import PolicyReport

TARGET = 0.99  # of the confidence of parity
_NAMED = 5  # types that a summary names


def percent(share: float | None) -> str:
    """Return a share as people read it, rounded down to two digits; `none` without one."""
    return "none" if share is None else f"{int(share * 10_000 + 1e-6) / 100:g} %"


def drift_gate(
    name: GateName, report: DriftReport, requirement: Requirement, *, minimum: float | None = None
) -> GateResult:
    """Return the drift or parity gate: one check a resource of either side.

    `minimum` is the least confidence of parity, from 0 to 1. Below it the gate fails; where what is unknown could make
    up for it, it is not proven.
    """
    compared = report.matched + report.left_only + report.right_only + report.ambiguous
    counts = Counter(finding.status for finding in report.findings)
    found = ", ".join(f"{counts[status]} {status}" for status in sorted(counts)) or "no difference"
    if report.confidence is not None:
        found = f"{_confidence(report.confidence, minimum)}; {found}"
    findings = (*report.findings, *_too_low(name, report.confidence, minimum))
    gaps = (*report.gaps, *_nothing_in_common(name, report))
    return GateResult(
        gate=name,
        requirement=requirement,
        outcome=_outcome(findings, gaps, compared),
        evaluated=compared,
        summary=f"{found}; {report.matched} resources compared, {_count(gaps, 'gap')}{_unknown(report)}",
        findings=findings,
        gaps=gaps,
        inputs=tuple(sorted({report.left, report.right})),
        metrics=tuple(_metrics(report.confidence)),
        shortfalls=report.confidence.shortfalls if report.confidence is not None else (),
    )


def _nothing_in_common(name: GateName, report: DriftReport) -> Iterator[Gap]:
    """Yield the gap of a comparison that compared nothing: an empty intent, or two estates that share no resource."""
    if report.gaps or report.matched or report.ambiguous:
        return  # what could not be read is a gap already
    if name is GateName.DRIFT and report.right_only and not report.left_only:
        detail, fix = "the intent has no resources, so that nothing was compared", "give the state that manages them"
    elif name is GateName.PARITY and report.left_only + report.right_only:
        detail, fix = "no resource has a counterpart, so that nothing was compared", "check which two were given"
    else:
        return
    yield Gap(reason=GapReason.EMPTY, source="comparison", detail=detail, operation="compare", fix=fix)


def _confidence(confidence: Confidence, minimum: float | None) -> str:
    asked = f"at least {percent(minimum)} asked for" if minimum is not None else f"target {percent(TARGET)}"
    return f"parity confidence {percent(confidence.share)} ({asked})"


def _metrics(confidence: Confidence | None) -> Iterator[Metric]:
    if confidence is not None and confidence.share is not None:
        yield Metric(name="parity_confidence", value=confidence.share, unit="ratio", samples=confidence.total)


def _too_low(name: GateName, confidence: Confidence | None, minimum: float | None) -> Iterator[Finding]:
    """Yield the finding of a confidence below what is asked for."""
    share = confidence.share if confidence is not None else None
    if confidence is None or share is None or minimum is None or share >= minimum:
        return
    unproven = confidence.at_best is not None and confidence.at_best >= minimum
    first = confidence.shortfalls[0]
    yield Finding(
        fingerprint=fingerprint(gate=name, rule="parity.confidence"),
        gate=name,
        rule="parity.confidence",
        outcome=Outcome.INCONCLUSIVE if unproven else Outcome.FAIL,
        severity=Severity.HIGH,
        status=FindingStatus.MEASURED,
        message=f"the parity confidence is {percent(share)}, at least {percent(minimum)} is asked for",
        before=percent(minimum),
        after=percent(share),
        remediation=f"begin where most is missing: {first.type}.{first.attribute}",
        why="of what both environments must have in common too little is equal, or proven at all",
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
