"""From material to the last line on the screen: assess, decide, keep, render."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cli import exit_codes
from cli.findings import previous_run
from cli.options import DecidingOptions, OutputFormat, OutputOptions, ReportOptions
from cli.ownership import check_ownership
from cli.terminal import colored, message, result
from cli.wiring import Workspace, renderer, version
from engine.codec import encode
from engine.errors import EngineError
from engine.model.verdict import Decision, NextStep, Run, Verdict
from engine.pipeline import Material, Plan, assess, conclude
from engine.ports import PolicyEvaluator
from engine.report.interface import ReportKind
from engine.report.view import is_open, order

_STDOUT = {OutputFormat.JSON: ReportKind.JSON, OutputFormat.GITHUB: ReportKind.GITHUB}


def decide_and_tell(
    common: DecidingOptions,
    workspace: Workspace,
    plan: Plan,
    material: Material,
    evaluators: Sequence[PolicyEvaluator] = (),
    resume: Sequence[NextStep] = (),
) -> int:
    """Decide, append the run to the ledger, print it, write its reports, and return the exit code.

    `resume` is how to go on with what was interrupted: that comes before every other next step.
    """
    check_ownership()
    now = common.clock().now()
    assessed = assess(plan, workspace.comparable(material), evaluators, workspace.collecting.schema, now)
    run = conclude(
        assessed,
        plan,
        now,
        tool=version(),
        exit_code=lambda decision: exit_codes.of(decision, report_only=common.report_only),
        next_steps=lambda verdict, run_id: (*resume, *next_steps(verdict, run_id)),
        previous=lambda verdict, run_id: previous_run(workspace.ledger, plan.command, verdict, run_id),
    )
    documents = {**assessed.documents, "run.json": encode(run)}
    workspace.ledger.append(run.run_id, plan.command, run.verdict, documents)
    tell(common, run)
    return run.exit_code


def tell(common: OutputOptions, run: Run) -> None:
    """Print a run in the chosen format and write every report that was asked for."""
    write_reports(common, run)
    kind = _STDOUT.get(common.format)
    if kind is None:
        from engine.report.text import render  # noqa: PLC0415 - only the chosen format is loaded

        result(render(run, color=colored(common.color, sys.stdout, os.environ)))  # noqa: TID251 - colours follow the environment
    else:
        result(renderer(kind)(run))
    if common.format is OutputFormat.GITHUB:
        _step_summary(run)


def write_reports(common: ReportOptions, run: Run, *, suffix: str = "") -> None:
    """Write every report that was asked for and say so; `suffix` goes to the names of the files."""
    for wanted, given in common.reports:
        path = given.with_name(f"{given.stem}{suffix}{given.suffix}")
        write_report(wanted, path, run)
        if not common.quiet:
            message(f"wrote {wanted} report: {path}")


def write_report(kind: ReportKind, path: Path, run: Run) -> None:
    """Write a report; raises EngineError when the file cannot be written."""
    text = renderer(kind)(run)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise EngineError(f"cannot write {path}: {error.strerror}", hint="choose another path for --report") from error


def next_steps(verdict: Verdict, run_id: str) -> tuple[NextStep, ...]:
    """Return what a person would type next after a verdict."""
    steps = []
    worst = min((item for gate in verdict.gates for item in gate.findings if is_open(item)), key=order, default=None)
    if worst is not None and verdict.decision is not Decision.GO:
        steps.append(
            NextStep(
                command=f"driftgate explain {worst.fingerprint[:8]}",
                why="all about the worst finding, with how to close or to waive it",
            )
        )
    if verdict.decision is not Decision.GO:
        steps.append(
            NextStep(
                command=f"driftgate report {run_id} --report html=report.html",
                why="read all of it with what to do about each finding",
            )
        )
    if verdict.decision in {Decision.GO, Decision.CONDITIONAL}:
        steps.append(
            NextStep(
                command=f"driftgate evidence export {run_id} -o evidence.zip",
                why="keep the evidence for an auditor",
            )
        )
    return tuple(steps)


def with_exit_code(run: Run, *, report_only: bool) -> Run:
    """Return a stored run with the exit code that it has under today's options."""
    return replace(run, exit_code=exit_codes.of(run.verdict.decision, report_only=report_only))


def _step_summary(run: Run) -> None:
    target = os.environ.get("GITHUB_STEP_SUMMARY")  # noqa: TID251 - set by GitHub's runner
    if target:
        from engine.report.github import step_summary  # noqa: PLC0415 - only there

        try:
            with Path(target).open("a", encoding="utf-8") as stream:
                stream.write(step_summary(run))
        except OSError as error:
            message(f"cannot write the step summary: {error.strerror}")
