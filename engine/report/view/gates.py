"""Every gate that there is, asked for or not: what nobody asked is said, and not left out."""

from __future__ import annotations

from dataclasses import dataclass

from engine.gates.table import BY_NAME
from engine.model.gate import Requirement
from engine.model.outcome import Outcome
from engine.model.verdict import Decision, Run
from engine.report.view.folding import join_names, name_some
from engine.report.view.reasons import does_not_block
from engine.report.view.shown import gate_word

NOT_ASKED = "not asked for"
_UNFIT = 3  # the rule of the decision about evidence
_UNFIT_WORDS = {
    "stale": "what it judged is stale",
    "expired": "what it judged is too old",
    "unbound": "what it judged is not bound to this verdict",
}


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
    unfit = _list_unfit(run)
    required = {entry.gate: entry.requirement for entry in run.verdict.required}
    rows = []
    for name in (*BY_NAME, *(name for name in found if name not in BY_NAME)):
        if name in found:
            gate = found[name]
            # What did not pass says itself why.
            doubt = unfit.get(name, "") if gate.outcome in {Outcome.PASS, Outcome.WARN} else ""
            rows.append(
                GateRow(
                    name=name,
                    word=str(Outcome.INCONCLUSIVE) if doubt else gate_word(gate),
                    why=f"{doubt}; {gate.summary}" if doubt else gate.summary,
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


def _list_unfit(run: Run) -> dict[str, str]:
    """Return why the evidence of a gate proves nothing, by its name, as far as the decision and not the gate says it.

    A gate judges what it was given; that it was too old, or not what is judged, only the decision tells (rule 3). One
    that is shown as passed beside that would be read as a proof.
    """
    said: dict[str, list[str]] = {}
    for reason in run.verdict.reasons:
        if reason.rule == _UNFIT and reason.code in _UNFIT_WORDS:
            said.setdefault(reason.gate, []).append(_UNFIT_WORDS[reason.code])
    return {gate: ", ".join(dict.fromkeys(words)) for gate, words in said.items()}


def name_part(run: Run) -> str:
    """Return which gates a verdict is from, in words; nothing for one from all of them."""
    rows = list_gates(run)
    asked = [row.name for row in rows if row.asked]
    if len(asked) == len(rows):
        return ""
    return f"{name_some(asked)}: {len(asked)} of {len(rows)} gates" if asked else "no gate"


def say_proven(run: Run) -> str:
    """Return what a GO rests on, in a sentence; nothing for another decision, which has reasons."""
    if run.verdict.decision is not Decision.GO:
        return ""
    rows = [row for row in list_gates(run) if row.asked]
    passed = [row.name for row in rows if not row.justification]
    excused = [f"{row.name} ({row.justification})" for row in rows if row.justification]
    said = f"{join_names(passed)} passed" if passed else "no gate applied"
    said += f"; not applicable: {', '.join(excused)}" if excused else ""
    coverage = run.verdict.coverage
    lists = f", {coverage.lists_complete} of {coverage.lists_expected} lists whole" if coverage.lists_expected else ""
    return f"{said}. {coverage.resources} resources were read{lists}; nothing failed, and no condition is open."
