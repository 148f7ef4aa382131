"""The file beside a result that `driftgate record` writes: found, its signature verified, held against the result."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.errors import InputError
from engine.jsontext.digest import JsonError, parse_json
from engine.model.measurement import Measurement, Provenance, Vouched
from engine.model.subject import Subject
from engine.signing.dsse import Envelope, open_envelope, pre_authentication
from snapshots.provenance.beside import SUFFIX, sidecar_of
from snapshots.provenance.binding import Binding, Trust, believe, lost, read_beside
from snapshots.provenance.recorded import RecordedRun, read_statement
from snapshots.redaction.redact import Redactor

_MOST = 4 * 2**20


def read_sidecar(measurement: Measurement, path: Path, trust: Trust, redactor: Redactor) -> Binding | None:
    """Return what the sidecar of a result file says of it, none without one; `redactor` cleans its texts.

    Raises InputError for one that is not believed: one of other bytes, forged, not signed where
    signatures are asked for, older than its result, or of another subject than the file itself.
    """
    sidecar = sidecar_of(path)
    if not os.path.lexists(sidecar):  # also where the name would be too long for one
        return None
    source = measurement.source + SUFFIX
    data = read_beside(sidecar, source, _MOST)
    run, signer = _read(data, source, trust)
    if run.files.get(path.name) != measurement.digest:
        others = ", ".join(map(redactor.text, sorted(run.files)[:3]))
        what = "other bytes" if path.name in run.files else f"other files ({others})"
        raise InputError(f"{source}: it is about {what}")
    provenance = believe(measurement, _cleaned(run.provenance, redactor.text), source)
    if run.claimed_by and not signer:
        raise InputError(f"{source}: a claim counts only with a signature of one of record.keys")
    provenance = replace(
        provenance,
        vouched=Vouched.SIGNED if signer and not run.claimed_by else provenance.vouched,
        by=f"{provenance.by} ({signer})" if run.claimed_by else signer,
    )
    siblings = {name: digest for name, digest in run.files.items() if name != path.name}
    gaps = lost(siblings, path.parent, source, redactor.text)
    document = parse_json(data, name=source)
    paper = data if redactor.value(document) == document else b""
    return Binding(source=source, provenance=provenance, paper=paper, gaps=gaps)


def _cleaned(told: Provenance, clean: Callable[[str], str]) -> Provenance:
    """Return what a sidecar tells without secrets: somebody else may have written it than `record`."""
    return replace(
        told,
        subject=Subject(**{name: clean(value) for name, value in told.subject.known()}),
        tool=clean(told.tool),
        version=clean(told.version),
        host=clean(told.host),
        by=clean(told.by),
    )


def ended_badly(path: Path, digest: str) -> bool:
    """Tell whether the sidecar of a result says that the run which made these very bytes ended with an error."""
    try:
        data = read_beside(sidecar_of(path), path.name, _MOST)
        document = parse_json(data, name=path.name)
        if isinstance(document, dict) and "payload" in document:
            data = open_envelope(data, name=path.name).payload
        run = read_statement(data, name=path.name)
    except InputError:
        return False
    return run.files.get(path.name) == digest and run.exit_code not in {None, 0}


def _read(data: bytes, name: str, trust: Trust) -> tuple[RecordedRun, str]:
    """Return the run that a sidecar tells of, and the id of the key that has signed it, empty without one."""
    try:
        document = parse_json(data, name=name)
    except JsonError as error:
        raise InputError(error.message) from error
    if not isinstance(document, dict) or "payload" not in document:
        if trust.asks:
            raise InputError(f"{name}: it is not signed, and {trust.asks} asks for a signature")
        return read_statement(data, name=name), ""
    envelope = open_envelope(data, name=name)
    signer = _signer(envelope, trust)
    if trust.asks and not signer:
        raise InputError(f"{name}: none of record.keys has signed it")
    return read_statement(envelope.payload, name=name), signer


def _signer(envelope: Envelope, trust: Trust) -> str:
    signed = pre_authentication(envelope.payload)
    found = (
        key.key_id
        for key in trust.keys
        for key_id, signature in envelope.signatures
        if key_id in {"", key.key_id} and key.verifies(signature, signed)
    )
    return next(found, "")
