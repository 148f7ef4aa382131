"""The redaction key of an installation: what makes fingerprints of secrets comparable here and guessable nowhere.

A rotated key leaves the one before beside it. While that is there, collecting notes for each secret its fingerprint
under both: the bridge, by which older snapshots stay comparable. Neither keys nor bridges leave the folder.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.errors import ConfigError, StoreError
from engine.jsontext.digest import canonical_json
from engine.model.secret import renewed
from engine.model.snapshot import Snapshot
from snapshots.store.atomic import write_atomically, write_new

_LOG = logging.getLogger(__name__)
LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactionKey:
    """32 secret bytes and their epoch, a name that may be shown; `previous` is the key before, empty without one."""

    key: bytes = field(repr=False)
    epoch: str
    previous: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class RedactionKeys:
    """Keeps the keys and bridges in a folder, readable by its owner only."""

    folder: Path

    def current(self) -> RedactionKey:
        """Return the key, made on first use; of two first uses at once both get the same.

        Raises ConfigError when others can read the file or it is no key, StoreError when it cannot be written.
        """
        path = self.folder / "redaction.key"
        if not path.exists() and write_new(path, secrets.token_bytes(LENGTH)):
            _LOG.info("key_made", extra={"epoch": epoch_of(read_private(path))})
        key = read_private(path)
        before = self.folder / "previous.key"
        return RedactionKey(key=key, epoch=epoch_of(key), previous=read_private(before) if before.exists() else b"")

    def rotate(self) -> tuple[str, str]:
        """Make a new key, keep the one of before beside it, and return the epochs of both: before and now.

        A crash in between leaves the old key in force.
        """
        old = self.current()
        write_atomically(self.folder / "previous.key", old.key)
        new = secrets.token_bytes(LENGTH)
        write_atomically(self.folder / "redaction.key", new)
        _LOG.info("key_rotated", extra={"before": old.epoch, "epoch": epoch_of(new)})
        return old.epoch, epoch_of(new)

    def keep(self, key: RedactionKey, bridge: Mapping[str, str]) -> None:
        """Add what a collection has noted to the bridge from the key before to this one."""
        if key.previous and bridge:
            old = epoch_of(key.previous)
            known = self._bridge(old, key.epoch)
            if bridge.items() - known.items():
                write_atomically(self._path(old, key.epoch), canonical_json({**known, **bridge}))

    def rekeyed(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot with the fingerprints of today's key, where a bridge leads to it.

        A secret that no bridge knows keeps its old marker, and the snapshot its old epoch: it stays incomparable.
        """
        key = self.current()
        bridge = self._bridge(snapshot.epoch, key.epoch)
        if not bridge or snapshot.epoch == key.epoch:
            return snapshot
        try:
            resources = tuple(
                replace(item, attributes=renewed(item.attributes, bridge.__getitem__, key.epoch))
                for item in snapshot.resources
            )
            outputs = renewed(snapshot.outputs, bridge.__getitem__, key.epoch)
        except KeyError:  # a fingerprint that the bridge does not know
            return snapshot
        return replace(snapshot, resources=resources, outputs=outputs, epoch=key.epoch)

    def _bridge(self, old: str, new: str) -> dict[str, str]:
        path = self._path(old, new)
        try:
            found: dict[str, str] = json.loads(path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise StoreError(
                f"{path.name} cannot be read", hint="remove it: older snapshots are then incomparable"
            ) from error
        return found

    def _path(self, old: str, new: str) -> Path:
        return self.folder / f"bridge-{old}-{new}.json"


def epoch_of(key: bytes) -> str:
    """Return the name of a key: 12 hex digits that tell nothing about it."""
    return hashlib.sha256(b"driftgate/key-epoch/1\x00" + key).hexdigest()[:12]


def read_private(path: Path) -> bytes:
    """Return the 32 bytes of a key; raises ConfigError when others can read the file, or it is no key."""
    try:
        mode, key = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}", hint="run as the user who made it") from error
    if stat.S_IMODE(mode) & 0o077:
        raise ConfigError(f"{path} can be read by others", hint=f"chmod 600 {path}")
    if len(key) != LENGTH:
        raise ConfigError(f"{path} is no key of {LENGTH} bytes", hint="restore it from a backup")
    return key
