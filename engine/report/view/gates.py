"""Every gate that there is, asked for or not: what nobody asked is said, and not left out."""

from __future__ import annotations

from dataclasses import dataclass

from engine.gates.table import BY_NAME
from engine.model.gate import Requirement
from engine.model.verdict import Run
from engine.report.view.reasons import does_not_block
from engine.report.view.shown import gate_word

NOT_ASKED = "not asked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """A gate as reports show it: `word` is its outcome in words, `why` the reason of it."""

    name: str
    word: str
    why: str = ""
    requirement: Requirement = Requirement.MUST
    justification: str = ""
    asked: bool = True

    @property
    def note(self) -> str:
        """Return in words that the gate does not block; empty for one that does, or that nobody asked for."""
        return does_not_block(self.requirement) if self.asked else ""


def list_gates(run: Run) -> tuple[GateRow, ...]:
    """Return a row for every gate that there is, in their one order, and for others that the verdict has."""
    found = {gate.gate: gate for gate in run.verdict.gates}
    required = {entry.gate: entry.requirement for entry in run.verdict.required}
    rows = []
    for name in (*BY_NAME, *(name for name in found if name not in BY_NAME)):
        if name in found:
            gate = found[name]
            rows.append(
                GateRow(
                    name=name,
                    word=gate_word(gate),
                    why=gate.summary,
                    requirement=gate.requirement,
                    justification=gate.justification,
                )
            )
        elif name in required:
            rows.append(
                GateRow(name=name, word="no result", why="it was given nothing to judge", requirement=required[name])
            )
        else:
            rows.append(GateRow(name=name, word=NOT_ASKED, asked=False))
    return tuple(rows)


def name_part(run: Run) -> str:
    """Return which gates a verdict is from, in words; nothing for one from all of them."""
    rows = list_gates(run)
    asked = [row.name for row in rows if row.asked]
    if len(asked) == len(rows):
        return ""
    return f"{', '.join(asked)} only" if asked else "no gate"
