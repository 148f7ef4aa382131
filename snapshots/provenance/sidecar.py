"""The file beside a result that says where it comes from: found, held against the result, its signature verified."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import BundleFormatError, InputError
from engine.jsontext.digest import JsonError, digest_bytes, parse_json
from engine.model.measurement import Measurement, Provenance, Vouched
from engine.model.outcome import Gap, GapReason
from engine.model.subject import RELEASE, Subject, shared
from engine.signing.dsse import Envelope, open_envelope, pre_authentication
from snapshots.provenance.recorded import RecordedRun, read_statement

if TYPE_CHECKING:
    from engine.signing.keys import TrustedKey

SUFFIX = ".driftgate.json"
_MOST = 4 * 2**20
_MOST_OF_A_RESULT = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose signatures count; without a key none is asked for, and none is verified."""

    keys: Sequence[TrustedKey] = ()


def sidecar_of(path: Path) -> Path:
    """Return where the sidecar of a result stands."""
    return path.with_name(path.name + SUFFIX)


def is_sidecar(path: Path) -> bool:
    """Tell whether a file is a sidecar by its name; none is a result."""
    return path.name.endswith(SUFFIX)


def bind(measurement: Measurement, path: Path, trust: Trust) -> tuple[Measurement, bytes | None]:
    """Return a measurement with what the sidecar of its file says, and the bytes of that.

    Without a sidecar the measurement says only what is in the file itself, and there are no bytes.

    A sidecar that is not believed binds nothing and is a gap: one of other bytes, forged, not signed where signatures
    are asked for, older than its result, or of another subject than the file itself.
    """
    sidecar = sidecar_of(path)
    if not os.path.lexists(sidecar):  # also where the name would be too long for one
        if trust.keys:  # what only says it of itself is not signed either
            told = replace(measurement.provenance, subject=Subject(), vouched=Vouched.NOBODY)
            measurement = replace(measurement, provenance=told)
        return measurement, None
    source = measurement.source + SUFFIX
    try:
        data = _bytes(sidecar, source)
        run, verified = _read(data, source, trust)
        provenance = _believed(measurement, run, path.name, verified)
        gaps = _siblings(run, path, source)
    except (InputError, BundleFormatError) as error:
        gap = _gap(GapReason.FOREIGN, source, error.message.removeprefix(f"{source}: "), "record the run again")
        return replace(measurement, gaps=(*measurement.gaps, gap)), None
    return replace(measurement, provenance=provenance, gaps=(*measurement.gaps, *gaps)), data


def _bytes(path: Path, name: str) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST:
            raise InputError(f"{name}: not a file of at most {_MOST} bytes")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from error


def _read(data: bytes, name: str, trust: Trust) -> tuple[RecordedRun, str]:
    """Return the run that a sidecar tells of, and the id of the key that has signed it, empty without one."""
    try:
        document = parse_json(data, name=name)
    except JsonError as error:
        raise InputError(error.message) from error
    if not isinstance(document, dict) or "payload" not in document:
        if trust.keys:
            raise InputError(f"{name}: it is not signed, and record.keys asks for a signature")
        return read_statement(data, name=name), ""
    envelope = open_envelope(data, name=name)
    signer = _signer(envelope, trust)
    if trust.keys and not signer:
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


def _believed(measurement: Measurement, run: RecordedRun, name: str, signer: str) -> Provenance:
    """Return the provenance that a sidecar gives a result; raises InputError for one that does not fit it."""
    itself = measurement.provenance
    if run.files.get(name) != measurement.digest:
        what = "other bytes" if name in run.files else f"other files ({', '.join(sorted(run.files)[:3])})"
        raise InputError(f"{measurement.source}{SUFFIX}: it is about {what}")
    told_at = measurement.measured_at
    if told_at is not None and run.began is not None and not run.claimed_by and told_at.is_before(run.began):
        raise InputError(
            f"{measurement.source}{SUFFIX}: the result was measured at {told_at}, before the run began that it is said "
            "to be of; results that were made elsewhere are claimed: driftgate record --attach"
        )
    if measurement.measured_at is not None and run.ended is not None and measurement.measured_at.is_after(run.ended):
        raise InputError(
            f"{measurement.source}{SUFFIX}: it ended before the result was measured, at {measurement.measured_at}"
        )
    different = shared(itself.subject, run.subject, (*RELEASE, "environment"))[1]
    if different:
        both = f"{getattr(run.subject, different[0])}, and the result of {getattr(itself.subject, different[0])}"
        raise InputError(f"{measurement.source}{SUFFIX}: it speaks of the {different[0]} {both}")
    if run.claimed_by and not signer:
        raise InputError(f"{measurement.source}{SUFFIX}: a claim counts only with a signature of one of record.keys")
    told = run.provenance
    subject = {name: value or getattr(itself.subject, name) for name, value in _fields(told.subject)}
    return replace(
        told,
        subject=Subject(**subject),
        tool=itself.tool or told.tool,
        version=itself.version or (told.version if itself.tool in {"", told.tool} else ""),
        vouched=Vouched.SIGNED if signer and not run.claimed_by else told.vouched,
        by=f"{run.claimed_by} ({signer})" if run.claimed_by else signer,
    )


def _fields(subject: Subject) -> list[tuple[str, str]]:
    return [(name, getattr(subject, name)) for name in (*RELEASE, "environment")]


def _siblings(run: RecordedRun, path: Path, source: str) -> list[Gap]:
    """Return what the run has made beside a result and is not that any more: with it a failure may have gone."""
    others = {name: path.parent / name for name in sorted(run.files) if name != path.name}
    gone = [name for name, other in others.items() if not other.exists()]
    changed = [name for name, other in others.items() if name not in gone and not _is_still(other, run.files[name])]
    found = []
    for names, reason, what in (
        (gone, GapReason.MISSING_INPUT, "which is not there"),
        (changed, GapReason.FOREIGN, "which is not what it was"),
    ):
        if names:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            detail = f"the run has also made {', '.join(names[:3])}{more}, {what}"
            found.append(_gap(reason, source, detail, "give all results of the run, as it made them"))
    return found


def _is_still(path: Path, digest: str) -> bool:
    """Tell whether a regular file still has the bytes of a digest."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_OF_A_RESULT:
            return False
        return digest_bytes(path.read_bytes()) == digest
    except OSError:
        return False


def ended_badly(path: Path, digest: str) -> bool:
    """Tell whether the sidecar of a result says that the run which made these very bytes ended with an error."""
    try:
        data = _bytes(sidecar_of(path), path.name)
        document = parse_json(data, name=path.name)
        if isinstance(document, dict) and "payload" in document:
            data = open_envelope(data, name=path.name).payload
        run = read_statement(data, name=path.name)
    except (InputError, BundleFormatError, JsonError):
        return False
    return run.files.get(path.name) == digest and run.exit_code not in {None, 0}


def _gap(reason: GapReason, source: str, detail: str, fix: str) -> Gap:
    return Gap(reason=reason, source=source, detail=detail, operation="read:sidecar", fix=fix)
