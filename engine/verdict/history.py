"""New, known, fixed and reappeared: the findings of a verdict against those of the previous run.

History explains and never decides: it is no part of a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.model.gate import GateResult
from engine.model.history import Gone, History, Seen, Since
from engine.model.outcome import Finding, Gap
from engine.model.place import is_same_place
from engine.model.verdict import Run, Verdict

MAX_GONE = 5_000  # that are remembered, those that were seen last


def seen_since(verdict: Verdict, previous: Run | None) -> tuple[Seen, ...]:
    """Return since when the findings of a verdict are known; without a previous run all are new."""
    known = {entry.fingerprint: entry.first_seen for entry in previous.seen} if previous is not None else {}
    before = _found(previous.verdict) if previous is not None else {}
    gone = {entry.fingerprint: entry for entry in _gone(previous)}
    found = []
    for name in _found(verdict):
        since, first = Since.NEW, verdict.as_of
        if previous is not None and name in before:
            since, first = Since.KNOWN, known.get(name, previous.verdict.as_of)
        elif name in gone:
            since, first = Since.REAPPEARED, gone[name].first_seen
        found.append(Seen(fingerprint=name, since=since, first_seen=first))
    return tuple(sorted(found, key=lambda entry: entry.fingerprint))


def list_history(verdict: Verdict, previous: Run) -> History:
    """Return what has become of the findings of the previous run, and of those before it."""
    now, before = _found(verdict), _found(previous.verdict)
    known = {entry.fingerprint: entry.first_seen for entry in previous.seen}
    gates = {gate.gate: gate for gate in verdict.gates}
    went = [
        Gone(
            fingerprint=name,
            gate=finding.gate,
            severity=finding.severity.value,
            message=finding.message,
            first_seen=known.get(name, previous.verdict.as_of),
            last_seen=previous.verdict.as_of,
            fixed=_is_fixed(finding, gates),
        )
        for name, finding in before.items()
        if name not in now
    ]
    kept = [entry for entry in _gone(previous) if entry.fingerprint not in now.keys() | before.keys()]
    newest = sorted([*went, *kept], key=lambda entry: (entry.last_seen, entry.fingerprint), reverse=True)[:MAX_GONE]
    return History(
        previous=previous.run_id,
        previous_at=previous.verdict.as_of,
        gone=tuple(sorted(newest, key=lambda entry: entry.fingerprint)),
    )


def _gone(previous: Run | None) -> tuple[Gone, ...]:
    return previous.history.gone if previous is not None and previous.history is not None else ()


def _is_fixed(finding: Finding, gates: Mapping[str, GateResult]) -> bool:
    """Tell whether this run has looked at what a finding was about: only then it is proven to be gone."""
    gate = gates.get(finding.gate)
    return gate is not None and gate.evaluated > 0 and not any(_concerns(gap, finding) for gap in gate.gaps)


def _concerns(gap: Gap, finding: Finding) -> bool:
    return (not gap.types or finding.target.type in gap.types) and is_same_place(gap, finding.target)


def _found(verdict: Verdict) -> dict[str, Finding]:
    return {finding.fingerprint: finding for gate in verdict.gates for finding in gate.findings}
