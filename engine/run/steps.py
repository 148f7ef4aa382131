"""What a person would type next after a verdict."""

from __future__ import annotations

from engine.model.verdict import Decision, NextStep, Verdict
from engine.report.view.shown import is_open, order


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
