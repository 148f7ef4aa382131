"""Types that no policy judges: one condition while somebody may still answer for them, and no proof afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from engine.model.outcome import Outcome
from engine.model.policy import PolicyScope, TypeScope
from engine.model.verdict import Condition, Reason
from engine.verdict.counting import Counting, cost

_CODE = "unjudged"
_NAMED = 3  # types that a reason names, those of the most resources; the scope of the gate has all
_OPEN = "name who answers for them until when, under gates.policy.unjudged, or why not, under gates.policy.outside"
_OVER = "write policies for them, or name them under gates.policy.outside with a reason"


def find_unjudged(case: Counting, now: datetime) -> Iterator[Reason]:
    """Yield a reason for each gate with types that no policy judges: rule 8, or 1 when their time is over."""
    for gate, requirement in case.counting():
        scope = gate.scope
        if scope is None or not scope.unjudged:
            continue
        over = scope.until is None or now >= scope.until
        yield Reason(
            rule=1 if over else 8,
            gate=gate.gate,
            outcome=cost(requirement, Outcome.INCONCLUSIVE) if over else Outcome.WARN,
            code=_CODE,
            message=f"{_say(scope)}{'; the time to answer for them is over' if over else ''}",
            fix=_OVER if scope.owner or over else _OPEN,
        )


def list_unjudged(case: Counting) -> Iterator[Condition]:
    """Yield the condition of each gate with types that no policy judges."""
    for gate, _ in case.counting():
        if gate.scope is not None and gate.scope.unjudged:
            yield Condition(owner=gate.scope.owner, due=gate.scope.until, closes=_CODE, message=_say(gate.scope))


def _say(scope: PolicyScope) -> str:
    number = _sum(scope.unjudged)
    whole = _sum((*scope.judged, *scope.settled, *scope.unjudged, *scope.new))
    most_first = sorted(scope.unjudged, key=lambda row: (-row.resources, row.type))
    names = [f"{row.type} ({row.resources})" for row in most_first]
    more = f" and {len(names) - _NAMED} more types" if len(names) > _NAMED else ""
    return f"no policy judges {number} of {whole} resources: {', '.join(names[:_NAMED])}{more}"


def _sum(rows: Iterable[TypeScope]) -> int:
    return sum(row.resources for row in rows)
