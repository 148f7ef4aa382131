"""New, known, fixed and reappeared: the findings of a verdict against those of the previous run.

History explains and never decides: it is no part of a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.model.gate import GateResult
from engine.model.history import Earlier, Gone, History, Seen, Since
from engine.model.outcome import Finding, FindingStatus, Gap
from engine.model.place import is_same_place
from engine.model.verdict import Verdict

MAX_GONE = 5_000  # that are remembered, those that were seen last


def seen_since(verdict: Verdict, previous: Earlier | None) -> tuple[Seen, ...]:
    """Return since when the findings of a verdict are known; without a previous run all are new."""
    gone = {entry.fingerprint: entry for entry in previous.gone} if previous is not None else {}
    found = []
    for name in _found(verdict):
        since, first = Since.NEW, verdict.as_of
        if previous is not None and name in previous.findings:
            since, first = Since.KNOWN, previous.first_seen.get(name, previous.as_of)
        elif name in gone:
            since, first = Since.REAPPEARED, gone[name].first_seen
        found.append(Seen(fingerprint=name, since=since, first_seen=first))
    return tuple(sorted(found, key=lambda entry: entry.fingerprint))


def list_history(verdict: Verdict, previous: Earlier) -> History:
    """Return what has become of the findings of the previous run, and of those before it."""
    now, before = _found(verdict), previous.findings
    looked = _Looked(
        gates={gate.gate: gate for gate in verdict.gates},
        elsewhere=not previous.sources <= {source for entry in verdict.inputs for source in entry.sources},
    )
    went = [_went(before[name], previous, looked) for name in before if name not in now]
    kept = [entry for entry in previous.gone if entry.fingerprint not in now and entry.fingerprint not in before]
    newest = sorted([*went, *kept], key=lambda entry: (entry.last_seen, entry.fingerprint), reverse=True)[:MAX_GONE]
    return History(
        previous=previous.run_id,
        previous_at=previous.as_of,
        gone=tuple(sorted(newest, key=lambda entry: entry.fingerprint)),
        previous_decision=previous.decision,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What a run has looked at: its gates, and whether it was `elsewhere` than the run before it."""

    gates: Mapping[str, GateResult]
    elsewhere: bool

    def at(self, finding: Finding) -> bool:
        """Tell whether it has looked at what a finding was about: only then that is proven to be gone."""
        gate = self.gates.get(finding.gate)
        if gate is None or not gate.evaluated or any(_concerns(gap, finding) for gap in gate.gaps):
            return False
        return finding.status is FindingStatus.MEASURED or not self.elsewhere


def _went(finding: Finding, previous: Earlier, looked: _Looked) -> Gone:
    return Gone(
        fingerprint=finding.fingerprint,
        gate=finding.gate,
        severity=finding.severity.value,
        message=finding.message,
        first_seen=previous.first_seen.get(finding.fingerprint, previous.as_of),
        last_seen=previous.as_of,
        fixed=looked.at(finding),
    )


def _concerns(gap: Gap, finding: Finding) -> bool:
    return (not gap.types or finding.target.type in gap.types) and is_same_place(gap, finding.target)


def _found(verdict: Verdict) -> dict[str, Finding]:
    return {finding.fingerprint: finding for gate in verdict.gates for finding in gate.findings}
