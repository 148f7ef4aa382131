"""Sigstore bundles: who has signed an envelope, verified in the order of the client specification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from engine.errors import InputError
from engine.signing.dsse import Envelope, pre_authentication, read_envelope
from engine.signing.public_keys import public_key
from engine.signing.sigstore.certificate import Identity, Signer, check_certificate
from engine.signing.sigstore.log_entry import LogEntry, check_entry
from engine.signing.sigstore.trusted_root import TrustedRoot

_MEDIA_TYPES = {
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """An envelope whose signature is verified, with who has signed it and when it was logged."""

    envelope: Envelope
    signer: Signer
    signed_at: datetime


class _Certificate(msgspec.Struct, frozen=True):
    rawBytes: bytes  # noqa: N815 - the words of the format


class _Material(msgspec.Struct, frozen=True):
    certificate: _Certificate
    tlogEntries: list[LogEntry]  # noqa: N815 - the words of the format


class _Bundle(msgspec.Struct, frozen=True):
    mediaType: str  # noqa: N815 - the words of the format
    verificationMaterial: _Material  # noqa: N815 - the words of the format
    dsseEnvelope: Any  # noqa: N815 - the words of the format


def is_bundle(document: Any) -> bool:
    """Tell whether a JSON value says that it is a bundle."""
    return isinstance(document, dict) and {"mediaType", "verificationMaterial"} <= set(document)


def verify_bundle(document: Any, root: TrustedRoot, identities: Sequence[Identity], *, name: str) -> Verified:
    """Return the envelope in a bundle that one of some identities has signed; raises InputError for any other."""
    bundle = _read(document, name)
    envelope = read_envelope(bundle.dsseEnvelope, name=name)
    if len(envelope.signatures) != 1 or len(bundle.verificationMaterial.tlogEntries) != 1:
        raise InputError(f"{name}: a bundle holds one signature and one entry of a log")
    try:
        certificate = x509.load_der_x509_certificate(bundle.verificationMaterial.certificate.rawBytes)
        key = public_key(certificate.public_key())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InputError(f"{name}: its certificate cannot be read") from error
    ((_, signature),) = envelope.signatures
    try:
        # 1 the time, as a trusted log says; 2 the certificate at that time, and whose it is; 3 the signature itself
        time = check_entry(bundle.verificationMaterial.tlogEntries[0], envelope, certificate, root.logs)
        signer = check_certificate(certificate, time, root, identities)
    except InputError as error:
        raise InputError(f"{name}: {error.message}") from error
    if key is None or not key.verifies(signature, pre_authentication(envelope.payload)):
        raise InputError(f"{name}: its signature is not of its certificate")
    return Verified(envelope=envelope, signer=signer, signed_at=time)


def _read(document: Any, name: str) -> _Bundle:
    try:
        bundle = msgspec.convert(document, _Bundle, strict=False)  # numbers stand in texts
    except msgspec.ValidationError as error:
        raise InputError(f"{name}: no Sigstore bundle that can be verified: {error}".replace("`", "")) from error
    if bundle.mediaType not in _MEDIA_TYPES:
        raise InputError(f"{name}: no Sigstore bundle of version 0.3: its media type is {bundle.mediaType!r}")
    return bundle
