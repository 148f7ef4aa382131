"""The trusted root: the certificates and logs that somebody trusts, each with the time in which it counts.

Format: https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto, as JSON; `gh attestation
trusted-root` writes several, one a line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key

from engine.errors import SignatureError
from engine.jsontext.digest import JsonError, parse_json
from engine.signing.public_keys import PublicKey, public_key

_MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot+json;version=0.1"
_MEDIA_TYPES = {_MEDIA_TYPE, "application/vnd.dev.sigstore.trustedroot.v0.1+json"}
_GIVE = "give what `gh attestation trusted-root` writes, or trusted_root.json of Sigstore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The time in which a key or certificate counts; without an end it still does."""

    start: datetime
    end: datetime | None

    def holds(self, time: datetime) -> bool:
        """Tell whether a time lies in it."""
        return self.start <= time and (self.end is None or time <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A log that signs with a key; `log_id` is the SHA-256 of that key."""

    log_id: bytes
    key: PublicKey
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An authority that gives certificates to who signs: its root, and what stands between."""

    root: x509.Certificate
    intermediates: tuple[x509.Certificate, ...]
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedRoot:
    """Everything that is trusted: authorities, logs of signatures, and logs of certificates."""

    authorities: tuple[Authority, ...]
    logs: tuple[Log, ...]
    certificate_logs: tuple[Log, ...]


class _Valid(msgspec.Struct, frozen=True):
    start: datetime
    end: datetime | None = None


class _Key(msgspec.Struct, frozen=True):
    rawBytes: bytes  # noqa: N815 - the words of the format
    validFor: _Valid  # noqa: N815 - the words of the format


class _Log(msgspec.Struct, frozen=True):
    publicKey: _Key  # noqa: N815 - the words of the format


class _Certificate(msgspec.Struct, frozen=True):
    rawBytes: bytes  # noqa: N815 - the words of the format


class _Chain(msgspec.Struct, frozen=True):
    certificates: list[_Certificate]


class _Authority(msgspec.Struct, frozen=True):
    certChain: _Chain  # noqa: N815 - the words of the format
    validFor: _Valid  # noqa: N815 - the words of the format


class _Root(msgspec.Struct, frozen=True):
    mediaType: str  # noqa: N815 - the words of the format
    certificateAuthorities: list[_Authority]  # noqa: N815 - the words of the format
    tlogs: tuple[_Log, ...] = ()
    ctlogs: tuple[_Log, ...] = ()


def read_trusted_root(files: Mapping[str, bytes]) -> TrustedRoot:
    """Return what some files trust together, each one trusted root, or several, one a line; the keys are their names.

    A key of a kind that is not used is left alone: what it signs is not verified. Raises SignatureError.
    """
    roots = [_read(text, name) for name, data in files.items() for text in _documents(data)]
    names = ", ".join(files)
    try:
        found = TrustedRoot(
            authorities=tuple(_authority(entry) for root in roots for entry in root.certificateAuthorities),
            logs=_logs(entry for root in roots for entry in root.tlogs),
            certificate_logs=_logs(entry for root in roots for entry in root.ctlogs),
        )
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SignatureError(f"{names}: a key or certificate of the trusted root cannot be read", hint=_GIVE) from error
    if not (found.authorities and found.logs and found.certificate_logs):
        raise SignatureError(f"{names}: the trusted root trusts nobody", hint=_GIVE)
    return found


def _documents(data: bytes) -> list[bytes]:
    lines = [line for line in data.splitlines() if line.strip()]
    several = len(lines) > 1 and all(line.startswith(b"{") and line.rstrip().endswith(b"}") for line in lines)
    return lines if several else [data]


def _read(data: bytes, name: str) -> _Root:
    try:
        root = msgspec.convert(parse_json(data, name=name), _Root)
    except JsonError as error:
        raise SignatureError(error.message, hint=_GIVE) from error
    except msgspec.ValidationError as error:
        raise SignatureError(f"{name}: no trusted root: {error}".replace("`", ""), hint=_GIVE) from error
    if root.mediaType not in _MEDIA_TYPES:
        raise SignatureError(f"{name}: no trusted root: its media type is {root.mediaType!r}", hint=_GIVE)
    return root


def _authority(entry: _Authority) -> Authority:
    certificates = [x509.load_der_x509_certificate(found.rawBytes) for found in entry.certChain.certificates]
    if not certificates:
        raise ValueError("an authority without certificates")
    *between, root = certificates
    return Authority(root=root, intermediates=tuple(between), window=_window(entry.validFor))


def _logs(entries: Iterable[_Log]) -> tuple[Log, ...]:
    found = []
    for entry in entries:
        raw = entry.publicKey.rawBytes
        key = public_key(load_der_public_key(raw))
        if key is not None:
            log_id = hashlib.sha256(raw).digest()
            found.append(Log(log_id=log_id, key=key, window=_window(entry.publicKey.validFor)))
    return tuple(found)


def _window(valid: _Valid) -> Window:
    return Window(start=_zoned(valid.start), end=None if valid.end is None else _zoned(valid.end))


def _zoned(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time
