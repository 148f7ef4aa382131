"""What a change has not brought: findings that its base has as well. They are counted, and never gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.gates.inherited import can_be_inherited
from engine.model.gate import GateResult
from engine.model.outcome import Finding, Outcome, Severity
from engine.model.subject import Base
from engine.model.verdict import Condition, Reason
from engine.verdict.counting import Counting

_CODE = "inherited"
_FIX = "they are the environment's and not the change's: a gate without --since judges them"


def keep_inherited(gates: Iterable[GateResult], base: Base | None) -> tuple[GateResult, ...]:
    """Return the gates without `inherited` on what a base cannot excuse: without one, and what is not proven."""
    return tuple(replace(gate, findings=tuple(_kept(finding, base) for finding in gate.findings)) for gate in gates)


def find_inherited(case: Counting, base: Base | None) -> Iterator[Reason]:
    """Yield one reason for all that each gate has found and the base has too."""
    for gate, said in _counted(case, base):
        yield Reason(rule=8, gate=gate, outcome=Outcome.WARN, code=_CODE, message=said, fix=_FIX)


def list_inherited(case: Counting, base: Base | None) -> Iterator[Condition]:
    """Yield one condition for all that each gate has found and the base has too."""
    for _, said in _counted(case, base):
        yield Condition(owner="", due=None, closes=_CODE, message=said)


def _kept(finding: Finding, base: Base | None) -> Finding:
    if not finding.acceptance.inherited or (base is not None and can_be_inherited(finding)):
        return finding
    return replace(finding, acceptance=replace(finding.acceptance, inherited=False))


def _counted(case: Counting, base: Base | None) -> Iterator[tuple[str, str]]:
    if base is None:
        return
    for gate, _ in case.counting():
        found = [finding.severity for finding in gate.findings if finding.acceptance.inherited]
        if found:
            each = ", ".join(f"{found.count(severity)} {severity}" for severity in Severity if severity in found)
            many = "1 finding was" if len(found) == 1 else f"{len(found)} findings were"
            yield gate.gate, f"{many} there before the change, at {base.short}: {each}"
