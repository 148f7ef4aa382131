"""The parity gate: what a comparison of two environments means as a gate result, with the confidence that it gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from engine.findings.catalogue import PARITY_CONFIDENCE
from engine.findings.fingerprint import make_fingerprint
from engine.gates.compared import count_attributes, count_resources, describe_unknown_types, judge_outcome, write_count
from engine.gates.gate import Case, Gate, Judged
from engine.gates.parity.settings import ParitySettings
from engine.gates.recordings import find_identical, find_one_estate
from engine.gates.settings import Switch
from engine.model.drift import PARITY, DriftReport
from engine.model.gate import GateResult, Requirement
from engine.model.measurement import Metric
from engine.model.outcome import Finding, Gap, GapReason, Outcome, Rating, Severity, Stage
from engine.model.parity import Confidence, ParityRule
from engine.model.path import Change
from engine.parity.detect import compare_parity

TARGET = 0.99  # of the confidence, where nothing is asked for


def percent(share: float | None) -> str:
    """Return a share as people read it, rounded down to two digits; `none` without one."""
    return "none" if share is None else f"{int(share * 10_000 + 1e-6) / 100:g} %"


def judge(
    report: DriftReport, requirement: Requirement, *, minimum: float | None = None, unfit: Iterable[Gap] = ()
) -> GateResult:
    """Return the result of the parity gate, one check a resource of either side.

    `unfit` is why the sides prove nothing. `minimum` is the least confidence, from 0 to 1. Below it the gate fails;
    where what is unknown could make up for it, it is not proven.
    """
    counts = Counter(finding.status for finding in report.findings)
    found = ", ".join(f"{counts[status]} {status}" for status in sorted(counts)) or "no difference"
    if report.confidence is not None:
        found = f"{_confidence(report.confidence, minimum)}; {found}"
    findings = (*report.findings, *_too_low(report.confidence, minimum))
    gaps = (*unfit, *report.gaps, *_nothing_in_common(report))
    return GateResult(
        gate=PARITY,
        requirement=requirement,
        outcome=judge_outcome(findings, gaps, count_resources(report)),
        evaluated=count_resources(report),
        summary=f"{found}; {report.matched} resources compared, {write_count(gaps, 'gap')}"
        f"{describe_unknown_types(report)}",
        findings=findings,
        gaps=gaps,
        inputs=tuple(sorted({report.left, report.right})),
        metrics=tuple(_metrics(report.confidence)),
        unread=report.unread,
        shortfalls=report.confidence.shortfalls if report.confidence is not None else (),
    )


def parity_rules(settings: ParitySettings, case: Case) -> tuple[ParityRule, ...]:
    """Return the rules of the configuration, each with its name and its place in the file."""
    named = ((f"gates.parity.rules.{index}", entry) for index, entry in enumerate(settings.rules))
    return tuple(
        ParityRule(
            name=name,
            expect=entry.expect,
            type=entry.type,
            path=entry.path,
            address=entry.address,
            meaning=entry.meaning or "",
            least=entry.min,
            most=entry.max,
            reason=entry.reason,
            where=case.places.get(name, ""),
        )
        for name, entry in named
    )


def _nothing_in_common(report: DriftReport) -> Iterator[Gap]:
    """Yield the gap of two estates that share no resource; what could not be read is a gap already."""
    if report.gaps or report.matched or report.ambiguous or not report.left_only + report.right_only:
        return
    detail, fix = "no resource has a counterpart, so that nothing was compared", "check which two were given"
    yield Gap(
        reason=GapReason.EMPTY, source="comparison", detail=detail, operation="compare", fix=fix, stage=Stage.COMPARE
    )


def _confidence(confidence: Confidence, minimum: float | None) -> str:
    asked = f"at least {percent(minimum)} asked for" if minimum is not None else f"target {percent(TARGET)}"
    return f"parity confidence {percent(confidence.share)} ({asked})"


def _metrics(confidence: Confidence | None) -> Iterator[Metric]:
    if confidence is not None and confidence.share is not None:
        yield Metric(name="parity_confidence", value=confidence.share, unit="ratio", samples=confidence.total)


def _too_low(confidence: Confidence | None, minimum: float | None) -> Iterator[Finding]:
    """Yield the finding of a confidence below what is asked for."""
    share = confidence.share if confidence is not None else None
    if confidence is None or share is None or minimum is None or share >= minimum:
        return
    unproven = confidence.at_best is not None and confidence.at_best >= minimum
    first, rule = confidence.shortfalls[0], PARITY_CONFIDENCE
    yield Finding(
        fingerprint=make_fingerprint(gate=PARITY, rule=rule.id),
        gate=PARITY,
        rule=rule.id,
        outcome=Outcome.INCONCLUSIVE if unproven else Outcome.FAIL,
        severity=Severity.HIGH,
        status=rule.status,
        message=f"the parity confidence is {percent(share)}, at least {percent(minimum)} is asked for",
        change=Change(before=percent(minimum), after=percent(share)),
        remediation=f"{rule.remediation}: {first.type}.{first.attribute}",
        rating=Rating(why="of what both environments must have in common too little is equal, or proven at all"),
    )


def _gate(case: Case, settings: ParitySettings) -> Judged:
    """Compare this environment's intent, else its reality, with the reference."""
    candidate = case.desired if case.desired is not None else case.observed
    if candidate is None or case.reference is None:
        return Judged()
    report = compare_parity(
        case.reference.snapshot,
        candidate.snapshot,
        case.provider,
        digests=(case.reference.digest, candidate.digest),
        tokens=(case.words[1], case.words[0]),
        fail_on=settings.fail_on,
        rules=parity_rules(settings, case),
        learn=settings.learn_words is Switch.ON,
    )
    unfit = tuple(find_identical(case.reference, candidate)) or find_one_estate(case.reference, candidate)
    result = judge(report, settings.requirement, minimum=settings.min_confidence, unfit=unfit)
    return Judged(result=result, report=report, coverage=count_attributes(report))


GATE = Gate(name=PARITY, says="One environment against another.", settings=ParitySettings, judge=_gate)
