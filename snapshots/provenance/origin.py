"""Where a result comes from: what stands beside it is read, and binds it where all that counts agrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import InputError
from engine.model.measurement import Measurement, Vouched
from engine.model.outcome import Gap, GapReason
from engine.model.subject import Subject
from snapshots.provenance.attestation import read_attestations
from snapshots.provenance.beside import SUFFIX
from snapshots.provenance.binding import Trust, agreed, gap
from snapshots.provenance.sidecar import read_sidecar
from snapshots.redaction.redact import Redactor


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A measurement with its origin, and the papers that bind it: the bytes of sidecars and attestations."""

    measurement: Measurement
    papers: tuple[bytes, ...] = ()


def bind(measurement: Measurement, path: Path, trust: Trust, redactor: Redactor) -> Bound:
    """Return a measurement with what the sidecar and the attestations of its file say.

    Without either it says only what is in the file itself. What is not believed binds nothing and is a gap; so are two
    that differ, which bind nothing either. Attestations that nobody trusted has signed count as none, which is told
    only where nothing else binds the result. `redactor` cleans the texts that are carried.
    """
    try:
        sidecar = read_sidecar(measurement, path, trust, redactor)
    except InputError as error:
        source = measurement.source + SUFFIX
        refused = gap(GapReason.FOREIGN, source, _detail(error, source), "record the run again")
        return Bound(measurement=_with(measurement, redactor, refused))
    found = read_attestations(measurement, path, trust, redactor)
    bindings = ([sidecar] if sidecar is not None else []) + list(found.bindings)
    if not bindings:
        if trust.asks:  # what only says it of itself is not signed either
            told = replace(measurement.provenance, subject=Subject(), vouched=Vouched.NOBODY)
            measurement = replace(measurement, provenance=told)
        return Bound(measurement=_with(measurement, redactor, *(found.gaps or found.uncounted)))
    try:
        provenance = agreed(bindings)
    except InputError as error:
        differ = gap(GapReason.FOREIGN, measurement.source, error.message, "keep the one that is true")
        return Bound(measurement=_with(measurement, redactor, *found.gaps, differ))
    gaps = (*found.gaps, *(told for binding in bindings for told in binding.gaps))
    return Bound(
        measurement=_with(replace(measurement, provenance=provenance), redactor, *gaps),
        papers=tuple(binding.paper for binding in bindings if binding.paper),
    )


def _with(measurement: Measurement, redactor: Redactor, *gaps: Gap) -> Measurement:
    """Return a measurement with further gaps, whose words are those of what stands beside it."""
    told = (replace(entry, detail=redactor.text(entry.detail)) for entry in gaps)
    return replace(measurement, gaps=(*measurement.gaps, *told))


def _detail(error: InputError, source: str) -> str:
    return error.message.removeprefix(f"{source}: ")
