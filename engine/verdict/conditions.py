"""The open conditions of a verdict: who answers for what until when, and the check that closes it."""

from __future__ import annotations

from collections.abc import Iterable

from engine.model.gate import Requirement
from engine.model.outcome import GapReason, Outcome
from engine.model.subject import Base
from engine.model.verdict import Adoption, Condition
from engine.model.waiver import AppliedWaiver, WaiverState
from engine.verdict.counting import Counting
from engine.verdict.inherited import list_inherited
from engine.verdict.unjudged import list_unjudged


def list_conditions(
    case: Counting, waivers: Iterable[AppliedWaiver], adoption: Adoption | None, base: Base | None
) -> tuple[Condition, ...]:
    """Return the open conditions of an assessment, sorted; `base` is what a change is held against."""
    conditions = {
        Condition(
            owner=entry.waiver.owner,
            due=entry.waiver.expires,
            closes=entry.waiver.rule or entry.waiver.fingerprint,
            message=f"waiver {entry.waiver.id}: {entry.waiver.reason}",
        )
        for entry in waivers
        if entry.state is WaiverState.VALID
    }
    unbound = any(gap.reason is GapReason.UNBOUND for gate, _ in case.counting() for gap in gate.gaps)
    if adoption is not None and unbound:
        said = f"results name no subject: {adoption.reason}"
        conditions.add(Condition(owner=adoption.owner, due=adoption.until, closes="unbound", message=said))
    conditions.update(list_unjudged(case))
    conditions.update(list_inherited(case, base))
    for gate, requirement in case.counting():
        for finding in gate.findings:
            soft = finding.outcome is Outcome.WARN or requirement is Requirement.SHOULD or finding.acceptance.existing
            if soft and not finding.acceptance.waived_by and not finding.acceptance.inherited:
                known = finding.acceptance
                conditions.add(
                    Condition(owner=known.owner, due=known.until, closes=finding.rule, message=finding.message)
                )
    return tuple(sorted(conditions, key=repr))
