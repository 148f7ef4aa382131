"""The code that closes findings of a stored run, made of the snapshots that the ledger keeps of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.findings.catalogue import MISSING
from engine.findings.closing import Closed, Closing
from engine.jsontext.codec import decode
from engine.model.drift import DRIFT, PARITY, DriftReport, Renamed
from engine.model.outcome import Finding
from engine.model.snapshot import Snapshot
from engine.model.verdict import Run
from engine.ports import Ledger
from engine.provider.port import Provider
from engine.run.history import findings_of

# What gives way to what; the candidate is what is intended, else what is there, as the parity gate takes it.
_SIDES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    DRIFT: (("desired",), ("observed",)),
    PARITY: (("desired", "observed"), ("reference",)),
}


def close_by_code(ledger: Ledger, run: Run, findings: Sequence[Finding], provider: Provider) -> Closed:
    """Return the code that closes findings of a run, and why no code closes the others.

    Raises StoreError, and InputError where another version of driftgate wrote what the ledger keeps.
    """
    closed = Closed()
    for gate in dict.fromkeys(finding.gate for finding in findings):
        ours, theirs = _SIDES.get(gate, ((), ()))
        closing = Closing(
            gate=gate,
            ours=_snapshot(ledger, run, ours),
            theirs=_snapshot(ledger, run, theirs),
            provider=provider,
            renamed=_renamed(ledger, run) if gate == PARITY else (),
            missing=frozenset(item.target.address for item in findings_of(run) if item.rule == MISSING.id),
        )
        found = closing.close(finding for finding in findings if finding.gate == gate)
        closed.blocks += found.blocks
        closed.refused += found.refused
    return closed


def _snapshot(ledger: Ledger, run: Run, names: Sequence[str]) -> Snapshot | None:
    """Return the first snapshot of some names that the run has."""
    kept = ledger.entry(run.run_id).documents
    name = next((file for name in names if (file := f"snapshots/{name}.json") in kept), "")
    return decode(ledger.document(run.run_id, name), Snapshot, name=name) if name else None


def _renamed(ledger: Ledger, run: Run) -> tuple[Renamed, ...]:
    name = f"reports/{PARITY}-report.json"
    if name not in ledger.entry(run.run_id).documents:
        return ()
    return decode(ledger.document(run.run_id, name), DriftReport, name=name).renamed
