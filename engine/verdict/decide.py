"""The decision procedure: `decide(assessment, rules, now)` is pure, total, and numbered like `docs/decision.md`.

Each rule returns the reasons that it finds; no rule stops another one, so that a verdict names everything at once.
A reason's outcome says what it costs: fail is NO-GO, error and inconclusive are INCONCLUSIVE, warn is CONDITIONAL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from math import isfinite
from typing import TypeVar

from engine.acceptance.baseline import end_baseline
from engine.acceptance.waivers import apply_waivers, mark_waived
from engine.gates.table import BY_NAME
from engine.jsontext.codec import digest_of
from engine.model.gate import GateResult, Requirement
from engine.model.moment import write_duration
from engine.model.outcome import Finding, Gap, GapReason, Outcome, Stage
from engine.model.place import Place
from engine.model.verdict import Adoption, Assessment, Decision, Reason, Rules, Verdict
from engine.model.waiver import AppliedWaiver, WaiverState
from engine.verdict.conditions import list_conditions
from engine.verdict.counting import Counting, cost
from engine.verdict.inherited import find_inherited, keep_inherited
from engine.verdict.seal import in_order, seal
from engine.verdict.unjudged import find_unjudged

T = TypeVar("T")
_Cause = tuple[str, str, str, Place, str, str]
_POSITIONS = {name: position for position, name in enumerate(BY_NAME)}
_WAIVER_FIXES = {
    WaiverState.SELF_APPROVED: "have another approve it",
    WaiverState.VALUE_MOVED: "look at what it is now, and renew the waiver if that is acceptable too",
}
_UNPROVEN = frozenset({Outcome.ERROR, Outcome.INCONCLUSIVE})


def decide(assessment: Assessment, rules: Rules, now: datetime) -> Verdict:
    """Return the verdict on a sealed assessment at the time `now`; never raises on any assessment."""
    gates = tuple(
        sorted(in_order(assessment.gates), key=lambda gate: (_POSITIONS.get(gate.gate, len(_POSITIONS)), gate.gate))
    )
    findings = tuple(finding for gate in gates for finding in gate.findings)
    waivers = apply_waivers(assessment.waivers, findings, environment=assessment.environment, rules=rules, now=now)
    gates = end_baseline(mark_waived(gates, waivers), now)  # 6: only what is valid marks a finding
    gates = keep_inherited(gates, assessment.base)
    case = Counting(assessment, gates)
    reasons = [
        *_rejected(assessment, now),  # 0
        *_nothing_evaluated(assessment, case),  # 1
        *find_unjudged(case, now),  # 1 and 8
        *_gaps(case, rules.adoption, now),  # 2, 3 and 8
        *_unfit_evidence(assessment, case, rules, now),  # 3
        *_unproven(case),  # 4
        *_failures(case),  # 5
        *_bad_waivers(waivers),  # 6
        *_conditions(case),  # 8
        *find_inherited(case, assessment.base),  # 8
    ]
    if not reasons:
        reasons = list(_without_explicit_pass(case))  # 9
    placed = {_position(reason): reason for reason in reasons}
    ordered = tuple(placed[position] for position in sorted(placed))  # 10
    return Verdict(
        subject=assessment.subject,
        environment=assessment.environment,
        required=in_order(assessment.required),
        decision=_dominant(reason.outcome for reason in ordered),  # 7
        as_of=now,
        reasons=ordered,
        conditions=list_conditions(case, waivers, rules.adoption, assessment.base),
        gates=gates,
        waivers=waivers,
        coverage=assessment.coverage,
        inputs=in_order(assessment.inputs),
        assessment=assessment.digest,
        rules=digest_of(rules),
        time_given=assessment.time_given,
        base=assessment.base,
    )


def _rejected(assessment: Assessment, now: datetime) -> Iterator[Reason]:
    if assessment.digest != seal(assessment).digest:
        yield Reason(
            rule=0,
            gate="",
            outcome=Outcome.INCONCLUSIVE,
            code="digest_mismatch",
            message="the assessment does not match its digest",
            fix="run the gate again from the original inputs",
        )
    future = [f"input {entry.name}" for entry in assessment.inputs if entry.taken_at and entry.taken_at > now]
    future += [f"gate {gate.gate}" for gate in assessment.gates if gate.measured_at and gate.measured_at > now]
    future += [f"waiver {waiver.id}" for waiver in assessment.waivers if waiver.created > now]
    for name in sorted(set(future)):
        yield Reason(
            rule=0,
            gate="",
            outcome=Outcome.INCONCLUSIVE,
            code="from_the_future",
            message=f"{name} lies in the future of the decision",
            fix="check the clocks, or pass a later --as-of",
        )


def _nothing_evaluated(assessment: Assessment, case: Counting) -> Iterator[Reason]:
    musts = [entry for entry in assessment.required if entry.requirement is Requirement.MUST]
    if not musts:
        yield Reason(
            rule=1,
            gate="",
            outcome=Outcome.INCONCLUSIVE,
            code="nothing_required",
            message="no gate is required, so nothing can be proven",
            fix="set `require: must` for at least one gate",
        )
    musts_without = [gate for gate, requirement in case.counting() if requirement is Requirement.MUST and _lacks(gate)]
    if not assessment.inputs and not musts_without:
        yield Reason(
            rule=1,
            gate="",
            outcome=Outcome.INCONCLUSIVE,
            code="no_inputs",
            message="the assessment rests on no input at all",
            fix="name at least one source in the environment",
        )
    present = {gate.gate for gate in case.gates}
    for entry in assessment.required:
        if entry.gate not in present and entry.requirement is not Requirement.INFO:
            yield Reason(
                rule=1,
                gate=entry.gate,
                outcome=cost(entry.requirement, Outcome.INCONCLUSIVE),
                code="not_evaluated",
                message=f"the {entry.gate} gate has no result",
                fix=f"give the {entry.gate} gate its inputs",
            )
    counting = [gate for gate, _ in case.counting()]
    if counting and all(gate.outcome is Outcome.NOT_APPLICABLE for gate in counting):
        yield Reason(
            rule=1,
            gate="",
            outcome=Outcome.INCONCLUSIVE,
            code="nothing_applies",
            message="no gate applies, so nothing was looked at",
            fix="ask for a gate that applies to this environment",
        )
    for gate, requirement in case.counting():
        if gate.evaluated <= 0 and gate.outcome in {Outcome.PASS, Outcome.WARN}:
            yield Reason(
                rule=1,
                gate=gate.gate,
                outcome=cost(requirement, Outcome.INCONCLUSIVE),
                code="nothing_evaluated",
                message=f"the {gate.gate} gate made no check",
                fix=f"give the {gate.gate} gate something to check",
            )


def _lacks(gate: GateResult) -> bool:
    """Tell whether a gate says itself that it lacks its inputs (rule 2), which is then reason enough."""
    return any(gap.reason is GapReason.MISSING_INPUT for gap in gate.gaps)


def _gaps(case: Counting, adoption: Adoption | None, now: datetime) -> Iterator[Reason]:
    for gate, requirement in case.counting():
        keyed = sorted(gate.gaps, key=_gap_cause)
        for cause, same in groupby(keyed, key=_gap_cause):
            found = _gap_reason(gate, requirement, cause, list(same))
            yield _adopted(found, adoption, now) if found.code == GapReason.UNBOUND else found


def _gap_cause(gap: Gap) -> _Cause:
    return (gap.reason, gap.source, gap.operation, gap.place, gap.detail, gap.fix)


def _gap_reason(gate: GateResult, requirement: Requirement, cause: _Cause, gaps: list[Gap]) -> Reason:
    reason, source, operation, place, detail, fix = cause
    types = sorted({type_ for gap in gaps for type_ in gap.types})
    called = gaps[0].stage is Stage.READ and operation and str(place)  # else it is a step of ours
    where = f"{operation} {place}" if called else source
    unknown = f"; unknown: {', '.join(types)}" if types else ""
    count = f" ({len(gaps)} times)" if len(gaps) > 1 else ""
    return Reason(
        rule=3 if gaps[0].reason.is_unfit else 2,
        gate=gate.gate,
        outcome=cost(requirement, Outcome.INCONCLUSIVE),
        code=reason,
        message=f"{where}: {detail}{unknown}{count}",
        fix=fix,
    )


def _unfit_evidence(assessment: Assessment, case: Counting, rules: Rules, now: datetime) -> Iterator[Reason]:
    if assessment.stranger:
        yield Reason(
            rule=3,
            gate="",
            outcome=Outcome.INCONCLUSIVE,
            code="stranger",
            message=f"a stranger's changes are looked at ({assessment.stranger}), and may say whatever passes",
            fix="read the changes, and judge them again as your own: docs/pull-requests.md",
        )
    known = {entry.digest for entry in assessment.inputs}
    stale = {
        entry.digest: entry
        for entry in assessment.inputs
        if rules.max_age is not None
        and entry.kind == "snapshot"
        and entry.taken_at is not None
        and now - entry.taken_at > rules.max_age
    }
    for gate, requirement in case.counting():
        costs = cost(requirement, Outcome.INCONCLUSIVE)
        for digest in sorted(set(gate.inputs)):
            if digest not in known:
                yield Reason(
                    rule=3,
                    gate=gate.gate,
                    outcome=costs,
                    code="unbound",
                    message=f"the {gate.gate} gate judged {digest}, which is no input of this assessment",
                    fix="run the gate again on the inputs of this assessment",
                )
            elif digest in stale and rules.max_age is not None:
                age = write_duration(rules.max_age)
                yield Reason(
                    rule=3,
                    gate=gate.gate,
                    outcome=costs,
                    code="stale",
                    message=f"{stale[digest].name} was taken more than {age} before the decision",
                    fix="read it again: a new snapshot, or for a plan a new refresh",
                )
        if gate.outcome is not Outcome.NOT_APPLICABLE and not gate.inputs and not _lacks(gate):
            yield Reason(
                rule=3,
                gate=gate.gate,
                outcome=costs,
                code="unbound",
                message=f"the {gate.gate} gate names no input that it judged",
                fix=f"give the {gate.gate} gate its inputs",
            )
        if gate.expires_at is not None and now >= gate.expires_at:
            yield Reason(
                rule=3,
                gate=gate.gate,
                outcome=costs,
                code="expired",
                message=f"the evidence of the {gate.gate} gate is too old",
                fix=f"repeat what the {gate.gate} gate measures",
            )


def _adopted(reason: Reason, adoption: Adoption | None, now: datetime) -> Reason:
    """Return the reason of an unbound result: a condition until the adoption ends, and no proof from then on."""
    if adoption is None:
        return reason
    if now >= adoption.until:
        return replace(reason, message=f"{reason.message}; the time to adopt that is over")
    return replace(reason, rule=8, outcome=Outcome.WARN)


def _unproven(case: Counting) -> Iterator[Reason]:
    for gate, requirement in case.counting():
        endless = sorted({metric.name for metric in gate.metrics if not isfinite(metric.value)})
        if endless:
            yield Reason(
                rule=4,
                gate=gate.gate,
                outcome=cost(requirement, Outcome.INCONCLUSIVE),
                code="not_a_number",
                message=f"{', '.join(endless)} of the {gate.gate} gate is no finite number",
                fix="measure again",
            )
        if gate.outcome in _UNPROVEN and not gate.gaps:  # gaps say it themselves (rule 2)
            yield Reason(
                rule=4,
                gate=gate.gate,
                outcome=cost(requirement, gate.outcome),
                code=gate.outcome,
                message=gate.summary,
                fix=f"give the {gate.gate} gate what it lacks",
            )
        for finding in gate.findings:
            if finding.outcome in _UNPROVEN:
                yield _of_finding(4, finding, cost(requirement, finding.outcome))


def _failures(case: Counting) -> Iterator[Reason]:
    for gate, requirement in case.counting():
        if requirement is not Requirement.MUST:
            continue
        failed = [finding for finding in gate.findings if finding.outcome is Outcome.FAIL]
        for finding in failed:
            if not finding.acceptance.is_given:
                yield _of_finding(5, finding, Outcome.FAIL)
        if gate.outcome is Outcome.FAIL and not failed:
            yield Reason(rule=5, gate=gate.gate, outcome=Outcome.FAIL, code="fail", message=gate.summary)


def _bad_waivers(waivers: Iterable[AppliedWaiver]) -> Iterator[Reason]:
    for entry in waivers:
        if entry.state is not WaiverState.VALID:
            words = entry.state.replace("_", "-")
            yield Reason(
                rule=6,
                gate="",
                outcome=Outcome.WARN,
                code=f"waiver_{entry.state}",
                message=f"waiver {entry.waiver.id} is {words} and waives nothing",
                fix=_WAIVER_FIXES.get(entry.state, "remove or renew it"),
            )


def _conditions(case: Counting) -> Iterator[Reason]:
    for gate, requirement in case.counting():
        for finding in gate.findings:
            if finding.acceptance.inherited:
                continue  # they are counted together
            if finding.acceptance.existing and finding.outcome in {Outcome.FAIL, Outcome.WARN}:
                yield _of_finding(8, finding, Outcome.WARN, code="existing")
            elif finding.outcome is Outcome.WARN and not finding.acceptance.waived_by:
                yield _of_finding(8, finding, Outcome.WARN)
            elif finding.outcome in {Outcome.FAIL, Outcome.WARN} and finding.acceptance.waived_by:
                yield _of_finding(8, finding, Outcome.WARN, code="waived")
            elif finding.outcome is Outcome.FAIL and requirement is Requirement.SHOULD:
                yield _of_finding(8, finding, Outcome.WARN)
        listed = [finding for finding in gate.findings if finding.outcome in {Outcome.FAIL, Outcome.WARN}]
        bare = gate.outcome is Outcome.WARN or (gate.outcome is Outcome.FAIL and requirement is Requirement.SHOULD)
        told = gate.gaps or (gate.scope is not None and gate.scope.unjudged)
        if bare and not listed and not told:
            yield Reason(rule=8, gate=gate.gate, outcome=Outcome.WARN, code=gate.outcome, message=gate.summary)


def _without_explicit_pass(case: Counting) -> Iterator[Reason]:
    for gate, requirement in case.counting():
        justified = gate.outcome is Outcome.NOT_APPLICABLE and bool(gate.justification.strip())
        if gate.outcome is not Outcome.PASS and not justified:
            yield Reason(
                rule=9,
                gate=gate.gate,
                outcome=cost(requirement, Outcome.INCONCLUSIVE),
                code="no_explicit_pass",
                message=f"the {gate.gate} gate has neither passed nor been justified as not applicable",
                fix=f"say why the {gate.gate} gate does not apply, or give it its inputs",
            )


def _of_finding(rule: int, finding: Finding, outcome: Outcome, *, code: str = "") -> Reason:
    return Reason(
        rule=rule,
        gate=finding.gate,
        outcome=outcome,
        code=code or finding.rule,
        message=finding.message,
        fix=finding.remediation,
        fingerprint=finding.fingerprint,
    )


def _dominant(outcomes: Iterable[Outcome]) -> Decision:
    worst = max((outcome.rank for outcome in outcomes), default=Outcome.PASS.rank)
    if worst == Outcome.FAIL.rank:
        return Decision.NO_GO
    if worst >= Outcome.INCONCLUSIVE.rank:
        return Decision.INCONCLUSIVE
    return Decision.CONDITIONAL if worst == Outcome.WARN.rank else Decision.GO


def _position(reason: Reason) -> tuple[int, int, str, str, str, str, str]:
    return (
        -reason.outcome.rank,
        reason.rule,
        reason.gate,
        reason.code,
        reason.message,
        reason.fix,
        reason.fingerprint,
    )
