"""GitHub Actions: workflow commands on stdout, the step summary, and the outputs of the step.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions. Ten annotations of a kind are shown a
step; a summary of more than 1 MiB is dropped whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.outcome import Finding, Outcome
from engine.model.verdict import Decision, Run
from engine.report.formats import text
from engine.report.formats.dotenv import list_variables
from engine.report.formats.markdown import bounded
from engine.report.view.counts import say_counts
from engine.report.view.gap_groups import group_gaps
from engine.report.view.shown import is_open, list_findings, list_gaps, short_id
from engine.text import Harmless, joined, lines, workflow_command

MAX_ANNOTATIONS = 10
MAX_SUMMARY = 900 * 1024


def render(run: Run) -> Harmless:
    """Return annotations for the worst findings and gaps, then the text report in a group."""
    group, end = workflow_command("group", "driftgate"), workflow_command("endgroup", "")
    return joined([*_annotations(run), group, text.render(run), end])


def step_summary(run: Run) -> Harmless:
    """Return the Markdown of the step summary, at most 900 KiB in UTF-8."""
    # A character takes at most four bytes.
    return bounded(run, MAX_SUMMARY // 4)


def outputs(run: Run) -> Harmless:
    """Return the outputs of a step, `decision`, `exit_code` and `run_id`, as the file of GITHUB_OUTPUT has them."""
    return lines(f"{name}={value}" for name, value in list_variables(run).items())


def _annotations(run: Run) -> Iterator[Harmless]:
    open_ones = [finding for finding in list_findings(run) if is_open(finding)]
    worst = [finding for finding in open_ones if finding.outcome is not Outcome.WARN]
    warnings = [finding for finding in open_ones if finding.outcome is Outcome.WARN]
    yield from (_annotation("error", finding) for finding in worst[: MAX_ANNOTATIONS - 1])
    decision = run.verdict.decision
    if decision in {Decision.NO_GO, Decision.INCONCLUSIVE}:
        rest = f"{say_counts(run)}; run {run.run_id}"
        yield workflow_command("error", rest, title=f"driftgate {decision}")
    yield from (_annotation("warning", finding) for finding in warnings[:MAX_ANNOTATIONS])
    for cause in group_gaps(list_gaps(run))[:MAX_ANNOTATIONS]:
        told = f"{cause.detail}. {cause.gap.fix}".rstrip()
        yield workflow_command("notice", told, title=f"not proven: {cause.where}")


def _annotation(kind: str, finding: Finding) -> Harmless:
    file, _, line = finding.target.location.partition(":")
    at = (line.partition(":")[0] or "1") if file else ""
    title, told = f"{finding.rule} ({finding.severity})", f"{finding.message} [{short_id(finding)}]"
    return workflow_command(kind, told, title=title, file=file, line=at)
