"""How much each gate of an assessment counts."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.gate import GateResult, Requirement
from engine.model.outcome import Outcome
from engine.model.verdict import Assessment

_STRICTEST = (Requirement.MUST, Requirement.SHOULD, Requirement.INFO)


class Counting:
    """The gates of an assessment with how much each of them counts."""

    def __init__(self, assessment: Assessment, gates: tuple[GateResult, ...]) -> None:
        """Take the gates; where one is required twice, the stricter requirement counts."""
        self.gates = gates
        self.required: dict[str, Requirement] = {}
        for entry in assessment.required:
            known = self.required.get(entry.gate, Requirement.INFO)
            self.required[entry.gate] = min(known, entry.requirement, key=_STRICTEST.index)

    def requirement(self, gate: str) -> Requirement:
        """Return the requirement of the configuration; a result that nobody asked for counts as a must."""
        return self.required.get(gate, Requirement.MUST)

    def counting(self) -> Iterator[tuple[GateResult, Requirement]]:
        """Yield the gates that can change the decision."""
        for gate in self.gates:
            requirement = self.requirement(gate.gate)
            if requirement is not Requirement.INFO:
                yield gate, requirement


def cost(requirement: Requirement, outcome: Outcome) -> Outcome:
    """Return what an outcome costs: a `should` gate opens a condition where a `must` gate blocks."""
    return outcome if requirement is Requirement.MUST else Outcome.WARN
