"""The reasons of a decision, as every report lists them: those of a gate that does not block are marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.model.gate import Requirement
from engine.model.verdict import Reason, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRow:
    """A reason as reports show it, with the requirement of its gate; `gates` are those for which it was given."""

    reason: Reason
    requirement: Requirement = Requirement.MUST
    gates: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """Return in words that it does not block, empty where it may."""
        return does_not_block(self.requirement)

    @property
    def message(self) -> str:
        """Return the message, marked where it does not block."""
        return f"{self.reason.message} ({self.note})" if self.note else self.reason.message


def list_reasons(run: Run) -> tuple[ReasonRow, ...]:
    """Return the reasons of a verdict in its order: those that weigh most come first."""
    reasons = run.verdict.reasons
    counts = {gate: _requirement(run, gate) for gate in {reason.gate for reason in reasons}}
    return tuple(
        ReasonRow(reason=reason, requirement=counts[reason.gate], gates=(reason.gate,) if reason.gate else ())
        for reason in reasons
    )


def say_once(rows: Iterable[ReasonRow]) -> tuple[ReasonRow, ...]:
    """Return reasons with those as one that say the same of several gates, for people; the first keeps its place."""
    said: dict[object, ReasonRow] = {}
    for row in rows:
        key = (replace(row.reason, gate=""), row.requirement)
        known = said.get(key)
        said[key] = row if known is None else replace(known, gates=(*known.gates, *row.gates))
    return tuple(said.values())


def does_not_block(requirement: Requirement) -> str:
    """Return in words that a gate with a requirement does not block; empty for one that does."""
    return "" if requirement is Requirement.MUST else f"{requirement}: it does not block"


def _requirement(run: Run, gate: str) -> Requirement:
    """Return how much a gate counts: required twice as the stricter, and asked for by nobody as a must."""
    asked = {entry.requirement for entry in run.verdict.required if entry.gate == gate}
    return next((known for known in Requirement if known in asked), Requirement.MUST)
