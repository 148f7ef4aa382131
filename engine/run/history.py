"""The ledger looked through: runs before, and a finding by what a person types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.choice import choose, unknown
from engine.errors import InputError, UnknownIdError, UnsupportedSchemaError
from engine.evidence.bundle import RUN, read_stored_run
from engine.jsontext.earlier import read_earlier
from engine.model.history import Earlier
from engine.model.outcome import Finding
from engine.model.subject import NOBODY
from engine.model.verdict import Run, Verdict
from engine.ports import Ledger
from engine.report.view.shown import order

_SHORTEST = 4
_SEE, _DIGITS = "driftgate report latest", 12
_RUNS = 50  # that are looked through, newest first


@dataclass(frozen=True, slots=True)
class Found:
    """A finding and the newest run that has it."""

    run: Run
    finding: Finding


def find_finding(ledger: Ledger, text: str) -> Found:
    """Return the finding that `FINGERPRINT` or `RUN/FINGERPRINT` names, of the newest run that has it.

    Raises UnknownIdError when there is none or the beginning is that of several.
    """
    run, slash, beginning = text.rpartition("/")
    names = [run] if slash else [entry.run_id for entry in reversed(ledger.entries())][:_RUNS]
    if len(beginning) < _SHORTEST:
        raise UnknownIdError(f"{text!r} is too short", hint=f"give at least {_SHORTEST} digits of the fingerprint")
    newest: Run | None = None
    for name in names:
        stored = run_of(ledger, name)
        if stored is None:
            continue
        newest = newest or stored
        found = {item.fingerprint: item for item in findings_of(stored) if item.fingerprint.startswith(beginning)}
        if found:
            return Found(stored, found[choose(beginning, found, noun="finding", see=_SEE, digits=_DIGITS)])
    known = [item.fingerprint for item in sorted(findings_of(newest), key=order)] if newest is not None else []
    newest_ones = "the newest run" if len(names) == 1 else f"the newest {len(names)} runs"
    where = f"run {run}" if slash else newest_ones if names else "the ledger, which is empty"
    raise unknown(beginning, known, noun="finding", where=where, see=_SEE, digits=_DIGITS)


def find_at(ledger: Ledger, address: str) -> tuple[Run, tuple[Finding, ...]] | tuple[None, tuple[()]]:
    """Return the newest run that has findings of a resource, and these; none where no run has one."""
    for entry in list(reversed(ledger.entries()))[:_RUNS]:
        stored = run_of(ledger, entry.run_id)
        found = tuple(item for item in findings_of(stored) if item.target.address == address) if stored else ()
        if stored is not None and found:
            return stored, found
    return None, ()


def addresses_of(ledger: Ledger) -> tuple[str, ...]:
    """Return the addresses of resources with findings in the newest run that can be read, sorted."""
    names = (entry.run_id for entry in reversed(ledger.entries()))
    stored = next((run for run in (run_of(ledger, name) for name in names) if run is not None), None)
    return tuple(sorted({item.target.address for item in findings_of(stored)})) if stored is not None else ()


def run_of(ledger: Ledger, name: str) -> Run | None:
    """Return a run of the ledger; none when another version of driftgate wrote it."""
    try:
        return read_stored_run(ledger.document(name, RUN))
    except (UnsupportedSchemaError, InputError):
        return None


def _earlier(ledger: Ledger, name: str) -> Earlier | None:
    try:
        return read_earlier(ledger.document(name, RUN), name=RUN)
    except (UnsupportedSchemaError, InputError):
        return None


def findings_of(run: Run) -> Iterator[Finding]:
    """Yield the findings of all gates of a run."""
    for gate in run.verdict.gates:
        yield from gate.findings


def previous_run(ledger: Ledger, command: str, verdict: Verdict, run_id: str) -> Earlier | None:
    """Return the run of the same command about the same environment before one; without a name, of the same sources."""
    names = tuple(entry.name for entry in verdict.inputs if entry.kind == "snapshot")
    looked = 0
    for entry in reversed(ledger.entries()):
        same = (entry.environment, entry.command) == (verdict.environment, command)
        if not same or entry.run_id == run_id or entry.as_of > verdict.as_of:
            continue
        run, looked = _earlier(ledger, entry.run_id), looked + 1
        if run is not None and (verdict.environment != NOBODY or run.snapshots == names):
            return run
        if looked >= _RUNS:
            break
    return None


def newest_run(ledger: Ledger, environment: str) -> Run:
    """Return the newest run about an environment; raises UnknownIdError when there is none."""
    for run in newest_runs(ledger, environment):
        return run
    raise UnknownIdError(f"there is no run about {environment}", hint=f"make one: driftgate gate {environment}")


def newest_runs(ledger: Ledger, environment: str) -> Iterator[Run]:
    """Yield the newest run of each command about an environment, the newest of all first.

    A run that was decided for a time that somebody named comes after every other one.
    """
    seen: set[str] = set()
    newest_first = tuple(reversed(ledger.entries()))
    for entry in sorted(newest_first, key=lambda entry: entry.time_given):
        run = run_of(ledger, entry.run_id) if entry.environment == environment and entry.command not in seen else None
        if run is not None:
            seen.add(entry.command)
            yield run
