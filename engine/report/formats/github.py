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
from engine.text import github_data, github_property

MAX_ANNOTATIONS = 10
MAX_SUMMARY = 900 * 1024


def render(run: Run) -> str:
    """Return annotations for the worst findings and gaps, then the text report in a group."""
    return "\n".join([*_annotations(run), "::group::driftgate", text.render(run).rstrip(), "::endgroup::"]) + "\n"


def step_summary(run: Run) -> str:
    """Return the Markdown of the step summary, at most 900 KiB in UTF-8."""
    # A character takes at most four bytes.
    return bounded(run, MAX_SUMMARY // 4)


def outputs(run: Run) -> str:
    """Return the outputs of a step, `decision`, `exit_code` and `run_id`, as the file of GITHUB_OUTPUT has them."""
    return "".join(f"{name}={value}\n" for name, value in list_variables(run).items())


def _annotations(run: Run) -> Iterator[str]:
    open_ones = [finding for finding in list_findings(run) if is_open(finding)]
    worst = [finding for finding in open_ones if finding.outcome is not Outcome.WARN]
    warnings = [finding for finding in open_ones if finding.outcome is Outcome.WARN]
    yield from (_annotation("error", finding) for finding in worst[: MAX_ANNOTATIONS - 1])
    decision = run.verdict.decision
    if decision in {Decision.NO_GO, Decision.INCONCLUSIVE}:
        rest = f"{say_counts(run)}; run {run.run_id}"
        yield f"::error title={github_property(f'driftgate {decision}')}::{github_data(rest)}"
    yield from (_annotation("warning", finding) for finding in warnings[:MAX_ANNOTATIONS])
    for cause in group_gaps(list_gaps(run))[:MAX_ANNOTATIONS]:
        title = github_property(f"not proven: {cause.where}")
        yield f"::notice title={title}::{github_data(f'{cause.detail}. {cause.gap.fix}'.rstrip())}"


def _annotation(kind: str, finding: Finding) -> str:
    file, _, line = finding.target.location.partition(":")
    place = f",file={github_property(file)},line={github_property(line.partition(':')[0] or '1')}" if file else ""
    title = github_property(f"{finding.rule} ({finding.severity})")
    return f"::{kind} title={title}{place}::{github_data(f'{finding.message} [{short_id(finding)}]')}"
