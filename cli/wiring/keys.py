"""The keys that sign and that are trusted, from where the configuration keeps them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cli.wiring.files import read_file
from engine.errors import ConfigError
from engine.ports import Signer

if TYPE_CHECKING:
    from cli.config.load import LoadedConfiguration
    from engine.signing.keys import TrustedKey


def signer(loaded: LoadedConfiguration | None, section: str, given: Path | None = None) -> Signer | None:
    """Return the signer with the key of a file, else of a section's `sign`; none when neither names one.

    Raises ConfigError for a key that is not there, and SignatureError for what is none.
    """
    reference: str | None = None if loaded is None else getattr(loaded.configuration, section).sign
    if given is not None:
        key = read_key(given)
    elif loaded is not None and reference is not None:
        key = _referenced(loaded, reference, f"{section}.sign")
    else:
        return None
    from engine.signing.keys import Ed25519Signer  # noqa: PLC0415 - cryptography only where something is signed

    return Ed25519Signer(key)


def trusted_keys(loaded: LoadedConfiguration | None) -> tuple[TrustedKey, ...]:
    """Return the public keys whose signatures count on records; raises ConfigError and SignatureError."""
    names = () if loaded is None else loaded.configuration.record.keys
    if loaded is None or not names:
        return ()
    from engine.signing.keys import TrustedKey  # noqa: PLC0415 - cryptography only where something is verified

    return tuple(TrustedKey(_referenced(loaded, name, f"record.keys[{index}]")) for index, name in enumerate(names))


def read_key(path: Path) -> bytes:
    """Return the bytes of a key; raises ConfigError when it cannot be read."""
    try:
        return read_file(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}", hint="check the path of the key") from error


def _referenced(loaded: LoadedConfiguration, reference: str, key: str) -> bytes:
    kind, _, rest = reference.partition(":")
    if kind == "file":
        return read_key(loaded.base / rest)
    value = os.environ.get(rest)  # noqa: TID251 - the configuration names the variable
    if not value:
        raise ConfigError(f"{key}: the environment variable {rest} is not set", hint=f"export {rest}")
    return value.encode()
