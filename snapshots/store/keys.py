"""The redaction key of an installation: what makes fingerprints of secrets comparable here and guessable nowhere."""

from __future__ import annotations

import hashlib
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import ConfigError
from snapshots.store.atomic import write_new

LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactionKey:
    """32 secret bytes and their epoch, a name that may be shown."""

    key: bytes = field(repr=False)
    epoch: str


@dataclass(frozen=True, slots=True)
class RedactionKeys:
    """Keeps the key in a folder, readable by its owner only."""

    folder: Path

    def current(self) -> RedactionKey:
        """Return the key, made on first use; of two first uses at once both get the same.

        Raises ConfigError when others can read the file or it is no key, StoreError when it cannot be written.
        """
        path = self.folder / "redaction.key"
        if not path.exists():
            write_new(path, secrets.token_bytes(LENGTH))
        try:
            mode, key = path.stat().st_mode, path.read_bytes()
        except OSError as error:
            raise ConfigError(f"cannot read {path}: {error.strerror}", hint="run as the user who made it") from error
        if stat.S_IMODE(mode) & 0o077:
            raise ConfigError(f"{path} can be read by others", hint=f"chmod 600 {path}")
        if len(key) != LENGTH:
            raise ConfigError(f"{path} is no redaction key of {LENGTH} bytes", hint="restore it from a backup")
        return RedactionKey(key=key, epoch=epoch_of(key))


def epoch_of(key: bytes) -> str:
    """Return the name of a key: 12 hex digits that tell nothing about it."""
    return hashlib.sha256(b"driftgate/key-epoch/1\x00" + key).hexdigest()[:12]
