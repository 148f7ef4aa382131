"""The keys that sign and that are trusted, from where the configuration keeps them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.wiring.credentials.references import read_reference
from cli.wiring.files import read_file
from engine.errors import ConfigError
from engine.ports import Signer
from snapshots.provenance.binding import Trust

if TYPE_CHECKING:
    from cli.config.load import LoadedConfiguration


def signer(loaded: LoadedConfiguration | None, section: str, given: Path | None = None) -> Signer | None:
    """Return the signer with the key of a file, else of a section's `sign`; none when neither names one.

    Raises ConfigError for a key that is not there, and SignatureError for what is none.
    """
    reference: str | None = None if loaded is None else getattr(loaded.configuration, section).sign
    if given is not None:
        key = read_key(given)
    elif loaded is not None and reference is not None:
        key = read_reference(reference, loaded.base, f"{section}.sign")
    else:
        return None
    return _signer(key)


def signer_of(reference: str, base: Path) -> Signer:
    """Return the signer with the key of evidence that a reference names; raises ConfigError and SignatureError."""
    return _signer(read_reference(reference, base, "evidence.sign"))


def trust_of_records(loaded: LoadedConfiguration | None) -> Trust:
    """Return whose signatures count on records and attestations; raises ConfigError and SignatureError."""
    record = None if loaded is None else loaded.configuration.record
    if loaded is None or record is None or not (record.keys or record.roots):
        return Trust()
    # cryptography only where something is verified
    from engine.signing.public_keys import read_public_key  # noqa: PLC0415
    from engine.signing.sigstore.certificate import Identity  # noqa: PLC0415
    from engine.signing.sigstore.trusted_root import read_trusted_root  # noqa: PLC0415

    base = loaded.base
    keys = (read_reference(name, base, f"record.keys[{index}]") for index, name in enumerate(record.keys))
    roots = {name: read_reference(name, base, f"record.roots[{index}]") for index, name in enumerate(record.roots)}
    return Trust(
        keys=tuple(read_public_key(pem) for pem in keys),
        root=read_trusted_root(roots) if roots else None,
        identities=tuple(
            Identity(subject=entry.subject, issuer=entry.issuer, repository=entry.repository or "")
            for entry in record.identities
        ),
    )


def read_key(path: Path) -> bytes:
    """Return the bytes of a key; raises ConfigError when it cannot be read."""
    try:
        return read_file(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}", hint="check the path of the key") from error


def _signer(key: bytes) -> Signer:
    from engine.signing.keys import Ed25519Signer  # noqa: PLC0415 - cryptography only where something is signed

    return Ed25519Signer(key)
