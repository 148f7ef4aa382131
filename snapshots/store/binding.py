"""What binds a file to this installation: who has not its key cannot write one that is taken for ours.

HMAC-SHA-256 (RFC 2104) over the kind of a file and its bytes, under a key that never leaves the folder of keys.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from snapshots.store.atomic import write_new
from snapshots.store.keys import LENGTH, read_private

SIZE = 32  # bytes of a seal


@dataclass(frozen=True, slots=True)
class Binding:
    """Seals bytes under a key in a folder, which is made on first use and readable by its owner only."""

    folder: Path

    def seal(self, kind: str, data: bytes) -> bytes:
        """Return the 32 bytes that bind data of a kind to this installation; raises ConfigError and StoreError."""
        path = self.folder / "binding.key"
        if not path.exists():
            write_new(path, secrets.token_bytes(LENGTH))
        return hmac.digest(read_private(path), b"driftgate/%s\0%s" % (kind.encode(), data), "sha256")

    def holds(self, kind: str, data: bytes, seal: bytes) -> bool:
        """Tell whether this installation has sealed data of a kind."""
        return hmac.compare_digest(self.seal(kind, data), seal)
