"""How much of what a run found there is: counted once, so that all formats say the same numbers."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.outcome import Outcome
from engine.model.verdict import Run
from engine.report.view.gap_groups import group_gaps
from engine.report.view.shown import distinct_findings, is_open, list_gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Findings of a run, by how they count, and the causes for which something is not proven.

    `failing` and `warning` are neither waived nor in the baseline (`existing`), nor there before the change that is
    judged (`inherited`); `broken` are those of a check that could not be made.
    """

    findings: int
    failing: int
    warning: int
    broken: int
    waived: int
    existing: int
    inherited: int
    unproven: int


def say_counts(run: Run) -> str:
    """Return the counts of a run in words: `29 findings, 21 failing, 0 waived, 1 unproven`."""
    told = count(run)
    said = f"{told.findings} finding{'' if told.findings == 1 else 's'}, {told.failing} failing"
    said += f", {told.broken} not checked" if told.broken else ""
    said += f", {told.waived} waived, {told.unproven} unproven"
    said += f", {told.existing} in the baseline" if told.existing else ""
    return f"{said}, {told.inherited} there before the change" if told.inherited else said


def count(run: Run) -> Counts:
    """Return the counts of a run."""
    found = distinct_findings(run)
    own = [finding for finding in found if not finding.acceptance.inherited]
    outcomes = [finding.outcome for finding in found if is_open(finding)]
    return Counts(
        findings=len(found),
        failing=outcomes.count(Outcome.FAIL),
        warning=outcomes.count(Outcome.WARN),
        broken=len(outcomes) - outcomes.count(Outcome.FAIL) - outcomes.count(Outcome.WARN),
        waived=sum(1 for finding in own if finding.acceptance.waived_by),
        existing=sum(1 for finding in own if finding.acceptance.existing and not finding.acceptance.waived_by),
        inherited=len(found) - len(own),
        unproven=len(group_gaps(list_gaps(run))),
    )
