"""Attestations of other tools beside a result: where they stand, and which of them somebody trusted has signed.

Lines of `*.jsonl` are the bundle of in-toto, https://github.com/in-toto/attestation/blob/main/spec/v1/bundle.md, which
`gh attestation download` writes too, under the digest of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from engine.errors import EngineError, InputError
from engine.jsontext.digest import JsonError, canonical_json, parse_json
from engine.model.measurement import Measurement, Vouched
from engine.model.outcome import Gap, GapReason
from engine.signing.dsse import pre_authentication, read_envelope
from snapshots.provenance.beside import attestations_of
from snapshots.provenance.binding import Binding, Trust, believe, gap, lost, read_beside, siblings
from snapshots.provenance.predicates import Attested, is_commit, read_attested
from snapshots.redaction.redact import Redactor

_MOST = 16 * 2**20
_MOST_LINES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestations:
    """What the attestations beside a result come to.

    `gaps` are those that are signed and speak against the result, `uncounted` those that count as none.
    """

    bindings: tuple[Binding, ...] = ()
    gaps: tuple[Gap, ...] = ()
    uncounted: tuple[Gap, ...] = ()


def read_attestations(measurement: Measurement, path: Path, trust: Trust, redactor: Redactor) -> Attestations:
    """Return what the attestations of a result file say of it; without a key nobody can tell, and none is read."""
    if not trust.asks:
        return Attestations()
    found = [_read(measurement, file, trust, redactor) for file in attestations_of(path, measurement.digest)]
    return Attestations(
        bindings=tuple(binding for entry in found for binding in entry.bindings),
        gaps=tuple(told for entry in found for told in entry.gaps),
        uncounted=tuple(told for entry in found for told in entry.uncounted),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed:
    """One entry of a file, whose signature is verified; `document` is the entry as it was read."""

    attested: Attested
    signer: str
    document: Any


def _read(measurement: Measurement, file: Path, trust: Trust, redactor: Redactor) -> Attestations:
    """Return what one file says; it counts as none where no entry of it is signed and about the result."""
    name = (PurePath(measurement.source).parent / file.name).as_posix()
    bindings, gaps, others = [], [], []
    try:
        entries = _entries(read_beside(file, name, _MOST), name)
    except InputError as error:
        return Attestations(uncounted=(_refused(name, error),))
    for where, text in entries:
        try:
            signed = _verified(text, where, trust, redactor)
        except InputError as error:
            others.append(_refused(where, error))
            continue
        if measurement.digest not in {digest for _, digest in signed.attested.files}:
            others.append(_refused(where, InputError("it is about other bytes")))
            continue
        try:
            bindings.append(_bound(measurement, file.parent, where, signed, redactor))
        except InputError as error:
            gaps.append(_refused(where, error))
    return Attestations(
        bindings=tuple(bindings), gaps=tuple(gaps), uncounted=() if bindings or gaps else tuple(others[:3])
    )


def _entries(data: bytes, name: str) -> list[tuple[str, bytes]]:
    """Return the documents of a file with their places; raises InputError for none, and for too many."""
    if not name.endswith(".jsonl"):
        return [(name, data)]
    lines = [(f"{name}:{number}", line) for number, line in enumerate(data.splitlines(), start=1) if line.strip()]
    if not lines:
        raise InputError(f"{name}: the file is empty")
    if len(lines) > _MOST_LINES:
        raise InputError(f"{name}: more than {_MOST_LINES} attestations")
    return lines


def _verified(data: bytes, name: str, trust: Trust, redactor: Redactor) -> _Signed:
    """Return an entry that somebody trusted has signed; raises InputError for any other."""
    try:
        document = parse_json(data, name=name)
    except JsonError as error:
        raise InputError(error.message) from error
    if isinstance(document, dict) and "verificationMaterial" in document:
        payload, signer, commit = _by_identity(document, name, trust)
    elif isinstance(document, dict) and "payload" in document:
        payload, signer, commit = *_by_key(document, name, trust), ""
    else:
        raise InputError(f"{name}: it is not signed, and {trust.asks} asks for a signature")
    attested = read_attested(payload, name=name, clean=redactor.text)
    if attested is None:
        raise InputError(f"{name}: its predicate does not say where a result comes from")
    told = attested.provenance
    if not told.subject.commit and is_commit(commit):
        told = replace(told, subject=replace(told.subject, commit=commit))
    return _Signed(attested=replace(attested, provenance=told), signer=redactor.text(signer), document=document)


def _by_key(document: Any, name: str, trust: Trust) -> tuple[bytes, str]:
    """Return what one of the trusted keys has signed, and the id of that key."""
    envelope = read_envelope(document, name=name)
    # The id beside a signature is a hint that nobody signs, and each tool makes its own: every key is tried.
    covered = pre_authentication(envelope.payload)
    signers = (key.key_id for key in trust.keys for _, made in envelope.signatures if key.verifies(made, covered))
    signer = next(signers, "")
    if not signer:
        raise InputError(f"{name}: none of record.keys has signed it")
    return envelope.payload, signer


def _by_identity(document: Any, name: str, trust: Trust) -> tuple[bytes, str, str]:
    """Return what one of the trusted identities has signed, that identity, and the commit of the workflow it is."""
    if trust.root is None:
        raise InputError(f"{name}: it is a Sigstore bundle, and record.roots names no trusted root")
    from engine.signing.sigstore.bundle import verify_bundle  # noqa: PLC0415 - cryptography only where it is needed

    verified = verify_bundle(document, trust.root, trust.identities, name=name)
    return verified.envelope.payload, verified.signer.subject, verified.signer.commit


def _bound(measurement: Measurement, folder: Path, name: str, signed: _Signed, redactor: Redactor) -> Binding:
    """Return what an attestation says of a result; raises InputError where the result says otherwise."""
    attested = signed.attested
    provenance = replace(believe(measurement, attested.provenance, name), vouched=Vouched.SIGNED, by=signed.signer)
    gaps = lost(siblings(attested.files, measurement.digest), folder, name, redactor.text)
    if attested.against:
        gaps = (gap(GapReason.RUN_FAILED, name, attested.against, "run it to a good end"), *gaps)
    return Binding(source=name, provenance=provenance, paper=_paper(signed, redactor), gaps=gaps)


def _paper(signed: _Signed, redactor: Redactor) -> bytes:
    """Return the bytes of an entry by which others can verify it; empty where what is signed may hold a secret."""
    content = signed.attested.content
    if redactor.value(content) != content:
        return b""
    bundle = signed.document if "verificationMaterial" in signed.document else {}
    envelope = bundle.get("dsseEnvelope", signed.document)
    signatures = [{"keyid": "", "sig": entry["sig"]} for entry in envelope["signatures"]]
    kept = {"payload": envelope["payload"], "payloadType": envelope["payloadType"], "signatures": signatures}
    if not bundle:
        return canonical_json(kept)
    material = {name: bundle["verificationMaterial"][name] for name in ("certificate", "tlogEntries")}
    return canonical_json({"mediaType": bundle["mediaType"], "verificationMaterial": material, "dsseEnvelope": kept})


def _refused(name: str, error: EngineError) -> Gap:
    return gap(GapReason.FOREIGN, name, error.message.removeprefix(f"{name}: "), "attest the result again")
