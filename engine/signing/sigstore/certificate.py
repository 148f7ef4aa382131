"""Certificates of those who sign: given by a trusted authority, logged, in force when it was signed, and whose.

Profile: https://github.com/sigstore/fulcio/blob/main/docs/certificate-specification.md; the extensions of Fulcio are
https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.certificate_transparency import LogEntryType, SignedCertificateTimestamp
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import Criticality, ExtensionPolicy, PolicyBuilder, Store, VerificationError

from engine.errors import InputError
from engine.jsontext.digest import digest_bytes
from engine.signing.sigstore.trusted_root import Authority, Log, TrustedRoot

_ISSUER = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.8")
_REPOSITORY = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.12")
_COMMIT = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.13")
_UTF8 = 0x0C


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who may sign: the name in the certificate, exactly or with `*` for its end, and who vouches for that name.

    `repository` is the one whose workflow ran, which a shared workflow does not name; empty for any.
    """

    subject: str
    issuer: str
    repository: str = ""

    def covers(self, subject: str, issuer: str, repository: str) -> bool:
        """Tell whether a name that an issuer vouches for, in a run of a repository, is meant."""
        begin, star, _ = self.subject.partition("*")
        named = subject.startswith(begin) if star else subject == begin
        return named and self.issuer == issuer and self.repository in {"", repository}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who has signed, as the certificate says; `commit` is that of the workflow that signed, empty where none is."""

    subject: str
    commit: str


def check_certificate(
    certificate: x509.Certificate, time: datetime, root: TrustedRoot, identities: Sequence[Identity]
) -> Signer:
    """Return whose certificate it is that signed at a time; raises InputError for one that does not count."""
    try:
        issuer = _issuer(certificate, time, root.authorities)
        _check_logged(certificate, issuer, root.certificate_logs)
        _check_usage(certificate)
        subject, vouched_by = _subject(certificate), _text(certificate, _ISSUER)
        repository, commit = _text(certificate, _REPOSITORY), _text(certificate, _COMMIT)
    # Extensions are parsed when they are looked at, and any of them may be broken.
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError) as error:
        raise InputError(f"its certificate has another form: {type(error).__name__}") from error
    if not any(identity.covers(subject, vouched_by, repository) for identity in identities):
        raise InputError("it is signed by somebody who is none of record.identities")
    return Signer(subject=subject, commit=commit)


def _issuer(certificate: x509.Certificate, time: datetime, authorities: Sequence[Authority]) -> x509.Certificate:
    """Return the certificate that has signed this one, of an authority that counts at a time."""
    # The usage of Fulcio's certificates is to sign code, which is asked of the certificate itself.
    any_usage = Criticality.NON_CRITICAL
    ca = ExtensionPolicy.webpki_defaults_ca().may_be_present(x509.ExtendedKeyUsage, any_usage, None)
    leaf = ExtensionPolicy.webpki_defaults_ee().may_be_present(x509.ExtendedKeyUsage, any_usage, None)
    for authority in authorities:
        if not authority.window.holds(time):
            continue
        policy = PolicyBuilder().store(Store([authority.root])).time(time)
        verifier = policy.extension_policies(ca_policy=ca, ee_policy=leaf).build_client_verifier()
        try:
            return verifier.verify(certificate, list(authority.intermediates)).chain[1]
        except VerificationError:
            continue
    raise InputError("no authority of the trusted root has given its certificate, or not for the time of signing")


def _check_logged(certificate: x509.Certificate, issuer: x509.Certificate, logs: Sequence[Log]) -> None:
    """Check that a trusted log has promised to show the certificate (RFC 6962, section 3.2)."""
    promises = certificate.extensions.get_extension_for_class(x509.PrecertificateSignedCertificateTimestamps).value
    for promise in promises:
        log = next((log for log in logs if log.log_id == promise.log_id), None)
        if (
            log is not None
            and log.window.holds(promise.timestamp.replace(tzinfo=UTC))
            and isinstance(promise.signature_hash_algorithm, SHA256)
            and promise.entry_type is LogEntryType.PRE_CERTIFICATE
            and log.key.verifies(promise.signature, _promised(promise, certificate, issuer))
        ):
            return
    raise InputError("no log of the trusted root has shown its certificate")


def _promised(promise: SignedCertificateTimestamp, certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """Return the bytes that a log of certificates has signed."""
    key = issuer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    body = certificate.tbs_precertificate_bytes
    since = promise.timestamp.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    milliseconds = (since.days * 86400 + since.seconds) * 1000 + since.microseconds // 1000
    return b"".join(
        (
            struct.pack("!BBQH", promise.version.value, 0, milliseconds, promise.entry_type.value),
            bytes.fromhex(digest_bytes(key).removeprefix("sha256:")),
            len(body).to_bytes(3, "big"),
            body,
            struct.pack("!H", len(promise.extension_bytes)),
            promise.extension_bytes,
        )
    )


def _check_usage(certificate: x509.Certificate) -> None:
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if not usage.digital_signature or ExtendedKeyUsageOID.CODE_SIGNING not in extended:
        raise InputError("its certificate is not for signing code")


def _subject(certificate: x509.Certificate) -> str:
    names = list(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    if len(names) != 1 or not isinstance(names[0], x509.UniformResourceIdentifier | x509.RFC822Name):
        raise InputError("its certificate names not exactly one who signs")
    return names[0].value


def _text(certificate: x509.Certificate, name: x509.ObjectIdentifier) -> str:
    """Return the text of an extension of Fulcio, a UTF8String in DER; empty without it."""
    try:
        found = certificate.extensions.get_extension_for_oid(name).value
    except x509.ExtensionNotFound:
        return ""
    data = found.value if isinstance(found, x509.UnrecognizedExtension) else b""
    size, start = (data[1], 2) if len(data) > 1 and data[1] < 0x80 else (0, 0)
    if len(data) > 2 and data[1] in {0x81, 0x82}:
        start = 2 + data[1] - 0x80
        size = int.from_bytes(data[2:start], "big")
    if not start or data[0] != _UTF8 or len(data) != start + size:
        raise ValueError("not a text in DER")
    return data[start:].decode("utf-8")
