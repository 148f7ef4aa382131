"""The drift gate: what a comparison of intent and reality means, one check a resource of either side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.drift.actors import add_actors, known_since
from engine.drift.creations import confirm_by_creation
from engine.drift.detect import detect_drift
from engine.drift.lifetime import detect_leftovers, find_overdue
from engine.drift.makers import find_unknown
from engine.drift.managed import describe_managed
from engine.gates.compared import count_attributes, count_resources, describe_unknown_types, judge_outcome, write_count
from engine.gates.drift.settings import DriftSettings
from engine.gates.gate import Case, Gate, Judged
from engine.gates.recordings import find_identical, find_unrefreshed, only_recordings
from engine.model.drift import DRIFT, DriftReport
from engine.model.gate import GateResult, Requirement
from engine.model.moment import later
from engine.model.outcome import FailOn, Gap, GapReason, Stage
from engine.model.snapshot import Snapshot
from engine.model.subject import NOBODY
from engine.model.verdict import Input


def judge(
    report: DriftReport, requirement: Requirement, *, unfit: Iterable[Gap] = (), recorded: bool = False
) -> GateResult:
    """Return the result of the drift gate.

    `unfit` is why the sides prove nothing, `recorded` tells that both are recordings.
    """
    counts = Counter(finding.status for finding in report.findings)
    found = ", ".join(f"{counts[status]} {status}" for status in sorted(counts)) or "no difference"
    gaps = (*unfit, *report.gaps, *_nothing_intended(report))
    between = " of two recordings, which say nothing of what is there now" if recorded else ""
    return GateResult(
        gate=DRIFT,
        requirement=requirement,
        outcome=judge_outcome(report.findings, gaps, count_resources(report)),
        evaluated=count_resources(report),
        summary=f"{found}; {report.matched} resources compared{between}, {write_count(gaps, 'gap')}"
        f"{_managed(report)}{describe_unknown_types(report)}",
        findings=report.findings,
        gaps=gaps,
        inputs=tuple(sorted({report.left, report.right})),
        unread=report.unread,
        managed=report.managed,
    )


def _managed(report: DriftReport) -> str:
    said = "" if report.managed is None else describe_managed(report.managed)
    return f"; {said}" if said else ""


def _nothing_intended(report: DriftReport) -> Iterator[Gap]:
    """Yield the gap of an empty intent; what could not be read is a gap already."""
    if report.gaps or report.matched or report.ambiguous or report.left_only or not report.right_only:
        return
    detail, fix = "the intent has no resources, so that nothing was compared", "give the state that manages them"
    yield Gap(
        reason=GapReason.EMPTY, source="comparison", detail=detail, operation="compare", fix=fix, stage=Stage.COMPARE
    )


def _gate(case: Case, settings: DriftSettings) -> Judged:
    if case.desired is None or case.observed is None:
        return Judged()
    desired, observed = case.desired.snapshot, case.observed.snapshot
    if case.events:
        unknown = find_unknown(desired, observed, case.provider)
        observed = confirm_by_creation(observed, unknown, case.events, case.provider)
    report = _compare(case, desired, observed, (case.desired.digest, case.observed.digest), settings.fail_on)
    if case.events:
        found = add_actors(
            report.findings,
            case.events,
            (*desired.resources, *observed.resources),
            case.provider,
            since=known_since(desired),
            until=observed.taken_at,
        )
        report = replace(report, findings=found)
    result = judge(
        report,
        settings.requirement,
        unfit=(*find_identical(case.desired, case.observed), *find_unrefreshed(case)),
        recorded=only_recordings(case),
    )
    if case.environment != NOBODY:  # of files that somebody names without one he knows how old they are
        seen = observed.taken_at
        result = replace(result, measured_at=seen, expires_at=later(seen, settings.max_age))
    return Judged(
        result=result,
        report=report,
        inputs=tuple(
            Input(name=f"earlier state {digest[7:19]}", kind="earlier", digest=digest)
            for digest in _earlier(case, report)
        ),
        coverage=count_attributes(report),
    )


def _compare(
    case: Case, desired: Snapshot, observed: Snapshot, digests: tuple[str, str], fail_on: FailOn
) -> DriftReport:
    """Compare intent with reality; of an ephemeral environment without resources, look for what is left of it."""
    life, is_empty = case.life, desired.complete and not desired.gaps and not desired.applied
    if life is not None and life.last is not None and is_empty:
        return detect_leftovers(
            life.last,
            desired,
            observed,
            case.provider,
            digests=digests,
            fail_on=fail_on,
            scope=case.scope,
            others=case.others,
        )
    report = detect_drift(
        desired,
        observed,
        case.provider,
        digests=digests,
        fail_on=fail_on,
        earlier=case.earlier,
        scope=case.scope,
        others=case.others,
    )
    if life is None:
        return report
    return replace(report, findings=(*find_overdue(life, case.now, fail_on), *report.findings))


def _earlier(case: Case, report: DriftReport) -> tuple[str, ...]:
    """Return the ids of the earlier snapshots that the report rests on."""
    last = () if case.life is None or not case.life.last_id else (case.life.last_id,)
    return (*report.earlier, *last)


GATE = Gate(name=DRIFT, says="Intent against reality.", settings=DriftSettings, judge=_gate)
