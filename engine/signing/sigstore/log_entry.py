"""Entries of Rekor, the log of signatures: what stands in it, since when, and that it stands there.

Rekor v1: https://github.com/sigstore/rekor/blob/main/types.md (dsse 0.0.1); inclusion proofs are RFC 9162, section
2.1.3; checkpoints https://github.com/transparency-dev/formats/blob/main/log/README.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
from cryptography import x509

from engine.errors import InputError
from engine.jsontext.digest import canonical_json, parse_json
from engine.signing.dsse import Envelope
from engine.signing.sigstore.trusted_root import Log

_NOTE = re.compile("— (\\S+) (\\S+)\n")


class LogId(msgspec.Struct, frozen=True):
    """The SHA-256 of the key of a log."""

    keyId: bytes  # noqa: N815 - the words of the format


class Kind(msgspec.Struct, frozen=True):
    """What an entry holds."""

    kind: Literal["dsse"]
    version: Literal["0.0.1"]


class Promise(msgspec.Struct, frozen=True):
    """The signature of the log on an entry and its time."""

    signedEntryTimestamp: bytes  # noqa: N815 - the words of the format


class Checkpoint(msgspec.Struct, frozen=True):
    """A signed note about the whole log."""

    envelope: str


class Proof(msgspec.Struct, frozen=True):
    """The way from an entry to the root of the log."""

    logIndex: int  # noqa: N815 - the words of the format
    rootHash: bytes  # noqa: N815 - the words of the format
    treeSize: int  # noqa: N815 - the words of the format
    hashes: list[bytes]
    checkpoint: Checkpoint


class LogEntry(msgspec.Struct, frozen=True):
    """An entry as bundles hold it."""

    logIndex: int  # noqa: N815 - the words of the format
    logId: LogId  # noqa: N815 - the words of the format
    kindVersion: Kind  # noqa: N815 - the words of the format
    integratedTime: int  # noqa: N815 - the words of the format
    inclusionPromise: Promise  # noqa: N815 - the words of the format
    inclusionProof: Proof  # noqa: N815 - the words of the format
    canonicalizedBody: bytes  # noqa: N815 - the words of the format


class _Hash(msgspec.Struct, frozen=True):
    algorithm: Literal["sha256"]
    value: str


class _Signature(msgspec.Struct, frozen=True):
    signature: bytes
    verifier: bytes


class _Spec(msgspec.Struct, frozen=True):
    payloadHash: _Hash  # noqa: N815 - the words of the format
    signatures: list[_Signature]


class _Body(msgspec.Struct, frozen=True):
    apiVersion: Literal["0.0.1"]  # noqa: N815 - the words of the format
    kind: Literal["dsse"]
    spec: _Spec


def check_entry(entry: LogEntry, envelope: Envelope, certificate: x509.Certificate, logs: Sequence[Log]) -> datetime:
    """Return when a trusted log took in an envelope that was signed with a certificate; raises InputError."""
    log = next((log for log in logs if log.log_id == entry.logId.keyId), None)
    if log is None:
        raise InputError("it stands in a log that the trusted root does not name")
    try:
        time = datetime.fromtimestamp(entry.integratedTime, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise InputError("its log tells no time") from error
    if not log.window.holds(time):
        raise InputError("it stands in a log that did not count at the time of signing")
    promised = {
        "body": base64.b64encode(entry.canonicalizedBody).decode(),
        "integratedTime": entry.integratedTime,
        "logID": entry.logId.keyId.hex(),
        "logIndex": entry.logIndex,
    }
    if not log.key.verifies(entry.inclusionPromise.signedEntryTimestamp, canonical_json(promised)):
        raise InputError("its log has not signed its entry")
    _check_included(entry.inclusionProof, entry.canonicalizedBody)
    _check_checkpoint(entry.inclusionProof, log)
    _check_body(entry.canonicalizedBody, envelope, certificate)
    return time


def _check_included(proof: Proof, body: bytes) -> None:
    """Check that the entry leads to the root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= proof.logIndex < proof.treeSize:
        raise InputError("its inclusion in the log is not proven")
    found = hashlib.sha256(b"\x00" + body).digest()
    at, last = proof.logIndex, proof.treeSize - 1
    for beside in proof.hashes:
        if last == 0:
            raise InputError("its inclusion in the log is not proven")
        if at & 1 or at == last:
            found = hashlib.sha256(b"\x01" + beside + found).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + beside).digest()
        at, last = at >> 1, last >> 1
    if last or found != proof.rootHash:
        raise InputError("its inclusion in the log is not proven")


def _check_checkpoint(proof: Proof, log: Log) -> None:
    """Check that the log has signed the root that an entry leads to."""
    text, _, signatures = proof.checkpoint.envelope.partition("\n\n")
    _, size, root, *_ = [*text.split("\n"), "", ""]
    same = size == str(proof.treeSize) and root == base64.b64encode(proof.rootHash).decode()
    for found in _NOTE.finditer(signatures):
        try:
            made = base64.b64decode(found[2], validate=True)
        except (binascii.Error, ValueError):
            continue
        if same and made[:4] == log.log_id[:4] and log.key.verifies(made[4:], f"{text}\n".encode()):
            return
    raise InputError("its log has not signed what its inclusion is proven by")


def _check_body(body: bytes, envelope: Envelope, certificate: x509.Certificate) -> None:
    """Check that the entry is about this payload, this signature and this certificate."""
    spec = _body(parse_json(body, name="the entry of its log")).spec
    same = spec.payloadHash.value == hashlib.sha256(envelope.payload).hexdigest()
    ((_, signature),) = envelope.signatures
    if not same or [entry.signature for entry in spec.signatures] != [signature]:
        raise InputError("the entry of its log is about another signature")
    try:
        logged = x509.load_pem_x509_certificate(spec.signatures[0].verifier)
    except ValueError as error:
        raise InputError("the entry of its log names no certificate") from error
    if logged != certificate:
        raise InputError("the entry of its log is about another certificate")


def _body(document: Any) -> _Body:
    try:
        return msgspec.convert(document, _Body)
    except msgspec.ValidationError as error:
        raise InputError("the entry of its log has another form") from error
